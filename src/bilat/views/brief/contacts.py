"""Contacts and people: who met whom, when they meet next, what was announced and never reported, and who is who."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

from ...record.model import Person, RecordEvent, Source
from ...statistics.verdict import ordinal
from ...vocabulary import bounds
from .desk import Desk, Matter
from .wording import Said

_PLANS = ("planned", "proposed", "postponed")
_PLURAL = ("talks", "consultations")


def contacts(desk: Desk) -> Iterator[Matter]:
    """Yield the contacts of a record: the last ones, those ahead, those of which no report came, those called off."""
    ahead = {item.object for item in desk.record.calendar}
    for event in desk.record.events:
        whole = desk.events.get(event.part_of or "")
        if whole is not None and (desk.happened(whole) or not desk.happened(event)):
            continue  # told with the visit or the session that it is part of
        if not desk.new(event):
            continue
        day = desk.when(event)
        weight = desk.weight(event)
        if desk.happened(event):
            # an undated meeting that one document alone mentions is often another word for one that is told of in full
            vague = 0.5 if event.date is None and event.independent_sources < 2 else 1.0
            yield Matter(weight * desk.recent(day) * vague, "last", (day, event.id), partial(happened, desk, event), partial(lead, desk, event))
        elif event.status in ("postponed", "cancelled", "denied"):
            yield Matter(weight * desk.recent(day), "off", (day, event.id), partial(called_off, desk, event), partial(lead, desk, event))
        elif event.id in ahead:
            yield Matter(weight * (0.4 + desk.recent(day)), "next", (bounds(event.date or "")[0] or day, event.id), partial(planned, desk, event), partial(lead, desk, event))
        else:
            yield Matter(weight * desk.recent(day) * 0.7, "unreported", (day, event.id), partial(planned, desk, event), partial(lead, desk, event))


def lead(desk: Desk, event: RecordEvent) -> str:
    """Return what a contact is filed under: its date, else the day on which it was first told."""
    return desk.words.say("contact.lead", date=event.date or "", reported=desk.reported(event.sources) or "").text


def happened(desk: Desk, event: RecordEvent) -> list[Said]:
    """Return the sentences on a contact that took place or is under way."""
    cited = desk.best(desk.telling(event))
    said = [_told(desk, event, cited, "ongoing" if event.status == "ongoing" else "took_place")]
    met, met_sources = _met(desk, event)
    if met:
        said.append(desk.words.say("contact.met", desk.best(met_sources), met=met))
    if event.independent_sources > len(cited) + 1:
        said.append(desk.words.say("contact.many", count=event.independent_sources))
    return said


def planned(desk: Desk, event: RecordEvent) -> list[Said]:
    """Return the sentence on a contact that is planned or proposed."""
    return [_told(desk, event, desk.best(event.sources), "planned")]


def called_off(desk: Desk, event: RecordEvent) -> list[Said]:
    """Return the sentence on a contact that was postponed, cancelled or denied."""
    return [_told(desk, event, desk.best(desk.telling(event)), "planned")]


def in_short(desk: Desk, event: RecordEvent) -> str:
    """Return a contact in one sentence, without its day."""
    return _told(desk, event, [], "took_place" if desk.happened(event) else "planned").text


def title(desk: Desk, event: RecordEvent) -> str:
    """Return what an event is called where something is told of it: "talks", "the second session of the Joint Commission", "visit"."""
    if event.mechanism or event.session:
        return _session(desk, event)
    people = desk.words.listed([desk.named(id, desk.when(event)) for id in desk.present(event)][:2])
    noun = desk.words.called("visit", "noun") if event.kind == "visit" else desk.words.called(event.type or "talks", "noun")
    return desk.words.say("contact.title", noun=noun, people=people).text


def _told(desk: Desk, event: RecordEvent, sources: Sequence[Any], how: str) -> Said:
    words = desk.words
    day = desk.when(event)
    slots: dict[str, Any] = {
        "places": words.listed(event.places[:2]),
        "status": words.called(event.status, "status"),
        "past": not desk.ahead(event.date) or event.status not in ("planned", "proposed"),
        "occasion": event.occasion or "",
        "format": words.word(f"format.{event.format or 'none'}"),
    }
    if event.kind == "visit":
        visitors = [desk.named(id, day) for id in event.visitors[:3]]
        slots["who"] = words.listed(visitors) if visitors else words.say("contact.delegation", of=event.from_).text
        slots["to"] = words.listed([words.land(code) for code in event.to]) or words.listed(event.places[:1])
        slots["places"] = words.listed([place for place in event.places[:2] if place not in slots["to"]])
        return words.say(f"contact.visit.{how}", sources, **slots)
    slots["who"] = words.listed(_participants(desk, event, day))
    if event.mechanism or event.session:
        return words.say(
            f"contact.session.{how}", sources, session=_session(desk, event), **(slots | {"who": words.listed([desk.named(id, day) for id in event.participants[:4]])})
        )
    kind = event.type or "talks"
    return words.say(f"contact.meeting.{how}", sources, verb=words.called(kind, "verb"), noun=words.called(kind, "noun"), plural=kind in _PLURAL, **slots)


def _session(desk: Desk, event: RecordEvent) -> str:
    number = ordinal(event.session) if event.session else ""
    return desk.words.say("contact.body" if event.mechanism else "contact.body.unnamed", ordinal=number, name=(event.mechanism or "").removeprefix("the ")).text


def _participants(desk: Desk, event: RecordEvent, day: str) -> list[str]:
    """Who took part, with "representatives of" a party of whom nobody is named."""
    chosen = sorted(event.participants, key=lambda one: -desk.level([one]))[:4]
    named = [desk.named(id, day) for id in event.participants if id in chosen]
    there = {desk.people[id].country for id in event.participants if id in desk.people}
    missing = [code for code in desk.parties if code in event.parties and code not in there]
    if len(missing) == 2:
        return [*named, *(desk.words.land(code) for code in missing)]
    return [*named, *(desk.words.say("contact.side", code=code).text for code in missing)]


def _met(desk: Desk, event: RecordEvent) -> tuple[list[str], list[Source]]:
    """Whom a visitor met and which sessions were held, by the parts of a visit; of other events nothing is told apart."""
    day = desk.when(event)
    told: dict[str, list[Source]] = {}
    for part in sorted(desk.parts.get(event.id, ()), key=lambda part: (-desk.weight(part), part.id)):
        if not desk.happened(part):
            continue
        if part.mechanism or part.session:
            told.setdefault(_session(desk, part), []).extend(desk.telling(part))
        elif event.kind == "visit":
            for id in part.participants:
                if id not in event.visitors and id in desk.people and desk.people[id].country not in event.from_:
                    told.setdefault(f"{desk.words.called(part.type or 'talks', 'noun')} with {desk.named(id, day)}", []).extend(desk.telling(part))
    chosen = dict(list(told.items())[:4])
    return list(chosen), [source for sources in chosen.values() for source in sources[:2]]


def people(desk: Desk) -> Iterator[Matter]:
    """Yield the office-holders of both sides as rows: name, office, since when documents say so, and the last contact."""
    for person in desk.record.people:
        if person.country not in desk.parties or not person.offices or not desk.fresh(person.sources):
            continue
        tenure = desk.tenure(person)
        assert tenure is not None
        last = desk.day(None, [max(person.sources, key=lambda source: desk.day(None, [source]))]) if person.sources else ""
        left = 0.35 if all(one.until for one in person.offices) else 1.0
        worth = desk.weights.of("office", tenure.office) * (0.35 + 0.65 * desk.recent(last)) * desk.told_often(person.sources) * left
        side = desk.parties.index(person.country)
        rank = f"{1 - desk.weights.of('office', tenure.office):.3f}"
        yield Matter(worth, person.country, (str(side), rank, person.name, person.id), partial(_row, desk, person))


def _row(desk: Desk, person: Person) -> list[Said]:
    words = desk.words
    tenure = desk.tenure(person)
    assert tenure is not None
    now = [one for one in person.offices if one.until is None] or person.offices
    titles = list(dict.fromkeys(desk.title(one) for one in sorted(now, key=lambda one: -desk.weights.of("office", one.office))))[:2]
    foreign = tenure.country if tenure.country and tenure.country != person.country else ""
    sources = desk.best([source for one in now for source in one.sources][-1:] or person.sources, 1)
    event = desk.last_contact.get(person.id)
    last = f"{desk.words.day(event.date)}, {_kind(desk, event)}" if event is not None else ""
    return [
        words.say("person.name", name=person.name),
        words.say("person.offices", sources, offices=titles, country=foreign, until=tenure.until or ""),
        words.say("person.since", since=tenure.since or ""),
        words.say("person.last", desk.best(desk.telling(event), 1) if event is not None else [], last=last),
    ]


def _kind(desk: Desk, event: RecordEvent) -> str:
    return desk.words.called("visit" if event.kind == "visit" else event.type or "talks", "noun")
