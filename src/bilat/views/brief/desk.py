"""What the parts of a brief draw on: the record as it is asked for, days, people, how much a thing weighs, and which of its sources are cited."""

from __future__ import annotations

import datetime
import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property

from ...errors import OptionError
from ...reading.language.en import table
from ...record.model import Person, Record, RecordDocument, RecordEvent, Source, Tenure
from ...vocabulary import Edtf, Span, bounds
from ..checks import plain
from .house import House
from .wording import Cited, Said, Wording, capital

HALF_LIFE = 400
"""Days in which a matter loses half of its weight: what is two years old must be three times as weighty to stand beside news."""
_HAPPENED = ("took_place", "ongoing")
_STATE = re.compile(r"\s+of the (?:[A-Z]\w+ ){0,3}(?:Republic|Kingdom|Federation|Union|State|Emirates?|Sultanate|Commonwealth)(?: of .+)?$")
_LEADING = re.compile(r"^(?:(?:the|newly[- ]appointed|newly|visiting|outgoing|incoming|then|current|new)\s+|[\w.’'-]+[’']s\s+)+", re.IGNORECASE)


Texts = Callable[[Iterable[str]], Mapping[str, str]]
"""The texts of documents by their ids."""


def quoted_words(text: str, evidence: Sequence[Span]) -> str:
    """Return the words of a text at some places, in one line, with a mark between places that are apart."""
    return " … ".join(plain(text[start:end]) for start, end in evidence)


@dataclass(eq=False)
class Matter:
    """One thing that may stand in a brief: how much it weighs, in which block of its part, and in which order there.

    Its sentences, or the cells of its row, and what it is filed under are written when they are asked for: of most things they never are.
    """

    worth: float
    block: str
    order: tuple[str, ...]
    tell: Callable[[], list[Said]]
    file: Callable[[], str] | None = None

    @classmethod
    def written(cls, worth: float, order: tuple[str, ...], said: Said) -> Matter:
        """Return a matter of one sentence that is written already."""
        return cls(worth, "", order, lambda: [said])

    @cached_property
    def said(self) -> list[Said]:
        """The sentences, or the cells."""
        return self.tell()

    @cached_property
    def lead(self) -> str | None:
        """What it is filed under; null where it is under nothing."""
        return self.file() if self.file is not None else None


@cache
def _names_of(country: str) -> tuple[str, str]:
    """A country's names and its adjectives, as alternatives of a pattern."""
    row = next((row for row in table("countries.tsv") if row[0] == country), None)
    names, adjectives = (row[1], row[2]) if row is not None else (country, "")
    return "|".join(map(re.escape, names.split("|"))), "|".join(map(re.escape, filter(None, adjectives.split("|")))) or "(?!)"


class Weights:
    """How much a thing of a kind weighs, from `weights.tsv`."""

    def __init__(self, house: House) -> None:
        self._of: dict[tuple[str, str], float] = {}
        self._matters: dict[str, float] = {}
        for row in house.rows("weights.tsv"):
            kind, code, told = (*row, "", "")[:3]
            try:
                weight = float(told)
                if kind == "matter":
                    self._matters[re.compile(code).pattern] = weight
            except (ValueError, re.error) as error:
                raise OptionError(f"template: weights.tsv, {kind} {code}: {error}; give a kind, a code and a number, parted by tabs") from None
            self._of[kind, code] = weight

    def of(self, kind: str, code: str | None) -> float:
        """Return the weight of a code of a kind; a little for one that the table does not know."""
        return self._of.get((kind, code or "none"), 0.3)

    def matters(self, words: str) -> float:
        """Return by how much its words make a statement matter."""
        return sum((weight for pattern, weight in self._patterns if pattern.search(words)), 0.0)

    @cached_property
    def _patterns(self) -> list[tuple[re.Pattern[str], float]]:
        return [(re.compile(rf"\b(?:{code})", re.IGNORECASE), weight) for code, weight in self._matters.items()]


