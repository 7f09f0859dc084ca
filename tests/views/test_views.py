"""What a person sees: the terminal view, the short description, the HTML of a notebook."""

import bilat
from conftest import EXAMPLE

READING = bilat.read(EXAMPLE.read_text("utf-8"), side="MDA")


def test_every_fact_is_described_by_names_not_by_ids() -> None:
    from bilat.views.describe import describe

    ids = {actor.id for actor in READING.actors}
    for fact in READING.facts:
        words = describe(READING, fact)
        assert words.strip()
        assert not ids & set(words.replace(",", " ").split())


def test_repr_says_what_was_found() -> None:
    words = repr(READING)
    assert "Andrei Cojocari" in words
    assert "2 visits" in words
    assert len(words) < 400


def test_html_marks_the_piece_and_escapes_it() -> None:
    html = READING._repr_html_()
    assert "Andrei Cojocari" in html
    assert html.count("<mark") >= 10
    hostile = bilat.read('Latvian President <script>alert("x")</script> Janis Kalnins visited Moldova & met the president.')
    assert "<script>" not in hostile._repr_html_()
