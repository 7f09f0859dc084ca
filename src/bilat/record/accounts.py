"""What documents say of one visit or meeting, and what speaks for two accounts being of the same one: people, time, place, form and mechanism.

An account is what one document says, or several that say the same. Times are days as ordinals; where an account gives none, the day of
publication says about when: what took place did so within the last three weeks, what is planned lies ahead.
"""

from __future__ import annotations

import datetime
import heapq
import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Literal, NamedTuple

from ..vocabulary import Edtf, Meeting, Status, Visit, bounds
from .material import Feature, Mention
from .mechanisms import Name, fold, same_body

Tense = Literal["past", "future", "off"]

RECENT = 21
"""Days within which news without a date of its own happened."""
SAME_STAY = 4
"""Days between dates that can be of one visit: its first day, its last, and the day on which it was reported."""
LATE = 2
"""Days by which a report of a meeting may be dated late."""
MOVED = 45
"""Days to which a plan may move without a word of its being postponed."""
AHEAD = {"visit": 730, "meeting": 240}
"""Days ahead for which a plan or an invitation without a date is good."""
POSTPONED = 400
"""Days within which what was postponed may be held."""

_DISTINCT = frozenset({"call", "ceremony", "reception"})
_PLANNED = re.compile(
    r"\b(?:will|would|shall|plan\w*|propos\w+|schedul\w+|expect\w*|due|agree\w*|invit\w+|upcoming|forthcoming|next|ahead|intend\w*|prepar\w+|soon|coming|welcoming|hop\w+|"
    r"(?!meeting)\w+ings? of|holding|to (?!the\b|a\b|an\b|his\b|her\b|their\b|our\b|its\b|this\b|that\b)[a-z]+)\b"
)
"""Words of a plan; an infinitive is one too."""
_HELD = re.compile(
    r"\b(?:met|held|came|was|were|had|paid|visited|received|concluded|began|went|spoke|arrived|hosted|attended|took (?:place|part)|following|after|during the (?:\w+ )?(?:visit|talks|meeting)|(?:taking|took|take) stock of|(?:out ?come|results?) of)\b"
)
"""Words of what is over."""
_TO_BE = re.compile(r"\b(?:is|are|was|were) (?:(?:due|expected|scheduled|planned|supposed) )?to [a-z]+|^(?:was|were|been) promised (?:a|an|the)\b")
_FORMS = {"session": "session", "ceremony": "ceremony", "talks": "talks", "call": "call", "reception": "reception", "luncheon": "reception", "lunch": "reception",
          "dinner": "reception", "summit": "summit", "consultations": "consultations"}  # fmt: skip
_BESIDES = re.compile(rf"\b(?:before|after|prior to|following|ahead of) (?:the |a |an |their |this |these )?(?:[\w-]+ ){{0,2}}?({'|'.join(_FORMS)})\b")
"""What stands beside the meeting that a sentence tells of: "after the talks", "before the session"."""
_LOOSE = frozenset({"dialogue", "consultations", "talks"})
"""What one side calls by the one word another calls by the other, where no statute names it."""
_ROUNDS = frozenset({"consultations", "session"})
_PLAIN = frozenset({"ceremony", "opening", "signing", "of", "the", "a", "an", "at", "in", "on", "for", "held"})


class Account(NamedTuple):
    """What one or more documents say alike of a visit or meeting; `documents` tell for each whether it stands at its head."""

    key: str
    kind: Literal["visit", "meeting"]
    people: frozenset[str]
    known: frozenset[str]
    countries: frozenset[str]
    home: frozenset[str]
    to: frozenset[str]
    tense: Tense
    status: Status
    date: Edtf | None
    first: int | None
    last: int | None
    told: int | None
    places: frozenset[str]
    form: str | None
    body: Name | None
    session: int | None
    occasion: frozenset[str]
    besides: frozenset[str]
    documents: dict[str, bool]
    words: frozenset[tuple[str, str]]

    @property
    def wide(self) -> int:
        """How many days the date may mean beyond one."""
        return 0 if self.first is None or self.last is None else self.last - self.first


@lru_cache(65536)
def days(date: str | None) -> tuple[int, int] | None:
    """Return the first and the last day of an EDTF date as ordinals; an open end is taken as a year."""
    if date is None:
        return None
    first, last = bounds(date[:10] if "T" in date else date)
    start = datetime.date.fromisoformat(first).toordinal() if first else None
    end = datetime.date.fromisoformat(last).toordinal() if last else None
    if start is None and end is None:
        return None
    return (start if start is not None else (end or 0) - 365, end if end is not None else (start or 0) + 365)


