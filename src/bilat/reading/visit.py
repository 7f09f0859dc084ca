"""Finds `visit` facts: a person or delegation goes, is to go, or is invited to another country; one fact a visit."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..vocabulary import Status, Visit, VisitFormat
from .circumstances import clause_span, clause_verb, date_near, status_of
from .grammar import Word, subject_of
from .invitation import accepted_here, invitation_at, inviter, named_with
from .page import Page, Sentence
from .places import cities_in, countries_of_place, country_of_place
from .reference import actors_of, agents_of, delegates
from .trip import PAST, Trip, group_of, merge_trips, same_trip
from .voyage import SAILING, country_of_party, from_port_call, from_sailing, from_sending, is_party, is_ship

_NOUNS = {"visit", "visits", "trip", "trips", "tour", "voyage", "mission", "stay", "stopover"}
_GOING = {"arrive", "pay", "make", "travel", "be", "begin", "start", "go", "come", "fly", "land", "embark", "conclude", "complete", "undertake", "leave", "depart",
          "end", "conduct", "kick", "wrap"}  # fmt: skip
_GO = {"reach", "stay", "spend", "touch", "visit", "arrive", "travel", "fly", "depart", "leave", "head", "tour", "land", "go", "come", "journey"}
_RECEIVE = {"welcome", "host", "receive"}
_FORMATS: dict[str, VisitFormat] = {"state": "state", "official": "official", "working": "working", "transit": "transit", "private": "private",
                                    "unofficial": "private"}  # fmt: skip


def find(page: Page) -> Iterator[Visit]:
    """Yield the visits of a page, each once, with what all its mentions say together."""
    trips: list[Trip] = []
    for sentence in page.sentences:
        for trip in _in_sentence(page, sentence):
            if trip.visitors:
                trip.offices = frozenset(office for a in trip.visitors for office in page.cast.roles[a].offices)
            if sentence.headline:
                trip.weight, trip.headline = 0, True
            if not trip.to and not trip.visitors:
                # "The visit has been postponed": the one last spoken of
                if trips and group_of(trip.status) == "off":
                    merge_trips(trips[-1], trip)
                continue
            known = next((t for t in trips if same_trip(t, trip)), None)
            if known is None:
                trips.append(trip)
            else:
                merge_trips(known, trip)
    for trip in trips:
        _infer_origin(page, trip, trips)
        if trip.status in PAST and page.anchor.lies_ahead(trip.date):
            trip.status = "planned"
        elif trip.status in ("planned", "proposed") and page.anchor.lies_behind(trip.date):
            trip.date = trip.basis = None
        if not trip.to or (not trip.visitors and not trip.origin):
            continue
        yield Visit(evidence=list(dict.fromkeys([trip.evidence, *sorted(trip.told)])), status=trip.status, date=trip.date, date_basis=trip.basis, visitors=trip.visitors,
                    from_=trip.origin, to=trip.to, places=trip.places, format=trip.format, invited_by=trip.invited_by, confidence=0.85)  # fmt: skip


def _in_sentence(page: Page, sentence: Sentence) -> Iterator[Trip]:
    for word in sentence.words:
        if word.tag.startswith("N") and word.low in _NOUNS:
            trip = _from_noun(page, sentence, word)
        elif word.mention is not None and word.mention.title is not None and word.mention.title.text.lower().startswith("visiting "):
            trip = _from_visiting(page, sentence, word)
        elif word.verb and word.lemma in _GO:
            trip = _from_verb(page, sentence, word)
        elif word.verb and word.lemma in _RECEIVE:
            trip = _from_host(page, sentence, word)
        elif word.verb and word.lemma == "be":
            trip = _from_being(page, sentence, word)
        elif (word.verb and word.lemma == "expect" and word.child("nsubjpass") is not None) or (word.low == "due" and word.dep == "acomp" and word.head.lemma == "be"):
            trip = _from_expecting(page, sentence, word)
        elif word.verb and word.lemma == "invite":
            trip = _from_invitation(page, sentence, word)
        elif word.verb and word.lemma in ("take", "bring") and word.child("dobj") is not None:
            trip = _from_leading(page, sentence, word)
        elif word.verb and word.lemma in SAILING:
            trip = from_sailing(page, sentence, word)
        elif word.low in ("call", "calls") and word.tag.startswith("N"):
            trip = from_port_call(page, sentence, word)
        elif word.verb and word.lemma in ("send", "dispatch"):
            trip = from_sending(page, sentence, word)
        else:
            continue
        if trip is not None:
            yield trip


def _infer_origin(page: Page, trip: Trip, trips: list[Trip]) -> None:
    """A visitor of unknown country who goes to one country of the dyad comes from the other, unless he goes to both."""
    if trip.origin or not page.pair or len(trip.to) != 1 or trip.to[0] not in page.pair or not trip.visitors:
        return
    other = page.pair[1] if page.pair[0] == trip.to[0] else page.pair[0]
    for actor in trip.visitors:
        role = page.cast.roles[actor]
        if role.country is None and not any(other in more.to and actor in more.visitors for more in trips):
            role.countries[other] = 1
    trip.origin = [other] if any(page.country_of(a) == other for a in trip.visitors) else []


def _people(page: Page, actors: list[str]) -> list[str]:
    return [a for a in actors if page.cast.roles[a].type == "person"]


def _elsewhere(page: Page, actors: list[str]) -> list[str]:
    """The country of the dyad that some actors of the other are in when the text leaves unsaid where."""
    codes = {page.country_of(a) for a in actors}
    others = [c for c in page.pair or () if c not in codes]
    return others if len(others) == 1 else []


def _origin(page: Page, actors: list[str], to: list[str]) -> list[str]:
    codes = [page.country_of(a) for a in actors]
    return list(dict.fromkeys(c for c in codes if c and c not in to))


def _from_noun(page: Page, sentence: Sentence, noun: Word) -> Trip | None:
    """ "An official visit to X", "Y's visit to X", "the visit of Y", "during his visit"."""
    to: list[str] = []
    actors: list[str] = []
    if any(c.dep == "det" and c.low in ("any", "no") for c in noun.children):
        return None  # "declined to comment on any visit"
    for child in noun.children:
        if child.dep == "prep" and child.low in ("to", "in"):
            for place in child.kids("pobj"):
                to += countries_of_place(page, place)
        elif child.dep == "prep" and child.low in ("of", "by", "from"):
            for inner in child.kids("pobj"):
                if child.low == "of" and inner.mention and inner.mention.kind == "country":
                    to += countries_of_place(page, inner) if noun.low == "tour" else []
                    continue
                actors += actors_of(page, inner)
        elif child.dep == "poss":
            actors += actors_of(page, child) or (_subject_after(page, noun) if child.low in ("his", "her", "their") else [])
    verb = clause_verb(noun)
    paying = next((c for c in noun.kids("relcl", "acl") if c.lemma in ("pay", "make", "begin", "undertake", "carry", "conclude", "conduct")), None)
    if paying is not None:
        # "the official visit that President N. N. is paying to X"
        verb = paying
        actors = actors or actors_of(page, paying.child("nsubj")) or agents_of(page, paying)
        to += [c for p in paying.kids("prep") if p.low == "to" for t in p.kids("pobj") for c in countries_of_place(page, t)]
    invitation = invitation_at(page, verb) if verb is not None and noun.dep in ("dobj", "pobj") else None
    if invitation is not None and not actors:
        actors = invitation.guests
    if noun.low == "mission" and (verb is None or verb.lemma not in ("embark", "undertake")):
        return None
    owner = next((c for c in noun.kids("poss") if c.names("title")), None)
    if verb is not None and not actors and owner is None:  # "the president's trip" is not the adviser's who discusses it
        if noun.dep == "dobj" and verb.lemma in ("pay", "make", "begin", "start", "conclude", "complete", "end", "undertake", "conduct", "finish", "wrap",
                                                "kick", "commence", "take", "have", "continue", "plan", "embark", "cut", "extend", "cancel", "postpone", "delay",
                                                "scrap", "call", "put", "shorten", "resume", "wind", "round", "carry", "perform", "realise", "realize", "effect", "execute"):  # fmt: skip
            subject = subject_of(verb)
            actors = actors_of(page, subject)
        elif noun.dep == "pobj":
            subject = subject_of(verb)
            found = actors_of(page, subject)
            if verb.lemma == "embark" or (verb.lemma == "return" and noun.head.low == "from"):
                actors = found
            if verb.lemma in _RECEIVE and noun.head.low in ("on", "for", "during"):
                found = actors_of(page, verb.child("dobj", "nsubjpass"))
            on = noun.head.low in ("on", "for", "during", "in", "with", "as", "of")
            if on and found and (noun.head.low == "on" or to):
                actors = found
    arrived = not to and verb is not None and verb.lemma in ("arrive", "land") and verb.tag == "VBD"
    if not to:
        # "arrived in Tokyo on a state visit": the verb says where
        if verb is not None and verb.lemma in _GOING:
            for prep in verb.kids("prep"):
                if prep.low in ("in", "to", "at", "for"):
                    for place in prep.kids("pobj"):
                        code = country_of_place(place, page.document.side)
                        if code:
                            to.append(code)
    people = _people(page, actors)
    codes = [page.country_of(a) for a in actors]
    if (
        not to
        and invitation is not None
        and any(t.low in ("country", "nation") and t.child("poss") is not None for p in noun.kids("prep") if p.low == "to" for t in p.kids("pobj"))
    ):
        to = [c for c in (page.country_of(a) for a in invitation.hosts) if c][:1]  # "to pay a visit to his country"
    to = [c for c in dict.fromkeys(to) if c not in codes]
    if not to:
        # "the first visit by a Kazakh head of state to Vietnam": the parser hangs the place on the person
        behind = [w for w in noun.subtree() if w.low == "to" and w.dep == "prep" and w.start > noun.end]
        if noun.dep == "nsubj" and noun.head.lemma == "be":
            # "the visit by N. N. is the first by a Kazakh leader to Vietnam"
            behind += [w for w in noun.head.subtree() if w.low == "to" and w.dep == "prep" and w.start > noun.head.end]
        to = [c for w in behind for place in w.kids("pobj") for c in [country_of_place(place, page.document.side)] if c and c not in codes][:1]
    if not to and any(t.low in ("country", "nation") and any(c.low in ("the", "this") for c in t.children) for p in noun.kids("prep") if p.low == "to" for t in p.kids("pobj")):
        to = _elsewhere(page, actors) if actors else []  # "the second day of his visit to the country"
    if not to:
        # "on his visits, first to Tanzania and then to Zambia"
        words = sentence.words
        near = [k for k in range(noun.i + 1, min(noun.i + 5, len(words) - 1)) if words[k].low == "to"]
        to = [c for k in near for c in countries_of_place(page, words[k + 1]) if c not in codes]
    if not to and people and not any(c.low == "to" for c in noun.kids("prep")):
        # "at the invitation of the President of X, N. N. paid an official visit"
        to = [c for c in dict.fromkeys(page.country_of(a) for a in inviter(page, sentence, people)) if c and c not in codes][:1]
    if not to and people and not any(c.low in ("to", "in", "at") for c in noun.kids("prep")) and noun.low in ("visit", "trip"):
        to = _elsewhere(page, actors) if len(_origin(page, actors, [])) == 1 and (noun.dep != "pobj" or noun.head.low in ("on", "of", "during")) else []
    if not to and not people:
        to = [c for c in page.pair if c not in codes] if page.pair and len(set(codes)) == 1 and codes[0] in page.pair else []
        if len(to) != 1:
            status = status_of(page, noun)
            return Trip(clause_span(page, noun), status, weight=9) if group_of(status) == "off" and noun.dep in ("nsubj", "nsubjpass", "dobj") else None
    formats = [_FORMATS[c.low] for c in noun.children if c.low in _FORMATS]
    format_: VisitFormat | None = "state" if "state" in formats else formats[0] if formats else None  # "an official state visit"
    if not format_:
        before = page.text[max(sentence.start, noun.start - 40) : noun.start].lower()
        found_format = re.search(r"\b(state|official|working|transit|private)(?:,? (?:and|\w+))? $", before)
        format_ = _FORMATS[found_format.group(1)] if found_format else None
    status = status_of(page, verb if arrived and verb is not None else paying or noun)
    # "During his visit to X, the minister met Y on Monday": that is the day of the meeting
    aside = (verb.start, sentence.end) if verb is not None and paying is None and noun.dep == "pobj" and noun.end < verb.start else None
    date, basis = date_near(page, noun, outside=aside)
    if date is not None and page.anchor.day is not None and date == page.anchor.day.isoformat() and any(c.low in _AHEAD for c in noun.children):
        date, basis = None, None  # "met today to discuss the president's upcoming trip"
    if status == "planned" and noun.dep == "pobj" and noun.head.low == "during" and page.anchor.lies_behind(date):
        status = "took_place"  # "they intend to do more, they said during the visit on Monday"
    if status == "took_place" and verb is not None and verb.tag in ("VBZ", "VBP") and noun.dep == "pobj" and noun.head.low == "on":
        status = "ongoing"
    if invitation is not None and status in ("took_place", "proposed"):
        status = "planned" if invitation.accepted or accepted_here(page, sentence) else "proposed"
    elif status == "took_place" and re.search(r"\binvit(?:ed|es|ing|ation)\b", page.text[sentence.start : noun.start].lower()) and not people:
        status = "proposed"
    planned = next((c for c in noun.subtree() if c.dep in ("acl", "relcl") and c.lemma in ("schedule", "plan", "set", "slate", "due", "fix")), None)
    if planned is not None and date is None:
        date, basis = date_near(page, planned)
        status = "planned" if status == "took_place" else status
    unnamed = [w.mention.title.offices for w in noun.subtree() if not people and w.mention is not None and w.mention.kind == "title" and w.mention.title is not None]
    origin = _origin(page, actors, to)
    if owner is not None and not actors and page.document.side and page.document.side not in to:
        origin = [page.document.side]  # "the president", in his own government's text
    loose = status == "took_place" and date is None and noun.dep == "dobj" and verb is not None and verb.lemma in _SPOKEN_OF
    return Trip(clause_span(page, noun), status, people, origin, to, format_, date, basis,
                 (invitation.hosts if invitation else []) or inviter(page, sentence, people), cities_in(sentence), 0 if loose else 3 if people and to else 1,
                 offices=frozenset(unnamed[0]) if unnamed else frozenset(), loose=loose, ships=any(is_ship(w) for w in noun.subtree()),
                 earlier=any(c.low in ("previous", "last", "earlier", "preceding") for c in noun.children))  # fmt: skip


_SPOKEN_OF = {"welcome", "discuss", "note", "mention", "appreciate", "praise", "emphasize", "emphasise", "underline", "highlight", "call", "hail", "commend"}
_AHEAD = {"upcoming", "forthcoming", "oncoming", "coming", "planned", "future", "next", "impending"}


def _from_verb(page: Page, sentence: Sentence, verb: Word) -> Trip | None:
    """ "Visited X", "arrived in X", "will travel to X", "left for X", "invited him to visit X"."""
    to: list[str] = []
    if verb.lemma in ("visit", "tour", "reach"):
        for place in verb.kids("dobj")[:1]:  # not the second of "visited X rather than Y"
            to += countries_of_place(page, place)
        if not to:
            # "toured factories in Vietnam"
            inner = [p for top in [verb, *verb.kids("dobj")] for p in top.kids("prep") if p.low == "in"]
            to = [c for p in inner for place in p.kids("pobj") for c in countries_of_place(page, place)]
    preps = {
        "arrive": ("in", "at", "to"),
        "depart": ("for", "to"),
        "leave": ("for",),
        "head": ("to", "for"),
        "land": ("in", "at"),
        "touch": ("in", "at"),
        "stay": ("in", "at"),
        "spend": ("in", "at"),
    }.get(verb.lemma, ("to",))
    for prep in verb.kids("prep"):
        if prep.low in preps:
            for place in prep.kids("pobj"):
                to += countries_of_place(page, place)
    invitation = invitation_at(page, verb)
    if not to and verb.lemma in ("leave", "depart"):
        # "left X on Monday for Y to attend …": the parser makes Y the subject of what follows
        words = sentence.words
        to = [c for k in range(verb.i + 1, min(verb.i + 9, len(words) - 1)) if words[k].low == "for" for c in countries_of_place(page, words[k + 1])]
    if not to and invitation is not None and any(w.low in ("country", "nation") and w.child("poss") is not None for w in verb.kids("dobj")):
        to = [c for c in (page.country_of(a) for a in invitation.hosts) if c][:1]
    subject = _traveller(verb)
    if not to and (
        (verb.lemma == "arrive" and any(c.low == "here" for c in verb.children))
        or (verb.lemma == "visit" and invitation is None and any(t.low in ("country", "nation") and any(c.low in ("the", "this") for c in t.children) for t in verb.kids("dobj")))
    ):
        to = _elsewhere(page, actors_of(page, subject))  # "arrived here", "had visited the country before"
    if not to:
        return None
    actors = invitation.guests if invitation is not None else actors_of(page, subject)
    actors += delegates(subject) if invitation is None else []
    people = _people(page, actors)
    codes = [page.country_of(a) for a in actors]
    to = [c for c in dict.fromkeys(to) if c not in codes]
    unnamed = subject is not None and (is_party(subject) or is_ship(subject))
    origin = country_of_party(page, subject) if subject is not None and unnamed and not actors else []
    if not to or not (actors or origin) or set(origin) & set(to):
        return None
    if any(title.host in to for a in people for title in page.cast.roles[a].titles):
        return None  # an ambassador travelling in the country he is posted to
    if not people and invitation is None and not (subject is not None and (unnamed or subject.names("title") or subject.low in ("minister", "president", "leaders"))):
        return None
    status = status_of(page, verb)
    if verb.dep == "acl" and verb.head.low in _INTENT and status == "took_place":
        status = "planned"
    if invitation is not None:
        status = "planned" if invitation.accepted or accepted_here(page, sentence) else "proposed"
    date, basis = date_near(page, verb)
    if status == "ongoing" and (page.anchor.lies_ahead(date) or (verb.lemma in ("arrive", "leave", "depart", "fly", "come") and sentence.dates)):
        status = "planned"  # "is arriving on Thursday"
        date, basis = (None, None) if page.anchor.lies_behind(date) else (date, basis)
    return Trip(clause_span(page, verb), status, people, origin or _origin(page, actors, to), to, _format_near(verb), date, basis,
                 (invitation.hosts if invitation else []) or inviter(page, sentence, people), cities_in(sentence), 2, ships=is_ship(subject),
                 earlier=_before(verb))  # fmt: skip


def _before(verb: Word) -> bool:
    """Whether a visit is told of as one before: "last visited", "had earlier visited", not "earlier in the day"."""
    marks = {c.low for c in verb.children if c.dep in ("advmod", "aux")}
    return bool(marks & {"previously", "last", "before"}) or {"earlier", "had"} <= marks


_INTENT = {"plan", "plans", "intention", "intentions", "decision", "desire", "wish", "willingness", "readiness", "hope", "interest"}


def _traveller(verb: Word) -> Word | None:
    """Who travels: the subject, and in "announced plans to visit X", "his intention to visit X" whose plans they are."""
    subject = subject_of(verb)
    if subject is not None and subject is verb.head and verb.dep == "acl" and subject.low in _INTENT:
        holder = clause_verb(subject)
        return subject.child("poss") or (subject_of(holder) if holder is not None and holder is not verb else None)
    return subject


_EVENTS = {"celebration", "celebrations", "summit", "conference", "forum", "ceremony", "anniversary", "festival", "parade", "inauguration", "games", "opening", "expo",
           "fair", "meeting", "talks", "festivities", "commemoration", "jubilee", "exhibition", "congress"}  # fmt: skip
"""What a guest is invited to in the host's country."""


