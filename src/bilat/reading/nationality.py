"""Of which country the people of a piece are: by their titles, by whom they face, where they travel, and whose text it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from .cast import Role
from .gazetteer import constitutions, country_names
from .grammar import Word, subject_of
from .language.en import table, word_list
from .places import country_of_place

if TYPE_CHECKING:
    from .page import Page


@cache
def _titles_of_states() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    return tuple((re.compile(rf"\b{re.escape(title)}\b"), tuple(codes.split("|"))) for title, codes in table("title_countries.tsv"))


def by_title(page: Page) -> None:
    """Give the country to people whose title only one state of the piece has: a chancellor beside Germany, a taoiseach."""
    for role in page.cast.people():
        if role.country is None and role.titles:
            low = " ".join(title.text.lower() for title in role.titles)
            codes = next((codes for pattern, codes in _titles_of_states() if pattern.search(low)), ())
            named = [iso for iso in codes if page.weights.get(iso)]
            if len(named) == 1:
                role.countries[named[0]] = 1
            else:
                role.barred |= without(low)


@cache
def without(titles: str) -> frozenset[str]:
    """Return the countries that have no such office: a monarchy has no president, a republic no king, and not every state a prime minister."""
    if re.search(r"\b(?:vice|deputy|company|bank|group|commission|council|court|ceo)\b", titles):
        return frozenset()
    if re.search(r"\b(?:king|queen|emperor|empress|sultan|emir|amir|crown prince)\b", titles):
        return frozenset(country_names()) - constitutions()["monarchy"]
    if re.search(r"\bpresident$|\bpresident\b(?! of)", titles):
        return constitutions()["monarchy"]
    return constitutions()["no prime minister"] if re.search(r"\b(?:prime minister|premier)\b", titles) else frozenset()


_FACE = {"meet", "receive", "welcome", "greet", "host", "call", "telephone", "phone", "congratulate", "thank", "invite", "talk", "speak", "confer", "brief",
         "extend", "convey", "hand", "deliver"}  # fmt: skip
_FACING = {"talks", "meeting", "conversation", "call", "consultations", "negotiations", "discussions", "dialogue"}


Faces = list[tuple[Word, list[Word]]]
"""Verbs of facing somebody, each with the event that is its subject where nobody is ("talks were held with N. N.")."""


def interlocutors(page: Page, faces: Faces) -> None:
    """Give a country to people with a title but no country who meet somebody of one side of the dyad: they are of the other."""
    if page.pair is None:
        return
    for here, there in _faced(page, faces):
        for one, other in ((here, there), (there, here)):
            own = {role.country for role in one if role.country}
            if len(own) != 1 or not own <= set(page.pair):
                continue
            iso = page.pair[1] if page.pair[0] in own else page.pair[0]
            for role in other:
                if role.country is None and role.sector != "IGO" and role not in one and iso not in role.barred:
                    role.countries[iso] = 1


def presumptions(page: Page, faces: Faces) -> None:
    """Move a person who was only presumed to be of the text's own side to the other, where he faces one who is: known now that pronouns have their people."""
    for here, there in _faced(page, faces) if page.pair is not None else ():
        for one in here:
            for other in there:
                if page.pair is None or one is other or one.country != other.country or one.country not in page.pair:
                    continue
                moved = max((role for role in (one, other) if role.presumed), key=lambda role: role.mentions[0], default=None)
                if moved is not None and moved.titles:
                    moved.countries = {page.pair[1] if page.pair[0] == moved.country else page.pair[0]: 1}
                    moved.presumed = False


def facing_verbs(page: Page) -> Faces:
    """Return the verbs of the clauses in which somebody meets, receives or calls somebody."""
    out: Faces = []
    for sentence in page.sentences:
        for verb in sentence.words:
            if not verb.verb:
                continue
            impersonal = [c for c in verb.kids("nsubj", "nsubjpass") if c.low in _FACING] if verb.lemma in ("hold", "take") else []
            if verb.lemma in _FACE | {"sign", "initial"} or impersonal or any(c.dep == "dobj" and c.low in _FACING for c in verb.children):
                out.append((verb, impersonal))
    return out


