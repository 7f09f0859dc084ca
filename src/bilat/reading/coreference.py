"""Who is meant: countries for people, people for titles and pronouns, the dyad for "the two sides"."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ..vocabulary import Office
from .cast import Role
from .grammar import Word, subject_of
from .language.en import table, word_list
from .mentions import Mention
from .places import country_of_place

if TYPE_CHECKING:
    from .page import Page, Sentence

_DIPLOMATIC: frozenset[Office] = frozenset({"foreign_minister", "deputy_foreign_minister", "ambassador", "envoy", "spokesperson", "other"})
_GENERIC_HEADS: dict[str, frozenset[Office]] = {
    "minister": frozenset({"minister", "foreign_minister", "deputy_foreign_minister", "head_of_government", "deputy_head_of_government", "other"}),
    "diplomat": _DIPLOMATIC,
    "official": frozenset({"minister", *_DIPLOMATIC}),
    "secretary": frozenset({"foreign_minister", "minister", "organisation_head", "other", "deputy_foreign_minister"}),
    "leader": frozenset({"head_of_state", "head_of_government", "party_leader"}),
    "leaders": frozenset({"head_of_state", "head_of_government"}),
    "heads": frozenset({"head_of_state", "head_of_government"}),
    "premier": frozenset({"head_of_government", "deputy_head_of_government"}),
    "minister-president": frozenset({"regional_head"}),
    "king": frozenset({"head_of_state"}),
    "chairman": frozenset({"parliament_speaker", "organisation_head", "party_leader", "parliamentarian", "other", "business_leader"}),
    "head": frozenset({"organisation_head", "head_of_state", "head_of_government", "foreign_minister", "minister", "other", "regional_head"}),
    "chief": frozenset({"organisation_head", "minister", "foreign_minister", "other"}),
    "director": frozenset({"organisation_head", "other"}),
    "representative": frozenset({"envoy", "spokesperson", "other", "ambassador"}),
    "deputy": frozenset({"parliamentarian", "deputy_foreign_minister", "other"}),
    "envoy": frozenset({"ambassador", "envoy"}),
    "senator": frozenset({"parliamentarian"}),
    "president": frozenset({"head_of_state", "organisation_head"}),
}


def resolve(page: Page) -> None:
    """Settle the dyad of a page, then the countries of its people, then what titles, pronouns and collectives refer to."""
    page.pair = find_pair(page)
    _promote(page)
    _by_title(page)
    _counterparts(page)
    _travellers(page)
    _interlocutors(page)
    _countries(page)
    _interlocutors(page)
    page.pair = find_pair(page)
    _references(page)


def _promote(page: Page) -> None:
    """Take a bare name of two words for a person where it acts as one: it speaks, meets, signs, or is joined to a person."""
    acts = word_list("person_verbs")
    for _ in range(2):
        for sentence in page.sentences:
            if sentence.headline:
                continue
            for word in sentence.words:
                mention = word.mention
                if mention is None or mention.kind != "bare" or mention.actors or len((mention.name or "").split()) < 2:
                    continue
                head = word.head
                joined = word.dep in ("conj", "appos") and head.mention is not None and head.mention.kind == "person"
                joined = joined or any(c.dep == "conj" and c.mention is not None and c.mention.kind == "person" for c in word.children)
                acting = word.dep in ("nsubj", "nsubjpass", "dobj") and head.verb and head.lemma in acts
                agent = word.dep == "pobj" and head.low in ("by", "with", "between") and (head.dep == "agent" or head.head.lemma in acts or head.head.low in
                                                                                        ("talks", "meeting", "meetings", "conversation", "conversations", "call", "calls", "consultations"))  # fmt: skip
                if joined or acting or agent:
                    mention.kind = "person"
                    page.cast.add(mention)
        # what is one person's name in one place is his in every other
        for sentence in page.sentences:
            for mention in sentence.mentions:
                if mention.kind == "bare" and not mention.actors:
                    page.cast.add(mention)


def find_pair(page: Page) -> tuple[str, str] | None:
    """Return the two countries that the piece is most about, the publisher's own first where it is one of them."""
    weight: dict[str, float] = {}
    for sentence in page.sentences:
        early = 2.0 if sentence.paragraph <= 1 else 1.0
        for mention in sentence.mentions:
            iso = mention.country
            if mention.kind in ("person", "title") and mention.title and mention.title.host:
                weight[mention.title.host] = weight.get(mention.title.host, 0.0) + early
            if iso is None and mention.kind == "person" and mention.actors:
                iso = page.cast.roles[mention.actors[0]].country
                early *= 0.5
            if iso:
                weight[iso] = weight.get(iso, 0.0) + (early * 0.5 if mention.how == "capital" else early)
        for word in sentence.words:
            # where somebody travels is no mere mention
            if word.mention is not None and word.mention.country in weight and _is_destination(word):
                weight[word.mention.country] += 3.0 if sentence.paragraph <= 1 else 0.5
    side = page.document.side
    page.weights = weight
    ranked = sorted(weight, key=lambda iso: -weight[iso])
    if side:
        others = [iso for iso in ranked if iso != side]
        return (side, others[0]) if others else None
    return (ranked[0], ranked[1]) if len(ranked) >= 2 else None