def _from_invitation(page: Page, sentence: Sentence, verb: Word) -> Trip | None:
    """ "Invited his counterpart to attend the anniversary": to the host's country, where no other place is named."""
    purpose = next((c for c in verb.children if c.verb and c.lemma in ("attend", "participate", "take", "come", "join")), None)
    if purpose is None and not any(p.low == "to" and p.child("pobj") is not None for p in verb.kids("prep")):
        return None
    if (
        purpose is not None
        and purpose.lemma in ("take", "join")
        and not re.search(r"\b(?:part in|summit|conference|forum|celebrat|ceremony|session)", page.text[purpose.start : sentence.end].lower())
    ):
        return None
    passive = verb.child("nsubjpass")
    guest = passive or verb.child("dobj")
    hosts = named_with(page, verb, "by") if passive is not None else actors_of(page, subject_of(verb))
    people = _people(page, actors_of(page, guest))
    codes = [c for c in dict.fromkeys(page.country_of(a) for a in hosts) if c]
    own = {page.country_of(a) for a in actors_of(page, guest)}
    named = [c for w in (purpose or verb).subtree() for c in [country_of_place(w, page.document.side)] if c and c not in own] if purpose is None or purpose.lemma == "come" else []
    event = any(t.low in _EVENTS for p in verb.kids("prep") if p.low in ("to", "for") for t in p.kids("pobj"))
    held = [c for w in (purpose or verb).subtree() if w.dep == "pobj" and w.head.low in ("in", "at") and (c := country_of_place(w, page.document.side))] if not named else []
    to = list(dict.fromkeys(named or held))[:1] or codes
    if not actors_of(page, guest) or len(to) != 1 or to[0] in own or (purpose is None and not named and not event):
        return None
    date, basis = date_near(page, purpose or verb)
    status: Status = "planned" if accepted_here(page, sentence) else "proposed"
    return Trip(clause_span(page, verb), status, people, _origin(page, actors_of(page, guest), to), to, _format_near(verb), date, basis, hosts, cities_in(sentence), 1)


