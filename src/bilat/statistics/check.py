"""The check of a claimed figure against the official series of both reporters: whose statistics it follows, and by how much it differs from the other's.

A claim is never called false: two countries count one trade in two ways, and a figure may follow either whoever says it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import msgspec

from ..reading.language.en import table
from ..record.model import Record, RecordFigure
from ..record.parties import country_name
from ..vocabulary import Figure, Measure
from .claims import FISCAL_START, FigureClaim, figure_claim, fiscal_year, record_claims
from .compare import ENOUGH_YEARS, Finding, Side, agreeing_reporters, find_parts, in_unit, is_converted, is_growth, level_of, mirror, values
from .rates import Conversion, Rates
from .series import Flow, Observation, Series, canonical, shifted
from .verdict import Check, Part, SeriesValue, Verdict, What, told_amount, whose

FLOWS: dict[Measure, Flow] = {"trade_turnover": "turnover", "exports": "exports", "imports": "imports"}
"""The measures of which official series are held."""
NEAR_YEARS = 5
"""Years before and after in which a figure's value is looked for where it does not fit its own."""


def check_claim(claim: FigureClaim | Figure, series: Series, rates: Rates | None = None, *, words: str | None = None) -> Check:
    """Hold a claim against both reporters' series; `words`, those of its evidence, tell 41.0 from 41 and whose exports they are.

    What is not comparable (a goal, an investment, a share, a day, a currency without a rate) is `no_data` with the reason as its first note.
    """
    if isinstance(claim, Figure):
        claim = figure_claim(claim, words)
    elif words is not None:
        claim = msgspec.structs.replace(claim, words=words)
    if len(set(claim.parties)) != len(claim.parties):
        claim = msgspec.structs.replace(claim, parties=list(dict.fromkeys(claim.parties)))
    rates = rates or Rates()
    reason = _incomparable(claim)
    if reason is not None:
        return Check(verdict="no_data", notes=[reason])
    if claim.target:
        return _progress(claim, series, rates)
    if claim.period is None:
        return _undated(claim, series, rates)
    period = _fiscal(claim) or canonical(claim.period)
    if period is None:
        return Check(verdict="no_data", notes=[f"{claim.period} is no period of which statistics are told: they know years and months"])
    directions = _directions(claim)
    checks = [_against(claim, by, period, series, rates) for by in directions]
    best = max(range(len(checks)), key=lambda n: (_VERDICTS.index(checks[n].verdict), -_distance(checks[n])))
    check = checks[best]
    if len(directions) > 1 and check.verdict != "no_data":
        note = (
            "the text does not say whose " + ("partner is ranked" if claim.rank and claim.measure == "trade_turnover" else claim.measure) + f": taken as {whose(directions[best])}"
        )
        others = [f"as {whose(directions[n])} it {'is not known' if one.verdict == 'no_data' else one.summary()}" for n, one in enumerate(checks) if n != best]
        return msgspec.structs.replace(check, notes=[*check.notes, "; ".join([note, *others])])
    return check


def check_figure(figure: RecordFigure, series: Series, rates: Rates | None = None, texts: Mapping[str, str] | None = None) -> dict[str, Any] | None:
    """Return the check of a record's figure as the contract's object: that of the claim told in most documents, and under `claims` each claim's in order, where there are several."""
    found: dict[bytes, Check] = {}  # readouts of several sides and years make one claim in the same words
    checks = []
    for claim in record_claims(figure, texts):
        key = msgspec.json.encode(claim)
        if key not in found:
            found[key] = check_claim(claim, series, rates)
        checks.append(found[key])
    if not checks:
        return None
    most = max(range(len(checks)), key=lambda n: (len({source.document for source in figure.claims[n].sources}), -n))
    check = checks[most].to_dict()
    return check | {"claims": [one.to_dict() for one in checks]} if len(checks) > 1 else check


def check_record(record: Record, series: Series, rates: Rates | None = None, texts: Mapping[str, str] | None = None) -> Record:
    """Return the record with the check of every figure filled in; `texts` are the documents' texts by id, from which the precision of a claim is read."""
    figures = [msgspec.structs.replace(figure, check=check_figure(figure, series, rates, texts)) for figure in record.figures]
    return msgspec.structs.replace(record, figures=figures)


_VERDICTS: list[Verdict] = ["no_data", "differs", "matches_one", "matches_both"]


