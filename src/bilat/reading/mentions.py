"""Who and what is named in a sentence: people with their titles, titles alone, bare names, countries, organisations."""

from __future__ import annotations

from typing import Literal

from .gazetteer import Place, cities, find_places
from .language.en import word_list
from .names import NameGrammar
from .titles import Title, TitleGrammar
from .tokens import Token

MentionKind = Literal["person", "title", "bare", "country", "organisation", "pronoun", "collective"]


class Mention:
    """Tokens `[first, last)` of one sentence that name or refer to someone; `actors` are ids, filled in by the cast."""

    __slots__ = ("actors", "country", "cover", "end", "first", "how", "kind", "last", "name", "sentence", "start", "title", "titles")

    def __init__(self, kind: MentionKind, first: int, last: int, tokens: list[Token], sentence: int) -> None:
        self.kind = kind
        self.first = first
        self.last = last
        self.cover = last  # the token after the appositions that belong to the name
        self.sentence = sentence
        self.start = tokens[first].start
        self.end = tokens[last - 1].end
        self.name: str | None = None
        self.title: Title | None = None
        self.titles: list[Title] = []
        self.country: str | None = None
        self.how: str | None = None
        self.actors: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return f"Mention({self.kind} {self.name!r} {self.title.text if self.title else ''!r} {self.country} {self.actors})"

    @property
    def former(self) -> bool:
        """Whether the title is one held in the past."""
        return bool(self.title and self.title.former)


_LIST_END = {",", ".", ")", ";", "–", "—", "-", "and", "(", ":", "”", '"', "who"}
_APPOSED = {"the", "a", "an", "also", "who", "is", "currently", "concurrently", "then", "its", "our", "his", "her", "as"}
_AFTER_APPOSITION = {"and", "said", "told", "who", "in", "on", "at", "during", "to", "from", "with"}
_BODIES = {"council", "conference", "committee", "board", "assembly", "group", "union"}
_VERBAL = {"head", "chair", "co-chair", "lead", "judge", "deputy", "member", "chief", "heads", "general", "delegate"}


