"""The visits and meetings of a relationship, each once, out of all the documents that announce, report or recall it.

Facts of documents are joined by people, direction, time, place, form and the number of a session (`accounts`); what documents say of one event is
then put together: the slot's value that most independent documents give, every word on its status in its history, and what cannot both be
true side by side. Nothing depends on the order in which documents came.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from typing import Any, NamedTuple, TypeVar

from ..vocabulary import Edtf, Meeting, Status, Visit
from .accounts import LATE, RECENT, SAME_STAY, Account, account_of, alike, compare, merged, place_key, worth_comparing
from .material import Feature, Judgement, Judgements, Material, Mention, Merge, fact_mention, join, thing_id
from .mechanisms import Called, Name, build_mechanisms, mechanism_names, shown_name
from .model import Conflict, Mechanism, RecordEvent, Source, Step, Value
from .parts import find_parts

T = TypeVar("T", bound=Hashable)

FELLOWS = 4
"""Accounts of the same event that an account is joined by: more tell nothing new."""
JUDGEMENTS: tuple[Judgement, ...] = ("same", "not_same", "unsure")


class Events(NamedTuple):
    """The events and mechanisms of a record; `of` tells the event of each fact by document and fact, `merges` why facts were joined or kept apart."""

    events: list[RecordEvent]
    mechanisms: list[Mechanism]
    of: dict[tuple[str, str], str]
    conflicts: list[Conflict]
    merges: list[Merge]


class Told(NamedTuple):
    """A fact of a document that tells of an event, its people by their ids in the record, and what it says as it is compared."""

    mention: Mention
    fact: Visit | Meeting
    people: tuple[str, ...]
    inviters: tuple[str, ...]
    account: Account
    rank: tuple[str, str, str]
    source: Source
    root: str


def identify_events(materials: Sequence[Material], person_of: Mapping[tuple[str, str], str], parties: Collection[str], judgements: Judgements) -> Events:
    """Return each visit and meeting between the parties once, with what every document says of it.

    `person_of` gives a person's id in the record by document and actor id, `parties` the ISO 3166-1 alpha-3 codes of the relationship; with one
    code, every event of that country counts.
    """
    country_of = _countries(materials, person_of)
    told = _told(materials, person_of, country_of, parties)
    groups, merges = _identify(told, judgements)
    called: dict[str, Called] = {}
    ids: dict[Name, str] = {}
    for group in groups:
        if (body := _body(group)) is not None:
            names = [(item.fact.mechanism, item.mention.source) for item in group if isinstance(item.fact, Meeting) and item.fact.mechanism]
            called[_id(group)] = Called(body, names)
            ids.setdefault(body, thing_id("body", [item.mention for item in group if item.account.body is not None]))
    shown = {body: shown_name(each for each in called.values() if each.body == body) for body in ids}
    events = [_event(group, parties, shown[called[key].body] if (key := _id(group)) in called else None) for group in groups]
    of = {(item.mention.material.document.id, item.fact.id): event.id for event, group in zip(events, groups, strict=True) for item in group}
    facts = {event.id: [(item.mention.material.document.id, item.fact, item.account) for item in group] for event, group in zip(events, groups, strict=True)}
    whole = find_parts(events, facts, of, country_of)
    conflicts = [conflict for event, group in zip(events, groups, strict=True) for conflict in _conflicts(event, group)]
    return Events(whole, build_mechanisms(whole, called, parties, ids), of, conflicts, merges)


def _told(materials: Sequence[Material], person_of: Mapping[tuple[str, str], str], country_of: Mapping[str, str], parties: Collection[str]) -> list[Told]:
    """The facts that tell of events of the parties, in order."""
    found: list[tuple[Material, Visit | Meeting, frozenset[str]]] = []
    named: defaultdict[frozenset[str], set[str]] = defaultdict(set)
    both = frozenset(parties)
    for material in sorted(materials, key=lambda material: (material.day, material.document.id)):
        document = material.document.id
        facts = [fact for fact in material.reading.facts if isinstance(fact, (Visit, Meeting)) and fact.evidence]
        if not facts:
            continue
        own = {actor.id: country_of.get(person_of.get((document, actor.id), ""), actor.country) for actor in material.reading.actors}
        guests = {actor for fact in facts if isinstance(fact, Visit) and _concerns(fact, own, parties, frozenset()) for actor in fact.visitors}
        for fact in facts:
            if not _concerns(fact, own, parties, guests):
                continue
            countries = _present(fact, own)
            countries = countries & both if len(parties) == 2 else countries
            found.append((material, fact, countries))
            if isinstance(fact, Meeting) and fact.mechanism:
                named[_sides(countries, parties)].add(fact.mechanism)
    bodies = {sides: mechanism_names(names, sides) for sides, names in named.items()}
    told = []
    for material, fact, countries in found:
        document = material.document.id
        actors = fact.visitors if isinstance(fact, Visit) else fact.participants
        people = tuple(dict.fromkeys(person_of[document, actor] for actor in actors if (document, actor) in person_of))
        inviters = tuple(person_of[document, actor] for actor in fact.invited_by if (document, actor) in person_of) if isinstance(fact, Visit) else ()
        if isinstance(fact, Visit) and fact.from_:
            # a host or a witness is no visitor: one who is of another country than the visit comes from, or of none known beside one who is
            people = tuple(p for p in people if country_of.get(p) in fact.from_) or tuple(p for p in people if p not in country_of)
        body = bodies[_sides(countries, parties)].get(fact.mechanism) if isinstance(fact, Meeting) and fact.mechanism else None
        mention = fact_mention(material, fact)
        account = account_of(mention, fact, frozenset(people), frozenset(p for p in people if p in country_of), countries, body)
        told.append(Told(mention, fact, people, inviters, account, mention.rank, mention.source, material.copy_of or document))
    return told


def _sides(countries: frozenset[str], parties: Collection[str]) -> frozenset[str]:
    """Whose a body is: told only where the record is of more than one relationship."""
    return frozenset() if len(parties) == 2 else countries


def _present(fact: Visit | Meeting, country_of: Mapping[str, str | None]) -> frozenset[str]:
    """The countries that take part in an event, by its slots and its people."""
    actors = fact.visitors if isinstance(fact, Visit) else fact.participants
    own = {country for actor in actors if (country := country_of.get(actor))}
    return frozenset(own | (set(fact.from_) | set(fact.to) if isinstance(fact, Visit) else set(fact.parties)))


def _countries(materials: Sequence[Material], person_of: Mapping[tuple[str, str], str]) -> dict[str, str]:
    """Each person's country as most documents have it; copies count once, and a text may be wrong about one of its people."""
    votes: defaultdict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    for material in materials:
        for actor in material.reading.actors:
            person = person_of.get((material.document.id, actor.id))
            if person is not None and actor.country is not None:
                votes[person][material.copy_of or material.document.id, actor.country] = None
    found = {}
    for person, cast in votes.items():
        counts = Counter(country for _, country in cast)
        found[person] = min(counts, key=lambda country: (-counts[country], country))
    return found


