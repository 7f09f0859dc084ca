"""Ceremonies among the encounters: what is opened, laid or handed over, and who was there."""

from __future__ import annotations

import re

from .circumstances import clause_span, date_near, status_of
from .encounter import Encounter, encounter_of, parted, partners, present
from .grammar import Word, subject_of
from .page import Page, Sentence
from .places import cities_in
from .reference import actors_of

_OPENED = {"embassy", "consulate", "building", "monument", "memorial", "exhibition", "bust", "plant", "factory", "centre", "center", "hub", "school", "university",
           "campus", "office", "bridge", "checkpoint", "crossing", "museum", "pavilion", "festival", "year", "days", "week", "forum", "institute", "terminal",
           "facility", "statue", "plaque", "garden", "house", "mission", "line", "railway", "hospital", "park", "academy", "laboratory"}  # fmt: skip
_PAPERS = {"credentials", "credence"}
RITES: dict[str, set[str]] = {
    "inaugurate": _OPENED, "unveil": _OPENED, "open": _OPENED, "present": _PAPERS, "hand": _PAPERS, "submit": _PAPERS, "deliver": _PAPERS, "accept": _PAPERS,
    "receive": _PAPERS, "lay": {"wreath", "wreaths", "flowers", "stone"},
}  # fmt: skip
"""What is done at a ceremony to what: an embassy opened, credentials presented, a wreath laid."""


def from_welcome(page: Page, sentence: Sentence, verb: Word) -> Encounter | None:
    """ "He was welcomed at the airport by the governor": a ceremony, where the clause names a place of arrival or both people."""
    guest = actors_of(page, verb.child("dobj", "nsubjpass"))
    hosts = partners(page, verb, "by") if verb.child("nsubjpass") is not None else actors_of(page, subject_of(verb))
    span = clause_span(page, verb)
    if not parted(page, guest)[0] or not parted(page, hosts)[0] or not re.search(r"\bairport|palace|residence|guard of honou?r|red carpet", page.text[span[0] : span[1]].lower()):
        return None
    return encounter_of(page, sentence, verb, "ceremony", [*guest, *hosts], 2)


def from_rite(page: Page, sentence: Sentence, verb: Word) -> Encounter | None:
    """ "Inaugurated the embassy", "presented credentials to the president", "laid a wreath": a ceremony by what was done at it."""
    thing = verb.child("dobj", "nsubjpass")
    if thing is None:
        return None
    what = next((w for w in thing.subtree() if w.low in RITES[verb.lemma] and (w is thing or w.dep in ("pobj", "conj"))), None)
    if what is None or (verb.lemma == "open" and any(c.dep == "neg" for c in verb.children)):
        return None
    actors = (
        partners(page, verb, "by", "to", "from", "with")
        if verb.child("nsubjpass") is not None
        else [*actors_of(page, subject_of(verb)), *partners(page, verb, "to", "from", "with")]
    )
    people = parted(page, [*actors, *present(page, sentence, verb)])[0]
    people = [p for p in people if page.cast.roles[p].offices]
    if not people:
        return None
    name = " ".join(page.text[thing.span()[0] : thing.span()[1]].split())
    occasion = f"opening of {name}" if RITES[verb.lemma] is _OPENED else f"presentation of {what.low}" if RITES[verb.lemma] is _PAPERS else name
    date, basis = date_near(page, verb)
    codes = parted(page, people)[1]
    return Encounter(clause_span(page, verb), verb.start, "ceremony", status_of(page, verb), list(dict.fromkeys(people)), codes if len(codes) > 1 else [],
                      cities_in(sentence), occasion=occasion, date=date, basis=basis, weight=2)  # fmt: skip


def from_noun(page: Page, sentence: Sentence, noun: Word, verb: Word | None, actors: list[str]) -> Encounter | None:
    """An opening, signing or wreath-laying: who took part, and what for."""
    people, _ = parted(page, actors)
    if verb is not None:
        people = list(dict.fromkeys([*[a for a in actors_of(page, subject_of(verb)) if page.cast.roles[a].type == "person"], *people]))
    if not people:
        return None
    start, end = noun.span()
    occasion = re.sub(r"^(?:the|a|an)\s+", "", page.text[start:end])
    date, basis = date_near(page, noun)
    codes = parted(page, people)[1]
    codes = codes if len(codes) > 1 else []
    return Encounter(clause_span(page, noun), noun.start, "ceremony", status_of(page, noun), people, codes, cities_in(sentence),
                      occasion=" ".join(occasion.split()), date=date, basis=basis, weight=2)  # fmt: skip
