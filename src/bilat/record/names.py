"""People's names compared: shorter forms, spellings out of other scripts, family name first or last.

Two names may be one person's where every word of the one has its like in the other, or one of them only lacks words that the other has. Words
are alike by letter, by sound, or in a list of forms of one name. Sound is a skeleton of consonants, in which the ways to write one sound fall
together (kh and h, q and k, zh and sch, w and v), with the vowels between them compared leniently in long words and strictly in short ones.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import cache, lru_cache
from importlib import resources
from typing import Literal, NamedTuple

from rapidfuzz.distance import Levenshtein

from ..reading.language.en import word_list

MatchKind = Literal["same", "spelling", "part", "initial", "short", "nickname"]


class NameMatch(NamedTuple):
    """How two names agree: `same` words, another `spelling`, one a `part` of the other, told by an `initial`, one word only (`short`), or a `nickname`."""

    kind: MatchKind
    weight: float


class Word(NamedTuple):
    """One word of a name, `plain` without case and accents. `unit` numbers what stands between spaces; a `loose` word (al, von) may be left out."""

    plain: str
    marked: str
    unit: int
    loose: bool
    soft: bool  # loose, but what it names differs where others differ too
    low: bool  # the second half of "Joon-ho", which never stands alone


class Name(NamedTuple):
    """A name in words. `core` makes the name: neither particles nor initials; `units` are its words, what hyphens join counted once.

    With fewer than two units it is a short name. `key` is the same for names that differ in case and accents only.
    """

    text: str
    words: tuple[Word, ...]
    core: tuple[Word, ...]
    units: int
    key: str

    def block_keys(self) -> set[str]:
        """Keys of which two names that can be one person's share one: the sound of a word and the first sound of another."""
        full = [(word, {form.skeleton for form in forms_of(word.marked)}) for word in self.words if not word.loose or word.soft]
        out: set[str] = set()
        for one, skeletons in full:
            if len(one.plain) < 2:
                continue
            heads = {head for other, _ in full if other is not one for head in _heads(other.marked)}
            out |= {f"{skeleton}/{head}" for skeleton in skeletons for head in heads}
        return out


class Form(NamedTuple):
    """How a word may sound: its consonants, and the vowels before, between and after them."""

    skeleton: str
    vowels: tuple[str, ...]