def _concerns(fact: Visit | Meeting, country_of: Mapping[str, str | None], parties: Collection[str], guests: Collection[str]) -> bool:
    """Whether an event is of the parties: between two of them, or of the one with anybody."""
    wanted = set(parties)
    if isinstance(fact, Visit):
        home = set(fact.from_) or {country for actor in fact.visitors if (country := country_of.get(actor))}
        if len(wanted) < 2:
            return bool(wanted & (home | set(fact.to)))
        return any(one != other for one in home & wanted for other in set(fact.to) & wanted)
    present = _present(fact, country_of)
    either = wanted & present
    if len(wanted) < 2 or len(either) >= 2:
        return bool(either)
    # a ceremony for the guest whose host is not named
    return bool(either) and not present - wanted and any(actor in guests for actor in fact.participants)


def _identify(told: Sequence[Told], judgements: Judgements) -> tuple[list[list[Told]], list[Merge]]:
    """Put the facts of one event together."""
    judged = {key for judgement in JUDGEMENTS for pair in judgements.pairs(judgement) for key in pair}
    stacks: dict[Hashable, list[Told]] = {}
    for same in _by_place(told):
        fullest, *others = _fullest_first(same)
        key = fullest.mention.key if fullest.mention.key in judged else alike(fullest.account)
        stacks.setdefault(key, []).extend([fullest, *others])
    stack_of = {stack[0].mention.key: stack for stack in stacks.values()}
    account_by = {key: merged([item.account for item in stack]) for key, stack in stack_of.items()}
    mention_by = {key: stack[0].mention for key, stack in stack_of.items()}

    accounts = list(account_by.values())
    said: dict[tuple[str, str], list[Feature] | None] = {}
    best: defaultdict[str, list[tuple[float, str]]] = defaultdict(list)
    for a, b in worth_comparing(accounts):
        pair = (a.key, b.key) if a.key <= b.key else (b.key, a.key)
        if pair in said:
            continue
        found = said[pair] = compare(a, b)
        if found is not None:
            score = sum([feature.weight for feature in found])
            best[a.key].append((-score, b.key))
            best[b.key].append((-score, a.key))
    # of an event that hundreds tell of, each account needs no more than its likeliest fellows, and those that it cannot be with
    likely = {_pair(key, other) for key, others in best.items() for _, other in sorted(others)[:FELLOWS]}
    asked = {_pair(*pair) for judgement in JUDGEMENTS for pair in judgements.pairs(judgement)}
    pairs = [pair for pair, found in said.items() if found is None or pair in likely or pair in asked]

    def features(one: Mention, other: Mention) -> list[Feature] | None:
        pair = _pair(one.key, other.key)
        return said[pair] if pair in said else compare(account_by[one.key], account_by[other.key])

    first = join("event", list(mention_by.values()), ((mention_by[a], mention_by[b]) for a, b in pairs), features, judgements)
    alike_told = [Feature("told alike", 6.0)]
    merges = [Merge("event", stack[0].mention.key, item.mention.key, 6.0, alike_told) for stack in stack_of.values() for item in stack[1:]]
    merges += first.merges
    groups = []
    for group in first.groups:
        # joined by a chain, whose ends were never laid side by side: now they are, those that say the same of people and time once
        ends = {_end(account_by[mention.key]): mention for mention in group} if len(group) > 2 and _may_be_several([account_by[mention.key] for mention in group]) else {}
        if any(features(one, other) is None for one, other in itertools.combinations(ends.values(), 2)):
            groups += join("event", group, itertools.combinations(group, 2), features, judgements).groups
        else:
            groups.append(group)
    whole = [[item for mention in group for item in stack_of[mention.key]] for group in groups]
    ordered = [sorted(group, key=_rank) for group in whole]
    return sorted(ordered, key=lambda group: group[0].rank), sorted(merges, key=lambda merge: (merge.one, merge.other))


