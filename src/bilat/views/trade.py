"""The chart of a trade: what both countries' statistics say of it, year by year, and what documents claimed, each claim with its publisher."""

from __future__ import annotations

import io
import itertools
import math
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, get_args

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..errors import OptionError
from ..record.model import Record, RecordFigure
from ..record.parties import country_name
from ..statistics.check import FLOWS
from ..statistics.compare import Side, mirror
from ..statistics.series import Flow, Series, canonical
from ..statistics.verdict import whose
from ..vocabulary import Bound
from .checks import NOTHING, LineSource, Scale, annual, claim_in_words, exporter_of, in_short, plain, publisher_of, scale_of, sources_of, units_of
from .console import MAX_WIDTH
from .describe import joined

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

Format = Literal["svg", "png"]
_COLORS = ("#0072B2", "#D55E00", "#555555")
"""Of the first party, the second, and of others: blue and vermilion are told apart by every kind of colour vision, and in grey."""


class TradeLine(msgspec.Struct, kw_only=True, frozen=True):
    """One reporter's series: a value for each year that its sources give, and none for any other."""

    reporter: str
    partner: str
    flow: Flow
    sources: list[LineSource]
    points: list[tuple[str, float]]


class TradeClaim(msgspec.Struct, kw_only=True, frozen=True):
    """One claimed value of a year, as one publisher told it first in `document`; `bound` tells that the value lies above (`over`) or below it."""

    period: str
    value: float
    bound: Bound
    publisher: str
    side: str | None
    document: str
    words: str


class TradeChart(msgspec.Struct, kw_only=True, frozen=True):
    """What a chart shows, as plain data: two lines, claims, and how many claims it leaves out, by why. Values are in full units of `unit`."""

    title: str
    parties: list[str]
    flow: Flow
    unit: str
    lines: list[TradeLine]
    claims: list[TradeClaim]
    left_out: dict[str, int] = {}


def trade_chart(record: Record, series: Series, flow: str = "turnover") -> TradeChart:
    """Lay the claims of a trade in a record beside both countries' annual series; exports and imports are those of the first party.

    A goal, a growth, another currency and a period that is no year are not drawn but counted in `left_out`, as are exports and imports of which
    the text does not say whose they are. `OptionError` for a flow that is none, and for a record that is not of two countries.
    """
    if flow not in get_args(Flow):
        raise OptionError(f"flow: {flow!r} is none; a chart is of {', '.join(get_args(Flow))}")
    if len(record.parties) != 2 or record.counterpart:
        raise OptionError(f"{' '.join(record.parties) or 'nobody'}: a chart is of the trade of two countries, as in `bilat check Kazakhstan China --chart -`")
    asked: Flow = next(one for one in get_args(Flow) if one == flow)
    one, other = record.parties
    sides = mirror(asked, one, other)
    unit = next(iter(units_of(series, sides)), "USD")
    lines = [
        TradeLine(**side._asdict(), sources=sources_of(found), points=[(each.period, each.value) for each in found]) for side in sides if (found := annual(series, side, unit))
    ]
    claims, left_out = _claims(record, series, sides, unit)
    a, b = country_name(one), country_name(other)
    title = {"turnover": f"Trade turnover of {a} and {b}", "exports": f"Exports of {a} to {b}", "imports": f"Imports of {a} from {b}"}[asked]
    return TradeChart(title=title, parties=[one, other], flow=asked, unit=unit, lines=lines, claims=claims, left_out=dict(left_out))


# -- the claims


def _claims(record: Record, series: Series, sides: Sequence[Side], unit: str) -> tuple[list[TradeClaim], Counter[str]]:
    documents = {document.id: document for document in record.documents}
    found: list[TradeClaim] = []
    left_out: Counter[str] = Counter()
    for figure in record.figures:
        if figure.measure not in FLOWS:
            continue
        for n, claim in enumerate(figure.claims):
            reason = _not_drawn(figure, n, series, sides, unit)
            if reason is not None:
                left_out[reason] += 1
                continue
            first: dict[str, str] = {}
            originals = [source for source in claim.sources if (document := documents.get(source.document)) is None or document.copy_of is None]
            for source in originals or claim.sources:
                first.setdefault(publisher_of(documents.get(source.document), claim.side), source.document)
            slots: dict[str, Any] = {
                "period": canonical(figure.period or "") or "",
                "value": claim.value or 0.0,
                "bound": claim.bound,
                "side": claim.side,
                "words": claim_in_words(claim),
            }
            found += [TradeClaim(publisher=publisher, document=document_id, **slots) for publisher, document_id in first.items()]
    return sorted(found, key=lambda claim: (claim.period, -claim.value, claim.bound, claim.publisher, claim.document)), left_out