class _Scan:
    def __init__(self, text: str, tokens: list[Token], sentence: int) -> None:
        self.text = text
        self.tokens = tokens
        self.sentence = sentence
        self.places = find_places(tokens)
        self.titles = TitleGrammar(text, tokens, self.places)
        self.names = NameGrammar(self.titles)
        self.place_at = self.titles.place_at
        lows = {token.low for token in tokens}
        self.has_title = bool(lows & word_list("title_heads")) or bool(lows & {"high", "opposite"})
        self.out: list[Mention] = []

    def run(self) -> list[Mention]:
        i = 0
        count = len(self.tokens)
        while i < count:
            i = max(self._at(i), i + 1)
        return self.out

    def _at(self, i: int) -> int:
        tokens = self.tokens
        token = tokens[i]
        low = token.low
        place = self.place_at.get(i)
        if self.has_title and (place or low in self.titles.modifiers or low in self.titles.heads or low in self.titles.orgs
                               or (token.text.isupper() and 2 <= len(token.text) <= 7) or token.text[0].isdigit()):  # fmt: skip
            title = self.titles.at(i)
            if title is not None:
                return self._titled(title)
        if place:
            return self._place(place)
        if token.capital and low in self.names.honorifics and low not in ("his", "her", "their", "the", "u", "he", "hon", "eng"):
            j = self.names.skip_honorifics(i)
            end = self.names.at(j, titled=True)
            if end:
                return self._person(i, j, end, None)
            return j
        if token.capital and self.titles.name_token(i):
            return self._bare(i)
        return i + 1

    def _titled(self, title: Title) -> int:
        tokens, count = self.tokens, len(self.tokens)
        if title.plural and tokens[title.first].low in _BODIES and tokens[title.first].capital:
            return title.last  # "the Council of Foreign Ministers of …" is a body, nobody
        if title.plural and title.last < count:
            end = self._joint(title)
            if end:
                return end
        j = self.names.skip_honorifics(self._past_brackets(title.last))
        end = self.names.at(j, titled=True) if j < count else None
        # "minister Wang Yi" is a name; "The ministers Saturday …" is not: a title in lower case takes names only of two words or known ones
        if end and not self._plausible(title, j, end):
            end = None
        if end:
            return self._person(title.first, j, end, title)
        past = self._past_brackets(title.last)
        if j == past and j < count and tokens[j].text in (",", "–", "—"):
            k = self.names.skip_honorifics(j + 1)
            end = self.names.at(k, titled=k > j + 1)
            if end and (end - k >= 2 or k > j + 1) and (end >= count or tokens[end].text in _LIST_END):
                return self._person(title.first, k, end, title)
        if title.counterpart and j < count and tokens[j].text == ",":
            # "his Kenyan counterpart, Cabinet Secretary N. N."
            second = self.titles.at(j + 2 if j + 1 < count and tokens[j + 1].low == "the" else j + 1) if j + 1 < count else None
            k = self.names.skip_honorifics(second.last) if second is not None else count
            end = self.names.at(k, titled=True) if k < count else None
            if second is not None and end:
                after = self._person(title.first, k, end, title)
                named = self.out[-1]
                named.titles.append(second)
                return after
        if title.last - title.first == 1 and title.head in _VERBAL and not tokens[title.first].capital and not self._as_noun(title):
            return title.last
        mention = Mention("title", title.first, title.last, tokens, self.sentence)
        mention.title = title
        mention.country = title.country
        self.out.append(mention)
        return title.last

    def _past_brackets(self, j: int) -> int:
        """Go over the short form in "President of the Republic of Korea (ROK) N. N."."""
        tokens = self.tokens
        if j + 3 < len(tokens) and tokens[j].text == "(" and tokens[j + 2].text == ")" and tokens[j + 1].capital:
            return j + 3
        return j

    def _as_noun(self, title: Title) -> bool:
        """Whether "head", "chair" and the like stand for a person here, and are no verbs."""
        before = self.tokens[title.first - 1].low if title.first else ""
        after = self.tokens[title.last].low if title.last < len(self.tokens) else ""
        return after == "of" or before in ("the", "its", "his", "her", "their", "a", "as", "'s")

    def _plausible(self, title: Title, j: int, end: int) -> bool:
        token = self.tokens[title.first]
        if j > title.last or token.capital or end - j >= 2:
            return True
        # a single capitalised word after a lower-case title: "president Tokayev", but not "the president Friday"
        return self.tokens[j].low not in cities() and not self.tokens[j].text.isupper()

    def _joint(self, title: Title) -> int | None:
        """ "Presidents X and Y", "Foreign Ministers X of A and Y of B": one mention a name, all with the title."""
        tokens, count = self.tokens, len(self.tokens)
        # "the foreign ministers of X and Y, N. N. and M. M."
        j = title.last + (tokens[title.last].text == ",")
        found: list[tuple[int, int, int, str | None]] = []  # where the mention begins, where the name does, the token after both, its country
        led = False
        while j < count:
            lead = self._led_by_country(j) if found and len(title.countries) == 1 else None
            if lead is not None:
                # "foreign ministers of X N. N., Y M. M. and Z's L. L."
                led = True
                found.append((j, lead[1], lead[2], lead[0]))
                after = lead[2]
            else:
                k = self.names.skip_honorifics(j)
                end = self.names.at(k, titled=True)
                if not end:
                    break
                country, after = self._of_country(end)
                found.append((k, k, after, country))
            j = after
            while j < count and tokens[j].low in (",", "and", "&"):
                j += 1
            if j == after:
                break
        if len(found) < 2:
            return None
        countries = [country for *_, country in found]
        if len(title.countries) == len(found) and not any(countries):
            countries = list(title.countries)  # "Foreign Ministers of X and Y N. N. and M. M.": in that order
        elif led:
            countries[0] = countries[0] or title.country
        for n, ((first, k, after, _), iso) in enumerate(zip(found, countries, strict=True)):
            mention = Mention("person", title.first if n == 0 else first, after, tokens, self.sentence)
            name_end = self.names.at(k, titled=True) or after
            mention.name = self._text(k, name_end)
            mention.title = title._replace(country=iso, countries=(iso,)) if led and iso else title
            mention.country = iso
            mention.titles = [mention.title]
            self.out.append(mention)
        return found[-1][2]

    def _led_by_country(self, k: int) -> tuple[str, int, int] | None:
        """ "Latvia Baiba Braže", "Latvia's Baiba Braže" in a list of people who hold one office: the country, where the name begins, the token after it."""
        place = self.place_at.get(k)
        if place is None or place.how not in ("name", "adjective"):
            return None
        j = place.last
        if j < len(self.tokens) and self.titles.possessive(j):
            j += 1
        j = self.names.skip_honorifics(j)
        end = self.names.at(j, titled=True) if j < len(self.tokens) else None
        return (place.iso, j, end) if end else None

    def _of_country(self, end: int) -> tuple[str | None, int]:
        """ "… of China" or "(China)" after a name: the country, and the token after it."""
        tokens = self.tokens
        if end + 1 < len(tokens) and tokens[end].low in ("of", "("):
            k = end + 2 if tokens[end + 1].low == "the" else end + 1
            place = self.place_at.get(k)
            if place and place.how in ("name", "institution"):
                last = place.last
                if tokens[end].text == "(" and last < len(tokens) and tokens[last].text == ")":
                    last += 1
                return place.iso, last
        return None, end

    def _person(self, first: int, k: int, end: int, title: Title | None) -> int:
        mention = Mention("person", first, end, self.tokens, self.sentence)
        mention.name = self._text(k, end)
        mention.title = title
        country, after = self._of_country(end)
        if country:
            mention.last = after
            mention.end = self.tokens[after - 1].end
        mention.country = (title.country if title else None) or country
        mention.titles = [title] if title else []
        self.out.append(mention)
        return self._apposition(mention, mention.last)

    def _apposition(self, mention: Mention, j: int) -> int:
        """ "N. N., the minister of …", "N. N., who is also …", "N. N. (Minister of …)": more titles of the same person."""
        tokens, count = self.tokens, len(self.tokens)
        while j + 1 < count and tokens[j].text in (",", "(", "–", "—"):
            k = j + 1
            while k < count and k - j < 6 and tokens[k].low in _APPOSED:
                k += 1
            title = self.titles.at(k, behind=True) if k < count else None
            if title is None and k < count and k in self.place_at and not (k > j + 1):
                break
            if title is None or title.plural or self.names.at(self.names.skip_honorifics(title.last), titled=True):
                break
            after = title.last
            stop = tokens[after].text if after < count else "."
            if (mention.titles or mention.kind == "bare") and stop == "," and after + 1 < count:
                # "the President of X, N. N., the President of Y, M. M., met": the second title is that of the name behind it
                start = self.names.skip_honorifics(after + 1)
                name = self.names.at(start, titled=True)
                named = name and (name - start >= 2 or start > after + 1) and (name >= count or tokens[name].text in _LIST_END or not tokens[name].capital)
                if name and named and not (mention.kind == "bare" and self._title_behind(name)):
                    break
            if stop not in (",", ".", ")", ";", "–", "—", "”", ":") and stop.lower() not in _AFTER_APPOSITION:
                break
            mention.titles.append(title)
            mention.title = mention.title or title
            mention.country = mention.country or title.country
            j = after
            following = self.names.skip_honorifics(j + 1)
            listed = following < count and tokens[j].text == "," and self.titles.name_token(following)  # "N. N., Minister of X, M. M., Minister of Y"
            mention.cover = j + 1 if j < count and tokens[j].text in (",", ")", "–", "—") and not listed else j
            if tokens[j - 1].text != ")" and j < count and tokens[j].text == ")":
                j += 1
        return j

    def _title_behind(self, j: int) -> bool:
        """Whether the name that ends before `j` has its own title behind it: "N. N., Minister of X, M. M., Advisor to the President"."""
        k = j + 1
        while k < len(self.tokens) and k - j < 5 and self.tokens[k].low in _APPOSED:
            k += 1
        return k < len(self.tokens) and self.tokens[j].text == "," and self.titles.at(k, behind=True) is not None

    def _bare(self, i: int) -> int:
        end = self.names.at(i, titled=False)
        if not end:
            return i + 1
        name = self._text(i, end)
        if name.lower() in cities():
            return end
        mention = Mention("bare", i, end, self.tokens, self.sentence)
        mention.name = name
        country, after = self._of_country(end)
        if country and after < len(self.tokens) + 1:
            mention.country = country
        self.out.append(mention)
        after = self._apposition(mention, end)
        if mention.titles:
            mention.kind = "person"
        elif end - i == 1 and self.tokens[i].text.isupper() and len(name) > 1 and self.sentence_caps():
            self.out.pop()
        return after

    def sentence_caps(self) -> bool:
        """Whether the whole sentence stands in capitals, as headlines do."""
        return sum(t.text.isupper() for t in self.tokens) > len(self.tokens) / 2

    def _place(self, place: Place) -> int:
        kind: MentionKind = "organisation" if place.how == "organisation" else "country"
        mention = Mention(kind, place.first, place.last, self.tokens, self.sentence)
        mention.how = place.how
        if kind == "organisation":
            mention.name = place.iso
        else:
            mention.country = place.iso
        self.out.append(mention)
        return place.last

    def _text(self, first: int, last: int) -> str:
        return " ".join(self.text[self.tokens[first].start : self.tokens[last - 1].end].split())


def find_mentions(text: str, tokens: list[Token], sentence: int) -> list[Mention]:
    """Find every name, title, country and organisation in a sentence's tokens, left to right and without overlap."""
    return _Scan(text, tokens, sentence).run()