def _is_destination(word: Word) -> bool:
    if word.dep == "dobj":
        return word.head.lemma == "visit"
    return word.dep == "pobj" and word.head.low == "to" and (word.head.head.lemma in ("travel", "fly", "arrive", "go", "pay") or word.head.head.low in _TRIPS)


def _counterparts(page: Page) -> None:
    """Give "his Chinese counterpart N. N." the office of the one whose counterpart he is."""
    for sentence in page.sentences:
        before: Role | None = None
        for mention in sentence.mentions:
            if mention.title and mention.title.counterpart and mention.actors and mention.kind == "person":
                role = page.cast.roles[mention.actors[0]]
                source = before or _last_person(page, sentence)
                if source is not None and source.country is None and page.pair and role.country in page.pair and not source.barred:
                    source.countries[page.pair[1] if page.pair[0] == role.country else page.pair[0]] = 1
                if source is not None and source is not role and not set(role.offices) & set(source.offices):
                    extra: list[Office] = [o for o in source.offices if o not in role.offices and o != "other"]
                    # A man of two offices meets the counterpart in one of them; which is told only by his main title.
                    role.offices = [*(o for o in role.offices if o != "other"), *extra[-1:]]
                    if source.country and role.country is None and page.pair and source.country in page.pair:
                        role.countries[page.pair[1] if page.pair[0] == source.country else page.pair[0]] = 1
            if mention.kind in ("person", "bare", "title") and mention.actors and page.cast.roles[mention.actors[0]].type == "person":
                before = page.cast.roles[mention.actors[0]]
            elif mention.kind == "title" and mention.title and not mention.title.plural:
                # "the Minister will have talks with his Japanese counterpart": whoever the text has called so
                wanted = _GENERIC_HEADS.get(mention.title.head, frozenset(mention.title.offices))
                titled = [r for r in page.cast.people() if set(r.offices) & wanted and r.mentions[0][0] < mention.start and any(t.head == mention.title.head for t in r.titles)]
                before = titled[0] if len(titled) == 1 else before


@cache
def _titles_of_states() -> tuple[tuple[re.Pattern[str], tuple[str, ...]], ...]:
    return tuple((re.compile(rf"\b{re.escape(title)}\b"), tuple(codes.split("|"))) for title, codes in table("title_countries.tsv"))


def _by_title(page: Page) -> None:
    """Give the country to people whose title only one state of the piece has: a chancellor beside Germany, a taoiseach."""
    for role in page.cast.people():
        if role.country is None and role.titles:
            low = " ".join(title.text.lower() for title in role.titles)
            codes = next((codes for pattern, codes in _titles_of_states() if pattern.search(low)), ())
            named = [iso for iso in codes if page.weights.get(iso)]
            if len(named) == 1:
                role.countries[named[0]] = 1


_FACE = {"meet", "receive", "welcome", "greet", "host", "call", "telephone", "phone", "congratulate", "thank", "invite", "talk", "speak", "confer", "brief",
         "extend", "convey", "hand", "deliver"}  # fmt: skip
_FACING = {"talks", "meeting", "conversation", "call", "consultations", "negotiations", "discussions", "dialogue"}


