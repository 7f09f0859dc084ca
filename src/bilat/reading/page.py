"""The annotated page: a document cut into sentences and words, with its actors, dates and quotations, annotated once for all finders."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cached_property

from ..vocabulary import Document, Span
from .cast import Cast, cast_of
from .dates import Anchor, DateExpr, find_dates
from .gazetteer import cities, country_names
from .grammar import Word, parser
from .language.en import lines, word_list
from .mentions import Mention, find_mentions
from .quotations import Quotation, find_quotations
from .spans import SpanSet
from .tokens import Token, paragraphs, sentences, tokenize


class Sentence:
    """One sentence: its place, its tokens and grammatical words, the mentions and dates in it."""

    __slots__ = ("dates", "end", "folded", "headline", "index", "mentions", "paragraph", "start", "tokens", "words")

    def __init__(self, index: int, paragraph: int, tokens: list[Token], text: str) -> None:
        self.index = index
        self.paragraph = paragraph
        self.tokens = tokens
        self.start = tokens[0].start
        self.end = tokens[-1].end
        self.folded = text[self.start : self.end].casefold()
        self.headline = _is_headline(tokens)
        self.words: list[Word] = []
        self.mentions: list[Mention] = []
        self.dates: list[DateExpr] = []

    @property
    def root(self) -> Word:
        """The first word that depends on no other."""
        return next((word for word in self.words if word.head is word), self.words[0])


def _is_headline(tokens: list[Token]) -> bool:
    """Whether a sentence is set as a headline: no full stop, and nearly every longer word with a capital."""
    if tokens[-1].text in (".", "!", "?", "”", '"', ":", "…"):
        return False
    words = [t for t in tokens if len(t.text) > 3 and t.text[0].isalpha()]
    return 3 <= len(words) <= 25 and sum(t.capital for t in words) >= 0.75 * len(words)


class Page:
    """A document annotated for the finders. `Page(document)` does everything; finders only look.

    `pair` is the dyad the piece is about, as ISO codes, where it is about one; `home` the country of the city in its dateline.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.text = document.text
        self.anchor = Anchor.of(document)
        self.sentences: list[Sentence] = []
        self.boilerplate: list[Span] = []
        self.home: str | None = None
        self.paragraphs: list[Span] = []
        self._cut()
        self.quotations: list[Quotation] = find_quotations(self.text, self.paragraphs)
        self._quotation_at = {(q.start, q.end): q for q in self.quotations}
        self._quoted = SpanSet(self._quotation_at)
        self.dates = self._find_dates()
        if self.anchor.day is None and (year := self._year()) is not None:
            # "from 3 to 5 May 2023 … on 4 May"
            self.anchor = self.anchor._replace(year=year)
            self.dates = self._find_dates()
        for sentence in self.sentences:
            sentence.mentions = find_mentions(self.text, sentence.tokens, sentence.index)
        self._parties: dict[int, list[str]] = {}
        self._speakers: dict[Span, str] | None = None
        self._spoken = SpanSet()
        self.cast: Cast = cast_of([(s.headline, m) for s in self.sentences for m in s.mentions])
        self._parse()
        from .coreference import resolve

        self.pair: tuple[str, str] | None = None
        self.weights: dict[str, float] = {}
        self._starts = [s.start for s in self.sentences]
        resolve(self)
        for sentence in self.sentences:
            self.parties(sentence)

    # -- annotation

    def _cut(self) -> None:
        """Cut the text into paragraphs and sentences; set aside headers, credits and links, which tell nothing."""
        header = re.match(r"\s*date\s+\d{4}-\d{2}-\d{2}[ \t]*", self.text)
        begin = header.end() if header else 0
        for start, end in paragraphs(self.text):
            start = max(start, begin)
            start = start + len(self.text[start:end]) - len(self.text[start:end].lstrip())
            if start >= end:
                continue
            place = cities().get(self.text[start:end].strip().lower()) if end - start < 30 else None
            if place or _is_boilerplate(self.text[start:end]):
                # a city on a line of its own is a dateline too
                self.home = self.home or place
                self.boilerplate.append((start, end))
                continue
            number = len(self.paragraphs)
            self.paragraphs.append((start, end))
            body = start + _dateline_length(self.text[start : min(end, start + 160)])
            if body > start:
                self.boilerplate.append((start, body))
                self.home = self.home or _country_of_dateline(self.text[start:body])
            tokens = tokenize(self.text, body, end)
            for first, last in sentences(tokens):
                told = self._without_source(tokens[first:last])
                self.sentences.append(Sentence(len(self.sentences), number, told, self.text))

        self._set_headlines()

    def _without_source(self, tokens: list[Token]) -> list[Token]:
        """Leave out ", the agency reports" at a sentence's end: the press's own word is no part of what happened."""
        commas = [k for k, t in enumerate(tokens) if t.text == "," and k > 3 and len(tokens) - k <= 22]
        for k in commas:
            tail = " ".join(t.text for t in tokens[k + 1 :] if t.text not in '.”"')
            match = _SOURCE.match(tail)
            if match and _is_medium(match):
                self.boilerplate.append((tokens[k].start, tokens[-1].end))
                return [*tokens[:k], *([tokens[-1]] if tokens[-1].text == "." else [])]
        return tokens

    def _set_headlines(self) -> None:
        """Take short first lines that do not end a sentence for headlines, however they write their capitals."""
        for n, (start, end) in enumerate(self.paragraphs[:3]):
            line = self.text[start:end].rstrip()
            if line[-1:] in '.!?:;”"…' or not 3 <= len(line.split()) <= 25 or n + 1 >= len(self.paragraphs):
                return
            for sentence in self.sentences:
                if sentence.paragraph > n:
                    break
                sentence.headline = sentence.headline or sentence.paragraph == n

    def _find_dates(self) -> list[DateExpr]:
        out: list[DateExpr] = []
        for sentence in self.sentences:
            sentence.dates = find_dates(self.text, sentence.start, sentence.end, self.anchor)
            out += sentence.dates
        return out

    def _year(self) -> int | None:
        """The one year of the full dates with which a text without a date begins or ends."""
        ends = {0, 1, 2, len(self.paragraphs) - 1}
        days = [d.value for s in self.sentences if s.paragraph in ends for d in s.dates if d.value and re.match(r"\d{4}-\d\d-\d\d", d.value)]
        years = {value[:4] for value in days}
        return int(years.pop()) if len(years) == 1 else None

    def _parse(self) -> None:
        prepared = []
        for sentence in self.sentences:
            prepared.append(_units(self.text, sentence))
            sentence.words = [word for _, word in prepared[-1]]
            for i, word in enumerate(sentence.words):
                word.i = i
        parser().parse(prepared)

    # -- what finders ask

    def sentence_at(self, place: int) -> Sentence | None:
        """Return the sentence that holds a place of the text, or `None` between sentences."""
        k = bisect_right(self._starts, place) - 1
        if k >= 0 and place < self.sentences[k].end:
            return self.sentences[k]
        return None

    def sentences_between(self, start: int, end: int) -> list[Sentence]:
        """Return the sentences that begin in `[start, end)`."""
        return self.sentences[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def quoted(self, place: int) -> Quotation | None:
        """Return the quotation that holds a place of the text, or `None`."""
        found = self._quoted.touching(place, place + 1)
        return self._quotation_at[found[0]] if found else None

    def quotations_in(self, start: int, end: int) -> list[Quotation]:
        """Return the quotations that touch a stretch of the text, in order."""
        return [self._quotation_at[span] for span in self._quoted.touching(start, end)]

    @cached_property
    def signatories(self) -> list[str]:
        """The countries whose joint paper the text is; none where it is no such paper."""
        from .signatories import signatories

        return signatories(self)

    def speaker_at(self, place: int) -> str | None:
        """Return the actor whose words stand at a place of the text, or `None`: what "we" and "I" mean there."""
        if self._speakers is None:
            from .statement import find

            self._speakers = {s.content: s.speaker for s in find(self) if s.speaker}
            self._spoken = SpanSet(self._speakers)
        found = self._spoken.touching(place, place + 1)
        return self._speakers[found[0]] if found else None

    def mentions_between(self, start: int, end: int) -> list[Mention]:
        """Return the mentions that lie wholly between two places of the text."""
        return [m for s in self.sentences[max(0, bisect_right(self._starts, start) - 1) : bisect_left(self._starts, end)] for m in s.mentions if m.start >= start and m.end <= end]

    def parties(self, sentence: Sentence) -> list[str]:
        """Return the ISO codes of the parties that a sentence is about: those named in it, else those of the text so far, else the dyad.

        A third country that is merely talked about does not become a party.
        """
        found = self._parties.get(sentence.index)
        if found is None:
            found = self._parties[sentence.index] = self._find_parties(sentence)
        return list(found)

    def _find_parties(self, sentence: Sentence) -> list[str]:
        own = list(self.pair or ())
        people: list[str] = []
        named: list[str] = []
        for mention in sentence.mentions:
            for actor in mention.actors:
                role = self.cast.roles[actor]
                code = role.country
                if code and role.type == "person" and code not in people:
                    people.append(code)
                elif code and role.type == "country" and mention.how != "capital" and code not in named:
                    named.append(code)
            if mention.country and mention.country not in named:
                named.append(mention.country)
        if len(people) == 2:
            return people
        every = list(dict.fromkeys([*people, *named]))
        if len(every) == 2 and not self._in_passing(every, people):
            return every
        if own and set(own) <= set(every):
            return own
        previous = self.parties(self.sentences[sentence.index - 1]) if sentence.index and sentence.index - 1 in self._parties else own
        if len(every) == 2:
            return own
        if len(every) == 1:
            if every[0] in previous:
                return previous
            if every[0] in own:
                return own
            if self.document.side and every[0] != self.document.side and people:
                return [self.document.side, every[0]]
            return previous
        if len(every) > 2:
            kept = [code for code in every if code in own]
            return own if len(kept) >= 1 and own else every[:2]
        return previous

    def _in_passing(self, codes: list[str], people: list[str]) -> bool:
        """Whether one of two countries is a third that the piece hardly speaks of, and nobody of it acts here."""
        if self.pair is None or set(codes) == set(self.pair):
            return False
        third = [code for code in codes if code not in self.pair]
        if len(third) != 1 or third[0] in people:
            return False
        return self.weights.get(third[0], 0.0) < 0.34 * min(self.weights.get(code, 0.0) for code in self.pair)

    def country_of(self, actor: str) -> str | None:
        """Return the ISO code of an actor's country, or `None`."""
        return self.cast.roles[actor].country

    def country_ids(self, codes: list[str] | tuple[str, ...]) -> list[str]:
        """Return the actor ids of countries given by ISO codes."""
        return [self.cast.country(code).id for code in codes]


_SOURCE = re.compile(
    r"(?:as\s+)?(?:(?:according to|citing|with reference to|reports?|reported|cites?|cited|informs?|informed|writes)\s+(?P<after>[^,;]{2,90})"
    r"|(?P<before>[^,;]{2,70}?)\s+(?:reports?|reported|informs?|informed|cites?|has learned|has learnt|learned|writes)(?:\s+(?:on|citing|from|with)\b.{0,90}|\s+[^,;]{0,90}|,\s*citing .{0,80})?)$"
)


def _is_medium(match: re.Match[str]) -> bool:
    """Whether the source of ", X reports" is the press or a press service, and not a person or a government."""
    source = match.group("after") or match.group("before") or ""
    words = [w.strip(".’'\"()").lower() for w in source.split()]
    if {"minister", "president", "ambassador", "spokesperson", "spokesman", "spokeswoman", "secretary"} & set(words):
        return False
    if re.search(
        r"press[ -](?:service|office)|news|agenc|newspaper|broadcaster|correspondent|\bdaily\b|\btelevision\b|\bmedia\b|website|\.(?:kz|com|net|ru|org|uz)\b", source, re.IGNORECASE
    ):
        return True
    return bool(set(words) & word_list("media"))


def _is_boilerplate(paragraph: str) -> bool:
    low = paragraph.strip().lower()
    return len(low) < 200 and any(pattern.match(low) for pattern in _boilerplate())


def _boilerplate() -> list[re.Pattern[str]]:
    if not _PATTERNS:
        _PATTERNS.extend(re.compile(line) for line in lines("boilerplate.txt"))
    return _PATTERNS


_PATTERNS: list[re.Pattern[str]] = []

_DATELINE = re.compile(
    r"""\s*(?:[A-ZÀ-ÖØ-ÞĐİŞĞČŠŽẠ-Ỹ][A-ZÀ-ÖØ-ÞĐİŞĞČŠŽẠ-Ỹ .,'’\-/]{2,40}|[A-Z][\w.\- ]{2,30})            # ASTANA or Astana
        (?:[,.]\s*[A-Z]?[\w. ,]{0,30}?)?                                # , March 29
        \s*(?:\([^)]{2,40}\))?\s*
        (?:,?\s*(?:[A-Z]{2,}[A-Za-z./ ]{0,20}))?\s*                      # KAZINFORM
        (?:\s[-–—]{1,2}\s+|\s*[—–]\s*|:\s+)(?=[“"A-Z\d])""",
    re.VERBOSE,
)


_AGENCY_LINE = re.compile(
    r"\s*[A-Z][A-Z’'-]{2,}(?: [A-Z]{2,})*[.,] (?:[A-Z]{4,}|\d{1,2}(?:st|nd|rd|th)? [A-Z][a-z]+)[.,]?(?: \d{4}[.,]?)?(?: [A-Z]{4,})?\s*"
    r"(?:[-–—]+ ?)?(?=[“\"A-Z])"
)


_PAREN_LINE = re.compile(r"\s*[A-Z]{3,}[A-Z ,.'’-]* \([^()\n]{4,70}\)\s*(?:[-–—:]+\s*)?(?=[“\"A-Z])")
"""ALMATY (Agency / Partner - 01st January, 2021) """
_SITE_LINE = re.compile(r"\s*[\w.-]+\.(?:kz|com|net|org|info|ru|uz|az|kg|jp|de)\s*[-–—:]+\s+(?=[“\"A-Z])", re.IGNORECASE)


_IN_CITIES = frozenset(["de", "del", "la", "las", "los", "el", "al", "da", "do", "di", "den", "am", "an", "of", "and", "the"])


def _dateline_length(head: str) -> int:
    """The length of "ASTANA, 29 March (Kazinform) – " before a paragraph's first sentence, 0 if there is none."""
    site = _SITE_LINE.match(head) or _PAREN_LINE.match(head)
    if site:
        return site.end()
    plain = _AGENCY_LINE.match(head)
    if plain:
        return plain.end()
    match = _DATELINE.match(head)
    if not match:
        return _capitals_length(head)
    found = match.group()
    if re.search(r"\d[-–—]$", found) and head[match.end() : match.end() + 1].isdigit():
        return 0  # "On 10–11 October": days, no dateline
    city = re.split(r"[,.(:–—-]", found.strip(), maxsplit=1)[0].strip()
    if any(word[0].islower() and word not in _IN_CITIES for word in city.split()):
        return 0  # "The 8th session of the Vietnam–Poland Joint Commission": a sentence with a dash, no place
    dated = re.search(r"\d|\(|KAZINFORM|AZERTAC|[A-Z]{4,}", found)
    if found.rstrip().endswith(":"):
        return match.end() if city.lower() in cities() else 0
    return match.end() if city.isupper() or dated else 0


_CAPITALS = re.compile(r"\s*(?P<city>[A-Z][A-Z'’-]{2,}(?: [A-Z]{2,})?)(?:/[A-Z]{3,})?(?:, (?P<land>[A-Z][a-z]+))?\s+(?=[“\"A-Z])")


def _capitals_length(head: str) -> int:
    """The length of "HANOVER, Germany " where a feed left out the dash: a place in capitals, known or told with its country, before a capital."""
    match = _CAPITALS.match(head)
    if not match:
        return 0
    land = match.group("land")
    return match.end() if (land in country_names().values() if land else match.group("city").lower() in cities()) else 0


def _country_of_dateline(line: str) -> str | None:
    """The country of the city that "TOKYO (Kyodo) – " begins with."""
    words = re.findall(r"[^\W\d_][\w'’.-]*", line.lower())[:3]
    return next((iso for n in range(len(words), 0, -1) for iso in [cities().get(" ".join(words[:n]))] if iso), None)


def _units(text: str, sentence: Sentence) -> list[tuple[str, Word]]:
    """A sentence's grammatical words, each with the form that the parser is to see."""
    merged: dict[int, tuple[int, str, Mention | None]] = {}
    tokens = sentence.tokens
    for mention in sentence.mentions:
        width = mention.last - mention.first
        before = tokens[mention.first - 1].low if mention.first else ""
        if mention.kind == "person" or (mention.kind == "bare" and mention.actors):
            merged[mention.first] = (max(mention.last, mention.cover), "Smith", mention)
        elif mention.kind == "title" and mention.title:
            named = tokens[mention.first].capital and before not in ("the", "a", "an", "his", "her", "their", "our", "its", "'s", "new")
            plain = mention.title.head.split()[-1]
            merged[mention.first] = (mention.last, "Smith" if named and not mention.title.plural else plain, mention)
        elif width > 1 and mention.kind == "country" and mention.how == "adjective":
            merged[mention.first] = (mention.last, "British", mention)
        elif width > 1 and mention.kind in ("country", "organisation"):
            merged[mention.first] = (mention.last, "France", mention)
        elif width > 1 and mention.kind == "bare":
            merged[mention.first] = (mention.last, "Smith", mention)
        else:
            merged[mention.first] = (mention.last, tokens[mention.first].text, mention)
    for k, token in enumerate(tokens[1:-1], 1):
        if token.text in "-–—/" and not token.space and not tokens[k + 1].space:
            left = next((first for first, (last, _, m) in merged.items() if last == k and m is not None and m.country), None)
            right = merged.get(k + 1)
            if left is not None and right is not None and right[2] is not None and right[2].country:
                # "Japan–Kazakhstan dialogue": to the parser two adjectives
                merged[left] = (k, "British", merged[left][2])
                merged[k] = (k + 1, "-", None)
                if right[2].kind == "country":
                    merged[k + 1] = (right[0], "German", right[2])
    for date in sentence.dates:
        if date.adverb:
            continue
        inside = [k for k, token in enumerate(tokens) if token.start >= date.start and token.end <= date.end]
        if len(inside) > 1 and not any(k in merged for k in inside):
            plain = "2020" if date.bare_year else "today" if tokens[inside[0]].low in _BEFORE_DATES else "Monday"
            merged[inside[0]] = (inside[-1] + 1, plain, None)
    out: list[tuple[str, Word]] = []
    k = 0
    while k < len(tokens):
        none: tuple[int, str, Mention | None] = (k + 1, tokens[k].text, None)
        last, form, whole = merged.get(k, none)
        start, end = tokens[k].start, tokens[last - 1].end
        if whole is not None and whole.kind in ("person", "bare") and last > whole.last:
            end = whole.end
        surface = tokens[k].text if last == k + 1 else text[start:end]
        low = tokens[k].low if last == k + 1 else surface.lower().replace("’", "'")
        if whole is not None and whole.kind == "title" and whole.title:
            low = whole.title.head.split()[-1]
        word = Word(surface, low, start, end, k, last, sentence.index)
        word.mention = whole
        out.append((_PLAIN.get(form) or _PLAIN.get(form.lower(), form), word))
        k = last
    return out


_BEFORE_DATES = {"from", "between", "over", "in", "during", "for", "within", "on"}
"""Prepositions that a date may begin with: then it stands as an adverb."""

_PLAIN = {"co-chair": "lead", "co-chaired": "led", "co-chairing": "leading", "“": '"', "”": '"', "„": '"', "''": '"', "«": '"', "»": '"', "’": "'", "‘": "'", "’s": "'s", "–": "--", "—": "--", "’re": "'re", "’ve": "'ve",
          "’ll": "'ll", "n’t": "n't"}  # fmt: skip
