"""Average official exchange rates: what is converted, at which average, and what is refused. The rates here are invented."""

from __future__ import annotations

from pathlib import Path

import pytest

from bilat.errors import TableError
from bilat.statistics.rates import Rate, Rates, embedded_rates

HEADER = "currency\tyear\tper_usd\tsource\turl\n"
INVENTED = Rates(
    [
        Rate(currency="CNY", year="2023", per_usd=7.0, source="bank A", url="https://a.example/cny"),
        Rate(currency="CNY", year="2022", per_usd=6.0, source="bank A"),
        Rate(currency="CNY", year="2023-01", per_usd=6.4, source="bank B"),
        Rate(currency="EUR", year="2023", per_usd=0.8, source="bank C"),
        Rate(currency="CNY", year="2023", per_usd=9.9, source="given later"),
    ]
)


@pytest.mark.parametrize(
    ("value", "unit", "into", "period", "result", "source"),
    [
        (70.0, "CNY", "USD", "2023", 10.0, "bank A"),
        (10.0, "USD", "CNY", "2023", 70.0, "bank A"),
        (8.0, "EUR", "CNY", "2023", 70.0, "bank C; bank A"),
        (64.0, "CNY", "USD", "2023-01", 10.0, "bank B"),  # the month's own rate
        (70.0, "CNY", "USD", "2023-02", 10.0, "bank A"),  # the year's, where the month has none
        (67.0, "CNY", "USD", "2023-01/2023-02", 10.0, "bank B; bank A"),  # the mean of both
        (70.0, "CNY", "USD", "2023-04/2023-09", 10.0, "bank A"),
        (65.0, "CNY", "USD", "2022/2023", 10.0, "bank A"),
        (5.0, "KZT", "KZT", "1990", 5.0, "the same currency"),
    ],
)
def test_an_amount_is_converted_at_the_periods_average(value: float, unit: str, into: str, period: str, result: float, source: str) -> None:
    conversion = INVENTED.convert(value, unit, into, period)
    assert conversion is not None
    assert (conversion.result, conversion.source) == (pytest.approx(result), source)
    assert conversion.value / conversion.rate == pytest.approx(conversion.result)


@pytest.mark.parametrize(
    ("unit", "into", "period"),
    [("KZT", "USD", "2023"), ("USD", "CNY", "2021"), ("EUR", "CNY", "2022"), ("CNY", "USD", "2023-10/2024-03"), ("CNY", "USD", "2023-05-03"), ("CNY", "USD", "2023/..")],
)
def test_no_rate_is_guessed(unit: str, into: str, period: str) -> None:
    assert INVENTED.convert(1.0, unit, into, period) is None


def test_rates_are_loaded_with_their_sources(tmp_path: Path) -> None:
    file = tmp_path / "rates.tsv"
    file.write_text(HEADER + "CNY\t2023\t7.08\ta bank\thttps://bank.example/\nKZT\t2023-05\t450\tanother\t\n", "utf-8")
    rates = Rates.load(file)
    conversion = rates.convert(7.08, "CNY", "USD", "2023")
    assert len(rates) == 2 and conversion is not None and (conversion.source, conversion.url) == ("a bank", "https://bank.example/")


@pytest.mark.parametrize(
    ("row", "what"),
    [
        ("yuan\t2023\t7\ta bank\t", "'yuan' is no code"),
        ("CNY\t23\t7\ta bank\t", "'23' is no year or month"),
        ("CNY\t2023-13\t7\ta bank\t", "'2023-13' is no year or month"),
        ("CNY\t2023\t7,08\ta bank\t", "'7,08' is no number"),
        ("CNY\t2023\t0\ta bank\t", "'0' is no number above 0"),
        ("CNY\t2023\t-7\ta bank\t", "'-7' is no number"),
        ("CNY\t2023\tnan\ta bank\t", "'nan' is no number"),
        ("CNY\t2023\t7\t\t", "the source is empty"),
        ("CNY\t2023\t7", "3 cells"),
    ],
)
def test_a_row_that_says_something_wrong_is_refused_by_its_line(tmp_path: Path, row: str, what: str) -> None:
    file = tmp_path / "rates.tsv"
    file.write_text(f"{HEADER}EUR\t2023\t0.9\ta bank\t\n{row}\n", "utf-8")
    with pytest.raises(TableError) as error:
        Rates.load(file)
    assert "line 3" in str(error.value) and what in str(error.value)


def test_a_table_without_a_needed_column_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "rates.tsv"
    file.write_text("currency\tyear\tper_usd\n", "utf-8")
    with pytest.raises(TableError, match="source"):
        Rates.load(file)


def test_the_embedded_rates_can_be_read_and_name_their_sources() -> None:
    yuan = embedded_rates().convert(1.0, "CNY", "USD", "2023")
    assert yuan is not None and 6.9 < yuan.rate < 7.3 and yuan.source
    assert embedded_rates() is embedded_rates()


@pytest.mark.parametrize("currency", ["CNY", "EUR", "GBP", "JPY", "KZT", "RUB"])
def test_the_currencies_that_matter_have_a_rate_of_every_year_from_2000_to_2023(currency: str) -> None:
    gaps = [year for year in range(2000, 2024) if embedded_rates().convert(1.0, currency, "USD", str(year)) is None]
    assert not gaps


def test_the_tenge_of_a_year_is_the_mean_of_its_months_until_the_year_has_a_rate_of_its_own() -> None:
    whole, month = (embedded_rates().convert(1.0, "USD", "KZT", period) for period in ("2025", "2025-09"))
    assert whole is not None and month is not None
    assert whole.source == month.source and "National Bank of Kazakhstan" in whole.source
    assert whole.result == pytest.approx(521.0835, abs=1e-3) and month.result == pytest.approx(540.639091)