def _pair(one: str, other: str) -> tuple[str, str]:
    return (one, other) if one <= other else (other, one)


def _by_place(told: Sequence[Told]) -> list[list[Told]]:
    """The facts in order, those that rest on the same words together: a reader saw one thing there in two ways.

    "The ministers met for consultations" is a meeting and a round of consultations; whom one of the two names the other may leave out.
    """
    places: defaultdict[Hashable, list[list[Told]]] = defaultdict(list)
    found: list[list[Told]] = []
    for item in sorted(told, key=lambda item: (item.rank, item.fact.id)):
        account = item.account
        known = places[item.mention.material.document.id, account.kind, item.fact.evidence[0], account.tense, account.first, account.last]
        same = next((group for group in known if group[0].mention.key == item.mention.key or any(_one_seen_twice(other.account, account) for other in group)), None)
        if same is not None:
            same.append(item)
        else:
            known.append([item])
            found.append(known[-1])
    return found


def _fullest_first(same: list[Told]) -> list[Told]:
    """What a reader saw in the same words, the one that says most first, with the people and places that any of them has."""
    if len(same) < 2:
        return same
    fullest = max(same, key=lambda item: (item.account.body is not None, item.account.session is not None, len(item.people)))
    people, known, countries, places = (
        frozenset().union(*slot) for slot in zip(*((i.account.people, i.account.known, i.account.countries, i.account.places) for i in same), strict=True)
    )
    whole = fullest._replace(account=fullest.account._replace(people=people, known=known, countries=countries, places=places))
    return [whole, *(item for item in same if item is not fullest)]