def _interlocutors(page: Page) -> None:
    """Give a country to people with a title but no country who meet somebody of one side of the dyad: they are of the other."""
    if page.pair is None:
        return
    for sentence in page.sentences:
        for verb in sentence.words:
            if not verb.verb or (verb.lemma not in _FACE and not any(c.dep == "dobj" and c.low in _FACING for c in verb.children)):
                continue
            here = _persons(page, subject_of(verb))
            there = _persons(page, verb.child("dobj"))
            for prep in [c for top in (verb, *verb.kids("dobj")) for c in top.kids("prep", "agent")]:
                if prep.low in ("with", "by", "to") or (prep.low == "on" and verb.lemma == "call"):
                    there += [role for thing in prep.kids("pobj") for role in _persons(page, thing)]
            for one, other in ((here, there), (there, here)):
                own = {role.country for role in one if role.country}
                if len(own) != 1 or not own <= set(page.pair):
                    continue
                iso = page.pair[1] if page.pair[0] in own else page.pair[0]
                for role in other:
                    if role.country is None and role.titles and role.sector != "IGO" and role not in one and iso not in role.barred:
                        role.countries[iso] = 1


def _persons(page: Page, word: Word | None) -> list[Role]:
    if word is None:
        return []
    out = [page.cast.roles[a] for a in word.mention.actors if page.cast.roles[a].type == "person"] if word.mention is not None else []
    if not out and word.low in word_list("delegations"):
        out = [page.cast.roles[a] for w in word.subtree() if w.names("person") and w.mention is not None for a in w.mention.actors][:1]
    for other in word.kids("conj", "appos"):
        out += _persons(page, other)
    return out


def _last_person(page: Page, sentence: Sentence) -> Role | None:
    for earlier in reversed(page.sentences[max(0, sentence.index - 4) : sentence.index]):
        for mention in reversed(earlier.mentions):
            if mention.kind in ("person", "bare") and mention.actors:
                return page.cast.roles[mention.actors[0]]
    return None


def _countries(page: Page) -> None:
    """Give a country to people whose titles name none: that of the delegation they lead, or the only one that the piece leaves possible."""
    pair = page.pair
    _hosts(page)
    for sentence in page.sentences:
        for word in sentence.words:
            if word.low in word_list("delegations"):
                codes = [c.mention.country for c in word.children if c.mention is not None and c.mention.country and c.dep in ("amod", "compound", "poss", "nmod")]
                for role in _persons(page, word) if len(codes) == 1 else []:
                    if role.country is None and codes[0]:
                        role.countries[codes[0]] = 1
            if word.verb and word.lemma == "accompany":
                _company(page, word)
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
        if side and not role.former and side not in role.barred:
            role.countries[side] = 1
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


def _company(page: Page, verb: Word) -> None:
    """Give those who accompany somebody abroad his country: "accompanied by the ministers N. N. and M. M."."""
    agent = verb.child("agent")
    led = {role.country for role in _persons(page, subject_of(verb)) if role.country}
    for role in [r for t in (agent.kids("pobj") if agent is not None else []) for r in _persons(page, t)] if len(led) == 1 else []:
        if role.country is None and role.titles and role.sector != "IGO":
            role.countries.update(dict.fromkeys(led, 1))


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


_GOES = {"visit", "arrive", "travel", "fly", "land", "leave", "depart", "head"}
_TRIPS = {"visit", "trip", "tour", "stay"}


def _travellers(page: Page) -> None:
    """Give the dyad's other country to people of title whom the text sends to one of its countries: nobody visits his own."""
    if page.pair is None:
        return
    for sentence in page.sentences:
        for word in sentence.words:
            goers: list[Role] = []
            places: list[Word] = []
            if word.verb and word.lemma in _GOES:
                goers = _persons(page, subject_of(word))
                leaves = word.lemma in ("leave", "depart", "head")
                places = [t for p in word.kids("prep") if p.low in (("for",) if leaves else ("to", "in", "at")) for t in p.kids("pobj")]
                places += [] if leaves else word.kids("dobj")
            elif word.low in _TRIPS:
                places = [t for p in word.kids("prep") if p.low == "to" for t in p.kids("pobj")]
                top = next((a for a in word.ancestors() if a.verb), None)
                owners = [r for child in word.kids("poss") for r in _persons(page, child)]
                goers = owners or (_persons(page, subject_of(top)) if top is not None and word.dep in ("dobj", "pobj") and (word.dep == "dobj" or word.head.low == "on") else [])
            to = {iso for place in places for other in [place, *place.kids("conj")] for iso in [country_of_place(other)] if iso}
            for role in goers:
                if role.country is None and role.titles and role.sector != "IGO" and to & set(page.pair):
                    role.barred |= to
                    rest = [iso for iso in page.pair if iso not in to]
                    if len(rest) == 1:
                        role.countries[rest[0]] = 1


