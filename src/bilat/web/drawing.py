"""The timeline and the trade chart as plain geometry, which templates draw as SVG: every number is computed here and every word escaped there."""

from __future__ import annotations

import calendar
import datetime
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Literal, NamedTuple

from ..record.parties import country_name
from ..statistics.verdict import whose
from ..views.checks import scale_of
from ..views.trade import TradeChart
from ..vocabulary import bounds

WIDTH = 960
LEFT, RIGHT = 96, 16
LANE = 52
SINGLE = 70
"""Marks of a lane that are drawn one by one; more of them become bars that are linked to a closer look."""
BINS = 60


class Entry(NamedTuple):
    """Something dated: its lane, EDTF date, what it is called, where it is told of, and whether it is only planned."""

    lane: str
    date: str
    title: str
    href: str
    planned: bool = False


class Mark(NamedTuple):
    """One entry as drawn: `width` is how long it lasts, nothing for a day."""

    x: float
    y: float
    width: float
    title: str
    href: str
    planned: bool


class Bar(NamedTuple):
    """Several entries as one bar, with the days that it stands for."""

    x: float
    y: float
    width: float
    height: float
    many: int
    since: str
    until: str


class Tick(NamedTuple):
    """A place on the axis; `since` and `until` are the days of the closer look that it is linked to, where there is one."""

    x: float
    label: str
    since: str | None = None
    until: str | None = None


class Lane(NamedTuple):
    """One row of the timeline."""

    name: str
    y: float
    many: int
    marks: list[Mark]
    bars: list[Bar]


class Timeline(NamedTuple):
    """A timeline as drawn, between two days."""

    since: str
    until: str
    height: float
    lanes: list[Lane]
    ticks: list[Tick]
    today: float | None

    @property
    def empty(self) -> bool:
        """Whether nothing lies between its two days."""
        return not any(lane.many for lane in self.lanes)