def _one_seen_twice(a: Account, b: Account) -> bool:
    """Whether two accounts in the same words are of one event: one names nobody, or none but those of the other, and they are no two numbered sessions."""
    return (a.people <= b.people or b.people <= a.people) and (a.session is None or b.session is None or a.session == b.session) and not (a.body and b.body and a.body != b.body)


def _end(account: Account) -> Hashable:
    return (account.people, account.tense, account.first, account.last, account.session, account.told if account.first is None else None)


def _may_be_several(accounts: Sequence[Account]) -> bool:
    """Whether what was joined spreads so far that its ends may be different events."""
    held = [account for account in accounts if account.tense == "past"]
    first = [account.first if account.first is not None else account.told or 0 for account in held]
    last = [account.last if account.last is not None else account.told or 0 for account in held]
    sessions = {account.session for account in accounts if account.session is not None}
    people = [account.people for account in accounts if account.people]
    apart = any(not people[0] & other for other in people[1:])
    over = max(last, default=None)
    again = over is not None and any(account.tense == "future" and account.told is not None and account.told > over + RECENT for account in accounts)
    return len(sessions) > 1 or apart or again or bool(held and max(last) - min(first) > SAME_STAY)


def _id(group: Sequence[Told]) -> str:
    return thing_id(group[0].account.kind, [item.mention for item in group])


def _body(group: Sequence[Told]) -> Name | None:
    """The body whose session an event was: by its fullest name, where a document gives only a short one."""
    called = [(item.account.body, item) for item in group if item.account.body is not None]
    longest = max((len(body.field) for body, _ in called), default=0)
    return _best([(body, item) for body, item in called if len(body.field) == longest])


def _event(group: Sequence[Told], parties: Collection[str], mechanism: str | None) -> RecordEvent:
    """Put together what a group of facts says."""
    by_word = sorted(group, key=_by_word)
    status = _status(by_word)
    kind = group[0].account.kind
    spoken = [item for item in group if _stands(item, status)] or list(group)
    visits = [(item, item.fact) for item in group if isinstance(item.fact, Visit)]
    meetings = [(item, item.fact) for item in group if isinstance(item.fact, Meeting)]
    home = _best([(tuple(fact.from_), item) for item, fact in visits if fact.from_])
    to = _best([(tuple(fact.to), item) for item, fact in visits if fact.to])
    types = [(fact.type, item) for item, fact in meetings if not (mechanism is not None and fact.type == "talks")]
    people = tuple(dict.fromkeys(person for item in by_word for person in item.people))
    both = sorted({code for _, fact in meetings for code in fact.parties} | set(home or ()) | set(to or ()))
    return RecordEvent(
        id=_id(group),
        kind=kind,
        date=_date(by_word, kind, status),
        status=status,
        parties=[code for code in both if code in parties] + [code for code in both if code not in parties],
        places=_places(spoken, kind),
        participants=list(people) if kind == "meeting" else [],
        visitors=list(people) if kind == "visit" else [],
        from_=list(home or ()),
        to=list(to or ()),
        format=_best([(fact.format, item) for item, fact in visits if fact.format]),
        invited_by=list(dict.fromkeys(person for item in group for person in item.inviters)),
        type=_best(types) or ("talks" if meetings else None),
        mechanism=mechanism,
        session=_best([(fact.session, item) for item, fact in meetings if fact.session is not None]),
        occasion=_best([(fact.occasion, item) for item, fact in meetings if fact.occasion]),
        history=_history(by_word),
        independent_sources=len({item.root for item in group}),
        sources=[item.source for item in group],
    )


