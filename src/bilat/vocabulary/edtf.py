"""Dates as EDTF (ISO 8601-2) level 1 strings, restricted to what the contract uses."""

from __future__ import annotations

import calendar
import datetime
import re
from typing import Literal

Edtf = str
"""`2024-03-29`, `2023-11`, `2023`, `2024-03-29/2024-03-30`, `2023-11/..`, `../2030`, the autumn `2024-23`, the 1990s `199X`."""

_POINT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)

_SEASONS = ("21", "22", "23", "24")

Precision = Literal["day", "month", "year", "interval"]


def precision(value: Edtf) -> Precision:
    """Say how precise an EDTF date is: `day`, `month`, `year`, or `interval` for anything else."""
    if "/" in value:
        return "interval"
    if value.endswith("X") or value[5:] in _SEASONS:
        return "interval"
    return {4: "year", 7: "month"}.get(len(value), "day")  # type: ignore[return-value]


def bounds(value: Edtf) -> tuple[str | None, str | None]:
    """Return the first and the last day that an EDTF date of the contract can mean, as YYYY-MM-DD; null for an open end.

    A season is taken as EDTF numbers it (21 spring … 24 winter) with the northern months, the winter as December of its year to February.
    """
    start, _, end = value.partition("/")
    return _first(start), _last(end or start)


def _first(point: str) -> str | None:
    if point == "..":
        return None
    if point.endswith("X"):
        return f"{point[:3]}0-01-01"
    if point[5:] in _SEASONS:
        return f"{point[:4]}-{_SEASON_MONTHS[point[5:]]:02}-01"
    return f"{point}{'-01-01'[3 * point.count('-') :]}"


def _last(point: str) -> str | None:
    if point == "..":
        return None
    if point.endswith("X"):
        return f"{point[:3]}9-12-31"
    if len(point) == 10:
        return point
    if len(point) == 4:
        return f"{point}-12-31"
    year, month = int(point[:4]), int(point[5:])
    if point[5:] in _SEASONS:
        month = _SEASON_MONTHS[point[5:]] + 2
        year, month = (year + 1, month - 12) if month > 12 else (year, month)
    return f"{year:04}-{month:02}-{calendar.monthrange(year, month)[1]}"


_SEASON_MONTHS = {"21": 3, "22": 6, "23": 9, "24": 12}


def is_edtf(value: str) -> bool:
    """Tell whether `value` is a date that the contract allows and that exists in the calendar."""
    parts = value.split("/")
    if len(parts) == 1:
        return _is_point(value)
    if len(parts) != 2 or parts == ["..", ".."]:
        return False
    return all(part == ".." or _is_point(part) for part in parts)


def _is_point(value: str) -> bool:
    if re.fullmatch(r"\d{3}X", value, re.ASCII) or (re.fullmatch(r"\d{4}-\d\d", value, re.ASCII) and value[5:] in _SEASONS):
        return value[:3] != "000"
    match = _POINT.fullmatch(value)
    if not match:
        return False
    year, month, day = (int(part) if part else 1 for part in match.groups())
    try:
        datetime.date(year, month, day)
    except ValueError:
        return False
    return True
