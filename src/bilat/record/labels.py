"""Regimes and relations across documents, what was said, and what lies ahead."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache

from ..vocabulary import Regime, Relation, Statement, bounds
from .material import Material, Mention, fact_mention, sources_of, thing_id
from .model import Dated, Mechanism, RecordCommitment, RecordEvent, RecordRegime, RecordRelation, RecordStatement

_PLAIN = re.compile(r"[^\w%]+")


def collect_regimes(materials: Sequence[Material], parties: Collection[str]) -> list[RecordRegime]:
    """Gather the regimes between the parties: of each type one, unless their titles tell them apart, with the state that the last document gives."""
    groups: defaultdict[tuple[object, ...], list[Mention]] = defaultdict(list)
    for material in materials:
        for fact in material.reading.facts:
            if isinstance(fact, Regime) and set(parties) <= set(fact.parties) and fact.status != "denied":
                groups[(fact.type, tuple(sorted(fact.parties)), _key(fact.title) if fact.type == "other" else "")].append(fact_mention(material, fact))
    made = []
    for mentions in groups.values():
        ordered = sorted(mentions, key=lambda mention: mention.rank)
        facts = [mention.fact for mention in ordered if isinstance(mention.fact, Regime)]
        last = facts[-1]
        since = next((fact.since for fact in reversed(facts) if fact.since), None)
        title = next((fact.title for fact in reversed(facts) if fact.title), None)
        regime = RecordRegime(id=thing_id("regime", ordered), type=last.type, parties=sorted(last.parties), state=last.state, title=title, since=since, sources=sources_of(ordered))
        made.append((ordered[0].rank, regime))
    return [regime for _, regime in sorted(made, key=lambda item: item[0])]


def collect_relations(materials: Sequence[Material], parties: Collection[str]) -> list[RecordRelation]:
    """Gather the labels for the relationship, each once, with the first and the last day on which documents use it."""
    groups: defaultdict[tuple[str, tuple[str, ...]], list[Mention]] = defaultdict(list)
    for material in materials:
        for fact in material.reading.facts:
            if isinstance(fact, Relation) and set(parties) <= set(fact.parties):
                groups[(_key(fact.title), tuple(sorted(fact.parties)))].append(fact_mention(material, fact))
    made = []
    for (_, countries), mentions in groups.items():
        ordered = sorted(mentions, key=lambda mention: mention.rank)
        days = sorted(mention.material.day for mention in ordered if mention.material.day != "9999")
        titles = [mention.fact.title for mention in ordered if isinstance(mention.fact, Relation)]
        label = RecordRelation(
            id=thing_id("label", ordered), title=titles[0], parties=list(countries),
            since=days[0] if days else None, until=days[-1] if days else None, sources=sources_of(ordered),
        )  # fmt: skip
        made.append((ordered[0].rank, label))
    return [label for _, label in sorted(made, key=lambda item: item[0])]


def collect_statements(materials: Sequence[Material], parties: Collection[str], person_of: Mapping[tuple[str, str], str]) -> list[RecordStatement]:
    """Gather what people and governments of the parties said; the same words by the same speaker stand once, whoever carries them."""
    groups: defaultdict[tuple[str, str, str], list[Mention]] = defaultdict(list)
    for material in materials:
        actors = {actor.id: actor for actor in material.reading.actors}
        for fact in material.reading.facts:
            if not isinstance(fact, Statement) or fact.speaker is None:
                continue
            speaker = actors[fact.speaker]
            if speaker.country is not None and speaker.country in parties:
                who = person_of.get((material.document.id, fact.speaker)) or speaker.country
                groups[(who, speaker.country, _key(material.words(fact.content)))].append(fact_mention(material, fact))
    made = []
    for (who, country, _), mentions in groups.items():
        ordered = sorted(mentions, key=lambda mention: mention.rank)
        first = ordered[0]
        assert isinstance(first.fact, Statement)
        said = RecordStatement(
            id=thing_id("statement", ordered), speaker=who if who != country else None, country=country, content=first.material.words(first.fact.content),
            directness=first.fact.directness, date=first.fact.date or first.material.document.published, sources=sources_of(ordered),
        )  # fmt: skip
        made.append((first.rank, said))
    return [said for _, said in sorted(made, key=lambda item: item[0])]


def calendar(events: Sequence[RecordEvent], commitments: Sequence[RecordCommitment], mechanisms: Sequence[Mechanism], today: str) -> list[Dated]:
    """Return what is dated after the day `today`: planned visits and meetings, due dates of what is not done, in the order of their dates."""
    named = {event: mechanism.name for mechanism in mechanisms for event in mechanism.sessions}
    found = []
    for event in events:
        if event.date and event.status in ("planned", "proposed", "postponed") and _after(event.date, today):
            what = f"{event.session or ''} session of {named[event.id]}".strip() if event.id in named else _what(event)
            found.append(Dated(date=event.date, what=what, kind="session" if event.id in named else "event", object=event.id))
    for commitment in commitments:
        if commitment.due and commitment.state not in ("fulfilled", "dropped") and _after(commitment.due, today):
            found.append(Dated(date=commitment.due, what=commitment.action, kind="due", object=commitment.id))
    return sorted(found, key=lambda item: (bounds(item.date)[0] or item.date, item.object))


def _after(date: str, today: str) -> bool:
    last = bounds(date)[1]
    return last is None or last > today


def _what(event: RecordEvent) -> str:
    if event.kind == "visit":
        return f"{event.format or ''} visit {' '.join(event.from_)} → {' '.join(event.to)}".strip()
    return f"{event.type or 'meeting'} {' – '.join(event.parties)}" + (f", {event.occasion}" if event.occasion else "")


@lru_cache(1 << 14)
def _key(text: str | None) -> str:
    return _PLAIN.sub(" ", (text or "").casefold()).strip()