def _incomparable(claim: FigureClaim) -> str | None:
    """Why no official series can be held against a claim; null where one can."""
    if claim.measure not in FLOWS:
        return f"no official series of {claim.measure} is held" if claim.measure != "other" else "no official series of this measure is held"
    if len(claim.parties) != 2:
        return f"the figure is of {len(claim.parties)} countries: {', '.join(claim.parties) or 'none is named'}; series are of two"
    if claim.target:
        return None
    if claim.value is not None and not is_growth(claim) and not re.fullmatch(r"[A-Z]{3}", claim.unit or ""):
        if claim.unit == "%":
            return "a share is not checked: no official series of shares is held"
        return f"no official series in {claim.unit or 'numbers without a unit'} is held"
    if claim.value is None and claim.change is None and claim.rank is None and not claim.record:
        return "nothing is claimed that could be checked"
    return None


def _fiscal(claim: FigureClaim) -> str | None:
    """The months of a period that the words call a fiscal year, by the party whose fiscal year it can be."""
    found = re.fullmatch(r"(\d{4})/(\d{4})", claim.period or "")
    if found is None:
        return None
    starts = {FISCAL_START[party] for party in claim.parties if party in FISCAL_START}
    if int(found[2]) == int(found[1]) + 1 and len(starts) == 1 and re.search(r"\b(?:fiscal|financial year|FY)", claim.words or "", re.I):
        return fiscal_year(int(found[1]), starts.pop())
    return None


def _directions(claim: FigureClaim) -> list[str]:
    """The countries whose exports, imports or partner may be meant: the one told, else the one of the words, else both."""
    if claim.measure == "trade_turnover" and claim.rank is None:
        return claim.parties[:1]
    if claim.by is not None:
        return [claim.by]
    told = {by for one, other in (claim.parties, claim.parties[::-1]) for by in (one, other) if claim.words and _says(claim.measure, one, by == one).search(claim.words)}
    return sorted(told) if len(told) == 1 else list(claim.parties)


@cache
def _says(measure: Measure, country: str, own: bool) -> re.Pattern[str]:
    """Words that make exports or imports a country's own ("Kazakh exports", "imports into China") or the other's ("exports to Kazakhstan")."""
    row = next((row for row in table("countries.tsv") if row[0] == country), (country, country, ""))
    names = "|".join(re.escape(name) for name in row[1].split("|"))
    adjectives = "|".join([names, *(re.escape(name) for name in row[2].split("|") if name)])
    if measure == "trade_turnover":
        return re.compile(rf"\b(?:{names})['’]s? (?:\w+ )?(?:largest|biggest|top|main|leading|first|second|third)\b" if own else r"(?!)")
    noun = r"export(?:s|ed|ing)?" if measure == "exports" else r"import(?:s|ed|ing)?"
    if not own:
        return re.compile(rf"\b{noun}\b(?: \w+){{0,3}}? {'to' if measure == 'exports' else 'from'} (?:the )?(?:{names})\b", re.I)
    whence = "(?:from|of|by)" if measure == "exports" else "(?:to|into|by|of)"
    return re.compile(rf"\b(?:{adjectives})(?:['’]s?)? (?:\w+ ){{0,2}}?{noun}\b|\b{noun}(?: \w+){{0,3}}? {whence} (?:the )?(?:{names})\b", re.I)


def _against(claim: FigureClaim, by: str, period: str, series: Series, rates: Rates) -> Check:
    """Hold a claim against both reporters' series, as the exports, imports or partner of one country."""
    other = next(party for party in claim.parties if party != by)
    sides = mirror(FLOWS[claim.measure], by, other)
    parts = find_parts(claim, sides, period, series, rates)
    agreeing = agreeing_reporters(parts)
    matches = [reporter for reporter, agrees in agreeing.items() if agrees]
    verdict: Verdict = "no_data" if not agreeing else "differs" if not matches else "matches_both" if len(matches) == 2 else "matches_one"
    difference: dict[str, float] = {}
    for reporter in agreeing:
        own = sorted((findings[reporter] for findings in parts.values() if reporter in findings), key=lambda finding: finding.matches)
        difference |= next(({reporter: round(finding.difference, 2)} for finding in own if finding.difference is not None), {})
    rows = [row for findings in parts.values() for finding in findings.values() for row in finding.rows]
    if claim.value is not None or claim.change is not None or claim.record:
        rows += [row for side in sides for row in series.over(*side, period)]
    notes = list(_reasons(claim, sides, period, series, rates, parts)) if verdict == "no_data" else []
    revised: list[Observation] = []
    if verdict != "no_data":
        notes += [finding.note for findings in parts.values() for finding in findings.values() if finding.note]
        notes += _unchecked(claim, sides, period, series, rates, parts)
    if verdict == "differs":
        revised = _revised(claim, sides, period, series, rates)
        notes += [
            f"matches {whose(one.reporter)} value before it was revised ({told_amount(one.value, one.value)} {one.unit}{f', as of {age}' if (age := one.revised or one.retrieved) else ''})"
            for one in revised
        ]
        notes += _hints(claim, by, other, period, series, rates)
    if claim.basis in claim.parties and matches and claim.basis not in matches:
        notes.append(f"the text quotes {whose(claim.basis)} statistics, the figure is that of {whose(matches[0])}")
    return Check(
        verdict=verdict, series=_rows(rows), difference=difference, matches=matches, parts=_told_parts(claim, parts), revised=_rows(revised),
        converted=_conversions(claim, rows, period, rates), notes=notes,
    )  # fmt: skip


