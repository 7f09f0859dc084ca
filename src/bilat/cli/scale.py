"""The command that brings folders of readings into the store, and the options of those that make them."""

from __future__ import annotations

from typing import Annotated, Optional

import typer

from ..sources import Metadata
from .app import StoreOption, app

EngineOption = Annotated[
    Optional[str],  # noqa: UP045
    typer.Option(help="What reads shards of Parquet, JSON Lines or WARC into a folder: processes of this machine, or ray (pip install 'bilat[ray]')."),
]
AddressOption = Annotated[Optional[str], typer.Option(help="The Ray cluster, HOST:PORT or auto; by default one of its own on this machine.")]  # noqa: UP045


def ingest_shards(what: list[str], store: str | None, work: str, engine: str, address: str | None, jobs: int | None, metadata: Metadata, json: bool) -> None:
    """Read shards into a folder of readings, and load it."""
    from .. import api
    from ..scale.printed import load_progress, manifest_progress, print_load, print_manifest
    from ..views.output import write_json

    with api.open_store(store) as opened:
        with manifest_progress() as told:
            manifest = api.read_shards(what, work, engine=engine, address=address, jobs=jobs, metadata=metadata, tell=told)
        with load_progress(manifest.counts.rows) as tell:
            done = api.load(opened, work, tell=tell)
    if json:
        write_json(done)
    else:
        print_manifest(manifest, work)
        print_load(done)
    if manifest.counts.failed or manifest.counts.unread:
        raise typer.Exit(1)


@app.command()
def load(
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="A folder of readings, as `bilat read SHARDS --output FOLDER` makes it.")],
    store: StoreOption = None,
    check: Annotated[bool, typer.Option("--check", help="Load nothing; say whether the folder holds what its manifest tells, every part and row once.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
) -> None:
    """Bring a folder of readings into the store, in bulk; run again, it does only what is missing."""
    from .. import api
    from ..scale.printed import load_progress, print_load
    from ..views.output import write_json

    if check:
        problems = api.check_folder(folder)
        write_json(problems) if json else print("\n".join(problems) or f"{folder}: {api.manifest_of(folder).counts.rows:,} rows, nothing missing and nothing twice")
        raise typer.Exit(1 if problems else 0)
    with api.open_store(store) as opened, load_progress(api.manifest_of(folder).counts.rows) as tell:
        done = api.load(opened, folder, tell=tell)
    write_json(done) if json else print_load(done)
