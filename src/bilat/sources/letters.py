"""Letters without their accents, for comparing names that are written with and without them."""

from __future__ import annotations

import unicodedata


def without_accents(text: str) -> str:
    """Return a text with compatibility forms resolved and combining marks left out: "Kalvāns" as "Kalvans"."""
    return "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
