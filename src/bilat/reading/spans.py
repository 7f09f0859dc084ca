"""Spans of the text found by place, in time that does not grow with the length of the text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ..vocabulary import Span

_BUCKET = 512


class SpanSet:
    """Spans to which one asks which of them touch a stretch of the text."""

    def __init__(self, spans: Iterable[Span] = ()) -> None:
        self._buckets: defaultdict[int, list[Span]] = defaultdict(list)
        for span in spans:
            self.add(span)

    def add(self, span: Span) -> None:
        """Add a span."""
        for bucket in range(span[0] // _BUCKET, span[1] // _BUCKET + 1):
            self._buckets[bucket].append(span)

    def touching(self, start: int, end: int) -> list[Span]:
        """Return the spans that share at least one character with `[start, end)`, in order."""
        found = {s for b in range(start // _BUCKET, end // _BUCKET + 1) for s in self._buckets.get(b, ()) if s[0] < end and s[1] > start}
        return sorted(found)