def _format_near(verb: Word) -> VisitFormat | None:
    for word in verb.subtree():
        if word.low in _NOUNS:
            for child in word.children:
                if child.low in _FORMATS:
                    return _FORMATS[child.low]
    return None


def _subject_after(page: Page, noun: Word) -> list[str]:
    """Whose visit it is in "During his visit to X, the minister …": the subject that follows."""
    top = next((w for w in noun.ancestors() if w.verb), None)
    subject = subject_of(top) if top is not None else None
    if subject is None:
        subject = next((w for w in page.sentences[noun.sentence].words if w.start > noun.end and w.names("person")), None)
    return _people(page, actors_of(page, subject)) if subject is not None and subject.start > noun.start else []


def _from_being(page: Page, sentence: Sentence, verb: Word) -> Trip | None:
    """ "Is in Riga for a three-day visit", "was in Tokyo on Monday", "will be in Tokyo to attend": a visit."""
    if verb.child("attr", "acomp", "expl") is not None or any(c.dep in ("neg",) for c in verb.children):
        return None
    if verb.low not in ("is", "are", "'s", "was", "were") and not any(c.low == "will" for c in verb.kids("aux")):
        return None
    subject = verb.child("nsubj")
    people = _people(page, actors_of(page, subject)) or delegates(subject)
    to = [c for p in verb.kids("prep") if p.low == "in" for place in p.kids("pobj") for c in [country_of_place(place, page.document.side)] if c]
    codes = {page.country_of(a) for a in people}
    if not people or len(to) != 1 or to[0] in codes:
        return None
    past, ahead = verb.low in ("was", "were"), verb.low == "be"
    date, basis = date_near(page, verb) if past or ahead else (None, None)
    if past and date is None and not any(p.low == "for" for p in verb.kids("prep")):
        return None
    status: Status = "planned" if ahead else "took_place" if past else "ongoing"
    return Trip(clause_span(page, verb), status, people, _origin(page, people, to), to, _format_near(verb), date, basis, [], cities_in(sentence), 2)


