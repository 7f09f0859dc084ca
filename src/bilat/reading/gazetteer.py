"""Countries, governments, institutions and places by name: the words that stand for a state, found in a list of tokens."""

from __future__ import annotations

from functools import cache
from typing import Literal, NamedTuple

from .language.en import table
from .tokens import Token

CountryWord = Literal["name", "adjective", "capital", "institution", "organisation"]


class Place(NamedTuple):
    """Tokens `[first, last)` that name a country, by its name, a demonym, its capital or one of its institutions.

    For an international organisation, `iso` is its full name and `how` is `organisation`.
    """

    first: int
    last: int
    iso: str
    how: CountryWord


def _words(name: str) -> list[str]:
    from .tokens import tokenize

    return [token.low for token in tokenize(name, 0, len(name))]


class _Node:
    __slots__ = ("children", "exact", "value")

    def __init__(self) -> None:
        self.children: dict[str, _Node] = {}
        self.value: tuple[str, CountryWord] | None = None
        self.exact: str | None = None  # the first word as it must be written ("US", never "us")


@cache
def _trie() -> _Node:
    root = _Node()

    def put(name: str, iso: str, how: CountryWord) -> None:
        node = root
        for word in _words(name):
            node = node.children.setdefault(word, _Node())
        if node.value is None:
            node.value = (iso, how)
            first = name.split()[0]
            node.exact = first if first.isupper() and len(first) <= 4 else None

    for iso, names, adjectives, _capitals, _ in table("countries.tsv"):
        for name in names.split("|"):
            put(name, iso, "name")
        for name in filter(None, adjectives.split("|")):
            put(name, iso, "adjective")
    for iso, _, _, capitals, _ in table("countries.tsv"):
        for name in filter(None, capitals.split("|")):
            put(name, iso, "capital")
    for name, (full, _) in organisations().items():
        put(name, full, "organisation")
    for name_list, iso, _ in table("institutions.tsv"):
        for name in name_list.split("|"):
            put(name, iso, "institution")
    return root


@cache
def country_names() -> dict[str, str]:
    """Return the short English name of each country by ISO 3166-1 alpha-3 code."""
    return {row[0]: row[1].split("|")[0] for row in table("countries.tsv")}


@cache
def currencies() -> dict[str, str]:
    """Return the ISO 4217 code of each country's currency by ISO 3166-1 alpha-3 code."""
    return {row[0]: row[4] for row in table("countries.tsv") if len(row) > 4 and row[4]}


@cache
def cities() -> dict[str, str]:
    """Return the country of every capital, city and region in the gazetteer by its lower-case name; "" for what is no one country's."""
    out = {name: "" if iso == "-" else iso for iso, names in table("cities.tsv") for name in names.split("|")}
    return out | {name.lower(): row[0] for row in table("countries.tsv") for name in row[3].split("|") if name}


_FORMAL = {"republic", "kingdom", "state", "federation", "sultanate", "principality", "commonwealth", "emirate", "duchy", "union", "government"}
_FORMAL_ADJECTIVES = {"islamic", "democratic", "people's", "federal", "socialist", "hashemite", "grand", "united", "arab", "co-operative",
                      "cooperative", "plurinational", "oriental", "bolivarian", "independent", "federative"}  # fmt: skip


_MONEY = {"dollar", "dollars", "yen", "yuan", "won", "franc", "francs", "pound", "pounds", "euro", "euros", "tenge", "rouble", "roubles", "ruble", "rubles", "rupee", "rupees",
          "lira", "liras", "krona", "kronor", "krone", "kroner", "peso", "pesos", "rand", "dinar", "dinars", "riyal", "riyals", "dirham", "dirhams", "real", "reais", "som", "soms", "zloty",
          "baht", "shilling", "shillings", "kwacha", "taka", "ringgit", "hryvnia", "forint", "leu", "lei", "lari", "manat", "naira", "cedi", "birr", "dong", "rupiah"}  # fmt: skip


def find_places(tokens: list[Token]) -> list[Place]:
    """Find every word or phrase that names a country; the longest at each place; formal names whole ("the Republic of X")."""
    out: list[Place] = []
    root = _trie()
    i = 0
    count = len(tokens)
    while i < count:
        token = tokens[i]
        node = root.children.get(token.low) if token.capital else None
        best: tuple[int, _Node] | None = None
        j = i
        while node is not None:
            j += 1
            if node.value and (node.exact is None or token.text.isupper()):
                best = (j, node)
            node = node.children.get(tokens[j].low) if j < count else None
        if best is None or not best[1].value:
            i += 1
            continue
        iso, how = best[1].value
        if how == "institution" and out and out[-1].last == i and out[-1].how == "adjective" and out[-1].iso != iso:
            # "the German Foreign Office" is not the British one
            i = best[0]
            continue
        if best[0] < count and tokens[best[0]].low in _MONEY:
            i = best[0]
            continue  # "755 million U.S. dollars" names no country
        if how == "organisation" and token.low == "security" and i and tokens[i - 1].capital and tokens[i - 1].low not in ("the", "un"):
            # the "Collective Security Council" is another
            i = best[0]
            continue
        first = _formal_start(tokens, i) if how == "name" else i
        out.append(Place(first, best[0], iso, how))
        i = best[0]
    return out


def _formal_start(tokens: list[Token], i: int) -> int:
    """Go back over "(the) Federal Republic of" before a country's name."""
    if i < 2 or tokens[i - 1].low not in ("of", "the"):
        return i
    j = i - 2 if tokens[i - 1].low == "of" else i - 3
    if j < 0 or tokens[j].low not in _FORMAL or not tokens[j].capital:
        return i
    while j > 0 and (tokens[j - 1].low in _FORMAL_ADJECTIVES or tokens[j - 1].low in ("people", "'s")) and tokens[j].capital | (tokens[j].low == "'s"):
        j -= 1
    return j


@cache
def organisations() -> dict[str, tuple[str, str]]:
    """Return each known organisation's full name and PLOVER sector by every name it goes by, as written."""
    out: dict[str, tuple[str, str]] = {}
    for full, others, sector, *_ in table("organisations.tsv"):
        for name in [full, *filter(None, others.split("|"))]:
            out[name] = (full, sector)
    return out


@cache
def _bodies() -> dict[str, tuple[str, str | None]]:
    return {row[0]: (row[2], row[3] if len(row) > 3 and row[3] else None) for row in table("organisations.tsv")}


def organisation_sector(full: str) -> str:
    """Return the PLOVER sector of an organisation by its full name."""
    return _bodies()[full][0]


def organisation_home(full: str) -> str | None:
    """Return the country whose agency an organisation is, `None` where it is no one country's."""
    return _bodies()[full][1]


@cache
def constitutions() -> dict[str, frozenset[str]]:
    """Return the countries by what their constitutions have: "monarchy", "no prime minister", "led by the government"."""
    return {row[0]: frozenset(row[1].split("|")) for row in table("constitutions.tsv")}
