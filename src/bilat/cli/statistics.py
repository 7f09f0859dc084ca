"""Commands over official statistics, and the check of claimed figures against them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated, Optional

import typer

from ..errors import OptionError
from .app import StoreOption, app

statistics = typer.Typer(no_args_is_help=True, help="Official series of goods trade: load, fetch and show them.")
app.add_typer(statistics, name="statistics")


@statistics.command()
def load(
    file: Annotated[list[str], typer.Argument(metavar="FILE...", help="CSV files in Comtrade's download layouts, plain, gzip or zip, or with the columns of `show --csv`.")],
    store: StoreOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print what was loaded as JSON.")] = False,
) -> None:
    """Load official series from files; a row that cannot be read costs only itself, and loading again changes nothing."""
    from .. import api
    from ..views.checks import print_loaded
    from ..views.output import write_json

    failed = 0
    told = []
    with api.open_store(store) as opened:
        for name in file:
            loaded, table = api.load_statistics(opened, name)
            failed += table.bad
            told.append({"file": name, "came": loaded.came, "new": loaded.new, "bad": table.bad, "passed_over": dict(table.passed_over)})
            for error in table.errors:
                print(f"bilat: {error}", file=sys.stderr)
            if not json:
                print_loaded(name, loaded, table.bad, table.passed_over)
    if json:
        write_json(told)
    if failed:
        raise typer.Exit(1)


@statistics.command()
def fetch(
    one: Annotated[str, typer.Argument(metavar="COUNTRY", help="A country by any usual name or code.")],
    other: Annotated[str, typer.Argument(metavar="COUNTRY", help="The other.")],
    store: StoreOption = None,
    since: Annotated[int, typer.Option(help="The first year.")] = 2015,
    until: Annotated[Optional[int], typer.Option(help="The last year; by default last year.")] = None,  # noqa: UP045
    source: Annotated[str, typer.Option(help="comtrade (UN Comtrade) or imf (IMF, International Merchandise Trade Statistics).")] = "comtrade",
    monthly: Annotated[bool, typer.Option("--monthly", help="Months instead of years.")] = False,
    ranking: Annotated[bool, typer.Option("--ranking", help="With all partners of both, which the check of `largest partner` needs.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print what was answered as JSON.")] = False,
) -> None:
    """Fetch the goods trade of two countries as each of them reports it; $BILAT_COMTRADE_KEY holds Comtrade's key, where you have one."""
    from .. import api
    from ..views.checks import print_answers
    from ..views.output import write_json

    with api.open_store(store) as opened:
        loaded, answers = api.fetch_statistics(
            opened, one, other, since=since, until=until, source=source, monthly=monthly, ranking=ranking, key=os.environ.get("BILAT_COMTRADE_KEY") or None
        )
    if json:
        write_json({"came": loaded.came, "new": loaded.new, "answers": [answer._asdict() for answer in answers]})
    else:
        print_answers(loaded, answers)


@statistics.command()
def show(
    one: Annotated[str, typer.Argument(metavar="COUNTRY", help="A country by any usual name or code.")],
    other: Annotated[str, typer.Argument(metavar="COUNTRY", help="The other.")],
    store: StoreOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print the observations as JSON.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print the observations as CSV, which `load` reads.")] = False,
) -> None:
    """Show what both countries' statistics say of their trade, side by side, with the sources."""
    from .. import api
    from ..views.checks import observations_between, print_series, write_csv
    from ..views.output import write_json

    codes = api.countries(one, other)
    with api.store_if_there(store) as opened:
        series = api.series_of(opened, *codes)
    if json:
        write_json(observations_between(series, *codes))
    elif csv:
        write_csv(observations_between(series, *codes))
    else:
        print_series(series, *codes)


@app.command()
def check(
    what: Annotated[list[str], typer.Argument(metavar="WHAT", help='A file; two countries; or a claim in quotes, such as "KAZ CHN turnover 2023 41 bn USD".')],
    store: StoreOption = None,
    published: Annotated[Optional[str], typer.Option(help="Of a file: the day of publication, YYYY-MM-DD.")] = None,  # noqa: UP045
    chart: Annotated[str | None, typer.Option("--chart", help="Of two countries or a file: draw claims and both series; to a .svg or .png file, or `-` for the terminal.")] = None,
    flow: Annotated[str, typer.Option(help="Of the chart: turnover, or exports or imports of the first country.")] = "turnover",
    json: Annotated[bool, typer.Option("--json", help="Print the checks as JSON.")] = False,
) -> None:
    """Check claimed figures against the official statistics of both partners: whose series each matches, and how far it is from the other's."""
    from .. import api
    from ..views.checks import print_check, print_checked, print_checked_record
    from ..views.output import write_bytes, write_json
    from ..views.trade import draw

    with api.store_if_there(store) as opened:
        if len(what) == 1 and Path(what[0]).is_file():
            reading = api.read_file(what[0], published=published)
            if chart is not None:
                write_bytes([draw(api.trade_chart(opened, api.record_of_reading(reading), flow), chart)], None if chart == "-" else chart)
                return
            found = api.check_reading(opened, reading)
            write_json([{"fact": figure.id, **made.to_dict()} for figure, made in found]) if json else print_checked(reading, found)
        elif opened is not None and api.are_parties(what):
            record = api.record_of(opened, *what)
            if chart is not None:
                write_bytes([draw(api.trade_chart(opened, record, flow), chart)], None if chart == "-" else chart)
            elif json:
                write_json([{"figure": figure.id, **figure.check} for figure in record.figures if figure.check])
            else:
                print_checked_record(record)
        elif chart is not None:
            raise OptionError("chart: it shows the claims of a file, or of two countries' record in a store")
        else:
            made = api.check(opened, " ".join(what))
            write_json(made.to_dict()) if json else print_check(made, " ".join(what))
