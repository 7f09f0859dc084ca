"""Files of official series: every layout and packing, what is passed over, and what a bad row costs."""

from __future__ import annotations

import gzip
import io
import itertools
import os
import time
import zipfile
from pathlib import Path

import pytest

from bilat.errors import MissingFileError, TableError, TooLargeError
from bilat.statistics import layouts
from bilat.statistics.layouts import load_areas, read_table
from bilat.statistics.series import Observation

COLUMNS = [
    "typeCode", "freqCode", "refPeriodId", "refYear", "refMonth", "period", "reporterCode", "reporterISO", "reporterDesc", "flowCode", "flowDesc", "partnerCode",
    "partnerISO", "partnerDesc", "partner2Code", "partner2ISO", "partner2Desc", "classificationCode", "classificationSearchCode", "isOriginalClassification", "cmdCode",
    "cmdDesc", "aggrLevel", "isLeaf", "customsCode", "customsDesc", "mosCode", "motCode", "motDesc", "qtyUnitCode", "qtyUnitAbbr", "qty", "isQtyEstimated",
    "altQtyUnitCode", "altQtyUnitAbbr", "altQty", "isAltQtyEstimated", "netWgt", "isNetWgtEstimated", "grossWgt", "isGrossWgtEstimated", "cifvalue", "fobvalue",
    "primaryValue", "legacyEstimationFlag", "isReported", "isAggregate",
]  # fmt: skip
LEGACY = [
    "Classification", "Year", "Period", "Period Desc.", "Aggregate Level", "Is Leaf Code", "Trade Flow Code", "Trade Flow", "Reporter Code", "Reporter", "Reporter ISO",
    "Partner Code", "Partner", "Partner ISO", "2nd Partner Code", "2nd Partner", "2nd Partner ISO", "Customs Proc. Code", "Customs", "Mode of Transport Code",
    "Mode of Transport", "Commodity Code", "Commodity", "Qty Unit Code", "Qty Unit", "Qty", "Alt Qty Unit Code", "Alt Qty Unit", "Alt Qty", "Netweight (kg)",
    "Gross weight (kg)", "Trade Value (US$)", "CIF Trade Value (US$)", "FOB Trade Value (US$)", "Flag",
]  # fmt: skip


def row(**given: object) -> dict[str, str]:
    """A row of today's layout: Kazakhstan's exports to China in 2023, or what is given instead."""
    common = {"typeCode": "C", "freqCode": "A", "period": "2023", "reporterCode": "398", "reporterISO": "KAZ", "flowCode": "X", "partnerCode": "156", "partnerISO": "CHN"}
    common |= {"partner2Code": "0", "cmdCode": "TOTAL", "customsCode": "C00", "motCode": "0", "fobvalue": "14000000000.5", "primaryValue": "14000000000.5"}
    return dict.fromkeys(COLUMNS, "") | common | {name: str(value) for name, value in given.items()}


def legacy(**given: object) -> dict[str, str]:
    """A row of the layout of before 2023."""
    common = {"Classification": "H4", "Year": "2016", "Period": "2016", "Trade Flow Code": "2", "Trade Flow": "Export", "Reporter Code": "398", "Reporter ISO": "KAZ"}
    common |= {"Partner Code": "156", "Partner ISO": "CHN", "Commodity Code": "TOTAL", "Trade Value (US$)": "4200000000"}
    return dict.fromkeys(LEGACY, "") | common | {name: str(value) for name, value in given.items()}


def table(*rows: dict[str, str], separator: str = ",", quoted: bool = False, tail: str = "", end: str = "\r\n", mark: str = "") -> bytes:
    """Rows as a file of text: `tail` stands at the end of each but the first, as Comtrade's comma does."""

    def line(cells: list[str]) -> str:
        return separator.join(f'"{cell}"' if quoted or separator in cell else cell for cell in cells)

    return (mark + end.join([line(list(rows[0])), *(line(list(each.values())) + tail for each in rows)]) + end).encode()


EXPORTS = Observation(
    reporter="KAZ", partner="CHN", flow="exports", period="2023", value=14000000000.5, source="UN Comtrade", url="trade.csv", valuation="FOB", retrieved="2024-07-01T10:00:00Z"
)


