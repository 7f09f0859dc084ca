"""Numbers about the relationship: levels, growth, both, bounds, targets, currencies, Indian units."""

import pytest

from conftest import found

CASES = [
    ("Trade between Latvia and Moldova reached $142 million in 2023.", {"measure": "trade_turnover", "value": 142e6, "unit": "USD", "bound": "exact", "period": "2023"}),
    (
        "Trade between Latvia and Moldova grew by 18 percent last year to 142 million euros, a record.",
        {"value": 142e6, "unit": "EUR", "period": "2023", "change": {"direction": "up", "percent": 18.0, "bound": "exact"}, "record": True},
    ),
    ("Trade between Latvia and Moldova fell by 7%.", {"value": 7.0, "unit": "%", "change": {"direction": "down", "percent": 7.0, "bound": "exact"}}),
    (
        "In 2023, trade between Latvia and Moldova increased by 28% in contrast to 2022 and totalled $1.9 billion.",
        {"value": 1.9e9, "period": "2023", "change": {"direction": "up", "percent": 28.0, "bound": "exact"}},
    ),
    (
        "According to the results of 9 months of 2023 trade between Latvia and Moldova reached USD 2.3 billion, which is 68% more than in the same period of 2022.",
        {"value": 2.3e9, "period": "2023-01/2023-09", "change": {"direction": "up", "percent": 68.0, "bound": "exact"}},
    ),
    ("Latvia expressed its intention to bring trade with Moldova to $15 billion at a 12 November meeting.", {"value": 15e9, "target": True, "period": None}),
    ("Trade between Latvia and Moldova reached €626 million — nearly 8.3 billion pesos — last year.", {"value": 626e6, "unit": "EUR"}),
    ("Latvia and Moldova aim to raise trade to $250 million by 2028.", {"value": 250e6, "target": True, "period": "2028"}),
    ("Trade between India and Nepal exceeded Rs 8,500 crore in 2023.", {"value": 85e9, "unit": "INR", "bound": "over"}),
    ("India has extended a grant of 12 lakh dollars to Nepal.", {"measure": "aid", "value": 1.2e6, "unit": "USD"}),
    ("Japan will provide Kenya with a loan of 15 billion yen (about 100 million dollars).", {"measure": "loan", "value": 15e9, "unit": "JPY"}),
    ("More than 60 Latvian companies operate in Moldova.", {"measure": "companies", "value": 60.0, "unit": "companies", "bound": "over"}),
    ("About 1,200 Moldovan students study in Latvia.", {"measure": "students", "value": 1200.0, "bound": "about"}),
    ("Latvia's exports to Moldova stood at €60 million in January–September 2023.", {"measure": "exports", "value": 60e6, "unit": "EUR", "period": "2023-01/2023-09"}),
]


@pytest.mark.parametrize(("text", "slots"), CASES, ids=[c[0][:50] for c in CASES])
def test_figures(text: str, slots: dict[str, object]) -> None:
    figures = found(text, "figure", published="2024-03-31")
    assert len(figures) == 1
    assert {slot: figures[0].get(slot) for slot in slots} == slots


def test_an_amount_told_twice_is_one_figure_and_a_goal_is_no_record() -> None:
    text = "Trade between Latvia and Moldova hit a record $142 million in 2023. The ministers recalled that trade stood at $142 million and set a goal of $250 million by 2028."
    assert [(f["value"], f.get("record", False)) for f in found(text, "figure", published="2024-03-31")] == [(142e6, True), (250e6, False)]


def test_figures_of_a_football_match_are_none() -> None:
    assert found("Latvia beat Moldova 3–1 in front of 12,000 people on Saturday; tickets had cost 15 euros.", "figure") == []


def test_a_sign_in_brackets_is_growth_and_what_follows_a_colon_is_another_number() -> None:
    text = (
        "Latvian Foreign Minister Janis Kalnins met Ghanaian Foreign Minister Kofi Badu in Riga. In 2021 the trade turnover between Latvia and Ghana amounted to 60.9 million USD (+48,1%). "
        "In January-April 2022 it made 31 million USD (+118%): export - 30,4 million USD (+129,9%), import – 466 thousands USD (-50,3%)."
    )
    told = [(f["measure"], f["value"], f["change"]["direction"], f["change"]["percent"]) for f in found(text, "figure")]  # type: ignore[index]
    assert told == [
        ("trade_turnover", 60.9e6, "up", 48.1),
        ("trade_turnover", 31e6, "up", 118),
        ("exports", 30.4e6, "up", 129.9),
        ("imports", 466e3, "down", 50.3),
    ]


def test_a_currency_names_no_country_and_today_is_no_day_for_a_goal() -> None:
    text = (
        "RIGA, 24 September 2023 – Latvia and Ghana opened a business forum. “Bilateral trade between Latvia and Ghana reached 755 million U.S. dollars in 2022. Our countries face a task today "
        "– to raise the level of mutual trade to 2 billion U.S. dollars,” said Minister of Trade of Latvia Ilze Ozola."
    )
    goal = found(text, "figure")[-1]
    assert (goal["value"], goal["parties"], goal["target"], goal.get("period")) == (2e9, ["LVA", "GHA"], True, None)
    assert "USA" not in {party for figure in found(text, "figure") for party in figure["parties"]}  # type: ignore[attr-defined]


