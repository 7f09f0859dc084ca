"""The state of a relationship in a few lines: what it is called, the highest contact, what is next and what is overdue, regimes, standing bodies."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from ...record.model import Mechanism, RecordEvent, RecordRelation, Source
from ...statistics.verdict import ordinal
from ...vocabulary import bounds
from .contacts import in_short, lead
from .desk import Desk, Matter
from .papers import who_undertook
from .wording import Said

_TRADING = re.compile(r"trad(?:e|ing)|invest|econom|suppl|market|donor|export|import", re.IGNORECASE)
_IN_FORCE = ("in_force",)


def state(desk: Desk) -> Iterator[Matter]:
    """Yield the lines of the state of a relationship."""
    yield from _labels(desk)
    yield from _contacts(desk)
    yield from _overdue(desk)
    for regime in desk.record.regimes:
        if desk.fresh(regime.sources, regime.since):
            told = desk.published(regime.sources)
            said = desk.words.say(
                "state.regime",
                desk.quoting(regime.title or "", list(reversed(regime.sources))),
                name=desk.words.called(regime.type, "regime"),
                title=regime.title or "",
                state=desk.words.called(regime.state, "standing"),
                since=regime.since or "",
                in_force=regime.state in _IN_FORCE,
            )
            worth = 0.8 * desk.weights.of("regime", regime.type) * (0.5 + 0.5 * desk.recent(desk.day(told[-1]) if told else ""))
            yield Matter.written(worth, ("4", regime.id), said)
    for body in desk.record.mechanisms:
        if (matter := _body(desk, body)) is not None:
            yield matter


def _labels(desk: Desk) -> Iterator[Matter]:
    groups: defaultdict[tuple[bool, str], list[RecordRelation]] = defaultdict(list)
    for relation in desk.record.relations:
        if desk.fresh(relation.sources):
            sides = desk.sides_of(relation.sources)
            own = {side for side in sides if side is not None}
            who = "both" if len(own) > 1 else next(iter(own), "press") or "press"
            groups[_TRADING.search(relation.title) is not None, who].append(relation)
    for (trading, who), relations in sorted(groups.items()):
        chosen = sorted(relations, key=lambda one: (-desk.independent(one.sources), one.until or "", one.title))[:3]
        days = desk.published([source for one in chosen for source in one.sources])
        caller = desk.words.word(f"state.label.{who}") if who in ("both", "press") else desk.words.say("state.label.one", side=who).text
        sources = [source for one in chosen for source in desk.quoting(one.title, one.sources, 1 if len(chosen) > 1 else 2)]
        when = desk.words.say("state.label.when", first=days[0], last=days[-1]).text if days else ""
        titles = [f"“{one.title}”" for one in chosen]
        said = desk.words.say("state.trading" if trading else "state.label", sources, who=caller, titles=titles, when=when)
        worth = (0.55 if trading else 1.0) * (0.6 if who == "press" else 1.0) * (0.4 + 0.6 * desk.recent(desk.day(days[-1]) if days else ""))
        yield Matter.written(worth, ("0" if not trading else "1", {"both": "0", "press": "2"}.get(who, "1"), who), said)


def _contacts(desk: Desk) -> Iterator[Matter]:
    ahead = {item.object for item in desk.record.calendar}
    whole = [event for event in desk.record.events if event.part_of not in desk.events and desk.new(event)]
    done = [event for event in whole if desk.happened(event) and event.date]
    if done:
        best = max(done, key=lambda event: (desk.weight(event) * desk.recent(desk.when(event)), event.id))
        yield Matter.written(2.0, ("2",), desk.words.say("state.contact", desk.best(desk.telling(best)), what=in_short(desk, best), when=lead(desk, best)))
    coming = [event for event in whole if event.id in ahead]
    if coming:
        following = min(coming, key=lambda event: (bounds(event.date or "")[1] or "9999", -desk.weight(event), event.id))
        yield Matter.written(1.9, ("3",), desk.words.say("state.next", desk.best(following.sources), what=in_short(desk, following), when=lead(desk, following)))


def _overdue(desk: Desk) -> Iterator[Matter]:
    late = [one for one in desk.record.commitments if one.state == "overdue"]
    if late:
        worst = max(late, key=lambda one: (desk.independent(one.sources), desk.recent(desk.day(one.due)), one.id))
        who = who_undertook(desk, worst)
        due = desk.words.day(worst.due)
        yield Matter.written(1.8, ("3", "1"), desk.words.say("state.overdue", desk.quoting(worst.action, worst.sources), count=len(late), who=who, action=worst.action, due=due))


def _body(desk: Desk, body: Mechanism) -> Matter | None:
    sessions = [desk.events[id] for id in body.sessions if id in desk.events]
    held = [event for event in sessions if desk.happened(event)]
    coming = [event for event in sessions if not desk.happened(event) and desk.ahead(event.date)]
    if not sessions or not desk.fresh(body.sources, *(event.date for event in sessions)):
        return None
    last = max(held, key=lambda event: (desk.when(event), event.id), default=None)
    following = min(coming, key=lambda event: (desk.when(event), event.id), default=None)
    sources: list[Source] = [source for event in (last, following) if event is not None for source in desk.best(desk.telling(event), 1) if isinstance(source, Source)]
    if not sources:
        return None
    said = _sessions(desk, body, last, following, sources)
    day = max(desk.when(event) for event in sessions)
    return Matter.written(0.75 * (0.4 + 0.6 * desk.recent(day)), ("5", body.id), said)


def _sessions(desk: Desk, body: Mechanism, last: RecordEvent | None, following: RecordEvent | None, sources: list[Source]) -> Said:
    def told(event: RecordEvent | None) -> str:
        if event is None:
            return ""
        number = f" ({ordinal(event.session)})" if event.session else ""
        return f"{desk.words.say('contact.lead', date=event.date or '', reported=desk.reported(event.sources) or '').text}{number}"

    return desk.words.say("state.body", sources, name=body.name.removeprefix("the "), last=told(last), next=told(following))
