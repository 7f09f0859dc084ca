"""Checks and official series printed for a person: what was claimed, what each country's statistics say, and with which source."""

from __future__ import annotations

import csv
import io
import itertools
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

import msgspec
from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from ..record.model import Claim, Record, RecordDocument, RecordFigure
from ..record.parties import country_name
from ..statistics.check import check_figure
from ..statistics.compare import Side, mirror
from ..statistics.rates import Conversion
from ..statistics.series import Flow, Observation, Series
from ..statistics.verdict import Check, SeriesValue, Verdict, ordinal, whose
from ..vocabulary import Figure, Reading
from .console import open_console, plain_table
from .describe import bounded, describe, in_words

if TYPE_CHECKING:
    from ..statistics.holdings import Loaded
    from ..statistics.interface import Answer

NARROW = 76
"""Columns below which a table of many columns is told line by line."""
WIDE = 106
"""Columns from which three tables stand side by side."""
NOTHING = "–"
"""What stands where nothing is known, which is never zero."""
_STYLES: dict[Verdict, str] = {"matches_both": "bold green", "matches_one": "bold cyan", "differs": "bold yellow", "no_data": "dim"}
_VERDICTS: dict[Verdict, str] = {"matches_both": "matches both", "matches_one": "matches one", "differs": "differs", "no_data": "no data"}


# -- checks


class CheckedClaim(NamedTuple):
    """A claim with who says it, and its check."""

    who: str
    claim: str
    check: Check


def print_check(check: Check, claim_words: str) -> None:
    """Print the check of one claim: what it comes to, the official values that it was held against, conversions and notes."""
    console = open_console()
    console.print(Text(plain(claim_words), style="bold"))
    console.print(Text(check.summary(), style=_STYLES[check.verdict]))
    if check.series or check.revised:
        console.print()
        _print_values(console, [*((one, "") for one in check.series), *((one, ", since revised") for one in check.revised)])
    for conversion in check.converted:
        console.print(Text(f"\n{_converted(conversion)}"))
        if conversion.url:
            console.print(Text(conversion.url, style="dim"), soft_wrap=True)
    notes = check.notes if check.verdict != "no_data" else []
    if notes:
        console.print(Text("\n" + "\n".join(f"· {note}" for note in notes)))


def print_checked(reading: Reading, found: Sequence[tuple[Figure, Check]]) -> None:
    """Print the checks of a reading's figures, one line a claim, beneath who published them."""
    document = reading.document
    told = [document.title, document.publisher, document.side, document.published]
    print_claims([CheckedClaim("", describe(reading, figure), check) for figure, check in found], " · ".join(plain(part) for part in told if part) or "piece")


def print_checked_record(record: Record) -> None:
    """Print the checks of a record's claims, one line a claim with who says it; copies are not told."""
    documents = {document.id: document for document in record.documents}
    rows: list[CheckedClaim] = []
    for figure in record.figures:
        given = figure.check or {}
        checks = given.get("claims", [given])
        of = [figure.measure.replace("_", " ") + (" (goal)" if figure.target else ""), figure.period or "no period"]
        for claim, check in zip(figure.claims, checks, strict=False):
            if check:
                who = dict.fromkeys(publisher_of(documents.get(source.document), claim.side) for source in claim.sources)
                rows.append(CheckedClaim(", ".join(who) + (f" [{claim.side}]" if claim.side else ""), f"{' '.join(of)}: {claim_in_words(claim)}", msgspec.convert(check, Check)))
    print_claims(rows, " – ".join(record.counterpart or country_name(code) for code in ([record.parties[0], ""] if record.counterpart else record.parties)))


