"""Commands that read texts: nothing is stored."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from ..sources import Metadata, find_files
from .app import app
from .scale import AddressOption, EngineOption


@app.command()
def read(
    what: Annotated[list[str], typer.Argument(metavar="FILE...", help="Files or folders of plain text; '-' for standard input; with --output shards.")],
    json: Annotated[bool, typer.Option("--json", help="Print the reading of one file as JSON.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print one reading a line, in the order of the file names.")] = False,
    published: Annotated[Optional[str], typer.Option(help="The day of publication, YYYY-MM-DD.")] = None,  # noqa: UP045
    publisher: Annotated[Optional[str], typer.Option(help="Who published it.")] = None,  # noqa: UP045
    side: Annotated[Optional[str], typer.Option(help="The country whose government or state press issued it (ISO 3166-1 alpha-3).")] = None,  # noqa: UP045
    url: Annotated[Optional[str], typer.Option(help="Its address.")] = None,  # noqa: UP045
    title: Annotated[Optional[str], typer.Option(help="Its title.")] = None,  # noqa: UP045
    jobs: Annotated[Optional[int], typer.Option(min=1, max=4096, help="Processes to read with; by default one, with Ray all of the cluster.")] = None,  # noqa: UP045
    output: Annotated[Optional[str], typer.Option("--output", "-o", help="Read shards into this folder, as Parquet with a manifest; run again, it goes on.")] = None,  # noqa: UP045
    engine: EngineOption = None,
    address: AddressOption = None,
    color: Annotated[Optional[bool], typer.Option("--color/--no-color", help="Colour the terminal view, or not; by default where it is a terminal.")] = None,  # noqa: UP045
) -> None:
    """Read press pieces: everything in them that belongs in the record, each fact tied to its words."""
    from ..scale import read_files
    from ..views.output import write_lines, write_views

    if json and jsonl:
        raise typer.BadParameter("give --json for one reading, or --jsonl for one a line, not both")
    metadata = Metadata(published=published, publisher=publisher, side=side.upper() if side else None, url=url, title=title)
    if output is not None:
        from .. import api
        from ..scale.printed import manifest_progress, print_manifest
        from ..views.output import write_json

        with manifest_progress() as tell:
            manifest = api.read_shards(what, output, engine=engine or "processes", address=address, jobs=jobs, metadata=metadata, tell=tell)
        write_json(manifest) if json else print_manifest(manifest, output)
        if manifest.counts.failed or manifest.counts.unread:
            raise typer.Exit(1)
        return
    if engine or address:
        raise typer.BadParameter("--engine reads shards into a folder; name it with --output")
    names = list(find_files(what))
    many = len(what) > 1 or names != what
    if json and len(names) != 1:
        raise typer.BadParameter(f"--json prints one reading, but {len(names)} files are given; use --jsonl")
    lines = read_files(names, metadata, jobs=jobs or 1)
    if json or jsonl:
        failed = write_lines(lines, len(names), many=many)
    else:
        failed = write_views(lines, len(names), many=many, color=color)
    if failed:
        raise typer.Exit(1)


@app.command()
def code(
    table: Annotated[str, typer.Argument(metavar="FILE.tsv", help="A table with a column marked_sentence; '-' for standard input.")],
) -> None:
    """Code marked sentences: what the source does to the target, as PLOVER event, mode and score."""
    from ..scale import NEW_COLUMNS, code_rows
    from ..sources import open_table
    from ..views.output import write_table

    opened = open_table(table, "marked_sentence")
    columns = [*(c for c in opened.columns if c not in NEW_COLUMNS), *NEW_COLUMNS]
    if write_table(columns, code_rows(opened), table):
        raise typer.Exit(1)


@app.command()
def statements(
    what: Annotated[list[str], typer.Argument(metavar="FILE...", help="Files or folders of plain text; '-' for standard input.")],
) -> None:
    """Find who is said to say, think or want what in any text, be it of two countries or of none: one line of JSON a file."""
    from ..scale import attribute_files
    from ..views.output import write_lines

    names = list(find_files(what))
    if write_lines(attribute_files(names), len(names), many=len(what) > 1 or names != what):
        raise typer.Exit(1)


@app.command()
def events(
    readings: Annotated[list[str], typer.Argument(metavar="READINGS...", help="Files of readings as `bilat read --jsonl` or `--json` prints them; '-' for standard input.")],
    output: Annotated[Optional[str], typer.Option("--output", "-o", help="Where to write; standard output if not given.")] = None,  # noqa: UP045
    format: Annotated[Optional[str], typer.Option(help="csv, parquet or jsonl; by default what the name of the output says, else csv.")] = None,  # noqa: UP045
) -> None:
    """Turn readings into a tidy table of events, one row an event, every code checked."""
    from ..sources import read_readings
    from ..views.events import encode, event_rows, format_of
    from ..views.output import write_bytes

    chosen = format_of(output, format)
    write_bytes(encode((row for reading in read_readings(readings) for row in event_rows(reading)), chosen), output)
