"""Trade and money: what documents claim, what the official statistics of both say of it, and the chart."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import msgspec

from ...record.model import Claim, RecordFigure, Source
from ...statistics.check import FLOWS
from ...statistics.verdict import Check, SeriesValue
from ...vocabulary import precision
from ..checks import claim_in_words, scale_of
from ..trade import TradeChart, TradeClaim, TradeLine
from .desk import Desk, Matter
from .wording import Said, Wording, capital

_POINTS = 12
"""Claims that a brief's chart shows, each with its words: more are not told apart at its size."""
_TOO_MANY = "told less often, or of earlier years"
_CLAIMED = 4
"""Years that documents must claim for a chart without any official series."""
_YEARS = 12
"""Years of a series that a brief's chart shows."""


def figures(desk: Desk) -> Iterator[Matter]:
    """Yield the figures that documents claim, each with who claims what and what official statistics say of it."""
    checked = any_checked(desk)
    for figure in desk.record.figures:
        sources = [source for claim in figure.claims for source in claim.sources]
        if not sources or not desk.fresh(sources):
            continue
        last = desk.published(sources)
        day = desk.day(last[-1]) if last else ""
        vague = 0.5 if figure.period is None or precision(figure.period) == "day" else 1.0
        disputed = 1.3 if len({claim.value for claim in figure.claims}) > 1 else 1.0
        worth = desk.weights.of("measure", figure.measure) * desk.recent(day) * desk.told_often(sources) * vague * disputed
        yield Matter(
            worth,
            "",
            (f"{1 - desk.weights.of('measure', figure.measure):.3f}", _backwards(figure.period), figure.id),
            partial(_told, desk, figure, checked),
            partial(figure_title, desk, figure),
        )


def _backwards(period: str | None) -> str:
    """A key that sorts the last period first, and none after all."""
    return "".join(chr(0x7E - ord(letter) + 0x20) for letter in period) if period else "\x7f"


def figure_title(desk: Desk, figure: RecordFigure) -> str:
    """Return what a figure measures, and for when."""
    return desk.words.say("trade.lead", measure=desk.words.called(figure.measure, "measure"), goal=figure.target, period=figure.period or "").text


def _told(desk: Desk, figure: RecordFigure, checked: bool) -> list[Said]:
    words = desk.words
    merged = _merged(figure.claims)
    cited = {told: desk.best(sources) for told, sources in list(merged.items())[:4]}
    claims = [{"words": told, "whose": whose_documents(desk, merged[told]), "sources": sources} for told, sources in cited.items()]
    said = [words.say("trade.claims", [one for sources in cited.values() for one in sources], claims=claims)]
    checks = _checks(figure)
    if figure.measure not in FLOWS or not checks:
        return said
    found: dict[str, None] = {}
    held: list[SeriesValue] = []
    several = len({claim_in_words(claim) for claim in figure.claims}) > 1
    for claim, check in zip(figure.claims, checks, strict=False):
        if check.verdict != "no_data":
            key = "trade.check.of" if several else "trade.check.one"
            found.setdefault(words.say(key, words=claim_in_words(claim), summary=check.summary().replace("'", "’")).text)
            held += [value for value in check.series if value not in held]
    if found:
        said.append(words.say("trade.check", held[:3], checks=list(found)[:2]))
    elif checked and not figure.target:
        said.append(words.say("trade.unchecked", why=_dated(words, "; ".join(checks[0].notes).replace("'", "’"), figure.period) or words.called("no_data", "standing")))
    return said


def any_checked(desk: Desk) -> bool:
    """Tell whether official statistics say anything of any figure of a record."""
    return any(check.verdict != "no_data" for figure in desk.record.figures for check in _checks(figure))


def _dated(words: Wording, told: str, period: str | None) -> str:
    """A note of a check with its period as a reader writes it."""
    return told.replace(period, words.day(period)) if period else told


