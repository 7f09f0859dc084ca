"""What is printed of checks and series says what the data say, with its source, and never a zero for what is not held; all numbers here are invented."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bilat import read
from bilat.record.model import Claim, Record, RecordDocument, RecordFigure, Source
from bilat.statistics.check import check_claim, check_record
from bilat.statistics.claims import parse_claim
from bilat.statistics.holdings import Loaded
from bilat.statistics.interface import Answer
from bilat.statistics.layouts import read_table
from bilat.statistics.rates import Rate, Rates
from bilat.statistics.series import Observation, Series
from bilat.views.checks import observations_between, print_answers, print_check, print_checked, print_checked_record, print_loaded, print_series, spans, write_csv
from bilat.vocabulary import Figure

RATES = Rates([Rate(currency="EUR", year="2022", per_usd=0.9, source="Bank of Invention", url="https://bank.example.org/rates")])


def value(reporter: str, partner: str, flow: Any, period: str, billions: float, **more: Any) -> Observation:
    slots = {"reporter": reporter, "partner": partner, "flow": flow, "period": period, "value": round(billions * 1e9, 3), "source": f"Statistics of {reporter}"}
    return Observation(**slots | {"retrieved": "2026-01-31T12:00:00Z"} | more)


OBSERVATIONS = [
    value("MDA", "LVA", "exports", "2020", 1.25),
    value("MDA", "LVA", "exports", "2022", 2.0, valuation="FOB", revised="2023-06"),
    value("MDA", "LVA", "imports", "2020", 0.5),
    value("MDA", "LVA", "imports", "2022", 1.0),
    value("LVA", "MDA", "imports", "2022", 2.5, precision=1e8, source="Riga Office"),
    value("LVA", "MDA", "turnover", "2022", 4.5, precision=1e8, source="Riga Office"),
    value("LVA", "MDA", "exports", "2023-01", 0.1, source="Riga Office"),
]
SERIES = Series(OBSERVATIONS)


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Print something at a width, and return what was printed."""

    def run(what: Callable[..., None], *given: Any, width: int = 120, **more: Any) -> str:
        monkeypatch.setenv("COLUMNS", str(width))
        capsys.readouterr()
        what(*given, **more)
        return capsys.readouterr().out

    return run


def check(words: str) -> Any:
    return check_claim(parse_claim(words), SERIES, RATES)


def one_line(page: str) -> str:
    return " ".join(page.split())


def test_a_check_says_its_summary_and_every_value_with_source_and_days(printed: Callable[..., str]) -> None:
    words = "MDA LVA exports 2022 2 bn USD"
    page = printed(print_check, check(words), words)
    lines = page.splitlines()
    assert lines[0] == words
    assert lines[1] == check(words).summary() == "matches Moldova's series (2.0), is 20 % below Latvia's (2.5)"
    assert re.search(r"Moldova +exports to Latvia, FOB +2022 +2 billion USD +Statistics of MDA +2023-06 +2026-01-31", page)
    assert re.search(r"Latvia +imports from Moldova +2022 +2\.5 billion USD +Riga Office +– +2026-01-31", page)


def test_a_check_says_the_rate_and_the_notes(printed: Callable[..., str]) -> None:
    words = "MDA LVA turnover 2022 4.05 bn EUR"
    page = printed(print_check, check(words), words)
    assert "4.05 billion EUR = 4.5 billion USD at 0.9 EUR per USD, average of 2022 (Bank of Invention)" in page
    assert "https://bank.example.org/rates" in page
    words = "MDA LVA turnover 2020 1.75 bn USD"
    assert "· Latvia's series is not held for 2020" in printed(print_check, check(words), words)


def test_an_earlier_value_is_told_as_since_revised(printed: Callable[..., str]) -> None:
    series = Series([*OBSERVATIONS, value("MDA", "LVA", "exports", "2022", 1.6, revised="2023-01")])
    words = "MDA LVA exports 2022 1.6 bn USD"
    page = printed(print_check, check_claim(parse_claim(words), series), words)
    assert re.search(r"1\.6 billion USD, since revised +Statistics of MDA +2023-01", page)


def test_no_data_says_why_once_and_no_zero(printed: Callable[..., str]) -> None:
    words = "MDA LVA investment 2022 3 bn USD"
    assert printed(print_check, check(words), words).splitlines() == [words, "no data: no official series of investment is held"]


