"""A reading as a piece of HTML for notebooks: nothing from a document is rendered as markup."""

from __future__ import annotations

from html import escape

from ..vocabulary import FACT_KINDS, Reading
from .describe import KIND_TITLES, describe, kind_of, title_of


def reading_html(reading: Reading) -> str:
    """Return a reading as one HTML element: its people, then its facts by kind, all text escaped."""
    document = reading.document
    head = " · ".join(escape(part) for part in (document.title, document.publisher, document.published) if part) or "Reading"
    rows = [f"<tr><td>{escape(a.name)}</td><td>{escape(title_of(a))}</td></tr>" for a in reading.actors if a.type == "person"]
    out = [f'<div class="bilat-reading"><h4>{head}</h4>']
    if rows:
        out.append(f"<table><caption>People</caption>{''.join(rows)}</table>")
    for kind in FACT_KINDS:
        rows = [f"<tr><td>{escape(f.id)}</td><td>{escape(describe(reading, f))}</td></tr>" for f in reading.facts if kind_of(f) == kind]
        if rows:
            out.append(f"<table><caption>{KIND_TITLES[kind]}</caption>{''.join(rows)}</table>")
    return "".join(out) + "</div>"