def print_claims(rows: Sequence[CheckedClaim], heading: str) -> None:
    """Print checked claims, one line each: the claim and who says it, the verdict, and what it comes to; then how many there are of each verdict."""
    console = open_console()
    console.print(Rule(Text(heading, style="bold"), align="left", style="dim"))
    if not rows:
        console.print("No figure is claimed.")
        return
    if console.width < NARROW:
        for row in rows:
            console.print(Text(f"{_said(row)}", style="bold"))
            console.print(Padding(Text(f"{_VERDICTS[row.check.verdict]}: {_outcome(row.check)}", style=_STYLES[row.check.verdict]), (0, 0, 1, 2)))
    else:
        table = plain_table("claim", "verdict", "official statistics")
        table.columns[0].ratio, table.columns[2].ratio, table.columns[1].no_wrap = 5, 6, True
        table.expand = True
        for row in rows:
            style = _STYLES[row.check.verdict]
            table.add_row(Text(_said(row)), Text(_VERDICTS[row.check.verdict], style=style), Text(_outcome(row.check), style="" if row.check.verdict != "no_data" else style))
        console.print(table)
    count = Counter(row.check.verdict for row in rows)
    told = ", ".join(
        f"{count[verdict]} {words.replace('matches', 'match').replace('differs', 'differ') if count[verdict] > 1 else words}"
        for verdict, words in _VERDICTS.items()
        if count[verdict]
    )
    console.print(Text(f"{len(rows)} claim{'s' if len(rows) != 1 else ''}: {told}", style="dim"))


def claim_in_words(claim: Claim) -> str:
    """Return what a claim of a record says: "over 41 billion USD, up 32 %, a record"."""
    change = claim.change
    percent = f" {bounded(change.bound)}{change.percent:g} %" if change and change.percent is not None else ""
    parts = [
        f"{bounded(claim.bound)}{in_words(claim.value)} {claim.unit or ''}".strip() if claim.value is not None and not (change and claim.unit == "%") else "",
        f"{change.direction}{percent}" if change else "",
        "" if claim.rank is None else "largest partner" if claim.rank == 1 else f"{ordinal(claim.rank)} largest partner",
        "a record" if claim.record else "",
        f"by {whose(claim.basis)} statistics" if claim.basis else "",
    ]
    return plain(", ".join(part for part in parts if part))


def publisher_of(document: RecordDocument | None, side: str | None) -> str:
    """Return by what name a document's publisher is told: its own, else the host of its address, else its side."""
    host = urlsplit(document.url).hostname if document and document.url else None
    return plain((document.publisher if document else None) or host or "") or (f"{country_name(side)}, publisher not known" if side else "publisher not known")


def exporter_of(figure: RecordFigure, n: int, series: Series) -> str | None:
    """Return whose exports a claim of a figure is of, as its check took it from the words; null where the check only tried both ways, or has nothing to go by."""
    check = figure.check or check_figure(figure, series) or {}
    own: dict[str, Any] = check["claims"][n] if "claims" in check else check
    if any("does not say whose" in note for note in own.get("notes", ())):
        return None
    return next((row["reporter"] if row["flow"] == "exports" else row["partner"] for row in own.get("series", ())), None)


def in_short(publisher: str) -> str:
    """Return a publisher's name in at most 28 letters, for a label."""
    name = plain(publisher)
    for long, short in (("Ministry of Foreign Affairs", "MFA"), ("Ministry of", "Min. of"), ("the People's Republic of China", "China"), ("the Republic of ", "")):
        name = name.replace(long, short)
    return name if len(name) <= 28 else f"{name[:27].rstrip()}…"


