"""How a note is written: its date, its words, and the code by which its document is found again."""

from __future__ import annotations

from .model import Brief, Note
from .wording import Wording, cut, unquoted

LONGEST = 300
"""Letters of a quotation from which on the rest is left to the document."""


def date_of(brief: Brief, note: Note, wording: Wording) -> str:
    """Return the day of a note: that of publication, or on which a statistical value was retrieved."""
    if note.series is not None:
        told = f", {brief.words['retrieved']} {wording.day(note.published)}" if note.published else ""
        return f"{brief.words['statistics']}{told}"
    return wording.day(note.published) if note.published else brief.words["undated"]


def shown_words(note: Note) -> str:
    """Return the quoted words, no longer than a reader needs to find them."""
    return cut(unquoted(note.words), LONGEST)


def code_of(note: Note) -> str:
    """Return by what a document is found again: the beginning of its id, which `bilat show` takes, and the places of the words in its text."""
    places = ",".join(f"{start}–{end}" for start, end in note.evidence)
    return f"{(note.document or '')[:12]} {places}"