def account_of(mention: Mention, fact: Visit | Meeting, people: frozenset[str], known: frozenset[str], countries: frozenset[str], body: Name | None) -> Account:
    """Return what a fact says; `known` are those of the people whose country is known, `countries` all that took part."""
    material = mention.material
    told = days(material.document.published or material.document.dateline)
    root = material.copy_of or material.document.id
    words = " ".join(material.words(fact.evidence[0]).split())
    tense, status, date, span = _believed(fact, words, told)
    visit = fact if isinstance(fact, Visit) else None
    meeting = fact if isinstance(fact, Meeting) else None
    return Account(
        key=mention.key,
        kind="visit" if visit else "meeting",
        people=people,
        known=known,
        countries=countries,
        home=frozenset(visit.from_) if visit else frozenset(),
        to=frozenset(visit.to) if visit else frozenset(),
        tense=tense,
        status=status,
        date=date,
        first=span[0] if span else None,
        last=span[1] if span else None,
        told=told[1] if told else None,
        places=frozenset(place_key(place) for place in fact.places),
        form=(visit.format if visit else meeting.type if meeting else None),
        body=body,
        session=meeting.session if meeting else None,
        occasion=frozenset(re.findall(r"\w+", fold(meeting.occasion))) - _PLAIN if meeting and meeting.occasion else frozenset(),
        besides=frozenset(_FORMS[found] for found in _BESIDES.findall(words.casefold())),
        documents={material.document.id: _at_head(mention, fact)},
        words=frozenset({(root, words)}),
    )


def _believed(fact: Visit | Meeting, words: str, told: tuple[int, int] | None) -> tuple[Tense, Status, Edtf | None, tuple[int, int] | None]:
    """The tense, status, date and days of a fact, as far as its words bear them out.

    "Met in May" may be read as the May to come: where the words speak of the past and none of a plan, the last May is meant, and no date is given on.
    """
    span = days(fact.date)
    tense: Tense = "past" if fact.status in ("took_place", "ongoing") else "future" if fact.status in ("planned", "proposed") else "off"
    if tense == "past" and span is None and _TO_BE.search(words):
        return "future", "planned", None, None
    if tense != "future" or span is None:
        return tense, fact.status, fact.date, span
    if told and span[1] < told[1] - 1:
        return "past", "took_place", fact.date, span  # what lies behind the day of publication is no plan any more
    if _PLANNED.search(words) or not _HELD.search(words):
        return tense, fact.status, fact.date, span
    if told and span[0] <= told[1]:
        return "past", "took_place", fact.date, span
    month = datetime.date.fromordinal(span[0]).strftime("%B").casefold()
    if fact.date and len(fact.date) == 7 and month in words.casefold() and not re.search(r"\d{4}", words):
        return "past", "took_place", None, (span[0] - 365, span[1] - 365)
    return "past", "took_place", None, None


def alike(account: Account) -> Hashable:
    """Return what is the same for accounts that say the same, so that many reports of one event cost no more than one."""
    about = account.told if account.first is None else None
    return (account.kind, account.people, account.countries, account.home, account.to, account.tense, account.status, account.date, account.first, account.last, about,
            account.places, account.form, account.body, account.session, account.occasion, account.besides)  # fmt: skip


def place_key(place: str) -> str:
    """Return a place's name as it is compared: "Ha Noi" is Hanoi, "Brasília" Brasilia."""
    return re.sub(r"[\W_]+", "", fold(place))


_feature = lru_cache(1024)(Feature)
"""There are few features, and they are asked for at every pair."""


def compare(a: Account, b: Account) -> list[Feature] | None:
    """Return what speaks for and against two accounts being of one event; null where they cannot be."""
    if a.kind != b.kind or (len(a.countries) >= 2 and len(b.countries) >= 2 and len(a.countries & b.countries) < 2):
        return None
    if not a.words.isdisjoint(b.words) and a.documents.keys().isdisjoint(b.documents):
        return [_feature("the same words in a copy", 6.0)]
    named = a.body is not None and b.body is not None
    one_body = bool(_bodies(a, b))
    if named and not one_body and not _one_day(a, b):
        return None
    if a.session is not None and b.session is not None and a.session != b.session and (one_body or not named):
        return None
    same_session = a.session is not None and a.session == b.session and (one_body or _unnamed(a, b))
    people = _people(a, b, same_session)
    time = _time(a, b, same_session) if people is not None else None
    if people is None or time is None or _told_as_two(a, b, same_session) or (a.form != b.form and (a.form in b.besides or b.form in a.besides)):
        return None
    place, form = _place(a, b), _form(a, b)
    if place is None or form is None:
        return None
    prior = _feature("both are events of the two sides", -1.5 if a.kind == "visit" else -2.0)
    features = [prior, *_session(a, b, same_session), *_next_round(a, b), *people, *time, *place, *form]
    return features


