"""Files of official series: Comtrade's two download layouts and a plain one of our own, read row by row, each row whole or with what is wrong with it.

A file may be plain, gzipped or zipped, with commas, semicolons or tabs, with a byte order mark or without. A line is a row: a quotation
mark that is never closed costs its own line and no other.
"""

from __future__ import annotations

import csv
import datetime
import functools
import gzip
import io
import math
import os
import re
import sys
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from importlib import resources
from typing import Literal, NamedTuple, TypeAlias, cast, get_args

from ..errors import TableError, TooLargeError
from ..sources.files import open_bytes
from ..vocabulary import ISO3
from .series import WORLD, Flow, Observation, Valuation

SOURCE = "UN Comtrade"

Kind = Literal["country", "former", "area", "world"]
Layout = Literal["comtrade", "comtrade legacy", "bilat"]

MAX_LINE = 1 << 16
"""Characters of a line: what is longer is no row of a table of figures."""
MAX_UNPACKED = 1 << 30
"""Bytes that a file may unpack to: 1 GiB, some years of all that Comtrade has."""
MAX_ERRORS = 1000
"""So many bad rows are kept with what is wrong with them; the others are counted."""

_PERIOD = re.compile(r"((?:19|20)[0-9]{2})(?:-?(0[1-9]|1[0-2]))?")
_File: TypeAlias = io.BufferedReader
_Packed: TypeAlias = gzip.GzipFile | zipfile.ZipExtFile
_IMPORTS: Flow = "imports"
_EXPORTS: Flow = "exports"
_FLOWS = dict.fromkeys(["m", "import", "imports", "1"], _IMPORTS) | dict.fromkeys(["x", "export", "exports", "2"], _EXPORTS)
_OTHER_FLOWS = frozenset(["rm", "rx", "re-import", "re-imports", "re-export", "re-exports", "3", "4", "fm", "dx", "mip", "xip", "mop", "xop"])
_DAY = re.compile(r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?")
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z")
_NOTHING = frozenset(["", "N/A", "NULL", "null"])
_AREA_NAMES = {"W00": WORLD, WORLD: WORLD, "S19": "TWN"}
"""What Comtrade writes for areas in its columns of ISO codes, where these are read for want of a number."""
_OWN = ("reporter", "partner", "flow", "period", "value", "source")


class Area(NamedTuple):
    """A reporter or partner as Comtrade numbers them; `iso3` is null for what is no country of ISO 3166-1 today, and `note` says what it is."""

    code: int
    iso3: str | None
    kind: Kind
    note: str


class Areas:
    """The reporters and partners of Comtrade, by its numbers and by ISO 3166-1 alpha-3."""

    def __init__(self, areas: list[Area]) -> None:
        self._by_code = {area.code: area for area in areas}
        self._asked = {area.iso3: area.code for area in areas if area.iso3 and area.kind in ("country", "world")}

    def __iter__(self) -> Iterator[Area]:
        return iter(self._by_code.values())

    def of(self, code: int) -> Area | None:
        """Return what a number stands for."""
        return self._by_code.get(code)

    def code(self, iso3: str) -> int | None:
        """Return the number under which a country of today, or `WLD`, is asked for; null where Comtrade has none."""
        return self._asked.get(iso3)


@functools.cache
def load_areas() -> Areas:
    """Return Comtrade's reporters and partners; its numbers are M49's, with the deviations that the table's notes name."""
    lines = resources.files(__package__).joinpath("reporters.tsv").read_text("utf-8").splitlines()[1:]
    kinds: dict[str, Kind] = {kind: kind for kind in get_args(Kind)}
    rows = [line.split("\t") for line in lines]
    return Areas([Area(int(code), iso3 or None, kinds[kind], note) for code, iso3, kind, note in rows])


def comtrade_value(flow: Flow, primary: float, cif: float | None, fob: float | None) -> tuple[float, Valuation | None]:
    """Return the value of a flow and how it is valued: exports FOB and imports CIF where these are given, else the primary value.

    A CIF or FOB value of 0 beside another primary value is one that is not given. The primary value's valuation is that of the one it equals.
    """
    own, other = (fob, cif) if flow == "exports" else (cif, fob)
    own_valuation: Valuation = "FOB" if flow == "exports" else "CIF"
    if own is not None and (own > 0 or primary == 0):
        return own, own_valuation
    if other is not None and other > 0 and other == primary:
        return primary, "CIF" if flow == "exports" else "FOB"
    return primary, None


class RowError(NamedTuple):
    """What is wrong with one row; `column` is null where it is not one cell's fault."""

    file: str
    line: int
    column: str | None
    message: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}" + (f", column {self.column!r}" if self.column else "") + f": {self.message}"


