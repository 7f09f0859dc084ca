"""The chart of a trade draws what is held and claimed, nothing else, and says it in words too; all numbers here are invented."""

from __future__ import annotations

import re
import struct
import sys
import zlib
from typing import Any

import msgspec
import pytest
from lxml import etree

from bilat.errors import OptionError
from bilat.record.model import Claim, Record, RecordDocument, RecordFigure, Source
from bilat.statistics.check import check_record
from bilat.statistics.series import Observation, Series
from bilat.views.trade import TradeChart, draw, draw_image, draw_terminal, trade_chart
from bilat.vocabulary import Bound, Change

DOCUMENTS = [
    RecordDocument(id="a", publisher="Dniester Wire", side="MDA"),
    RecordDocument(id="b", publisher="Ministry of Foreign Affairs of the Republic of Latvia", side="LVA"),
    RecordDocument(id="c", publisher="Third & <Sons> $5 Gazette"),
    RecordDocument(id="d", publisher="Copying Post", side="MDA", copy_of="a"),
    RecordDocument(id="e", url="https://news.example.org/one", side="LVA"),
]
TEXTS = {"a": "Moldovan exports to Latvia reached 1.2 billion dollars in 2021."}


def value(reporter: str, partner: str, flow: Any, period: str, billions: float, **more: Any) -> Observation:
    slots = {"reporter": reporter, "partner": partner, "flow": flow, "period": period, "value": round(billions * 1e9, 3), "source": f"Statistics of {reporter}"}
    return Observation(**slots | {"retrieved": "2026-01-31T12:00:00Z"} | more)


def claim(billions: float | None, *documents: str, bound: Bound = "exact", unit: str = "USD", **more: Any) -> Claim:
    side = next(document.side for document in DOCUMENTS if document.id == documents[0])
    sources = [Source(document, "f", [(0, 63)]) for document in documents]
    return Claim(**{"value": None if billions is None else billions * 1e9, "unit": unit, "bound": bound, "change": None, "side": side, "sources": sources} | more)


def figure(period: str | None, *claims: Claim, measure: Any = "trade_turnover", parties: tuple[str, ...] = ("LVA", "MDA"), target: bool = False) -> RecordFigure:
    return RecordFigure(id=f"{measure} {period}", measure=measure, parties=list(parties), period=period, target=target, claims=list(claims))


def record(*figures: RecordFigure) -> Record:
    return Record(parties=["MDA", "LVA"], documents=DOCUMENTS, figures=list(figures))


SERIES = Series(
    [
        *(value("MDA", "LVA", "exports", year, amount) for year, amount in (("2018", 1.0), ("2019", 1.1), ("2021", 1.3), ("2022", 1.7))),
        *(value("MDA", "LVA", "imports", year, amount) for year, amount in (("2018", 2.0), ("2019", 2.2), ("2021", 2.4), ("2022", 2.9))),
        *(value("LVA", "MDA", "turnover", year, amount, source="Riga Office") for year, amount in (("2019", 4.45), ("2020", 5.05), ("2021", 5.55))),
    ]
)
CLAIMED = record(
    figure("2021", claim(5.6, "b"), claim(3.7, "a", "d", "e", bound="about")),
    figure("2022", claim(4, "c", bound="over"), claim(9, "a", bound="under")),
)
CHART = trade_chart(CLAIMED, SERIES)


def svg_of(chart: TradeChart) -> tuple[etree._Element, list[str]]:
    root = etree.fromstring(draw_image(chart, "svg"))
    return root, ["".join(text.itertext()) for text in root.iter("{http://www.w3.org/2000/svg}text")]


def test_both_lines_hold_what_their_sources_give_and_nothing_for_a_year_without_a_value() -> None:
    moldova, latvia = CHART.lines
    assert (moldova.reporter, moldova.partner, moldova.flow) == ("MDA", "LVA", "turnover")
    assert moldova.points == [("2018", 3.0e9), ("2019", pytest.approx(3.3e9)), ("2021", pytest.approx(3.7e9)), ("2022", pytest.approx(4.6e9))]
    assert latvia.points == [("2019", 4.45e9), ("2020", 5.05e9), ("2021", 5.55e9)]
    assert [(source.name, source.years, source.retrieved) for source in moldova.sources] == [("Statistics of MDA", "2018–2019, 2021–2022", "2026-01-31T12:00:00Z")]