def _told_parts(claim: FigureClaim, parts: dict[What, dict[str, Finding]]) -> list[Part]:
    claimed: dict[What, float | None] = {"level": claim.value, "growth": None, "rank": claim.rank, "record": None}
    if claim.change is not None and claim.change.percent is not None:
        claimed["growth"] = -claim.change.percent if claim.change.direction == "down" else claim.change.percent
    units: dict[What, str | None] = {"level": claim.unit, "growth": "%"}
    return [
        Part(
            what=what, claimed=claimed[what], unit=units.get(what), official={reporter: finding.official for reporter, finding in findings.items()},
            matches=[reporter for reporter, finding in findings.items() if finding.matches],
            difference={reporter: round(finding.difference, 2) for reporter, finding in findings.items() if finding.difference is not None},
        )
        for what, findings in parts.items() if findings
    ]  # fmt: skip


def _rows(observations: Iterable[Observation]) -> list[SeriesValue]:
    names = SeriesValue.__struct_fields__
    return [SeriesValue(**{name: getattr(one, name) for name in names}) for one in dict.fromkeys(observations)]


def _conversions(claim: FigureClaim, rows: Iterable[Observation], period: str, rates: Rates) -> list[Conversion]:
    """The claimed amount in the unit of each series that is told in another currency."""
    units = dict.fromkeys(row.unit for row in rows if row.period == period and is_converted(claim, row))
    found = [rates.convert(claim.value or 0.0, claim.unit or unit, unit, period) for unit in units]
    return [conversion for conversion in found if conversion is not None]


def _distance(check: Check) -> float:
    return min((abs(difference) for difference in check.difference.values()), default=math.inf)


def _reasons(claim: FigureClaim, sides: list[Side], period: str, series: Series, rates: Rates, parts: dict[What, dict[str, Finding]]) -> Iterator[str]:
    """Why there is nothing to hold a claim against."""
    held = [row for side in sides for row in series.over(*side, period)]
    units = sorted({row.unit for row in held if is_converted(claim, row)})
    if held and units and not any(True for side in sides for _ in values(claim, side, period, series, rates)):
        yield f"no rate of {claim.unit} to {' or '.join(units)} is held for {period}"
    if not held:
        yield f"neither {whose(sides[0].reporter)} nor {whose(sides[1].reporter)} series is held for {period}"
        yield from (note for side in sides if (note := _gaps(side, period, series)))
    yield from _unchecked(claim, sides, period, series, rates, parts)


def _unchecked(claim: FigureClaim, sides: list[Side], period: str, series: Series, rates: Rates, parts: dict[What, dict[str, Finding]]) -> Iterator[str]:
    """What of a claim could not be held against which series, where the series says something of the period."""
    asked = claim.value is not None or claim.change is not None or claim.record
    heard = [side for side in sides if series.over(*side, period)]
    for side in sides if asked and heard else ():
        if side not in heard:
            yield _gaps(side, period, series) or f"{whose(side.reporter)} series is not held for {period}"
            continue
        if claim.change is not None and side.reporter not in parts["growth"]:
            why = "over several years it can be counted in several ways" if re.fullmatch(r"\d{4}/\d{4}", period) else f"it gives no value for {shifted(period, -1)}"
            if series.over(*side, shifted(period, -1)) and "several" not in why:
                why = f"no rate or no one source for {shifted(period, -1)} and {period}"
            yield f"the growth is not checked against {whose(side.reporter)} series: {why}"
        if claim.record and side.reporter not in parts["record"]:
            yield f"the record is not checked against {whose(side.reporter)} series: fewer than {ENOUGH_YEARS} earlier {'months' if len(period) == 7 else 'years'} are held"
    if claim.rank is not None and not parts["rank"]:
        yield f"the rank is not checked: too few of {whose(sides[0].reporter)} partners are held for {period}"
    for side in sides:
        sources = {one.source: value for value, one in values(claim, side, period, series, rates)} if claim.value is not None else {}
        if len(sources) > 1 and (finding := parts["level"].get(side.reporter)):
            others = [f"{source} {told_amount(value, value)}" for source, value in sources.items() if source != finding.source]
            yield f"of {whose(side.reporter)} series {finding.source} is taken; {', '.join(others)}"


