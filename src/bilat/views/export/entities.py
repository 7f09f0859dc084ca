"""The record as FollowTheMoney entities, which Aleph, OpenSanctions and their tools read; each is made and checked by the followthemoney library.

| in the record | entity |
| --- | --- |
| a party | `PublicBody`, its government |
| a person, an office held | `Person`, with `Representation` of the government; `Position` with `Occupancy` |
| a visit, a meeting | `Event` |
| a mechanism | `Organization`, with `Membership` of the governments |
| an instrument, a label, a commitment | `UnknownLink` between those whose it is |
| a statement | `Note` |
| a document, the words it tells of something | `Article`, `Documentation` |

Figures and regimes have no place in that vocabulary.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, combinations, product
from typing import Any

import msgspec

from ...errors import OptionError
from ...record.model import Record, RecordEvent, Source
from ...record.parties import country_name
from ...vocabulary import ISO3, bounds, precision

Entity = Any
"""An `EntityProxy` of followthemoney, which is untyped here since it need not be installed."""


def entity_lines(record: Record, texts: Mapping[str, str] | None = None) -> Iterator[bytes]:
    """Yield a record as FollowTheMoney entities, one JSON object a line; `texts` are the documents' texts, whose words documentations quote."""
    for entity in entities(record, texts):
        yield msgspec.json.encode(entity.to_dict(), order="sorted") + b"\n"


def entities(record: Record, texts: Mapping[str, str] | None = None) -> Iterator[Entity]:
    """Yield a record as entities of the followthemoney library, each sound by its schema; `OptionError` where the library is not installed."""
    made: set[str] = set()
    for entity in _Maker(record, texts or {}).all():
        if entity.id not in made:
            made.add(entity.id)
            entity.schema.validate(entity.to_dict())
            yield entity


