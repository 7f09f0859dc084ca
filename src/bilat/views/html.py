"""A reading as a piece of HTML for notebooks: the piece with its facts marked, its people, its facts; nothing in a document is taken for markup."""

from __future__ import annotations

from html import escape
from itertools import pairwise

from ..vocabulary import FACT_KINDS, Reading
from .describe import KIND_TITLES, describe, kind_of, title_of


def reading_html(reading: Reading) -> str:
    """Return a reading as one HTML element: the piece with its facts marked, its people, then its facts by kind, all text escaped."""
    document = reading.document
    head = " · ".join(escape(part) for part in (document.title, document.publisher, document.published) if part) or "Reading"
    rows = [f"<tr><td>{escape(a.name)}</td><td>{escape(title_of(a))}</td></tr>" for a in reading.actors if a.type == "person"]
    out = [f'<div class="bilat-reading"><h4>{head}</h4><div style="white-space: pre-wrap">{_marked(reading)}</div>']
    if rows:
        out.append(f"<table><caption>People</caption>{''.join(rows)}</table>")
    for kind in FACT_KINDS:
        rows = [f"<tr><td>{escape(f.id)}</td><td>{escape(describe(reading, f))}</td></tr>" for f in reading.facts if kind_of(f) == kind]
        if rows:
            out.append(f"<table><caption>{KIND_TITLES[kind]}</caption>{''.join(rows)}</table>")
    return "".join(out) + "</div>"


def _marked(reading: Reading) -> str:
    """The text with a `mark` around each stretch that the same facts rest on, their kinds and ids in its title."""
    text = reading.document.text
    spans = [(start, end, f"{kind_of(fact)} {fact.id}") for fact in reading.facts for start, end in fact.evidence if kind_of(fact) not in ("topic", "event")]
    bounds = sorted({0, len(text), *(place for start, end, _ in spans for place in (start, end))})
    out = []
    for start, end in pairwise(bounds):
        names = [name for first, last, name in spans if first <= start and end <= last]
        words = escape(text[start:end])
        out.append(f'<mark title="{escape(", ".join(names))}">{words}</mark>' if names else words)
    return "".join(out)