def _hosts(page: Page) -> None:
    """Give the country to a person of title who is met there: "to Chile, where he will meet President N. N."."""
    for sentence in page.sentences:
        for verb in sentence.words:
            if not (verb.verb and verb.dep == "relcl" and verb.lemma in _FACE and any(c.low == "where" for c in verb.children)):
                continue
            iso = country_of_place(verb.head)
            for thing in [verb.child("dobj"), *[p.child("pobj") for p in verb.kids("prep") if p.low == "with"]]:
                for met in _persons(page, thing):
                    if iso and met.country is None and met.titles and met.sector != "IGO":
                        met.countries[iso] = 1


class _Focus:
    """Who was spoken of last, as the reading goes through the text."""

    def __init__(self) -> None:
        self.people: list[tuple[int, bool, str]] = []  # place, whether subject, actor
        self.speaker: tuple[int, str] | None = None  # sentence, actor

    def see(self, place: int, subject: bool, actor: str) -> None:
        self.people.append((place, subject, actor))
        if len(self.people) > 40:
            del self.people[:20]

    def latest(self, fits: frozenset[str] | None = None, *, after: int = 0) -> str | None:
        """The actor last in focus among those that fit; subjects go before others of the same or the previous sentences."""
        best: tuple[float, str] | None = None
        for order, (place, subject, actor) in enumerate(self.people):
            if place < after or (fits is not None and actor not in fits):
                continue
            score = order + (3.5 if subject else 0.0)
            if best is None or score >= best[0]:
                best = (score, actor)
        return best[1] if best else None


_SUBJECTS = {"nsubj", "nsubjpass"}
_SINGULAR = {"he", "she", "his", "her", "him", "himself", "herself"}


def _references(page: Page) -> None:
    focus = _Focus()
    people = page.cast.people()
    for sentence in page.sentences:
        added: list[Mention] = []
        for word in sentence.words:
            mention = word.mention
            subject = word.dep in _SUBJECTS or (word.dep == "ROOT" and mention is not None)
            if mention is not None:
                if mention.kind == "title" and not mention.actors:
                    _bind_title(page, mention, focus, people)
                if mention.actors and page.cast.roles[mention.actors[0]].type == "person":
                    for actor in mention.actors:
                        focus.see(word.start, subject, actor)
                    if subject and _says(word):
                        focus.speaker = (sentence.index, mention.actors[-1])
                continue
            if word.low in _SINGULAR:
                coming = _subject_to_come(word)
                if coming is not None and not coming.actors:
                    _bind_title(page, coming, focus, people)
                if subject and coming is None and _says(word) and focus.speaker is not None and sentence.index - focus.speaker[0] <= 2:
                    coming = _spoke(focus.speaker[1], word, sentence)
                since = page.sentences[max(0, sentence.index - 6)].start
                others = _not_oneself(page, word) if coming is None else None
                latest = focus.latest(others, after=since) if coming is None else next(iter(coming.actors), None)
                if latest and not _in_quotation(page, word.start):
                    pronoun = Mention("pronoun", word.first, word.last, sentence.tokens, sentence.index)
                    pronoun.actors = (latest,)
                    word.mention = pronoun
                    added.append(pronoun)
                    page.cast.roles[latest].mentions.append((word.start, word.end))
                    if subject:
                        focus.see(word.start, True, latest)
        if added:
            sentence.mentions = sorted([*sentence.mentions, *added], key=lambda m: m.start)


def _not_oneself(page: Page, word: Word) -> frozenset[str] | None:
    """Whom "him" may be in "Rojas thanked him": anybody but the subject of its verb (binding principle B); nobody accepts his own invitation."""
    accepted = word.dep == "poss" and word.head.low in ("invitation", "offer", "proposal") and word.head.head.lemma in ("accept", "decline", "reject", "welcome")
    if not accepted and (word.low not in ("him", "her") or word.dep not in ("dobj", "dative", "pobj")):
        return None
    verb = next((a for a in word.ancestors() if a.verb), None)
    subject = subject_of(verb) if verb is not None else None
    if subject is None or subject.mention is None or not subject.mention.actors:
        return None
    return frozenset(role.id for role in page.cast.people() if role.id not in subject.mention.actors)


