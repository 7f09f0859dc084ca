"""Words as the record compares them: stemmed, without what every title and promise says, from the ledger's lexicon."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from importlib import resources

from ..sources.letters import without_accents


@cache
def lexicon(kind: str) -> dict[str, tuple[str, ...]]:
    """Return the words of one class of the lexicon, by group."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for line in resources.files(__package__).joinpath("ledger_words.tsv").read_text("utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            name, group, words = line.split("\t")
            if name == kind:
                found[group] += re.split(r"\|(?![^(]*\))", words)
    return {group: tuple(words) for group, words in found.items()}


@cache
def numerals() -> dict[str, str]:
    """Numerals and ordinals with the number that they mean, in digits."""
    return {word: number for number, words in lexicon("number").items() for word in words}


@cache
def stop_stems(*kinds: str) -> frozenset[str]:
    """The stems of the words that tell nothing, with those of the classes named."""
    return frozenset(stem(word) for kind in ("stop", "number", *kinds) for words in lexicon(kind).values() for word in words)


@cache
def _same() -> dict[str, str]:
    return {stem(word): stem(words[0]) for words in lexicon("same").values() for word in words if " " not in word}


def same_word(found: str) -> str:
    """Return the stem that stands for one and the words that name the same thing: "vehicles" and "machinery" are "machines"."""
    return _same().get(found, found)


_WORD = re.compile(r"[^\W\d_][\w’']*")
_ENDINGS = (
    "izations",
    "isations",
    "ization",
    "isation",
    "ations",
    "ation",
    "itions",
    "ition",
    "ments",
    "ment",
    "ings",
    "ing",
    "ions",
    "ion",
    "ers",
    "ies",
    "ied",
    "ed",
    "er",
    "es",
    "al",
    "ly",
    "s",
    "e",
    "y",
)
_SPELLINGS = str.maketrans({"ʻ": "", "‘": "", "’": "", "'": "", "ł": "l", "đ": "d", "ø": "o", "ı": "i", "ß": "s"})


def stems(text: str, *kinds: str) -> list[str]:
    """Return the stems of a text's words that tell something, in order; `kinds` are further classes of words to leave out."""
    dull = stop_stems(*kinds)
    return [found for word in _WORD.findall(text) if (found := stem(word)) not in dull and len(found) > 1]


@lru_cache(1 << 17)
def stem(word: str) -> str:
    """Return a word without accents, case and English endings, so that "opened" meets "opening", and "programme" "program"."""
    low = word.casefold()
    if low.endswith(("’s", "'s")):
        low = low[:-2]
    low = low.translate(_SPELLINGS)
    if not low.isascii():
        low = without_accents(low)
    low = {"wells": "borehole", "programme": "program", "programmes": "program", "centre": "center", "centres": "center", "negotiation": "talk", "negotiations": "talk"}.get(
        low, low
    )
    for ending in _ENDINGS:
        if low.endswith(ending) and len(low) - len(ending) >= 3 and not (ending == "s" and low.endswith("ss")):
            low = low[: -len(ending)]
            break
    if len(low) > 4 and low[-1] == low[-2] and low[-1] not in "sl":
        low = low[:-1]
    return low.removesuffix("e") if len(low) > 4 else low
