"""Generated pieces with their readings, as skewed as the world's news: few relationships are busy, most are nearly silent.

Each relationship has a life of its own: ministers who come and go, visits with their meetings, instruments that are negotiated, signed and ratified,
promises, trade figures. Each event is reported by several pieces in other words, some late, some wrong in a slot. Nothing is read: texts and facts are made together,
so that a hundred thousand readings cost a minute. The same number gives the same pieces.
"""

from __future__ import annotations

import datetime
import hashlib
import random
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache
from itertools import accumulate

from msgspec import structs

from bilat.sources import Found
from bilat.vocabulary import Actor, Commitment, Document, Event, Figure, Instrument, Meeting, Reading, Relation, Span, Statement, Topic, Visit

COUNTRIES = {
    "KAZ": "Kazakhstan", "CHN": "China", "DEU": "Germany", "JPN": "Japan", "FRA": "France", "TUR": "Türkiye", "IND": "India", "BRA": "Brazil", "EGY": "Egypt", "VNM": "Viet Nam",
    "MNG": "Mongolia", "POL": "Poland", "KEN": "Kenya", "PER": "Peru", "CHL": "Chile", "IDN": "Indonesia", "MYS": "Malaysia", "UZB": "Uzbekistan", "GEO": "Georgia", "SRB": "Serbia",
    "HUN": "Hungary", "ITA": "Italy", "ESP": "Spain", "PRT": "Portugal", "GRC": "Greece", "NOR": "Norway", "SWE": "Sweden", "FIN": "Finland", "EST": "Estonia", "LVA": "Latvia",
    "MAR": "Morocco", "GHA": "Ghana", "NGA": "Nigeria", "ZAF": "South Africa", "ETH": "Ethiopia", "ARG": "Argentina", "MEX": "Mexico", "CAN": "Canada", "AUS": "Australia", "NZL": "New Zealand",
}  # fmt: skip
SKEW = 0.8
"""The busiest relationship of 780 has 7 % of the pieces, the tenth 1 %, half of all have fewer than one in two thousand: Zipf's law with this exponent."""
FIRST, DAYS = datetime.date(2014, 1, 6), 4000
OFFICES = {"head_of_state": "President", "head_of_government": "Prime Minister", "foreign_minister": "Foreign Minister", "minister": "Minister of Trade"}
SUBJECTS = [
    "customs",
    "air services",
    "education",
    "tourism",
    "grain trade",
    "railway transit",
    "energy",
    "water",
    "extradition",
    "culture",
    "space",
    "digital trade",
    "health",
    "mining",
    "banking",
    "labour",
]
DEEDS = ["open a consulate in the second city", "build a dry port at the border", "grant forty scholarships a year", "resume direct flights", "simplify customs clearance of fruit",
         "launch a joint fund for small firms", "translate a hundred books", "supply grain wagons", "restore the old library", "connect the power grids"]  # fmt: skip
REMARKS = [
    "the relationship has entered a new stage",
    "there is much to gain from closer transport links",
    "the two sides see the region alike",
    "trade can double within five years",
]
AGENCIES = ["Daily Courier", "Steppe Agency", "The Morning Post", "Ministry of Foreign Affairs", "Harbour News", "National Agency", "World Wire", "The Observer of Trade"]


@cache
def relationships() -> tuple[list[tuple[str, str]], list[float]]:
    """Return the pairs of countries, the busiest first, and the running sum of their weights."""
    codes = list(COUNTRIES)
    pairs = [(one, other) for n, one in enumerate(codes) for other in codes[n + 1 :]]
    random.Random(1).shuffle(pairs)
    pairs.sort(key=lambda pair: pair != ("KAZ", "CHN"))
    return pairs, list(accumulate((n + 1) ** -SKEW for n in range(len(pairs))))


def _name(*seed: object) -> str:
    chance = random.Random("/".join(map(str, seed)))
    sounds = ["ba", "do", "ka", "li", "mu", "na", "or", "pe", "ra", "sh", "ti", "ul", "va", "yer", "zo", "an", "el", "is", "gu", "he"]

    def word() -> str:
        return "".join(chance.choice(sounds) for _ in range(chance.choice((2, 3, 3)))).capitalize()

    return f"{word()} {word()}ov"


@cache
def _words() -> list[str]:
    return [_name("word", n).split()[0].lower() for n in range(3000)]


class _Writer:
    """A text that grows, with its actors and facts."""

    def __init__(self) -> None:
        self.text = ""
        self.mentions: dict[str, list[Span]] = {}
        self.actors: dict[str, Actor] = {}
        self.facts: list[object] = []

    def say(self, words: str) -> Span:
        start = len(self.text)
        self.text += words
        return (start, len(self.text))

    def name(self, key: str, shown: str, **slots: object) -> str:
        span = self.say(shown)
        self.mentions.setdefault(key, []).append(span)
        if key not in self.actors:
            self.actors[key] = Actor(id=f"a{len(self.actors) + 1}", **slots)  # type: ignore[arg-type]
        return self.actors[key].id

    def fact(self, kind: type, start: int, **slots: object) -> str:
        id = f"f{len(self.facts) + 1}"
        self.facts.append(kind(id=id, evidence=[(start, len(self.text))], confidence=0.9, **slots))
        return id


