"""One claim typed by hand: what is understood, and what way out is told where it is not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bilat.errors import OptionError
from bilat.record.model import Claim, RecordFigure, Source
from bilat.statistics.claims import FigureClaim, amounts, figure_claim, parse_claim, record_claims
from bilat.vocabulary import Change, Figure


@pytest.mark.parametrize(
    ("text", "slots"),
    [
        ("KAZ CHN turnover 2023 41 bn USD", {"measure": "trade_turnover", "parties": ["KAZ", "CHN"], "value": 41e9, "unit": "USD", "period": "2023", "bound": "exact", "by": None}),
        ("KAZ CHN exports 2023 > 14.7 bn", {"measure": "exports", "by": "KAZ", "value": 14.7e9, "unit": "USD", "bound": "over"}),
        ("turnover KAZ CHN 2023 +30 %", {"value": None, "unit": None, "change": Change(direction="up", percent=30.0, bound="exact")}),
        ("KAZ CHN largest trading partner 2023", {"measure": "trade_turnover", "rank": 1, "by": "KAZ", "value": None}),
        ("China is Kazakhstan's third largest export market in 2023", {"measure": "exports", "rank": 3, "by": "KAZ", "parties": ["CHN", "KAZ"]}),
        ("KAZ CHN 2nd supplier 2023", {"measure": "imports", "rank": 2}),
        # the ways of naming countries
        ("Kazakhstan and China: trade in 2023 about $41.0 billion", {"parties": ["KAZ", "CHN"], "value": 41e9, "bound": "about"}),
        ("South Korea – Bosnia and Herzegovina trade turnover 2022 1,234.5 m EUR", {"parties": ["KOR", "BIH"], "value": 1234.5e6, "unit": "EUR", "period": "2022"}),
        ("Kazakh Chinese trade 2023 41 bn", {"parties": ["KAZ", "CHN"]}),
        ("US exports to the UK 2023 75 bn", {"parties": ["USA", "GBR"], "by": "USA"}),
        # whose exports and imports
        ("exports to KAZ from CHN 2023 24.7 bn", {"parties": ["KAZ", "CHN"], "by": "CHN"}),
        ("exports to KAZ by CHN 2023 24.7 bn", {"by": "CHN"}),
        ("KAZ imports from CHN 2023 24.7 bn", {"measure": "imports", "by": "KAZ"}),
        ("imports from CHN KAZ 2023 24.7 bn", {"measure": "imports", "parties": ["CHN", "KAZ"], "by": "KAZ"}),
        # amounts and currencies
        ("KAZ CHN turnover 2023 41,000 m", {"value": 41e9, "unit": "USD"}),
        ("KAZ CHN turnover 2023 41 000 000 000 USD", {"value": 41e9}),
        ("KAZ CHN turnover 2023 2000 m", {"value": 2e9, "period": "2023"}),
        ("KAZ CHN turnover 2023 41,2 bn", {"value": 41.2e9}),
        ("KAZ CHN turnover 2023 282 bn yuan", {"value": 282e9, "unit": "CNY"}),
        ("KAZ CHN turnover 2023 ¥282bn", {"unit": "JPY"}),
        ("KAZ CHN turnover 2023 €38 bn", {"unit": "EUR", "value": 38e9}),
        ("PAK CHN turnover 2023 4 trillion rupees", {"unit": "PKR", "value": 4e12}),
        ("IND NPL exports 2023 58,000 crore rupees", {"unit": "INR", "value": 580e9}),
        ("KAZ CHN companies 2023 3,000", {"measure": "companies", "value": 3000.0, "unit": "companies"}),
        # bounds
        ("KAZ CHN turnover 2023 over 41 bn", {"bound": "over"}),
        ("KAZ CHN turnover 2023 less than 41 bn", {"bound": "under"}),
        ("KAZ CHN turnover 2023 ≤ 41 bn", {"bound": "up_to"}),
        ("KAZ CHN turnover 2023 up to 41 bn", {"bound": "up_to", "change": None}),
        ("KAZ CHN turnover 2023 ~41 bn", {"bound": "about"}),
        # growth
        ("KAZ CHN turnover 2023 −5.5 %", {"change": Change(direction="down", percent=5.5, bound="exact")}),
        ("KAZ CHN turnover 2023 up by more than 30 percent to 41 bn", {"value": 41e9, "change": Change(direction="up", percent=30.0, bound="over")}),
        ("KAZ CHN turnover 2023 > +30 %", {"change": Change(direction="up", percent=30.0, bound="over"), "bound": "exact"}),
        ("KAZ CHN turnover 2023 unchanged", {"change": Change(direction="level")}),
        # periods
        ("KAZ CHN turnover 2023-05 3 bn", {"period": "2023-05"}),
        ("KAZ CHN turnover May 2023 3 bn", {"period": "2023-05"}),
        ("KAZ CHN turnover Q2 2023 9 bn", {"period": "2023-04/2023-06"}),
        ("KAZ CHN turnover first half of 2023 19 bn", {"period": "2023-01/2023-06"}),
        ("KAZ CHN turnover first nine months of 2023 30 bn", {"period": "2023-01/2023-09"}),
        ("KAZ CHN turnover first 12 months of 2023 30 bn", {"period": "2023"}),
        ("KAZ CHN turnover January–September 2023 30 bn", {"period": "2023-01/2023-09"}),
        ("KAZ CHN turnover 2023-04/2024-03 30 bn", {"period": "2023-04/2024-03"}),
        ("IND NPL 7.8 bn turnover FY2023-24", {"period": "2023-04/2024-03"}),
        ("PAK CHN turnover fiscal year 2023/2024 20 bn", {"period": "2023-07/2024-06"}),
        ("PAK CHN turnover FY1999-00 20 bn", {"period": "1999-07/2000-06"}),
        # a goal, a record
        ("KAZ CHN turnover goal of 100 bn by 2030", {"target": True, "value": 100e9, "period": "2030"}),
        ("KAZ CHN turnover goal 100 bn", {"target": True, "period": None}),
        ("KAZ CHN turnover 2023 record 41 bn", {"record": True, "value": 41e9}),
    ],
)  # fmt: skip
def test_a_claim_is_understood(text: str, slots: dict[str, Any]) -> None:
    claim = parse_claim(text)
    assert {name: getattr(claim, name) for name in slots} == slots
    assert claim.words == text


@pytest.mark.parametrize(
    ("text", "way_out"),
    [
        ("", "does not say what is measured"),
        ("KAZ CHN 41 bn 2023", "does not say what is measured"),
        ("KAZ CHN turnover 2023", "it claims nothing"),
        ("KAZ CHN turnover 41 bn", "it names no period: add a year"),
        ("KAZ turnover 2023 41 bn", "a claim is of two countries, here there is KAZ"),
        ("turnover 2023 41 bn", "here none is"),
        ("KAZ KAZ turnover 2023 41 bn", "a claim is of two countries"),
        ("KAZ CHN RUS turnover 2023 41 bn", "here there is KAZ, CHN, RUS"),
        ("Kazakhstn CHN turnover 2023 41 bn", "did you mean KAZ"),
        ("KAZ CHN turnover 2023 41 bn USD please", "'please' is not understood"),
        ("KAZ CHN turnover 2023 41", "Say its scale and currency, such as 41 bn USD"),
        ("KAZ CHN turnover 2023 30 %", "A growth is written +30 %"),
        ("KAZ CHN turnover 2023-13 41 bn", "2023-13 is no date of the calendar"),
        ("KAZ CHN turnover 2022 2023 41 bn", "'2023' is not understood"),
        ("KAZ CHN turnover first 13 months of 2023 41 bn", "no part of a year"),
        ("KAZ CHN turnover FY2023-24 41 bn", "write its months, such as 2023-04/2024-03"),
        ("IND NPL turnover FY2023 7 bn", "write its months"),
        ("KAZ CHN turnover 2023 " + "9" * 250 + " bn", "larger than any"),
        ("x" * 400, "at most 300 characters"),
    ],
)
def test_what_is_not_understood_is_refused_with_the_way_out(text: str, way_out: str) -> None:
    with pytest.raises(OptionError) as error:
        parse_claim(text)
    assert way_out in str(error.value)
    assert "KAZ CHN turnover 2023 41 bn USD" in str(error.value) or "did you mean" in str(error.value)


WORDS = ["KAZ", "China", "and", "turnover", "exports", "to", "from", "2023", "2023-05", "41", "bn", "%", "+", "-", ">", "over", "record", "goal", "largest", "partner", "Q1", "FY", "$", "yuan", "first", "months", "|", "'s", "/"]  # fmt: skip


@given(st.text(max_size=60) | st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join))
def test_any_line_is_a_claim_or_is_refused(text: str) -> None:
    try:
        claim = parse_claim(text)
    except OptionError:
        return
    assert len(set(claim.parties)) == 2 and (claim.period or claim.target)
    assert claim.value is not None or claim.change or claim.rank or claim.record


def test_amounts_in_words_keep_their_decimals() -> None:
    found = {amount.value: amount.decimals for amount in amounts("Trade of 41.0 billion dollars, 1,200 lorries, up 30.50 per cent; 8,3 million tonnes")}
    assert found == {41e9: 1, 1200.0: 0, 30.5: 2, 8.3e6: 1}
    assert [amount.percent for amount in amounts("30 % of 40")] == [True, False]


def test_figures_of_readings_and_records_become_claims() -> None:
    change = Change(direction="up", percent=5.0, bound="over")
    figure = Figure(evidence=[(0, 4)], measure="exports", parties=["KAZ", "CHN"], value=2e9, unit="USD", bound="over", period="2023", change=change, record=True, basis="CHN")
    assert figure_claim(figure, "some words") == FigureClaim(
        measure="exports", parties=["KAZ", "CHN"], value=2e9, unit="USD", bound="over", period="2023", change=change, record=True, basis="CHN", words="some words"
    )
    told = [Claim(value=2e9, unit="USD", bound="about", change=None, side="KAZ", sources=[Source("gone", "f1", [(0, 4)]), Source("held", "f1", [(0, 4), (6, 9)])])]
    held = RecordFigure(id="figure-1", measure="exports", parties=["CHN", "KAZ"], period="2023", target=True, claims=told)
    (claim,) = record_claims(held, {"held": "some, and more"})
    assert (claim.words, claim.target, claim.bound, claim.by) == ("some … and", True, "about", None)
    assert record_claims(held)[0].words is None