class Desk:
    """A record on a desk: whose it is, as of which day, since when things are told, and all that parts of a brief ask of it."""

    def __init__(self, record: Record, parties: Sequence[str], wording: Wording, weights: Weights, *, as_of: Edtf | None, since: Edtf | None, texts: Texts) -> None:
        self.record, self.parties, self.words, self.weights = record, list(parties), wording, weights
        self.as_of, self.since = as_of, since
        self._texts = texts
        self._held: dict[str, str] = {}
        self.documents = {document.id: document for document in record.documents}
        self.people = {person.id: person for person in record.people}
        self.events = {event.id: event for event in record.events}
        self.instruments = {instrument.id: instrument for instrument in record.instruments}
        self.figures = {figure.id: figure for figure in record.figures}
        self._since = bounds(since)[0] if since else None
        self._today = datetime.date.fromisoformat(bounds(as_of)[1] or "9999-12-31") if as_of else None

    # -- days

    def published(self, sources: Iterable[Source]) -> list[str]:
        """Return the days on which documents that these sources are of were published, in order."""
        return sorted(day for source in sources if (document := self.documents.get(source.document)) and (day := document.published))

    def reported(self, sources: Iterable[Source]) -> str | None:
        """Return the first day on which something was told; null where no document has one."""
        return next(iter(self.published(sources)), None)

    def day(self, date: Edtf | None, sources: Iterable[Source] = ()) -> str:
        """Return a day to sort by: the last that a date can mean, else the first on which it was told; nothing sorts first."""
        if date:
            first, last = bounds(date)
            return last or first or ""
        told = self.reported(sources)
        return (bounds(told)[1] or told) if told else ""

    def when(self, event: RecordEvent) -> str:
        """Return a day to sort an event by: where only its month or year is told of what took place, it was by the first report of it."""
        day = self.day(event.date, event.sources)
        told = self.day(None, self.telling(event)) if self.happened(event) else ""
        return told if told and event.date and (bounds(event.date)[0] or "") <= told < day else day

    def recent(self, day: str) -> float:
        """Return how fresh a day is, from 1 today to nothing long ago; what lies ahead fades too, more slowly."""
        if not day or self._today is None:
            return 0.3
        age = (self._today - datetime.date.fromisoformat(day)).days
        return float(0.5 ** (max(age, -age / 2) / HALF_LIFE))

    def ahead(self, date: Edtf | None) -> bool:
        """Tell whether a date lies wholly or partly after the day of the brief."""
        last = bounds(date)[1] if date else None
        return bool(date) and (last is None or self._today is None or last > self._today.isoformat())

    def fresh(self, sources: Iterable[Source], *dates: Edtf | None) -> bool:
        """Tell whether something belongs into a brief that tells only what was told or fell due since a day."""
        if self._since is None:
            return True
        return any(self.day(date) >= self._since for date in [*dates, *self.published(sources)] if date)

    def new(self, event: RecordEvent) -> bool:
        """Tell whether a contact belongs into such a brief: one that took place since then, not one that is only recalled."""
        if self._since is None or not self.happened(event):
            return self.fresh(event.sources, event.date)
        return self.when(event) >= self._since

    # -- sources

    def independent(self, sources: Iterable[Source]) -> int:
        """Return how many documents tell of something, copies counted once."""
        return len({(self.documents[source.document].copy_of or source.document) for source in sources if source.document in self.documents})

    def told_often(self, sources: Iterable[Source]) -> float:
        """Return what the number of independent sources adds to a weight."""
        return 1 + 0.12 * math.log2(max(self.independent(sources), 1))

    def best(self, sources: Iterable[Source], most: int = 2) -> list[Cited]:
        """Return the sources that are cited: each document once and no copy, first one of each side, then the earliest."""
        chosen: dict[str, Source] = {}
        for source in sources:
            if source.document in self.documents and source.evidence:
                known = chosen.get(source.document)
                if known is None or (known.fact is None and source.fact is not None):
                    chosen[source.document] = source
        ordered = sorted(chosen.values(), key=lambda source: (self._document(source).copy_of is not None, self._document(source).published or "9999", source.document))
        ordered = [source for source in ordered if self._document(source).copy_of not in chosen]
        seen: set[str | None] = set()
        first: list[Source] = []
        rest: list[Source] = []
        for source in ordered:
            side = self._document(source).side
            (rest if side in seen or side not in self.parties else first).append(source)
            seen.add(side)
        return [*[*first, *rest][:most]]

    def quoting(self, words: str, sources: Sequence[Source], most: int = 2) -> list[Cited]:
        """Return the sources that are cited for words that stand between quotation marks: first one whose document has these very words."""
        own = plain(words).removesuffix("…").strip().casefold()
        ordered = sorted((source for source in sources if source.document in self.documents and source.evidence), key=lambda source: self._document(source).copy_of is not None)
        holder = next((source for source in ordered if own in plain(self.text(source.document)).casefold()), None)
        others = self.best(sources, most)
        if holder is None:
            return others
        rest: list[Cited] = [source for source in others if isinstance(source, Source) and source.document != holder.document]
        return [holder, *rest][:most]

    def _document(self, source: Source) -> RecordDocument:
        return self.documents[source.document]

    def side_of(self, sources: Iterable[Source]) -> str | None:
        """Return the one party whose documents these sources are; null where they are several or none."""
        sides = self.sides_of(sources)
        return next(iter(sides)) if len(sides) == 1 and None not in sides else None

    def sides_of(self, sources: Iterable[Source]) -> set[str | None]:
        """Return whom the documents of these sources speak for: a party, or null for anybody else."""
        found = (self.documents[source.document] for source in sources if source.document in self.documents)
        return {side if (side := document.side or document.relays) in self.parties else None for document in found}

    def telling(self, event: RecordEvent) -> list[Source]:
        """Return the sources that tell of an event as it stands: of one that took place not those that only announce it."""
        wanted = _HAPPENED if event.status in _HAPPENED else (event.status,)
        return [source for step in event.history if step.status in wanted for source in step.sources] or event.sources

    def quote(self, source: Source) -> str:
        """Return the words of a source."""
        return quoted_words(self.text(source.document), source.evidence)

    def text(self, document: str) -> str:
        """Return the text of a document."""
        if document not in self._held:
            self._held.update(self._texts([document]))
        return self._held[document]

    # -- people

    def level(self, ids: Iterable[str]) -> float:
        """Return how high the highest of some people stands."""
        return max(
            (self.weights.of("office", tenure.office) for id in ids if (person := self.people.get(id)) for tenure in person.offices), default=self.weights.of("office", None)
        )

    def tenure(self, person: Person, day: str | None = None) -> Tenure | None:
        """Return the highest office that a person holds on a day, by what documents tell, or now."""
        held = [one for one in person.offices if one.until is None or (day and self.day(one.until) >= day)] or person.offices
        held = [one for one in held if not day or not one.since or (bounds(one.since)[0] or "") <= day] or held
        return max(held, key=lambda one: (self.weights.of("office", one.office), one.since or ""), default=None)

    def named(self, id: str, day: str | None = None) -> str:
        """Return a person with the office of a day, and the country where it is none of the two."""
        if id not in self.people:
            return self.words.land(id) if len(id) == 3 else id
        person = self.people[id]
        tenure = self.tenure(person, day)
        if tenure is None:
            return self.words.say("person.name", name=person.name).text
        foreign = person.country is not None and person.country not in self.parties
        return self.words.say("person.abroad" if foreign else "person", office=self.office(tenure), name=person.name, country=person.country or "").text

    def office(self, tenure: Tenure) -> str:
        """Return an office as it stands before a name: the document's words where they are short, without the country that they name, else the office's usual name."""
        usual = self.words.called(tenure.office, "office")
        title = self.title(tenure)
        # "chief adviser to the President" is no name of the office that was read from it
        fits = len(title) <= 56 and (tenure.office not in ("foreign_minister", "deputy_foreign_minister", "ambassador") or len(title) <= len(usual))
        return title if title and fits else usual

    def title(self, tenure: Tenure) -> str:
        """Return an office in the document's words, without "newly appointed" and without the country whose office it is."""
        words = " ".join((tenure.title or "").split()).replace("'", "’")
        shorter = _STATE.sub("", _LEADING.sub("", words))
        if tenure.country:
            names, adjectives = _names_of(tenure.country)
            shorter = re.sub(rf"^(?:{adjectives})\s+|\s+of (?:the )?(?:{names})$", "", shorter)
        return capital(shorter.strip(" ,") or words or self.words.called(tenure.office, "office"))

    # -- events

    def happened(self, event: RecordEvent) -> bool:
        """Tell whether an event took place or is under way."""
        return event.status in _HAPPENED

    def present(self, event: RecordEvent) -> list[str]:
        """Return everybody who took part in an event, visitors first."""
        return list(dict.fromkeys([*event.visitors, *event.participants]))

    @cached_property
    def parts(self) -> dict[str, list[RecordEvent]]:
        """The events that are part of each other event."""
        found: defaultdict[str, list[RecordEvent]] = defaultdict(list)
        for event in self.record.events:
            if event.part_of in self.events:
                found[event.part_of].append(event)
        return dict(found)

    def with_parts(self, event: RecordEvent) -> Iterator[RecordEvent]:
        """Yield an event and everything that is part of it."""
        yield event
        for part in self.parts.get(event.id, ()):
            yield from self.with_parts(part)

    def weight(self, event: RecordEvent) -> float:
        """Return how weighty a contact is: who took part, of what kind it is, how many tell of it, and whether it is between the two at all."""
        people = [id for one in self.with_parts(event) for id in self.present(one)]
        kind = self.weights.of("contact", "visit" if event.kind == "visit" else event.type)
        two = 1.0 if {*event.parties, *event.from_, *event.to} >= {*self.parties} else 0.4
        return self.level(people) * kind * two * (1 + 0.12 * math.log2(max(event.independent_sources, 1)))

    @cached_property
    def last_contact(self) -> dict[str, RecordEvent]:
        """The last dated event in which each person took part."""
        found: dict[str, RecordEvent] = {}
        for event in self.record.events:
            if event.date and self.happened(event):
                for id in self.present(event):
                    if id not in found or self.when(found[id]) < self.when(event):
                        found[id] = event
        return found