def draw_timeline(entries: Iterable[Entry], lanes: Sequence[str], since: str | None = None, until: str | None = None, today: str | None = None) -> Timeline | None:
    """Lay entries out between two days (by default the first and the last that they name); null where nothing is dated.

    A lane that holds more than can be told apart becomes bars of how many there are, so that the drawing of ten thousand is as small as that of fifty.
    """
    dated = [(entry, *days) for entry in entries if (days := _days(entry.date)) is not None]
    if not dated:
        return None
    first = _ordinal(since) or min(start for _, start, _ in dated)
    last = max(_ordinal(until, last=True) or max(end for _, _, end in dated), first + 6)
    edge = max(3, (last - first) // 40)
    first, last = first - (edge if since is None else 0), last + (edge if until is None else 0)
    scale = (WIDTH - LEFT - RIGHT) / (last - first + 1)
    drawn = []
    for n, name in enumerate(lanes):
        own = sorted((item for item in dated if item[0].lane == name and item[2] >= first and item[1] <= last), key=lambda item: item[1:])
        top = 10.0 + n * LANE
        drawn.append(
            Lane(name, top, len(own), [], list(_bars(own, first, last, scale, top)))
            if len(own) > SINGLE
            else Lane(name, top, len(own), list(_marks(own, first, last, scale, top)), [])
        )
    now = _ordinal(today)
    at = LEFT + (now - first + 0.5) * scale if now is not None and first <= now <= last else None
    return Timeline(_iso(first), _iso(last), 10 + len(lanes) * LANE + 34, drawn, list(_ticks(first, last, scale)), round(at, 1) if at else None)


def _marks(own: Sequence[tuple[Entry, int, int]], first: int, last: int, scale: float, top: float) -> Iterator[Mark]:
    """Each by itself, beneath one another where they would touch."""
    ends = [-1e9] * 4
    for entry, start, end in own:
        x = LEFT + (max(start, first) - first) * scale
        width = (min(end, last) - max(start, first) + 1) * scale
        if end - start > 62 and width > 150:  # known only to the year: a mark in its middle, not a bar as long as the year
            x, width = x + width / 2, 0.0
        width = 0.0 if end == start or width < 11 else width
        row = next((n for n, taken in enumerate(ends) if taken <= x), min(range(4), key=lambda n: ends[n]))
        ends[row] = x + max(width, 11)
        yield Mark(round(x, 1), top + 7 + row * 11, round(width, 1), entry.title, entry.href, entry.planned)


def _bars(own: Sequence[tuple[Entry, int, int]], first: int, last: int, scale: float, top: float) -> Iterator[Bar]:
    size = max(1, math.ceil((last - first + 1) / BINS))
    counts = [0] * (math.ceil((last - first + 1) / size))
    for _, start, _ in own:
        counts[(max(start, first) - first) // size] += 1
    most = max(counts)
    for n, count in enumerate(counts):
        if count:
            height = max(3.0, (LANE - 12) * count / most)
            since = first + n * size
            yield Bar(round(LEFT + n * size * scale, 1), round(top + LANE - 10 - height, 1), round(max(size * scale - 1.5, 1.5), 1), round(height, 1), count,
                      _iso(since), _iso(min(since + size - 1, last)))  # fmt: skip


def _ticks(first: int, last: int, scale: float) -> Iterator[Tick]:
    start, end = datetime.date.fromordinal(first), datetime.date.fromordinal(last)
    days = last - first
    if days > 900:
        step = max(1, math.ceil((end.year - start.year + 1) / 14))
        for year in range(start.year, end.year + 1):
            day = datetime.date(year, 1, 1).toordinal()
            if year % step == 0 and day >= first:
                yield Tick(round(LEFT + (day - first) * scale, 1), str(year), f"{year}-01-01", f"{min(year + step - 1, 9999)}-12-31")
    elif days > 45:
        step = max(1, math.ceil(days / 30.4 / 12))
        for n in range(start.year * 12 + start.month - 1, end.year * 12 + end.month):
            year, month = divmod(n, 12)
            day = datetime.date(year, month + 1, 1).toordinal()
            if n % step == 0 and day >= first:
                stop = f"{year}-{month + 1:02}-{calendar.monthrange(year, month + 1)[1]}"
                yield Tick(round(LEFT + (day - first) * scale, 1), f"{calendar.month_abbr[month + 1]} {year}", f"{year}-{month + 1:02}-01", stop)
    else:
        step = max(1, math.ceil(days / 10))
        for number in range(first, last + 1, step):
            day_ = datetime.date.fromordinal(number)
            yield Tick(round(LEFT + (number - first) * scale, 1), f"{day_.day} {calendar.month_abbr[day_.month]}")


@lru_cache(maxsize=65536)
def _days(date: str) -> tuple[int, int] | None:
    first, last = bounds(date)
    start, end = _ordinal(first), _ordinal(last)
    if start is None and end is None:
        return None
    return (start if start is not None else end or 0, end if end is not None else start or 0)


def _ordinal(date: str | None, *, last: bool = False) -> int | None:
    if not date:
        return None
    try:
        day = bounds(date)[last]
        return datetime.date.fromisoformat(day).toordinal() if day else None
    except ValueError:
        return None


def _iso(ordinal: int) -> str:
    return datetime.date.fromordinal(min(max(ordinal, 1), datetime.date.max.toordinal())).isoformat()


def closer(timeline: Timeline, by: Literal["in", "out", "earlier", "later"]) -> tuple[str, str]:
    """Return the days between which a closer, wider, earlier or later look at a timeline lies."""
    first, last = (datetime.date.fromisoformat(day).toordinal() for day in (timeline.since, timeline.until))
    quarter = max((last - first) // 4, 1)
    moves = {"in": (quarter, -quarter), "out": (-2 * quarter, 2 * quarter), "earlier": (-2 * quarter, -2 * quarter), "later": (2 * quarter, 2 * quarter)}
    return _iso(first + moves[by][0]), _iso(last + moves[by][1])


# -- trade

TRADE_HEIGHT = 320
CLAIMS = 40
"""Claimed values that a chart shows, those that most publishers told."""
_TOP, _BOTTOM, _AXIS = 24, 36, 56
_TRADE_WIDTH = 720


class Dot(NamedTuple):
    """A value of a series as drawn."""

    x: float
    y: float
    told: str


class Stroke(NamedTuple):
    """One country's series: its stretches without a gap, as points of polylines, and its values."""

    name: str
    party: int
    runs: list[str]
    dots: list[Dot]


class Claimed(NamedTuple):
    """Claims of one value of one year: a diamond with the number under which the table lists them."""

    number: int
    x: float
    y: float
    party: int
    arrow: int
    period: str
    told: str
    publishers: list[str]
    document: str


class Trade(NamedTuple):
    """A trade chart as drawn; values are in `unit`."""

    title: str
    unit: str
    width: int
    height: int
    strokes: list[Stroke]
    claims: list[Claimed]
    years: list[Tick]
    levels: list[Tick]
    values: list[tuple[str, list[str]]]
    left_out: Mapping[str, int]


def draw_trade(chart: TradeChart) -> Trade | None:
    """Lay a trade chart out; null where there is nothing to draw."""
    years = sorted({int(period) for line in chart.lines for period, _ in line.points} | {int(claim.period) for claim in chart.claims})
    if not years:
        return None
    top = max([*(value for line in chart.lines for _, value in line.points), *(claim.value for claim in chart.claims)]) or 1.0
    scale = scale_of(top, chart.unit)
    step = _nice(top / 4)
    high = math.ceil(top / step) * step * 1.04
    span = max(years[-1] - years[0], 1)
    wide, deep = _TRADE_WIDTH - _AXIS - 28, TRADE_HEIGHT - _TOP - _BOTTOM

    def x(year: int) -> float:
        return round(_AXIS + 14 + (year - years[0]) / span * (wide - 20), 1) if years[-1] > years[0] else _AXIS + wide / 2

    def y(value: float) -> float:
        return round(_TOP + deep - value / high * deep, 1)

    strokes = []
    for line in chart.lines:
        points = [(int(period), value) for period, value in line.points]
        dots = [Dot(x(year), y(value), f"{year}: {scale.told(value)}") for year, value in points]
        runs = [[place for _, place in run] for _, run in groupby(enumerate(points), key=lambda item: item[1][0] - item[0])]
        strokes.append(Stroke(f"{whose(line.reporter)} statistics", _party(chart, line.reporter), [" ".join(f"{x(year)},{y(value)}" for year, value in run) for run in runs], dots))
    claims: defaultdict[tuple[str, float, str, int], list[tuple[str, str]]] = defaultdict(list)
    for claim in chart.claims:
        claims[claim.period, claim.value, claim.bound, _party(chart, claim.side)].append((claim.publisher, claim.document))
    shown = set(sorted(claims, key=lambda key: (-len(claims[key]), key))[:CLAIMS])
    left_out = dict(chart.left_out) | ({"told by fewer publishers than those shown": len(claims) - CLAIMS} if len(claims) > CLAIMS else {})
    drawn = [
        Claimed(number, x(int(period)), y(value), party, {"over": -1, "under": 1, "up_to": 1}.get(bound, 0), period, scale.claimed(value, bound),
                [publisher for publisher, _ in told], told[0][1])
        for number, ((period, value, bound, party), told) in enumerate((item for item in claims.items() if item[0] in shown), 1)
    ]  # fmt: skip
    every = max(1, math.ceil(len(range(years[0], years[-1] + 1)) / 11))
    ticks = [Tick(x(year), str(year)) for year in range(years[0], years[-1] + 1, every)]
    levels = [Tick(y(n * step), f"{n * step / scale.size:,g}") for n in range(int(high / step) + 1)]
    held = [dict(line.points) for line in chart.lines]
    values = [(f"{year}", [scale.told(series[f"{year:04}"]) if f"{year:04}" in series else "–" for series in held]) for year in years if any(f"{year:04}" in s for s in held)]
    return Trade(chart.title, scale.name, _TRADE_WIDTH, TRADE_HEIGHT, strokes, drawn, ticks, levels, values, left_out)


def whose_claims(chart: Trade, parties: Sequence[str]) -> list[tuple[int, str]]:
    """Return whose documents made the claims of a chart, for its key."""
    names = [*(f"claimed in documents of {country_name(code)}" for code in parties), "claimed by others"]
    return [(party, names[party]) for party in sorted({claim.party for claim in chart.claims})]


def _party(chart: TradeChart, code: str | None) -> int:
    return chart.parties.index(code) if code in chart.parties else 2


def _nice(value: float) -> float:
    """The round number at or above a value."""
    size = 10.0 ** math.floor(math.log10(value))
    return next(size * n for n in (1, 2, 2.5, 5, 10) if size * n >= value * 0.999)
