"""Sentences from templates: what the record holds put into words, with the places at which their sources stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from ...errors import OptionError
from ...record.model import Source
from ...statistics.verdict import SeriesValue
from ...statistics.verdict import whose as whose_country
from ...vocabulary import Edtf
from ..checks import plain
from .house import House

Cited = Source | SeriesValue
"""What a note is made of."""
_MARK = re.compile("\ue000(\\d+)\ue001")
"""Where a template cites; letters for private use, which no document's words have left when they come here."""


class Said(NamedTuple):
    """A sentence before its notes have numbers: its stretches, each with the sources that stand at its end."""

    parts: list[tuple[str, list[Cited]]]

    @property
    def text(self) -> str:
        """Return its words."""
        return "".join(text for text, _ in self.parts)

    @property
    def marks(self) -> int:
        """Return how many notes it has, at most."""
        return sum(len(sources) for _, sources in self.parts)


class Wording:
    """The sentences and words of a brief, by their keys in `sentences.tsv`."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._templates = {row[0]: row[1] for row in house.rows("sentences.tsv")}
        self._cited: list[Sequence[Cited]] = []
        self._months = self.several("date.months", 12)
        self._seasons = dict(zip(("21", "22", "23", "24"), self.several("date.seasons", 4), strict=True))
        house.filters.update(cite=self._cite, day=self.day, land=self.land, whose=self.whose, listed=self.listed, capital=capital, cut=cut, quoted=self.quoted, called=self.called)

    def word(self, key: str) -> str:
        """Return a fixed word or heading; `OptionError` where the language has none."""
        try:
            return self._templates[key]
        except KeyError:
            raise OptionError(f"template: sentences.tsv has no {key!r}; give it a line of its own") from None

    def several(self, key: str, count: int) -> list[str]:
        """Return words that stand together, parted by bars; `OptionError` where they are not as many as are needed."""
        found = self.word(key).split("|")
        if len(found) != count:
            raise OptionError(f"template: sentences.tsv, {key}: {len(found)} words, but {count} are needed, parted by bars")
        return found

    def called(self, code: str, kind: str) -> str:
        """Return what a code of the contract is called: `called("foreign_minister", "office")`; the code in plain letters where the language says nothing else."""
        return self._templates.get(f"{kind}.{code}", code.replace("_", " "))

    def words(self, prefix: str) -> dict[str, str]:
        """Return the fixed words whose keys begin so, by the rest of their keys."""
        return {key.removeprefix(prefix): text for key, text in self._templates.items() if key.startswith(prefix)}

    def say(self, key: str, sources: Sequence[Cited] = (), **values: Any) -> Said:
        """Return the sentence of a template. `sources` are its sources, which it cites where it says `{{ sources|cite }}`, and at its end where it does not."""
        self._cited = []
        filled = self._house.filled(self.word(key), f"sentences.tsv, {key}", {"sources": list(sources)} | {name: _plain(value) for name, value in values.items()})
        parts: list[tuple[str, list[Cited]]] = []
        place = 0
        for mark in _MARK.finditer(filled):
            parts.append((filled[place : mark.start()], list(self._cited[int(mark[1])])))
            place = mark.end()
        if filled[place:]:
            parts.append((filled[place:], []))
        if sources and not self._cited:
            parts[-1] = (parts[-1][0], list(sources))
        return Said(parts)

    def _cite(self, sources: Sequence[Cited]) -> str:
        if not sources:
            return ""
        self._cited.append(sources)
        return f"\ue000{len(self._cited) - 1}\ue001"

    # -- what filters and sentences need

    def day(self, date: Edtf | None) -> str:
        """Return an EDTF date as a reader writes it: "7 May 2024", "9–11 September 2024", "since 2023", "autumn 2023"."""
        if not date:
            return self.word("date.none")
        first, slash, last = date.partition("/")
        if not slash or first == last:
            return self._point(first)
        if first == "..":
            return f"{self.word('date.until')} {self._point(last)}"
        if last == "..":
            return f"{self.word('date.since')} {self._point(first)}"
        halves = {("01", "06"): "date.first_half", ("07", "12"): "date.second_half"}
        quarters = {(f"{n:02}", f"{n + 2:02}"): f"date.quarter.{n // 3 + 1}" for n in (1, 4, 7, 10)}
        if len(first) == len(last) == 7 and first[:4] == last[:4] and (key := (halves | quarters).get((first[5:], last[5:]))):
            return f"{self.word(key)} {first[:4]}"
        if len(first) == len(last) == 7 and first[:4] == last[:4]:
            return f"{self._point(first).removesuffix(first[:4]).strip()}–{self._point(last)}"
        if len(first) == len(last) == 10 and first[:7] == last[:7]:
            return f"{int(first[8:])}–{self._point(last)}"
        if len(first) == len(last) == 4:
            return f"{first}–{last}"
        return f"{self._point(first)} – {self._point(last)}"

    def _point(self, date: str) -> str:
        parts = date.split("-")
        if date.endswith("X"):
            return f"{date[:3]}0s"
        if len(parts) == 1:
            return date
        if parts[1] in self._seasons:
            return f"{self._seasons[parts[1]]} {parts[0]}"
        month = f"{self._months[int(parts[1]) - 1]} {parts[0]}"
        return month if len(parts) == 2 else f"{int(parts[2])} {month}"

    def whose(self, code: str) -> str:
        """Return a country as owner: China’s, the United States’."""
        return whose_country(code).replace("'", "’")

    def land(self, code: str) -> str:
        """Return a country as a sentence names it: China, the United States."""
        return self.whose(code).removesuffix("’s").removesuffix("’")

    def listed(self, names: Iterable[str]) -> str:
        """Join names: "A, B and C"."""
        told = list(names)
        return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} {self.word('and')} {told[-1]}" if told else ""

    def quoted(self, words: str, most: int = 220) -> str:
        """Return words of others between quotation marks, no longer than `most` letters."""
        return f"“{cut(unquoted(plain(words)).rstrip('.'), most)}”"


def capital(words: str) -> str:
    """Return words with their first letter large."""
    return words[:1].upper() + words[1:]


def cut(words: str, most: int) -> str:
    """Return words, or as many of them as fit into `most` letters with a mark of what is missing."""
    return words if len(words) <= most else words[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:–-") + " …"


def unquoted(words: str) -> str:
    """Return words without the quotation marks at their two ends; a mark whose other half stands within stays."""
    inner = words.strip(" ,;")
    for opening, closing in (("“", "”"), ('"', '"'), ("«", "»"), ("‘", "’")):
        body = inner.removeprefix(opening).removesuffix(closing)
        if opening not in body and closing not in body:
            inner = body.strip(" ,;") if body != inner else inner
    return inner


def _plain(value: Any) -> Any:
    """A value whose every word is in one line, without letters that mark places or steer a reader's screen."""
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, Mapping):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple) and not isinstance(value, Source):
        return [_plain(one) for one in value]
    return value