def _from_expecting(page: Page, sentence: Sentence, verb: Word) -> Trip | None:
    """ "Is expected in Astana on 16 September", "is due in Riga next week"."""
    actors = actors_of(page, verb.child("nsubjpass") or (verb.head.child("nsubj") if verb.low == "due" else None))
    people = _people(page, actors)
    to = [
        c
        for top in dict.fromkeys((verb, verb.head))
        for p in top.kids("prep")
        if p.low == "in"
        for place in p.kids("pobj")
        for c in [country_of_place(place, page.document.side)]
        if c
    ]
    if not actors or len(to) != 1 or to[0] in [page.country_of(a) for a in actors] or any(c.verb for c in verb.kids("xcomp")):
        return None
    date, basis = date_near(page, verb)
    return Trip(clause_span(page, verb), "planned", people, _origin(page, actors, to), to, _format_near(verb), date, basis, [], cities_in(sentence), 2)


def _from_leading(page: Page, sentence: Sentence, verb: Word) -> Trip | None:
    """ "A trip that will also take him to X and Y"."""
    subject = subject_of(verb)
    people = _people(page, actors_of(page, verb.child("dobj")))
    to = [c for p in verb.kids("prep") if p.low == "to" for place in p.kids("pobj") for c in countries_of_place(page, place)]
    to = [c for c in to if c not in [page.country_of(a) for a in people]]
    if subject is None or subject.low not in _NOUNS | {"leg", "itinerary", "programme", "program"} or not people or not to:
        return None
    date, basis = date_near(page, verb)
    return Trip(clause_span(page, verb), status_of(page, verb), people, _origin(page, people, to), to, None, date, basis, [], cities_in(sentence), 2)