def test_an_amount_in_words() -> None:
    text = "Latvia and Ghana signed an exchange of notes in Accra, under which Latvia will extend to Ghana a grant of two hundred and fifty million euros for schools."
    assert [(f["measure"], f["value"], f["unit"]) for f in found(text, "figure")] == [("aid", 250e6, "EUR")]


def test_a_sign_behind_the_amount() -> None:
    text = "Latvian Foreign Minister Janis Kalnins met Ghanaian Foreign Minister Kofi Badu in Riga in 2022. Latvia announced an additional 10 million € for flood relief in Ghana."
    assert [(f["measure"], f["value"], f["unit"]) for f in found(text, "figure")] == [("aid", 10e6, "EUR")]


MET = "The foreign ministers of Latvia and Moldova met in Riga on 4 March 2024.\n\n"
COUNTED = [
    ("Latvia's grants to Moldova add up to $12 million in total.", {"value": 12e6, "bound": "exact"}),
    ("Latvia and Moldova support over 100 projects to expand road links.", {"value": 100.0, "target": None}),
    ("Building on the pledge of May 2022, Latvia gave Moldova $5 million.", {"value": 5e6, "period": None}),
    ("Latvia has given grants of $35 million to Moldova since the launch of the fund in 2019.", {"value": 35e6, "period": None}),
    ("Four regular flights a week link Latvia and Moldova.", {"measure": "flights", "value": 4.0}),
    ("The number of tourists from Latvia in Moldova reached 20,000.", {"measure": "travellers", "value": 20000.0, "unit": "tourists"}),
    ("Over 700 Moldovan citizens study in Latvia.", {"measure": "students", "value": 700.0, "bound": "over"}),
    ("Latvia gave Moldova $5 million.", {"measure": "aid", "value": 5e6}),
    ("Latvian builders carried out works for a total of $90 million in Moldova.", {"measure": "other", "value": 90e6}),
    ("Latvia has provided 90 (ten a year) places in master's programmes to Moldova.", {"measure": "students", "value": 90.0, "unit": "places"}),
    ("In 2023 a grant of Latvian Euro 12 million was offered to Moldova.", {"measure": "aid", "value": 12e6, "unit": "EUR", "period": "2023"}),
    ("Latvian companies in Moldova employ 2,300 people.", {"measure": "other", "value": 2300.0, "unit": "people"}),
    ("The deal between Latvia and Moldova supports 700 E.U. jobs.", {"measure": "other", "value": 700.0, "unit": "jobs"}),
    ("Some 4,000 Moldovans live in Latvia.", {"measure": "other", "value": 4000.0, "unit": "Moldovans", "bound": "about"}),
    ("Last year Latvia was visited by 9,000 Moldovans.", {"measure": "travellers", "value": 9000.0}),
    ("Planes fly between Latvia and Moldova four times a week.", {"measure": "flights", "value": 4.0, "unit": "times a week", "change": None}),
    ("Latvia runs a trade surplus of 30 million euros with Moldova.", {"measure": "other", "value": 30e6}),
    ("Latvia is a trading partner of Moldova with a share of 3%.", {"measure": "trade_turnover", "value": 3.0, "unit": "%"}),
    ("Latvia is Moldova's main trading partner, taking 14% of its exports.", {"measure": "exports", "value": 14.0}),
]
"""What is counted besides money: places to study, people of a nation, jobs, times a week; shares and balances."""


@pytest.mark.parametrize(("text", "slots"), COUNTED, ids=[c[0][:50] for c in COUNTED])
def test_counts(text: str, slots: dict[str, object]) -> None:
    figures = found(MET + text, "figure", published="2024-03-31")
    assert len(figures) == 1
    assert {slot: figures[0].get(slot) for slot in slots} == slots


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Latvia and Moldova carry out 32 projects worth 150 million euros.", [("projects", 32.0, None), ("investment", 150e6, None)]),
        ("Trade between Latvia and Moldova was $210 million in 2022 and in 2023 $240 million.", [("trade_turnover", 210e6, "2022"), ("trade_turnover", 240e6, "2023")]),
        (
            "Trade between Latvia and Moldova came to $70 million in 2023, surpassing the target of $60 million.",
            [("trade_turnover", 70e6, "2023"), ("trade_turnover", 60e6, "2023")],
        ),
        ("Trade between Latvia and Moldova exceeded $90 million in 2022 and grew 7% in 2023.", [("trade_turnover", 90e6, "2022"), ("trade_turnover", 7.0, "2023")]),
    ],
)
def test_two_amounts_have_each_their_measure_and_time(text: str, wanted: list[tuple[str, float, str | None]]) -> None:
    assert [(f["measure"], f["value"], f.get("period")) for f in found(text, "figure", published="2024-03-31")] == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Latvia is one of the five largest investors in Moldova.",
        "Officials of Latvia and Moldova gave different figures, $18 million and $21 million.",
        "The ministers of Latvia and Moldova saw 20 opportunities for dialogue.",
    ],
)
def test_what_is_no_measure_of_the_relationship(text: str) -> None:
    assert found(text, "figure", published="2024-03-31") == []