def test_each_claim_stands_with_its_publisher_and_a_copy_is_no_publisher_of_its_own() -> None:
    told = [(one.period, one.value, one.bound, one.publisher, one.side, one.document) for one in CHART.claims]
    assert told == [
        ("2021", 5.6e9, "exact", DOCUMENTS[1].publisher, "LVA", "b"),
        ("2021", 3.7e9, "about", "Dniester Wire", "MDA", "a"),
        ("2021", 3.7e9, "about", "news.example.org", "MDA", "e"),
        ("2022", 9e9, "under", "Dniester Wire", "MDA", "a"),
        ("2022", 4e9, "over", DOCUMENTS[2].publisher, None, "c"),
    ]
    assert CHART.claims[1].words == "about 3.7 billion USD"
    assert CHART.left_out == {}


def test_a_chart_is_plain_data() -> None:
    assert msgspec.json.decode(msgspec.json.encode(CHART), type=TradeChart) == CHART


@pytest.mark.parametrize(
    ("one", "why"),
    [
        (figure("2021-01/2021-06", claim(2, "a")), "of a period that is no calendar year"),
        (figure(None, claim(2, "a")), "of a period that is no calendar year"),
        (figure("2030", claim(10, "a"), target=True), "of a goal"),
        (figure("2021", claim(2, "a", unit="EUR")), "in another unit than USD"),
        (figure("2021", claim(None, "a", change=Change(direction="up", percent=4))), "without an amount"),
        (figure("2021", claim(2, "a"), parties=("LVA", "MDA", "EST")), "of more than the two countries"),
        (figure("2021", claim(1, "a"), measure="exports"), "of another flow"),
    ],
)
def test_what_cannot_be_drawn_is_counted_and_told(one: RecordFigure, why: str) -> None:
    chart = trade_chart(record(one), SERIES)
    assert (chart.claims, chart.left_out) == ([], {why: 1})
    assert f"Claims not drawn: 1 {why}." in " ".join(draw_terminal(chart, 120, color=False).split())


def test_figures_of_other_things_than_trade_are_no_part_of_the_chart() -> None:
    chart = trade_chart(record(figure("2021", claim(2, "a"), measure="investment")), SERIES)
    assert (chart.claims, chart.left_out) == ([], {})


def test_a_year_told_by_its_months_is_a_year() -> None:
    assert [one.period for one in trade_chart(record(figure("2021-01/2021-12", claim(5, "a"))), SERIES).claims] == ["2021"]


def test_exports_stand_beside_the_others_imports_and_only_where_the_text_says_whose_they_are() -> None:
    both = Series([*(value("MDA", "LVA", flow, "2021", amount) for flow, amount in (("exports", 1.3), ("imports", 2.4))), value("LVA", "MDA", "imports", "2021", 1.2)])
    told = record(figure("2021", claim(1.2, "a"), measure="exports"))
    exports = trade_chart(check_record(told, both, None, TEXTS), both, "exports")
    assert [(line.reporter, line.flow, line.points) for line in exports.lines] == [("MDA", "exports", [("2021", 1.3e9)]), ("LVA", "imports", [("2021", 1.2e9)])]
    assert [one.value for one in exports.claims] == [1.2e9]
    imports = trade_chart(check_record(told, both, None, TEXTS), both, "imports")
    assert (imports.claims, imports.left_out) == ([], {"of another flow": 1})
    silent = trade_chart(check_record(told, both), both, "exports")
    assert (silent.claims, silent.left_out) == ([], {"of which the text does not say whose exports or imports they are": 1})