def _faced(page: Page, faces: Faces) -> Iterator[tuple[list[Role], list[Role]]]:
    """The people of each clause in which somebody meets, receives or calls somebody: those who act, and those whom they face."""
    for verb, impersonal in faces:
        here = _persons(page, subject_of(verb))
        there = _persons(page, verb.child("dobj"))
        for prep in [c for top in (verb, *verb.kids("dobj"), *impersonal) for c in top.kids("prep", "agent")]:
            if prep.low in ("with", "by", "to") or (prep.low == "on" and (verb.lemma == "call" or prep.head.low in _FACING)):
                there += [role for thing in prep.kids("pobj") for role in _persons(page, thing)]
        if there and (here or impersonal or _own(page, subject_of(verb))):
            yield here, there
        elif len(here) == 2 and not there and verb.lemma in ("talk", "speak", "meet", "confer", "sign", "initial"):
            yield here[:1], here[1:]  # "N. N. and M. M. talked on Tuesday"


def _own(page: Page, subject: Word | None) -> bool:
    """Whether a subject is an official of the text's own side whom it does not name: "EAM had a meeting with"."""
    title = subject.mention.title if subject is not None and subject.mention is not None and subject.mention.kind == "title" else None
    return title is not None and page.document.side is not None and title.country in (None, page.document.side)


def _persons(page: Page, word: Word | None) -> list[Role]:
    if word is None:
        return []
    out = [page.cast.roles[a] for a in word.mention.actors if page.cast.roles[a].type == "person"] if word.mention is not None else []
    if not out and word.low in word_list("delegations"):
        out = [page.cast.roles[a] for w in word.subtree() if w.names("person") and w.mention is not None for a in w.mention.actors][:1]
    for other in word.kids("conj", "appos"):
        out += _persons(page, other)
    return out


def countries(page: Page, faces: Faces) -> None:
    """Give a country to people whose titles name none: that of the delegation they lead, or the only one that the piece leaves possible."""
    pair = page.pair
    _hosts(page)
    faced = list(_faced(page, faces))
    companions(page)
    for sentence in page.sentences:
        for word in sentence.words:
            if word.low in word_list("delegations"):
                codes = [c.mention.country for c in word.children if c.mention is not None and c.mention.country and c.dep in ("amod", "compound", "poss", "nmod")]
                for role in _persons(page, word) if len(codes) == 1 else []:
                    if role.country is None and codes[0]:
                        role.countries[codes[0]] = 1
    for role in page.cast.people():
        if role.country is not None or not role.titles:
            continue
        if role.sector == "IGO" and "organisation_head" in role.offices:
            continue
        host = next((title.host for title in role.titles if title.host), None)
        if host and pair and host in pair:
            role.countries[pair[1] if pair[0] == host else pair[0]] = 1
            continue
        side = page.document.side
        if side and pair and role.opposite is not None and role.opposite.country in (None, *pair):
            known = role.opposite.country or side
            role.countries[pair[1] if pair[0] == known else pair[0]] = 1
            continue
        if (
            side
            and pair
            and any(
                (role in there and not any(one.country or one.titles for one in here))
                or any(side == other.country for one, rest in ((here, there), (there, here)) if role in one for other in rest if other is not role)
                for here, there in faced
            )
        ):
            role.countries[pair[1] if pair[0] == side else pair[0]] = 1  # whom one of the side's own officials received, or called on
            continue
        if side and not role.former and side not in role.barred:
            role.countries[side] = 1
            role.presumed = True
            continue
        if pair:
            taken = (
                _facing(page, role)
                | role.barred
                | {other.country for other in page.cast.people() if other is not role and other.country and set(other.offices) & set(role.offices) - {"other"}}
            )
            free = [iso for iso in pair if iso not in taken]
            if len(free) == 1:
                role.countries[free[0]] = 1
            elif page.home in free and not role.former:
                # the press of a country calls its own officials by their title alone
                role.countries[page.home] = 1
            elif not free and role.barred >= set(pair):
                # the traveller to both countries of the dyad is of the third that the piece speaks of most
                third = [iso for iso in sorted(page.weights, key=lambda iso: -page.weights[iso]) if iso not in taken]
                role.countries.update(dict.fromkeys(third[:1], 1))


_HOLDERS = re.compile(r"^(?:the )?(pm|prime minister|premier|president|chancellor|king|emperor)['’]s\b")


def renamed(page: Page) -> None:
    """Give a person the office and country that the text told before his name: "Japan's defence minister … The minister, N. N., said"."""
    for sentence in page.sentences:
        for mention in sentence.mentions:
            title = mention.title
            if mention.kind != "person" or title is None or title.country or len(title.text.split()) != 1 or not mention.actors:
                continue
            role = page.cast.roles[mention.actors[0]]
            before = [
                m
                for s in page.sentences[max(0, sentence.index - 2) : sentence.index + 1]
                for m in s.mentions
                if m.end < mention.start and m.kind == "title" and m.title is not None
            ]
            same = [m.title for m in before if m.title is not None and m.title.head == title.head and m.title.country and not m.actors and not m.title.former]
            if role.country is None and same and sentence.tokens[mention.first - 1].low == "the":
                page.cast.learn(role, same[-1])


