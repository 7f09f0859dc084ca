"""Text → paragraphs, sentences and tokens, by rules and in linear time.

Tokens follow the conventions of the Penn Treebank as spaCy's English models expect them (clitics apart, hyphenated words apart), so
that the parser reads what it was trained on. Sentences are cut here, not by the parser: titles, initials and quotations mislead it.
"""

from __future__ import annotations

import itertools
import re
from functools import cache

from ..vocabulary import Span
from .language.en import word_list

MAX_SENTENCE = 240
"""Tokens after which a sentence is cut all the same, so that cost stays linear in a text without full stops."""

_TOKEN = re.compile(
    r"""
    (?P<url>https?://\S+|www\.\S+|[\w.+-]+@[\w-]+\.[\w.]+)
  | (?P<abbr>(?:[A-Za-z]\.){2,}(?=[^A-Za-z]|$))                     # U.S.  N.N.  p.m.
  | (?P<number>\d+(?:[.,:]\d+)*(?:st|nd|rd|th|s)?(?![^\W\d_]))
  | (?P<clitic>['’](?:s|S|re|ve|ll|d|m|RE|VE|LL|D|M)\b|n['’]t\b)
  | (?P<joined>co-chair\w*)
  | (?P<word>(?:[^\W_]|[\u0300-\u036f])+?(?=n['’]t\b)               # do|n't
     |(?:[^\W_]|[\u0300-\u036f])+(?:['’‘ʻʼ`](?!(?:s|S|re|ve|ll|d|m)\b)(?=[^\W\d_])(?:[^\W_]|[\u0300-\u036f])+)*)
  | (?P<double>'')                                                  # a typewriter's quotation mark
  | (?P<dots>\.{2,}|…|-{2,})
  | (?P<symbol>\S)
    """,
    re.VERBOSE,
)


class Token:
    """One word or mark of the text, with its place; `low` is its text in lower case, apostrophes straightened."""

    __slots__ = ("end", "low", "space", "start", "text")

    def __init__(self, text: str, start: int, space: bool) -> None:
        self.text = text
        self.start = start
        self.end = start + len(text)
        self.low = text.lower().replace("’", "'") if not text.isascii() else text.lower()
        self.space = space

    def __repr__(self) -> str:
        return f"Token({self.text!r}, {self.start})"

    @property
    def capital(self) -> bool:
        """Whether the token begins with a capital letter."""
        return self.text[0].isupper()


def tokenize(text: str, start: int, end: int) -> list[Token]:
    """Cut `text[start:end]` into tokens; a full stop that ends an abbreviation belongs to it."""
    tokens: list[Token] = []
    abbreviations = word_list("abbreviations")
    last = start
    for match in _TOKEN.finditer(text, start, end):
        found = match.group()
        at = match.start()
        if found == "." and tokens and tokens[-1].end == at:
            previous = tokens[-1]
            if previous.low in abbreviations or (len(previous.text) == 1 and previous.text.isupper() and previous.text.isalpha()):
                tokens[-1] = Token(text[previous.start : at + 1], previous.start, previous.space)
                last = at + 1
                continue
        if match.lastgroup == "url":
            found = found.rstrip(".,;:!?)”\"'") or found
        tokens.append(Token(found, at, at > last))
        last = at + len(found)
    return tokens


_BLANK = re.compile(r"\n[ \t\r\f\v\u00a0]*\n|\n(?=[ \t\u00a0]*(?:[•●▪◦*\-–—]\s|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)]\s))")
_LINE = re.compile(r"\n")


def paragraphs(text: str) -> list[Span]:
    """Cut a text into paragraphs: at blank lines, at list items, and at line ends where lines are not merely wrapped."""
    out: list[Span] = []
    at = 0
    for match in [*_BLANK.finditer(text), None]:
        stop = match.start() if match else len(text)
        out += _lines(text, at, stop)
        at = match.end() if match else stop
    return out


def _lines(text: str, start: int, end: int) -> list[Span]:
    """A block without blank lines: one paragraph where its lines are wrapped, else one a line."""
    cuts = [m.start() for m in _LINE.finditer(text, start, end)]
    # Where lines are broken by width none is much longer than the others; where each is a paragraph, some are.
    broken = max((b - a for a, b in itertools.pairwise([start - 1, *cuts, end])), default=0) <= 125
    spans: list[Span] = []
    at = start
    for cut in cuts:
        line = text[at:cut].rstrip()
        following = text[cut + 1 : cut + 40].lstrip(" \t\u00a0")
        # A wrapped line is a long one that stops in mid-sentence.
        wrapped = 50 <= len(text[max(at, text.rfind("\n", at, cut) + 1) : cut].rstrip()) <= 120 and line[-1:] not in '.!?:;”"’'
        if not broken or not wrapped or not following:
            spans.append((at, cut))
            at = cut + 1
    spans.append((at, end))
    return [trimmed for span in spans if (trimmed := trim(text, span))]


def trim(text: str, span: Span) -> Span | None:
    """Shrink a span to its first and last character that is not white space; `None` if there is none."""
    start, end = span
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


_OPENERS = set('“‘"«„([')
_CLOSERS = set("”’\"»“')]")
_STOPS = {".", "!", "?", "…", "...", "?!", "。"}


@cache
def _no_end() -> frozenset[str]:
    """Abbreviations after which a sentence does not end, although a capital follows."""
    return word_list("titles_before_names")


def sentences(tokens: list[Token]) -> list[tuple[int, int]]:
    """Cut a paragraph's tokens into sentences, `[first, last)` token numbers.

    A stop inside a quotation ends a sentence only where the next word does not go on in lower case ("…?” he asked").
    """
    out: list[tuple[int, int]] = []
    first = 0
    i = 0
    count = len(tokens)
    while i < count:
        token = tokens[i]
        ends = token.text in _STOPS or (token.text.endswith(".") and len(token.text) > 1 and token.low not in _no_end())
        if ends:
            j = i + 1
            while j < count and tokens[j].text in _CLOSERS and not (tokens[j].space and tokens[j].text in _OPENERS):
                j += 1
            if j >= count:
                break
            following = tokens[j]
            starts = following.text in _OPENERS or following.capital or following.text[0].isdigit() or not following.text[0].isalnum()
            if starts and following.space and (token.text in _STOPS or _abbreviation_ends(tokens, i, j)):
                out.append((first, j))
                first = j
            i = j
            continue
        if i - first >= MAX_SENTENCE:
            out.append((first, i))
            first = i
        i += 1
    if first < count:
        out.append((first, count))
    return out


def _abbreviation_ends(tokens: list[Token], i: int, j: int) -> bool:
    """Whether the sentence ends at an abbreviation: not after an initial, and only before a word that often begins one."""
    token, following = tokens[i], tokens[j]
    if len(token.text) == 2 or not following.capital:
        return False
    return following.low in word_list("sentence_starters")