@pytest.mark.parametrize("width", [40, 75, 100, 200])
def test_checks_and_series_keep_to_the_terminal_and_lose_nothing(printed: Callable[..., str], width: int) -> None:
    words = "MDA LVA exports 2022 2 bn USD"
    for page in (printed(print_check, check(words), words, width=width), printed(print_series, SERIES, "MDA", "LVA", width=width)):
        assert max(len(line.rstrip()) for line in page.splitlines()) <= min(width, 120)
        assert "Riga Office" in one_line(page) and "Statistics of MDA" in one_line(page)
    page = printed(print_checked_record, checked(), width=width)
    assert max(len(line.rstrip()) for line in page.splitlines()) <= min(width, 120)
    assert "matches one" in one_line(page) and "Dniester Wire" in one_line(page)


def checked() -> Record:
    def claim(billions: float, document: str, side: str | None, **more: Any) -> Claim:
        return Claim(**{"value": billions * 1e9, "unit": "USD", "bound": "exact", "change": None, "side": side, "sources": [Source(document, "f", [])]} | more)

    documents = [RecordDocument(id="a", publisher="Dniester Wire", side="MDA"), RecordDocument(id="b", publisher="Daugava Daily", side="LVA")]
    figures = [
        RecordFigure(id="x", measure="trade_turnover", parties=["LVA", "MDA"], period="2022", target=False, claims=[claim(4.5, "b", "LVA"), claim(3, "a", "MDA", bound="over")]),
        RecordFigure(id="y", measure="trade_turnover", parties=["LVA", "MDA"], period="2022", target=False, claims=[claim(9, "a", "MDA")]),
        RecordFigure(id="z", measure="trade_turnover", parties=["LVA", "MDA"], period="1999", target=False, claims=[claim(1, "a", "MDA")]),
    ]
    return check_record(Record(parties=["MDA", "LVA"], documents=documents, figures=figures), SERIES)


def test_each_claim_of_a_record_is_one_line_with_who_says_it(printed: Callable[..., str]) -> None:
    page = one_line(re.sub(r" {2,}", "  ", printed(print_checked_record, checked(), width=75)))
    assert "Daugava Daily [LVA]: trade turnover 2022: 4.5 billion USD matches one: matches Latvia's series (4.5), is 50 % above Moldova's (3.0)" in page
    assert "Dniester Wire [MDA]: trade turnover 2022: over 3 billion USD" in page
    assert "trade turnover 2022: 9 billion USD differs: is 100 % above" in page
    assert "trade turnover 1999: 1 billion USD no data: neither Latvia's nor Moldova's series is held for 1999" in page
    assert "4 claims: 2 match one, 1 differs, 1 no data" in page


def test_the_figures_of_a_piece_are_printed_with_their_checks(printed: Callable[..., str]) -> None:
    text = "CHISINAU. Trade turnover between Moldova and Latvia reached 4.5 billion US dollars in 2022, the ministers noted at their meeting.\n"
    reading = read(text, publisher="Dniester Wire", published="2023-02-01")
    figures = [fact for fact in reading.facts if isinstance(fact, Figure)]
    assert figures
    page = one_line(printed(print_checked, reading, [(one, check_claim(one, SERIES)) for one in figures], width=75))
    assert page.startswith("Dniester Wire · 2023-02-01") and "4.5 billion USD" in page and "matches Latvia's series (4.5)" in page
    assert "No figure is claimed." in printed(print_checked, read("The ministers met in Riga.\n"), [])


def test_series_stand_side_by_side_with_their_gap_and_a_dash_for_what_is_not_held(printed: Callable[..., str]) -> None:
    page = printed(print_series, SERIES, "MDA", "LVA")
    rows = {line[:4]: line.split() for line in page.splitlines() if re.match(r"20\d\d ", line)}
    assert rows["2020"] == ["2020", "1.25", "–", "–", "0.50", "–", "–", "1.75", "–", "–"]
    assert rows["2021"] == ["2021", "–", "–", "–", "–", "–", "–", "–", "–", "–"]
    # Latvia's are rounded to a tenth, so they are shown with one decimal
    assert rows["2022"] == ["2022", "2.00", "2.5", "+25", "%", "1.00", "–", "–", "3.00", "4.5", "+50", "%"]
    assert "MDA exports" in page and "LVA imports" in page and "billion USD" in page
    assert "Moldova: Statistics of MDA, 2020, 2022, retrieved 2026-01-31" in page and "Latvia: Riga Office, 2022, retrieved 2026-01-31" in page
    assert "months of 2023" in page


