"""Patterns that are looked for only where the letters that they cannot do without stand: looking for letters is many times faster than for patterns."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

try:
    from re import _parser  # type: ignore[attr-defined] # the only one who knows what a pattern is made of; without it every pattern is looked for
except ImportError:  # pragma: no cover
    _parser = None

SHORTEST = 3
"""Letters that are worth looking for: shorter ones stand everywhere."""


class Guarded:
    """A pattern with the letters one of which stands in whatever it matches; `find` gives the same matches as `pattern.finditer`."""

    __slots__ = ("letters", "pattern")

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.pattern = pattern
        self.letters = tuple(sorted(letters_of(pattern)))

    def find(self, text: str, start: int, end: int, folded: str) -> Iterator[re.Match[str]]:
        """Yield the matches in a stretch of a text; `folded` is that stretch, case-folded."""
        if self.letters and True not in [each in folded for each in self.letters]:
            return iter(())
        return self.pattern.finditer(text, start, end)


def letters_of(pattern: re.Pattern[str]) -> frozenset[str]:
    """Return stretches of letters, case-folded, one of which stands in whatever a pattern matches; none where no such can be told."""
    if _parser is None:
        return frozenset()
    return _needed(_parser.parse(pattern.pattern, pattern.flags)) or frozenset()


def _needed(items: Sequence[Any]) -> frozenset[str] | None:
    """The best of the stretches that the parts of a sequence need: those whose shortest is longest."""
    found: list[frozenset[str]] = []
    run = ""
    for operation, argument in items:
        name = str(operation)
        if name == "LITERAL":
            run += chr(argument)
            continue
        found, run = [*found, frozenset({run.casefold()})] if run else found, ""
        inner: frozenset[str] | None = None
        if name == "SUBPATTERN":
            inner = _needed(argument[3])
        elif name == "ATOMIC_GROUP":
            inner = _needed(argument)
        elif name == "BRANCH":
            parts = [_needed(part) for part in argument[1]]
            inner = None if any(part is None for part in parts) else frozenset().union(*(part for part in parts if part is not None))
        elif name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT") and argument[0] > 0:
            inner = _needed(argument[2])
        if inner:
            found.append(inner)
    if run:
        found.append(frozenset({run.casefold()}))
    found = [each for each in found if min(map(len, each)) >= SHORTEST]
    return max(found, key=lambda each: (min(map(len, each)), -len(each)), default=None)