def _status(group: Sequence[Told]) -> Status:
    """The last word on an event, told in the order of publication; who only previews it does not take back that it took place."""
    status: Status = group[0].account.status
    when: int | None = None
    for item in group:
        new, account = item.account.status, item.account
        ahead = account.first is not None and account.told is not None and account.first > account.told
        if status in ("took_place", "ongoing") and account.tense == "future":
            if not (ahead and when is None):
                continue
        elif (status, new) in (("took_place", "ongoing"), ("planned", "proposed")):
            continue
        if account.tense == "past":
            when = account.first if when is None else when
        status = new
    return status


def _stands(item: Told, status: Status) -> bool:
    """Whether a fact speaks of the event as it stands: where it took place, not of what had been planned."""
    past = status in ("took_place", "ongoing")
    return (item.account.tense == "past") == past or not past


def _by_word(item: Told) -> tuple[str, bool, tuple[str, str, str]]:
    """The order in which facts were published, those of one day by what they say: a report comes after the preview."""
    return (item.rank[0], item.account.tense == "past", item.rank)


def _rank(item: Told) -> tuple[str, str, str]:
    return item.rank


def _sources(items: Sequence[Told]) -> list[Source]:
    return [item.source for item in sorted(items, key=_rank)] if len(items) > 1 else [item.source for item in items]


def _history(group: Sequence[Told]) -> list[Step]:
    """Each word on the status and date, in the order in which it was first published."""
    steps: dict[tuple[Status, Edtf | None], list[Told]] = {}
    for item in group:
        steps.setdefault((item.account.status, item.account.date), []).append(item)
    return [Step(status=status, date=date, sources=_sources(items)) for (status, date), items in steps.items()]


def _date(group: Sequence[Told], kind: str, status: Status) -> Edtf | None:
    """The date that agrees with most independent documents, then the most precise; the last one told of where a plan was moved."""
    dated = [item for item in group if item.account.date is not None and item.account.first is not None]
    held = [item for item in dated if item.account.tense == "past"]
    if status in ("took_place", "ongoing") and not held:
        reported = max((item.account.told or 0 for item in group if item.account.tense == "past"), default=0)
        dated = [item for item in dated if item.account.tense == "future" and (item.account.first or 0) <= reported]
    if kind == "visit" and (whole := _stay(held)) is not None:
        return whole
    if not dated:
        return None
    newest = dated[-1]
    about = held if status in ("took_place", "ongoing") and held else [item for item in dated if _meet(item.account, newest.account)]
    if about is held:
        several = _one_each(held, lambda item: item.account.date)
        about = held + [item for item in dated if item.account.tense == "future" and any(_meet(item.account, other.account) for other in several)]

    by_date: dict[Edtf, list[Told]] = {}
    for item in about:
        by_date.setdefault(item.account.date or "", []).append(item)
    roots = {date: {item.root for item in items} for date, items in by_date.items()}

    def rank(date: Edtf) -> tuple[int, int, int, tuple[str, str, str]]:
        account = by_date[date][0].account
        agreed = set().union(*(roots[other] for other, items in by_date.items() if _meet(account, items[0].account)))
        stay = kind == "visit" and account.wide == 0  # one day of a visit is not yet its date
        return (-len(agreed), 30 if stay else account.wide, -len(roots[date]), min(item.rank for item in by_date[date]))

    return min(by_date, key=rank) if len(by_date) > 1 else next(iter(by_date))


def _stay(held: Sequence[Told]) -> Edtf | None:
    """The days of a visit where documents tell only single days of it, some of them while it went on: from the first to the last."""
    if any(0 < item.account.wide <= 31 for item in held):
        return None
    told = sorted({item.account.date for item in held if item.account.date is not None and item.account.wide == 0})
    under_way = any(item.account.status == "ongoing" for item in held)
    return f"{told[0]}/{told[-1]}" if len(told) > 1 and under_way else None