def plain(text: str) -> str:
    """Return words of others in one line, without characters that would steer a terminal or break a file."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _said(row: CheckedClaim) -> str:
    return f"{row.who}: {row.claim}" if row.who else row.claim


def _outcome(check: Check) -> str:
    return check.summary() if check.verdict != "no_data" else "; ".join(check.notes) or "nothing is held"


def _print_values(console: Console, rows: Sequence[tuple[SeriesValue, str]]) -> None:
    if console.width < NARROW:
        for one, tail in rows:
            console.print(Text(f"{country_name(one.reporter)}, {_told_flow(one)}, {one.period}: {in_words(one.value)} {one.unit}{tail}"))
            days = [f"revised {one.revised}" if one.revised else "", f"retrieved {one.retrieved[:10]}" if one.retrieved else ""]
            console.print(Padding(Text("; ".join(filter(None, [plain(one.source), *days])), style="dim"), (0, 0, 0, 2)))
        return
    table = plain_table("reporter", "flow", "period", "value", "source", "revised", "retrieved")
    table.columns[3].justify = "right"
    for one, tail in rows:
        table.add_row(
            country_name(one.reporter),
            _told_flow(one),
            one.period,
            f"{in_words(one.value)} {one.unit}{tail}",
            plain(one.source),
            one.revised or NOTHING,
            (one.retrieved or NOTHING)[:10],
            style="dim" if tail else None,
        )
    console.print(table)


def _told_flow(one: SeriesValue) -> str:
    way = {"exports": "to", "imports": "from", "turnover": "with"}[one.flow]
    return f"{one.flow} {way} {country_name(one.partner)}" + (f", {one.valuation}" if one.valuation else "")


def _converted(one: Conversion) -> str:
    amounts = f"{in_words(one.value)} {one.unit} = {in_words(float(f'{one.result:.4g}'))} {one.into}"
    return f"{amounts} at {one.rate:.4g} {one.unit} per {one.into}, average of {one.period} ({one.source})"


# -- series


class LineSource(msgspec.Struct, kw_only=True, frozen=True):
    """A source of annual values, the years that it gives ("2015–2019, 2021"), and when the last of them was retrieved."""

    name: str
    years: str
    retrieved: str | None = None


class Scale(NamedTuple):
    """In which numbers amounts are shown, and what they are called ("billion USD")."""

    size: float
    name: str

    def told(self, value: float) -> str:
        """Return a value of a series with as many digits as a reader can use."""
        shown = value / self.size
        return f"{shown:,.1f}" if abs(shown) >= 10 else f"{shown:,.2f}"

    def claimed(self, value: float, bound: str) -> str:
        """Return a claimed value with its bound, in the digits that were told."""
        return f"{bounded(bound)}{value / self.size:,.6g}"


def scale_of(most: float, unit: str) -> Scale:
    """Return the scale for amounts of which this is the largest: billions, or millions where nothing reaches a billion."""
    return Scale(1e9, f"billion {unit}") if most >= 1e9 else Scale(1e6, f"million {unit}")


def units_of(series: Series, sides: Iterable[Side]) -> list[str]:
    """Return the units of the annual values of these sides, the one of most values first."""
    count = Counter(one.unit for side in sides for year in _years(series, side) for one in series.over(*side, year))
    return sorted(count, key=lambda unit: (-count[unit], unit))


def annual(series: Series, side: Side, unit: str) -> list[Observation]:
    """Return one value for each year of which a series has one: of several sources that of the one with the most years, so that a line does not jump between them."""
    found = {year: values for year in _years(series, side) if (values := [one for one in series.over(*side, year) if one.unit == unit])}
    count = Counter(one.source for values in found.values() for one in values)
    return [max(values, key=lambda one: count[one.source]) for values in found.values()]


def sources_of(found: Iterable[Observation]) -> list[LineSource]:
    """Return the sources of annual values, the one of the earliest first, with the years of each."""
    held: defaultdict[str, list[Observation]] = defaultdict(list)
    for one in found:
        held[one.source].append(one)
    stamps = {name: max((one.retrieved for one in ones if one.retrieved), default=None) for name, ones in held.items()}
    return [LineSource(name=name, years=spans({one.period for one in ones}), retrieved=stamps[name]) for name, ones in held.items()]


def spans(years: Iterable[str]) -> str:
    """Return years as briefly as they can be told: 2015–2019, 2021."""
    runs = [[year for _, year in run] for _, run in itertools.groupby(enumerate(sorted(map(int, years))), key=lambda item: item[1] - item[0])]
    return ", ".join(f"{run[0]}" if len(run) == 1 else f"{run[0]}–{run[-1]}" for run in runs)


def print_series(series: Series, reporter: str, partner: str) -> None:
    """Print both countries' annual statistics of their trade, each flow of the one beside the other's mirror of it, with the gap between them and the sources beneath."""
    console = open_console()
    console.print(Rule(Text(f"Goods trade of {country_name(reporter)} and {country_name(partner)}", style="bold"), align="left", style="dim"))
    flows: list[tuple[Flow, str]] = [("exports", f"{reporter} → {partner}"), ("imports", f"{partner} → {reporter}"), ("turnover", "both ways")]
    trades = [(mirror(flow, reporter, partner), way) for flow, way in flows]
    sides = [side for pair, _ in trades for side in pair]
    units = units_of(series, sides)
    if not units:
        console.print(
            f"No annual statistics of this trade are held. `bilat statistics fetch {reporter} {partner}` asks UN Comtrade, `bilat statistics load FILE` reads its downloads."
        )
    for unit in units:
        held = {side: {one.period: one for one in annual(series, side, unit)} for side in sides}
        most = max((one.value for values in held.values() for one in values.values()), default=0.0)
        scale = scale_of(most, unit)
        console.print(Text(f"{scale.name}; gap: by how many percent {whose(partner)} figure lies above {whose(reporter)}", style="dim"))
        years = sorted({year for values in held.values() for year in values})
        span = [f"{year:04}" for year in range(int(years[0]), int(years[-1]) + 1)] if int(years[-1]) - int(years[0]) < 100 else years
        for shown in [trades] if console.width >= WIDE else [[trade] for trade in trades]:
            console.print(_side_by_side(shown, held, span, scale.size))
            console.print()
        for code in (reporter, partner):
            of = [one for side, values in held.items() if side.reporter == code for one in values.values()]
            told = [
                f"{plain(source.name)}, {source.years}" + (f", retrieved {source.retrieved[:10]}" if source.retrieved else "")
                for source in sources_of(sorted(of, key=lambda one: one.period))
            ]
            console.print(Text(f"{country_name(code)}: {'; '.join(told) or 'no data'}", style="dim"))
    months = spans({period[:4] for side in sides for period in series.periods(*side) if len(period) == 7}) if units else ""
    others = any(len({one.source for one in series.over(*side, year)}) > 1 for side in sides for year in _years(series, side))
    if months or others:
        parts = ["values of other sources"] * others + [f"months of {months}"] * bool(months)
        console.print(Text(f"Held too: {' and '.join(parts)}; `--csv` prints them.", style="dim"))


def _side_by_side(trades: Sequence[tuple[list[Side], str]], held: Mapping[Side, Mapping[str, Observation]], years: Sequence[str], size: float) -> Table:
    table = plain_table("year")
    for (one, other), way in trades:
        for column in (f"{way}\n{one.reporter} {one.flow}", f"\n{other.reporter} {other.flow}", "\ngap"):
            table.add_column(column, justify="right", no_wrap=True)
    table.columns[0].header, table.columns[0].min_width = "\nyear", 4
    for year in years:
        cells: list[str] = []
        for (one, other), _ in trades:
            first, second = held[one].get(year), held[other].get(year)
            gap = f"{(second.value / first.value - 1) * 100:+.0f} %" if first and second and first.value else NOTHING
            cells += [_told(first, size), _told(second, size), gap]
        table.add_row(year, *cells)
    return table


def _told(one: Observation | None, size: float) -> str:
    """A value with two decimals, or with fewer where its source is not so precise."""
    if one is None:
        return NOTHING
    decimals = min(max(round(math.log10(size / one.precision)), 0), 2) if one.precision > 0 else 2
    return f"{one.value / size:,.{decimals}f}"


def _years(series: Series, side: Side) -> list[str]:
    return sorted({period[:4] for period in series.periods(*side)})


def observations_between(series: Series, reporter: str, partner: str) -> list[Observation]:
    """Return the current values that each source gives of the two countries' trade, by reporter, flow and period; turnover only where a source gives it itself."""
    return list(_between(series, reporter, partner))


