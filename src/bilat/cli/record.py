"""Commands over the record of a relationship, and a person's judgement of it."""

from __future__ import annotations

import sys
from typing import Annotated, Optional

import typer

from .app import PartiesArgument, StoreOption, WithOption, app


@app.command()
def merges(
    parties: PartiesArgument,
    store: StoreOption = None,
    kind: Annotated[Optional[str], typer.Option(help="Only merges of this kind: person, event, instrument, commitment.")] = None,  # noqa: UP045
    doubtful: Annotated[bool, typer.Option("--doubtful", help="Only the least certain, for or against.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """List which mentions were joined into one thing or kept apart, and why: what `bilat judge` decides about."""
    from .. import api
    from ..views.output import write_json
    from ..views.record import merges_json, print_merges

    with api.open_store(store, create=False) as opened:
        found = [merge for merge in api.merges(opened, *parties) if (kind is None or merge.kind == kind) and (not doubtful or abs(merge.score) < 1)]
    write_json(merges_json(found)) if json else print_merges(found)


@app.command()
def compare(
    event: Annotated[str, typer.Argument(metavar="EVENT", help="An event's id, or the beginning of it, as `bilat timeline` shows it.")],
    store: StoreOption = None,
    between: Annotated[Optional[list[str]], typer.Option("--between", help="The two countries, each by an option of its own; else the store's busiest pairs are tried.")] = None,  # noqa: UP045
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Compare what each side's readout says of one event, row by row: stated, absent, contradicted, or unknown."""
    from .. import api
    from ..views.comparison import print_comparison
    from ..views.output import write_json

    with api.open_store(store, create=False) as opened:
        comparison, record = api.compare(opened, event, *(between or []))
    write_json(comparison.to_dict()) if json else print_comparison(comparison, record)


@app.command()
def judge(
    verdict: Annotated[str, typer.Argument(metavar="VERDICT", help="same, not_same, unsure (of two mentions); accept, reject, correct (a fact); state (of a commitment); undo.")],
    subject: Annotated[Optional[list[str]], typer.Argument(metavar="[KEY...]", help="The mentions judged, as `bilat merges` shows them.")] = None,  # noqa: UP045
    by: Annotated[str, typer.Option("--by", help="Who judges.")] = "",
    store: StoreOption = None,
    slot: Annotated[Optional[str], typer.Option(help="With correct: the slot.")] = None,  # noqa: UP045
    value: Annotated[Optional[str], typer.Option(help="With correct: its value, as JSON; with state: fulfilled, dropped, …")] = None,  # noqa: UP045
    date: Annotated[Optional[str], typer.Option(help="With state: since when.")] = None,  # noqa: UP045
    undoes: Annotated[Optional[str], typer.Option(help="With undo: the id of the review.")] = None,  # noqa: UP045
) -> None:
    """Judge what the machine did: the word of a person beats the machine's, is never lost, and can be undone."""
    from .. import api

    with api.open_store(store, create=False) as opened:
        review = api.judge(opened, by, verdict, subject or [], slot=slot, value=value, date=date, undoes=undoes)
    print(f"{review.id}  {review.verdict} by {review.reviewer} at {review.made}")


def _record_command(name: str, help: str) -> None:
    """Add a command over the record of a relationship: all take the same options and print their part of it."""

    def command(
        parties: PartiesArgument,
        store: StoreOption = None,
        counterpart: WithOption = None,
        since: Annotated[Optional[str], typer.Option(help="Only documents published on or after this date.")] = None,  # noqa: UP045
        until: Annotated[Optional[str], typer.Option(help="Only documents published on or before this date.")] = None,  # noqa: UP045
        only_reviewed: Annotated[bool, typer.Option("--only-reviewed", help="Only what a person accepted or corrected.")] = False,
        json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    ) -> None:
        from .. import api
        from ..views.output import write_json
        from ..views.record import PRINTERS

        with api.open_store(store, create=False) as opened:
            record = api.record_of(opened, *parties, *counterpart or [], since=since, until=until, only_reviewed=only_reviewed)
            outdated = api.outdated(opened, *parties, *counterpart or [])
        if outdated:
            print(f"bilat: {outdated:,} of its documents were read by another version of bilat; `bilat reread` reads them anew", file=sys.stderr)
        if not json:
            PRINTERS[name](record)
        elif name == "record":
            write_json(record.to_dict())
        else:
            write_json(record.events if name == "timeline" else getattr(record, name))

    command.__doc__ = help
    app.command(name)(command)


_record_command("record", "Show the record of a relationship: each thing once, with all its sources.")
_record_command("timeline", "List visits and meetings in the order of their dates.")
_record_command("people", "List who is who, with the offices that they held and when.")
_record_command("instruments", "List agreements and other documents with what was done with them.")
_record_command("commitments", "List what was promised and what came of it, what is overdue first.")


@app.command()
def calendar(
    parties: PartiesArgument,
    store: StoreOption = None,
    counterpart: WithOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    ics: Annotated[bool, typer.Option("--ics", help="Print it as iCalendar, to which a calendar program subscribes.")] = False,
) -> None:
    """List what lies ahead: planned visits and meetings, due dates, sessions."""
    from .. import api
    from ..views.ics import calendar_ics
    from ..views.output import write_bytes, write_json
    from ..views.record import print_calendar

    with api.open_store(store, create=False) as opened:
        record = api.record_of(opened, *parties, *counterpart or [])
    if ics:
        write_bytes([calendar_ics(record)], None)
    else:
        write_json(record.calendar) if json else print_calendar(record)
