"""Countries by any usual name or code."""

from __future__ import annotations

from functools import cache

from rapidfuzz import process

from ..errors import OptionError
from ..reading.language.en import table
from ..vocabulary import ISO3


def country_of(name: str) -> str:
    """Return the ISO 3166-1 alpha-3 code of a country named by its code, its usual or long name, or its adjective; `OptionError` with a guess for any other."""
    wanted = name.strip()
    if wanted.upper() in ISO3:
        return wanted.upper()
    found = _names().get(wanted.casefold())
    if found is not None:
        return found
    near = process.extractOne(wanted.casefold(), _names().keys(), score_cutoff=75)
    hint = f"did you mean {_names()[near[0]]} ({near[0].title()})?" if near else "give its English name or its code of ISO 3166-1 alpha-3, such as Kazakhstan or KAZ"
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
