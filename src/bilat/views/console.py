"""How tables for people are printed: on standard output, no wider than can be read, and what stands in a document is never taken for markup."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

MAX_WIDTH = 120


def open_console(widest: int = MAX_WIDTH) -> Console:
    """Return standard output, at most `widest` columns wide; without a single escape code where NO_COLOR is set."""
    console = Console(highlight=False, markup=False)
    if console.no_color:
        console = Console(highlight=False, markup=False, force_terminal=False)
    console.width = min(console.width, widest)
    return console


def plain_table(*columns: str) -> Table:
    """Return a table without lines."""
    table = Table(box=None, header_style="dim", pad_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