def _says(word: Word) -> bool:
    return word.head.verb and word.head.lemma in _SAYING


_SAYING = {
    "convey",
    "thank",
    "express",
    "praise",
    "say",
    "add",
    "note",
    "state",
    "stress",
    "emphasize",
    "emphasise",
    "point",
    "continue",
    "explain",
    "recall",
    "underline",
    "underscore",
    "tell",
    "mention",
}


def _spoke(actor: str, word: Word, sentence: Sentence) -> Mention:
    """ "He added": whoever spoke last, and not somebody he spoke about."""
    found = Mention("pronoun", word.first, word.last, sentence.tokens, sentence.index)
    found.actors = (actor,)
    return found


def _subject_to_come(word: Word) -> Mention | None:
    """Who "his" is in "As part of his visit to X, Minister N. N. met …": the person named next as subject, if the phrase stands before it."""
    top = word
    while top.head is not top and not top.head.verb:
        top = top.head
    verb = top.head
    if top is word or verb is top or top.dep not in ("prep", "advmod", "npadvmod") or verb.start < word.start:
        return None
    subject = verb.child(*_SUBJECTS)
    if subject is None or subject.start < word.start or subject.mention is None or subject.mention.kind not in ("person", "title"):
        return None
    return subject.mention if len(subject.mention.actors) < 2 else None


def _in_quotation(page: Page, place: int) -> bool:
    return page.quoted(place) is not None


def _bind_title(page: Page, mention: Mention, focus: _Focus, people: list[Role]) -> None:
    """Tie "the Kazakh foreign minister", "the minister", "the two presidents" to the people who hold the office."""
    title = mention.title
    if title is None or title.former:
        return
    tokens = page.sentences[mention.sentence].tokens
    before = tokens[mention.first - 1].low if mention.first else ""
    if before in ("a", "an", "another", "every", "any", "no", "of"):
        return
    wanted = set(title.offices)
    generic = _GENERIC_HEADS.get(title.head) if len(title.text.split()) <= (2 if title.country else 1) else None
    if generic:
        wanted |= generic
    fits = [
        role
        for role in people
        if (set(role.offices) & wanted or (title.counterpart and role.offices) or (title.country and not role.offices and any(t.head == "leader" for t in role.titles)))
        and (title.country is None or role.country in (None, *title.countries))
        and not (title.host and role.country == title.host)
    ]
    if title.counterpart and title.country is None:
        current = focus.latest()
        own = page.cast.roles[current].country if current else None
        fits = [role for role in fits if role.id != current and (own is None or role.country != own)]
    if title.plural:
        pair = set(title.countries) if len(title.countries) > 1 else set(page.pair or ())
        chosen = [role for role in fits if role.country in pair] if pair else fits
        exact = [role for role in chosen if set(role.offices) & set(title.offices)]
        chosen = exact if len(exact) >= 2 else chosen
        by_country: dict[str | None, Role] = {}
        for role in chosen:
            by_country.setdefault(role.country, role)
        if len(by_country) >= 2:
            mention.actors = tuple(role.id for role in by_country.values())
            for role in by_country.values():
                role.mentions.append((mention.start, mention.end))
        return
    if not fits:
        return
    exact = [role for role in fits if set(role.offices) & set(title.offices)]
    pool = exact or fits
    literal = [role for role in pool if any(t.head == title.head for t in role.titles)]
    if literal and len(literal) < len(pool) and title.country is None and not title.counterpart and not generic:
        pool = literal  # "the prime minister", where a chancellor is named too
    actor = focus.latest(frozenset(role.id for role in pool)) or focus.latest(frozenset(role.id for role in fits))
    if actor is None:
        # Named only later in the text: then there must be no doubt who it is.
        facing = {m.country for m in page.sentences[mention.sentence].mentions if m.kind == "person" and m.country}
        pool = [role for role in pool if role.country not in facing] if len(pool) > 1 and not title.country else pool
        if len(pool) != 1 or (title.country is None and generic):
            return
        actor = pool[0].id
    role = page.cast.roles[actor]
    mention.actors = (actor,)
    role.mentions.append((mention.start, mention.end))
    for office in title.offices:
        if title.country and office not in role.offices and office not in ("minister", "other", "organisation_head") and not title.counterpart:
            role.offices.append(office)


def collective_words() -> frozenset[str]:
    """Nouns that stand for both countries together ("the two sides")."""
    return word_list("collective_countries")