def zipped(**members: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name.replace("_", "."), data)
    return packed.getvalue()


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
@pytest.mark.parametrize(("tail", "end"), [("", "\n"), (",", "\r\n")])
def test_a_download_is_read_however_it_is_written(separator: str, quoted: bool, mark: str, tail: str, end: str) -> None:
    data = table(row(partnerDesc="China, mainland"), separator=separator, quoted=quoted, mark=mark, tail=tail.replace(",", separator), end=end)
    for packed in (data, gzip.compress(data), zipped(TradeData_csv=data, readme_txt=b"about")):
        found = read_table(packed, name="trade.csv", retrieved="2024-07-01T10:00:00Z")
        assert (list(found), found.errors, found.rows, found.layout) == ([EXPORTS], [], 1, "comtrade")


def test_a_file_says_when_it_was_had(tmp_path: Path) -> None:
    path = tmp_path / "trade.csv"
    path.write_bytes(table(row()))
    os.utime(path, (1_719_828_000, 1_719_828_000))
    [found] = read_table(path)
    assert (found.url, found.retrieved) == (str(path), "2024-07-01T10:00:00Z")
    [named] = read_table(str(path), name="Comtrade, downloaded", retrieved="2025-01-01T00:00:00Z")
    assert (named.url, named.retrieved) == ("Comtrade, downloaded", "2025-01-01T00:00:00Z")


def test_flows_periods_partners_and_valuations() -> None:
    rows = [
        row(flowCode="M", fobvalue="", cifvalue="9e9", primaryValue="9e9"),
        row(flowCode="M", partnerCode=0, partnerISO="W00", cifvalue="0", fobvalue="61000", primaryValue="61000"),
        row(period="202305", freqCode="M", fobvalue="0", primaryValue="0"),
        row(reporterCode=842, reporterISO="USA", partnerCode=699, partnerISO="IND", fobvalue=""),
        row(reporterCode=156, reporterISO="CHN", partnerCode=490, partnerISO="S19"),
        row(reporterCode=840, reporterISO="USA"),  # not a number of Comtrade's, the code says who it is
        row(reporterCode=280, reporterISO="DEU", period=1985),
    ]
    found = [(one.reporter, one.partner, one.flow, one.period, one.value, one.valuation) for one in read_table(table(*rows))]
    assert found == [
        ("KAZ", "CHN", "imports", "2023", 9e9, "CIF"),
        ("KAZ", "WLD", "imports", "2023", 61000.0, "FOB"),
        ("KAZ", "CHN", "exports", "2023-05", 0.0, "FOB"),
        ("USA", "IND", "exports", "2023", 14000000000.5, None),
        ("CHN", "TWN", "exports", "2023", 14000000000.5, "FOB"),
        ("USA", "CHN", "exports", "2023", 14000000000.5, "FOB"),
        ("DEU", "CHN", "exports", "1985", 14000000000.5, "FOB"),
    ]


def test_the_layout_of_before_2023() -> None:
    rows = [
        legacy(),
        legacy(**{"Trade Flow Code": "1", "Trade Flow": "Import", "Partner Code": "0", "Partner ISO": "WLD", "CIF Trade Value (US$)": "25000"}),
        legacy(**{"Trade Flow Code": "3", "Trade Flow": "Re-Export"}),
        legacy(**{"Commodity Code": "01"}),
        legacy(**{"Period": "201604", "Trade Value (US$)": "77"}),
    ]
    found = read_table(table(*rows))
    assert [(one.partner, one.flow, one.period, one.value, one.valuation) for one in found] == [
        ("CHN", "exports", "2016", 4.2e9, None),
        ("WLD", "imports", "2016", 25000.0, "CIF"),
        ("CHN", "exports", "2016-04", 77.0, None),
    ]
    assert (found.layout, found.rows, found.errors) == ("comtrade legacy", 5, [])
    assert found.passed_over == {"re-exports, re-imports and other flows": 1, "a commodity": 1}


def test_the_older_layout_without_numbers() -> None:
    data = b"Classification,Year,Period,Trade Flow,Reporter,Reporter ISO,Partner ISO,Commodity Code,Trade Value (US$)\nH4,2016,2016,Export,Kazakhstan,KAZ,CHN,TOTAL,42\n"
    assert [(one.reporter, one.partner, one.value) for one in read_table(data)] == [("KAZ", "CHN", 42.0)]


