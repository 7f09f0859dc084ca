"""Countries, regions and organisations by any usual name or code."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from rapidfuzz import process

from ..errors import OptionError
from ..reading.language.en import table
from ..vocabulary import ISO3

EVERYONE = "everyone"
"""The counterpart of a country in a record with all others."""


class Group(NamedTuple):
    """A region or an organisation, with its members' ISO 3166-1 alpha-3 codes."""

    code: str
    name: str
    members: frozenset[str]


class Parties(NamedTuple):
    """Whose record is wanted: one country with everyone, two, or one with the members of a group."""

    codes: list[str]
    group: Group | None = None


def parties_of(names: Sequence[str]) -> Parties:
    """Return whose record the names ask for; `OptionError` where they name none, with the way out."""
    wanted = [name for name in names if name.strip().casefold() != EVERYONE]
    groups = [group for name in wanted if (group := group_of(name)) is not None]
    codes = [country_of(name) for name in wanted if group_of(name) is None]
    if len(groups) > 1 or (groups and len(codes) != 1):
        raise OptionError(f"{' '.join(names)}: a record with a region or an organisation needs one country beside it, as in `bilat record Kazakhstan {groups[0].name!r}`")
    if not 1 <= len(codes) <= 2 or len(set(codes)) != len(codes) or (len(wanted) < len(names) and len(wanted) != 1):
        raise OptionError(f"{' '.join(names) or 'nobody'}: a record is of two different countries, of one with a region or organisation, or of one with everyone")
    return Parties(codes, groups[0] if groups else None)


def group_of(name: str) -> Group | None:
    """Return a region or organisation by its code or one of its names; null for any other name."""
    return _groups().get(name.strip().casefold())


def country_of(name: str) -> str:
    """Return the ISO 3166-1 alpha-3 code of a country named by its code, its usual or long name, or its adjective; `OptionError` with a guess for any other."""
    wanted = name.strip()
    if wanted.upper() in ISO3:
        return wanted.upper()
    found = _names().get(wanted.casefold())
    if found is not None:
        return found
    near = process.extractOne(wanted.casefold(), [*_names(), *_groups()], score_cutoff=75)
    if near is None:
        hint = "give its English name or its code of ISO 3166-1 alpha-3, such as Kazakhstan or KAZ, or a region or organisation, such as Central Asia or ASEAN"
    else:
        hint = f"did you mean {_groups()[near[0]].name}?" if near[0] in _groups() else f"did you mean {_names()[near[0]]} ({near[0].title()})?"
    raise OptionError(f"{name}: no country is known by this name; {hint}")


def country_name(code: str) -> str:
    """Return a country's short English name, or its code where none is known."""
    return next((names.split("|")[0] for iso, names, *_ in table("countries.tsv") if iso == code), code)


@cache
def _names() -> dict[str, str]:
    found: dict[str, str] = {}
    for iso, names, adjectives, _, _ in table("countries.tsv"):
        for name in [*names.split("|"), *adjectives.split("|")]:
            if name:
                found.setdefault(name.casefold(), iso)
    return found


@cache
def _groups() -> dict[str, Group]:
    found: dict[str, Group] = {}
    for line in (files("bilat.record") / "groups.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            code, names, _, members = line.split("\t")
            group = Group(code, names.split("|")[0], frozenset(members.split()))
            found |= {name.casefold(): group for name in (code, *names.split("|"))}
    return found