def _one_day(a: Account, b: Account) -> bool:
    """Whether two pieces tell of the same people, or on the same field, on the very day: a "political dialogue" here may be "consultations" there."""
    assert a.body is not None and b.body is not None
    if not (a.tense == b.tense == "past" and a.first == b.first is not None and a.wide == b.wide == 0):
        return False
    loose = a.body.field == b.body.field and {a.body.body, b.body.body} <= _LOOSE and (not a.people or not b.people)
    return loose or len(a.people & b.people) > 1


def _at_head(mention: Mention, fact: Visit | Meeting) -> bool:
    """Whether the words stand in a line at the head of the text that is no sentence: a headline says shortly what the text says again."""
    text = mention.material.document.text
    start, end = fact.evidence[0]
    line_end = text.find("\n", end)
    line = text[text.rfind("\n", 0, start) + 1 : line_end if line_end >= 0 else len(text)].strip()
    return start < 400 and len(line) < 200 and not line.endswith((".", "./", ":", "”", '"'))


def _unnamed(a: Account, b: Account) -> bool:
    return (a.body is None or b.body is None) and a.form in ("session", "consultations") and b.form in ("session", "consultations")


def _bodies(a: Account, b: Account) -> bool | None:
    return True if a.body is not None and b.body is not None and same_body(a.body, b.body) else None


def _told_as_two(a: Account, b: Account, same_session: bool) -> bool:
    """Whether one document tells of both, not once at its head and once in its text: its reader would have seen one event as one."""
    few, many = (a.documents, b.documents) if len(a.documents) <= len(b.documents) else (b.documents, a.documents)
    shared = [document for document in few if document in many]
    if not shared or same_session:
        return False
    if a.kind == "meeting" and _bodies(a, b) and a.tense == b.tense and (a.first is None or b.first is None):
        return False
    return any(not a.documents[document] and not b.documents[document] for document in shared)


def _session(a: Account, b: Account, same_session: bool) -> list[Feature]:
    if same_session and _bodies(a, b):
        return [_feature("the same session of the same mechanism", 5.0)]
    if same_session:
        return [_feature("the same number of a session", 1.5)]
    return [_feature("the same mechanism", 1.5)] if _bodies(a, b) else []


_AGAIN = re.compile(r"\b(?:again|next|new) (?:in|round|session|meeting|time)\b|\bnext (?:round|session|meeting|one)\b|\b(?:round|session|dialogue|consultations)\b", re.IGNORECASE)


def _next_round(a: Account, b: Account) -> list[Feature]:
    """What a plan that names nobody says of the round that was then held: "they will meet again in Lima next year"."""
    plan, held = (a, b) if a.tense == "future" else (b, a)
    named = plan.people and not (plan.form == held.form and plan.form in _ROUNDS)  # who agrees on a round need not sit in it
    if plan.kind == "visit" or plan.tense == held.tense or held.tense != "past" or named or plan.body is not None or plan.session is not None:
        return []
    known = (held.body is not None or held.session is not None or held.form in _ROUNDS) and bool(plan.places & held.places) and (plan.first is not None or bool(plan.people))
    return [_feature("the next round, where it was to be", 1.5)] if known and any(_AGAIN.search(words) for _, words in plan.words) else []


def _people(a: Account, b: Account, same_session: bool) -> list[Feature] | None:
    if not a.people or not b.people:
        return [_feature("the same direction", 0.8)] if a.kind == "visit" and a.home & b.home and a.to & b.to else []
    both = a.people & b.people
    if a.kind == "visit":
        if both:
            return [_feature("the same visitor", 1.5)]
        return None if a.known and b.known else [_feature("other visitors", -1.0)]
    if len(both) >= 2:
        return [_feature("the same people on both sides", 2.5)]
    if not both and a.tense != b.tense and any(one.tense == "future" and (len(one.people) == 1 or one.form in _ROUNDS) for one in (a, b)):
        return [_feature("other people", -0.5)]  # who told of the plan need not have been there
    if not both or (a.people - both and b.people - both):
        return [_feature("other people", -1.0)] if same_session else None
    return [_feature("one of the people", 1.0)]