def staff(page: Page) -> None:
    """Give those who serve the only holder of an office his country: "the President's press secretary"."""
    for role in page.cast.people():
        served = _served(page, role) if role.country is None or role.presumed else None
        if served:
            role.countries, role.presumed = {served: 1}, False


def _served(page: Page, role: Role) -> str | None:
    """The country of the only holder of the office that a person serves: the press secretary of a president."""
    for title in role.titles:
        match = _HOLDERS.match(title.text.lower())
        wanted = ("head_of_government" if match.group(1) in ("pm", "prime minister", "premier", "chancellor") else "head_of_state") if match else None
        holders = {other.country for other in page.cast.people() if wanted in other.offices and other.country}
        if len(holders) == 1:
            return holders.pop()
    return None


def companions(page: Page) -> None:
    """Give those who travel with somebody his country: "accompanied by the ministers N. N. and M. M.", "the minister N. N., who accompanies him"."""
    for verb in (w for s in page.sentences for w in s.words if w.verb and w.lemma == "accompany"):
        agent = verb.child("agent") or next((p for p in verb.kids("prep") if p.low == "by"), None)
        one = _persons(page, subject_of(verb))
        rest = [r for t in (agent.kids("pobj") if agent is not None else [w for w in verb.kids("dobj") if not w.names("title")]) for r in _persons(page, t)]
        for led, others in ((one, rest), (rest, one)):
            codes = {role.country for role in led if role.country}
            for role in others if len(codes) == 1 else []:
                if role.country is None and role.titles and role.sector != "IGO":
                    role.countries.update(dict.fromkeys(codes - {None}, 1))


_GREETINGS = {"greetings", "greeting", "regards", "wishes", "congratulations", "condolences", "salutations", "message", "letter", "invitation", "respects"}


def greeters(page: Page) -> None:
    """Give those whose greetings somebody brings his country: "conveyed the greetings of President N. N."; whom he is asked to greet is of it too."""
    for verb in (w for s in page.sentences for w in s.words if w.verb and w.lemma in ("convey", "deliver", "transmit", "extend", "bring", "pass", "hand")):
        thing = verb.child("dobj")
        bringer = subject_of(verb)
        if thing is None or thing.low not in _GREETINGS or bringer is None:
            continue
        asked = verb.tag == "VB" and verb.dep in ("xcomp", "ccomp") and verb.head.lemma in ("ask", "request")
        codes = {role.country for role in _persons(page, subject_of(verb.head) if asked else bringer) if role.country}
        if len(codes) != 1 or page.pair is None or not codes <= set(page.pair):
            continue
        other = page.pair[1] if page.pair[0] in codes else page.pair[0]
        for prep in (*thing.kids("prep"), *verb.kids("prep", "dative")):
            own = prep.low in ("of", "from")
            for role in [r for t in prep.kids("pobj") for r in _persons(page, t)] if own or prep.low == "to" else []:
                if (role.country is None or role.presumed) and role.titles and role.sector != "IGO":
                    role.countries, role.presumed = dict.fromkeys(codes if own else {other}, 1), False


def _facing(page: Page, role: Role) -> set[str | None]:
    """The countries whose ministers are called a person's counterparts ("agreed with his X and Y counterparts"): he is of another."""
    out: set[str | None] = set()
    for sentence in page.sentences:
        own = next((m for m in sentence.mentions if role.id in m.actors), None)
        if own is not None:
            for m in sentence.mentions:
                if m.start > own.end and m.title is not None and m.title.counterpart:
                    out.update(m.title.countries)
    return out


_GOES = {"visit", "arrive", "travel", "fly", "land", "leave", "depart", "head", "spend", "stay"}
TRIPS = {"visit", "trip", "tour", "stay"}


