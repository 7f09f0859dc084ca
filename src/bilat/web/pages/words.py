"""What the pages call things: dates, countries, states and the titles of things, in a reader's words."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from ...record.model import Claim, RecordCommitment, RecordEvent, RecordFigure, RecordInstrument
from ...record.parties import country_name
from ...views.brief.house import House
from ...views.brief.wording import Wording
from ...views.checks import claim_in_words
from ...views.describe import in_words, joined
from ...vocabulary import bounds

_ENGLISH = Wording(House())
NOTHING = "–"
"""What stands where nothing is known."""

STATES = {
    "took_place": "took place",
    "matches_both": "matches both series",
    "matches_one": "matches one series",
    "no_data": "no official data",
    "entered_into_force": "in force",
    "in_force": "in force",
    "not_same": "kept apart",
    "same": "merged",
}
MARKS = {
    **dict.fromkeys(("took_place", "fulfilled", "stated", "signed", "entered_into_force", "in_force", "matches_both", "ratified", "accept", "adopted"), "✓"),
    **dict.fromkeys(("planned", "proposed", "open", "negotiated", "agreed", "initialled"), "○"),
    **dict.fromkeys(("ongoing", "progressing", "reaffirmed", "extended", "matches_one", "correct"), "◐"),
    **dict.fromkeys(("overdue", "contradicted", "differs"), "!"),
    **dict.fromkeys(("postponed", "suspended"), "‖"),
    **dict.fromkeys(("cancelled", "denied", "dropped", "terminated", "ended", "reject"), "✕"),
    **dict.fromkeys(("no_data", "unknown", "unsure"), "?"),
    "absent": "–",
}
"""A sign beside the word for a state, so that neither colour nor word stands alone."""


def words(code: object) -> str:
    """Return a code of the contract as words."""
    told = str(code)
    return STATES.get(told, told.replace("_", " "))


@lru_cache(maxsize=512)
def land(code: str | None) -> str:
    """Return a country's short English name for its code; the code itself where none is known."""
    return (country_name(code) if len(code) == 3 else code) if code else NOTHING


def lands(codes: Iterable[str]) -> str:
    """Return countries' names, joined as English does."""
    return joined([land(code) for code in codes])


@lru_cache(maxsize=4096)
def day(date: str | None) -> str:
    """Return an EDTF date as a brief writes it: "7 May 2024", "9–11 September 2024", "since 2023", "autumn 2023"; a dash for none."""
    return _ENGLISH.day(date) if date else NOTHING


def moment(made: str) -> str:
    """Return a moment in UTC as a reader writes it: "24 November 2024, 16:31 UTC"."""
    return f"{day(made[:10])}, {made[11:16]} UTC" if len(made) >= 16 else made


def moment_of(made: str) -> str:
    """Return a moment that is written with its zone, as feeds and cookies have it."""
    return moment(made.rstrip("Z"))


def span(since: str | None, until: str | None) -> str:
    """Return from when to when something is known to hold."""
    if since and until:
        return day(since) if since == until else f"{day(since)} – {day(until)}"
    return f"since {day(since)}" if since else f"until {day(until)}" if until else ""


def first_day(date: str | None) -> str:
    """Return the first day that a date can mean, to sort by; what has none sorts last."""
    return (bounds(date)[0] or date) if date else "9999"


def capital(told: str) -> str:
    """Return words with their first letter large."""
    return told[:1].upper() + told[1:]


def event_title(event: RecordEvent) -> str:
    """Return what a visit or meeting is called: "Official visit: Poland → Viet Nam", "Session 3 of the Joint Commission"."""
    if event.kind == "visit":
        way = " → ".join(filter(None, (lands(event.from_), lands(event.to))))
        return capital(f"{event.format or ''} visit".strip()) + (f": {way}" if way else "")
    kind = f"session {event.session}" if event.session else words(event.type or "meeting")
    if event.mechanism:
        return capital(f"{kind} of the {event.mechanism}" if event.type == "session" or event.session else f"{kind}: {event.mechanism}")
    return capital(kind) + (f": {' – '.join(land(code) for code in event.parties)}" if event.parties else "")


def instrument_title(instrument: RecordInstrument) -> str:
    """Return what an instrument is called, by its title, else its type and subject."""
    return instrument.title or capital(words(instrument.type)) + (f" on {instrument.subject}" if instrument.subject else "")


def commitment_title(commitment: RecordCommitment) -> str:
    """Return what was promised, in the document's words, with its first letter large."""
    return capital(" ".join(commitment.action.split()))


def figure_title(figure: RecordFigure) -> str:
    """Return what a figure measures, and for when."""
    return capital(words(figure.measure)) + (f", {day(figure.period)}" if figure.period else "") + (" (goal)" if figure.target else "")


def claim_words(claim: Claim) -> str:
    """Return what a claim says of its figure."""
    return claim_in_words(claim) or "not stated"


def value_words(value: Any) -> str:
    """Return a slot's value in words, whatever it is made of."""
    if value is None or value == []:
        return NOTHING
    if isinstance(value, dict):
        return " ".join(in_words(part) if isinstance(part, float) else words(part) for part in value.values() if part not in (None, "exact"))
    if isinstance(value, list | tuple):
        return ", ".join(value_words(part) for part in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return in_words(value)
    return words(value)


def unquoted(said: str) -> str:
    """Return words without the quotation marks around them, for where a page sets its own."""
    inner = said.strip()
    for opening, closing in (("“", "”"), ('"', '"'), ("«", "»"), ("‘", "’")):
        if len(inner) > 2 and inner.startswith(opening) and inner.endswith(closing) and closing not in inner[1:-1]:
            return inner[1:-1].strip()
    return inner


def percent(value: float) -> str:
    """Return a probability as percent."""
    return f"{value:.0%}".replace("%", " %")
