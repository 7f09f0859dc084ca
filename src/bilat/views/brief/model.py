"""A brief as types: sections of sentences, each with the numbers of the notes that it rests on, and the notes with the quoted words."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from ...statistics.verdict import SeriesValue
from ...vocabulary import Edtf, Span
from ..trade import TradeChart


class Note(msgspec.Struct, kw_only=True, frozen=True):
    """One source: the words of a document at `evidence` (spans of its text, joined by " … "), or one value of official statistics in `series`.

    `published` is an EDTF date; of a statistical value it is the day on which it was retrieved. `side` is the country that the document speaks for.
    """

    number: int
    publisher: str
    published: Edtf | None
    words: str
    document: str | None = None
    fact: str | None = None
    evidence: list[Span] = []
    side: str | None = None
    title: str | None = None
    url: str | None = None
    file: str | None = None
    series: SeriesValue | None = None


class Part(msgspec.Struct, frozen=True):
    """A stretch of a sentence and the notes that stand at its end."""

    text: str
    notes: list[int] = []


class Sentence(msgspec.Struct, frozen=True):
    """A sentence, or what stands in the cell of a table. One without notes speaks of the record itself: how much it holds, or that it holds nothing."""

    parts: list[Part]

    @property
    def text(self) -> str:
        """Return its words without the numbers of notes."""
        return "".join(part.text for part in self.parts)

    @property
    def notes(self) -> list[int]:
        """Return the numbers of its notes in their order."""
        return [number for part in self.parts for number in part.notes]


class Paragraph(msgspec.Struct, kw_only=True, frozen=True, tag_field="block", tag=str.lower):
    """Sentences that follow one another."""

    sentences: list[Sentence]


class Point(msgspec.Struct, frozen=True):
    """One entry of a list: what it is filed under (a day, a thing's name), and its sentences."""

    lead: str | None
    sentences: list[Sentence]


class Points(msgspec.Struct, kw_only=True, frozen=True, tag_field="block", tag=str.lower):
    """A list under a heading of its own, where it has one."""

    title: str | None
    points: list[Point]


class Table(msgspec.Struct, kw_only=True, frozen=True, tag_field="block", tag=str.lower):
    """A table; `of` names what its rows are, for a style, and `widths` how its columns share a line, in percent."""

    of: str
    title: str | None
    columns: list[str]
    widths: list[int]
    rows: list[list[Sentence]]


class Chart(msgspec.Struct, kw_only=True, frozen=True, tag_field="block", tag=str.lower):
    """The chart of the trade: as an image where the format has images, and as its values where it has none."""

    title: str
    trade: TradeChart
    caption: list[str] = []


Block = Paragraph | Points | Table | Chart


def kind(block: Block) -> str:
    """Return what a block is, for a template to choose by: `paragraph`, `points`, `table` or `chart`."""
    return type(block).__name__.lower()


class Section(msgspec.Struct, kw_only=True, frozen=True):
    """A part of a brief under a heading; `key` names it whatever the language."""

    key: str
    heading: str
    blocks: list[Block]


class Brief(msgspec.Struct, kw_only=True, frozen=True):
    """The brief on a relationship: what matters of its record on a day, in sections, and the notes that every sentence rests on.

    `as_of` is the day on which things are due or past; `since` the day from which on something must have been told to be in it. `words` holds the fixed
    words that stand around the sections, in the brief's language. The same record and options give the same brief.
    """

    schema: Literal["bilat.brief/1"] = "bilat.brief/1"
    title: str
    parties: list[str]
    names: list[str]
    as_of: Edtf | None
    since: Edtf | None
    length: int
    language: str
    lead: list[str]
    sections: list[Section]
    notes: list[Note]
    words: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Return the brief in plain dicts, lists, strings and numbers."""
        data: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return data

    def to_markdown(self, template: str | None = None) -> str:
        """Return the brief as Markdown with footnotes; `template` names a folder with a house style."""
        from . import render

        return render(self, "md", template).decode()

    def to_html(self, template: str | None = None) -> str:
        """Return the brief as one HTML file that needs nothing beside it; `template` names a folder with a house style."""
        from . import render

        return render(self, "html", template).decode()

    def to_docx(self, template: str | None = None) -> bytes:
        """Return the brief as a Word document with endnotes; `template` names a folder with a house style."""
        from . import render

        return render(self, "docx", template)

    def to_pdf(self, template: str | None = None) -> bytes:
        """Return the brief as a tagged PDF; `template` names a folder with a house style. `OptionError` where WeasyPrint is not installed."""
        from . import render

        return render(self, "pdf", template)

    def _repr_html_(self) -> str:
        """Return what a notebook shows: the whole page in a frame of its own, so that its style touches nothing else."""
        from html import escape

        return f'<iframe title="{escape(self.title)}" style="width: 100%; height: 40em; border: 1px solid #ccc" sandbox="" srcdoc="{escape(self.to_html())}"></iframe>'
