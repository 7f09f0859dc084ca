"""Instruments with their state, and undertakings with what came of them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import partial
from typing import Any

from ...record.model import RecordCommitment, RecordInstrument
from ...vocabulary import bounds
from .desk import Desk, Matter
from .wording import Said, capital

_POINTING = re.compile(r"(?:it|its|they|their|these?|this|those|both)\b", re.IGNORECASE)
_STANDS = (0.25, 0.5)
"""What is left of the weight of an undertaking long ago, and of one that is overdue: it stays due."""
STATES = ("overdue", "open", "reaffirmed", "progressing", "fulfilled", "dropped")


def instruments(desk: Desk) -> Iterator[Matter]:
    """Yield the instruments as rows: what each is called, and what was done with it."""
    for instrument in desk.record.instruments:
        if not desk.fresh(instrument.sources, *(stage.date for stage in instrument.history)):
            continue
        last = max((desk.day(stage.date, stage.sources) for stage in instrument.history), default="")
        named = 1.0 if instrument.title else 0.55
        state = desk.weights.of("action", instrument.state)
        worth = desk.weights.of("instrument", instrument.type) * state * named * desk.told_often(instrument.sources) * (0.35 + 0.65 * desk.recent(last))
        yield Matter(worth, "", (last, instrument.id), partial(_paper, desk, instrument))


def _paper(desk: Desk, instrument: RecordInstrument) -> list[Said]:
    return [desk.words.say("instrument.title", title=instrument_title(desk, instrument)), _history(desk, instrument)]


def instrument_title(desk: Desk, instrument: RecordInstrument) -> str:
    """Return what an instrument is called, by its title, else its type and subject."""
    if instrument.title:
        return capital(instrument.title)
    return desk.words.say("instrument.untitled", type=desk.words.called(instrument.type, "type"), subject=instrument.subject or "").text


def _history(desk: Desk, instrument: RecordInstrument) -> Said:
    stages: list[dict[str, Any]] = []
    for stage in instrument.history[-4:]:
        reported = desk.reported(stage.sources) or ""
        stages.append({"action": desk.words.called(stage.action, "action"), "date": stage.date or "", "reported": reported, "sources": desk.best(stage.sources, 1)})
    if not stages:
        return desk.words.say("instrument.title", desk.best(instrument.sources, 1), title=desk.words.called(instrument.state or "other", "action"))
    if len(stages) == 1:
        stages[0]["sources"] = desk.best(instrument.history[-1].sources)
    return desk.words.say("instrument.history", [one for stage in stages for one in stage["sources"]], stages=stages)


def commitments(desk: Desk) -> Iterator[Matter]:
    """Yield the undertakings as rows, what is overdue first, then what is due next, then what was done."""
    for commitment in desk.record.commitments:
        moved = [move.date for move in commitment.history]
        sources = [*commitment.sources, *(source for move in commitment.history for source in move.sources)]
        if not desk.fresh(sources, commitment.due, *moved):
            continue
        last = max((desk.day(move.date, move.sources) for move in commitment.history), default=desk.day(None, commitment.sources))
        due = desk.day(commitment.due) if commitment.due else ""
        state = commitment.state
        firm = 1.0 if commitment.due or commitment.quantity else 0.7
        firm *= 0.8 if commitment.force in ("ready", "called_for") else 1.0
        near = max(desk.recent(last), desk.recent(due) if due and state not in ("fulfilled", "dropped") else 0.0)
        worth = desk.weights.of("commitment", state) * firm * desk.told_often(commitment.sources) * (_STANDS[state == "overdue"] + (1 - _STANDS[state == "overdue"]) * near)
        group = 0 if state == "overdue" else 1 if state not in ("fulfilled", "dropped") else 2
        order = (str(group), (bounds(commitment.due)[1] if commitment.due else None) or "9999", commitment.id)
        yield Matter(worth, "", order, partial(_row, desk, commitment))


def commitments_count(desk: Desk) -> Said | None:
    """Return how many undertakings there are in each state; null where there are none."""
    held = desk.record.commitments
    count = Counter(one.state for one in held)
    words = desk.words
    told = [words.say("commitments.state", count=count[state], state=words.called(state, "standing")).text for state in STATES if count[state]]  # type: ignore[index]
    return words.say("commitments.count", total=len(held), states=told) if held else None


def who_undertook(desk: Desk, commitment: RecordCommitment) -> str:
    """Return who undertook something towards whom, and with what force."""
    by = commitment.by
    if set(by) == set(desk.parties):
        return desk.words.say("commitment.who.both", force=desk.words.called(commitment.force, "force")).text
    to = [code for code in commitment.to if code not in by]
    return desk.words.say("commitment.who", by=by, to=to, force=desk.words.called(f"{commitment.force}.to" if to else commitment.force, "force")).text


def _row(desk: Desk, commitment: RecordCommitment) -> list[Said]:
    words = desk.words
    return [
        words.say("commitment.due", due=commitment.due or ""),
        Said([(who_undertook(desk, commitment), [])]),
        words.say("commitment.what", desk.quoting(commitment.action, commitment.sources), action=commitment.action, instrument=_of_instrument(desk, commitment)),
        _state(desk, commitment),
    ]


def _of_instrument(desk: Desk, commitment: RecordCommitment) -> str:
    """The instrument that the words of an undertaking only point to ("It will be signed in Ankara")."""
    instrument = desk.instruments.get(commitment.instrument or "")
    return (instrument.title or "") if instrument is not None and _POINTING.match(commitment.action) else ""


def _state(desk: Desk, commitment: RecordCommitment) -> Said:
    words = desk.words
    move = next((move for move in reversed(commitment.history) if move.state == commitment.state), None)
    sources = desk.best(move.sources) if move is not None else []
    date = (move.date if move is not None else None) or ""
    if move is not None and move.by != "machine":
        return words.say("commitment.judged", sources, state=words.called(commitment.state, "standing"), date=date, by=move.by)
    told: dict[str, Any] = {"date": date, "obstacle": commitment.obstacle or "", "as_of": desk.as_of or ""}
    if commitment.state == "open":
        return words.say("commitment.open", **told)
    if commitment.state == "overdue":
        # what makes it overdue is the silence after the day; what documents said since stands beside it
        told_in = {source.document for source in commitment.sources}
        later = [source for source in move.sources if source.document not in told_in] if move is not None else []
        if later:
            last = max(later, key=lambda source: (desk.day(None, [source]), source.document))
            return words.say("commitment.overdue.told", [last], last=desk.quote(last), **told)
        sources = []
    return words.say(f"commitment.{commitment.state}", sources, **told)