def _place(a: Account, b: Account) -> list[Feature] | None:
    if a.kind == "visit" and ((a.to and b.to and not a.to & b.to) or (a.home and b.home and not a.home & b.home)):
        return None
    if not a.places or not b.places:
        return []
    if a.places & b.places:
        return [_feature("the same place", 0.7)]
    return [_feature("another place", -0.3 if a.kind == "visit" else -1.5)]


def _form(a: Account, b: Account) -> list[Feature] | None:
    if a.occasion and b.occasion and not a.occasion & b.occasion:
        return None
    if a.form is None or b.form is None:
        return []
    if a.kind == "visit":
        return [_feature("the same format", 0.3)] if a.form == b.form else [_feature("another format", -0.5)]
    if a.form == b.form:
        return [_feature("the same form", 0.3 if a.form == "talks" else 1.0)]
    if {a.form, b.form} & _DISTINCT:
        return None if not (any(a.documents.values()) or any(b.documents.values())) or "call" in (a.form, b.form) else [_feature("another form", -0.5)]
    return []


def _time(a: Account, b: Account, same_session: bool) -> list[Feature] | None:
    found = _gap(a, b)
    # "at the third session" may be said years after: without a date it tells nothing of when
    recalled = bool(_bodies(a, b)) and any(one.first is None and one.session is not None for one in (a, b))
    if (found is None or found.weight < -1.5) and (same_session or recalled):
        return [_feature("another time", -1.5)]
    return None if found is None else [found]


def _gap(a: Account, b: Account) -> Feature | None:
    """What the times of two accounts say: when it was or will be, or, where they give no date, when they were published."""
    if a.first is not None and b.first is not None:
        return _dated(a, b)
    if a.first is None and b.first is None:
        return _undated(a, b)
    return _half_dated(a, b) if b.first is not None else _half_dated(b, a)


def _dated(a: Account, b: Account) -> Feature | None:
    assert a.first is not None and a.last is not None and b.first is not None and b.last is not None
    gap = max(a.first, b.first) - min(a.last, b.last)
    wide = max(a.wide, b.wide)
    if gap <= 0:
        return _feature("the same time", 2.0 if wide <= 7 else 1.1 if wide <= 31 else 0.8 if wide <= 190 else 0.5)
    if a.tense == b.tense == "past":
        near = SAME_STAY if a.kind == "visit" else LATE
        return _feature("a few days apart", 0.7 if a.kind == "visit" else 0.2) if gap <= near and wide <= 31 else None
    if gap <= LATE:
        return _feature("a few days apart", 0.7)
    earlier, later = (a, b) if a.first <= b.first else (b, a)
    if earlier.tense == "past":
        return None  # what took place is not what is planned for later
    return _moved(earlier, later, gap)


def _moved(earlier: Account, later: Account, gap: int) -> Feature | None:
    """Two dates of one plan: it was put off, or nothing is known of the first."""
    if "off" in (earlier.tense, later.tense) and "cancelled" not in (earlier.status, later.status) and gap <= POSTPONED:
        return _feature("postponed", 0.4)
    if gap <= MOVED and "off" not in (earlier.tense, later.tense):
        return _feature("moved by some days", 0.1 if later.people & earlier.people and earlier.kind == "visit" else -0.5)
    if _bodies(earlier, later) and gap <= AHEAD["meeting"]:
        return _feature("planned for another time", -0.8)
    return _feature("planned for another time", -1.5)


def _undated(a: Account, b: Account) -> Feature | None:
    if a.told is None or b.told is None:
        return _feature("no date", -1.0)
    gap = abs(a.told - b.told)
    if a.tense == b.tense == "past":
        return _feature("reported about the same time", 0.8 if gap <= 3 else 0.3 if gap <= 10 else 0.0) if gap <= RECENT else None
    plan, other = (a, b) if (a.told, a.tense == "past") <= (b.told, b.tense == "past") else (b, a)
    if plan.tense == "past":
        return _feature("planned after the other was held", -1.0) if gap <= RECENT and plan.tense != other.tense else None
    if gap == 0 and "off" not in (a.tense, b.tense) and a.tense != b.tense:
        return _feature("planned as the other was reported", -2.5)
    return _ahead(a.kind, gap)