def test_parts_of_totals_and_other_flows_are_passed_over_and_counted() -> None:
    rows = [row(), row(), row(flowCode="RX"), row(flowCode="RM"), row(cmdCode="27"), row(partner2Code="398"), row(customsCode="C01"), row(motCode="2100"), row(typeCode="S")]
    rows += [row(partnerCode="899", partnerISO="_X"), row(reporterCode="97", reporterISO="EUR"), row(reporterCode="0"), row(period="2022", primaryValue="", fobvalue="")]
    found = read_table(table(*rows))
    assert len(list(found)) == 1
    assert (found.errors, found.rows) == ([], 13)
    assert found.passed_over == {
        "repeated": 1,
        "re-exports, re-imports and other flows": 2,
        "a commodity": 1,
        "by second partner": 1,
        "by customs procedure": 1,
        "by mode of transport": 1,
        "services": 1,
        "a partner that is no country": 1,
        "a reporter that is no country": 2,
        "no value": 1,
    }


def test_a_bad_row_costs_no_good_one_and_is_told_by_its_place() -> None:
    lines = table(*(row(partnerCode=code, partnerISO="") for code in (156, 643, 860, 417, 762, 795, 276, 442)), end="\n").decode().split("\n")
    lines[2] = lines[2].replace("14000000000.5", "fourteen", 2)
    lines[3] = lines[3].replace("2023,398", "2023-13,398")
    lines[4] = lines[4].replace(",X,", ",Q,")
    lines[5] = lines[5][:60]
    lines[6] = '"' + lines[6]  # never closed
    lines[7] = lines[7].replace(",276,", ",D,")
    lines[8] = lines[8].replace("14000000000.5", "-5", 2)
    lines[9:] = [lines[1].replace("14000000000.5", "15"), lines[1].replace(",156,", ",643,"), "", "no data matches"]
    found = read_table("\n".join(lines).encode(), name="trade.csv")
    assert [(one.partner, one.value) for one in found] == [("CHN", 14000000000.5), ("RUS", 14000000000.5)]
    assert found.bad == len(found.errors) == 9
    assert [(error.line, error.column) for error in found.errors] == [
        (3, "primaryValue"),
        (4, "period"),
        (5, "flowCode"),
        (6, None),
        (7, None),
        (8, "partnerCode"),
        (9, "primaryValue"),
        (10, None),
        (13, None),
    ]
    assert str(found.errors[0]) == "trade.csv, line 3, column 'primaryValue': 'fourteen' is no number"
    assert "of which an earlier row says 14,000,000,000" in str(found.errors[7])


@pytest.mark.parametrize("value", ["nan", "inf", "-1", "1,5", "0x10", "1e999"])
def test_no_value_is_made_of_what_is_none(value: str) -> None:
    found = read_table(table(row(primaryValue=value, fobvalue="")))
    assert (list(found), found.bad) == ([], 1)


def test_names_in_any_encoding_cost_nothing() -> None:
    data = table(row(partnerDesc="Côte d'Ivoire"), row(partnerCode="792", partnerDesc="Türkiye"), mark="\ufeff")
    for encoded in (data, data.decode("utf-8-sig").encode("latin-1"), data.decode("utf-8-sig").encode("cp1252")):
        assert [one.partner for one in read_table(encoded)] == ["CHN", "TUR"]


def test_all_tables_of_an_archive_are_read() -> None:
    found = read_table(zipped(a_csv=table(row()), b_csv=table(row(period="2022")), c_csv=b"<html>", notes_pdf=b"%PDF"), name="years.zip")
    assert [one.period for one in found] == ["2023", "2022"]
    assert [str(error).split(":")[0:2] for error in found.errors] == [["years.zip", " c.csv, line 1"]]