def _between(series: Series, reporter: str, partner: str) -> Iterator[Observation]:
    for one, other in ((reporter, partner), (partner, reporter)):
        flows: tuple[Flow, ...] = ("exports", "imports", "turnover")
        for flow in flows:
            for period in series.periods(one, other, flow):
                for value in series.of(one, other, flow, period):
                    if flow != "turnover" or not _added_up(series, value):
                        yield value


def _added_up(series: Series, turnover: Observation) -> bool:
    """Whether a turnover is what its source's exports and imports add up to, as reading them again would give it."""
    of: tuple[Flow, Flow] = ("exports", "imports")
    found = [series.of(turnover.reporter, turnover.partner, each, turnover.period) for each in of]
    parts = [next((one for one in ones if (one.source, one.unit) == (turnover.source, turnover.unit)), None) for ones in found]
    own = [one for one in parts if one is not None]
    return len(own) == 2 and math.isclose(sum(one.value for one in own), turnover.value, rel_tol=1e-12) and max(one.precision for one in own) == turnover.precision


def write_csv(observations: Iterable[Observation]) -> None:
    """Print observations as CSV with the columns of `Observation`, which `bilat statistics load` reads."""
    names = Observation.__struct_fields__
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(names)
    for one in observations:
        rows.writerow(int(cell) if isinstance(cell, float) and cell.is_integer() else "" if cell is None else cell for cell in (getattr(one, name) for name in names))
    sys.stdout.buffer.write(out.getvalue().encode())
    sys.stdout.buffer.flush()