def test_of_two_sources_the_line_keeps_to_the_one_with_more_years() -> None:
    years = [value("LVA", "MDA", "turnover", year, 4.0, source="Long") for year in ("2019", "2020", "2021")]
    later = [value("LVA", "MDA", "turnover", year, 7.0, source="Short", retrieved="2026-03-01T12:00:00Z") for year in ("2021", "2022")]
    line = trade_chart(record(), Series([*years, *later])).lines[0]
    assert line.points == [("2019", 4e9), ("2020", 4e9), ("2021", 4e9), ("2022", 7e9)]
    assert [(source.name, source.years) for source in line.sources] == [("Long", "2019–2021"), ("Short", "2022")]


def test_a_flow_that_is_none_and_a_record_of_others_are_told_with_the_way_out() -> None:
    with pytest.raises(OptionError, match="turnover"):
        trade_chart(CLAIMED, SERIES, "transit")
    with pytest.raises(OptionError, match="two countries"):
        trade_chart(Record(parties=["MDA"]), SERIES)


def test_the_terminal_says_every_value_and_claim_in_words_and_a_gap_is_a_dash() -> None:
    page = draw_terminal(CHART, 110, color=False)
    rows = {row[:4]: " ".join(row.split()) for row in page.splitlines() if re.match(r"20\d\d ", row)}
    assert rows["2018"] == "2018 3.00 –"
    assert rows["2020"] == "2020 – 5.05"
    assert rows["2021"].startswith("2021 3.70 5.55 5.6 Ministry of Foreign Affairs of the Republic of Latvia [LVA]; about 3.7 Dniester")
    assert "under 9 Dniester Wire [MDA]; over 4 Third & <Sons> $5 Gazette" in rows["2022"]
    plot = page[page.index("┌") : page.index("Moldova's statistics")]
    # one mark for each claim that lies apart, arrows for bounds
    assert plot.count("x") == 2 and plot.count("^") == 1 and plot.count("v") == 1
    assert "billion USD" in page and "Riga Office (2019–2021)" in page and "Statistics of MDA (2018–2019, 2021–2022)" in page


@pytest.mark.parametrize("width", [30, 44, 80, 300])
def test_the_terminal_keeps_its_width(width: int) -> None:
    assert max(map(len, draw_terminal(CHART, width, color=False).splitlines())) <= min(width, 120)


