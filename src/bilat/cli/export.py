"""Commands that hand the record, or the whole store, to other programs, and take a whole store back."""

from __future__ import annotations

import sys
from typing import Annotated, Optional

import typer

from ..errors import OptionError
from .app import StoreOption, WithOption, app

_FORMATS = "csv or parquet (one table a kind, into a folder or a .zip file), jsonl, plover (coded events), ftm (FollowTheMoney), ics, graphml (who met whom); dump with --all."


@app.command()
def export(
    parties: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(metavar="[COUNTRY [COUNTRY]]", help="Whose record: as for `bilat record`."),
    ] = None,
    store: StoreOption = None,
    counterpart: WithOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Everything in the store (but its users), as a dump that `bilat import` reads back: what no COUNTRY means too.")
    ] = False,
    format: Annotated[Optional[str], typer.Option(help=_FORMATS)] = None,  # noqa: UP045
    output: Annotated[str | None, typer.Option("--output", "-o", help="The file, folder or .zip file to write; standard output if not given. A dump to FILE.gz is packed.")] = None,
    table: Annotated[Optional[str], typer.Option(help="One table alone: documents, people, offices, events, instruments, commitments, figures, sources …")] = None,  # noqa: UP045
    facts: Annotated[bool, typer.Option("--facts", help="The facts as each document states them, in place of the record.")] = False,
    since: Annotated[Optional[str], typer.Option(help="Only documents published on or after this date.")] = None,  # noqa: UP045
    until: Annotated[Optional[str], typer.Option(help="Only documents published on or before this date.")] = None,  # noqa: UP045
    only_reviewed: Annotated[bool, typer.Option("--only-reviewed", help="Only what a person accepted or corrected.")] = False,
) -> None:
    """Write a record for other programs: as tables, events, entities, calendar or graph; or the whole store as one file."""
    from .. import api
    from ..views.export.files import format_of, write_export
    from ..views.output import write_bytes

    wanted = [*(parties or []), *(counterpart or [])]
    if everything and wanted:
        raise OptionError(f"--all is everything in the store, and {' '.join(wanted)} a part of it; give one of the two")
    if wanted and format == "dump":
        raise OptionError("format: a dump is of the whole store: bilat export --all --format dump")
    if not wanted and (table or facts or format not in (None, "dump")):
        raise OptionError("of whose record? name two countries, as in bilat export Kazakhstan China; the whole store is written with --all --format dump")
    with api.open_store(store, create=False) as opened:
        if not wanted:
            write_bytes(api.dump(opened, compressed=bool(output and output.endswith(".gz"))), output)
            return
        files = api.export(opened, *wanted, format=format_of(output, format), table=table, facts=facts, since=since, until=until, only_reviewed=only_reviewed)
        written = write_export(files, output)
    if len(written) > 1:
        print(f"bilat: {len(written)} files in {output}", file=sys.stderr)


@app.command("import")
def import_(
    file: Annotated[str, typer.Argument(metavar="FILE", help="A dump as `bilat export --all --format dump` writes it, packed or not; '-' for standard input.")],
    store: StoreOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print what was new as JSON.")] = False,
) -> None:
    """Read a dump into the store, once all of it was found sound: what the store holds already stays as it is."""
    from .. import api
    from ..views.output import write_json

    with api.open_store(store) as opened:
        done = api.import_dump(opened, file)
    write_json(done) if json else print(done.told(), file=sys.stderr)