def _not_drawn(figure: RecordFigure, n: int, series: Series, sides: Sequence[Side], unit: str) -> str | None:
    """Why a claim has no place in the chart; null where it has one."""
    claim = figure.claims[n]
    if sorted(figure.parties) != sorted(side.reporter for side in sides):
        return "of more than the two countries"
    flow = FLOWS[figure.measure]
    if (flow == "turnover") != (sides[0].flow == "turnover"):
        return "of another flow"
    if figure.target:
        return "of a goal"
    if claim.value is None or claim.unit == "%":
        return "without an amount"
    if claim.unit != unit:
        return f"in another unit than {unit}"
    if len(canonical(figure.period or "") or "") != 4:
        return "of a period that is no calendar year"
    if flow != "turnover":
        exporter = exporter_of(figure, n, series)
        if exporter is None:
            return "of which the text does not say whose exports or imports they are"
        if exporter != (sides[0].reporter if sides[0].flow == "exports" else sides[0].partner):
            return "of another flow"
    return None


# -- what both drawings say

_NOTHING_DRAWN = "No annual series of this trade is held, and nothing is claimed that could be drawn."


def _runs(line: TradeLine) -> Iterator[list[tuple[int, float]]]:
    """A line's points, broken where a year is missing: a gap stays a gap."""
    points = [(int(period), value) for period, value in line.points]
    for _, run in itertools.groupby(enumerate(points), key=lambda item: item[1][0] - item[0]):
        yield [point for _, point in run]


def _line_name(line: TradeLine) -> str:
    return f"{whose(line.reporter)} statistics" + ("" if line.flow == "turnover" else f" ({line.flow})")


def notes_of(chart: TradeChart) -> list[str]:
    """Return what stands beneath a chart: whose numbers the lines are, who made the claims, and what is not in it."""
    told = [f"{country_name(line.reporter)}: " + "; ".join(f"{plain(source.name)} ({source.years})" for source in line.sources) + "." for line in chart.lines]
    got = max((source.retrieved for line in chart.lines for source in line.sources if source.retrieved), default=None)
    notes = [f"Sources: {' '.join(told)}" + (f" Retrieved {got[:10]}." if got else "")] if told else []
    silent = [whose(code) for code in chart.parties if code not in {line.reporter for line in chart.lines}]
    if silent:
        notes.append(f"No annual values of {joined(silent)} statistics are held.")
    if chart.claims:
        notes.append(f"Claims: {', '.join(dict.fromkeys(plain(claim.publisher) for claim in chart.claims))}.")
    if chart.left_out:
        notes.append("Claims not drawn: " + "; ".join(f"{count} {why}" for why, count in chart.left_out.items()) + ".")
    return notes


def _color(chart: TradeChart, country: str | None) -> int:
    return chart.parties.index(country) if country in chart.parties else 2


# -- in the terminal

_MARKS: dict[Bound, str] = {"exact": "x", "about": "x", "over": "^", "under": "v", "up_to": "v"}
_INKS = (33, 208, 246)
_STROKES = ("braille", "dot")


def draw_terminal(chart: TradeChart, width: int, *, color: bool | None = None) -> str:
    """Return the chart as text of a width: the drawing, and beneath it the same values as a table; coloured where standard output takes colours, or as `color` says.

    Under NO_COLOR there is no escape code in it.
    """
    if color is None:
        console = Console()
        color = console.color_system is not None and not console.no_color
    width = max(min(width, MAX_WIDTH), 30)
    text = io.StringIO()
    out = Console(file=text, width=width, force_terminal=color, color_system="256" if color else None, no_color=not color, highlight=False, legacy_windows=False)
    scale = scale_of(_top(chart), chart.unit)
    out.print(Text(f"{chart.title}, {scale.name}", style="bold"))
    if not chart.lines and not chart.claims:
        out.print(_NOTHING_DRAWN)
    else:
        out.print(Text.from_ansi(_plotted(chart, scale, width)), no_wrap=True, crop=False)
        out.print(_key(chart))
        out.print()
        out.print(_tabled(chart, scale))
    for note in notes_of(chart):
        out.print(Text(f"\n{note}", style="dim"))
    return "\n".join(row.rstrip() for row in text.getvalue().splitlines()) + "\n"