def _merged(claims: Sequence[Claim]) -> dict[str, list[Source]]:
    """Claims in the same words as one, with all their sources."""
    found: dict[str, list[Source]] = {}
    for claim in claims:
        if told := claim_in_words(claim).replace("'", "’"):
            found.setdefault(told, []).extend(claim.sources)
    return found


def whose_documents(desk: Desk, sources: Sequence[Source]) -> str:
    """Return whose documents say something: those of one side, of both, or the press."""
    sides = desk.sides_of(sources)
    return desk.words.say("trade.side", sides=[code for code in desk.parties if code in sides], press=None in sides or not sides).text


def _checks(figure: RecordFigure) -> list[Check]:
    given: dict[str, Any] = figure.check or {}
    return [msgspec.convert(check, Check, strict=False) for check in given.get("claims", [given] if given else []) if check]


def series(desk: Desk, chart: TradeChart | None) -> Said | None:
    """Return the last year of both official series side by side, each with its source; that none is held where figures of trade are claimed, else null."""
    if chart is None or not chart.lines:
        claimed = any(figure.measure in FLOWS for figure in desk.record.figures)
        return desk.words.say("trade.none") if claimed and not any_checked(desk) else None
    year = max(line.points[-1][0] for line in chart.lines)
    if sum(line.points[-1][0] == year for line in chart.lines) < len(chart.lines):
        shared = set.intersection(*({period for period, _ in line.points} for line in chart.lines))
        year = max(shared, default=year)
    scale = scale_of(max(value for line in chart.lines for _, value in line.points), chart.unit)
    values: list[dict[str, Any]] = []
    for line in chart.lines:
        value = dict(line.points).get(year)
        if value is not None:
            values.append({"reporter": line.reporter, "amount": f"{scale.told(value)} {scale.name}", "sources": [_official(line, year, value, chart.unit)]})
    return desk.words.say("trade.series", [one for value in values for one in value["sources"]], period=year, values=values)


def _official(line: TradeLine, year: str, value: float, unit: str) -> SeriesValue:
    """The value of a series as a source."""
    source = line.sources[-1]
    return SeriesValue(reporter=line.reporter, partner=line.partner, flow=line.flow, period=year, value=value, unit=unit, source=source.name, retrieved=source.retrieved)


def shown(chart: TradeChart | None, as_of: str | None) -> TradeChart | None:
    """Return what of a chart a brief shows: the last years before its day; null where there is no line and too few years are claimed to make one."""
    if chart is None:
        return None
    until = (as_of or "9999")[:4]
    last = max([period for line in chart.lines for period, _ in line.points if period <= until] + [claim.period for claim in chart.claims if claim.period <= until], default=until)
    first = f"{int(last) - _YEARS + 1:04}"
    lines = [msgspec.structs.replace(line, points=points) for line in chart.lines if (points := [point for point in line.points if first <= point[0] <= until])]
    claims = _most_told([claim for claim in chart.claims if first <= claim.period <= until])
    if not lines and len({claim.period for claim in claims}) < _CLAIMED:
        return None
    left_out = chart.left_out | ({_TOO_MANY: left} if (left := sum(first <= claim.period <= until for claim in chart.claims) - len(claims)) else {})
    return msgspec.structs.replace(chart, left_out=left_out, lines=lines, claims=claims, title=capital(chart.title))


def _most_told(claims: Sequence[TradeClaim]) -> list[TradeClaim]:
    """The claims that a chart has room for: of each year, the last first, the value that most publishers tell, then the next."""
    told = Counter((claim.period, claim.value, claim.bound) for claim in claims)
    by_year: defaultdict[str, list[tuple[str, float, str]]] = defaultdict(list)
    for key in sorted(told, key=lambda key: (-told[key], key)):
        by_year[key[0]].append(key)
    ranked = sorted(((place, year, key) for year, keys in by_year.items() for place, key in enumerate(keys)), key=lambda one: (one[0], -int(one[1])))
    kept = {key for _, _, key in ranked[:_POINTS]}
    return [claim for claim in claims if (claim.period, claim.value, claim.bound) in kept]
