"""The terminal view of a reading: the piece with its facts marked, then who is in it and the facts by kind."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from ..vocabulary import FACT_KINDS, Reading
from .describe import KIND_TITLES, describe, kind_of, title_of

COLORS = {
    "visit": "bright_cyan",
    "meeting": "cyan",
    "instrument": "bright_magenta",
    "statement": "green",
    "figure": "bright_yellow",
    "commitment": "bright_blue",
    "assessment": "magenta",
    "regime": "bright_red",
    "relation": "yellow",
    "message": "bright_green",
    "topic": "dim white",
    "event": "white",
}
_MARKED = [kind for kind in FACT_KINDS if kind not in ("topic", "event")]
MAX_WIDTH = 110


def print_reading(reading: Reading, *, color: bool | None = None, heading: str | None = None) -> None:
    """Print one reading for a person: coloured where standard output is a terminal, or as `color` says."""
    console = Console(force_terminal=color if color else None, no_color=color is False, highlight=False, soft_wrap=False)
    if console.width > MAX_WIDTH:
        console.width = MAX_WIDTH
    console.print(Rule(Text(_headline(reading, heading), style="bold"), align="left", style="dim"))
    console.print(Padding(marked(reading), (1, 2)))
    if reading.facts:
        console.print(Padding(_legend(reading), (0, 2, 1, 2)))
    people = [actor for actor in reading.actors if actor.type == "person"]
    if people:
        _section(console, "People", "bold", [(actor.name, title_of(actor)) for actor in people])
    others = [actor for actor in reading.actors if actor.type == "organisation"]
    if others:
        _section(console, "Organisations", "bold", [(actor.name, "") for actor in others])
    for kind in FACT_KINDS:
        facts = [fact for fact in reading.facts if kind_of(fact) == kind]
        if not facts:
            continue
        if kind == "topic":
            console.print(Text(KIND_TITLES[kind], style="bold"))
            console.print(Padding(Text(", ".join(describe(reading, fact) for fact in facts)), (0, 2, 1, 2)))
            continue
        _section(console, KIND_TITLES[kind], COLORS[kind], [(fact.id, describe(reading, fact)) for fact in facts])
    if not reading.facts:
        console.print(Padding(Text("Nothing bilateral found in this piece.", style="italic"), (0, 2, 1, 2)))


def _headline(reading: Reading, heading: str | None) -> str:
    document = reading.document
    parts = [heading, document.title, document.publisher, document.side, document.published]
    return " · ".join(part for part in parts if part) or "reading"


def marked(reading: Reading) -> Text:
    """Return the piece with the words of each fact in its kind's colour, the narrowest fact on top."""
    out = Text(reading.document.text.strip("\n"))
    shift = len(reading.document.text) - len(reading.document.text.lstrip("\n"))
    spans = [(end - start, start, end, kind_of(fact)) for fact in reading.facts for start, end in fact.evidence]
    for _, start, end, kind in sorted(spans, reverse=True):
        if kind in _MARKED:
            out.stylize(COLORS[kind], start - shift, end - shift)
    return out


def _legend(reading: Reading) -> Text:
    kinds = {kind_of(fact) for fact in reading.facts}
    out = Text("marked: ", style="dim")
    for kind in _MARKED:
        if kind in kinds:
            out.append(f"■ {kind} ", style=COLORS[kind])
    return out


def _section(console: Console, title: str, color: str, rows: list[tuple[str, str]]) -> None:
    console.print(Text(title, style=f"bold {color}" if color != "bold" else "bold"))
    table = Table.grid(padding=(0, 2))
    table.add_column(style="dim" if color != "bold" else "", no_wrap=True, max_width=34)
    table.add_column(ratio=1)
    for left, right in rows:
        table.add_row(Text(left), Text(right))
    console.print(Padding(table, (0, 2, 1, 2)))
