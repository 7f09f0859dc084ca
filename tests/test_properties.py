"""The promises of reading, held against arbitrary text."""

from __future__ import annotations

import time

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import bilat
from bilat.vocabulary import is_edtf
from conftest import GOLD

PIECES = [path.read_text("utf-8") for path in sorted(GOLD.rglob("*.txt"))]
BITS = [
    "“", "”", '"', "‘", "’", "(", ")", "—", "-", ",", ".", ":", "\n", "\n\n", " ", "said", "President", "Foreign Minister", "of", "the", "Kazakhstan", "Japanese", "Wang Yi",
    "met", "visited", "signed", "a memorandum", "agreed to", "10 %", "$5 billion", "on Monday", "last year", "2024", "March 31,", "by 2030", "he", "both sides", "who", "and",
    "trade turnover", "grew by", "visa-free regime", "noted with satisfaction", "\u200f", "\x00", "𝔛", "é", "\r\n", "1.", "•", "Mr.", "U.S.", "\ufeff",
]  # fmt: skip

arbitrary = st.one_of(
    st.text(max_size=400),
    st.lists(st.sampled_from(BITS), max_size=80).map(" ".join),
    st.tuples(st.sampled_from(PIECES), st.integers(0, 2000), st.integers(0, 2000), st.text(max_size=20)).map(
        lambda t: t[0][min(t[1:3]) : max(t[1:3])] + t[3] + t[0][max(t[1:3]) :][:300]
    ),
)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(arbitrary, st.sampled_from([None, "2024-03-31", "2020-02"]), st.sampled_from([None, "KAZ"]))
def test_any_text_is_read_and_every_fact_stands_on_words_of_it(text: str, published: str | None, side: str | None) -> None:
    reading = bilat.read(text, published=published, side=side)
    assert reading.document.text == text
    ids = {actor.id for actor in reading.actors}
    for actor in reading.actors:
        assert all(0 <= a < b <= len(text) for a, b in actor.mentions)
    for fact in reading.facts:
        assert fact.evidence
        assert all(0 <= a < b <= len(text) for a, b in fact.evidence)
        assert 0 <= fact.confidence <= 1
        for slot, value in msgspec.structs.asdict(fact).items():
            if slot in ("content", "cue", "source", "action", "of") and isinstance(value, tuple):
                assert 0 <= value[0] < value[1] <= len(text)
            if slot in ("visitors", "participants", "signatories", "by", "recipients"):
                assert set(value) <= ids
            if slot in ("speaker", "sender", "invited_by", "delivered_by") and isinstance(value, str):
                assert value in ids
            if slot in ("date", "period", "since", "due") and value is not None:
                assert is_edtf(value)
    again = bilat.read(text, published=published, side=side)
    assert again.to_json() == reading.to_json()
    assert bilat.Reading.from_dict(reading.to_dict()) == reading


@pytest.mark.parametrize("text", PIECES[:6])
def test_a_text_cut_anywhere_is_read_as_far_as_it_goes(text: str) -> None:
    for cut in range(0, len(text), 97):
        reading = bilat.read(text[:cut])
        assert all(b <= cut for fact in reading.facts for _, b in fact.evidence)


def test_what_stands_before_the_cut_stays() -> None:
    whole = "TBILISI, May 2. Foreign Minister of Georgia Levan Kobidze met with Foreign Minister of Finland Aino Salmela. “We will open an embassy this year,” Kobidze said. “The"
    kinds = {type(fact).__name__ for fact in bilat.read(whole).facts}
    assert {"Meeting", "Statement"} <= kinds


def test_time_grows_linearly_with_length() -> None:
    text = "\n\n".join(PIECES)
    while len(text) < 400_000:
        text += "\n\n" + text
    bilat.read(text[:2000])

    def cost(length: int) -> float:
        start = time.process_time()
        bilat.read(text[:length])
        return time.process_time() - start

    small = min(cost(40_000) for _ in range(2))
    assert cost(320_000) < small * 8 * 1.6


@pytest.mark.long
def test_two_million_characters_cost_in_proportion() -> None:
    text = "\n\n".join(PIECES)
    text = (text + "\n\n") * (2_000_000 // len(text) + 1)
    start = time.process_time()
    bilat.read(text[:200_000])
    small = time.process_time() - start
    start = time.process_time()
    bilat.read(text[:2_000_000])
    assert time.process_time() - start < small * 10 * 1.6