def _plotted(chart: TradeChart, scale: Scale, width: int) -> str:
    import plotext  # type: ignore[import-untyped]

    plotext.clear_figure()
    plotext.limit_size(False, False)
    plotext.plot_size(width, max(12, min(24, width // 4)))
    plotext.theme("clear")
    for line in chart.lines:
        n = _color(chart, line.reporter)
        for run in _runs(line):
            draw = plotext.plot if len(run) > 1 else plotext.scatter
            draw([year for year, _ in run], [value / scale.size for _, value in run], marker=_STROKES[n], color=_INKS[n])
    for claim in chart.claims:
        plotext.scatter([int(claim.period)], [claim.value / scale.size], marker=_MARKS[claim.bound], color=_INKS[_color(chart, claim.side)])
    years = _filled(chart)
    step = max(1, -(-(years[-1] - years[0] + 1) * 8 // width))
    ticks = list(range(years[0], years[-1] + 1, step))
    plotext.xlim(years[0] - 0.5, years[-1] + 0.5)
    plotext.xticks(ticks, [str(year) for year in ticks])
    plotext.ylim(0, _top(chart) / scale.size * 1.05)
    drawn = str(plotext.build())
    plotext.clear_figure()
    return drawn


def _top(chart: TradeChart) -> float:
    """The largest value drawn; a billion where there is none."""
    return max([*(value for line in chart.lines for _, value in line.points), *(claim.value for claim in chart.claims)], default=0.0) or 1e9


def _filled(chart: TradeChart) -> list[int]:
    return sorted({int(period) for line in chart.lines for period, _ in line.points} | {int(claim.period) for claim in chart.claims})


def _key(chart: TradeChart) -> Text:
    strokes = [(("⠤⠤", "••")[n], f"color({_INKS[n]})", _line_name(line)) for line in chart.lines for n in (_color(chart, line.reporter),)]
    marks = {_MARKS[claim.bound] for claim in chart.claims}
    told = [(mark, "", words) for mark, words in (("x", "claimed"), ("^", "claimed to be more"), ("v", "claimed to be less")) if mark in marks]
    return Text("   ").join(Text.assemble((mark, style), f" {words}") for mark, style, words in [*strokes, *told])


def _tabled(chart: TradeChart, scale: Scale) -> Table:
    table = Table(box=None, header_style="dim", pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("year")
    for line in chart.lines:
        table.add_column(
            f"{country_name(line.reporter)}" + ("" if line.flow == "turnover" else f" {line.flow}"), justify="right", style=f"color({_INKS[_color(chart, line.reporter)]})"
        )
    table.add_column("claims", overflow="fold")
    values = [dict(line.points) for line in chart.lines]
    years = _filled(chart)
    for year in range(years[0], years[-1] + 1) if years[-1] - years[0] <= 60 else years:
        claims = "; ".join(
            f"{scale.claimed(one.value, one.bound)} {plain(one.publisher)}{f' [{one.side}]' if one.side else ''}" for one in chart.claims if one.period == f"{year:04}"
        )
        table.add_row(str(year), *(scale.told(held[f"{year:04}"]) if f"{year:04}" in held else NOTHING for held in values), Text(claims))
    return table


# -- as an image

_SIZE = 8.0, 5.4
"""Inches of an image, which grows where the words beneath need more room."""
_MARGIN, _PNG_DPI = 0.16, 200
_RC: dict[str, Any] = {"svg.fonttype": "none", "svg.hashsalt": "bilat", "text.parse_math": False, "font.size": 9.5, "axes.unicode_minus": False}


def draw(chart: TradeChart, target: str) -> bytes:
    """Return a chart in the form that a target's name asks for: an SVG or PNG image, or text for `-`; `OptionError` for any other name."""
    if target == "-":
        return draw_terminal(chart, Console().width).encode()
    for format in get_args(Format):
        if Path(target).suffix.lower() == f".{format}":
            return draw_image(chart, format)
    raise OptionError(f"chart: {target}: a chart is drawn to a .svg or .png file, or to the terminal with `-`")


def draw_image(chart: TradeChart, format: Format, size: tuple[float, float] = _SIZE, *, notes: bool = True) -> bytes:
    """Return the chart as an image, the same bytes for the same chart; `OptionError` where matplotlib is not installed.

    `size` is in inches, and grows where the words need more room; without `notes` nothing stands beneath, for where a page says it.
    """
    try:
        import matplotlib
    except ImportError:
        raise OptionError("chart: an image is drawn with matplotlib, which is not installed: pip install 'bilat[charts]', or draw in the terminal with `--chart -`") from None
    import warnings

    out = io.BytesIO()
    with matplotlib.rc_context(), warnings.catch_warnings():
        # nobody's own settings change what a chart looks like
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({**_RC, "font.family": _families()})
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = _figure(chart, size, notes)
        if format == "png":
            figure.savefig(out, format="png", dpi=_PNG_DPI, metadata={"Software": None, "Title": chart.title})
            return out.getvalue()
        figure.savefig(out, format="svg", metadata={"Date": None, "Creator": "bilat", "Title": chart.title})
    head, title, tail = out.getvalue().decode().partition("</title>")
    head = head.replace("<svg ", '<svg role="img" ', 1)
    return f"{head}{title}\n <desc>{escape(described(chart), quote=False)}</desc>{tail}".encode()


def _families() -> list[str]:
    """The font of the drawing and, for names in other scripts, those of the machine that have them."""
    from matplotlib import font_manager

    held = set(font_manager.get_font_names())
    wanted = ("Noto Sans CJK SC", "Noto Sans SC", "WenQuanYi Zen Hei", "PingFang SC", "Microsoft YaHei", "Arial Unicode MS", "Noto Sans Arabic")
    return ["DejaVu Sans", *(name for name in wanted if name in held), "sans-serif"]


def described(chart: TradeChart) -> str:
    """Return the chart in words, for those who do not see it."""
    scale = scale_of(_top(chart), chart.unit)
    lines = [f"{_line_name(line)}: " + ", ".join(f"{period} {scale.told(value)}" for period, value in line.points) + "." for line in chart.lines]
    claims = "; ".join(f"{claim.period} {scale.claimed(claim.value, claim.bound)} ({plain(claim.publisher)})" for claim in chart.claims)
    return " ".join([f"{chart.title}, in {scale.name}, by year.", *lines, *([f"Claimed: {claims}."] if claims else []), *notes_of(chart)])


def _figure(chart: TradeChart, size: tuple[float, float], with_notes: bool) -> Figure:
    """The drawing: title, key, the axes, and what stands beneath, each in the room that its words take."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure
    from matplotlib.lines import Line2D

    figure = Figure(figsize=size, dpi=72)  # so that a pixel is a point, and what is measured fits at every resolution
    FigureCanvasAgg(figure)
    wide = size[0] - 2 * _MARGIN
    scale = scale_of(_top(chart), chart.unit)
    title = _wrapped(figure, chart.title, 13, bold=True)
    notes = "\n".join(_wrapped(figure, note, 8) for note in notes_of(chart) if with_notes)
    handles = [Line2D([], [], label=_line_name(line), **_stroke(_color(chart, line.reporter))) for line in chart.lines]
    whom = [*map(country_name, chart.parties), "others"]
    handles += [Line2D([], [], label=f"claimed in documents of {whom[n]}", linestyle="none", **_mark(n)) for n in sorted({_color(chart, claim.side) for claim in chart.claims})]
    for columns in (3, 2, 1):
        figure.legends.clear()
        key = figure.legend(handles=handles, loc="upper left", frameon=False, fontsize=9, ncols=columns, borderpad=0, borderaxespad=0, handlelength=2.8, columnspacing=1.6)
        if key.get_window_extent().width <= wide * 72:
            break
    above = 0.2 + _extent(figure, title, 13, bold=True)[1] / 72
    over = above + key.get_window_extent().height / 72 + 0.36
    under = 0.12 + _extent(figure, notes, 8)[1] / 72 + 0.38
    height = max(size[1], over + under + size[1] * 5 / 9)
    figure.set_size_inches(size[0], height)
    left = _MARGIN / size[0]
    figure.text(left, 1 - 0.1 / height, title, fontsize=13, fontweight="bold", va="top")
    figure.text(left, 1 - (over - 0.1) / height, scale.name, fontsize=9, color="#333333", va="bottom")
    figure.text(left, 0.12 / height, notes, fontsize=8, color="#444444", va="bottom", linespacing=_SPACING)
    key.set_bbox_to_anchor((left, 1 - above / height), transform=figure.transFigure)
    axes = figure.add_axes((0.52 / size[0], under / height, 1 - (0.52 + _MARGIN) / size[0], 1 - (over + under) / height))
    _draw_axes(axes, chart, scale)
    if chart.claims:
        _label(figure, axes, chart, scale)
    return figure


def _draw_axes(axes: Axes, chart: TradeChart, scale: Scale) -> None:
    from matplotlib.ticker import FuncFormatter, MaxNLocator

    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.set_axisbelow(True)
    years = _filled(chart)
    if not years:
        axes.set(xticks=[], yticks=[])
        axes.text(0.5, 0.5, _NOTHING_DRAWN, transform=axes.transAxes, ha="center", color="#444444")
        return
    axes.grid(axis="y", color="#DDDDDD", linewidth=0.8)
    axes.tick_params(axis="y", length=0, labelsize=9, colors="#333333")
    axes.tick_params(axis="x", length=3, labelsize=9, colors="#333333")
    axes.xaxis.set_major_locator(MaxNLocator(nbins=12, integer=True, min_n_ticks=1))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda year, _: f"{year:.0f}"))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}"))
    for line in chart.lines:
        for run in _runs(line):
            axes.plot([year for year, _ in run], [value / scale.size for _, value in run], **_stroke(_color(chart, line.reporter)), zorder=3)
    for claim in chart.claims:
        axes.plot([int(claim.period)], [claim.value / scale.size], linestyle="none", **_mark(_color(chart, claim.side)), zorder=6)
    span = years[-1] - years[0]
    axes.set_xlim(years[0] - max(0.4, span * 0.02), years[-1] + max(0.4, span * 0.04))
    axes.set_ylim(0, _top(chart) / scale.size * 1.16)


def _stroke(n: int) -> dict[str, Any]:
    return {"color": _COLORS[n], "linestyle": ("-", (0, (5, 2)))[n], "marker": "os"[n], "markersize": 4, "linewidth": 1.8}


def _mark(n: int) -> dict[str, Any]:
    return {"color": _COLORS[n], "marker": "D", "markersize": 7, "markeredgecolor": "white", "markeredgewidth": 1.0}


def _wrapped(figure: Figure, words: str, size: float, *, bold: bool = False) -> str:
    """Words in lines that are no wider than the drawing."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and _extent(figure, longer, size, bold=bold)[0] > (figure.get_size_inches()[0] - 2 * _MARGIN) * 72:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)


def _extent(figure: Figure, words: str, size: float, *, bold: bool = False) -> tuple[float, float]:
    """How wide and high words are, in points."""
    text = figure.text(0, 0, words, fontsize=size, fontweight="bold" if bold else "normal", linespacing=_SPACING)
    box = text.get_window_extent()
    text.remove()
    return float(box.width), float(box.height)


# -- the claims' labels

_Point = tuple[float, float]
_Box = tuple[float, float, float, float]
_Key = tuple[str, float, Bound]
_SPACING, _LABEL, _ARROW = 1.3, 8.5, 16
_REACH = (8, 13, 20, 29, 40, 53, 68, 85, 105, 130, 160)
_WHITE = {"color": "white", "alpha": 0.8, "pad": 0.3, "linewidth": 0}
_POINTS: dict[str, Any] = {"xycoords": "figure points", "textcoords": "figure points"}


def _label(figure: Figure, axes: Axes, chart: TradeChart, scale: Scale) -> None:
    """Write beside each claim what was claimed and by whom; an arrow is its bound. Where no room is left the point stands alone: the words are in the description."""
    told: defaultdict[_Key, list[TradeClaim]] = defaultdict(list)
    for claim in chart.claims:
        told[claim.period, claim.value, claim.bound].append(claim)
    points = {key: _at(axes, int(key[0]), key[1] / scale.size) for key in told}
    words = {(period, value, bound): f"{scale.claimed(value, bound)} {_by(claims)}" for (period, value, bound), claims in told.items()}
    sizes = {key: _extent(figure, label, _LABEL) for key, label in words.items()}
    arrows = {key: {"over": _ARROW, "under": -_ARROW, "up_to": -_ARROW}.get(key[2], 0) for key in told}
    marks = {key: (x - 5, y - 5 + min(0, arrows[key]), x + 5, y + 5 + max(0, arrows[key])) for key, (x, y) in points.items()}
    orders: list[list[_Key]] = [sorted(told, key=lambda key: (n * int(key[0]), m * key[1], key)) for n, m in ((1, -1), (-1, -1), (1, 1), (-1, 1), (0, -1), (0, 1))]
    placings = [_placed(order, points, sizes, marks, list(_inked(axes, chart, scale)), axes.get_window_extent().extents) for order in orders]
    places = min(placings, key=lambda placing: (-len(placing[1]), placing[0]))[1]
    for key, (x, y) in points.items():
        color = _COLORS[_color(chart, told[key][0].side)]
        arrow = {"color": color, "shrinkA": 0, "shrinkB": 0}
        if arrows[key]:
            axes.annotate("", (x, y + arrows[key]), (x, y), **_POINTS, zorder=5, arrowprops={**arrow, "arrowstyle": "->", "linewidth": 1.3})
        if key in places:
            near = _nearest(places[key], (x, y))
            if math.dist(near, (x, y)) > 14:
                axes.annotate("", near, (x, y), **_POINTS, zorder=4, arrowprops={**arrow, "arrowstyle": "-", "linewidth": 0.7})
            axes.annotate(words[key], places[key][:2], **_POINTS, fontsize=_LABEL, color=color, va="bottom", zorder=5, bbox=_WHITE)


def _placed(
    order: list[_Key], points: dict[_Key, _Point], sizes: dict[_Key, _Point], marks: dict[_Key, _Box], lines: list[_Point], frame: Sequence[float]
) -> tuple[float, dict[_Key, _Box]]:
    """Give each label in turn the best place that is left: over no other label, near its point, and over lines, points and leaders only where all else is worse."""
    placed: dict[_Key, _Box] = {}
    total = 0.0
    for key in order:
        (x, y), (width, height) = points[key], sizes[key]
        best: tuple[float, _Box] | None = None
        for reach, up, right in itertools.product(_REACH, (0, 0.5, 1, -0.5, -1), (-1, 1, -0.5, 0.5, 0)):
            left, low = x + right * reach - width * (1 - right) / 2, y + up * reach - height * (1 - up) / 2
            box = (left, low, left + width, low + height)
            cost = reach + 200.0 * sum(_meet(box, mark) for mark in marks.values())
            outside = left < frame[0] + 2 or low < frame[1] + 2 or box[2] > frame[2] - 2 or box[3] > frame[3] - 2
            if outside or (best is not None and cost >= best[0]) or any(_meet(box, other) for other in placed.values()):
                continue
            (to_x, to_y), others = _nearest(box, (x, y)), [*placed.values(), *(mark for other, mark in marks.items() if other != key)]
            way = [(x + (to_x - x) * n / 12, y + (to_y - y) * n / 12) for n in range(1, 12)] if math.dist((x, y), (to_x, to_y)) > 14 else []
            cost += 60 * sum(any(_meet((*at, *at), other) for at in way) for other in others) + 25 * sum(_meet((*at, *at), box) for at in lines)
            cost += 10 * sum(_meet((*at, *at), (*near, *near)) for at in way for near in lines)
            if best is None or cost < best[0]:
                best = cost, box
        if best is not None:
            total, placed[key] = total + best[0], best[1]
    return total, placed


def _by(claims: Sequence[TradeClaim]) -> str:
    """The publishers of one claim, briefly."""
    names = list(dict.fromkeys(in_short(claim.publisher) for claim in claims))
    return names[0] + (f", {names[1]}" if len(names) == 2 and len(names[0]) + len(names[1]) < 32 else f" +{len(names) - 1}" if len(names) > 1 else "")


def _meet(one: _Box, other: _Box) -> bool:
    return one[0] < other[2] + 2 and other[0] < one[2] + 2 and one[1] < other[3] + 1 and other[1] < one[3] + 1


def _nearest(box: _Box, point: _Point) -> _Point:
    return min(max(point[0], box[0]), box[2]), min(max(point[1], box[1]), box[3])


def _at(axes: Axes, year: int, value: float) -> _Point:
    x, y = axes.transData.transform((year, value))
    return float(x), float(y)


def _inked(axes: Axes, chart: TradeChart, scale: Scale) -> Iterator[_Point]:
    """Places on the lines, a few points from each other."""
    for run in itertools.chain.from_iterable(map(_runs, chart.lines)):
        corners = [_at(axes, year, value / scale.size) for year, value in run]
        yield corners[0]
        for (x, y), (to_x, to_y) in itertools.pairwise(corners):
            steps = int(max(abs(to_x - x), abs(to_y - y)) // 5) + 1
            yield from ((x + (to_x - x) * n / steps, y + (to_y - y) * n / steps) for n in range(1, steps + 1))