def test_what_breaks_off_gives_what_stood_before() -> None:
    data = gzip.compress(table(*(row(period=year, primaryValue=f"{year}.{year**9}", fobvalue="") for year in range(1962, 2024))))
    found = read_table(data[: len(data) * 3 // 4], name="trade.csv.gz")
    periods = [one.period for one in found]
    assert 5 < len(periods) < 62 and periods == sorted(periods)
    assert "breaks off" in str(found.errors[-1])


def test_our_own_columns(tmp_path: Path) -> None:
    header = "period,reporter,partner,flow,value,unit,source,url,precision,valuation,revised,retrieved"
    lines = [
        "2023,KAZ,CHN,exports,14.7e9,USD,Бюро национальной статистики,https://stat.example.org/1,1e6,FOB,2024-04-15,2024-05-01T00:00:00Z",
        "2023-05,KAZ,WLD,turnover,11e9,,Бюро национальной статистики,,,,,",
        "2023,KAZ,CHN,exports,14.9e9,USD,Бюро национальной статистики,,,,2024-09,",  # revised: another figure
        "2023,KAZ,CHN,exports,15.1e9,USD,Бюро национальной статистики,,,,2024-09,",
        "2023,KAZ,Chn,exports,1,USD,B,,,,,",
        "2023,KAZ,CHN,re-exports,1,USD,B,,,,,",
        "2023-00,KAZ,CHN,exports,1,USD,B,,,,,",
        "2023,KAZ,CHN,imports,,USD,B,,,,,",
        "2023,KAZ,CHN,imports,1,dollars,B,,,,,",
        "2023,KAZ,CHN,imports,1,USD,,,,,,",
        "2023,KAZ,CHN,imports,1,USD,B,,,FAS,,",
        "2023,WLD,CHN,imports,1,USD,B,,,,,",
        "2023,KAZ,CHN,imports,1,USD,B,,,,yesterday,",
        "2023,KAZ,CHN,imports,1,USD,B,,many,,,",
    ]
    path = tmp_path / "own.csv"
    path.write_text("\n".join([header, *lines]), "utf-8")
    found = read_table(path, retrieved="2026-01-31T12:00:00Z")
    first, month, revised = found
    assert first == Observation(
        reporter="KAZ", partner="CHN", flow="exports", period="2023", value=14.7e9, unit="USD", source="Бюро национальной статистики", url="https://stat.example.org/1",
        precision=1e6, valuation="FOB", revised="2024-04-15", retrieved="2024-05-01T00:00:00Z",
    )  # fmt: skip
    assert (month.partner, month.flow, month.period, month.unit, month.precision, month.valuation, month.url) == ("WLD", "turnover", "2023-05", "USD", 1.0, None, str(path))
    assert (month.revised, month.retrieved) == (None, "2026-01-31T12:00:00Z")
    assert (revised.value, revised.revised) == (14.9e9, "2024-09")
    columns = [error.column for error in found.errors]
    assert columns == [None, "partner", "flow", "period", "unit", "source", "valuation", "reporter", "revised", "precision"]
    assert (found.layout, dict(found.passed_over)) == ("bilat", {"no value": 1})


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the table is empty"),
        (b"\n\n", "the table is empty"),
        (b"<html><body>Sign in</body></html>", "no layout that is known.*it begins with '<html>"),
        (b'{"count": 0, "data": []}', "no layout that is known"),
        (b"country,year,gdp\nKAZ,2023,1\n", "no layout that is known"),
        (b"reporterCode,flowCode,period,primaryValue\n", "there is no column 'partnercode'"),
        (b"reporterCode,flowCode,partnerCode,period,cifvalue\n", "there is no column 'primaryvalue'"),
        (b"reporter,partner,flow,period,value\n", "there is no column 'source'"),
        (table(row()).decode().encode("utf-16"), "in UTF-16"),
        (zipped(readme_txt=b"nothing"), "no table"),
        (zipped(a_csv=table(row()))[:100], "zip archive is broken"),
        (gzip.compress(table(row()))[:15], "what is packed is broken"),
    ],
    ids=itertools.count(),
)
def test_what_is_no_table_is_refused_by_name(data: bytes, message: str) -> None:
    with pytest.raises(TableError, match=f"trade.csv.*{message}"):
        read_table(data, name="trade.csv")


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(MissingFileError, match=r"absent\.csv"):
        read_table(tmp_path / "absent.csv")


def test_what_unpacks_without_end_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(layouts, "MAX_UNPACKED", 1 << 20)
    bomb = table(row()) + b"\n" * (8 << 18)
    for packed in (gzip.compress(bomb), zipped(a_csv=bomb)):
        with pytest.raises(TooLargeError, match=r"trade\.csv: unpacks to more"):
            list(read_table(packed, name="trade.csv"))


def test_a_year_of_all_pairs_is_read_in_time(tmp_path: Path) -> None:
    countries = [(str(area.code), str(area.iso3)) for area in load_areas() if area.kind == "country"]
    pairs = [(by, of) for by in countries[:145] for of in countries[:140] if by != of]
    rows = [
        row(reporterCode=by[0], reporterISO=by[1], partnerCode=of[0], partnerISO=of[1], flowCode=flow, fobvalue="", partnerDesc="A name, with a comma")
        for by, of in pairs
        for flow in "MX"
    ]
    path = tmp_path / "year.csv.gz"
    path.write_bytes(gzip.compress(table(*rows, tail=","), 1))
    started = time.process_time()
    found = read_table(path)
    assert sum(1 for _ in found) == len(rows) > 40_000
    assert time.process_time() - started < 2.0
    assert (found.bad, found.passed_over) == (0, {})
