"""UN Comtrade's interface: what is asked, what is made of every kind of answer, and what is kept."""

from __future__ import annotations

import datetime
import json
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from comtrade_server import KEY, ComtradeServer, Fault, broken, busy, cut_off, page, renamed, saying, truncated

from bilat.errors import BilatError, FetchError, FormatError, HttpError, OptionError
from bilat.sources.web.fetch import Limits
from bilat.statistics.comtrade import Comtrade
from bilat.statistics.interface import Cache
from bilat.statistics.layouts import load_areas
from bilat.statistics.series import Observation, Series
from bilat.vocabulary import ISO3
from webserver import Reply

NOW = datetime.datetime(2026, 3, 1, 12, tzinfo=datetime.UTC)
COUNTRIES = sorted({area.iso3 for area in load_areas() if area.kind == "country" and area.iso3})


class Clock:
    """A clock that only sleeping and `later` move."""

    def __init__(self) -> None:
        self.now = NOW
        self.slept: list[float] = []

    def __call__(self) -> datetime.datetime:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.later(seconds=seconds)

    def later(self, **span: float) -> None:
        self.now += datetime.timedelta(**span)


@pytest.fixture
def server() -> Iterator[ComtradeServer]:
    with ComtradeServer() as server:
        server.fill()
        yield server


@pytest.fixture
def clock() -> Clock:
    return Clock()


Make = Callable[..., Comtrade]


@pytest.fixture
def make(server: ComtradeServer, clock: Clock) -> Iterator[Make]:
    with server.fetcher() as fetcher:
        yield lambda **options: Comtrade(fetcher.get, **{"base": server.base, "clock": clock, "sleep": clock.sleep} | options)


def test_annual_totals_carry_all_that_is_known_of_them(server: ComtradeServer, make: Make) -> None:
    client = make()
    found = list(client.totals("KAZ", ["CHN"], ["2023"], ["exports", "imports"]))
    url = server.base + "/public/v1/preview/C/A/HS?reportercode=398&flowCode=M,X&period=2023&cmdCode=TOTAL&partnerCode=156&partner2Code=0&customsCode=C00&motCode=0&maxRecords=500"
    common: dict[str, Any] = {"reporter": "KAZ", "partner": "CHN", "period": "2023", "source": "UN Comtrade", "url": url, "retrieved": "2026-03-01T12:00:00Z"}
    assert found == [
        Observation(flow="exports", value=10e9 + 2023, valuation="FOB", **common),
        Observation(flow="imports", value=8e9 + 2023, valuation="CIF", **common),
    ]
    assert [one.path for one in server.requests] == [url.removeprefix(server.base)]
    assert [(answer.observations, answer.missing, answer.cached, answer.stale) for answer in client.answers] == [(2, (), False, None)]
    assert Series(found).of("KAZ", "CHN", "turnover", "2023")[0].value == 18e9 + 2 * 2023


def test_months_and_years_are_asked_for_apart(server: ComtradeServer, make: Make) -> None:
    server.trade["KAZ", "CHN", "X", "202305"] = 9e8
    found = list(make().totals("KAZ", ["CHN"], ["2023-05", "2023"], ["exports"]))
    assert [(one.period, one.value) for one in found] == [("2023", 10e9 + 2023), ("2023-05", 9e8)]
    assert [one.path.split("?")[0] for one in server.requests] == ["/public/v1/preview/C/A/HS", "/public/v1/preview/C/M/HS"]


def test_turnover_is_both_flows_and_the_world_a_partner(server: ComtradeServer, make: Make) -> None:
    server.trade["KAZ", "WLD", "X", "2023"] = 70e9
    found = list(make().totals("KAZ", ["WLD", "CHN"], ["2023"], ["turnover"]))
    assert {(one.partner, one.flow) for one in found} == {("WLD", "exports"), ("CHN", "exports"), ("CHN", "imports")}


@pytest.mark.parametrize("camel", [False, True])
@pytest.mark.parametrize("both", [False, True])
def test_values_are_chosen_by_flow_however_their_names_are_spelt(server: ComtradeServer, make: Make, camel: bool, both: bool) -> None:
    server.camel, server.both_values, server.second_partners = camel, both, 3
    found = list(make().totals("KAZ", ["CHN"], ["2023"], ["exports", "imports"]))
    assert [(one.flow, one.value, one.valuation) for one in found] == [("exports", 10e9 + 2023, "FOB"), ("imports", 8e9 + 2023, "CIF")]


