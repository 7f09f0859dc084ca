"""Claimed figures across documents: one figure for each measure, period and kind of unit, with what each side claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import NamedTuple

import msgspec

from ..vocabulary import Figure
from .material import Material, Mention, fact_mention, sources_of, thing_id
from .model import Claim, Conflict, RecordFigure, Value

ROUNDING = 0.015
"""Numbers that differ by no more are one number, rounded differently."""


class Figures(NamedTuple):
    """The figures of a record, which figure each fact is of (by document and fact), and claims that cannot all be true."""

    figures: list[RecordFigure]
    of: dict[tuple[str, str], str]
    conflicts: list[Conflict]


def collect_figures(materials: Sequence[Material], parties: Collection[str]) -> Figures:
    """Gather the figures about the parties; a figure of one period and measure stands once, with every claim of it and whose it is."""
    groups: defaultdict[tuple[object, ...], list[Mention]] = defaultdict(list)
    for material in materials:
        for fact in material.reading.facts:
            if isinstance(fact, Figure) and set(fact.parties) >= set(parties) and (fact.value is not None or fact.change is not None or fact.rank is not None or fact.record):
                groups[(fact.measure, tuple(sorted(fact.parties)), fact.period, fact.target, _unit_kind(fact))].append(fact_mention(material, fact))
    figures: list[RecordFigure] = []
    of: dict[tuple[str, str], str] = {}
    conflicts: list[Conflict] = []
    for mentions in groups.values():
        ordered = sorted(mentions, key=lambda mention: mention.rank)
        first = _fact(ordered[0])
        id = thing_id("figure", ordered)
        claims = _claims(ordered)
        figures.append(RecordFigure(id=id, measure=first.measure, parties=sorted(first.parties), period=first.period, target=first.target, claims=claims))
        of |= {(mention.material.document.id, _fact(mention).id): id for mention in ordered}
        if first.period is not None and _contradict(claims):
            values = [Value(value={"value": claim.value, "unit": claim.unit, "bound": claim.bound}, sources=claim.sources) for claim in claims if claim.value is not None]
            conflicts.append(Conflict(object=id, slot="value", values=values))
    order = {figure.id: min(source.document for claim in figure.claims for source in claim.sources) for figure in figures}
    return Figures(
        sorted(figures, key=lambda figure: (figure.period or "9999", figure.measure, order[figure.id], figure.id)), of, sorted(conflicts, key=lambda conflict: conflict.object)
    )


def agree(one: Claim, other: Claim) -> bool:
    """Tell whether two claims of one figure can both be true, given their bounds and roundings."""
    if one.value is None or other.value is None or one.unit != other.unit:
        return True
    low, high = sorted((one, other), key=lambda claim: claim.value or 0.0)
    assert low.value is not None and high.value is not None
    if high.value == 0 or abs(high.value - low.value) <= ROUNDING * abs(high.value) * (3 if "about" in (low.bound, high.bound) else 1):
        return True
    # "over 40" and 41.3, "under 50" and 48 are one number told with more and with less
    return low.bound == "over" or high.bound in ("under", "up_to")


def _contradict(claims: Sequence[Claim]) -> bool:
    return any(not agree(one, other) for n, one in enumerate(claims) for other in claims[:n])


def _claims(mentions: Sequence[Mention]) -> list[Claim]:
    told: defaultdict[tuple[object, ...], list[Mention]] = defaultdict(list)
    for mention in mentions:
        fact = _fact(mention)
        document = mention.material.document
        told[fact.value, fact.unit, fact.bound, fact.rank, fact.record, fact.basis, msgspec.json.encode(fact.change), document.side or document.relays].append(mention)
    claims = []
    for found in told.values():
        fact, document = _fact(found[0]), found[0].material.document
        slots = {name: getattr(fact, name) for name in ("value", "unit", "bound", "change", "rank", "record", "basis")}
        claims.append(Claim(**slots, side=document.side or document.relays, sources=sources_of(found)))
    return claims


def _unit_kind(fact: Figure) -> str:
    if fact.value is None:
        return "change" if fact.change is not None else "rank"
    unit = fact.unit or ""
    return "money" if len(unit) == 3 and unit.isupper() else unit


def _fact(mention: Mention) -> Figure:
    assert isinstance(mention.fact, Figure)
    return mention.fact
