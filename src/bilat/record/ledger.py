"""The ledger of commitments: each undertaking once, with what later documents say became of it.

What the machine finds are proposals with the words they rest on and a confidence; what a person said of a commitment decides.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

from ..vocabulary import Area, Fact, Figure, Instrument, Meeting, Span, Topic, Visit
from .followup import findings_of
from .material import Judgements, Material, Merge, join, sources_of, thing_id
from .model import CommitmentState, Move, RecordCommitment
from .papers import compare_on_paper, pairs_on_paper, paper_of, signings_of
from .promises import AGAIN_AFTER, SCALE, SESSIONS, WORD, Entry, Finding, Promise, can_meet, count_of, day_bounds, days_between, deed_words, next_day, promises_of
from .stems import lexicon, stem
from .undertakings import Commonness, compare_promises, entry_of, pairs_of


class Ledger(NamedTuple):
    """The commitments, which of them each fact is of (by document and fact), and why mentions were joined or kept apart."""

    commitments: list[RecordCommitment]
    of: dict[tuple[str, str], str]
    merges: list[Merge]


def build_ledger(
    materials: Iterable[Material],
    parties: Collection[str],
    instruments_of: Mapping[tuple[str, str], str],
    events_of: Mapping[tuple[str, str], str],
    judgements: Judgements,
    *,
    today: str,
    persons: Mapping[str, Sequence[Move]] | None = None,
) -> Ledger:
    """Join the undertakings of the parties and follow each through later documents.

    `instruments_of` and `events_of` give the instrument and the event that a fact (by document and fact) is of. `today` (YYYY-MM-DD) is the day
    on which a due date is past. `persons` are moves that people made, by the keys of mentions; the last of them decides a state.
    """
    ordered = sorted(materials, key=lambda material: (material.day, material.document.id))
    told = {promise.mention.key: promise for material in ordered for promise in promises_of(material, set(parties))}
    common = Commonness(ordered, told.values())
    papers = {key: paper for key, promise in told.items() if (paper := paper_of(promise, instruments_of))}
    joined = join(
        "commitment",
        [promise.mention for promise in told.values()],
        [*pairs_of(list(told.values()), common), *pairs_on_paper(told.values(), papers)],
        lambda a, b: compare_on_paper(papers.get(a.key), papers.get(b.key)) or compare_promises(told[a.key], told[b.key], common),
        judgements,
    )
    groups = [group for group in joined.groups if any(told[mention.key].firm for mention in group)]
    entries = [entry_of([told[mention.key] for mention in group]) for group in groups]
    findings = [
        [*found, *signings_of(entry, {paper for p in entry.promises if (paper := papers.get(p.mention.key))}, ordered, instruments_of)]
        for entry, found in zip(entries, findings_of(entries, ordered, common), strict=True)
    ]
    said = [[move for mention in group for move in (persons or {}).get(mention.key, ())] for group in groups]
    commitments = [_commitment(*both, instruments_of, events_of, today) for both in zip(entries, findings, said, strict=True)]
    of = {(m.material.document.id, m.fact.id): made.id for group, made in zip(groups, commitments, strict=True) for m in group if m.fact is not None}
    return Ledger(commitments, of, joined.merges)


# What is said of a commitment


def _commitment(
    entry: Entry, findings: Sequence[Finding], said: Sequence[Move], instruments_of: Mapping[tuple[str, str], str], events_of: Mapping[tuple[str, str], str], today: str
) -> RecordCommitment:
    firm = [promise for promise in entry.promises if promise.firm]
    main = max(firm, key=lambda promise: (bool(promise.due), bool(promise.deeds), min(len(promise.words), 12), promise.mention.rank == firm[0].mention.rank))
    history, due = _history(entry, findings, today)
    persons = sorted(said, key=lambda move: move.date or "")
    moves = sorted([*history, *persons], key=lambda move: day_bounds(move.date)[0] if move.date else "")
    by = Counter(tuple(sorted(promise.by)) for promise in firm)
    to = Counter(tuple(sorted(promise.to)) for promise in firm if promise.to and not promise.to & promise.by)
    makers = max(by, key=lambda makers: (by[makers], -len(makers), makers))
    quantity, unit, baseline = next((found for promise in (main, *firm) if (found := _quantity(promise))[0] is not None), (None, None, None))
    fields = [(promise, _paragraph(promise.mention.material.document.text, promise.fact.evidence[0])) for promise in firm]
    return RecordCommitment(
        id=thing_id("commitment", [promise.mention for promise in entry.promises]),
        action=main.mention.material.words(main.fact.action),
        by=list(makers),
        to=[code for code in max(to, key=lambda listed: (to[listed], listed), default=()) if code not in makers],
        force=Counter(promise.fact.force for promise in firm).most_common(1)[0][0] if firm[0].fact.force == "ready" else firm[0].fact.force,
        due=due,
        instrument=_related(fields, Instrument, instruments_of),
        event=_related(fields, (Meeting, Visit), events_of),
        area=next((area for promise in firm if (area := _area(promise)) is not None), None),
        state=persons[-1].state if persons else history[-1].state,
        history=moves,
        body=next((body for promise in firm if (body := _body(promise)) is not None), None),
        deliverable=_deliverable(main),
        quantity=quantity,
        unit=unit,
        baseline=baseline,
        obstacle=next((finding.obstacle for finding in reversed(findings) if finding.obstacle), None),
        next_review=next((day for promise in firm if (day := _next_review(promise)) is not None), None),
        sources=sources_of(promise.mention for promise in entry.promises),
    )


def _history(entry: Entry, findings: Sequence[Finding], today: str) -> tuple[list[Move], str | None]:
    """The moves that follow from the findings and the due dates, in order, the last of them the state; and the last due date."""
    opening = [promise for promise in entry.promises if days_between(entry.first, promise.mention.material.day) < AGAIN_AFTER]
    moves = [
        Move(
            state="open",
            date=entry.first if entry.first != "9999" else None,
            by="machine",
            confidence=opening[0].fact.confidence,
            sources=sources_of(promise.mention for promise in opening),
        )
    ]
    first = next((promise for promise in opening if promise.due), None)
    dues = [(entry.first, first.due, [first.mention.source])] if first and first.due else []
    dues += [(finding.day, finding.due, finding.sources) for finding in findings if finding.state == "reaffirmed" and finding.due]
    steps: list[tuple[str, int, Finding]] = [(max(entry.first, day_bounds(finding.day)[0]), 1, finding) for finding in findings if finding.state is not None]
    for day, due, sources in dues:
        end = day_bounds(due)[1]
        standing = max((known for known, _, _ in dues if known <= end), default=day)
        if end < min(today, "9998") and standing == day and not _runs_from(entry, due):
            steps.append((end, 0, Finding("overdue", next_day(end), 0.6, sources)))
    state: CommitmentState = "open"
    for _, _, finding in sorted(steps, key=lambda step: (step[0], step[1])):
        moved = _after(state, finding)
        if moved is None:
            continue
        same = next((n for n, move in enumerate(moves) if move.state == moved and moved in ("fulfilled", "dropped", "overdue")), None)
        if moved == state and same is not None:
            known = moves[same]
            sure = round(1 - (1 - known.confidence) * (1 - 0.5 * finding.confidence), 3)
            date = finding.day if known.date and len(finding.day) > len(known.date) and can_meet(finding.day, known.date) else known.date  # the more precise
            moves[same] = Move(state=moved, date=date, by="machine", confidence=sure, sources=[*known.sources, *(s for s in finding.sources if s not in known.sources)])
        else:
            moves.append(Move(state=moved, date=finding.day, by="machine", confidence=finding.confidence, sources=finding.sources))
        state = moved
    return moves, dues[-1][1] if dues else None


def _after(state: CommitmentState, finding: Finding) -> CommitmentState | None:
    """The state that a finding leads to, null where it changes nothing: what is done stays done, what is late stays late until it is done, dropped or promised anew."""
    new = finding.state
    if state == "fulfilled":
        return new if new == "fulfilled" else None
    if state == "dropped":
        return new if new in ("fulfilled", "dropped") or (new == "reaffirmed" and finding.confidence >= 0.7) else None
    if state == "overdue":
        return new if new in ("fulfilled", "dropped", "overdue") or (new == "reaffirmed" and finding.due and day_bounds(finding.due)[1] >= day_bounds(finding.day)[0]) else None
    if state == "progressing":
        return new if new != "reaffirmed" or finding.due else None
    return new


def _runs_from(entry: Entry, due: str) -> bool:
    """Whether the date is one from which something goes on, not one by which it is done."""
    if entry.deeds & {"start", "open", "hold", "lift"}:
        return False
    pattern = re.compile(r"\b(?:from|as of|as from|starting|beginning|since)\b[^,;]*(?:, \d{4})?$", re.IGNORECASE)
    return any(promise.due == due and pattern.search(promise.mention.material.words(promise.fact.action)) for promise in entry.promises)


def _paragraph(text: str, span: Span) -> Span:
    start = text.rfind("\n", 0, span[0]) + 1
    end = text.find("\n", span[1])
    return (start, end if end >= 0 else len(text))


def _related(fields: Sequence[tuple[Promise, Span]], kind: type[Fact] | tuple[type[Fact], ...], of: Mapping[tuple[str, str], str]) -> str | None:
    """The instrument or the event that took place and stands nearest before the undertaking in its paragraph."""
    for promise, (start, end) in fields:
        material, place = promise.mention.material, promise.fact.evidence[0][0]
        near = [
            (abs(fact.evidence[0][0] - place), id)
            for fact in material.reading.facts
            if isinstance(fact, kind) and fact.status == "took_place" and start <= fact.evidence[0][0] < end and (id := of.get((material.document.id, fact.id)))
        ]
        if near:
            return min(near)[1]
    return None


def _area(promise: Promise) -> Area | None:
    """The area of the topic that the document finds in the words of the undertaking."""
    start, end = promise.fact.evidence[0]
    found = [(a, fact.area) for fact in promise.mention.material.reading.facts if isinstance(fact, Topic) for a, b in fact.evidence if a < end and start < b]
    return min(found)[1] if found else None


def _body(promise: Promise) -> str | None:
    """The organisation that the undertaking names as its doer."""
    material, (start, end) = promise.mention.material, promise.fact.evidence[0]
    before = max(material.document.text.rfind(". ", 0, start), material.document.text.rfind("\n", 0, start)) + 1
    named = [(span, actor.name) for actor in material.reading.actors if actor.type == "organisation" for span in actor.mentions if before <= span[0] < end]
    if named:
        return min(named)[1]
    match = re.search(
        rf"(?:[A-Z][\w’'-]+ )*(?:{'|'.join(lexicon('body')['name'])})(?: (?:of|for|and|the|[A-Z][\w’'-]+))*(?: [A-Z][\w’'-]+)|(?:[A-Z][\w’'-]+ )+(?:{'|'.join(lexicon('body')['name'])})\b",
        material.document.text[before:end],
    )
    return match[0] if match else None


def _deliverable(promise: Promise) -> str | None:
    """What is to be there in the end: the words after the verb, without the date."""
    words = promise.text.strip().split()
    place = next((n for n, word in enumerate(words) if stem(word.strip(',.“”"')) in deed_words()), None)
    rest = " ".join(words[place + 1 :] if place is not None else words)
    rest = re.sub(r"^(?:up|out|over)\s+", "", rest)
    return rest.strip(" ,.;") or None


_FROM_TO = re.compile(r"\bfrom ([\d,.]*\d|[a-z]+) to ([\d,.]*\d|[a-z]+)\b", re.IGNORECASE)
_COUNT = re.compile(
    r"(?:\b([A-Z]{3}|US\$|\$|€)\s?)?\b(\d[\d,.]*\d|\d)(?!\w)(?:[ -](million|billion|thousand))?(?:[ -]([^\W\d_][\w-]*))?|\b([a-z]+)[ -]([a-z][\w-]*)", re.IGNORECASE
)


def _quantity(promise: Promise) -> tuple[float | None, str | None, float | None]:
    """How many of what the undertaking promises, and from how many it starts: a figure that the document gives there, else the first number."""
    change = _FROM_TO.search(promise.text)
    if change and (low := count_of(change[1])) is not None and (high := count_of(change[2])) is not None:
        noun = next((word for word in WORD.findall(promise.text[: change.start()]) if word.endswith("s") and stem(word) in promise.words), None)
        return high, noun, low
    start, end = promise.fact.action
    for fact in promise.mention.material.reading.facts:
        if isinstance(fact, Figure) and fact.value is not None and start <= fact.evidence[0][0] < end:
            return fact.value, fact.unit, None
    for match in _COUNT.finditer(promise.text):
        currency, digits, scale, noun, word, word_noun = match.groups()
        if digits and not re.fullmatch(r"(?:19|20)\d\d", digits) and (value := count_of(digits)) is not None:
            return value * SCALE.get((scale or "").casefold(), 1), {"$": "USD", "US$": "USD", "€": "EUR"}.get(currency or "", currency) or noun, None
        if word and not re.search(r"(?:th|first|second|third)$", word) and (value := count_of(word)) is not None and value > 1:
            return value, word_noun, None
    return None, None, None


def _next_review(promise: Promise) -> str | None:
    """The date of the next planned session of a mechanism that the same document gives, unless the undertaking is that session."""
    if SESSIONS & promise.words and "hold" in promise.deeds:
        return None
    material = promise.mention.material
    dates = [fact.date for fact in material.reading.facts if isinstance(fact, Meeting) and fact.status == "planned" and (fact.mechanism or fact.session) and fact.date]
    return min((date for date in dates if day_bounds(date)[1] >= material.day), default=None)