def travellers(page: Page) -> None:
    """Give the dyad's other country to people of title whom the text sends to one of its countries: nobody visits his own."""
    if page.pair is None:
        return
    gone: list[Role] = []
    for sentence in page.sentences:
        for word in sentence.words:
            goers: list[Role] = []
            places: list[Word] = []
            if word.verb and word.lemma in _GOES:
                goers = _persons(page, subject_of(word))
                leaves = word.lemma in ("leave", "depart", "head")
                places = [t for p in word.kids("prep") if p.low in (("for",) if leaves else ("to", "in", "at")) for t in p.kids("pobj")]
                places += [] if leaves else word.kids("dobj")
            elif word.low in TRIPS:
                places = [t for p in word.kids("prep") if p.low == "to" for t in p.kids("pobj")]
                top = next((a for a in word.ancestors() if a.verb), None)
                owners = [r for child in word.kids("poss") for r in _persons(page, child)]
                goers = owners or (_persons(page, subject_of(top)) if top is not None and word.dep in ("dobj", "pobj") and (word.dep == "dobj" or word.head.low == "on") else [])
            to = {iso for place in places for other in [place, *place.kids("conj")] for iso in [country_of_place(other)] if iso}
            for role in goers:
                if role.country is None and role.titles and role.sector != "IGO" and to & set(page.pair):
                    role.barred |= to
                    gone.append(role)
    for role in gone:
        rest = [iso for iso in page.pair if iso not in role.barred]
        if len(rest) == 1 and role.country is None:
            role.countries[rest[0]] = 1


def met_there(page: Page) -> None:
    """Give a person of title the country in whose capital a guest meets him: "met with her counterpart N. N. in the capital Riyadh", "The talks there with N. N."."""
    for sentence in page.sentences:
        for verb in sentence.words:
            if not verb.verb or not (verb.lemma in _FACE | {"hold", "have"} or any(c.low in _FACING for c in verb.kids("nsubj"))):
                continue
            iso = _met_at(page, verb)
            subject = subject_of(verb)
            if iso is None or subject is None or any(role.country == iso for role in _persons(page, subject)) or subject.names("country"):
                continue
            for thing in [
                *verb.kids("dobj"),
                *[
                    t
                    for top in (verb, *verb.kids("dobj", "nsubj"))
                    for p in top.kids("prep")
                    if p.low == "with" or (p.low == "on" and verb.lemma == "call")
                    for t in p.kids("pobj")
                ],
            ]:
                for role in _persons(page, thing):
                    if role.country is None and role.titles and role.sector != "IGO":
                        role.countries[iso] = 1


def _met_at(page: Page, verb: Word) -> str | None:
    """The country of the capital in which somebody is met ("met her counterpart in the capital Riyadh"), or that "there" means after a trip to it."""
    sentence = page.sentences[verb.sentence]
    inside = [w for w in sentence.words if w.head in (verb, *verb.kids("dobj", "nsubj", "prep")) or w.head.head is verb]
    for word in inside:
        if word.dep == "pobj" and word.head.low == "in" and word.head.head is verb:
            named = [w for w in [word, *word.kids("appos", "compound")] if w.names("country") and w.mention is not None and w.mention.how == "capital"]
            if named and named[0].mention is not None:
                return named[0].mention.country
    if any(w.low == "there" and w.tag == "RB" for w in inside) and sentence.index:
        before = page.sentences[sentence.index - 1]
        places = [w.mention.country for w in before.words if w.names("country") and w.mention is not None and _destination(w)]
        return places[-1] if places else None
    return None


def _destination(word: Word) -> bool:
    return (word.dep == "dobj" and word.head.lemma == "visit") or (word.dep == "pobj" and word.head.low in ("to", "in"))


def _hosts(page: Page) -> None:
    """Give the country to a person of title who is met there: "to Chile, where he will meet President N. N.", "In Chile, the minister will meet President N. N."."""
    for sentence in page.sentences:
        first = sentence.words[0]
        if first.low == "in" and (where := first.child("pobj")) is not None and where.names("country") and where.mention is not None and where.mention.how == "name":
            for verb in sentence.words:
                if verb.verb and verb.lemma in _FACE | {"hold", "have"}:
                    own = {role.country for role in _persons(page, subject_of(verb))}
                    for thing in [verb.child("dobj"), *[t for top in (verb, *verb.kids("dobj")) for p in top.kids("prep") if p.low == "with" for t in p.kids("pobj")]]:
                        for met in _persons(page, thing):
                            if where.mention.country and where.mention.country not in own and met.country is None and met.titles and met.sector != "IGO":
                                met.countries[where.mention.country] = 1
        for verb in sentence.words:
            if not (verb.verb and verb.dep == "relcl" and verb.lemma in _FACE and any(c.low == "where" for c in verb.children)):
                continue
            near = [w for w in sentence.words[max(0, verb.head.i - 3) : verb.head.i] if w.names("country")]  # "to Samoa on Thursday, where"
            iso = country_of_place(verb.head) or next((w.mention.country for w in reversed(near) if w.mention is not None), None)
            for thing in [verb.child("dobj"), *[p.child("pobj") for p in verb.kids("prep") if p.low == "with"]]:
                for met in _persons(page, thing):
                    if iso and met.country is None and met.titles and met.sector != "IGO":
                        met.countries[iso] = 1
