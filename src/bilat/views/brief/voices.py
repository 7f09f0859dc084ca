"""What was said and what is disputed: statements that matter, contradictions between documents, and what the two sides tell differently."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from rapidfuzz import fuzz

from ...record.model import Conflict, RecordEvent, RecordStatement, Value
from ...vocabulary import is_edtf
from ..checks import plain
from ..comparison import Cell, Comparison, Row
from ..describe import bounded, in_words
from .contacts import title as event_title
from .desk import Desk, Matter
from .money import figure_title, whose_documents
from .papers import instrument_title
from .wording import Said, cut

_EDTF = re.compile(r"\b\d{4}-\d\d(?:-\d\d)?(?:/\d{4}-\d\d(?:-\d\d)?)?\b")
_ALIKE = 82
"""Statements of one speaker whose words are so alike (of 100) are one statement."""
_AGAIN = 0.8
"""What each further statement of one speaker weighs against the one before it."""
_LEAST = 25
"""Letters below which words quoted alone tell a reader nothing."""


def statements(desk: Desk) -> Iterator[Matter]:
    """Yield what people and governments of the two sides said, each thought once."""
    found: list[tuple[float, Matter, str, str]] = []
    for statement in desk.record.statements:
        if not desk.fresh(statement.sources, statement.date) or len(statement.content) < _LEAST:
            continue
        day = desk.day(statement.date, statement.sources)
        level = desk.level([statement.speaker]) if statement.speaker else 0.5
        direct = 1.15 if statement.directness == "direct" else 1.0
        worth = (0.5 * level + desk.weights.matters(statement.content)) * direct * desk.recent(day) * desk.told_often(statement.sources)
        found.append(
            (
                worth,
                Matter(worth, "", (day, statement.id), partial(_statement, desk, statement, day), partial(_said_on, desk, statement)),
                statement.speaker or statement.country or "",
                plain(statement.content),
            )
        )
    told: dict[str, list[str]] = {}
    for _, matter, speaker, content in sorted(found, key=lambda one: (-one[0], one[1].order)):
        before = told.setdefault(speaker, [])
        if not any(fuzz.token_set_ratio(content, known) > _ALIKE for known in before):
            matter.worth *= _AGAIN ** len(before)
            yield matter
            before.append(content)


def _statement(desk: Desk, statement: RecordStatement, day: str) -> list[Said]:
    who = desk.named(statement.speaker, day) if statement.speaker else desk.words.say("statement.country", code=statement.country or "").text
    key = "statement.direct" if statement.directness == "direct" else "statement.indirect"
    return [desk.words.say(key, desk.quoting(statement.content, statement.sources), who=who, words=statement.content)]


def _said_on(desk: Desk, statement: RecordStatement) -> str:
    return desk.words.day(statement.date or desk.reported(statement.sources))


def conflicts(desk: Desk) -> Iterator[Matter]:
    """Yield the points on which documents give values that cannot all be true."""
    for conflict in desk.record.conflicts:
        sources = [source for value in conflict.values for source in value.sources]
        if not desk.fresh(sources):
            continue
        told = desk.published(sources)
        day = desk.day(told[-1]) if told else ""
        found = _subject(desk, conflict)
        if found is not None:
            weight = found[1] * desk.recent(day) * desk.told_often(sources)
            yield Matter(weight, "", (day, conflict.object, conflict.slot), partial(_differing, desk, conflict, found[0]))


def _subject(desk: Desk, conflict: Conflict) -> tuple[Callable[[], Said], float] | None:
    """What puts into words what a contradiction is of, and how weighty that is; null where the record has no such thing."""
    slot = conflict.slot
    id = conflict.object
    if (event := desk.events.get(id)) is not None:
        key = f"conflict.{slot}" if slot in ("date", "places", "session") else "conflict.of"
        return lambda: desk.words.say(key, what=event_title(desk, event), slot=slot.replace("_", " ")), desk.weight(event)
    if (person := desk.people.get(id)) is not None:
        return lambda: desk.words.say("conflict.country", what=person.name), 0.5 * desk.level([person.id])
    if (instrument := desk.instruments.get(id)) is not None:
        return lambda: desk.words.say("conflict.of", what=instrument_title(desk, instrument), slot=slot.replace("_", " ")), desk.weights.of("instrument", instrument.type)
    if (figure := desk.figures.get(id)) is not None:
        return lambda: desk.words.say("conflict.value", what=figure_title(desk, figure)), desk.weights.of("measure", figure.measure)
    return None


def _differing(desk: Desk, conflict: Conflict, what: Callable[[], Said]) -> list[Said]:
    values: dict[str, Value] = {}
    for value in conflict.values:
        told = _value_words(desk, conflict.slot, value.value)
        same = values.get(told)
        values[told] = Value(value=told, sources=[*(same.sources if same else []), *value.sources])
    shown: list[dict[str, Any]] = []
    for told, value in list(values.items())[:4]:
        sources = desk.best(value.sources)
        whose = whose_documents(desk, value.sources)
        shown.append({"words": desk.words.say("conflict.value.of", words=told, whose=whose).text, "sources": sources})
    if len(values) > len(shown):
        shown[-1]["words"] = desk.words.say("conflict.more", words=shown[-1]["words"], count=len(values) - len(shown)).text
    return [desk.words.say("conflict", [one for value in shown for one in value["sources"]], what=what().text, values=shown)]


def _value_words(desk: Desk, slot: str, value: Any) -> str:
    if isinstance(value, Mapping):
        number = value.get("value")
        return f"{bounded(value.get('bound'))}{in_words(number)} {value.get('unit') or ''}".strip() if isinstance(number, float | int) else str(number)
    if isinstance(value, list):
        return desk.words.listed([str(one) for one in value])
    if isinstance(value, str) and (slot == "date" or slot.endswith(" on")):
        return desk.words.day(value)
    return desk.words.land(value) if slot == "country" and isinstance(value, str) else str(value)


def worth_comparing(desk: Desk, most: int) -> list[str]:
    """Return the ids of the events whose two tellings are worth a comparison: the weightiest of late of which documents of both sides tell."""
    ranked: list[tuple[float, str]] = []
    for event in desk.record.events:
        if not desk.happened(event) or (event.part_of in desk.events and desk.happened(desk.events[event.part_of or ""])):
            continue
        sources = [source for part in desk.with_parts(event) for source in part.sources]
        if {*desk.parties} <= desk.sides_of(sources) and desk.new(event):
            ranked.append((-desk.weight(event) * desk.recent(desk.when(event)), event.id))
    return [id for _, id in sorted(ranked)[:most]]


def comparisons(desk: Desk, found: Sequence[Comparison]) -> Iterator[Matter]:
    """Yield what the two sides tell differently of events, contradictions before silence."""
    for comparison in found:
        event = desk.events[comparison.event]
        day = desk.when(event)
        for number, row in enumerate(comparison.rows):
            telling = [side for side in desk.parties if side in row.cells and row.cells[side].sources and row.cells[side].says]
            if row.differs and telling:
                worth = desk.weights.of("row", row.kind) * _factor(row, telling) * (0.5 + 0.5 * desk.weight(event)) * desk.recent(day)
                yield Matter(worth, event.id, (day, f"{number:04}"), partial(_row, desk, row, telling))


def _factor(row: Row, telling: Sequence[str]) -> float:
    """How much a difference of its kind weighs: a contradiction most, then what one side leaves out, least what cannot be known."""
    states = {cell.state for cell in row.cells.values()}
    return 1.2 if "contradicted" in states else 0.6 if len(telling) == 2 else 0.75 if "absent" in states else 0.3


def comparison_title(desk: Desk, event: RecordEvent) -> str:
    """Return the heading of what two sides tell of one event."""
    return desk.words.say("comparison.lead", what=event_title(desk, event), date=event.date or "", reported=desk.reported(event.sources) or "").text


def _row(desk: Desk, row: Row, telling: Sequence[str]) -> list[Said]:
    one = telling[0]
    other = next(side for side in desk.parties if side != one)
    there = row.cells[other]
    slots: dict[str, Any] = {"kind": desk.words.called(row.kind, "row"), "one": one, "other": other, "says": _says(desk, row.kind, row.cells[one])}
    sources = desk.quoting(row.cells[one].says or "", row.cells[one].sources, 1)
    if len(telling) == 2:
        return [desk.words.say("comparison.contradicted", sources, sources_too=desk.quoting(there.says or "", there.sources, 1), says_too=_says(desk, row.kind, there), **slots)]
    return [desk.words.say("comparison.absent" if there.state == "absent" else "comparison.unknown", sources, **slots)]


def _says(desk: Desk, kind: str, cell: Cell) -> str:
    """What a side says, between quotation marks where these are the document's own words and no summary of them."""
    told = cell.says or ""
    if kind == "date" and is_edtf(told):
        return desk.words.day(told)
    own = plain(told).removesuffix("…").strip()
    literal = any(own in plain(desk.text(source.document)) for source in cell.sources if source.document in desk.documents)
    return desk.words.quoted(told, 140) if literal else cut(_EDTF.sub(lambda found: desk.words.day(found[0]), plain(told)), 140)