def _from_visiting(page: Page, sentence: Sentence, person: Word) -> Trip | None:
    """ "Visiting Foreign Minister N. N.": a visit going on, to the other country of the dyad."""
    people = _people(page, actors_of(page, person, joined=False))
    codes = [c for c in (page.country_of(a) for a in people) if c]
    if not people or not page.pair or not codes or codes[0] not in page.pair:
        return None
    to = [c for c in page.pair if c != codes[0]]
    return Trip(clause_span(page, person), "ongoing", people, codes, to, None, None, None, [], cities_in(sentence), 1)


def _from_host(page: Page, sentence: Sentence, verb: Word) -> Trip | None:
    """ "Welcomed the Japanese foreign minister to Berlin"."""
    guest = verb.child("dobj", "nsubjpass")
    if guest is None:
        return None
    on_visit = any(p.low in ("on", "for") and any(w.low in _NOUNS for w in p.kids("pobj")) for p in [*verb.kids("prep"), *guest.kids("prep")])
    if (verb.lemma == "host" or on_visit) and verb.child("dobj") is not None:
        hosts, people = actors_of(page, subject_of(verb)), _people(page, [*actors_of(page, guest), *delegates(guest)])
        codes = [c for c in (page.country_of(a) for a in hosts) if c]
        if people and len(set(codes)) == 1 and codes[0] not in [page.country_of(a) for a in people]:
            date, basis = date_near(page, verb)
            return Trip(clause_span(page, verb), status_of(page, verb), people, _origin(page, people, codes), codes[:1], _format_near(verb), date, basis,
                         [], cities_in(sentence), 2)  # fmt: skip
    for prep in verb.kids("prep"):
        if prep.low == "to":
            codes = [c for c in (country_of_place(p, page.document.side) for p in prep.kids("pobj")) if c]
            people = _people(page, actors_of(page, guest))
            if codes and people:
                date, basis = date_near(page, verb)
                return Trip(clause_span(page, verb), status_of(page, verb), people, _origin(page, people, codes), codes, None, date, basis,
                             [], cities_in(sentence), 1)  # fmt: skip
    return None
