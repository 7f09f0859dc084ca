"""Events as JSON in the manner of PLOVER's gold standard records: sources and targets as lists of actors, one event a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal

import msgspec

from ...errors import TableError
from ...vocabulary import Actor, Event, EventCode, Reading, Status
from ..events import EventRow, event_rows


class PloverActor(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One of the sources or targets of an event: its name, its country (ISO 3166-1 alpha-3) and its sector."""

    actor_text: str
    code: str = ""
    sector: str = ""


class PloverEvent(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One event with the field names of PLOVER's records; those after `coder` are bilat's own. Dates are EDTF; what is not known is empty, as there."""

    id: str
    date: str
    source: list[PloverActor]
    target: list[PloverActor]
    event: EventCode
    event_text: str
    mode: str
    context: str
    text: str
    language: str
    publication: str
    url: str
    coder: Literal["bilat"] = "bilat"
    status: Status
    cameo: str
    quad_code: int
    score: float
    confidence: float
    publication_date: str
    document: str
    span: tuple[int, int]


def plover_lines(readings: Iterable[Reading]) -> Iterator[bytes]:
    """Yield the events of readings as lines of JSON; `TableError` names the event and the code that is none."""
    for reading in readings:
        try:
            for event in plover_events(reading):
                yield msgspec.json.encode(event) + b"\n"
        except ValueError as error:
            raise TableError(f"an event of {reading.document.id}: {error}; correct the fact with `bilat judge`, or reject it") from None


def plover_events(reading: Reading) -> Iterator[PloverEvent]:
    """Yield the events of a reading, every code checked as in the table of events (`EventRow`)."""
    actors = {actor.id: actor for actor in reading.actors}
    facts = [fact for fact in reading.facts if isinstance(fact, Event)]
    for fact, row in zip(facts, event_rows(reading), strict=True):
        yield _event(row, [actors[id] for id in fact.source], [actors[id] for id in fact.target], reading)


def _event(row: EventRow, sources: Sequence[Actor], targets: Sequence[Actor], reading: Reading) -> PloverEvent:
    return PloverEvent(
        id=row.event_id, date=row.event_date or "", source=_actors(sources), target=_actors(targets), event=row.event_type, event_text=row.evidence, mode=row.event_mode or "",
        context=row.contexts or "", text=_sentence(reading.document.text, row.start, row.end), language=reading.document.language or "", publication=row.publisher or "",
        url=row.url or "", status=row.status, cameo=row.cameo, quad_code=row.quad_code, score=row.intensity, confidence=row.confidence, publication_date=row.publication_date or "",
        document=row.document_id, span=(row.start, row.end),
    )  # fmt: skip


def _actors(actors: Iterable[Actor]) -> list[PloverActor]:
    return [PloverActor(actor_text=actor.name, code=actor.country or "", sector=actor.sector or "") for actor in actors]


def _sentence(text: str, start: int, end: int) -> str:
    """The paragraph's line that the words stand in."""
    first, last = text.rfind("\n", 0, start) + 1, text.find("\n", end)
    return " ".join(text[first : last if last >= 0 else len(text)].split())