def _places(spoken: Sequence[Told], kind: str) -> list[str]:
    """The places named, those of most documents first; of a meeting only those that were named together with the first."""
    votes: defaultdict[str, set[str]] = defaultdict(set)
    shown: dict[str, str] = {}
    for item in spoken:
        for place in item.fact.places:
            votes[place_key(place)].add(item.root)
            shown.setdefault(place_key(place), place)
    keys = sorted(shown, key=lambda key: -len(votes[key]))
    if kind == "meeting" and keys:
        best = keys[0]
        keys = [key for key in keys if key == best or any({key, best} <= item.account.places for item in spoken)]
    return [shown[key] for key in keys]


def _best(values: Sequence[tuple[T, Told]]) -> T | None:
    """The value that most independent documents give, then the one given first."""
    if len(values) < 2:
        return values[0][0] if values else None
    votes: defaultdict[T, set[str]] = defaultdict(set)
    for value, item in values:
        votes[value].add(item.root)
    return max(votes, key=lambda value: len(votes[value]), default=None)  # of equals the first met, and facts are in order


def _conflicts(event: RecordEvent, group: Sequence[Told]) -> list[Conflict]:
    """The slots of which documents say what cannot all be true."""
    held = [item for item in group if item.account.tense == "past"]
    found = []
    dated = [item for item in held if item.account.date is not None and item.account.first is not None]
    if len(dated) > 1 and any(_contradict(a, b) for a, b in itertools.combinations(_one_each(dated, lambda item: (item.account.date, _written_out(item))), 2)):
        found.append(Conflict(object=event.id, slot="date", values=_values(dated, lambda item: item.fact.date)))
    placed = [item for item in held if item.account.places]
    if event.kind == "meeting" and any(not a.account.places & b.account.places for a, b in itertools.combinations(_one_each(placed, lambda item: item.account.places), 2)):
        found.append(Conflict(object=event.id, slot="places", values=_values(placed, lambda item: item.fact.places)))
    numbered = [item for item in group if item.account.session is not None]
    if len({item.account.session for item in numbered}) > 1:
        found.append(Conflict(object=event.id, slot="session", values=_values(numbered, lambda item: item.account.session)))
    return found


def _one_each(items: Sequence[Told], what: Callable[[Told], Hashable]) -> list[Told]:
    """The first of those that say the same."""
    found: dict[Hashable, Told] = {}
    for item in items:
        found.setdefault(what(item), item)
    return list(found.values())


def _contradict(a: Told, b: Told) -> bool:
    """Whether two dates cannot both be true: dates of days written out that differ; one worked out from a weekday may be some days late."""
    one, other = a.account, b.account
    if _meet(one, other):
        return False
    assert one.first is not None and one.last is not None and other.first is not None and other.last is not None
    gap = max(one.first, other.first) - min(one.last, other.last)
    if one.kind == "visit" and gap <= SAME_STAY and (one.wide == 0 or other.wide == 0):
        return False  # two of its days
    return gap > LATE or (_written_out(a) and _written_out(b))


def _written_out(item: Told) -> bool:
    """Whether the day of the month stands in the words that tell of the event."""
    day = (item.fact.date or "").split("/")[0][8:10]
    words = " ".join(item.mention.material.words(span) for span in item.fact.evidence)
    return bool(day) and re.search(rf"(?<!\d)0?{int(day)}(?!\d)", words) is not None


def _values(items: Sequence[Told], value: Callable[[Told], Any]) -> list[Value]:
    values: dict[str, tuple[Any, list[Told]]] = {}
    for item in items:
        values.setdefault(str(value(item)), (value(item), []))[1].append(item)
    return [Value(value=said, sources=_sources(told)) for said, told in values.values()]


def _meet(a: Account, b: Account) -> bool:
    return a.first is not None and a.last is not None and b.first is not None and b.last is not None and a.first <= b.last and b.first <= a.last
