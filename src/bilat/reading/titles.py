"""The grammar of titles: "Deputy Prime Minister – Minister of Foreign Affairs of the Republic of X", "X's ambassador to Y"."""

from __future__ import annotations

import itertools
import re
from functools import cache
from typing import NamedTuple

from ..vocabulary import Office
from .gazetteer import Place, constitutions, organisation_home, organisation_sector
from .language.en import table, word_list
from .tokens import Token

_BEFORE_PLACES = frozenset(["of", "to", "the", "in"])


class Title(NamedTuple):
    """Tokens `[first, last)` that name an office: its head word, its offices, the country it serves, whether it is plural or former."""

    first: int
    last: int
    head: str
    text: str
    offices: tuple[Office, ...]
    sector: str | None
    country: str | None
    countries: tuple[str, ...]  # all that it names as served ("the presidents of X and Y")
    host: str | None  # for ambassadors, the country they are accredited to
    plural: bool
    counterpart: bool
    former: bool


@cache
def _office_rules() -> tuple[tuple[re.Pattern[str], str, str], ...]:
    return tuple((re.compile(pattern), office, sector) for pattern, office, sector in table("offices.tsv"))


_PLURALS = re.compile(r"(?<!\bcabinet of )(?<!\bcouncil of )\b(minister|president|premier|chancellor|speaker|king|leader|head|governor|mayor|chairm[ae]n|secretary of state)s\b")


@cache
def office_of(title: str) -> tuple[tuple[Office, ...], str]:
    """Return the offices and the PLOVER sector of one title, by the first rule in `offices.tsv` that fits; a former office is none."""
    low = _PLURALS.sub(r"\1", " ".join(title.lower().replace("’", "'").split()))
    for pattern, office, sector in _office_rules():
        if pattern.search(low):
            return (() if office == "-" else (office,)), sector  # type: ignore[return-value]
    return (), "GOV"


_COUNTERPARTS = {"counterpart", "counterparts", "colleague", "homologue", "number"}  # "opposite number"
_LINKS = {"–", "-", "—", "/", ",", "and", "&", "cum"}
_COMPLEMENTS = {"of", "for", "to", "on", "in", "at"}
_REGIONS = {"south", "north", "caucasus", "balkans", "middle", "americas", "caribbean", "pacific", "western"}
"""With what a region's name goes on after "the": "Director for Eastern Europe, the South Caucasus and Central Asia"."""
_HOSTED = {"ambassador", "ambassadors", "high commissioner", "envoy", "consul", "consul general", "representative", "nuncio",
           "chargé d'affaires", "charge d'affaires"}  # fmt: skip
_TWO_WORD_HEADS = {("high", "commissioner"), ("consul", "general"), ("secretary", "general"), ("director", "general"),
                   ("attorney", "general"), ("crown", "prince"), ("first", "lady"), ("chief", "executive"), ("vice", "premier"),
                   ("chargé", "d'affaires"), ("charge", "d'affaires"), ("prime", "minister"), ("opposite", "number")}  # fmt: skip
_STAFF = {"deputy", "press", "special", "personal", "senior", "chief", "spokesperson", "spokesman", "spokeswoman", "adviser", "advisor", "aide"}
_ATTACHED = {"commissioner", "adviser", "advisor", "assistant", "aide", "delegate", "secretary", "spokesperson", "spokesman", "spokeswoman"}
_MINISTRIES = {"ministry", "office", "department", "secretariat", "directorate"}
_PLURAL = re.compile(r"(?:ministers|presidents|ambassadors|leaders|heads|premiers|chancellors|speakers|secretaries|envoys|chairmen|counterparts"
                     r"|chiefs|governors|mayors|representatives|directors|diplomats|officials|lawmakers|deputies|members|kings|monarchs"
                     r"|commanders|spokespersons|advisers|senators|co-chairs|parliamentarians|experts|delegates|negotiators)$")  # fmt: skip