class _Maker:
    def __init__(self, record: Record, texts: Mapping[str, str]) -> None:
        try:
            from followthemoney import model
        except ImportError:
            raise OptionError("FollowTheMoney entities need the followthemoney library, which is not installed: pip install bilat[entities]") from None
        self._model = model
        self._record, self._texts = record, texts
        self._people = {person.id: person for person in record.people}
        of = [thing.parties for things in (record.events, record.mechanisms, record.instruments, record.relations) for thing in things]
        of += [[*commitment.by, *commitment.to] for commitment in record.commitments]
        met = {*record.parties, *chain.from_iterable(of), *(thing.country for things in (record.people, record.statements) for thing in things)}
        self._governments = {code for code in met if code in ISO3}

    def all(self) -> Iterator[Entity]:
        for document in self._record.documents:
            entity = self._new(
                "Article", document.id, title=document.title, name=document.title or document.id, publisher=document.publisher, sourceUrl=document.url, country=document.side
            )
            _date(entity, "publishedAt", document.published)
            yield entity
        for code in sorted(self._governments):
            yield self._new("PublicBody", code, name=f"Government of {country_name(code)}", country=code, jurisdiction=code, topics="gov.national")
        yield from self._cast()
        for event in self._record.events:
            yield from self._event(event)
        for mechanism in self._record.mechanisms:
            yield self._new("Organization", mechanism.id, name=mechanism.name, country=mechanism.parties)
            for code in mechanism.parties:
                yield self._new("Membership", mechanism.id, code, member=_id(code), organization=_id(mechanism.id), proof=_proofs(mechanism.sources))
            yield from self._documented(mechanism.id, mechanism.sources)
        yield from self._links()
        for statement in self._record.statements:
            by = statement.speaker if statement.speaker in self._people else statement.country
            note = self._new("Note", statement.id, description=statement.content, summary=statement.date, country=statement.country, proof=_proofs(statement.sources))
            note.add("entity", _id(by) if by else None)
            yield note

    def _cast(self) -> Iterator[Entity]:
        for person in self._record.people:
            titles = [tenure.title or tenure.office.replace("_", " ") for tenure in person.offices]
            yield self._new("Person", person.id, name=person.name, alias=person.variants, country=person.country, position=titles)
            if person.country:
                yield self._new("Representation", person.id, person.country, agent=_id(person.id), client=_id(person.country), role=titles, proof=_proofs(person.sources))
            for tenure in person.offices:
                name = tenure.title or tenure.office.replace("_", " ")
                country = tenure.country or person.country or ""
                yield self._new("Position", "position", country, name, name=name, country=country, summary=tenure.office)
                post = _id("position", country, name)
                occupancy = self._new("Occupancy", person.id, post, tenure.office, tenure.since or "", holder=_id(person.id), post=post, proof=_proofs(tenure.sources))
                _span(occupancy, tenure.since, tenure.until)
                yield occupancy
            yield from self._documented(person.id, person.sources)

    def _event(self, event: RecordEvent) -> Iterator[Entity]:
        entity = self._new(
            "Event",
            event.id,
            name=_name(event),
            country=event.parties,
            location=event.places,
            summary=event.status,
            keywords=[event.kind, event.status],
            proof=_proofs(event.sources),
        )
        entity.add("involved", [_id(id) for id in (*event.participants, *event.visitors, *event.parties)])
        entity.add("organizer", [_id(id) for id in event.invited_by])
        if event.date and precision(event.date) != "interval":
            _date(entity, "date", event.date)
        _span(entity, event.date, event.date)
        yield entity
        yield from self._documented(event.id, event.sources)

    def _links(self) -> Iterator[Entity]:
        """Instruments, labels and commitments: each pair of those whose it is, linked."""
        record = self._record
        for instrument in record.instruments:
            dates = [stage.date for stage in instrument.history if stage.date]
            for one, other in combinations(instrument.parties, 2):
                link = self._link(instrument.id, one, other, instrument.title or instrument.type, instrument.state, instrument.sources)
                link.add("summary", instrument.subject)
                _span(link, dates[0] if dates else None, None)
                yield link
        for relation in record.relations:
            for one, other in combinations(relation.parties, 2):
                link = self._link(relation.id, one, other, relation.title, None, relation.sources)
                _span(link, relation.since, relation.until)
                yield link
        for commitment in record.commitments:
            pairs = product(commitment.by, commitment.to) if commitment.to else combinations(commitment.by, 2)
            for one, other in pairs:
                if self._known(one) and self._known(other) and one != other:
                    link = self._link(commitment.id, one, other, "commitment", commitment.state, commitment.sources)
                    link.add("summary", commitment.action)
                    _span(link, None, commitment.due)
                    yield link

    def _known(self, id: str) -> bool:
        return id in self._people or id in self._governments

    def _link(self, id: str, one: str, other: str, role: str, status: str | None, sources: Iterable[Source]) -> Entity:
        return self._new("UnknownLink", id, one, other, subject=_id(one), object=_id(other), role=role, status=status, proof=_proofs(sources))

    def _documented(self, id: str, sources: Iterable[Source]) -> Iterator[Entity]:
        """The documents that tell of a thing, each with the words."""
        words: defaultdict[str, list[str]] = defaultdict(list)
        for source in sources:
            text = self._texts.get(source.document, "")
            words[source.document] += [told for start, end in source.evidence if (told := text[start:end])]
        for document, quoted in words.items():
            yield self._new("Documentation", document, id, document=_id(document), entity=_id(id), role="tells of", summary=quoted)

    def _new(self, schema: str, *key: str, **properties: Any) -> Entity:
        entity = self._model.make_entity(schema)
        entity.id = _id(*key) if schema in _NAMED_BY_ID else _id(schema, *key)
        for name, value in properties.items():
            entity.add(name, value)
        return entity


_NAMED_BY_ID = {"Article", "PublicBody", "Person", "Event", "Organization", "Position", "Note"}


def _id(*key: str) -> str:
    """The entity's id: the same for the same thing of the same store, and of characters that FollowTheMoney allows."""
    return f"bilat-{hashlib.sha256(chr(0).join(key).encode()).hexdigest()[:20]}"


def _proofs(sources: Iterable[Source]) -> list[str]:
    return [_id(document) for document in dict.fromkeys(source.document for source in sources)]


def _name(event: RecordEvent) -> str:
    kind = f"{event.format or ''} visit".strip() if event.kind == "visit" else (event.type or "meeting")
    return " ".join(part for part in (f"{kind[0].upper()}{kind[1:]}", " – ".join(country_name(code) for code in event.parties), event.date or "") if part)


def _date(entity: Entity, name: str, value: str | None) -> None:
    """A date as FollowTheMoney has it: a day, a month or a year; else the first day that it can mean."""
    if value:
        entity.add(name, value if precision(value) != "interval" else bounds(value)[0])


def _span(entity: Entity, since: str | None, until: str | None) -> None:
    entity.add("startDate", bounds(since)[0] if since else None)
    entity.add("endDate", bounds(until)[1] if until else None)