class Table(Iterator[Observation]):
    """The observations of a file, read as they are asked for.

    Once read to the end, `rows` is how many rows the file has, `errors` hold what is wrong with those that could not be read (`bad` in
    all), and `passed_over` counts the good ones that are no total of a country's exports or imports, by why.
    """

    def __init__(self, name: str, layout: Layout, observations: Callable[[Table], Iterator[Observation]]) -> None:
        self.name = name
        self.layout: Layout = layout
        self.rows = 0
        self.bad = 0
        self.errors: list[RowError] = []
        self.passed_over: Counter[str] = Counter()
        self._observations = observations(self)

    def __next__(self) -> Observation:
        return next(self._observations)

    def fail(self, file: str, line: int, column: str | None, message: str) -> None:
        """Keep what is wrong with a row."""
        self.bad += 1
        if len(self.errors) < MAX_ERRORS:
            self.errors.append(RowError(file, line, column, message))


def read_table(source: str | os.PathLike[str] | bytes, *, name: str | None = None, retrieved: str | None = None) -> Table:
    """Read a table of official series, given as a file or as bytes; iterating gives its observations, and its attributes what was left out.

    The layout is told by the first line: Comtrade's download layout of today (`reporterCode`, `flowCode`, `primaryValue`, …) or of before 2023
    (`Reporter Code`, `Trade Flow`, `Trade Value (US$)`, …), or the columns of `Observation` (`reporter`, `partner`, `flow`, `period`, `value`
    and `source` at least). Re-exports and re-imports, parts of totals, and areas that are no country are passed over. `name` is what the
    source is called in errors and in `url`, the file's name where none is given; `retrieved` when it was had (UTC), the time of the file's
    last change where none is given.

    `TableError` for what is in none of these layouts, `MissingFileError` where there is no such file, `TooLargeError` where it unpacks to more than 1 GiB.
    """
    if isinstance(source, bytes):
        opened, name = cast(_File, io.BufferedReader(io.BytesIO(source))), name or "(bytes)"
    else:
        path = os.fspath(source)
        opened, name = cast(_File, open_bytes(path)), name or path
        if retrieved is None and os.path.isfile(path):
            retrieved = datetime.datetime.fromtimestamp(os.path.getmtime(path), datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    parts = _parts(name, opened)
    first = next(parts, None)
    if first is None:
        raise TableError(f"{name}: no table (*.csv, *.tsv) is in this archive; give the file that Comtrade's download holds")
    head = _Head(first[0], first[1])

    def observations(table: Table) -> Iterator[Observation]:
        yield from _observations(table, head, name, retrieved)
        for file, lines in parts:
            try:
                following = _Head(file, lines)
            except TableError as error:
                table.fail(file, 1, None, str(error).removeprefix(f"{file}: "))
                continue
            yield from _observations(table, following, name, retrieved)

    return Table(name, head.layout, observations)


def parse_period(text: str) -> str | None:
    """Return a year or month as series have it (`2023`, `2023-05`), or null for what is neither (`202305` is a month)."""
    match = _PERIOD.fullmatch(text)
    return None if match is None else f"{match[1]}-{match[2]}" if match[2] else match[1]


class _Bounded(io.RawIOBase):
    """Bytes as they are unpacked, no more than `MAX_UNPACKED` of them."""

    def __init__(self, name: str, file: _Packed) -> None:
        self._name = name
        self._file = file
        self._left = MAX_UNPACKED

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        data = self._file.read1(len(buffer))  # what is whole before a break is not lost with it
        self._left -= len(data)
        if self._left < 0:
            raise TooLargeError(f"{self._name}: unpacks to more than {MAX_UNPACKED >> 30} GiB; split the download into years")
        buffer[: len(data)] = data
        return len(data)


_Lines = Iterator[bytes]


def _parts(name: str, opened: _File) -> Iterator[tuple[str, _Lines]]:
    """The tables in a file, each with its lines: the file itself, or each table of a zip archive."""
    with nullcontext(opened) if opened is sys.stdin.buffer else opened:  # standard input is not ours to close
        start = opened.peek(4)[:4]
        if start in (b"PK\3\4", b"PK\5\6"):
            try:
                with zipfile.ZipFile(opened if opened.seekable() else io.BytesIO(opened.read())) as archive:
                    for member in archive.infolist():
                        if member.filename.lower().endswith((".csv", ".tsv")):
                            with archive.open(member) as inside:
                                yield f"{name}: {member.filename}", _lines(name, cast(zipfile.ZipExtFile, inside))
            except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
                raise TableError(f"{name}: this zip archive is broken or locked ({error}); download it again") from None
        elif start.startswith(b"\x1f\x8b"):
            with gzip.GzipFile(fileobj=opened) as unpacked:
                yield name, _lines(name, unpacked)
        else:
            yield name, iter(opened)


def _lines(name: str, unpacked: _Packed) -> _Lines:
    return iter(io.BufferedReader(_Bounded(name, unpacked), 1 << 18))


class _Head:
    """The first line of a table: its layout, its columns by name, and how its cells are told apart."""

    def __init__(self, file: str, lines: _Lines) -> None:
        self.file = file
        try:
            first = next(lines, b"")
        except (EOFError, zlib.error, zipfile.BadZipFile, OSError) as error:
            raise TableError(f"{file}: what is packed is broken ({error}); download it again") from None
        if first.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise TableError(f"{file}: in UTF-16; save it as CSV in UTF-8")
        text = first.decode("utf-8-sig", "replace").strip()
        if not text:
            raise TableError(f"{file}: the table is empty; its first line must name the columns")
        self.separator = max(",\t;", key=text.count)
        self.columns = next(csv.reader([text[:MAX_LINE]], delimiter=self.separator))
        self.at = {re.sub(r"[^a-z0-9]", "", column.lower()): number for number, column in reversed(list(enumerate(self.columns)))}
        self.lines = lines
        self.layout: Layout
        if {"reportercode", "reporteriso"} & self.at.keys() and {"flowcode", "tradeflow", "tradeflowcode"} & self.at.keys():
            self.layout = "comtrade" if "primaryvalue" in self.at else "comtrade legacy"
            needed = [("period", "refyear", "year"), ("partnercode", "partneriso"), ("primaryvalue", "tradevalueus", "tradevalue")]
        elif {"reporter", "partner", "flow"} <= self.at.keys():
            self.layout = "bilat"
            needed = [(column,) for column in _OWN]
        else:
            raise TableError(
                f"{file}: no layout that is known; the first line must name Comtrade's columns (reporterCode, partnerCode, flowCode, period, primaryValue, …) "
                f"or {', '.join(_OWN)}; it begins with {text[:60]!r}"
            )
        for names in needed:
            if not any(column in self.at for column in names):
                raise TableError(f"{file}: there is no column {names[0]!r}; the columns are {', '.join(map(repr, self.columns))[:400]}")

    def first_of(self, *names: str) -> int | None:
        """The place of the first of these columns that is there."""
        return next((self.at[name] for name in names if name in self.at), None)

    def cells(self, table: Table) -> Iterator[tuple[int, list[str]]]:
        """The rows with as many cells as there are columns; Comtrade's own end with one comma more."""
        encoding = "utf-8" if self.layout == "bilat" else "latin-1"  # Comtrade writes names in either, and only codes are read from it
        separator, width, number = self.separator, len(self.columns), 1
        try:
            for raw in self.lines:
                number += 1
                text = raw.decode(encoding, "strict" if encoding == "latin-1" else "replace").rstrip("\r\n")
                if not text.strip():
                    continue
                table.rows += 1
                if len(text) > MAX_LINE:
                    table.fail(self.file, number, None, f"{len(text):,} characters; at most {MAX_LINE:,} are read")
                    continue
                cells = next(csv.reader([text], delimiter=separator)) if '"' in text else text.split(separator)
                if len(cells) == width + 1 and not cells[-1]:
                    cells.pop()
                if len(cells) != width:
                    table.fail(self.file, number, None, f"{len(cells)} cells, where the first line names {width} columns: {text[:60]!r}")
                    continue
                yield number, cells
        except (EOFError, zlib.error, zipfile.BadZipFile) as error:
            table.fail(self.file, number + 1, None, f"the file breaks off or is broken here ({error}); what stood before was read; download it again")


class _WrongCell(Exception):  # noqa: N818 (not raised to anybody outside)
    """A cell that says nothing that is understood."""

    def __init__(self, place: int | None, message: str) -> None:
        super().__init__(message)
        self.place = place


def _observations(table: Table, head: _Head, name: str, retrieved: str | None) -> Iterator[Observation]:
    """The observations of one table; a second value for the same figure contradicts the first, and one that is equal repeats it."""
    read = _own_row(head, name, retrieved) if head.layout == "bilat" else _comtrade_row(head, name, retrieved)
    seen: dict[tuple[str | None, ...], float] = {}
    for line, cells in head.cells(table):
        try:
            found = read(cells)
        except _WrongCell as wrong:
            table.fail(head.file, line, None if wrong.place is None else head.columns[wrong.place], str(wrong))
            continue
        if isinstance(found, str):
            table.passed_over[found] += 1
            continue
        # a revised value is another figure, and so is another source's
        key = (found.reporter, found.partner, found.flow, found.period, found.source, found.unit, found.revised, found.retrieved)
        earlier = seen.get(key)
        if earlier is None:
            seen[key] = found.value
            yield found
        elif earlier == found.value:
            table.passed_over["repeated"] += 1
        else:
            told = f"{found.reporter} {found.partner} {found.flow} {found.period}"
            table.fail(head.file, line, None, f"{found.value:,.0f} for {told}, of which an earlier row says {earlier:,.0f}; the earlier one is kept")


_Read = Callable[[list[str]], Observation | str]
"""What makes an observation of a row, or says why the row is passed over."""


def _comtrade_row(head: _Head, name: str, retrieved: str | None) -> _Read:
    """Read rows of Comtrade's layouts: totals of exports and imports by country, and nothing that is a part of them."""
    flow_at = head.first_of("flowcode", "tradeflowcode", "tradeflow")
    period_at = head.first_of("period", "refyear", "year")
    value_at = head.first_of("primaryvalue", "tradevalueus", "tradevalue")
    assert flow_at is not None and period_at is not None and value_at is not None  # the first line was checked
    cif_at, fob_at = head.first_of("cifvalue", "ciftradevalueus", "ciftradevalue"), head.first_of("fobvalue", "fobtradevalueus", "fobtradevalue")
    parts = [
        (place, whole, why)
        for names, whole, why in [
            (("cmdcode", "commoditycode"), ("TOTAL", "", "AG0"), "a commodity"),
            (("partner2code", "2ndpartnercode"), ("0", ""), "by second partner"),
            (("customscode", "customsproccode"), ("C00", "", "0"), "by customs procedure"),
            (("motcode", "modeoftransportcode"), ("0", ""), "by mode of transport"),
            (("typecode",), ("C", ""), "services"),
        ]
        if (place := head.first_of(*names)) is not None
    ]
    reporter, partner = _area_reader(head, "reporter"), _area_reader(head, "partner")
    periods: dict[str, str] = {}

    def read(cells: list[str]) -> Observation | str:
        flow = _flow(cells[flow_at], flow_at)
        if flow is None:
            return "re-exports, re-imports and other flows"
        for place, whole, why in parts:
            if cells[place].strip() not in whole:
                return why
        by, of = reporter(cells), partner(cells)
        if by is None or by == WORLD:
            return "a reporter that is no country"
        if of is None:
            return "a partner that is no country"
        text = cells[period_at].strip()
        period = periods.get(text)
        if period is None:
            period = parse_period(text)
            if period is None:
                raise _WrongCell(period_at, f"{text[:40]!r} is no year or month")
            periods[text] = period
        primary = _number(cells[value_at], value_at)
        if primary is None:
            return "no value"
        cif = None if cif_at is None else _number(cells[cif_at], cif_at)
        fob = None if fob_at is None else _number(cells[fob_at], fob_at)
        value, valuation = comtrade_value(flow, primary, cif, fob)
        return Observation(reporter=by, partner=of, flow=flow, period=period, value=value, source=SOURCE, url=name, valuation=valuation, retrieved=retrieved)

    return read


def _flow(text: str, place: int) -> Flow | None:
    """A flow by its code or name, null for one that is neither all exports nor all imports."""
    key = text.strip().lower()
    flow = _FLOWS.get(key)
    if flow is None and key not in _OTHER_FLOWS:
        raise _WrongCell(place, f"{text[:40]!r} is no flow; Comtrade's are M, X, RM and RX")
    return flow


def _area_reader(head: _Head, role: str) -> Callable[[list[str]], str | None]:
    """What reads a reporter or partner: by Comtrade's number, or by its ISO code where the number is missing or not one of Comtrade's."""
    code_at, iso_at = head.first_of(f"{role}code"), head.first_of(f"{role}iso")
    areas = load_areas()
    known: dict[tuple[str, str], str | None] = {}

    def find(code: str, iso: str) -> str | None:
        if code:
            if not (code.isascii() and code.isdigit()):
                raise _WrongCell(code_at, f"{code[:40]!r} is no number of a country")
            area = areas.of(int(code))
            if area is not None:
                return area.iso3
        if iso in ISO3:
            return iso
        return _AREA_NAMES.get(iso)

    def read(cells: list[str]) -> str | None:
        key = (cells[code_at] if code_at is not None else "", cells[iso_at] if iso_at is not None else "")
        if key not in known:
            known[key] = find(key[0].strip(), key[1].strip().upper())
        return known[key]

    return read


def _own_row(head: _Head, name: str, retrieved: str | None) -> _Read:
    """Read rows with the columns of `Observation`."""
    at = head.at
    countries = ISO3 | {WORLD}
    flows: dict[str, Flow] = {flow: flow for flow in get_args(Flow)}
    valuations: dict[str, Valuation | None] = {"": None} | {valuation: valuation for valuation in get_args(Valuation)}

    def cell(cells: list[str], column: str) -> str:
        place = at.get(column)
        return cells[place].strip() if place is not None else ""

    def wrong(column: str, text: str, wanted: str) -> _WrongCell:
        return _WrongCell(at[column], f"{text[:40]!r} is not {wanted}")

    def read(cells: list[str]) -> Observation | str:
        by, of, flow, valuation = cell(cells, "reporter"), cell(cells, "partner"), cell(cells, "flow").lower(), cell(cells, "valuation").upper()
        unit, source, revised, when = cell(cells, "unit").upper() or "USD", cell(cells, "source"), cell(cells, "revised"), cell(cells, "retrieved")
        if by not in ISO3:
            raise wrong("reporter", by, "a country's ISO 3166-1 alpha-3 code")
        if of not in countries:
            raise wrong("partner", of, "a country's ISO 3166-1 alpha-3 code or WLD")
        if flow not in flows:
            raise wrong("flow", flow, "one of exports, imports and turnover")
        period = parse_period(cell(cells, "period"))
        if period is None:
            raise wrong("period", cell(cells, "period"), "a year (2023) or month (2023-05)")
        if valuation not in valuations:
            raise wrong("valuation", valuation, "FOB or CIF")
        if not re.fullmatch(r"[A-Z]{3}", unit):
            raise wrong("unit", unit, "a currency's ISO 4217 code")
        if not source:
            raise wrong("source", source, "the body that gives the value")
        if revised and not _DAY.fullmatch(revised):
            raise wrong("revised", revised, "a day, month or year (2024-06-30)")
        if when and not _TIME.fullmatch(when):
            raise wrong("retrieved", when, "a time in UTC (2026-01-31T12:00:00Z)")
        value = _number(cell(cells, "value"), at["value"])
        if value is None:
            return "no value"
        precision = _number(cell(cells, "precision"), at.get("precision", 0)) or 1.0
        return Observation(
            reporter=by,
            partner=of,
            flow=flows[flow],
            period=period,
            value=value,
            unit=unit,
            source=source,
            url=cell(cells, "url") or name,
            precision=precision,
            valuation=valuations[valuation],
            revised=revised or None,
            retrieved=when or retrieved,
        )

    return read


def _number(text: str, place: int) -> float | None:
    """A cell's number, null where it is empty."""
    if not text or text.strip() in _NOTHING:
        return None
    try:
        value = float(text)
    except ValueError:
        raise _WrongCell(place, f"{text[:40]!r} is no number") from None
    if not math.isfinite(value) or value < 0:
        raise _WrongCell(place, f"{text[:40]!r} is no value of trade")
    return value
