"""A guarded pattern finds what the pattern finds, and looks only where it can."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilat.reading import regime, relation, topic
from bilat.reading.guard import Guarded, letters_of

GUARDED = [*(pattern for pattern, _ in topic._areas()), *(pattern for pattern, _ in regime._patterns()), relation._TITLE, relation._ALLIANCE]
PIECES = sorted({letters for guarded in GUARDED for letters in guarded.letters})


@given(st.lists(st.sampled_from([*PIECES, "the", "of", "S", "strategic ", " ", "-", ".", "e"]), max_size=12).map("".join), st.booleans())
def test_the_matches_are_those_of_the_pattern(text: str, loud: bool) -> None:
    text = text.upper() if loud else text
    for guarded in GUARDED:
        assert [match.span() for match in guarded.find(text, 0, len(text), text.casefold())] == [match.span() for match in guarded.pattern.finditer(text)]


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        (r"\b(?:visa|passport)[- ]free\b", {"free"}),  # as good as the others, and one only
        (r"(?:border )?checkpoints?", {"checkpoint"}),
        (r"(?:sanctions|EU)", set()),  # two letters are not worth looking for, and without them it would be missed
        (r"\d+ (?:flights)+", {"flights"}),
        (r"(?:embargo)*", set()),
        (r"(?!tariff)\w+", set()),
    ],
)
def test_letters_that_a_pattern_cannot_do_without(pattern: str, letters: set[str]) -> None:
    assert letters_of(re.compile(pattern, re.IGNORECASE)) == letters


def test_it_is_looked_for_only_where_the_letters_stand() -> None:
    guarded = Guarded(re.compile("railway"))
    assert not list(guarded.find("a railway", 0, 9, "a road")) and [match.group() for match in guarded.find("a railway", 0, 9, "a railway")] == ["railway"]
