"""What one document states of an event, item by item: each thing once, under the kind that tells most of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Literal, NamedTuple

from ..record.material import Material
from ..record.model import Source
from ..vocabulary import Assessment, Commitment, Fact, Figure, Instrument, Meeting, Relation, Span, Statement, Topic, Visit
from .describe import amount
from .likeness import about, fold, quantities, rows
from .telling import Telling

Kind = Literal["topic", "commitment", "figure", "instrument", "participant", "date", "assurance", "label", "statement", "verb"]


class Item(NamedTuple):
    """One thing that a document states: where, what it is about, and the fact that it is, if it is one.

    `name` is what joins it to the same thing elsewhere, where there is such a name: the id of a person, an instrument or a commitment of the
    record, an assurance's, an area's.
    """

    kind: Kind
    material: Material
    span: Span
    words: dict[str, float]
    what: str
    fact: Fact | None = None
    name: str | None = None

    @property
    def source(self) -> Source:
        """The words that the item rests on."""
        whole = self.fact is not None and self.kind not in ("topic", "assurance", "participant", "statement") and self.span[1] <= self.fact.evidence[-1][1]
        evidence = list(self.fact.evidence) if whole and self.fact is not None else [self.span]
        return Source(self.material.document.id, self.fact.id if self.fact is not None else None, evidence)

    @property
    def text(self) -> str:
        """Its words."""
        return self.material.words(self.span)


def says(item: Item) -> str:
    """Return what an item says, shortly: a figure with its measure, a paper with what was done with it, a person by name, else its words."""
    if item.kind == "figure" and isinstance(item.fact, Figure):
        return f"{item.what}: {amount(item.fact)}"
    return item.what if item.kind in ("instrument", "participant", "label") else item.text.strip(' ,;:”"“')


class Names(NamedTuple):
    """What the record knows of the facts and people of documents: ids by document and fact, and people by document and place."""

    instruments: Mapping[tuple[str, str | None], str]
    commitments: Mapping[tuple[str, str | None], str]
    people: Mapping[str, list[tuple[Span, str]]]


@cache
def pattern(file: str, kind: str, column: int) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{row[column]})" for row in rows(file) if row[0] == kind), re.IGNORECASE)


@cache
def _assured() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row[1], re.compile(rf"\b(?:{row[2]})", re.IGNORECASE)) for row in rows("assurances.tsv") if row[0] == "of")


def assurance_named(name: str) -> re.Pattern[str] | None:
    """Return the pattern of the words for an assurance of that name; null where it is one of no name."""
    return next((pattern for known, pattern in _assured() if known == name), None)


def items_of(telling: Telling, parties: frozenset[str], events: frozenset[str], names: Names) -> list[Item]:
    """Return what a document states of the events that it tells of (by their facts' ids in `events`), in the order of the text.

    What an assurance, an instrument, a commitment, a figure or a label says is not said again as a topic or a statement.
    """
    reader = _Reader(telling, parties, names)
    facts: list[Fact] = [fact for fact in telling.material.reading.facts if telling.owns(fact.evidence[0][0])]
    found: list[Item] = []
    for finder in (reader.participants, reader.assurances, reader.instruments, reader.commitments, reader.figures, reader.labels, reader.topics, reader.statements):
        taken = list(found)
        for item in finder(facts, events):
            if item.kind in ("participant", "label") or not any(_covers(other, item) for other in [*taken, *(i for i in found if i.kind == item.kind)]):
                found.append(item)
    return sorted(found, key=lambda item: (item.span, item.kind))


def _covers(one: Item, other: Item) -> bool:
    """Whether an item says what another would say again; two figures of one sentence are two."""
    if one.kind == "figure" and other.kind == "figure":
        return one.fact is other.fact
    if one.kind in ("participant", "label") and other.kind not in ("topic", "statement"):
        return False
    if one.kind == "commitment" and other.kind == "figure" and isinstance(other.fact, Figure):
        return any(quantity.value == other.fact.value for quantity in quantities(one.text))
    if one.kind == "commitment" and other.kind == "figure" and other.fact is None:
        return {(q.value, q.unit) for q in quantities(other.text)} <= {(q.value, q.unit) for q in quantities(one.text)}
    if {one.kind, other.kind} == {"commitment", "figure"} or {one.kind, other.kind} == {"assurance", "figure"} or one.kind == other.kind == "instrument":
        return False
    shared = min(one.span[1], other.span[1]) - max(one.span[0], other.span[0])
    if one.kind in ("figure", "instrument") or other.kind == "statement":
        return shared > 0
    return shared > 0.5 * min(one.span[1] - one.span[0], other.span[1] - other.span[0])


class _Reader:
    def __init__(self, telling: Telling, parties: frozenset[str], names: Names) -> None:
        self.telling, self.parties, self.names = telling, parties, names
        self.material = telling.material
        self.text = telling.material.document.text
        self.sentences = telling.owned
        self.people = names.people.get(telling.material.document.id, [])
        self.actors = {actor.id: actor for actor in telling.material.reading.actors}

    def item(self, kind: Kind, span: Span, fact: Fact | None = None, name: str | None = None, what: str | None = None) -> Item:
        words = " ".join(self.text[span[0] : span[1]].split())
        return Item(kind, self.material, span, about(words, self.parties), what or words.strip(" ,;:"), fact, name)

    def sentence(self, place: int) -> Span:
        return next(((start, end) for start, end in self.sentences if start <= place < end), (place, place))

    # each finder takes the facts that belong to the event, and the ids of the facts that are the event

    def participants(self, facts: Sequence[Fact], events: frozenset[str]) -> Iterator[Item]:
        seen: set[str] = set()
        present: list[tuple[Span, Fact | None]] = []
        for fact in facts:
            if fact.id in events and isinstance(fact, Meeting | Visit):
                ids = fact.participants if isinstance(fact, Meeting) else fact.visitors
                spans = [span for id in ids if id in self.actors for span in self.actors[id].mentions]
                present += [(span, fact) for span in spans if any(start <= span[0] < end for start, end in fact.evidence)]
        for start, end in self.sentences:
            if pattern("agenda.tsv", "came", 1).search(self.text, start, end):
                present += [(span, None) for actor in self.actors.values() if actor.type == "person" for span in actor.mentions if start <= span[0] < end]
                present += [(span, None) for span, _ in self.people if start <= span[0] < end]
                if any(isinstance(fact, Figure) and fact.measure == "companies" and start <= fact.evidence[0][0] < end for fact in facts):
                    yield self.item("participant", (start, end))
        for span, there in sorted(present, key=lambda found: found[0]):
            actor = next((actor for actor in self.actors.values() if actor.type == "person" and any(_overlap(mention, span) for mention in actor.mentions)), None)
            places = actor.mentions if actor else [span]
            id = next((id for place, id in self.people if any(_overlap(place, mention) for mention in places)), None)
            id = id or (fold(actor.name) if actor is not None and there is None else None)  # who is named too little to be anyone's counterpart was there all the same
            if id is not None and id not in seen:
                seen.add(id)
                yield self.item("participant", span, there, id, actor.name if actor else None)

    def assurances(self, facts: Sequence[Fact], events: frozenset[str]) -> Iterator[Item]:  # noqa: ARG002
        for start, end in self.sentences:
            given = pattern("assurances.tsv", "given", 2).search(self.text, start, end)
            cue = pattern("assurances.tsv", "cue", 2).search(self.text, start, end)
            if given is None and cue is None:
                continue
            named = [(match.start(), match.end(), name) for name, pattern in _assured() for match in [pattern.search(self.text, start, end)] if match]
            fact = next((f for f in facts if isinstance(f, Statement | Commitment) and start <= f.evidence[0][0] < end), None)
            if named:
                first = min(named)
                clause = (min(given.start() if given else end, cue.start() if cue else end, first[0]), max(self._clause_end(first[1], end), first[1]))
                yield self.item("assurance", clause, fact, first[2])
                for place, stop, name in sorted(named):
                    own = pattern("assurances.tsv", "cue", 2).search(self.text, max(start, place - 60), place)
                    if place >= clause[1] and own is not None and own.start() >= clause[1]:
                        clause = (own.start(), max(self._clause_end(stop, end), stop))
                        yield self.item("assurance", clause, fact, name)
            elif given is not None:
                yield self.item("assurance", (given.start(), self._clause_end(given.end(), end)), fact)

    def _clause_end(self, place: int, end: int) -> int:
        cut = re.compile(r"[”\"]|[,;] (?:and|which|who|while|as well as|for which)\b|;").search(self.text, place, end)
        return cut.start() if cut else end

    def instruments(self, facts: Sequence[Fact], events: frozenset[str]) -> Iterator[Item]:  # noqa: ARG002
        agreed = [fact.evidence[0] for fact in facts if isinstance(fact, Commitment)]
        for fact in facts:
            if not isinstance(fact, Instrument) or (
                not about(f"{fact.title or ''} {fact.subject or ''}", self.parties) and any(_overlap(fact.evidence[0], span) for span in agreed)
            ):
                continue
            if (fact.type == "other" and fact.subject is None and fact.title is None) or fact.status == "proposed":
                continue
            span = fact.evidence[0]
            label = fact.title or f"{fact.type.replace('_', ' ')}{f' on {fact.subject}' if fact.subject else ''}"
            words = about(f" {fact.title or ''} {fact.subject or ''}" if fact.title or fact.subject else self.text[span[0] : span[1]], self.parties)
            yield Item("instrument", self.material, span, words, f"{label} {fact.action.replace('_', ' ')}", fact, self.names.instruments.get((self.material.document.id, fact.id)))

    def commitments(self, facts: Sequence[Fact], events: frozenset[str]) -> Iterator[Item]:  # noqa: ARG002
        undertaken = [fact.action for fact in facts if isinstance(fact, Commitment)]
        for fact in facts:
            if isinstance(fact, Commitment):
                if _RECALLED.search(self.text, self.sentence(fact.action[0])[0], fact.action[0]) or not self._of_sides(fact.by):
                    continue
                span = self._whole(fact.action)
                kind: Kind = "topic" if fact.force == "called_for" or not _checkable(self.text[span[0] : span[1]], fact, self.parties) else "commitment"
                if kind == "topic" and not about(self.text[span[0] : span[1]], self.parties):
                    continue
                yield self.item(kind, span, fact, self.names.commitments.get((self.material.document.id, fact.id)))
            elif isinstance(fact, Statement) and (match := _WOULD.match(self.text, *fact.content)):
                if not any(_overlap(span, fact.content) for span in undertaken) and _DATED.search(self.text, match.end(), fact.content[1]):
                    yield self.item("commitment", fact.content, fact)

        known = [fact.evidence[0] for fact in facts if isinstance(fact, Commitment)]
        for start, end in self.sentences:
            match = _WILL.search(self.text, start, end)
            if match and not any(_overlap(span, (start, end)) for span in known) and not self._said_there(facts, start, end):
                span = _trim(self.text, match.start(), end)
                if re.search(r"\d", self.text[match.end() : end]) and self._is_party(match["who"]):
                    yield self.item("commitment", span)

    def _of_sides(self, by: Sequence[str]) -> bool:
        """Whether one of the two sides undertakes a thing, or nobody knows who."""
        return not by or any(actor.country in self.parties for actor in (self.actors[id] for id in by if id in self.actors))

    def _said_there(self, facts: Sequence[Fact], start: int, end: int) -> bool:
        return any(isinstance(fact, Statement) and _WOULD.match(self.text, *fact.content) and start <= fact.content[0] < end for fact in facts)

    def _is_party(self, who: str) -> bool:
        """Whether a subject is one of the two sides: by its name, or as "the … side"."""
        return bool(set(about(f" {who}")) & self.parties) or re.search(r"\b(?:sides?|parties|two countries)\b", who) is not None

    def _whole(self, action: Span) -> Span:
        """An action to the end of its clause, where the reader lost the rest after a dash or a date between commas."""
        _, end = self.sentence(action[0])
        if told := re.compile(r",\s+(?:heard|said|says|according|announced|noted|added|reported)\b").search(self.text, *action):
            return action[0], told.start()
        if len(about(self.text[action[0] : action[1]], self.parties)) < 2 and self.text[action[1] : action[1] + 4] == " to ":
            return action[0], self._clause_end(action[1], end)
        rest = re.compile(r", which [^,]*, (?:will|would|is to)[^.;]*|[–-]\w+[^.,;]*| [–-] [A-Z][^.,;]*|, by [^,]+,[^,.;]*").match(self.text, action[1], end)
        if rest is None and re.search(r"(?:^|, )by [^,]*$", self.text[action[0] : action[1]]):
            rest = re.compile(r",[^.;]*").match(self.text, action[1], end)
        return (action[0], rest.end()) if rest else action

    def figures(self, facts: Sequence[Fact], events: frozenset[str]) -> Iterator[Item]:  # noqa: ARG002
        told = sorted((fact for fact in facts if isinstance(fact, Figure) and fact.value is not None and fact.rank is None), key=lambda f: f.evidence)
        for fact in told:
            start, end = self.sentence(fact.evidence[0][0])
            if fact.measure == "companies" and pattern("agenda.tsv", "came", 1).search(self.text, start, end):
                continue
            if fact.value == 1 and "one of" in self.text[start:end]:
                continue
            yield self.item("figure", fact.evidence[0], fact, what=f"{fact.measure.replace('_', ' ')}{f' in {fact.period}' if fact.period else ''}")
        values = {fact.value for fact in told}
        for start, end in self.sentences:
            for quantity in quantities(self.text[start:end]):
                if quantity.unit in ("money", "%") and quantity.value not in values and not any(_overlap(fact.evidence[0], (start, end)) for fact in told):
                    rest = re.compile(r"[^.,;]{0,60}(?![\w])").match(self.text, start + quantity.end, end)
                    yield self.item("figure", (start + quantity.start, rest.end() if rest else start + quantity.end))

    def labels(self, facts: Sequence[Fact], events: frozenset[str]) -> Iterator[Item]:  # noqa: ARG002
        for fact in facts:
            if isinstance(fact, Relation):
                yield self.item("label", fact.evidence[0], fact, label_grade(fact.title), fact.title)
        known = [fact.evidence[0] for fact in facts if isinstance(fact, Relation)]
        for start, end in self.sentences:
            for match in _LABEL.finditer(self.text, start, end):
                if not any(_overlap(match.span(), span) for span in known):
                    yield self.item("label", match.span(), None, label_grade(match.group()))

    def topics(self, facts: Sequence[Fact], events: frozenset[str]) -> Iterator[Item]:  # noqa: ARG002
        named = [self.sentence(start) for start, _ in self.telling.named]
        areas = [(fact.evidence[0], fact) for fact in facts if isinstance(fact, Topic) and fact.confidence >= 0.6 and not any(_overlap(fact.evidence[0], span) for span in named)]
        told: list[Span] = []
        for part in self._agenda():
            if any(word[0] != "#" for word in about(self.text[part[0] : part[1]], self.parties)):
                told.append(part)
                area = next((fact for span, fact in areas if _overlap(span, part)), None)
                yield self.item("topic", part, area, area.area if area else None)
        for span, fact in sorted(areas, key=lambda found: found[0]):
            if not any(_overlap(span, part) for part in told):
                yield self.item("topic", span, fact, fact.area)

    def _agenda(self) -> Iterator[Span]:
        """The matters that the document says were discussed, in its words."""
        listing = False
        for start, end in self.sentences:
            bullet = re.compile(r"[-–—•*]\s+").match(self.text, start, end)
            if bullet and listing:
                yield from _parts(self.text, bullet.end(), end)
            elif not bullet and (not listing or self.text[self.text.rfind("\n", 0, start) + 1 : start].strip() == ""):
                listing = self.text[start:end].rstrip().endswith(":")
            for match in pattern("agenda.tsv", "verb", 1).finditer(self.text, start, end):
                passive = _PASSIVE.search(self.text, start, match.start())
                if passive and not match.group().endswith((" on", " to", " of", " about")):
                    lead = _ADVERBIAL.match(self.text, start, passive.start())
                    yield from _parts(self.text, lead.end() if lead else start, passive.start())
                elif not _NO_OBJECT.match(self.text, match.end()):
                    yield from _parts(self.text, match.end(), end)

    def statements(self, facts: Sequence[Fact], events: frozenset[str]) -> Iterator[Item]:
        for start, end in self.sentences:
            if match := _INVITED.search(self.text, start, end):
                guest = next((fact for fact in facts if isinstance(fact, Visit) and start <= fact.evidence[0][0] < end and fact.id not in events), None)
                yield self.item("statement", _trim(self.text, match.start(), end), guest, "invitation")
        for start, end in self.sentences:
            if match := pattern("agenda.tsv", "negative", 1).search(self.text, start, end):
                start = max(start, self.text.rfind(";", start, match.start()) + 1)
                end = self.text.find(";", match.end(), end) if ";" in self.text[match.end() : end] else end
                owner = next((f for f in facts if isinstance(f, Assessment | Statement) and start <= f.evidence[0][0] < end), None)
                yield self.item("statement", _trim(self.text, start, end), owner)
            elif match := pattern("agenda.tsv", "thanked", 1).search(self.text, start, end):
                yield self.item("statement", _trim(self.text, match.start(), self._clause_end(match.end(), end)))
        for fact in facts:
            if (
                isinstance(fact, Statement)
                and fact.speaker is not None
                and (fact.directness != "direct" or quantities_in(self.material.words(fact.content), timed=False))
                and not _WOULD.match(self.text, *fact.content)
                and len(about(self.material.words(fact.content), self.parties)) > 1
            ):
                yield self.item("statement", fact.content, fact)


_LABEL = re.compile(
    r"\b(?:(?:our|its|his|her|the|country['’]s|[A-Z][\w-]+['’]s?) (?:closest|oldest|most (?:important|reliable|trusted|valued)|foremost|leading|principal|best)|close|important|reliable|key|valued|trusted|priority|natural|strategic|long-standing|longstanding|traditional|true|good|old|all-weather|dependable|indispensable|brotherly|fraternal|special)"
    r"(?:,? (?:and )?(?:close|important|reliable|key|valued|trusted|good|true|old|brotherly|fraternal|strategic|European|regional))? (?:partners?|partnership|ally|allies|friends?|brothers?|neighbou?rs?)\b"
    r"|\bpartner that shares\b|\b(?:gateway|bridge|bridgehead) (?:to|between|into|for)\b(?= (?:the )?[A-Z])|\bfriends and partners\b|\b(?:a|our|like) (?:brother|sister|friend)(?= (?:who|that|of|to)\b)"
)
_INVITED = re.compile(
    r"\b(?:invited|extended an invitation|conveyed an invitation|conveyed [^.]{0,60} an invitation|invitation)\b[^.;]{0,120}\b(?:visit|Visit)\b|\b(?:(?:has|have|had) been|was|were) invited to (?:attend |take part in )?(?:the |a |an )?[A-Z]|\binvited (?:\w+ ){1,4}to attend"
)
_DATED = re.compile(r"\d|\b(?:by|within|until|before|in|from) (?:the )?(?:end|next|this|January|February|March|April|May|June|July|August|September|October|November|December)\b")
_PASSIVE = re.compile(r"\b(?:was|were|been|being)(?: also| then| further)? $", re.IGNORECASE)
_ADVERBIAL = re.compile(r"(?:At|In|On|During|Following|After|Within|Besides|Also)\b[^,]{0,80}, ")
_NO_OBJECT = re.compile(r"\s+(?:in|at|with|during|by|here|over|on|it|this|that|them|and)\b|\W*[.”\"]")
_RECALLED = re.compile(
    r"(?<!reported )(?<!announced )(?<!said )(?<!stated )(?<!informed )(?<!noted )(?<!added )\b(?:which|that|who)\b[^,.;]*\b(?:had|agreed last|agreed in|promised (?:last|in)|undertaken|pledged (?:last|in))\b[^,.;]*$",
    re.IGNORECASE,
)
_WILL = re.compile(r"(?:^|(?<=[.,;] )|(?<=that ))(?P<who>[A-Z][^,.;:]{1,60}?|the [^,.;:]{1,50}? side) will (?!be held|take place|have|be)(?=\w)")
_WOULD = re.compile(
    r"(?:(?:that )?(?:it|he|she|they|we|the [\w' -]+ (?:side|government)|[A-Z][\w'’-]+(?: [A-Z][\w'’-]+)?) )(?:would|will|is to|are to|is going to) (?!like|be able|welcome|have to)"
)


def _checkable(action: str, fact: Commitment | None, parties: frozenset[str]) -> bool:
    """Whether an undertaking can be held against what comes of it: a date, a number, a name, or a verb that says more than to go on."""
    if (fact is not None and fact.due) or re.search(r"\d", action):
        return True
    words = about(action, parties)
    first = re.sub(r"^(?:that|to|in|on|its|their|the)\s+", "", action.strip().lower()).split(" ")[0].removesuffix("ing")
    vague = {word for kind, *cells in rows("agenda.tsv") if kind == "vague" for word in cells[0].split("|")}
    return len(words) > 1 and not any(first in (verb, verb.removesuffix("e")) for verb in vague)


def label_grade(title: str) -> str:
    """Return what a label for the relationship says whatever its form: a "strategic partner" is one of a "strategic partnership"."""
    low = re.sub(r"[- ]+", " ", title.lower())
    return re.sub(r"\bpartner(?:s|ship|ships)?\b", "partner", low).removeprefix("the ").strip()


def quantities_in(text: str, *, timed: bool = True) -> bool:
    """Whether a passage has numbers that can be set against others; without those that only count time, where these are not to count."""
    return any(timed or quantity.unit not in _TIME_UNITS for quantity in quantities(text))


_TIME_UNITS = {"hour", "day", "week", "month", "year", "minute", "time", "decade", "centur"}


def _overlap(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


_PART = re.compile(r"(?:,\s*(?:and\s+|as well as\s+|including\s+)?|\s+as well as\s+|\s+and (?:also |on )?(?:the )?(?=\w))")
_END = re.compile(
    r"[;:(]|,? (?:and|which|who|where|while|noting|stressing|saying|agreed|adding)\b (?=(?:\w+ed|\w+ing|agreed|the two|both|that|is|was|were|said)\b)|, (?:which|who|where)\b"
)


def _parts(text: str, start: int, end: int) -> Iterator[Span]:
    """The matters that are listed from a place to the end of the clause, each with its words."""
    stop = _END.search(text, start, end)
    end = stop.start() if stop else end
    at = start
    for match in _PART.finditer(text, start, end):
        # "trade and economic cooperation" is one matter, "the situation in X and cooperation in Y" are two
        whole = re.search(r" (?:in|of|on) ", text[at : match.start()]) is not None and re.match(r"(?:\w[\w'’-]* ){2}", text[match.end() : end]) is not None
        if match.group().strip().startswith("and") and match.end() - at < 60 and not whole and not re.search(r"\b(?:the|on) $", match.group()):
            continue
        if re.match(r"(?:its|their) ", text[match.end() : end]):
            continue  # "the war and its consequences for trade"
        if text[at : match.start()].strip():
            yield _trim(text, at, match.start())
        at = match.end()
    if text[at:end].strip():
        yield _trim(text, at, end)


def _trim(text: str, start: int, end: int) -> Span:
    while start < end and (text[start].isspace() or text[start] in ",.;:"):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ',.;:”"'):
        end -= 1
    return start, end
