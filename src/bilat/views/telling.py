"""Which part of a document tells of one event of the record, and whether the document is an account of it at all."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from ..record.material import Material
from ..record.model import Record, RecordEvent, Source
from ..vocabulary import Edtf, Span, Status, bounds
from .likeness import about, sentences

_RECENT = timedelta(days=21)
"""How long after an event a document still reports it; later ones recall it, on the way to something else."""
_SOON = timedelta(days=6)
"""How long after an event a readout of it is published at the latest."""
_AHEAD = ("planned", "proposed")
_ASIDE = re.compile(r"(?:^|[.;\n]\s*|^\W*)(?:after|following|before|prior to|ahead of|since|in addition to|besides|on the eve of)\b[^.,;]*$", re.IGNORECASE)


class Telling(NamedTuple):
    """What a document tells of an event: the sentences that belong to it, and the words that name it.

    `account` is false where the event is only announced, or recalled in passing.
    """

    material: Material
    account: bool
    owned: list[Span]
    named: list[Span]

    def owns(self, place: int) -> bool:
        """Whether a place of the text tells of the event."""
        return any(start <= place < end for start, end in self.owned)


class _Told(NamedTuple):
    start: int
    event: RecordEvent
    aside: bool


def with_parts(record: Record, event_id: str) -> frozenset[str]:
    """Return the ids of an event and of everything that is part of it."""
    parts: defaultdict[str, list[str]] = defaultdict(list)
    for event in record.events:
        if event.part_of:
            parts[event.part_of].append(event.id)
    out, todo = {event_id}, [event_id]
    while todo:
        for part in parts[todo.pop()]:
            if part not in out:
                out.add(part)
                todo.append(part)
    return frozenset(out)


def tellings(record: Record, event_id: str, materials: Sequence[Material]) -> list[Telling]:
    """Return what each document tells of an event and its parts, for the documents that mention it, by day of publication."""
    events = {event.id: event for event in record.events}
    wanted = with_parts(record, event_id)
    concerned = {source.document for id in wanted if id in events for source in events[id].sources}
    by_document: defaultdict[str, list[tuple[RecordEvent, Source]]] = defaultdict(list)
    for event in record.events:
        for source in event.sources:
            if source.document in concerned:
                by_document[source.document].append((event, source))
    found = {material.document.id: material for material in materials}
    chosen = sorted((found[id] for id in concerned if id in found), key=lambda material: (material.day, material.document.id))
    return [_telling(material, by_document[material.document.id], wanted) for material in chosen]


def readouts_of_the_day(record: Record, event: RecordEvent, materials: Sequence[Material]) -> list[Telling]:
    """Return the documents of an event's days that name its people or its session: where a side's readout was not joined with the event, these are it.

    What such a document says before it tells of another event is of this one; a document on another meeting of the same people only shows what is left out.
    """
    cited = {source.document for source in event.sources}
    days = _days_of(event, [material.day for material in materials if material.document.id in cited and material.day < "9999"])
    if days is None:
        return []
    near = [material for material in materials if days[0] <= material.day <= days[1]]
    named = _named({*event.participants, *event.visitors}, record)
    return [
        _unjoined(material, record, event)
        for material in sorted(near, key=lambda material: (material.day, material.document.id))
        if len(named[material.document.id]) > 1 or (event.session and f"#{event.session}" in about(material.document.text))
    ]


def readouts_of_the_visit(record: Record, event: RecordEvent, materials: Sequence[Material]) -> list[Telling]:
    """Return the accounts of the visit that a meeting was part of, where they tell of no meeting by itself: "the minister hosted her colleague" is all one side says."""
    if event.part_of is None or event.status in _AHEAD:
        return []
    parts = {source.document for other in record.events if other.part_of == event.part_of and other.id != event.id for source in other.sources}
    return [telling for telling in tellings(record, event.part_of, materials) if telling.account and telling.material.document.id not in parts]


def documents_wanted(record: Record, event_id: str) -> set[str]:
    """Return the documents that a comparison of an event rests on: those that tell of it, its parts and the visit it is part of, those of its days, and the originals of all."""
    event = next(event for event in record.events if event.id == event_id)
    parts = with_parts(record, event_id) | (with_parts(record, event.part_of) if event.part_of else frozenset())
    wanted = {source.document for known in record.events if known.id in parts for source in known.sources}
    cited = {source.document for source in event.sources}
    days = _days_of(event, [document.published for document in record.documents if document.id in cited and document.published])
    if days is not None:
        wanted |= {document.id for document in record.documents if document.published is None or days[0] <= document.published <= days[1]}
    return wanted | {document.copy_of for document in record.documents if document.id in wanted and document.copy_of}


def _days_of(event: RecordEvent, told: Sequence[Edtf]) -> tuple[str, str] | None:
    """The first and last day on which a readout of an event can have been published, by its date, else by the days on which documents tell of it."""
    first = (bounds(event.date)[0] if event.date else None) or min(filter(None, (bounds(day)[0] for day in told)), default=None)
    last = (bounds(event.date)[1] if event.date else None) or max(filter(None, (bounds(day)[1] for day in told)), default=None)
    if event.status in _AHEAD or first is None or last is None or (date.fromisoformat(last) - date.fromisoformat(first)) > _RECENT:
        return None
    return first, (date.fromisoformat(last) + _SOON).isoformat()


def _named(people: Collection[str], record: Record) -> defaultdict[str, set[str]]:
    """Which of some people each document names."""
    out: defaultdict[str, set[str]] = defaultdict(set)
    for person in record.people:
        if person.id in people:
            for source in person.sources:
                out[source.document].add(person.id)
    return out


def _unjoined(material: Material, record: Record, event: RecordEvent) -> Telling:
    """What a document that was not joined with an event says of it, as far as no other event has it."""
    text = material.document.text
    cut = sentences(text)
    free = len(cut)
    for other in record.events:
        for source in other.sources:
            if source.document != material.document.id or not source.evidence or other.status in _AHEAD or not _is_told(material, other, source):
                continue
            if other.kind == "meeting" and len({*other.participants} & {*event.participants}) > 1:
                return Telling(material, True, [], [])
            start = source.evidence[0][0]
            free = min(free, next((n for n, (a, _) in enumerate(cut) if a >= text.rfind("\n", 0, start) + 1), free)) if other.kind == "meeting" else free
    return Telling(material, True, cut[:free], [])


def _telling(material: Material, mentions: Sequence[tuple[RecordEvent, Source]], wanted: frozenset[str]) -> Telling:
    text = material.document.text
    cut = sentences(text)
    told: defaultdict[int, list[_Told]] = defaultdict(list)
    here: set[int] = set()
    spans: list[Span] = []
    account = False
    for event, source in mentions:
        if not source.evidence:
            continue
        start = source.evidence[0][0]
        number = next((n for n, (_, end) in enumerate(cut) if start < end), len(cut) - 1)
        report = _is_told(material, event, source)
        if event.id in wanted:
            here.add(number)
            spans += source.evidence
            account = account or report
        if report and event.status not in _AHEAD:
            told[number].append(_Told(start, event, _ASIDE.search(text[cut[number][0] : start]) is not None))
    if not account or not any(found.event.id in wanted for all_found in told.values() for found in all_found):
        return Telling(material, account, [cut[n] for n in sorted(here)], spans)
    return Telling(material, True, [cut[n] for n in _owned(text, cut, told, wanted)], spans)


def _owned(text: str, cut: Sequence[Span], told: Mapping[int, list[_Told]], wanted: frozenset[str]) -> Iterator[int]:
    """The sentences that tell of an event: from one that reports it to one that reports another.

    What a look back within a paragraph is on ("he had met …") ends with the paragraph. What stands before the first event is told of it.
    """
    # the meeting rather than the visit that it is part of, and not what a sentence only starts from ("After the talks …")
    chosen = {n: min(found, key=lambda one: (one.aside, one.event.kind == "visit", one.start, one.event.id)).event for n, found in told.items()}
    subject = owner = chosen[min(chosen)]
    for n, (start, end) in enumerate(cut):
        opens = n == 0 or "\n" in text[cut[n - 1][1] : start]
        if opens:
            owner = subject
        if n in told:
            event = chosen[n]
            # a visit is the frame of its meetings: naming it again does not end what is told of them
            if not (event.kind == "visit" and owner.kind == "meeting" and _may_frame(event, owner)) and not (
                _nameless(event, owner)
                and (_ATTENDED.search(text, start, end) or (not _SEPARATE.search(text, start, end) and ({*event.participants} & {*owner.participants} or not event.participants)))
            ):
                owner = event
                subject = event if opens or not (_before(event, subject) or _EARLIER.match(text, start) or _HAD.search(text, start, end)) else subject
        if owner.id in wanted or any(found.event.id in wanted for found in told.get(n, ())):
            yield n


_EARLIER = re.compile(r"(?:Beforehand|Prior to|Before|Earlier|Ahead of|Previously|(?:A|One) day (?:earlier|before)|The day before)\b")
_HAD = re.compile(r"\bhad (?:\w+ly |already |also )?(?:been|met|held|visited|received|paid|taken|talked|spoken|\w+ed)\b")


def _nameless(event: RecordEvent, owner: RecordEvent) -> bool:
    """Whether a meeting that one document alone tells of, without a day of its own, may only be another word for the one told of there."""
    alone = event.kind == "meeting" and event.date is None and len({source.document for source in event.sources}) == 1 and event.type in (None, "talks", owner.type)
    return alone and owner.kind == "meeting" and event.id != owner.id


_SEPARATE = re.compile(
    r"\b(?:[Oo]n the same day|also|[Ss]eparately|[Ii]n addition|[Ll]ater|[Bb]esides|[Ee]arlier|[Pp]rior to|[Bb]efore|[Aa]fter|[Ff]ollowing|[Dd]uring the visit|[Ww]ithin the framework)\b"
)
_ATTENDED = re.compile(r"\b(?:attended by|(?:took|take|taking) part in|participated in|in the presence of)\b")


def _before(event: RecordEvent, other: RecordEvent) -> bool:
    """Whether an event was over when another began."""
    if event.date is None or other.date is None:
        return False
    return (bounds(event.date)[1] or "9") < (bounds(other.date)[0] or "0")


def _may_frame(visit: RecordEvent, meeting: RecordEvent) -> bool:
    """Whether a meeting may be part of a visit, as far as their days tell."""
    if visit.date is None or meeting.date is None:
        return True
    (first, last), (start, end) = bounds(visit.date), bounds(meeting.date)
    return (first or "0") <= (end or "9") and (start or "0") <= (last or "9")


def _is_told(material: Material, event: RecordEvent, source: Source) -> bool:
    """Whether a document reports an event where it mentions it, as it came to be: not a plan for what has taken place, not a memory."""
    status = _status(material, event, source)
    if status in _AHEAD:
        return event.status in _AHEAD
    if event.date is None or not material.document.published:
        return True
    first, last = bounds(event.date)
    published = bounds(material.document.published)[1]
    if first is not None and published is not None and first > published:
        return event.status in (*_AHEAD, "postponed", "cancelled")
    return last is None or published is None or date.fromisoformat(published) - date.fromisoformat(last) <= _RECENT


def _status(material: Material, event: RecordEvent, source: Source) -> Status:
    for fact in material.reading.facts:
        if fact.id == source.fact:
            return fact.status
    for step in event.history:
        if any(there.document == source.document and there.evidence == source.evidence for there in step.sources):
            return step.status
    return event.status
