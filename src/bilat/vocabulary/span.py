"""Places in a text."""

Span = tuple[int, int]
"""`[start, end)` in Unicode code points of `Document.text`."""