@pytest.mark.parametrize(
    ("values", "value", "valuation"),
    [
        ({"cifvalue": None, "fobvalue": 7.0, "primaryValue": 7.0}, 7.0, "FOB"),  # a reporter whose imports are FOB
        ({"cifvalue": 0, "fobvalue": 0, "primaryValue": 7.0}, 7.0, None),
        ({"primaryValue": 7.0}, 7.0, None),
        ({"cifvalue": 0.0, "fobvalue": None, "primaryValue": 0.0}, 0.0, "CIF"),  # a zero that is given is a zero
    ],
)
def test_the_primary_value_stands_in(server: ComtradeServer, make: Make, values: dict[str, float | None], value: float, valuation: str | None) -> None:
    row = {"period": "2023", "reporterCode": 398, "partnerCode": 156, "flowCode": "M", "partner2Code": 0, "customsCode": "C00", "motCode": 0, "cmdCode": "TOTAL"}
    server.faults.append(saying({"elapsedTime": "0", "count": 1, "data": [row | values], "error": ""}))
    found = list(make().totals("KAZ", ["CHN"], ["2023"], ["imports"]))
    assert [(one.value, one.valuation) for one in found] == [(value, valuation)]


def test_no_data_is_told_and_is_no_zero(server: ComtradeServer, make: Make) -> None:
    server.trade["KAZ", "UZB", "X", "2023"] = 0.0
    client = make()
    found = list(client.totals("KAZ", ["UZB", "MNG"], ["2023"], ["exports"]))
    assert [(one.partner, one.value) for one in found] == [("UZB", 0.0)]
    assert [answer.missing for answer in client.answers] == [(("MNG", "exports", "2023"),)]
    assert list(client.totals("MNG", ["KAZ"], ["2023"], ["exports"])) == []
    assert [(answer.observations, answer.missing, answer.stale) for answer in client.answers] == [(0, (("KAZ", "exports", "2023"),), None)]


def test_rows_of_no_value_and_of_no_country_are_passed_over(server: ComtradeServer, make: Make) -> None:
    server.trade["KAZ", "UZB", "X", "2023"] = None
    server.trade["KAZ", "899", "X", "2023"] = 5e6
    client = make()
    assert [one.partner for one in client.totals("KAZ", None, ["2023"], ["exports"])] == ["CHN"]
    assert [(answer.passed_over, answer.missing) for answer in client.answers] == [(2, ())]


def test_todays_number_beats_a_former_one(server: ComtradeServer, make: Make) -> None:
    server.trade |= {("KAZ", "736", "X", "2012"): 4e6, ("KAZ", "SDN", "X", "2012"): 3e6, ("KAZ", "280", "X", "2012"): 1e6}
    found = list(make().totals("KAZ", None, ["2012"], ["exports"]))
    assert {one.partner: one.value for one in found} == {"SDN": 3e6, "DEU": 1e6}


@pytest.mark.parametrize(
    ("parameter", "arguments"),
    [
        ("reporter", ("XXX", ["CHN"], ["2023"], ["exports"])),
        ("reporter", ("kaz", ["CHN"], ["2023"], ["exports"])),
        ("reporter", ("WLD", ["CHN"], ["2023"], ["exports"])),
        ("reporter", ("MCO", ["CHN"], ["2023"], ["exports"])),
        ("partners", ("KAZ", ["CHN", "ZZZ"], ["2023"], ["exports"])),
        ("partners", ("KAZ", ["MCO"], ["2023"], ["exports"])),
        ("partners", ("KAZ", [], ["2023"], ["exports"])),
        ("periods", ("KAZ", ["CHN"], ["1899"], ["exports"])),
        ("periods", ("KAZ", ["CHN"], ["1961"], ["exports"])),
        ("periods", ("KAZ", ["CHN"], ["2023-13"], ["exports"])),
        ("periods", ("KAZ", ["CHN"], ["202305"], ["exports"])),
        ("periods", ("KAZ", ["CHN"], ["2027"], ["exports"])),
        ("periods", ("KAZ", ["CHN"], ["2026-04"], ["exports"])),
        ("periods", ("KAZ", ["CHN"], ["２０２３"], ["exports"])),
        ("periods", ("KAZ", ["CHN"], [], ["exports"])),
        ("flows", ("KAZ", ["CHN"], ["2023"], ["re-exports"])),
        ("flows", ("KAZ", ["CHN"], ["2023"], [])),
    ],
)
def test_what_means_nothing_is_refused_before_anything_is_asked(server: ComtradeServer, make: Make, parameter: str, arguments: Any) -> None:
    with pytest.raises(OptionError, match=f"^{parameter}: "):
        make().totals(*arguments)  # not yet read from
    assert server.requests == []


