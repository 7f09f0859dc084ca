"""The timeline and the trade chart as geometry: small for any number of entries, true to their dates and values."""

from __future__ import annotations

import datetime

import pytest

from bilat.views.checks import LineSource
from bilat.views.trade import TradeChart, TradeClaim, TradeLine
from bilat.web.drawing import WIDTH, Entry, closer, draw_timeline, draw_trade


def entries(count: int) -> list[Entry]:
    first = datetime.date(2004, 1, 1)
    return [Entry("Visits", str(first + datetime.timedelta(days=n % 7000)), f"visit {n}", f"/e/{n}") for n in range(count)]


def test_ten_thousand_entries_are_drawn_as_few_bars_that_add_up() -> None:
    drawn = draw_timeline(entries(10_000), ["Visits"])
    assert drawn is not None
    [lane] = drawn.lanes
    assert not lane.marks and len(lane.bars) <= 62 and sum(bar.many for bar in lane.bars) == lane.many == 10_000
    assert all(0 <= bar.x <= WIDTH and bar.x + bar.width <= WIDTH for bar in lane.bars)
    bar = lane.bars[3]  # a bar leads to the days that it stands for, and there they are as many
    closer_look = draw_timeline(entries(10_000), ["Visits"], bar.since, bar.until)
    assert closer_look is not None and closer_look.lanes[0].many == bar.many


def test_few_entries_are_marks_at_their_dates_and_days_that_touch_lie_beneath_each_other() -> None:
    some = [Entry("Visits", "2024-05-07", "one", "/1"), Entry("Visits", "2024-05-07", "two", "/2"), Entry("Visits", "2024-06-01/2024-06-20", "three", "/3", True)]
    drawn = draw_timeline(some, ["Visits", "Meetings"], "2024-05-01", "2024-06-30")
    assert drawn is not None
    one, two, three = drawn.lanes[0].marks
    assert one.x == two.x and one.y != two.y and not one.width
    assert three.width > 200 and three.planned and three.x > one.x
    assert drawn.lanes[1].many == 0 and not drawn.empty


@pytest.mark.parametrize("date", ["2024", "2024-05", "202X", "2024-21", "../2024-05-01", "2024-05-01/.."])
def test_any_date_has_a_place(date: str) -> None:
    drawn = draw_timeline([Entry("Visits", date, "one", "/1")], ["Visits"])
    assert drawn is not None and drawn.lanes[0].many == 1


def test_looks_closer_wider_earlier_and_later() -> None:
    drawn = draw_timeline(entries(3000), ["Visits"], "2010-01-01", "2010-12-31")
    assert drawn is not None
    assert closer(drawn, "in") > ("2010-03-01", "") and closer(drawn, "in")[1] < "2010-11-01"
    assert closer(drawn, "out")[0] < "2010-01-01" and closer(drawn, "out")[1] > "2010-12-31"
    assert closer(drawn, "earlier")[1] < drawn.until and closer(drawn, "later")[0] > drawn.since
    assert draw_timeline([], ["Visits"]) is None


def test_the_trade_chart_keeps_values_apart_and_gaps_open() -> None:
    source = LineSource(name="a source", years="2019–2023", retrieved=None)
    chart = TradeChart(
        title="Trade", parties=["KAZ", "CHN"], flow="turnover", unit="USD",
        lines=[
            TradeLine(reporter="KAZ", partner="CHN", flow="turnover", sources=[source], points=[("2019", 1e9), ("2020", 2e9), ("2022", 3e9), ("2023", 4e9)]),
            TradeLine(reporter="CHN", partner="KAZ", flow="turnover", sources=[source], points=[("2023", 4.5e9)]),
        ],
        claims=[
            TradeClaim(period="2023", value=4.1e9, bound="over", publisher="Steppe Agency", side="KAZ", document="d1", words=""),
            TradeClaim(period="2023", value=4.1e9, bound="over", publisher="Other Agency", side="KAZ", document="d2", words=""),
        ],
    )  # fmt: skip
    drawn = draw_trade(chart)
    assert drawn is not None
    assert len(drawn.strokes[0].runs) == 2 and len(drawn.strokes[0].dots) == 4  # no line over the year that is missing
    heights = [dot.y for dot in drawn.strokes[0].dots]
    assert heights == sorted(heights, reverse=True) and drawn.strokes[1].dots[0].y < heights[-1]
    [claim] = drawn.claims
    assert claim.publishers == ["Steppe Agency", "Other Agency"] and claim.arrow == -1 and claim.told == "over 4.1"
    assert dict(drawn.values)["2022"] == ["3.00", "–"]
