"""The grammar of people's names: given and family names in every order, particles, initials, capitals."""

from __future__ import annotations

import unicodedata
from functools import cache

from .language.en import word_list
from .titles import TitleGrammar
from .tokens import Token

MAX_NAME = 7
_NICKNAMES = {'"': '"', "“": "”", "‘": "’", "(": ")", "«": "»"}


class NameGrammar:
    """Finds people's names in one run of tokens."""

    def __init__(self, titles: TitleGrammar) -> None:
        self.titles = titles
        self.tokens = titles.tokens
        self.honorifics = word_list("honorifics")
        self.particles = word_list("particles")

    def skip_honorifics(self, i: int) -> int:
        """Go over "H.E. Mr." and "His Excellency Dr." before a name; where none stand, return `i`."""
        j = i
        while j < len(self.tokens) and j - i < 6 and self.tokens[j].low in self.honorifics and self.tokens[j].capital:
            j += 1
            if j < len(self.tokens) and self.tokens[j].text == "." and not self.tokens[j].space:
                j += 1
            if j + 1 < len(self.tokens) and self.tokens[j].text in "-‑–" and not self.tokens[j].space and self.tokens[j + 1].low in self.honorifics:
                j += 1  # "Brigadier-General"
        return j

    def at(self, i: int, *, titled: bool) -> int | None:
        """Return the token after the name that begins at `i`, or `None`.

        After a title one word is a name, and so is a word that elsewhere names a country ("Foreign Minister Israel …").
        """
        tokens, count = self.tokens, len(self.tokens)
        j = i
        words = 0
        while j < count and j - i < MAX_NAME:
            token = tokens[j]
            if self._part(j, titled and j == i):
                j += 1
                words += 1
                # Kassym-Jomart, Al-Thani, Mun-hee
                while j + 1 < count and tokens[j].text in ("-", "‑", "–") and not tokens[j].space and not tokens[j + 1].space and tokens[j + 1].text[0].isalpha():
                    j += 2
                continue
            if words and token.text in _NICKNAMES and j + 3 < count and self._nickname(j):
                j += 3
                continue
            if token.low in self.particles and self._after_particles(j):
                if words == 0 and not (token.capital and titled):
                    break
                j += 1
                # al-Araji
                if tokens[j].text in ("-", "‑") and not tokens[j].space:
                    j += 1
                continue
            break
        if not words:
            return None
        if j + 1 < count and tokens[j].text == "," and tokens[j + 1].low in ("jr", "jr.", "sr", "sr."):
            j += 2
        elif j < count and tokens[j].low in ("jr", "jr.", "sr", "sr."):
            j += 1
        body = next((k for k in range(j, min(j + 3, count)) if tokens[k].low not in self.titles.modifiers or not tokens[k].capital), j)
        if body < count and tokens[body].low in self.titles.orgs and tokens[body].capital:
            return None  # "N. N. University", "N. N. International Airport"
        if words == 1 and j - i == 1 and _acronym(tokens[i]) and not titled:
            return None
        return j

    def _nickname(self, j: int) -> bool:
        """Whether a nickname stands between marks within a name: "Ion “Nelu” N."."""
        tokens = self.tokens
        return tokens[j + 2].text in _NICKNAMES[tokens[j].text] and self.titles.name_token(j + 1) and self.titles.name_token(j + 3) and not tokens[j + 2].space

    def _part(self, j: int, lenient: bool) -> bool:
        if self.titles.name_token(j):
            return not (self.tokens[j].low in self.particles and not self.tokens[j].capital)
        if lenient and j in self.titles.inside and j + 1 < len(self.tokens):
            place = self.titles.inside[j]
            return place.how in ("name", "capital") and place.last == j + 1 and self.titles.name_token(j + 1)
        return False

    def _after_particles(self, j: int) -> bool:
        """Whether a name goes on after particles at `j` ("bin Salman", "von der Leyen", "Al Nahyan")."""
        k = j
        while k < len(self.tokens) and self.tokens[k].low in self.particles | {"-"} and k - j < 5:
            k += 1
        return k < len(self.tokens) and self.titles.name_token(k)


def _acronym(token: Token) -> bool:
    return token.text.isupper() and len(token.text) <= 6


@cache
def fold_name(name: str) -> tuple[str, ...]:
    """Return a name's words without case, accents, particles and marks, for comparison."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    plain = "".join(" " if c in "-‑–." else c for c in plain if c.isalnum() or c in " -‑–.")
    particles = word_list("particles")
    words = plain.split()
    return tuple(word for n, word in enumerate(words) if word not in particles or (n == 0 and len(word) == 1)) or tuple(words)  # "E. N." begins with an initial


def same_person_name(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether a folded name may be a shorter form, or another order, of a fuller one."""
    if short == full or set(short) == set(full):
        return True
    if len(short) > len(full) or (len(short) == len(full) and not any(len(word) == 1 for word in short)):
        return False
    if len(short) == 1:
        return short[0] in (full[-1], full[0]) or (len(full) > 2 and short[0] in full)
    # Each word stands in the other name, an initial for the word that it begins.
    return all(any(word == other or (len(word) == 1 and other.startswith(word)) for other in full) for word in short) and (short[-1] in (full[-1], full[0]))
