"""What is English about reading: lexicons as data files, loaded once."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def lines(name: str) -> tuple[str, ...]:
    """Return the lines of a data file of this folder, without comments and blank lines."""
    text = resources.files(__package__).joinpath(name).read_text("utf-8")
    return tuple(line for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def table(name: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of a tab-separated data file, each a tuple of its columns."""
    return tuple(tuple(line.split("\t")) for line in lines(name))


@cache
def _sections() -> dict[str, frozenset[str]]:
    sections: dict[str, set[str]] = {}
    current: set[str] = set()
    for line in lines("words.txt"):
        if line.startswith("["):
            current = sections.setdefault(line.strip("[] "), set())
        else:
            current.update(part.strip() for part in line.split(",") if part.strip())
    return {name: frozenset(words) for name, words in sections.items()}


def word_list(name: str) -> frozenset[str]:
    """Return a named section of `words.txt` as a set of lower-case words or phrases."""
    return _sections()[name]