# -- what was loaded and fetched


def print_loaded(name: str, loaded: Loaded, bad: int = 0, passed_over: Mapping[str, int] | None = None) -> None:
    """Print what came of a file: observations and how many were new, rows that could not be read, and rows that are no total of a country's exports or imports."""
    skipped = ", ".join(f"{count:,} {why}" for why, count in sorted((passed_over or {}).items(), key=lambda item: (-item[1], item[0])))
    tail = [f"{bad:,} row{'s' if bad != 1 else ''} could not be read" if bad else "", f"passed over: {skipped}" if skipped else ""]
    open_console().print(Text("; ".join(filter(None, [f"{plain(name)}: {_came(loaded)}", *tail]))), soft_wrap=True)


def print_answers(loaded: Loaded, answers: Sequence[Answer]) -> None:
    """Print what an interface answered to each query, which figures it has no data of, and how many observations were new."""
    console = open_console()
    for answer in answers:
        kept = f"kept from {answer.retrieved[:10]}" if answer.cached or answer.stale else answer.retrieved[:10]
        console.print(Text.assemble((f"{answer.observations:>5,}  ", "bold"), plain(answer.url), (f"  {kept}", "dim")), soft_wrap=True)
        if answer.stale:
            console.print(Padding(Text(f"no newer answer could be had: {plain(answer.stale)}", style="yellow"), (0, 0, 0, 7)))
        missing: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        for partner, lacking, period in answer.missing:
            missing[partner, lacking].append(period)
        for (partner, flow), periods in missing.items():
            when = spans(periods) if all(len(period) == 4 for period in periods) else f"{min(periods)} to {max(periods)}, {len(periods)} months" if len(periods) > 1 else periods[0]
            console.print(Padding(Text(f"no data: {flow}, partner {partner}, {when}", style="dim"), (0, 0, 0, 7)))
    console.print(_came(loaded))


def _came(loaded: Loaded) -> str:
    return f"{loaded.came:,} observation{'s' if loaded.came != 1 else ''}, {loaded.new:,} new"
