"""Which documents are one piece carried by several outlets, so that sources count once.

Two texts are one piece when most of the words of the shorter stand in the other in the same order, and nothing that they tell was
exchanged: a correction that replaces a number, or the same form filled in with other names, is a piece of its own. Whether two texts are
one piece depends on these two alone, so that the groups do not depend on the order in which documents come.

Candidates are found by MinHash over shingles in bands (Broder 1997; Leskovec, Rajaraman and Ullman, Mining of Massive Datasets, ch. 3):
64 hashes in 21 bands of 3 find a pair that shares half of its shingles with a probability of 0.94, three quarters with 0.99998.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from datasketch import MinHash

SHINGLE = 4
"""Words of a shingle."""
HASHES = 64
BANDS, ROWS = 21, 3

JACCARD = 0.55
"""Texts that share less of their shingles are no copies, unless the shorter stands in the longer."""
CONTAINED = 0.8
"""So much of the shorter text must stand in the longer for it to be a shortened copy."""
LEAST = 20
"""Texts of fewer shingles are copies only when they are the same."""

_WORD = re.compile(r"\w+(?:[.,]\d+)*")


class Member(NamedTuple):
    """A document of a group of copies: what decides which of them is the original. `names` are those by which others would credit it."""

    id: str
    text: str
    published: str | None
    names: tuple[str, ...]


def text_key(text: str) -> str:
    """Return the same key for texts that differ in white space only."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()


def band_keys(text: str) -> list[int]:
    """Return the 64-bit keys of a text's bands, none for a text too short to have near copies."""
    words = _WORD.findall(text.casefold())
    if len(words) < LEAST + SHINGLE:
        return []
    sketch = _empty().copy()
    sketch.update_batch(_hashes(words))
    values = sketch.hashvalues
    return [_signed(k, values[ROWS * k : ROWS * (k + 1)].tobytes()) for k in range(BANDS)]


def similarity(one: str, other: str) -> float:
    """Return the share of their shingles that two texts have in common (Jaccard)."""
    a, b = _shingles(_WORD.findall(one.casefold())), _shingles(_WORD.findall(other.casefold()))
    return len(a & b) / len(a | b) if a or b else 1.0


def is_copy(one: str, other: str) -> bool:
    """Tell whether two texts are one piece, whole or shortened; the order in which they are given makes no difference."""
    one_words, other_words = sorted((_WORD.findall(one), _WORD.findall(other)), key=lambda words: (len(words), words))
    a, b = _shingles([w.casefold() for w in one_words]), _shingles([w.casefold() for w in other_words])
    if min(len(a), len(b)) < LEAST:
        return text_key(one) == text_key(other)
    common = len(a & b)
    if common < JACCARD * len(a | b) and common < CONTAINED * min(len(a), len(b)):
        return False
    return not _tells_otherwise(one_words, other_words)


def original_of(members: Sequence[Member]) -> str:
    """Return the id of the original among copies: the one that most others credit, then the earliest, then the first by id."""

    def rank(member: Member) -> tuple[int, str, str]:
        credits = sum(_credits(other.text, member.names) for other in members if other.id != member.id and not set(other.names) & set(member.names))
        return (-credits, member.published or "9999", member.id)

    return min(members, key=rank).id


def _credits(text: str, names: Sequence[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) for name in names)


@cache
def _empty() -> MinHash:
    from datasketch import MinHash  # slow to load, and not needed to look at what is stored

    return MinHash(HASHES, seed=1, hashfunc=int, scheme="affine32")


def _hashes(words: Sequence[str]) -> list[int]:
    """A 32-bit hash for each shingle, made from its words' hashes: a polynomial over the words, so that each word is hashed once."""
    import numpy as np

    each = np.fromiter(map(_hash, words), np.uint32, len(words))
    count = len(words) - SHINGLE + 1
    shingles = np.zeros(count, np.uint32)
    for k in range(SHINGLE):
        shingles = shingles * np.uint32(0x01000193) + each[k : k + count]
    found: list[int] = shingles.tolist()
    return found


@lru_cache(1 << 16)
def _hash(word: str) -> int:
    return zlib.crc32(word.encode("utf-8", "surrogatepass"))


def _signed(band: int, values: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(values, digest_size=8, salt=bytes([band])).digest(), "big", signed=True)


def _shingles(words: Sequence[str]) -> set[str]:
    return {" ".join(words[k : k + SHINGLE]) for k in range(len(words) - SHINGLE + 1)}


def _tells_otherwise(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a number was exchanged for another, or more names than a house style would."""
    names = 0
    matcher = SequenceMatcher(None, one, other, autojunk=max(len(one), len(other)) > 3000)
    for what, a, b, c, d in matcher.get_opcodes():
        if what != "replace" or max(b - a, d - c) > 12:
            continue
        old, new = one[a:b], other[c:d]
        old_numbers, new_numbers = {w for w in old if w[0].isdigit()}, {w for w in new if w[0].isdigit()}
        if old_numbers - new_numbers and new_numbers - old_numbers:
            return True
        if b - a == d - c:
            names += sum(_another_name(x, y) for x, y in zip(old, new, strict=True))
    return names > max(2, 0.1 * sum(w[0].isupper() for w in one))


def _another_name(one: str, other: str) -> bool:
    """Whether two capitalised words are different names, not two spellings of one ("Tokayev", "Toqaev")."""
    return one[0].isupper() and other[0].isupper() and SequenceMatcher(None, one.casefold(), other.casefold()).ratio() < 0.6