def _half_dated(open_: Account, dated: Account) -> Feature | None:
    """One account without a date beside one that has it."""
    assert dated.first is not None and dated.last is not None
    if open_.told is None:
        return _feature("no date", -1.0)
    if open_.tense == "past":
        late = max(0, open_.told - dated.last)
        if dated.first > open_.told + LATE or late > RECENT:
            return None
        return _feature("reported soon after", 0.8 if late <= 3 else 0.4 if late <= 10 else 0.1) if dated.wide <= 62 else _feature("reported within the time", 0.0)
    if open_.tense == "off":
        if dated.tense == "future" and dated.told is not None and dated.told <= open_.told and dated.last >= open_.told - RECENT:
            return _feature("what had been planned", 1.2)
        ahead = dated.first - open_.told
        return _feature("postponed", 0.4) if open_.status == "postponed" and 0 <= ahead <= POSTPONED else _feature("another time", -1.5)
    ahead = dated.last - open_.told
    if ahead < -LATE:
        return None if dated.tense == "past" and ahead < -RECENT else _feature("planned after the other was held", -1.5)
    return _ahead(open_.kind, max(0, min(ahead, dated.first - open_.told)))


def _ahead(kind: str, gap: int) -> Feature:
    if gap > AHEAD[kind]:
        return _feature("long before", -2.0)
    return _feature("told ahead of it", 0.6 if gap <= 14 else 0.4 if gap <= 60 else 0.2 if kind == "visit" or gap <= 120 else 0.0)


def worth_comparing(accounts: Sequence[Account]) -> Iterator[tuple[Account, Account]]:
    """Yield the pairs that share a person, a mechanism, a number of a session or a form, and a time: work grows with what happens at a time, not with the record."""
    blocks: defaultdict[Hashable, list[tuple[int, int, Account]]] = defaultdict(list)
    for account in accounts:
        start, end = _window(account)
        for key in _keys(account):
            blocks[key].append((start, end, account))
        if account.body is not None and account.session is not None:  # one number of one body is one session, whenever it is spoken of
            blocks["session", account.body.body, account.session].append((0, 0, account))
    for key, block in blocks.items():
        yield from _sweep(block, (lambda a, b: not a.people or not b.people) if isinstance(key, tuple) and key[0] == "anyone" else None)


def _keys(account: Account) -> Iterable[Hashable]:
    for person in account.people:
        yield (account.kind, person)
    if account.body is not None:
        yield ("body", account.body.body)
    if account.session is not None and account.body is None:
        yield ("session", account.session)
    if account.kind == "visit":
        yield from (("anyone", "visit", country) for country in account.to)
    elif account.form is not None:
        yield ("anyone", "meeting", account.form if account.form in _DISTINCT else "talks")
    for root, words in account.words:
        yield ("words", root, words)


def _window(account: Account) -> tuple[int, int]:
    """The days on which the event can have been, as far as the account says."""
    if account.first is not None and account.last is not None:
        start, end = account.first - SAME_STAY, account.last + SAME_STAY
        if account.tense == "off" and account.told is not None:
            return min(start, account.told), max(end, account.told + POSTPONED)
        return (start, end + (MOVED if account.kind == "visit" else AHEAD["meeting"] if account.body else 0)) if account.tense == "future" else (start, end)
    if account.told is None:
        return (0, 0)
    if account.tense == "past":
        return account.told - RECENT, account.told + LATE
    if account.tense == "off":
        return account.told - RECENT, account.told + POSTPONED
    return account.told - RECENT, account.told + AHEAD[account.kind]


def _sweep(block: list[tuple[int, int, Account]], wanted: Callable[[Account, Account], bool] | None) -> Iterator[tuple[Account, Account]]:
    """Yield the pairs of a block whose windows meet."""
    nobody: list[tuple[int, str, Account]] = []
    somebody: list[tuple[int, str, Account]] = []
    for start, end, account in sorted(block, key=lambda item: (item[0], item[1], item[2].key)):
        for active in (nobody, somebody):
            while active and active[0][0] < start:
                heapq.heappop(active)
        for active in (nobody,) if wanted and account.people else (nobody, somebody):
            for _, _, other in active:
                yield other, account
        heapq.heappush(somebody if account.people else nobody, (end, account.key, account))


def merged(accounts: Sequence[Account]) -> Account:
    """Return one account for those that say the same: the first, with the documents and words of all."""
    documents: dict[str, bool] = {}
    if len(accounts) == 1:
        return accounts[0]
    for account in accounts:
        for document, head in account.documents.items():
            documents[document] = documents.get(document, True) and head
    return accounts[0]._replace(documents=documents, words=frozenset().union(*(account.words for account in accounts)))