def test_no_answer_without_a_key_can_be_cut(server: ComtradeServer, make: Make) -> None:
    for partner in COUNTRIES:
        for year in range(2010, 2025):
            server.trade["DEU", partner, "X", str(year)] = server.trade["DEU", partner, "M", str(year)] = float(year)
    years = [str(year) for year in range(2021, 2025)]
    found = list(make().totals("DEU", None, years, ["exports", "imports"]))
    assert {(one.partner, one.flow, one.period) for one in found} == {(partner, flow, year) for partner in COUNTRIES for flow in ("exports", "imports") for year in years}
    assert len(found) == len(COUNTRIES) * 8
    server.requests.clear()
    found = list(make().totals("DEU", ["FRA"], [str(year) for year in range(2010, 2025)], ["exports"]))
    assert len(found) == 15
    assert all(len(asked["period"].split(",")) <= 12 for asked in server.asked)


def test_an_answer_at_the_limit_is_taken_as_cut(server: ComtradeServer, make: Make) -> None:
    server.second_partners = 9
    for partner in COUNTRIES[:50]:  # 50 figures of 10 rows: 500, as many as an answer may have
        server.trade["DEU", partner, "X", "2023"] = 1e6
    client = make()
    assert {one.partner for one in client.totals("DEU", COUNTRIES[:50], ["2023"], ["exports"])} == set(COUNTRIES[:50])
    assert len(server.requests) == 3
    server.second_partners = 499
    with pytest.raises(FormatError, match="as many rows as an answer may have"):
        list(client.totals("DEU", COUNTRIES[:1], ["2023"], ["exports"]))


def test_with_a_key_one_answer_is_longer(server: ComtradeServer, make: Make) -> None:
    for partner in COUNTRIES:
        server.trade["DEU", partner, "X", "2023"] = server.trade["DEU", partner, "M", "2023"] = 1e6
    client = make(key=KEY)
    assert len(list(client.totals("DEU", None, ["2023"], ["turnover"]))) == 2 * len(COUNTRIES)
    assert [one.path.split("?")[0] for one in server.requests] == ["/data/v1/get/C/A/HS"]
    assert server.asked[0]["maxRecords"] == "250000"


def test_what_says_that_there_is_more_is_taken_as_cut(server: ComtradeServer, make: Make) -> None:
    server.faults.append(lambda body: body.replace(b'"count": 4', b'"count": 9'))
    found = list(make(key=KEY).totals("KAZ", ["CHN"], ["2022", "2023"], ["turnover"]))
    assert len(found) == 4
    assert len(server.requests) == 3


def test_an_answer_larger_than_is_read_is_split(server: ComtradeServer, clock: Clock) -> None:
    with server.fetcher(limits=Limits(body=3000)) as fetcher:
        found = list(Comtrade(fetcher.get, base=server.base, clock=clock, sleep=clock.sleep).totals("KAZ", ["CHN"], [str(year) for year in range(2018, 2024)], ["exports"]))
    assert [one.period for one in found] == [str(year) for year in range(2018, 2024)]


def test_a_busy_host_is_waited_for(server: ComtradeServer, make: Make, clock: Clock) -> None:
    server.faults += [
        busy(7),
        busy(),
        broken(500),
    ]
    assert len(list(make().totals("KAZ", ["CHN"], ["2023"], ["exports"]))) == 1
    assert len(server.requests) == 4
    waits = [wait for wait in clock.slept if wait > 1]
    assert waits[0] == 7.0  # what the host asked for
    assert all(nominal / 2 <= wait <= nominal for wait, nominal in zip(waits[1:], (4.0, 8.0), strict=True))


