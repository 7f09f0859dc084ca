"""The command that writes a brief."""

from __future__ import annotations

import sys
from typing import Annotated, Optional

import typer

from ..errors import OptionError
from .app import StoreOption, app


@app.command()
def brief(
    one: Annotated[str, typer.Argument(metavar="COUNTRY", help="A country by any usual name or code.")],
    other: Annotated[str, typer.Argument(metavar="COUNTRY", help="The other.")],
    store: StoreOption = None,
    format: Annotated[Optional[str], typer.Option("--format", "-f", help="md, html, docx or pdf; by default what the name of the output says, else md.")] = None,  # noqa: UP045
    output: Annotated[Optional[str], typer.Option("--output", "-o", help="Where to write; standard output if not given.")] = None,  # noqa: UP045
    since: Annotated[Optional[str], typer.Option(help="Only what was told or fell due on or after this date.")] = None,  # noqa: UP045
    as_of: Annotated[Optional[str], typer.Option("--as-of", help="The day that the brief is of; by default that of the last document.")] = None,  # noqa: UP045
    length: Annotated[int, typer.Option(help="Pages of A4, without the notes.")] = 2,
    language: Annotated[str, typer.Option(help="The language that it is written in.")] = "en",
    template: Annotated[Optional[str], typer.Option(metavar="DIR", help="A folder with a house style.")] = None,  # noqa: UP045
) -> None:
    """Write the brief on a relationship: what matters of its record on two pages, every sentence with the words that it rests on."""
    from .. import api
    from ..views.brief import format_of, render
    from ..views.output import write_bytes

    chosen = format_of(output, format)
    if output is None and chosen in ("docx", "pdf") and sys.stdout.isatty():
        raise OptionError(f"format: {chosen} is nothing for a terminal; give a file to write to, as in -o brief.{chosen}")
    with api.open_store(store, create=False) as opened:
        made = api.brief(opened, one, other, since=since, as_of=as_of, length=length, language=language, template=template)
        outdated = api.outdated(opened, one, other)
    if outdated:
        print(f"bilat: {outdated:,} of its documents were read by another version of bilat; `bilat reread` reads them anew", file=sys.stderr)
    write_bytes([render(made, chosen, template)], output)
