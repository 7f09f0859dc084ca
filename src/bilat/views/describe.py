"""A fact in a line: what any view says of it, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from ..vocabulary import (
    Actor,
    Assessment,
    Commitment,
    Event,
    Fact,
    Figure,
    Instrument,
    Meeting,
    Message,
    Reading,
    Regime,
    Relation,
    Span,
    Statement,
    Topic,
    Visit,
)

KIND_TITLES = {
    "visit": "Visits",
    "meeting": "Meetings",
    "instrument": "Instruments",
    "statement": "Statements",
    "figure": "Figures",
    "commitment": "Commitments",
    "assessment": "Assessments",
    "regime": "Regimes",
    "relation": "Relations",
    "message": "Messages",
    "topic": "Topics",
    "event": "Events",
}


def kind_of(fact: Fact) -> str:
    """Return a fact's kind by its name in the contract."""
    return type(fact).__name__.lower()


def describe(reading: Reading, fact: Fact) -> str:
    """Return one line that says what a fact holds: names for ids, nothing for what the text leaves open."""
    teller = _Teller(reading)
    line = _TELL[type(fact)](teller, fact)
    tail = [teller.status(fact), fact.date or ""]
    return " · ".join(part for part in [line, *tail] if part)


class _Teller:
    def __init__(self, reading: Reading) -> None:
        self.text = reading.document.text
        self.actors = {actor.id: actor for actor in reading.actors}
        self.countries = {actor.country: actor.name for actor in reading.actors if actor.type == "country"}

    def names(self, ids: Iterable[str]) -> str:
        return joined([self.actors[id].name for id in ids])

    def lands(self, codes: Iterable[str]) -> str:
        return joined([self.countries.get(code) or code for code in codes])

    def words(self, span: Span, most: int = 240) -> str:
        words = " ".join(self.text[span[0] : span[1]].split())
        return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0] + " …"

    def status(self, fact: Fact) -> str:
        return "" if fact.status == "took_place" or isinstance(fact, Commitment | Figure | Regime) else fact.status.replace("_", " ")

    def visit(self, fact: Visit) -> str:
        who = self.names(fact.visitors) or f"a visit from {self.lands(fact.from_)}"
        by = f"at the invitation of {self.names(fact.invited_by)}" if fact.invited_by else ""
        return " · ".join(part for part in [f"{who} → {self.lands(fact.to)}", fact.format or "", joined(fact.places), by] if part)

    def meeting(self, fact: Meeting) -> str:
        who = self.names(fact.participants) or self.lands(fact.parties)
        number = f"session {fact.session} of " if fact.session else ""
        return " · ".join(part for part in [f"{fact.type}: {who}", f"{number}{fact.mechanism}" if fact.mechanism else "", fact.occasion or "", joined(fact.places)] if part)

    def instrument(self, fact: Instrument) -> str:
        about = f" on {fact.subject}" if fact.subject else ""
        return f"{fact.type.replace('_', ' ')}{about} · {fact.action.replace('_', ' ')} · {self.lands(fact.parties)}"

    def statement(self, fact: Statement) -> str:
        who = self.names([fact.speaker]) if fact.speaker else "speaker not stated"
        return f"{who}: {self.words(fact.content, 400)}"

    def figure(self, fact: Figure) -> str:
        parts = [f"{fact.measure.replace('_', ' ')}: {amount(fact)}"]
        if fact.change is not None:
            percent = f" {bounded(fact.change.bound)}{fact.change.percent:g} %" if fact.change.percent is not None else ""
            parts.append(f"{fact.change.direction}{percent}")
        parts += [fact.period or "", self.lands(fact.parties), "target" if fact.target else "", "record" if fact.record else ""]
        return " · ".join(part for part in parts if part)

    def commitment(self, fact: Commitment) -> str:
        due = f" · due {fact.due}" if fact.due else ""
        return f"{self.names(fact.by)} {fact.force.replace('_', ' ')}: {self.words(fact.action)}{due}"

    def assessment(self, fact: Assessment) -> str:
        return f"{self.names(fact.by)} ({fact.polarity}): {self.words(fact.of)}"

    def regime(self, fact: Regime) -> str:
        since = f" since {fact.since}" if fact.since else ""
        return f"{fact.type}: {fact.title or ''} · {fact.state.replace('_', ' ')}{since} · {self.lands(fact.parties)}"

    def relation(self, fact: Relation) -> str:
        return f"{fact.title} · {self.lands(fact.parties)}"

    def message(self, fact: Message) -> str:
        to = f" → {self.names(fact.recipients)}" if fact.recipients else ""
        by = f" · delivered by {self.names(fact.delivered_by)}" if fact.delivered_by else ""
        return f"{self.names(fact.sender)}{to}{by}" + (f" · {fact.occasion}" if fact.occasion else "")

    def topic(self, fact: Topic) -> str:
        return fact.area + (f" · {fact.initiative}" if fact.initiative else "")

    def event(self, fact: Event) -> str:
        code = f"{fact.code} {fact.mode}" if fact.mode else fact.code
        return f"{code} ({fact.cameo}): {self.names(fact.source)} → {self.names(fact.target)} · {fact.score:+g}"


_TELL: dict[type, Callable[[_Teller, Any], str]] = {
    Visit: _Teller.visit,
    Meeting: _Teller.meeting,
    Instrument: _Teller.instrument,
    Statement: _Teller.statement,
    Figure: _Teller.figure,
    Commitment: _Teller.commitment,
    Assessment: _Teller.assessment,
    Regime: _Teller.regime,
    Relation: _Teller.relation,
    Message: _Teller.message,
    Topic: _Teller.topic,
    Event: _Teller.event,
}


def joined(names: list[str]) -> str:
    """Join names as English does: "A, B and C"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}" if names else ""


def bounded(bound: str | None) -> str:
    """Return the words before an amount for its bound, with a space after them; nothing for an exact one."""
    return {"about": "about ", "over": "over ", "under": "under ", "up_to": "up to "}.get(bound or "", "")


def amount(fact: Figure) -> str:
    """Return a figure's value with its bound and unit, large numbers in words ("over 41 billion USD")."""
    return "not stated" if fact.value is None else f"{bounded(fact.bound)}{in_words(fact.value)} {fact.unit or ''}".rstrip()


def in_words(value: float) -> str:
    """Return a number as a reader wants it: large ones in millions, billions and trillions."""
    for size, name in ((1e12, " trillion"), (1e9, " billion"), (1e6, " million")):
        if abs(value) >= size:
            return f"{value / size:,.6g}{name}"
    return f"{value:,.6g}"


def title_of(actor: Actor) -> str:
    """Return a person's country and office in the document's words, for a list of people."""
    offices = joined([office.replace("_", " ") for office in actor.offices])
    words = " ".join(actor.title.split()) if actor.title else ""
    return " · ".join(part for part in [actor.country or "", offices, f"“{words}”" if words else ""] if part)