def test_requests_keep_their_distance(make: Make, clock: Clock) -> None:
    client = make(pause=2.5)
    list(client.totals("KAZ", None, ["2021", "2022", "2023"], ["exports"]))
    assert clock.slept == [2.5, 2.5]


@pytest.mark.parametrize("fault", [busy(5), busy(), broken(500), broken(502), broken(503)])
def test_asking_again_has_an_end(server: ComtradeServer, make: Make, fault: Fault) -> None:
    server.faults += [fault] * 50
    with pytest.raises(HttpError):
        list(make().totals("KAZ", ["CHN"], ["2023"], ["exports"]))
    assert len(server.requests) == 4


def test_a_host_that_wants_an_hour_is_not_waited_for(server: ComtradeServer, make: Make, clock: Clock) -> None:
    server.faults.append(busy(3600))
    with pytest.raises(HttpError, match="try again in 3,600 seconds") as caught:
        list(make().totals("KAZ", ["CHN"], ["2023"], ["exports"]))
    assert caught.value.retry_after == 3600
    assert (len(server.requests), clock.slept) == (1, [])


@pytest.mark.parametrize("status", [400, 401, 403, 404])
def test_what_will_not_pass_is_not_asked_again(server: ComtradeServer, make: Make, status: int) -> None:
    server.faults.append(broken(status))
    with pytest.raises(HttpError) as caught:
        list(make().totals("KAZ", ["CHN"], ["2023"], ["exports"]))
    assert caught.value.status == status
    assert len(server.requests) == 1


UNREADABLE: list[tuple[Fault, str]] = [
    (truncated, "no whole JSON"),
    (page, "a page came instead of data"),
    (renamed("primaryValue", "primaryValueUSD"), "no field 'primaryvalue'"),
    (renamed("period", "refPeriod"), "no field 'period'"),
    (renamed("partnerCode", "partner"), "no field 'partnercode'"),
    (renamed("data", "dataset"), "no field 'data'"),
    (renamed("count", "total"), "no field 'count'"),
    (saying([1, 2]), "no JSON object"),
    (saying({"count": 1, "data": ["row"], "error": ""}), "'data' holds no rows"),
    (lambda body: body.replace(b'"period": "2023"', b'"period": "soon"'), "field 'period': 'soon'"),
    (lambda body: body.replace(b'"primaryValue": 10', b'"primaryValue": -10'), "field 'primaryvalue': '-10"),
    (lambda body: body.replace(b'"partnerCode": 156', b'"partnerCode": "CN"'), "field 'partnercode': 'CN'"),
    (lambda _: b"", "no whole JSON"),
]


@pytest.mark.parametrize(("fault", "message"), UNREADABLE)
def test_an_answer_of_another_form_is_refused_by_name(server: ComtradeServer, make: Make, tmp_path: Path, fault: Fault, message: str) -> None:
    server.faults.append(fault)
    client = make(cache=Cache(tmp_path))
    with pytest.raises(FormatError, match=message) as caught:
        list(client.totals("KAZ", ["CHN"], ["2023"], ["exports"]))
    assert str(caught.value).startswith(f"{server.base}/public/v1/preview/C/A/HS?reportercode=398")
    assert list(tmp_path.iterdir()) == []  # nothing is kept of it
    assert len(list(client.totals("KAZ", ["CHN"], ["2023"], ["exports"]))) == 1


def test_an_error_that_comes_as_a_success_is_one(server: ComtradeServer, make: Make) -> None:
    server.faults.append(saying({"elapsedTime": "0", "count": 0, "data": [], "error": "Invalid period"}))
    with pytest.raises(FetchError, match="Comtrade answers with an error: Invalid period"):
        list(make().totals("KAZ", ["CHN"], ["2023"], ["exports"]))


def test_two_values_for_one_figure_are_no_answer(server: ComtradeServer, make: Make) -> None:
    def twice(body: bytes) -> bytes:
        answer = json.loads(body)
        answer["data"].append(answer["data"][0] | {"fobvalue": 1.0, "primaryValue": 1.0})
        answer["count"] = 2
        return json.dumps(answer).encode()

    server.faults.append(twice)
    with pytest.raises(FormatError, match="two values for KAZ CHN exports 2023"):
        list(make().totals("KAZ", ["CHN"], ["2023"], ["exports"]))


