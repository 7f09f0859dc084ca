"""The country-desk brief: a record put into sentences, each with the words that it rests on, as Markdown, HTML, Word or PDF."""

from __future__ import annotations

import os

from ...errors import OptionError
from .compose import events_to_compare, make_brief
from .house import House
from .model import Block, Brief, Chart, Note, Paragraph, Part, Point, Points, Section, Sentence, Table

FORMATS = ("md", "html", "docx", "pdf")


def format_of(output: str | None, format: str | None) -> str:
    """Return the format asked for, else what the name of the output says, else Markdown; `OptionError` for one that is none."""
    chosen = format or {"markdown": "md", "htm": "html"}.get(ending := os.path.splitext(output or "")[1].lstrip(".").casefold(), ending) or "md"
    if chosen not in FORMATS:
        raise OptionError(f"format: {chosen!r} is none; a brief is written as {', '.join(FORMATS)}: give --format, or -o with a name that ends so")
    return chosen


def render(brief: Brief, format: str, template: str | os.PathLike[str] | None = None) -> bytes:
    """Return a brief in a format, the same bytes for the same brief; `OptionError` for a format that is none, and where what it is made with is not installed."""
    house = House(template, brief.language)
    if format == "md":
        from .markdown import to_markdown

        return to_markdown(brief, house).encode()
    if format == "html":
        from .page import to_html

        return to_html(brief, house).encode()
    if format == "pdf":
        from .pdf import to_pdf

        return to_pdf(brief, house)
    if format == "docx":
        from .word import to_docx

        return to_docx(brief, house)
    raise OptionError(f"format: {format!r} is none; a brief is written as {', '.join(FORMATS)}")


__all__ = [
    "FORMATS",
    "Block",
    "Brief",
    "Chart",
    "House",
    "Note",
    "Paragraph",
    "Part",
    "Point",
    "Points",
    "Section",
    "Sentence",
    "Table",
    "events_to_compare",
    "format_of",
    "make_brief",
    "render",
]
