"""The IMF's statistics of goods trade: what is asked in SDMX, and what is made of every kind of answer."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from comtrade_server import ComtradeServer, Fault, broken, busy, cut_off, page

from bilat.errors import FetchError, FormatError, HttpError, OptionError
from bilat.statistics.interface import Cache
from bilat.statistics.sdmx import Imts
from bilat.statistics.series import Observation
from webserver import Reply

NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)


@pytest.fixture
def server() -> Iterator[ComtradeServer]:
    with ComtradeServer() as server:
        server.fill()
        yield server


Make = Callable[..., Imts]


@pytest.fixture
def make(server: ComtradeServer) -> Iterator[Make]:
    with server.fetcher() as fetcher:
        yield lambda **options: Imts(fetcher.get, **{"base": server.imf, "clock": lambda: NOW, "sleep": lambda _: None} | options)


def test_annual_totals_carry_all_that_is_known_of_them(server: ComtradeServer, make: Make) -> None:
    server.trade["KAZ", "WLD", "X", "2022"] = 84e9
    client = make()
    found = list(client.totals("KAZ", ["CHN", "WLD"], ["2022", "2023"], ["exports", "imports"]))
    url = server.imf + "/data/IMF.STA,IMTS/KAZ.XG_FOB_USD+MG_CIF_USD.CHN+G001.A?startPeriod=2022&endPeriod=2023"
    assert [one.path for one in server.requests] == [url.removeprefix("https://statistics.example.org")]
    assert server.requests[0].headers["accept"] == "application/vnd.sdmx.data+csv;version=1.0.0"
    assert found[0] == Observation(
        reporter="KAZ", partner="CHN", flow="exports", period="2022", value=10e9 + 2022, source="IMF IMTS", url=url, valuation="FOB", retrieved="2026-03-01T12:00:00Z"
    )
    assert {(one.partner, one.flow, one.period, one.value, one.valuation) for one in found[1:]} == {
        ("CHN", "imports", "2022", 8e9 + 2022, "CIF"),
        ("CHN", "exports", "2023", 10e9 + 2023, "FOB"),
        ("CHN", "imports", "2023", 8e9 + 2023, "CIF"),
        ("WLD", "exports", "2022", 84e9, "FOB"),
    }
    assert set(client.answers[0].missing) == {("WLD", "imports", "2022"), ("WLD", "imports", "2023"), ("WLD", "exports", "2023")}


def test_months(server: ComtradeServer, make: Make) -> None:
    server.trade |= {("KAZ", "CHN", "X", "202304"): 1e9, ("KAZ", "CHN", "X", "202305"): 2e9, ("KAZ", "CHN", "X", "202306"): 3e9}
    found = list(make().totals("KAZ", ["CHN"], ["2023-04", "2023-06"], ["exports"]))
    assert [(one.period, one.value) for one in found] == [("2023-04", 1e9), ("2023-06", 3e9)]
    assert server.asked == [{"startPeriod": "2023-04", "endPeriod": "2023-06"}]


def test_groups_of_countries_are_no_partners_and_kosovo_has_a_code_of_its_own(server: ComtradeServer, make: Make) -> None:
    server.trade |= {("KAZ", "G163", "X", "2023"): 5e9, ("KAZ", "TX799", "X", "2023"): 1.0, ("KAZ", "WLD", "X", "2023"): 9e9, ("KAZ", "XKX", "X", "2023"): 6.0}
    client = make()
    assert {one.partner for one in client.totals("KAZ", None, ["2023"], ["exports"])} == {"CHN", "WLD", "XKX"}
    assert client.answers[0].passed_over == 2
    assert [one.partner for one in client.totals("KAZ", ["XKX"], ["2023"], ["exports"])] == ["XKX"]


def test_no_data_is_no_zero_and_an_estimate_is_no_statistic(server: ComtradeServer, make: Make) -> None:
    server.trade |= {("KAZ", "UZB", "X", "2023"): None, ("KAZ", "MNG", "X", "2023"): 0.0, ("KAZ", "TKM", "X", "2023"): 4e6}
    server.estimates.add(("KAZ", "TKM", "X", "2023"))
    client = make()
    assert [(one.partner, one.value) for one in client.totals("KAZ", ["UZB", "MNG", "TKM"], ["2023"], ["exports"])] == [("MNG", 0.0)]
    assert (client.answers[0].missing, client.answers[0].passed_over) == ((("UZB", "exports", "2023"), ("TKM", "exports", "2023")), 1)
    assert list(client.totals("TKM", ["KAZ"], ["2023"], ["exports"])) == []
    assert (client.answers[0].observations, client.answers[0].stale) == (0, None)


def test_long_questions_are_split(server: ComtradeServer, make: Make) -> None:
    months = [f"{year}-{month:02}" for year in range(2015, 2025) for month in range(1, 13)]
    for month in months:
        server.trade["KAZ", "CHN", "X", month.replace("-", "")] = 1e9
    assert [one.period for one in make().totals("KAZ", None, months, ["exports", "imports"])] == months
    assert len(server.requests) > 1


@pytest.mark.parametrize(
    ("parameter", "arguments"),
    [
        ("reporter", ("G001", ["CHN"], ["2023"], ["exports"])),
        ("partners", ("KAZ", ["CN"], ["2023"], ["exports"])),
        ("periods", ("KAZ", ["CHN"], ["1899"], ["exports"])),
        ("periods", ("KAZ", ["CHN"], ["2027"], ["exports"])),
        ("flows", ("KAZ", ["CHN"], ["2023"], ["balance"])),
    ],
)
def test_what_means_nothing_is_refused_before_anything_is_asked(server: ComtradeServer, make: Make, parameter: str, arguments: tuple[str, list[str], list[str], list[str]]) -> None:
    with pytest.raises(OptionError, match=f"^{parameter}: "):
        make().totals(*arguments)
    assert server.requests == []


FAULTS: list[tuple[Fault, type[Exception], str]] = [
    (lambda body: body[: len(body) - 60], FormatError, "line 3 has .* the answer breaks off"),
    (lambda body: body.replace(b"OBS_VALUE", b"VALUE"), FormatError, "no column 'OBS_VALUE'"),
    (lambda body: body.replace(b"10000002023.0", b"ten"), FormatError, "column 'OBS_VALUE': 'ten'"),
    (lambda body: body.replace(b",A,2023,", b",A,2023-Q1,"), FormatError, "column 'TIME_PERIOD': '2023-Q1'"),
    (lambda _: b"", FormatError, "no column 'COUNTRY'"),
    (lambda _: b"\xff\xfe\x00", FormatError, "not in UTF-8"),
    (lambda _: Reply(b'<?xml version="1.0"?><message:StructureSpecificData/>', media_type="application/xml"), FormatError, "not in CSV"),
    (page, FormatError, "not in CSV"),
    (cut_off, FetchError, "broke the connection off"),
    (busy(3600), HttpError, "429"),
    (broken(500), HttpError, "500"),
    (broken(404), HttpError, "404"),
]


@pytest.mark.parametrize(("fault", "error", "message"), FAULTS)
def test_each_failure_is_told_and_touches_nothing_that_is_kept(server: ComtradeServer, make: Make, tmp_path: Path, fault: Fault, error: type[Exception], message: str) -> None:
    server.faults += [fault] * 4
    with pytest.raises(error, match=message) as caught:
        list(make().totals("KAZ", ["CHN"], ["2023"], ["exports"]))
    assert str(caught.value).startswith(f"{server.imf}/data/IMF.STA,IMTS/KAZ.XG_FOB_USD.CHN.A")
    server.faults.clear()
    first = list(make(cache=Cache(tmp_path)).totals("KAZ", ["CHN"], ["2023"], ["exports"]))
    server.faults += [fault] * 4
    client = make(cache=Cache(tmp_path), clock=lambda: NOW + datetime.timedelta(days=30))
    assert list(client.totals("KAZ", ["CHN"], ["2023"], ["exports"])) == first != []
    assert client.answers[0].stale is not None and client.answers[0].retrieved == "2026-03-01T12:00:00Z"
