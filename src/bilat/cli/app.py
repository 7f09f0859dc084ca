"""The command line's frame: the application, options that several commands take, errors as messages."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Optional

import typer

from .. import __version__
from ..errors import BilatError

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False,
                  help="Reads diplomatic press pieces and keeps the record of a bilateral relationship.")  # fmt: skip


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False) -> None:
    if version:
        typer.echo(f"bilat {__version__}")
        raise typer.Exit


PartiesArgument = Annotated[
    list[str],
    typer.Argument(metavar="COUNTRY [COUNTRY]", help="Two countries by any usual name or code; a country and a region or organisation; one for a country with everyone."),
]
StoreOption = Annotated[Optional[str], typer.Option("--store", help="The store: a file, or postgresql://USER@HOST/NAME; by default $BILAT_STORE, else bilat.db.")]  # noqa: UP045
WithOption = Annotated[
    list[str] | None, typer.Option("--with", metavar="WHOM", help="A country, region or organisation as the other party, or `everyone`, which is what one country alone gives.")
]
JobsOption = Annotated[int, typer.Option("--jobs", min=1, max=256, help="Processes to read with.")]


def main() -> None:
    """Run the command line; errors are messages on standard error and exit code 2, never a traceback."""
    try:
        app()
    except BilatError as error:
        print(f"bilat: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has left: there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
