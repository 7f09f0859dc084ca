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
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from rapidfuzz.distance import Levenshtein, Opcode

if TYPE_CHECKING:  # slow to load, and not needed to look at what is stored
    import numpy as np
    from numpy.typing import NDArray

SHINGLE = 4
"""Words of a shingle."""
HASHES = 64
BANDS, ROWS = 21, 3

JACCARD = 0.55
"""Texts that share less of their shingles are no copies, unless the shorter stands in the longer."""
CONTAINED = 0.8
"""So much of the shorter text must stand in the longer for it to be a shortened copy."""
MAY_BE = 0.25
"""Sketches that share fewer of their hashes are not compared word by word: texts that share half of their shingles do so once in 20,000 pairs."""
LEAST = 20
"""Texts of fewer shingles are copies only when they are the same."""

EXCHANGED = 8
"""Words in a row that may have been exchanged for others."""
ALIGNED = 6000
"""Words from the beginning of two texts that are laid side by side; the cost grows with their square."""

_EDGES = re.compile(r"^\W+|\W+$")
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


class Sketch(NamedTuple):
    """The MinHash of a text: its 64 hashes as 256 bytes, and the 64-bit keys of its bands."""

    hashes: bytes
    bands: list[int]


def sketch(text: str) -> Sketch | None:
    """Return the sketch of a text, null for a text too short to have near copies."""
    import numpy as np

    words = np.fromiter(filter(None, map(_hash, text.casefold().split())), np.uint32)
    if len(words) < LEAST + SHINGLE:
        return None
    multipliers, offsets = _permutations()
    hashes = (np.outer(multipliers, _hashes(words)) + offsets).min(axis=1)
    return sketch_of(hashes.tobytes())


def sketch_of(hashes: bytes | None) -> Sketch | None:
    """Return the sketch with these hashes; null for null."""
    width = 4 * ROWS
    return None if hashes is None else Sketch(hashes, [_signed(k, hashes[width * k : width * (k + 1)]) for k in range(BANDS)])


def may_be_copies(one: bytes, others: Mapping[int, bytes]) -> list[int]:
    """Return those of other texts, by number with their hashes, that can be one piece with a text: all but those that share far too little of it."""
    import numpy as np

    if not others:
        return []
    shared = (np.frombuffer(b"".join(others.values()), np.uint32).reshape(-1, HASHES) == np.frombuffer(one, np.uint32)).sum(axis=1)
    return [number for number, count in zip(others, shared.tolist(), strict=True) if count >= MAY_BE * HASHES]


def similarity(one: str, other: str) -> float:
    """Return the share of their shingles that two texts have in common (Jaccard)."""
    a, b = _profile(one).shingles, _profile(other).shingles
    common = _common(a, b)
    return common / (len(a) + len(b) - common) if len(a) or len(b) else 1.0


def is_copy(one: str, other: str) -> bool:
    """Tell whether two texts are one piece, whole or shortened; the order in which they are given makes no difference."""
    first, second = sorted((_profile(one), _profile(other)), key=lambda profile: (len(profile.words), profile.words))
    a, b = first.shingles, second.shingles
    if min(len(a), len(b)) < LEAST:
        return text_key(one) == text_key(other)
    common = _common(a, b)
    if common < JACCARD * (len(a) + len(b) - common) and common < CONTAINED * min(len(a), len(b)):
        return False
    return not _tells_otherwise(first.words, second.words)


def original_of(members: Sequence[Member]) -> str:
    """Return the id of the original among copies: the one that most others credit, then the earliest, then the first by id."""

    def rank(member: Member) -> tuple[int, str, str]:
        credits = sum(_credits(other.text, member.names) for other in members if other.id != member.id and not set(other.names) & set(member.names))
        return (-credits, member.published or "9999", member.id)

    return min(members, key=rank).id


def _credits(text: str, names: Sequence[str]) -> bool:
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) for name in names)


@cache
def _permutations() -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """64 maps x → ax + b of the 32-bit numbers onto themselves (a odd), the same for ever: they are in every stored signature."""
    import numpy as np

    numbers = np.frombuffer(b"".join(hashlib.sha256(f"bilat {n}".encode()).digest() for n in range(HASHES // 4)), np.uint32)
    return numbers[:HASHES] | np.uint32(1), numbers[HASHES:, None]


class _Profile(NamedTuple):
    """A text's words, and the hashes of its shingles, each once and in order."""

    words: list[str]
    shingles: NDArray[np.uint32]


@lru_cache(128)
def _profile(text: str) -> _Profile:
    import numpy as np

    words = _WORD.findall(text)
    hashes = np.fromiter((_hash(word.casefold()) for word in words), np.uint32, len(words))
    return _Profile(words, np.unique(_hashes(hashes)))


def _common(a: NDArray[np.uint32], b: NDArray[np.uint32]) -> int:
    import numpy as np

    return len(np.intersect1d(a, b, assume_unique=True))


def _hashes(words: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """A 32-bit hash for each shingle, made from its words' hashes: a polynomial over the words, so that each word is hashed once."""
    import numpy as np

    count = max(0, len(words) - SHINGLE + 1)
    shingles = np.zeros(count, np.uint32)
    for k in range(SHINGLE):
        shingles = shingles * np.uint32(0x01000193) + words[k : k + count]
    # finalised as in MurmurHash3, so that the maps above, which are linear, meet numbers without a pattern
    shingles ^= shingles >> np.uint32(16)
    shingles *= np.uint32(0x85EBCA6B)
    shingles ^= shingles >> np.uint32(13)
    shingles *= np.uint32(0xC2B2AE35)
    return shingles ^ (shingles >> np.uint32(16))


@lru_cache(1 << 16)
def _hash(word: str) -> int:
    """A word's hash without the punctuation about it, 0 for what is punctuation only."""
    bare = _EDGES.sub("", word)
    return zlib.crc32(bare.encode("utf-8", "surrogatepass")) or 1 if bare else 0


def _signed(band: int, values: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(values, digest_size=8, salt=bytes([band])).digest(), "big", signed=True)


def _tells_otherwise(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether a number was exchanged for another, or more names than a house style would."""
    names = 0
    one, other = one[:ALIGNED], other[:ALIGNED]
    steps = list(Levenshtein.opcodes(one, other))
    for n, step in enumerate(steps):
        if step.tag != "replace" or step.src_end - step.src_start > EXCHANGED or not (_is_alike(steps, n - 1) and _is_alike(steps, n + 1)):
            continue  # another paragraph in the place of one, not another word in a sentence
        old, new = one[step.src_start : step.src_end], other[step.dest_start : step.dest_end]
        old_numbers, new_numbers = {w for w in old if w[0].isdigit()}, {w for w in new if w[0].isdigit()}
        if old_numbers - new_numbers and new_numbers - old_numbers:
            return True
        names += sum(_another_name(x, y) for x, y in zip(old, new, strict=True))
    return names > max(2, 0.1 * sum(w[0].isupper() for w in one))


def _is_alike(steps: Sequence[Opcode], n: int) -> bool:
    """Whether a step, or the end of the texts, holds what stands beside it in its place."""
    return not 0 <= n < len(steps) or (steps[n].tag == "equal" and steps[n].src_end - steps[n].src_start >= 2)


def _another_name(one: str, other: str) -> bool:
    """Whether two capitalised words are different names, not two spellings of one ("Tokayev", "Toqaev")."""
    return one[0].isupper() and other[0].isupper() and Levenshtein.normalized_similarity(one.casefold(), other.casefold()) < 0.5
