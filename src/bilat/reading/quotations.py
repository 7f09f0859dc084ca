"""Quotations: what stands between quotation marks, over paragraphs too."""

from __future__ import annotations


class Quotation:
    """A stretch between quotation marks, `[start, end)` with the marks; `closed` tells whether the closing mark is there."""

    __slots__ = ("closed", "end", "paragraphs", "start")

    def __init__(self, start: int, end: int, closed: bool, paragraphs: int = 1) -> None:
        self.start = start
        self.end = end
        self.closed = closed
        self.paragraphs = paragraphs

    def __repr__(self) -> str:
        return f"Quotation({self.start}, {self.end}, closed={self.closed})"


_PAIRS = {"“": "”", "„": "“”", "«": "»", '"': '"', "‘": "’", "”": "”"}  # the last opens only by a slip, at a word's beginning


def find_quotations(text: str, paragraphs: list[tuple[int, int]]) -> list[Quotation]:
    """Find the outermost quotations of a text, in order; one that is left open ends with its paragraph.

    A paragraph that ends in an open quotation goes on in the next if that begins with an opening mark (the newspapers' rule).
    """
    out: list[Quotation] = []
    carried: Quotation | None = None
    for start, end in paragraphs:
        found = _in_paragraph(text, start, end)
        if carried is not None and found and found[0].start == start:
            carried.end = found[0].end
            carried.paragraphs += 1
            carried.closed = found[0].closed
            found = [carried, *found[1:]]
        elif carried is not None and text[carried.start] == "“":
            close = _stray_closing(text, start, end, found)
            if close is not None or (not found and _closes_later(text, end)):
                carried.end = close + 1 if close is not None else end
                carried.closed = close is not None
                carried.paragraphs += 1
                found = [carried, *found]
        for quotation in found:
            if quotation is not carried:
                out.append(quotation)
        last = found[-1] if found else None
        carried = last if last is not None and not last.closed and last.end == end else None
    return out


def _stray_closing(text: str, start: int, end: int, found: list[Quotation]) -> int | None:
    """The first closing mark of a paragraph before any quotation of its own: the end of one begun in a paragraph above."""
    stop = found[0].start if found else end
    at = text.find("”", start, stop)
    return at if at >= 0 else None


def _closes_later(text: str, end: int) -> bool:
    """Whether a closing mark comes within a few paragraphs before any opening one."""
    limit = min(len(text), end + 1500)
    close, opening = text.find("”", end, limit), text.find("“", end, limit)
    return close >= 0 and (opening < 0 or close < opening)


def _in_paragraph(text: str, start: int, end: int) -> list[Quotation]:
    out: list[Quotation] = []
    i = start
    while i < end:
        mark = text[i]
        if mark == "'" and text.startswith("''", i):
            # typewriters' and wires' double mark
            double = text.find("''", i + 2, end)
            if double > 0 and _opens(text, i, start):
                out.append(Quotation(i, double + 2, closed=True))
            i = double + 2 if double > 0 else i + 2
            continue
        closers = _PAIRS.get(mark)
        if closers is None or not _opens(text, i, start):
            i += 1
            continue
        close = _closing(text, i + 1, end, mark, closers)
        if close is None and mark == "“":
            straight = text.find('"', i + 1, end)  # opened with a curly mark, closed with a straight one
            close = straight if straight >= 0 and not _opens(text, straight, start) else None
        if close is None:
            if mark in "‘'":
                i += 1
                continue
            out.append(Quotation(i, end, closed=False))
            break
        out.append(Quotation(i, close + 1, closed=True))
        i = close + 1
    return out


def _opens(text: str, i: int, start: int) -> bool:
    """Whether a mark stands where a quotation can begin: not within a word, and before something."""
    before = text[i - 1] if i > start else " "
    after = text[i + 1] if i + 1 < len(text) else " "
    return (before.isspace() or before in "([—–-,:;/") and not after.isspace()


def _closing(text: str, i: int, end: int, mark: str, closers: str) -> int | None:
    depth = 0
    while i < end:
        c = text[i]
        if c == mark and mark != '"' and _opens(text, i, 0):
            depth += 1
        elif c in closers:
            inside_word = c in "’'" and i + 1 < end and text[i + 1].isalnum()
            possessive = c == "’" and mark == "‘" and text[i - 1] == "s" and i + 1 < end and text[i + 1] == " " and "’" in text[i + 1 : end]
            if not inside_word and not possessive:
                if depth == 0:
                    return i
                depth -= 1
        i += 1
    return None