@cache
def lexicon(kind: str) -> tuple[tuple[str, ...], ...]:
    """Return the rows of one kind of `name_variants.tsv`."""
    text = resources.files(__package__).joinpath("name_variants.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return tuple(tuple(row[1].split("|")) for row in rows if row[0] == kind)


@cache
def words_of(kind: str) -> frozenset[str]:
    """Return all words of one kind of `name_variants.tsv`."""
    return frozenset(word for row in lexicon(kind) for word in row)


_LETTERS = str.maketrans({"ł": "l", "ø": "o", "ı": "i", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ə": "a", "ħ": "h", "ŋ": "ng"})
_MARKS = str.maketrans({"ş": "sh", "š": "sh", "ș": "sh", "ś": "sh", "ç": "ch", "č": "ch", "ć": "ch", "ž": "zh", "ź": "zh", "ż": "zh"})
_SOFT = {"van", "do", "an", "le"}
_ATTACHED = re.compile(r"abd(?:el|al|ul|il|oul)(?=[^l\W]{1}\w{2})")
_SPACES = re.compile(r"[\s,]+")
_HYPHENS = re.compile(r"[-‑–‐.]+")


def plain(word: str) -> str:
    """Return a word without case, accents and apostrophes."""
    low = word.casefold()
    if low.isascii() and low.isalnum():
        return low
    return "".join(c for c in unicodedata.normalize("NFKD", low.translate(_LETTERS)) if c.isalnum())


@lru_cache(maxsize=65536)
def name_of(text: str) -> Name:
    """Return a name in words; "Ganzorig, Batbold" is turned round, honorifics are left out."""
    if text.count(",") == 1:
        family, _, given = text.partition(",")
        if plain(given) not in words_of("suffix"):
            text = f"{given.strip()} {family.strip()}"
    pieces = [piece for piece in _SPACES.split(text.strip()) if plain(piece)]
    while len(pieces) > 1 and (plain(pieces[0]) in words_of("honorific") or pieces[0].lower().strip(".") in words_of("honorific")):
        pieces = pieces[1:]
    particles = word_list("particles")
    words: list[Word] = []
    for unit, piece in enumerate(pieces):
        parts = [part for part in _HYPHENS.split(piece) if plain(part)]
        for n, part in enumerate(parts):
            low = plain(part)
            particle = low in particles and (part[0].islower() or (n == 0 and len(parts) > 1 and len(low) == 2) or unit > 0)
            loose = (particle and len(pieces) + len(parts) > 2) or (low in words_of("suffix") and unit > 0)
            words.append(Word(low, part.casefold(), unit, loose, loose and low in _SOFT and part[0].isupper(), n > 0 and part[0].islower() and not particle))
    if all(word.loose for word in words):
        words = [word._replace(loose=False) for word in words]
    words = _with_abd(words)
    core = tuple(word for word in words if not word.loose and len(word.plain) > 1)
    return Name(" ".join(pieces), tuple(words), core, len({word.unit for word in core}), " ".join(word.plain for word in words))


def _with_abd(words: list[Word]) -> list[Word]:
    """Write Abdel-Moneim, Abd al-Munim and Abdelmoneim alike: as one word, without the article."""
    out: list[Word] = []
    k = 0
    while k < len(words):
        word = words[k]
        k += 1
        if word.plain in ("abd", "abdel", "abdul", "abdal", "abdoul") and k < len(words):
            if words[k].plain in ("al", "el", "ul", "il") and k + 1 < len(words):
                k += 1
            out.append(words[k]._replace(plain="abd" + words[k].plain, marked="abd" + words[k].marked, unit=word.unit, loose=False, low=False))
            k += 1
            continue
        low = _ATTACHED.sub("abd", word.plain)
        out.append(word if low == word.plain else word._replace(plain=low, marked=low))
    return out


_SOUNDS = {"schtsch": "S", "shch": "S", "tsch": "C", "dsch": "J", "dzh": "J", "tch": "C", "sch": "S", "sh": "S", "zh": "J", "dj": "J", "dz": "z", "cz": "C",
           "ch": "C", "tz": "C", "ts": "C", "kh": "h", "gh": "g", "ph": "f", "th": "t", "dh": "d", "bh": "b", "jh": "J", "ck": "k", "cq": "k", "oo": "u",
           "ou": "u", "ee": "i", "eo": "o", "oe": "o", "ue": "u", "ae": "a", "w": "v", "y": "i", "jev": "iev"}  # fmt: skip
_SOUND = re.compile("|".join(sorted(_SOUNDS, key=len, reverse=True)))
_VOWELS = frozenset("aeiou")
_COARSE = str.maketrans({"S": "s", "J": "s", "C": "c"})


@lru_cache(maxsize=65536)
def forms_of(marked: str) -> tuple[Form, ...]:
    """Return how a word may sound: with its accents read as sounds, and, where that differs, with them left out."""
    heard = _form(plain(marked.translate(_MARKS)))
    bare = _form(plain(marked))
    return (heard,) if heard == bare else (heard, bare)


def _form(word: str) -> Form:
    text = _SOUND.sub(lambda match: _SOUNDS[match.group()], word)
    text = re.sub(r"qu?(?=[ei])|q", "k", text)
    text = re.sub(r"c(?=[ei])", "C", text).replace("c", "k")
    text = re.sub(r"^x|x(?![aeiou]|$)", "h", text).replace("x", "ks")
    text = re.sub(r"j(?=[aeiou])", "J", text).replace("j", "i")
    text = re.sub(r"(.)\1+", r"\1", text)
    text = re.sub(r"(?<=.)h$|^i(?=[aeou])|(?<=[lnr])h", "", text)
    text = re.sub(r"ff?$", "v", text) if len(text) > 4 else text
    text = re.sub(r"z$", "s", text)
    skeleton, vowels = [], [""]
    for c in text:
        if c in _VOWELS:
            vowels[-1] += c
        else:
            skeleton.append(c)
            vowels.append("")
    return Form(("*" if vowels[0] else "") + "".join(skeleton).translate(_COARSE), tuple(_run(run) for run in vowels))


def _run(run: str) -> str:
    """A run of vowels by its ends: "aie" and "ae" sound alike."""
    return run if len(run) < 2 else run[0] + run[-1] if run[0] != run[-1] else run[0]


def _heads(marked: str) -> set[str]:
    forms = {form.skeleton[:1] for form in forms_of(marked)} | {form.skeleton[:1] for other in _others(marked) for form in forms_of(other)}
    return forms - {""}


_COST = {frozenset("ei"): 0.25, frozenset("ou"): 0.5, frozenset("ao"): 0.5, frozenset("ae"): 0.5, frozenset("au"): 0.5}


def _vowel_cost(one: str, other: str, first: bool) -> float:
    if one == other:
        return 0.0
    if not one or not other:
        return 1.0
    pairs = {frozenset((one[0], other[0])), frozenset((one[-1], other[-1]))}
    return max(1.0 if first and pair == frozenset("au") else _COST.get(pair, 1.0) for pair in pairs if len(pair) > 1)


def _sound_alike(one: Form, other: Form) -> float:
    """How far two words can be two spellings of one, 0 where they cannot."""
    if one.skeleton != other.skeleton:
        return 0.0
    if one.vowels == other.vowels:
        return 0.95
    size = len(one.vowels) - 1
    allowed = 0.0 if size <= 2 else 0.5 if size == 3 else 1.0
    if one.vowels[-1] == other.vowels[-1] or _vowel_cost(one.vowels[-1], other.vowels[-1], True) <= 0.25:
        first = next(n for n in range(size + 1) if one.vowels[n] or other.vowels[n])
        if sum(_vowel_cost(a, b, n == first) for n, (a, b) in enumerate(zip(one.vowels, other.vowels, strict=True))) <= allowed:
            return 0.9
    return 0.0


@cache
def _variants(*kinds: str) -> dict[str, set[str]]:
    out: defaultdict[str, set[str]] = defaultdict(set)
    for kind in kinds:
        for row in lexicon(kind):
            for word in row:
                out[word] |= set(row)
    return dict(out)


def _others(marked: str) -> set[str]:
    """Other forms of a word that the list has."""
    return {word for n in _rows(marked) for word in lexicon("given")[n]} | _variants("family", "syllable").get(plain(marked), set())


@cache
def _given_by_skeleton() -> dict[str, list[tuple[int, Form]]]:
    out: defaultdict[str, list[tuple[int, Form]]] = defaultdict(list)
    for n, row in enumerate(lexicon("given")):
        for word in row:
            if len(word) > 5:  # short ones are taken by letter
                for form in forms_of(word):
                    out[form.skeleton].append((n, form))
    return dict(out)


@lru_cache(maxsize=65536)
def _rows(marked: str) -> frozenset[int]:
    """The given names in the list that a word is a spelling of, by number."""
    low = plain(marked)
    rows = {n for n, row in enumerate(lexicon("given")) if low in row}
    return frozenset(rows | {n for form in forms_of(marked) for n, known in _given_by_skeleton().get(form.skeleton, ()) if _sound_alike(form, known)})


@lru_cache(maxsize=1 << 17)
def alike(one: str, other: str, syllables: bool = False) -> float:
    """How surely two words (in lower case, accents kept) are one: 1 by letter, 0.9 and more by sound, less by a list or a slip of the pen, 0 if not.

    `syllables` says that they are words of names of three syllables, in which Lee and Yi, Yong and Young are one.
    """
    a, b = plain(one), plain(other)
    if a == b:
        return 1.0
    if len(a) < 2 or len(b) < 2:
        return 0.0
    best = max(_sound_alike(f, g) for f in forms_of(one) for g in forms_of(other))
    if best:
        return best
    if not _rows(one).isdisjoint(_rows(other)) or (syllables and b in _variants("family", "syllable").get(a, ())):
        return 0.85
    # a slip of the pen, never one that makes another's name: Karimov and Karimova, Daniel and Daniela
    if min(len(a), len(b)) >= 8 and a[0] == b[0] and (a[-1] in _VOWELS) == (b[-1] in _VOWELS) and a[-1:] + b[-1:] not in ("ae", "ea", "ao", "oa"):
        if Levenshtein.normalized_similarity(a, b) >= 0.88:
            return 0.8
    return 0.0


@lru_cache(maxsize=1 << 17)
def compare_names(one: str, other: str) -> NameMatch | None:
    """Say how two names agree; `None` where they cannot be one person's."""
    a, b = name_of(one), name_of(other)
    if a.key == b.key:
        return NameMatch("same", 4.0) if a.units > 1 else NameMatch("short", 1.0)
    used_a: set[int] = set()
    used_b: set[int] = set()
    pairs: list[tuple[int, int]] = []
    least = 1.0
    for score, ks, ls in _candidates(a, b):
        if used_a.isdisjoint(ks) and used_b.isdisjoint(ls):
            used_a.update(ks)
            used_b.update(ls)
            pairs.append((ks[0], ls[0]))
            least = min(least, score)
    full = len({a.words[k].unit for k, m in pairs if not a.words[k].loose and not b.words[m].loose})
    initials = _initials(a, b, used_a, used_b) + _initials(b, a, used_b, used_a)
    left_a = [w for k, w in enumerate(a.words) if k not in used_a and (not w.loose or w.soft)]
    left_b = [w for k, w in enumerate(b.words) if k not in used_b and (not w.loose or w.soft)]
    if left_a and left_b:
        return _nickname(left_a, left_b, full)
    if not full:
        return None
    if any(w.low for w in (*left_a, *left_b)) and min(a.units, b.units) > 1:
        return None  # Park Jin is not Park Jin-hyung
    if min(a.units, b.units) < 2:
        if not initials:
            return NameMatch("short", 1.0)
        return NameMatch("initial", 1.5)
    ordered = sorted(pairs)
    turned = [m for _, m in ordered] != sorted(m for _, m in ordered)
    left = [w for w in (*left_a, *left_b) if not w.loose]
    slips = 0.0 if least == 1.0 else 0.5 if least >= 0.9 else 0.8
    if not left:
        kind: MatchKind = "spelling" if slips or initials or turned else "same"
        return NameMatch(kind, 4.0 - slips - 0.5 * turned - 0.5 * bool(initials))
    fuller = a if left_a else b
    inner = all(fuller.words[0] != w and fuller.words[-1] != w for w in left)
    return NameMatch("part", (2.5 if inner else 1.75) - slips - 1.0 * turned)


def _candidates(a: Name, b: Name) -> list[tuple[float, tuple[int, ...], tuple[int, ...]]]:
    """Words, and neighbours written as one ("Tae-sik", "Taesik"), that are alike; the surest first."""
    out: list[tuple[float, tuple[int, ...], tuple[int, ...]]] = []
    syllables = len(a.words) > 2 and len(b.words) > 2
    for k, word in enumerate(a.words):
        for m, like in enumerate(b.words):
            score = alike(word.marked, like.marked, syllables)
            if score:
                out.append((score, (k,), (m,)))
    for whole, parts, turned in ((a, b, False), (b, a, True)):
        for k, word in enumerate(whole.words):
            for m in range(len(parts.words) - 1):
                for end in range(m + 2, min(m + 4, len(parts.words) + 1)):
                    joined = "".join(w.marked for w in parts.words[m:end])
                    score = alike(word.marked, joined) if word.plain[0] == joined[0] or len(word.plain) == len(joined) else 0.0
                    if score >= 0.9:
                        ks, ls = (k,), tuple(range(m, end))
                        out.append((score, ls, ks) if turned else (score, ks, ls))
    return sorted(out, key=lambda item: (-len(item[1]) - len(item[2]), -item[0], abs(item[1][0] - item[2][0]), item[1], item[2]))


def _initials(a: Name, b: Name, used_a: set[int], used_b: set[int]) -> int:
    """Use up the initials of `a` that begin words of `b`."""
    found = 0
    for k, word in enumerate(a.words):
        if k in used_a or len(word.plain) != 1:
            continue
        for m, like in enumerate(b.words):
            if m not in used_b and len(like.plain) > 1 and (like.plain[0] == word.plain or _heads(word.marked) & _heads(like.marked) - {"*"}):
                used_a.add(k)
                used_b.add(m)
                found += 1
                break
    return found


def _nickname(left_a: list[Word], left_b: list[Word], full: int) -> NameMatch | None:
    """Whether what differs is a given name and its short form (Vakhtang, Vakho)."""
    if len(left_a) != 1 or len(left_b) != 1 or not full or left_a[0].low or left_b[0].low:
        return None
    short, long = sorted((left_a[0].plain, left_b[0].plain), key=len)
    alike_so_far = 0
    while alike_so_far < len(short) and short[alike_so_far] == long[alike_so_far]:
        alike_so_far += 1
    if alike_so_far >= 3 and len(short) <= 5 and len(long) > len(short) + 1:
        return NameMatch("nickname", -0.5)
    return None