def test_a_kept_answer_is_not_asked_for_again_until_it_is_old(server: ComtradeServer, make: Make, clock: Clock, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "kept" / "here", fresh=datetime.timedelta(days=7))
    first = list(make(cache=cache).totals("KAZ", ["CHN"], ["2023"], ["exports"]))
    clock.later(days=6)
    client = make(cache=cache)
    assert list(client.totals("KAZ", ["CHN"], ["2023"], ["exports"])) == first  # with the time at which it was had
    assert [(answer.cached, answer.stale) for answer in client.answers] == [(True, None)]
    assert len(server.requests) == 1
    server.trade["KAZ", "CHN", "X", "2023"] = 11e9
    clock.later(days=2)
    [newer] = client.totals("KAZ", ["CHN"], ["2023"], ["exports"])
    assert (newer.value, newer.retrieved) == (11e9, "2026-03-09T12:00:00Z")
    assert not client.answers[0].cached
    assert Series([*first, newer]).of("KAZ", "CHN", "exports", "2023") == [newer]


def test_no_data_is_asked_for_again_the_next_day(server: ComtradeServer, make: Make, clock: Clock, tmp_path: Path) -> None:
    client = make(cache=Cache(tmp_path))
    assert list(client.totals("KAZ", ["CHN"], ["2025"], ["exports"])) == []
    clock.later(hours=20)
    assert list(client.totals("KAZ", ["CHN"], ["2025"], ["exports"])) == []
    assert [(answer.cached, answer.missing) for answer in client.answers] == [(True, (("CHN", "exports", "2025"),))]
    assert len(server.requests) == 1
    clock.later(hours=10)
    server.trade["KAZ", "CHN", "X", "2025"] = 12e9
    assert [one.value for one in client.totals("KAZ", ["CHN"], ["2025"], ["exports"])] == [12e9]


FAILURES: list[Fault] = [busy(3600), broken(500), broken(404), cut_off, *(fault for fault, _ in UNREADABLE), saying({"elapsedTime": "0", "count": 0, "data": [], "error": ""})]


@pytest.mark.parametrize("fault", FAILURES)
def test_no_failure_touches_what_is_kept_and_what_is_kept_is_told_as_old(server: ComtradeServer, make: Make, clock: Clock, tmp_path: Path, fault: Fault) -> None:
    client = make(cache=Cache(tmp_path))
    first = list(client.totals("KAZ", ["CHN"], ["2023"], ["exports"]))
    [file] = tmp_path.iterdir()
    before = file.read_bytes()
    clock.later(days=30)
    server.faults += [fault] * 4
    assert list(client.totals("KAZ", ["CHN"], ["2023"], ["exports"])) == first
    [answer] = client.answers
    assert answer.cached
    assert answer.stale is not None and server.base in answer.stale
    assert answer.retrieved == "2026-03-01T12:00:00Z"
    assert list(tmp_path.iterdir()) == [file] and file.read_bytes() == before


def test_a_kept_file_that_is_broken_is_as_none_and_replaced(server: ComtradeServer, make: Make, tmp_path: Path) -> None:
    client = make(cache=Cache(tmp_path))
    list(client.totals("KAZ", ["CHN"], ["2023"], ["exports"]))
    [file] = tmp_path.iterdir()
    for broken_bytes in (b"", b"{", b"\xff\xfe", json.dumps({"query": "another", "url": "", "retrieved": "2026-03-01T12:00:00Z", "rows": []}).encode()):
        whole = file.read_bytes()
        file.write_bytes(broken_bytes)
        assert len(list(client.totals("KAZ", ["CHN"], ["2023"], ["exports"]))) == 1
        assert json.loads(file.read_bytes())["rows"] == json.loads(whole)["rows"]
    assert len(server.requests) == 5