def piece(number: int, seed: int = 5, total: int = 100_000) -> Reading:
    """Return one generated piece, read: about 190 words, 12 facts, 6 actors. The more pieces there are in `total`, the more events they tell of."""
    chance = random.Random(f"{seed}/{number}")
    pairs, weights = relationships()
    rank = min(bisect_left(weights, chance.random() * weights[-1]), len(weights) - 1)
    pair, share = pairs[rank], (rank + 1) ** -SKEW / weights[-1]
    # an event of a busy relationship is reported by five pieces on the average, whatever the number of pieces
    event = chance.randrange(max(2, int(total * share / 5)))
    return _piece(pair, event, number, chance)


def _piece(pair: tuple[str, str], event: int, number: int, chance: random.Random) -> Reading:
    life = random.Random(f"{pair}/{event}")  # the same for every piece on the event
    day = FIRST + datetime.timedelta(days=life.randrange(DAYS))
    guest, host = pair if life.random() < 0.5 else pair[::-1]
    office = life.choice(list(OFFICES))
    subject, deed, remark = life.choice(SUBJECTS), life.choice(DEEDS), life.choice(REMARKS)
    late = chance.choice((0, 0, 0, 1, 1, 2, 5))
    published = day + datetime.timedelta(days=late)
    told = day.isoformat() if chance.random() < 0.9 else None
    w = _Writer()

    def person(country: str, office: str) -> str:
        term = (day - FIRST).days // 1400
        return w.name(f"{country}/{office}", f"{OFFICES[office]} of {COUNTRIES[country]} {_name(country, office, term)}", type="person", name=_name(country, office, term), country=country,
                      offices=[office], title=OFFICES[office], sector="GOV")  # fmt: skip

    def country(code: str) -> str:
        return w.name(code, COUNTRIES[code], type="country", name=COUNTRIES[code], country=code)

    start = len(w.text)
    visitor = person(guest, office)
    w.say(chance.choice((" arrived in ", " paid an official visit to ", " came on a visit to ")))
    country(host)
    w.say(f" on {day:%d %B %Y}.")
    visit = w.fact(Visit, start, date=told, date_basis="stated" if told else None, visitors=[visitor], from_=[guest], to=[host], format="official")
    for other in ("head_of_state", "foreign_minister"):
        start = w.say(" ")[1]
        met = person(host, other)
        w.say(chance.choice((" received the guest for talks", " met with the guest", " held talks with the guest")) + f" on {subject}.")
        w.fact(Meeting, start, date=told, date_basis="fact" if told else None, participants=[met, visitor], parties=sorted(pair), type="talks", visit=visit)
        w.fact(Topic, start, date=told, area="trade")
        w.fact(Event, start, date=told, code="CONSULT", mode="visit", cameo="042", source=[met], target=[visitor], score=1.9)
    start = w.say("\n\n")[1]
    title = f"Agreement on Cooperation in {subject.title()}"
    action = life.choice(("signed", "negotiated", "ratified"))
    w.say(f"The {title} between ")
    country(guest)
    w.say(" and ")
    country(host)
    w.say(f" was {action}.")
    w.fact(Instrument, start, date=told, title=title, type="agreement", action=action, parties=sorted(pair), subject=subject)
    start = w.say(" ")[1]
    promiser = person(host, "foreign_minister")
    w.say(" promised to ")
    promise = w.say(f"{deed} by {day.year + 1}")
    w.say(".")
    w.fact(Commitment, start, date=told, action=promise, by=[promiser], to=[visitor], force="pledged", due=str(day.year + 1))
    start = w.say(" ")[1]
    speaker = person(guest, office)
    w.say(" said that ")
    content = w.say(remark)
    w.say(".")
    w.fact(Statement, start, date=told, content=content, speaker=speaker, directness="indirect")
    start = w.say("\n\n")[1]
    amount = round(life.uniform(0.5, 40), 1) * 1e9 if chance.random() < 0.9 else round(chance.uniform(0.5, 40), 1) * 1e9
    w.say(f"Trade between the two countries reached {amount / 1e9:.1f} billion US dollars in {day.year - 1}.")
    w.fact(Figure, start, measure="trade_turnover", parties=sorted(pair), value=amount, unit="USD", period=str(day.year - 1))
    start = w.say(" ")[1]
    w.say("They are strategic partners.")
    w.fact(Relation, start, title="strategic partnership", parties=sorted(pair))
    w.say("\n\n" + " ".join(" ".join(chance.choices(_words(), k=12)).capitalize() + "." for _ in range(6)) + "\n")  # what else each writer has to say
    side = chance.choice((guest, host, None, None))
    url = f"https://www.example.org/{number}"
    document = Document(
        id=hashlib.sha256(w.text.encode()).hexdigest()[:16], text=w.text, url=url, title=f"{COUNTRIES[guest]} and {COUNTRIES[host]}", publisher=chance.choice(AGENCIES), side=side,
        published=published.isoformat(), published_basis="given", language="en",
    )  # fmt: skip
    actors = [structs.replace(actor, mentions=w.mentions[key]) for key, actor in w.actors.items()]
    return Reading(document=document, actors=actors, facts=sorted(w.facts, key=lambda fact: (fact.evidence[0], fact.id)))  # type: ignore[attr-defined,arg-type]


def found(reading: Reading) -> Found:
    """Return a piece as it comes from a source."""
    raw = reading.document.text.encode()
    return Found(location=reading.document.url or "", raw=raw, media_type="text/plain", document=reading.document, error=None, retrieved=None)


def pieces(count: int, seed: int = 5) -> Iterator[Reading]:
    """Yield so many pieces with their readings."""
    return (piece(number, seed) for number in range(count))
