"""A brief as Markdown with footnotes, as GitHub, pandoc and most others read it; what stands in a document is never taken for markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..checks import scale_of
from ..trade import TradeChart
from .house import House
from .model import Brief, Note, Sentence, kind
from .notes import code_of, date_of, shown_words
from .wording import Wording

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&^])")
_OPENING = re.compile(r"^(\s*)([-+=]|\d+(?=[.)]))")
_LINK = re.compile(r"[\s<>()\\]")


def to_markdown(brief: Brief, house: House) -> str:
    """Return a brief as Markdown, from the house's `brief.md.j2`."""
    wording = Wording(house)
    house.filters.update(kind=kind, md=escaped, sentence=_sentence, note=lambda note: _note(brief, note, wording), sentences=lambda sentences: " ".join(map(_sentence, sentences)))
    return house.fill("brief.md.j2", {"brief": brief, "chart_rows": _rows}, escape=False)


def escaped(text: str) -> str:
    """Return words as Markdown that shows exactly them."""
    return _OPENING.sub(lambda found: f"{found[1]}\\{found[2]}" if not found[2].isdigit() else found[0], _SPECIAL.sub(r"\\\1", text))


def _sentence(sentence: Sentence) -> str:
    return "".join(escaped(part.text) + "".join(f"[^{number}]" for number in part.notes) for part in sentence.parts)


def _note(brief: Brief, note: Note, wording: Wording) -> str:
    publisher = escaped(note.publisher)
    named = f"[{publisher}](<{note.url}>)" if note.url and not _LINK.search(note.url) else publisher
    tail = f" `{code_of(note)}`" if note.document else ""
    return f"{named}, {escaped(date_of(brief, note, wording))}: “{escaped(shown_words(note))}”{tail}"


def _rows(trade: TradeChart) -> Iterator[list[str]]:
    """The chart as a table, its head first: year, each side's statistics, what documents claim."""
    values = [value for line in trade.lines for _, value in line.points] + [claim.value for claim in trade.claims]
    scale = scale_of(max(values), trade.unit)
    held = [dict(line.points) for line in trade.lines]
    yield [scale.name, *(line.reporter for line in trade.lines)]
    for year in sorted({period for line in trade.lines for period, _ in line.points} | {claim.period for claim in trade.claims}):
        claims = dict.fromkeys(f"{scale.claimed(claim.value, claim.bound)} ({claim.publisher})" for claim in trade.claims if claim.period == year)
        yield [year, *(scale.told(line[year]) if year in line else "–" for line in held), "; ".join(claims) or "–"]