def test_no_color_leaves_no_escape_code(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" in draw_terminal(CHART, 80)
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in draw_terminal(CHART, 80)


def test_a_publishers_name_steers_no_terminal() -> None:
    named = msgspec.structs.replace(CHART.claims[0], publisher="Evil\x1b]0;title\x07\nNews")
    page = draw_terminal(msgspec.structs.replace(CHART, claims=[named]), 100, color=False)
    assert "\x1b" not in page and "\x07" not in page and "Evil ]0;title News" in page


def test_small_trade_is_told_in_millions() -> None:
    small = Series([value("MDA", "LVA", "turnover", "2021", 0.0435)])
    page = draw_terminal(trade_chart(record(), small), 80, color=False)
    assert "million USD" in page and re.search(r"2021 +43\.5", page)


def test_nothing_held_is_said_and_not_drawn_as_zero() -> None:
    empty = trade_chart(record(), Series())
    page = draw_terminal(empty, 80, color=False)
    assert "No annual series of this trade is held" in page and "0.0" not in page
    pytest.importorskip("matplotlib")
    _, texts = svg_of(empty)
    assert any("No annual series of this trade is held" in text for text in texts) and "0" not in texts


def test_svg_is_xml_that_names_publishers_and_sources_as_text() -> None:
    pytest.importorskip("matplotlib")
    root, texts = svg_of(CHART)
    assert root.get("role") == "img"
    assert root[0].tag.endswith("}title") and root[0].text == CHART.title == "Trade turnover of Moldova and Latvia"
    assert root[1].tag.endswith("}desc")
    for words in ("2020 5.05", "2021 5.6 (Ministry of Foreign Affairs of the Republic of Latvia)", "2022 over 4 (Third & <Sons> $5 Gazette)", "Riga Office (2019–2021)"):
        assert words in str(root[1].text)
    assert {"5.6 MFA of Latvia", "about 3.7 Dniester Wire, news.example.org", "over 4 Third & <Sons> $5 Gazette", "under 9 Dniester Wire"} <= set(texts)
    assert {"Moldova's statistics", "Latvia's statistics", "claimed in documents of others", "billion USD"} <= set(texts)
    assert any(text.startswith("Sources: Moldova: Statistics of MDA (2018–2019, 2021–2022). Latvia: Riga Office (2019–2021).") for text in texts)


def test_lines_break_at_gaps() -> None:
    pytest.importorskip("matplotlib")
    whole = Series([value("MDA", "LVA", "turnover", str(year), 3.0 + year % 3) for year in range(2015, 2023)])
    broken = Series([value("MDA", "LVA", "turnover", str(year), 3.0 + year % 3) for year in range(2015, 2023) if year not in (2017, 2020)])

    def strokes(series: Series) -> int:
        root, _ = svg_of(trade_chart(record(), series))
        drawn = [
            path for path in root.iter("{http://www.w3.org/2000/svg}path") if "stroke: #0072b2" in (path.get("style") or "") and "stroke-width: 1.8" in (path.get("style") or "")
        ]
        return len([path for path in drawn if path.get("clip-path")])

    assert (strokes(whole), strokes(broken)) == (1, 3)


def test_the_labels_of_many_claims_do_not_lie_over_each_other() -> None:
    pytest.importorskip("matplotlib")
    crowd = [figure(str(year), *(claim(3 + year % 5 + n / 10, "abce"[n % 4]) for n in range(4))) for year in range(2017, 2023)]
    root, _ = svg_of(trade_chart(record(*crowd), SERIES))
    boxes = []
    for text in root.iter("{http://www.w3.org/2000/svg}text"):
        if "font-size: 8.5px" in (text.get("style") or ""):
            x, y, words = float(text.get("x", "")), float(text.get("y", "")), "".join(text.itertext())
            boxes.append((x, y - 6.5, x + 4.2 * len(words), y + 1, words))
    assert len(boxes) >= 15
    for n, one in enumerate(boxes):
        for other in boxes[:n]:
            assert one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1], (one[4], other[4])


def test_png_opens_and_is_large_enough_to_read() -> None:
    pytest.importorskip("matplotlib")
    image = draw_image(CHART, "png")
    assert image[:8] == b"\x89PNG\r\n\x1a\n" and image[12:16] == b"IHDR"
    width, height = struct.unpack(">II", image[16:24])
    assert width == 1600 and 900 <= height <= 1600
    # something is drawn in it: the rows of its pixels differ
    data, at = b"", 8
    while at < len(image):
        size, kind = struct.unpack(">I4s", image[at : at + 8])
        data += image[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += 12 + size
    pixels = zlib.decompress(data)
    assert len(pixels) == height * (1 + 4 * width) and len(set(pixels)) > 50


@pytest.mark.parametrize("format", ["svg", "png"])
def test_the_same_chart_gives_the_same_bytes_whatever_a_users_settings(format: Any) -> None:
    matplotlib = pytest.importorskip("matplotlib")
    first = draw_image(CHART, format)
    with matplotlib.rc_context({"font.size": 30, "lines.linewidth": 9, "svg.fonttype": "path"}):
        assert draw_image(trade_chart(CLAIMED, SERIES), format) == first
        assert matplotlib.rcParams["font.size"] == 30
    assert re.search(rb"20\d\d-\d\d-\d\dT", first) is None


def test_an_image_needs_matplotlib_and_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    with pytest.raises(OptionError, match=r"pip install 'bilat\[charts\]'"):
        draw_image(CHART, "svg")
    assert "Dniester Wire" in draw(CHART, "-").decode()


def test_the_name_of_the_file_says_what_is_drawn() -> None:
    pytest.importorskip("matplotlib")
    assert draw(CHART, "trade.SVG") == draw_image(CHART, "svg")
    assert draw(CHART, "out/trade.png") == draw_image(CHART, "png")
    assert draw(CHART, "-").decode().startswith("Trade turnover of Moldova and Latvia")
    with pytest.raises(OptionError, match=r"trade\.pdf.*\.svg or \.png"):
        draw(CHART, "trade.pdf")
