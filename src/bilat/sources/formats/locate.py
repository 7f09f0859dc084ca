"""Where the words of a document stand in the bytes that it was made from: a page's markup, a line of JSON, a text file."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from ...errors import InputError
from ...vocabulary import Span
from ..text import decode
from .charset import ENCODINGS, decode_page
from .media import HTML, JSONL, TEXT

_WORD = re.compile(r"\w+")
_MARKUP = re.compile(r"<!--.*?(?:-->|\Z)|<(script|style)\b.*?(?:</\1\s*>|\Z)|<[a-zA-Z/!?][^>]*>|(?P<entity>&#?\w{1,32};)|(?P<word>\w+)", re.DOTALL | re.IGNORECASE)
_ESCAPES = re.compile(r"(?P<entity>\\u[dD][89abAB]\w\w\\u[dD][c-fC-F]\w\w|\\u[0-9a-fA-F]{4}|\\[^u])|(?P<word>\w+)")
_CONTEXT = 6
"""Words on either side that tell one of several places from the others."""


class _Placed(NamedTuple):
    word: str
    start: int
    end: int


def locate(raw: bytes, media_type: str, text: str, span: Span) -> Span | None:
    """Return the place `[start, end)`, in bytes of `raw`, of the words that stand at a span of the text made from it.

    Null where the words cannot be told apart from their carrier (PDF, DOCX) or do not stand there in one piece. `media_type` may name a
    charset, as Content-Type does.
    """
    kind, _, charset = media_type.partition("; charset=")
    try:
        if kind == TEXT:
            source = decode(raw, "the document")
            return _in_bytes(raw, source, span) if source == text else None
        if kind == HTML:
            source = decode_page(raw, charset or None, "the document")
            place = _find(_words(source, _MARKUP, html.unescape), text, span)
        elif kind == JSONL:
            source = raw.decode()
            place = _find(_words(source, _ESCAPES, _unescape), text, span)
        else:
            return None
    except (InputError, UnicodeDecodeError):
        return None
    return _in_bytes(raw, source, place) if place else None


def _unescape(escape: str) -> str:
    return str(json.loads(f'"{escape}"'))


def _words(source: str, pattern: re.Pattern[str], plain: Callable[[str], str]) -> list[_Placed]:
    """The words of a source with their places; what an entity or an escape stands for is put back into its word."""
    words: list[_Placed] = []
    for match in pattern.finditer(source):
        piece = match["word"] or (plain(match["entity"]) if match["entity"] else "")
        for part in _WORD.findall(piece):
            if words and words[-1].end == match.start() and piece[0] == part[0]:
                words[-1] = _Placed(words[-1].word + part, words[-1].start, match.end())
            else:
                words.append(_Placed(part, match.start(), match.end()))
    return words


def _find(placed: list[_Placed], text: str, span: Span) -> Span | None:
    wanted = _WORD.findall(text[span[0] : span[1]])
    if not wanted:
        return None
    before = _WORD.findall(text[max(0, span[0] - 200) : span[0]])[-_CONTEXT:]
    after = _WORD.findall(text[span[1] : span[1] + 200])[:_CONTEXT]
    names = [place.word for place in placed]
    best: tuple[int, Span] | None = None
    for k in _occurrences(names, wanted):
        end = k + len(wanted)
        alike = sum(a == b for a, b in zip(reversed(before), reversed(names[max(0, k - _CONTEXT) : k]), strict=False))
        alike += sum(a == b for a, b in zip(after, names[end : end + _CONTEXT], strict=False))
        if best is None or alike > best[0]:
            best = (alike, (placed[k].start, placed[end - 1].end))
    return best[1] if best else None


def _occurrences(names: list[str], wanted: list[str]) -> Iterator[int]:
    first = wanted[0]
    k = -1
    while True:
        try:
            k = names.index(first, k + 1)
        except ValueError:
            return
        if names[k : k + len(wanted)] == wanted:
            yield k


def _in_bytes(raw: bytes, source: str, place: Span) -> Span | None:
    """Characters counted as bytes, in the encoding that gives the bytes back; what stands before the text is its byte order mark."""
    for encoding in ENCODINGS:
        try:
            if raw.endswith(whole := source.encode(encoding)):
                mark = len(raw) - len(whole)
                return mark + len(source[: place[0]].encode(encoding)), mark + len(source[: place[1]].encode(encoding))
        except UnicodeEncodeError:
            continue
    return None
