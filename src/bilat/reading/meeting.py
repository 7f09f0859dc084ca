"""Finds `meeting` facts: talks, calls, summits, sessions of mechanisms, ceremonies, receptions, consultations; each encounter once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..vocabulary import Meeting as MeetingFact
from ..vocabulary import MeetingType
from . import ceremony
from .circumstances import clause_span, clause_verb, date_near, status_of
from .conversation import centred_on, from_discussion, from_speech, told_at, told_of
from .encounter import Encounter, consolidated, counterpart, encounter_of, merge_encounters, parted, partners, present, same_encounter, sides
from .grammar import Word, subject_of
from .mechanism import BODIES, body_in, ordinal_of, session_of
from .page import Page, Sentence
from .papers import kind_of
from .reference import actors_of, delegates, people_in_talks
from .session import CONVENE, HOLD, from_body, from_forum, from_ministerial, join_leaders, spoken_in

_MEET = {"meet", "confer"}
_TALKS: dict[str, MeetingType] = {
    "talks": "talks", "talk": "talks", "meeting": "talks", "meetings": "talks", "negotiations": "talks", "negotiation": "talks", "conversation": "talks",
    "conversations": "talks", "discussion": "talks", "discussions": "talks", "dialogue": "talks", "call": "call", "calls": "call", "phone": "call",
    "summit": "summit", "consultations": "consultations", "consultation": "consultations", "session": "session", "round": "consultations",
    "ceremony": "ceremony", "reception": "reception", "dinner": "reception", "banquet": "reception", "luncheon": "reception", "lunch": "reception",
    "audience": "talks", "tête-à-tête": "talks", "encounter": "talks", "videoconference": "call", "conference": "call", "teleconference": "call",
}  # fmt: skip
_CALL = re.compile(r"\b(?:telephone|phone|video|virtual|video[- ]?conference|online)\b|\bby (?:tele)?phone\b", re.IGNORECASE)
_OVER_PHONE = re.compile(
    r"\s(?:held )?(?:over|by|on|via|through) (?:the |a )?(?:secure )?(?:(?:tele)?phone|video(?:[- ]?(?:link|conference|conferencing|call))?|zoom)\b", re.IGNORECASE
)


def find(page: Page) -> Iterator[MeetingFact]:
    """Yield the encounters of a page, each once."""
    known: list[Encounter] = []
    for sentence in page.sentences:
        join_leaders(page, sentence, known)
        for encounter in _in_sentence(page, sentence, known):
            if sentence.headline:
                encounter.headline, encounter.weight = True, 0
            same = next((k for k in reversed(known) if same_encounter(k, encounter)), None)
            if same is None:
                known.append(encounter)
            else:
                merge_encounters(same, encounter)
    for e in consolidated(known):
        if not e.participants and not e.parties:
            continue
        if e.status == "took_place" and page.anchor.lies_ahead(e.date):
            e.status = "planned"
        yield MeetingFact(evidence=e.spans, status=e.status, date=e.date, date_basis=e.basis, participants=e.participants, parties=e.parties,
                          type=e.type, places=e.places, mechanism=e.mechanism, session=e.session, occasion=e.occasion, confidence=0.8)  # fmt: skip


def _in_sentence(page: Page, sentence: Sentence, known: list[Encounter]) -> Iterator[Encounter]:
    quoted = bool(page.quotations_in(sentence.start, sentence.end))
    for word in sentence.words:
        if quoted and page.quoted(word.start) is not None:
            continue
        encounter: Encounter | None = None
        if word.verb and word.lemma in _MEET:
            encounter = _from_meet(page, sentence, word)
        elif word.verb and word.lemma == "receive":
            encounter = _from_receive(page, sentence, word) or ceremony.from_rite(page, sentence, word)
        elif word.verb and word.lemma in ("host", "welcome", "greet") and _for_talks(word):
            encounter = _from_receive(page, sentence, word)
        elif word.verb and word.lemma in ("welcome", "greet"):
            encounter = ceremony.from_welcome(page, sentence, word)
        elif word.verb and word.lemma in ceremony.RITES:
            encounter = ceremony.from_rite(page, sentence, word)
        elif word.verb and word.lemma in ("call", "telephone", "phone", "speak", "talk"):
            encounter = from_speech(page, sentence, word)
        elif word.verb and word.lemma in ("discuss", "exchange", "review", "see"):
            encounter = from_discussion(page, sentence, word)
        elif (
            (word.low in ("committee", "commission", "council", "forum", "group") and word.dep in ("dobj", "nsubjpass", "nsubj") and word.head.lemma in CONVENE)
            or (word.low in BODIES and word.dep == "pobj" and word.head.low == "for" and word.head.head.lemma in ("travel", "visit", "arrive", "come", "meet", "fly"))
            or (word.low in BODIES and word.dep == "pobj" and spoken_in(page, word))
        ):
            encounter = from_body(page, sentence, word, known)
        elif word.low == "ministerial" and word.tag.startswith("N"):
            encounter = from_ministerial(page, sentence, word)
        elif word.low == "forum":
            encounter = from_forum(page, sentence, word, known)
        elif word.tag.startswith("N") and word.low in _TALKS:
            encounter = _from_noun(page, sentence, word, known) or told_of(page, sentence, word, known) or told_at(page, sentence, word) or centred_on(page, sentence, word, known)
        if encounter is not None:
            if encounter.status in ("planned", "proposed") and page.anchor.lies_behind(encounter.date):
                # "the committee, which met once, in 2021, sits again next year"
                coming = next((date for date in sentence.dates if page.anchor.lies_ahead(date.value)), None)
                encounter.date, encounter.basis = (coming.value, coming.basis) if coming is not None else (None, None)
            yield encounter


def _from_meet(page: Page, sentence: Sentence, verb: Word) -> Encounter | None:
    subject = subject_of(verb)
    words = sentence.words
    before = verb.i - 1
    while before > 1 and words[before].tag == "RB":
        before -= 1
    if subject is None and before > 0 and words[before].text == "," and words[before - 1].names("person"):
        subject = words[before - 1]  # "During his visit to X, Minister N. N., met with": a comma too many
    actors = actors_of(page, subject)
    for thing in verb.kids("dobj"):
        actors += actors_of(page, thing)
    actors += partners(page, verb, "with")
    if any(w.low == "them" for w in [*verb.kids("dobj"), *(t for p in verb.kids("prep") if p.low == "with" for t in p.kids("pobj"))]):
        actors += _them(page, sentence, verb, actors)
    if not [a for a in actors_of(page, subject) if a not in actors] and len(set(actors)) == 1:
        actors += _guest_after(page, sentence, verb, actors)
    actors += present(page, sentence, verb)
    actors = _named_before(page, subject, actors) if subject is not None else actors
    people, codes = parted(page, list(dict.fromkeys(actors)))
    if len(people) + (0 if people else len(codes)) < 2 and len(codes) < 2:
        return None
    type_: MeetingType = "call" if _CALL.search(page.text, *clause_span(page, verb)) else "talks"
    made = encounter_of(page, sentence, verb, type_, actors, 3)
    made.earlier = any(c.dep == "advmod" and c.low in ("last", "previously") for c in verb.children)
    summit = next((t for p in verb.kids("prep") if p.low in ("for", "at", "during") for t in p.kids("pobj") if t.low == "summit"), None)
    if summit is not None and type_ == "talks" and (session_of(page, summit)[1] or any(c.low in ("bilateral", "presidential", "trilateral", "annual") for c in summit.children)):
        made.type = "summit"
        made.session = session_of(page, summit)[1] or ordinal_of(summit)
    return made


def _them(page: Page, sentence: Sentence, verb: Word, hosts: list[str]) -> list[str]:
    """Whom "met with them" means: the people of one other country last named together."""
    own = {page.country_of(a) for a in hosts}
    for earlier in reversed(page.sentences[max(0, sentence.index - 1) : sentence.index + 1]):
        named = [a for m in earlier.mentions if m.end <= verb.start for a in m.actors if page.cast.roles[a].type == "person" and page.country_of(a) not in own]
        if len(set(named)) >= 2 and len({page.country_of(a) for a in named}) == 1:
            return list(dict.fromkeys(named))
    return []


_OFFICIAL = re.compile(r"(?:^|\b)(?:official|guest|diplomat|leader|minister|envoy|dignitary)$")


def _named_before(page: Page, subject: Word, actors: list[str]) -> list[str]:
    """The actors, with the person for "the Danish official", where one of that country has been named before."""
    if not _OFFICIAL.search(subject.low) or any(page.cast.roles[a].type == "person" for a in actors_of(page, subject)):
        return actors
    marks = [w.mention for w in [subject, *subject.kids("amod", "compound", "poss")] if w.mention is not None and w.mention.country]
    for sentence in reversed(page.sentences[max(0, subject.sentence - 4) : subject.sentence] if marks else []):
        for earlier in sentence.mentions:
            people = [a for a in earlier.actors if page.cast.roles[a].type == "person" and page.country_of(a) == marks[0].country]
            if people and people[0] not in actors:
                return [people[0], *(a for a in actors if page.cast.roles[a].type != "country")]
    return actors


def _from_receive(page: Page, sentence: Sentence, verb: Word) -> Encounter | None:
    """ "The president received the ambassador"; "was received by"."""
    guest = verb.child("dobj", "nsubjpass")
    host = verb.child("nsubj")
    if host is not None and host.low in ("who", "which"):
        host = subject_of(verb)
    actors = actors_of(page, host) if host is not None else (partners(page, verb, "by") or actors_of(page, subject_of(verb)))
    people = [a for a in actors if page.cast.roles[a].type == "person"]
    guests = [a for a in actors_of(page, guest) if page.cast.roles[a].type == "person"] or delegates(guest) or _guest_after(page, sentence, verb, people)
    if people and not guests:
        guests = _unnamed(page, guest, people)
    elif guests and not people:
        people = [a for a in actors if host is None or host.names("title")]  # "was received by the prime minister of X"
    if not people or not guests:
        return None
    return encounter_of(page, sentence, verb, "talks", [*people, *guests, *present(page, sentence, verb)], 3)


def _for_talks(verb: Word) -> bool:
    """Whether a guest is welcomed "for talks", or for a meeting."""
    return any(
        t.low in ("talks", "meeting", "consultations", "lunch", "dinner", "discussions")
        for p in [*verb.kids("prep"), *(q for d in verb.kids("dobj") for q in d.kids("prep"))]
        if p.low == "for"
        for t in p.kids("pobj")
    )


def _unnamed(page: Page, guest: Word | None, hosts: list[str]) -> list[str]:
    """The country of a guest without a name: "received the Polish official", "the head of the delegation was received"."""
    if guest is None or not (guest.names("title") or guest.low in ("official", "guest", "diplomat", "envoy", "delegation")):
        return []
    own = {page.country_of(a) for a in hosts}
    known = counterpart(page, page.sentences[guest.sentence], hosts)
    if (
        known
        and guest.mention is not None
        and guest.mention.title is not None
        and re.match(r"(?:head of (?:the )?delegation|minister|official|guest)$", guest.mention.title.text.lower())
    ):
        return known  # "the head of the delegation": the guest that the text is about
    named = [w.mention.country for w in guest.subtree() if w.mention is not None and w.mention.country]
    codes = [c for c in (named or list(page.pair or ())) if c not in own]
    return page.country_ids(codes[:1]) if len(own) == 1 and None not in own else []


def _guest_after(page: Page, sentence: Sentence, verb: Word, hosts: list[str]) -> list[str]:
    """The first person named after a verb whose object the parser has lost behind a phrase of time and place."""
    own = {page.country_of(a) for a in hosts}
    for word in sentence.words[verb.i + 1 : verb.i + 12]:
        if word.verb:
            break
        mention = word.mention
        if mention is not None and mention.kind == "person" and mention.actors and page.country_of(mention.actors[0]) not in own:
            return list(mention.actors)
    return []


_ORGANISATIONS_SUMMIT = re.compile(
    r"\b(?:[A-Z][A-Z0-9]{1,6}|[Oo]rgani[sz]ation|[Uu]nion|[Ff]orum)(?:'s|’s)? [Ss]ummit\b|\b[Ss]ummit of (?:the )?(?:[A-Z]{3,7}\b|Organi[sz]ation|\w+ Union)"
)


def _from_noun(page: Page, sentence: Sentence, noun: Word, known: list[Encounter]) -> Encounter | None:
    type_ = _TALKS[noun.low]
    text = page.text
    verb = clause_verb(noun)
    modifiers = {c.low for c in noun.children if c.dep in ("amod", "compound", "nmod", "det", "poss", "nummod")}
    span = noun.span()
    words = text[span[0] : span[1]]
    if noun.low in ("call", "calls") and not (modifiers & {"phone", "telephone", "video", "introductory", "courtesy", "conference"}):
        if not (verb is not None and noun.dep == "dobj" and verb.lemma in ("hold", "have", "receive") and partners(page, noun, "with", "from", "between")):
            return None
    if noun.low == "phone" or (noun.low == "conference" and not modifiers & {"video", "online", "virtual"}):
        return None
    if noun.low == "summit" and any(c.names("organisation") or re.fullmatch(r"G-?\d+|[A-Z]{3,6}|BRICS", c.text) for c in noun.children):
        # the summit of an organisation is no meeting of two countries
        return None
    if noun.low == "summit" and not noun.kids("prep") and not sides(page, noun) and _ORGANISATIONS_SUMMIT.search(text, max(0, noun.start - 4000), noun.start):
        return None  # "the upcoming summit", after "the 10th OTS Summit"
    if (
        noun.low in ("meeting", "meetings")
        and noun.text[0].isupper()
        and verb is not None
        and verb.lemma == "attend"
        and not (partners(page, noun, "with", "between") or sides(page, noun))
    ):
        return None  # "to attend the Senior Officials Meeting": of many countries
    if modifiers & {"courtesy"}:
        type_ = "talks"
    elif (modifiers & {"phone", "telephone", "video", "virtual", "online"} or _OVER_PHONE.match(text, noun.end)) and noun.low not in ("ceremony",):
        type_ = "call"
    mechanism, number = session_of(page, noun)
    before = bool(modifiers & {"previous", "preceding", "earlier", "last"}) and "the" in modifiers
    if mechanism is None and (noun.low in ("session", "round") or (noun.low == "meeting" and (before or "next" in modifiers) and known and known[-1].mechanism)):
        mechanism, number = _of_known_body(page, sentence, noun, known)
    if mechanism is None and _chaired(noun, verb) and known and known[-1].mechanism and known[-1].place >= page.sentences[max(0, sentence.index - 3)].start:
        mechanism, number = known[-1].mechanism, known[-1].session  # "The meeting was chaired by …", after the session of a body
    told = mechanism is not None and noun.dep == "pobj" and noun.head.low in ("during", "at", "for", "within", "after", "following")
    if noun.low in ("dialogue", "discussions", "discussion", "conversation", "negotiations", "session", "round", "talk") and not (
        told or _held(page, noun, verb) or partners(page, noun, "with", "between")
    ):
        return None
    if re.match(r"\s+(?:every|each|annually|once a|twice a)\b", text[noun.end : noun.end + 12]):
        return None  # "to hold the summit every two years": a rule, no event
    if type_ == "ceremony" and noun.dep == "pobj" and noun.head.low in ("after", "following", "before", "prior"):
        return None
    if mechanism is None:
        # "the next session of the Council": the one the text last spoke of by that noun
        body = next((t.low for p in noun.kids("prep") if p.low == "of" for t in p.kids("pobj") if t.low in BODIES and all(c.dep in ("det", "prep") for c in t.children)), None)
        mechanism = next((k.mechanism for k in reversed(known) if body and k.mechanism and k.mechanism.lower().endswith(body)), None)
    if mechanism and noun.low != "summit":
        type_ = "session"
        if re.search(r"\bconsultations\b", words.lower()) and not re.search(r"commission|committee|council|dialogue|group", mechanism.lower()):
            type_ = "consultations"
            mechanism = None if mechanism.lower() in ("consultations", "political consultations") else mechanism
    elif noun.low == "session" and "working" not in modifiers:
        return None
    if re.search(r"\b(?:political|consular|foreign ministry|foreign office|inter-?ministerial|inter-mfa)\b[\w\s-]*consultations", words.lower()):
        type_ = "consultations"
    actors = [*partners(page, noun, "with", "between", "of", "among"), *_possessor(page, noun), *sides(page, noun)]
    if noun.low == "call" and verb is not None and verb.lemma == "pay":
        hosts = partners(page, noun, "on", "to") or partners(page, verb, "on", "to")
        caller = subject_of(verb)
        if caller is not None and caller.names("title") and {page.country_of(a) for a in actors_of(page, caller)} == {page.country_of(a) for a in hosts}:
            # "the minister paid a courtesy call on the prime minister": the guest, not the minister of the host's own country
            guests = counterpart(page, sentence, hosts)
            return encounter_of(page, sentence, noun, type_, [*guests, *hosts], 3) if guests else None
        actors += hosts
    if "courtesy" in modifiers and noun.dep == "pobj" and (callers := parted(page, partners(page, noun, "by", "from"))[0]):
        actors += [*callers, *(a for a in actors_of(page, subject_of(verb)) if page.cast.roles[a].type == "person")] if verb is not None else callers
    if type_ == "reception":
        actors += parted(page, partners(page, noun, "for"))[0]
    held = _held(page, noun, verb) or _gone_to(sentence, noun, number)
    if held and verb is not None:
        subject = subject_of(verb)
        if noun.dep in ("dobj", "pobj", "conj") and subject is not None:
            actors = [*actors_of(page, subject), *actors]
        actors += [*partners(page, verb, "with", "by", "between", *(("on", "to") if verb.lemma == "pay" else ())), *present(page, sentence, noun)]
    elif told:
        actors += present(page, sentence, noun)
    people, codes = parted(page, list(dict.fromkeys(actors)))
    if held and not people and not codes and noun.low in ("round", "consultations", "negotiations") and noun.dep in ("nsubjpass", "nsubj", "dobj"):
        actors = page.country_ids(page.parties(sentence))  # "the second round of negotiations on … was held in Riga"
        people, codes = parted(page, actors)
    if noun.low in ("negotiations", "negotiation") and not people and not number and _on_document(sentence, noun):
        return None  # "negotiations on an agreement began": what is done with the agreement
    if noun.low == "round" and re.search(r"\b(?:negotiations|talks)\b", words.lower()):
        type_ = "talks"
    if (
        noun.low in ("meeting", "meetings", "talks", "summit")
        and not held
        and not mechanism
        and not (len(people) >= 1 and noun.dep in ("pobj", "nsubj", "nsubjpass", "dobj", "ROOT"))
    ):
        return None
    if type_ == "ceremony":
        honoured = partners(page, verb, "for") if verb is not None and noun.dep == "nsubjpass" else []
        return ceremony.from_noun(page, sentence, noun, verb, [*actors, *honoured])
    if type_ == "reception" and not (held or people):
        return None
    if not held and len(people) < 1 and not mechanism:
        return None
    if type_ == "call" and noun.dep == "pobj" and not people and verb is not None and noun.start < verb.start:
        # "In a phone call, the minister said …": whoever speaks was on the line
        people = parted(page, actors_of(page, subject_of(verb)))[0]
        actors = [*people, *actors]
    if len(people) < 2 and len(codes) < 2 and not mechanism:
        # "During the talks with the Chinese foreign minister": the other party is the one whose visit or talks the text is about
        speaker = actors_of(page, subject_of(verb)) if verb is not None and noun.dep == "pobj" and noun.head.low in ("at", "during", "in") and noun.head.head is verb else []
        # "… , N. N. said at a meeting with M. M."
        if speaker and verb is not None and verb.lemma == "tell":
            speaker += [a for thing in verb.kids("dobj", "dative") for a in actors_of(page, thing)]  # "told N. N. at a meeting"
        others = [a for a in speaker if page.cast.roles[a].type == "person" and a not in people] or counterpart(page, sentence, people)
        people_ids = [*others, *people]
        actors = [*others, *actors]
        if len(parted(page, actors)[1]) < 2 and not codes and not people_ids:
            return None
    if mechanism and len(people) < 2:
        actors = [*actors, *(a for a in page.country_ids(page.parties(sentence)))] if not people else actors
        ministers = _ministers_at_level(page, sentence)
        actors = [*ministers, *actors]
    made = encounter_of(page, sentence, noun, type_, actors, 3 if held else 1)
    made.earlier = before
    made.mechanism, made.session = mechanism, (ordinal_of(noun) if noun.low == "round" and number is None else number)
    if made.date is None and verb is not None and verb.lemma == "be" and (coming := verb.child("xcomp")) is not None and noun.dep == "nsubj":
        made.date, made.basis = date_near(page, coming)  # "is to be held in May"
    beside = _told_beside(page, noun)
    if beside is not None:
        end = max(part.end for part in beside.subtree())
        own = next((date for date in sentence.dates if beside.start < date.start < end and date.value), None)
        made.date, made.basis = (own.value, own.basis) if own else date_near(page, beside)
        made.status = status_of(page, beside)
    parties = page.parties(sentence)
    if len(made.parties) < 2 == len(parties) and (not made.parties or made.parties[0] in parties):
        made.parties = parties
    if mechanism and made.status == "took_place" and re.search(r"\b(?:plan|schedul|next|upcoming|agreed to (?:hold|convene))", text[sentence.start : noun.start].lower()):
        made.status = "planned"
    return made


def _on_document(sentence: Sentence, noun: Word) -> bool:
    things = [t for p in noun.kids("prep") if p.low in ("on", "for", "about", "toward", "towards", "over", "concerning", "regarding") for t in p.kids("pobj")]
    return any(kind_of(sentence, thing) is not None for thing in things)


def _chaired(noun: Word, verb: Word | None) -> bool:
    """Whether a meeting is the one just told of, and told who led it: "The meeting was chaired by N. N."."""
    return (
        noun.low in ("meeting", "session", "event")
        and noun.dep in ("nsubjpass", "nsubj")
        and any(c.low in ("the", "this") for c in noun.children)
        and not any(c.dep in ("prep", "amod", "nummod") for c in noun.children)
        and verb is not None
        and verb.lemma in ("chair", "co-chair", "lead", "head", "open", "moderate")
    )


def _of_known_body(page: Page, sentence: Sentence, noun: Word, known: list[Encounter]) -> tuple[str | None, int | None]:
    """ "Its second session", "the next round", "agreed to hold the 10th session in Hanoi": of the body last spoken of, where the noun names none."""
    number = ordinal_of(noun)
    marks = {c.low for c in noun.children}
    if any(p.low == "of" for p in noun.kids("prep")) or not (number or marks & {"its", "next", "previous", "last"}):
        return None, None
    last = next((k.mechanism for k in reversed(known) if k.mechanism), None) or body_in(page, sentence.index - 3, sentence.index + 1)
    return (last, number) if last else (None, None)


def _ministers_at_level(page: Page, sentence: Sentence) -> list[str]:
    """ "… at the level of foreign ministers": those ministers, where the piece names both."""
    for mention in sentence.mentions:
        if mention.kind == "title" and mention.title and mention.title.plural and len(mention.actors) >= 2 and mention.start > sentence.start:
            return list(mention.actors)
    found = re.search(r"at the level of (?:the )?(deputy )?(?:foreign ministers|ministers of foreign affairs)", page.text[sentence.start : sentence.end].lower())
    if not found:
        return []
    office = "deputy_foreign_minister" if found.group(1) else "foreign_minister"
    parties = page.parties(sentence)
    out = [r.id for r in page.cast.people() if office in r.offices and r.country in parties]
    return out if len(out) == 2 else []


def _possessor(page: Page, noun: Word) -> list[str]:
    out: list[str] = []
    for child in noun.kids("poss"):
        out += _theirs(page, noun) if child.low == "their" else actors_of(page, child)
    return out


def _theirs(page: Page, noun: Word) -> list[str]:
    """Whose "their meeting" is: of the subject and whom he speaks with in the same clause, else of the people last named together."""
    verb = clause_verb(noun)
    pair = parted(page, list(dict.fromkeys([*actors_of(page, subject_of(verb)), *partners(page, verb, "with")])))[0] if verb is not None else []
    return pair if len(pair) == 2 else people_in_talks(page, page.sentences[noun.sentence])


def _told_beside(page: Page, noun: Word) -> Word | None:
    """The verb of "…, which took place in Hanoi" or "…, held in Hanoi" behind a noun or behind the body that it is a session of."""
    for word in noun.subtree():
        if word.dep not in ("relcl", "acl") or word.tag not in ("VBD", "VBN") or word.start < noun.start:
            continue
        if word.lemma in ("hold", "convene") or (word.lemma == "take" and any(c.low == "place" for c in word.children)):
            return word
    words = page.sentences[noun.sentence].words
    after = max(word.i for word in noun.subtree()) + 1
    if after + 1 < len(words) and words[after].text == "," and words[after + 1].lemma in ("hold", "convene") and words[after + 1].tag in ("VBN", "VBD"):
        return words[after + 1]  # hung on the verb of the sentence by the parser
    return None


def _gone_to(sentence: Sentence, noun: Word, number: int | None) -> bool:
    """Whether somebody travels for it: "will be in Riga for the 7th consultations"."""
    if noun.low not in ("consultations", "summit") or number is None or noun.dep != "pobj" or noun.head.low != "for":
        return False
    going = {"visit", "travel", "arrive", "come", "land", "fly", "trip", "go", "leave", "head"}
    return any(w.lemma in going for w in sentence.words[: noun.i])


def _held(page: Page, noun: Word, verb: Word | None) -> bool:
    """Whether the clause says that the event is held, attended, opened: the noun is its object or its subject in the passive."""
    if _told_beside(page, noun) is not None:
        return True
    if verb is None:
        return False
    if noun.dep == "attr" and verb.lemma == "be":
        return any(c.dep == "poss" or c.low in ("first", "second", "third", "fourth", "fifth") for c in noun.children)
    if noun.low in ("dialogue", "discussion", "discussions", "conversation") and verb.lemma in ("continue", "have", "maintain") and verb.tag == "VB":
        return False  # "to continue an open dialogue": no event
    if verb.lemma == "pay" and noun.low in ("call", "calls"):
        return True
    if noun.dep == "nsubj" and verb.lemma == "be" and any(c.dep == "xcomp" and c.lemma in ("hold", "convene", "chair") for c in verb.children):
        return True  # "is to be held"
    if verb.lemma not in HOLD:
        return verb.lemma in ("occur", "happen") and noun.dep in ("nsubj",)
    if noun.dep in ("dobj", "nsubjpass"):
        return True
    if noun.dep == "nsubj" and verb.lemma in ("take", "begin", "start", "open", "conclude", "convene", "sit", "reconvene", "continue", "resume", "follow"):
        return True
    if noun.dep == "conj":
        return noun.head is not noun and noun.head.dep in ("dobj", "nsubjpass")
    if noun.dep == "pobj" and noun.head.dep == "prep":
        top = noun.head.head
        return (top is verb and verb.lemma in ("participate", "attend", "preside", "join")) or (
            verb.lemma == "take" and noun.head.low in ("in",) and any(c.low in ("part",) for c in verb.children)
        )
    return False