def test_a_folder_that_cannot_be_written_costs_no_answer(make: Make, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache = Cache(tmp_path / "file" / "cache")
    assert len(list(make(cache=cache).totals("KAZ", ["CHN"], ["2023"], ["exports"]))) == 1
    assert cache.trouble is not None and "could not be kept" in cache.trouble


def test_the_same_question_is_kept_once_with_a_key_or_without(server: ComtradeServer, make: Make, tmp_path: Path) -> None:
    first = list(make(cache=Cache(tmp_path)).totals("KAZ", ["CHN", "RUS"], ["2023", "2022"], ["imports", "exports"]))
    again = list(make(cache=Cache(tmp_path), key=KEY).totals("KAZ", ["RUS", "CHN"], ["2022", "2023"], ["turnover"]))
    assert sorted(again) == sorted(first)
    assert len(server.requests) == 1


def told(error: BilatError) -> str:
    """All that an error says, its causes and what it came up in included."""
    return "".join(traceback.format_exception(error)) + repr(error.args)


def redirecting(location: str) -> Fault:
    return lambda _: Reply(b"", 302, headers={"Location": location})


@pytest.mark.parametrize(
    "fault",
    [
        *FAILURES,
        redirecting(f"https://news.example.org/login?next=/data%3Fsubscription-key%3D{KEY}"),
        redirecting(f"http://statistics.example.org/?k={KEY}"),
        redirecting(f"https://127.0.0.1/?subscription-key={KEY}"),
        redirecting("https://statistics.example.org/" + "a" * 145 + KEY),
        saying({"count": 0, "data": [], "error": f"the key {KEY} is blocked"}),
    ],
)
def test_the_key_is_nowhere_told_or_kept(server: ComtradeServer, make: Make, clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture, fault: Fault) -> None:
    client = make(key=KEY, cache=Cache(tmp_path))
    server.faults += [fault] * 4
    if fault is FAILURES[-1]:
        assert list(client.totals("KAZ", ["CHN"], ["2023"], ["exports"])) == []
    else:
        with pytest.raises(BilatError) as caught:
            list(client.totals("KAZ", ["CHN"], ["2023"], ["exports"]))
        assert KEY[:6] not in told(caught.value)
        assert caught.value.__context__ is None or KEY[:6] not in str(caught.value.__context__)
    server.faults.clear()
    clock.later(days=60)
    found = list(client.totals("KAZ", ["CHN"], ["2023"], ["exports"]))
    assert server.asked[-1]["subscription-key"] == KEY
    clock.later(days=60)
    server.faults += [fault] * 4
    found += client.totals("KAZ", ["CHN"], ["2023"], ["exports"])
    kept = "".join(f"{file.name} {file.read_text()}" for file in tmp_path.iterdir())
    for text in (repr(found), repr(client.answers), repr(client), kept, caplog.text):
        assert KEY[:6] not in text


def test_the_key_goes_to_no_other_host(server: ComtradeServer, make: Make) -> None:
    server.faults.append(redirecting("https://elsewhere.example.org/data?subscription-key=" + KEY))
    with pytest.raises(FetchError, match="sends its visitors to another one"):
        list(make(key=KEY).totals("KAZ", ["CHN"], ["2023"], ["exports"]))
    assert {asked.host for asked in server.requests} == {"statistics.example.org"}


def test_a_key_that_is_not_accepted_is_told(make: Make) -> None:
    with pytest.raises(HttpError, match="the key is not accepted: check it") as caught:
        list(make(key="f" * 32).totals("KAZ", ["CHN"], ["2023"], ["exports"]))
    assert "ffff" not in told(caught.value)
    with pytest.raises(OptionError, match=r"^key: ") as refused:
        make(key="secret&word=1")
    assert "secret" not in str(refused.value)


def test_the_areas_are_those_that_comtrade_numbers_its_own_way() -> None:
    areas = load_areas()
    for iso3, code in {"USA": 842, "IND": 699, "FRA": 251, "CHE": 757, "NOR": 579, "TWN": 490, "KAZ": 398, "CHN": 156, "WLD": 0, "DEU": 276, "SDN": 729}.items():
        assert areas.code(iso3) == code
    assert {iso3 for iso3 in ISO3 if areas.code(iso3) is None} == {"MCO"}
    for code, iso3 in {841: "USA", 280: "DEU", 736: "SDN", 58: None, 810: None, 492: None, 899: None}.items():
        area = areas.of(code)
        assert area is not None and area.iso3 == iso3 and area.note
    assert areas.of(840) is None