class TitleGrammar:
    """Finds titles in one run of tokens whose country words are known."""

    def __init__(self, text: str, tokens: list[Token], places: list[Place]) -> None:
        self.text = text
        self.tokens = tokens
        self.place_at = {place.first: place for place in places}
        self.inside = {i: place for place in places for i in range(place.first, place.last)}
        self.heads = word_list("title_heads")
        self.modifiers = word_list("title_modifiers")
        self.orgs = word_list("org_heads")
        self.non_names = word_list("non_names")

    def at(self, i: int, *, behind: bool = False) -> Title | None:
        """Return the title that begins at token `i`, with all that is joined to it, or `None`; `behind` says that it stands after a name."""
        parts: list[tuple[int, int, int]] = []  # first, head, last of each
        j = i
        while True:
            part = self._single(j)
            if part is None:
                break
            parts.append(part)
            j = part[2]
            if not (j + 1 < len(self.tokens) and self.tokens[j].low in _LINKS):
                break
            if self.tokens[j].low in ("and", "&") and self._plural(parts[0]):
                break
            j += 1
        if not parts:
            return None
        # A comma or "and" joins titles only where both are written alike ("Deputy Prime Minister, Minister of Trade N. N.").
        kept = [parts[0]]
        for previous, part in itertools.pairwise(parts):
            link = self.tokens[previous[2]].low
            alike = self.tokens[previous[1]].capital == self.tokens[part[1]].capital
            named = self._named_after(parts[-1][2], apposed=behind or (link != "," and i > 0 and self.tokens[i - 1].low == "the"))
            if link in (",", "and", "&") and not (alike and named != (behind and link != ",")):
                break
            served = [self._countries(*each)[0] for each in (previous, part)]
            if link == "," and all(served) and not set(served[0]) & set(served[1]):
                break  # "by the German President, Sri Lanka's President N. N. …": two men
            kept.append(part)
        return self._title(kept)

    def _named_after(self, j: int, *, apposed: bool = False) -> bool:
        """Whether a name follows: at once, or behind a comma where the titles begin with "the"."""
        if apposed and j + 1 < len(self.tokens) and self.tokens[j].text == ",":
            j += 1
            while j + 1 < len(self.tokens) and self.tokens[j].low in word_list("honorifics") and self.tokens[j].capital:
                j += 1
        return j < len(self.tokens) and self.name_token(j)

    def _plural(self, part: tuple[int, int, int]) -> bool:
        return bool(_PLURAL.search(self.tokens[part[1]].low))

    def name_token(self, j: int) -> bool:
        """Whether token `j` may belong to a person's name."""
        token = self.tokens[j]
        if not token.capital or j in self.inside or not token.text[0].isalpha():
            return False
        low = token.low
        if len(token.text) == 1 and not token.text.isalpha():
            return False
        if low in ("sultan", "prince", "king") and j and self._beside(j - 1, self.heads) and j + 1 < len(self.tokens) and self.tokens[j + 1].low in ("bin", "ibn", "al"):
            return True  # "Crown Prince Sultan bin N."
        if low == "park" and (self._beside(j - 1, self.heads) or (j + 1 < len(self.tokens) and self.tokens[j + 1].capital and self.tokens[j + 1].text.isalpha())):
            return True  # the Korean family name, not a green
        return not (
            low in self.heads
            or low in ("jr", "jr.", "sr", "sr.")
            or low in self.non_names
            or low in self.orgs
            or (low in word_list("months") and not self._given(j))
            or low in word_list("weekdays")
            or low in word_list("honorifics")
            or (low in self.modifiers and not _initial(token))
        )

    def _given(self, j: int) -> bool:
        """Whether a word that may be a month is part of a name: "Seo Jun Ho", "Foreign Minister Jan N.", never "in June" or "May 12"."""
        tokens = self.tokens
        if j == 0 or j + 1 >= len(tokens) or tokens[j].text[-1] == ".":
            return False
        before, after = tokens[j - 1], tokens[j + 1]
        joined = after.text in "-‑–" and not after.space and j + 2 < len(tokens) and tokens[j + 2].text[0].isalpha() and not tokens[j + 2].space
        named = after.text[0].isalpha() and after.capital and j + 1 not in self.inside and after.low not in self.heads and after.low not in self.non_names
        surname = before.text.isupper() and len(before.text) > 2 and not after.text[0].isdigit()  # "SAKAMOTO Jun"
        # "President Jun N.", "Minister of Labour of Poland Jan N."
        titled = before.low in self.heads or (j - 1 in self.inside and tokens[j].low in ("jan", "jun") and self._beside(j - 2, _BEFORE_PLACES))
        free = j - 1 not in self.inside and before.low not in self.non_names
        return (joined or named or surname) and before.capital and before.text[0].isalpha() and (titled or free) and after.low not in word_list("weekdays")

    def _beside(self, j: int, words: frozenset[str]) -> bool:
        return j >= 0 and self.tokens[j].low in words

    def _single(self, i: int) -> tuple[int, int, int] | None:
        """One title: modifiers, head, complement. Returns its first token, its head and the token after it."""
        tokens, count = self.tokens, len(self.tokens)
        j = i
        head = -1
        while j < count and j - i < 14:
            token = tokens[j]
            low = token.low
            place = self.place_at.get(j)
            if place and (place.how != "capital" or self.possessive(place.last) or self._is_word(place.last)):
                if place.how == "name" and place.last in self.place_at:
                    return None  # a dateline's end: "HAMBURG, Germany U.S. President N. N."
                j = place.last
                if self.possessive(j):
                    j += 1
                continue
            if j + 1 < count and (low, tokens[j + 1].low) in _TWO_WORD_HEADS:
                head = j + 1
                j += 2
                if not self._is_word(j):
                    break
                continue
            if head >= 0 and low == "extraordinary" and j + 2 < count and tokens[j + 1].low in ("and", "&") and tokens[j + 2].low == "plenipotentiary":
                j += 3
                return i, head, self._complement(j, tokens[head])
            if low in self.heads and head >= 0 and self.name_token(j):
                break  # "Crown Prince Sultan bin N."
            if low in self.heads:
                head = j
                j += 1
                if j < count and tokens[j].low == "extraordinary":
                    continue
                if j < count and tokens[j].low == "'s" and self._is_word(j + 1) and (not tokens[j + 1].capital or tokens[j + 1].low in _STAFF):
                    j += 1  # "the president's aide"
                if not self._is_word(j) and not (j < count and tokens[j].text in "-–" and not tokens[j].space and self._is_word(j + 1)):
                    break
                continue
            if head < 0 and low in self.orgs and (after := self._office_of_body(j)):
                j = after
                continue
            if low in self.modifiers or (head < 0 and token.text.isupper() and 2 <= len(token.text) <= 7 and token.text.isalpha() and j + 1 < count):
                j += 1
                continue
            if token.text in ("-", "–", "‑") and j > i and not token.space and self._is_word(j + 1):
                j += 1
                continue
            if (
                j > i
                and low in (",", "and", "&", "of", "for")
                and head < 0
                and j not in self.inside
                and (j - 1) not in self.inside
                and (tokens[i].capital == tokens[min(j + 1, count - 1)].capital or low in (",", "of", "for"))
                and (self._is_word(j + 1) and self._head_ahead(j + 1) and not (low == "," and tokens[j + 1].low in self.heads))
            ):
                j += 1
                continue
            if j > i and low == "'s" and head < 0:
                j += 1
                continue
            if head < 0 and low in self.orgs and j + 1 < count and tokens[j + 1].low == "'s":
                j += 2
                continue
            if head < 0 and _ordinal(low) and j == i and self._is_word(j + 1):
                j += 1
                continue
            break
        if head < 0:
            return None
        j = head + 1
        if j + 1 < count and tokens[j].text in "-‑–" and not tokens[j].space and tokens[j + 1].low in ("elect", "designate"):
            j += 2  # "President-elect", not yet in office
        return i, head, self._complement(j, tokens[head])

    def _office_of_body(self, j: int) -> int | None:
        """Where the head stands in "*Ministry* spokesman" and "*Ministry of Transport* spokesperson", for the body at `j`."""
        tokens, count = self.tokens, len(self.tokens)
        k = j + 1
        if k < count and tokens[k].low in ("of", "for") and tokens[j].capital:
            k += 1
            while k < count and k - j < 9 and tokens[k].low not in self.heads and (tokens[k].low in self.modifiers or tokens[k].low in (",", "and", "&", "the")):
                k += 1
            return k if k - j > 2 and k < count and tokens[k].low in self.heads and not tokens[k].capital else None
        return k if k < count and tokens[k].low in self.heads and (tokens[j].low in _MINISTRIES or not tokens[k].capital) else None

    def _is_word(self, j: int) -> bool:
        return j < len(self.tokens) and (self.tokens[j].low in self.modifiers or self.tokens[j].low in self.heads)

    def _head_ahead(self, j: int) -> bool:
        """Whether modifiers from `j` lead to a head, so that "Foreign, Commonwealth and Development Secretary" holds together."""
        for k in range(j, min(j + 5, len(self.tokens))):
            token = self.tokens[k]
            if token.low in self.heads:
                return token.capital == self.tokens[j].capital
            if token.low not in self.modifiers and token.low not in (",", "and", "&", "-"):
                return False
        return False

    def possessive(self, j: int) -> bool:
        return j < len(self.tokens) and self.tokens[j].low in ("'s", "’", "'")

    def _complement(self, j: int, head: Token) -> int:
        """Go over "of Foreign Affairs of the Republic of X"; return the token after it."""
        tokens, count = self.tokens, len(self.tokens)
        if j + 1 < count and head.low in _COUNTERPARTS and tokens[j].low == "from":
            place = self.place_at.get(j + 1) or (self.place_at.get(j + 2) if tokens[j + 1].low == "the" else None)
            return place.last if place is not None and place.how == "name" else j  # "his counterpart from Latvia"
        while j < count and tokens[j].low in _COMPLEMENTS:
            low = tokens[j].low
            if low == "to" and head.low not in _HOSTED | _ATTACHED:
                break
            if low in ("on", "in", "at") and head.low not in ("envoy", "representative", "secretary", "ambassador", "director", "adviser",
                                                          "advisor", "coordinator", "consul", "commissioner", "attaché"):  # fmt: skip
                break
            end = self._noun_phrase(j + 1)
            if end is None:
                break
            j = end
            if j + 3 < count and tokens[j].text == "(" and tokens[j + 1].text.isupper() and tokens[j + 2].text == ")" and tokens[j + 3].low == "of":
                j += 3  # "Minister of Foreign Affairs (MFA) of X"
            if j < count and tokens[j].low in ("and", "&") and j + 1 < count and tokens[j + 1].low in _COMPLEMENTS:
                j += 1
        return j

    def _noun_phrase(self, k: int) -> int | None:
        """The end of the noun phrase in a title's complement, before a person's name begins; `None` if none is there."""
        tokens, count = self.tokens, len(self.tokens)
        start = k
        if k + 1 < count and tokens[k].low in ("this", "that", "the") and tokens[k + 1].low in ("country", "nation"):
            return k + 2
        if k < count and (tokens[k].low in word_list("weekdays") or tokens[k].low in word_list("months")):
            return None  # "the ambassador on Monday"
        if k < count and tokens[k].low in ("the", "its", "our", "his", "her"):
            k += 1
        taken = 0
        while k < count and k - start < 24:
            token = tokens[k]
            low = token.low
            place = self.place_at.get(k)
            if place:
                k = place.last
                taken += 1
                if place.how == "adjective":
                    continue
                if self.possessive(k):
                    k += 1
                    continue
                if k < count and (tokens[k].low in self.modifiers or tokens[k].low in self.orgs) and tokens[k].low not in ("and", "of", "for"):
                    continue
                if k + 1 < count and tokens[k].low in ("and", "&") and k + 1 in self.place_at:
                    k += 1
                    continue
                break
            if low in self.modifiers or low in self.orgs or low in self.heads:
                if not token.capital and low in self.heads and taken == 0:
                    return None
                k += 1
                taken += 1
                continue
            if taken and low in ("and", "&", ",", "of", "for", "the", "on", "-", "'s", "–") and self._continues(k):
                k += 1
                continue
            if token.capital and token.text[0].isalpha() and k not in self.inside and low not in self.non_names:
                ahead = self._org_ahead(k)
                if ahead:
                    k = ahead
                    taken += 1
                    continue
                if taken == 0:
                    k += 1
                    taken += 1
                    if k < count and tokens[k].text == "-" and k + 1 < count and tokens[k + 1].capital:
                        k += 2
                    break
            break
        while k > start and tokens[k - 1].low in (",", "and", "&", "of", "for", "the", "on", "-", "–"):
            k -= 1
        return k if taken and k > start else None

    def _continues(self, k: int) -> bool:
        """Whether the phrase goes on after a connective at `k`: a portfolio word or a country of the same case follows."""
        tokens, count = self.tokens, len(self.tokens)
        comma = tokens[k].text == ","
        j = k + 1
        while j < count and tokens[j].low in ("the", "of", "for", "and", "&") and j - k < 4:
            j += 1
        if j >= count:
            return False
        token = tokens[j]
        if tokens[k].text in ("-", "–") and tokens[k].space and token.low in self.heads:
            return False  # "Chairman of the Cabinet - Minister of Foreign Affairs": two titles
        if j in self.place_at and tokens[k].low in ("and", "&") and self.possessive(self.place_at[j].last):
            return False  # "the Minister of Finance and Germany's Deputy Minister": another's title
        if j in self.place_at:
            return not comma and self.place_at[j].how != "capital" and tokens[k].low not in ("on", "-", "–")
        if comma:
            # "Minister of Trade, Industry and Energy", not "Minister of Trade, President of …"
            return token.capital and token.low in self.modifiers and token.low not in self.heads and (tokens[j - 1].low != "the" or token.low in _REGIONS)
        if tokens[k].low in ("and", "&") and token.low in self.heads:
            return False
        if token.low in self.modifiers or token.low in self.orgs:
            return token.capital or (tokens[k - 1].low in self.modifiers and not tokens[k - 1].capital)
        return bool(token.capital and token.text[0].isalpha() and self._org_ahead(j)) or (
            tokens[k].low in ("of", "for") and token.capital and token.low not in self.non_names and token.text[0].isalpha()
        )

    def _org_ahead(self, k: int) -> int | None:
        """If an organisation's or place's head noun ends the capitalised words from `k`, the token after it."""
        tokens = self.tokens
        for j in range(k, min(k + 5, len(tokens))):
            token = tokens[j]
            if j in self.inside and j > k:
                return None
            if token.low in self.orgs and j > k:
                return j + 1
            if not (token.capital or token.low in ("-", "'s", "of")):
                return None
        return None

    def _title(self, parts: list[tuple[int, int, int]]) -> Title:
        tokens = self.tokens
        first, last = parts[0][0], parts[-1][2]
        offices: list[Office] = []
        sector: str | None = None
        country = host = None
        countries: list[str] = []
        for start, head, end in parts:
            found, part_sector = office_of(self.text[tokens[start].start : tokens[end - 1].end])
            body = next((self.place_at[i].iso for i in range(head, end) if i in self.place_at and self.place_at[i].how == "organisation"), None)
            if len(parts) > 1 and tokens[head].low == "founder" and end - start == 1:
                continue  # "Founder and Chairman of …"
            sector = sector or (organisation_sector(body) if body else None) or part_sector
            served, h = self._countries(start, head, end)
            whole = (
                tokens[head].low == "head"
                and head == start
                and head + 2 < end
                and any(p.first in (head + 2, head + 3) and p.last == end and p.how == "name" for p in self.place_at.values())
            )
            if (tokens[head].low == "leader" and len(served) == 1 and end - start <= 4) or (whole and served):
                found = ("head_of_government" if served[0] in constitutions()["led by the government"] else "head_of_state",)  # "the Kazakh leader"
            offices += [office for office in found if office not in offices]
            countries += served
            country = country or (served[0] if served else None)
            host = host or h
        text = self.text[tokens[first].start : tokens[last - 1].end]
        head_word = tokens[parts[0][1]].low
        former = bool(re.search(r"^(?:\S+ )?(?:former|ex\b|late\b|then\b)|\bfirst president\b|\by?elbasy\b|[-‑–](?:elect|designate)\b", text.lower()))
        return Title(first, last, head_word, text, tuple(offices), sector, country, tuple(countries), host, bool(_PLURAL.search(head_word)),
                     head_word in _COUNTERPARTS, former)  # fmt: skip

    def _countries(self, start: int, head: int, end: int) -> tuple[list[str], str | None]:
        """The countries a title serves and, for envoys, the country it is accredited to."""
        served: list[str] = []
        host = None
        for i in range(start, end):
            place = self.place_at.get(i)
            if place is not None and place.how == "organisation":
                home = organisation_home(place.iso)
                served += [home] if home else []
                continue
            if place is None:
                continue
            if i < head:
                served.append(place.iso)
                continue
            k = i - 1
            while k > head and self.tokens[k].low in ("the", "republic", "of") and self.tokens[k - 1].low not in _COMPLEMENTS:
                k -= 1
            preposition = next((self.tokens[m].low for m in range(i - 1, head, -1) if self.tokens[m].low in _COMPLEMENTS), "of")
            if preposition in ("to", "in") or (preposition == "for" and self.tokens[head].low in _HOSTED):
                host = host or place.iso
            elif preposition != "on" and place.how != "capital":
                served.append(place.iso)
        return served, host


def _initial(token: Token) -> bool:
    return len(token.text) == 2 and token.text[1] == "." and token.text[0].isupper()


def _ordinal(low: str) -> bool:
    return bool(re.fullmatch(r"\d+(?:st|nd|rd|th)", low))