def _gaps(side: Side, period: str, series: Series) -> str | None:
    missing = series.missing(*side, period)
    return f"of {whose(side.reporter)} series {', '.join(missing)} {'is' if len(missing) == 1 else 'are'} missing for {period}" if missing else None


def _level_only(claim: FigureClaim) -> FigureClaim:
    return msgspec.structs.replace(claim, rank=None, record=False)


def _hints(claim: FigureClaim, by: str, other: str, period: str, series: Series, rates: Rates) -> Iterator[str]:
    """Of which other year or flow a figure would be right."""
    plain = _level_only(claim)
    if plain.value is None and plain.change is None:
        return
    sides = mirror(FLOWS[claim.measure], by, other)
    fiscal = _fiscal(msgspec.structs.replace(claim, period=period, words="fiscal year"))
    near_by = [shifted(period, n) for distance in range(1, NEAR_YEARS + 1) for n in (-distance, distance)]
    for near in [fiscal, *near_by] if fiscal else near_by:
        agreeing = [reporter for reporter, agrees in agreeing_reporters(find_parts(plain, sides, near, series, rates)).items() if agrees]
        if agreeing:
            yield f"matches {near} in {' and '.join(whose(reporter) for reporter in agreeing)} series"
            break
    flows: list[tuple[Flow, str, str]] = [("turnover", by, other), ("exports", by, other), ("exports", other, by)]
    for flow, one, two in flows:
        others = mirror(flow, one, two)
        if set(others) == set(sides):
            continue
        agrees_with = agreeing_reporters(find_parts(plain, others, period, series, rates))
        told = [f"{whose(side.reporter)} {_flow(side)}" for side in others if agrees_with.get(side.reporter)]
        if told:
            yield f"matches {' and '.join(told)}"


def _flow(side: Side) -> str:
    word = {"exports": "to", "imports": "from", "turnover": "with"}[side.flow]
    return f"{side.flow} {word} {country_name(side.partner)}"


def _revised(claim: FigureClaim, sides: list[Side], period: str, series: Series, rates: Rates) -> list[Observation]:
    """Earlier values, since revised, that a claim of a level matches."""
    if claim.value is None or is_growth(claim):
        return []
    found: list[Observation] = []
    for side in sides:
        for one in series.earlier(*side, period):
            value = in_unit(one.value, one.unit, claim, period, rates)
            if value is not None and level_of(claim, value, one).matches:
                found.append(one)
    return found


def _progress(claim: FigureClaim, series: Series, rates: Rates) -> Check:
    """A goal is no observation: how far each series has come towards it."""
    notes = ["a goal, not an observation"]
    rows: list[Observation] = []
    if claim.value is not None and not is_growth(claim):
        by = _directions(claim)
        for side in mirror(FLOWS[claim.measure], by[0], next(party for party in claim.parties if party != by[0])) if len(by) == 1 else ():
            years = [period for period in series.periods(*side) if len(period) == 4]
            for value, one in list(values(claim, side, years[-1], series, rates))[:1] if years else ():
                rows.append(one)
                share = f", {value / claim.value * 100:.0f} % of it" if claim.value else ""
                notes.append(f"{whose(side.reporter)} series stood at {told_amount(value, claim.value)} {claim.unit} in {years[-1]}{share}")
    return Check(verdict="no_data", series=_rows(rows), notes=notes)


def _undated(claim: FigureClaim, series: Series, rates: Rates) -> Check:
    """A figure without a period is held against none; which of the years held would fit is only noted, the last first."""
    notes = ["the text names no period"]
    plain = _level_only(claim)
    by = _directions(claim)[0]
    sides = mirror(FLOWS[claim.measure], by, next(party for party in claim.parties if party != by))
    years = sorted({period for side in sides for period in series.periods(*side) if len(period) == 4}, reverse=True)
    for year in years if len(_directions(claim)) == 1 else ():
        agreeing = [reporter for reporter, agrees in agreeing_reporters(find_parts(plain, sides, year, series, rates)).items() if agrees]
        if agreeing:
            notes.append(f"would match {year} in {' and '.join(whose(reporter) for reporter in agreeing)} series")
            break
    return Check(verdict="no_data", notes=notes)
