"""Who is said to say or think what, in any text."""

import pytest

from bilat.reading.attribution import find_attributions
from bilat.sources import Metadata, document_from_text

CASES = [
    ("“The bridge is old,” the engineer said.", ("“The bridge is old,”", "said", "the engineer")),
    ("“The bridge is old,” said Mara Ozola, “and it will not last.”", ("“The bridge is old,” said Mara Ozola, “and it will not last.”", "said", "Mara Ozola")),
    ("The engineer said that the bridge was old.", ("that the bridge was old", "said", "The engineer")),
    ("A study found that most bridges are old.", ("that most bridges are old", "found", "A study")),
    ("Most bridges are old, according to a study.", ("Most bridges are old", "according to", "a study")),
    ("Critics called the plan “a waste of money.”", ("the plan “a waste of money.”", "called", "Critics")),
    ("The mayor wants to close the bridge.", ("to close the bridge", "wants", "The mayor")),
    ("“We waited for years.”\n― Mara Ozola", ("“We waited for years.”", "―", "Mara Ozola")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[c[0][:50] for c in CASES])
def test_attributions(text: str, expected: tuple[str, str, str]) -> None:
    (one,) = find_attributions(document_from_text(text, Metadata()))
    assert tuple(text[a:b] if (a, b) else None for a, b in (one.content, one.cue, one.source)) == expected  # type: ignore[misc]


def test_titles_and_words_set_apart_are_nobodys() -> None:
    text = "He read “The Long Road Home,” and she bought a “smart” watch."
    assert find_attributions(document_from_text(text, Metadata())) == []
