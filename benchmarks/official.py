"""Measure the official statistics: loading a year of Comtrade totals for all pairs of countries, and checking a relationship's claims.

python benchmarks/official.py
"""

from __future__ import annotations

import random
import tempfile
import time
from pathlib import Path


def measure() -> None:
    """Print one line for each measurement."""
    from bilat import api
    from bilat.record.model import Claim, Record, RecordFigure, Source
    from bilat.statistics.check import check_record
    from bilat.statistics.holdings import Holdings
    from bilat.statistics.layouts import load_areas
    from bilat.statistics.rates import embedded_rates
    from bilat.vocabulary import ISO3

    areas = load_areas()
    codes = [code for code in sorted(ISO3) if areas.code(code) is not None]
    chance = random.Random(6)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "totals.csv")
        columns = "typeCode,freqCode,refYear,period,reporterCode,reporterISO,flowCode,partnerCode,partnerISO,partner2Code,classificationCode,cmdCode,customsCode,motCode,cifvalue,fobvalue,primaryValue"
        lines = [columns]
        for reporter in codes[:145]:
            for partner in codes[:140]:
                for flow in ("X", "M"):
                    if reporter != partner:
                        value = round(chance.uniform(1e4, 5e10), 2)
                        cif, fob = ("", value) if flow == "X" else (value, "")
                        lines.append(f"C,A,2023,2023,{areas.code(reporter)},{reporter},{flow},{areas.code(partner)},{partner},0,H6,TOTAL,C00,0,{cif},{fob},{value}")
        path.write_text("\n".join(lines) + "\n", "utf-8")
        with api.open_store(f"{folder}/store.db") as store:
            started = time.perf_counter()
            loaded, table = api.load_statistics(store, path)
            took = time.perf_counter() - started
            assert not table.errors, table.errors[0]
            print(f"a year of Comtrade totals: {loaded.new:,} rows loaded in {took:.1f} s (at most 5)")
            figures = [
                RecordFigure(
                    id=f"f{n}",
                    measure=chance.choice(["trade_turnover", "exports", "imports"]),
                    parties=["AUT", "BEL"],
                    period=chance.choice(["2023", "2022", "2023-01/2023-06"]),
                    target=False,
                    claims=[
                        Claim(value=chance.uniform(1e9, 9e10), unit=chance.choice(["USD", "EUR"]), bound="about", change=None, side=None, sources=[Source("d", "f1", [(0, 5)])])
                    ],
                )
                for n in range(200)
            ]
            rates = embedded_rates()
            record = Record(parties=["AUT", "BEL"], figures=figures)
            times = []
            for _ in range(3):
                series = Holdings(store).series(["AUT", "BEL"])
                started = time.perf_counter()
                check_record(record, series, rates, {"d": "words"})
                times.append(time.perf_counter() - started)
            print(f"a relationship's 200 claims checked in {min(times) * 1000:.0f} ms once series are loaded (at most 100)")


if __name__ == "__main__":
    measure()