def test_each_unit_has_a_table_of_its_own(printed: Callable[..., str]) -> None:
    page = printed(print_series, Series([*OBSERVATIONS, value("LVA", "MDA", "imports", "2021", 2.2, unit="EUR", source="Riga Office")]), "MDA", "LVA")
    assert page.index("billion USD") < page.index("billion EUR")
    assert re.search(r"2021 +– +2\.20 +–", page[page.index("billion EUR") :])


def test_a_trade_that_is_not_held_is_said_with_the_way_out(printed: Callable[..., str]) -> None:
    page = printed(print_series, SERIES, "EST", "MDA")
    assert "No annual statistics of this trade are held" in page and "bilat statistics fetch EST MDA" in page and "0" not in page


def test_no_color_leaves_no_escape_code(printed: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    words = "MDA LVA exports 2022 2 bn USD"
    assert "\x1b[1;36m" in printed(print_check, check(words), words)
    monkeypatch.setenv("NO_COLOR", "1")
    for page in (printed(print_check, check(words), words), printed(print_series, SERIES, "MDA", "LVA"), printed(print_checked_record, checked())):
        assert "\x1b" not in page


def test_csv_is_read_back_as_the_same_observations(printed: Callable[..., str], tmp_path: Path) -> None:
    found = observations_between(SERIES, "MDA", "LVA")
    assert sorted(found, key=repr) == sorted(OBSERVATIONS, key=repr)
    exact = [*found, value("MDA", "LVA", "imports", "2019", 1.23456789012345, url="https://data.example.org/?a=1,2", precision=0.01)]
    (tmp_path / "trade.csv").write_text(printed(write_csv, exact))
    again = list(table := read_table(tmp_path / "trade.csv"))
    assert table.errors == []
    assert [one for one in again if one.url and one.url.startswith("https")] == exact[-1:]
    assert [(one.reporter, one.flow, one.period, one.value, one.precision, one.revised, one.source) for one in again] == [
        (one.reporter, one.flow, one.period, one.value, one.precision, one.revised, one.source) for one in exact
    ]


def test_turnover_that_only_adds_up_is_no_observation_of_its_own() -> None:
    flows = [(one.reporter, one.flow, one.period) for one in observations_between(SERIES, "LVA", "MDA")]
    assert ("MDA", "turnover", "2022") not in flows and ("LVA", "turnover", "2022") in flows


def test_loading_says_what_came_and_what_did_not(printed: Callable[..., str]) -> None:
    page = printed(print_loaded, "trade.csv", Loaded(1200, 1), 2, {"no value": 3, "another commodity": 4000})
    assert page == "trade.csv: 1,200 observations, 1 new; 2 rows could not be read; passed over: 4,000 another commodity, 3 no value\n"
    assert printed(print_loaded, "trade.csv", Loaded(1, 0), 0, {}) == "trade.csv: 1 observation, 0 new\n"


def test_answers_say_what_there_is_no_data_of_and_which_are_old(printed: Callable[..., str]) -> None:
    missing = (("LVA", "exports", "2022"), ("LVA", "exports", "2021"))
    answers = [
        Answer("https://api.example.org/?reporter=498", "2026-02-01T08:00:00Z", 3, missing),
        Answer("https://api.example.org/?reporter=428", "2026-01-01T08:00:00Z", 2, stale="the host does not answer"),
    ]
    page = printed(print_answers, Loaded(5, 4), answers)
    assert "no data: exports, partner LVA, 2021–2022" in page
    assert "kept from 2026-01-01" in page and "no newer answer could be had: the host does not answer" in page
    assert page.endswith("5 observations, 4 new\n")


def test_years_are_told_briefly() -> None:
    assert spans(["2021", "2015", "2016", "2017", "2023", "2022"]) == "2015–2017, 2021–2023"
    assert spans(["2020"]) == "2020" and spans([]) == ""
