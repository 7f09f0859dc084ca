"""The command line: parses, calls, prints."""

from __future__ import annotations

import os
import sys
from typing import Annotated, Optional

import typer

from . import __version__
from .errors import BilatError
from .sources import Metadata, find_files

app = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False,
                  help="Reads diplomatic press pieces and keeps the record of a bilateral relationship.")  # fmt: skip


@app.callback(invoke_without_command=True)
def _root(version: Annotated[bool, typer.Option("--version", help="Print the version and leave.")] = False) -> None:
    if version:
        typer.echo(f"bilat {__version__}")
        raise typer.Exit


@app.command()
def read(
    what: Annotated[list[str], typer.Argument(metavar="FILE...", help="Files or folders of plain text; '-' for standard input.")],
    json: Annotated[bool, typer.Option("--json", help="Print the reading of one file as JSON.")] = False,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Print one reading a line, in the order of the file names.")] = False,
    published: Annotated[Optional[str], typer.Option(help="The day of publication, YYYY-MM-DD.")] = None,  # noqa: UP045
    publisher: Annotated[Optional[str], typer.Option(help="Who published it.")] = None,  # noqa: UP045
    side: Annotated[Optional[str], typer.Option(help="The country whose government or state press issued it (ISO 3166-1 alpha-3).")] = None,  # noqa: UP045
    url: Annotated[Optional[str], typer.Option(help="Its address.")] = None,  # noqa: UP045
    title: Annotated[Optional[str], typer.Option(help="Its title.")] = None,  # noqa: UP045
    jobs: Annotated[int, typer.Option(min=1, max=256, help="Processes to read with.")] = 1,
    color: Annotated[Optional[bool], typer.Option("--color/--no-color", help="Colour the terminal view, or not; by default where it is a terminal.")] = None,  # noqa: UP045
) -> None:
    """Read press pieces: everything in them that belongs in the record, each fact tied to its words."""
    from .scale import read_files
    from .views.output import write_lines, write_views

    if json and jsonl:
        raise typer.BadParameter("give --json for one reading, or --jsonl for one a line, not both")
    metadata = Metadata(published=published, publisher=publisher, side=side.upper() if side else None, url=url, title=title)
    names = list(find_files(what))
    many = len(what) > 1 or names != what
    if json and len(names) != 1:
        raise typer.BadParameter(f"--json prints one reading, but {len(names)} files are given; use --jsonl")
    lines = read_files(names, metadata, jobs=jobs)
    if json or jsonl:
        failed = write_lines(lines, len(names), many=many)
    else:
        failed = write_views(lines, len(names), many=many, color=color)
    if failed:
        raise typer.Exit(1)


@app.command()
def code(
    table: Annotated[str, typer.Argument(metavar="FILE.tsv", help="A table with a column marked_sentence; '-' for standard input.")],
) -> None:
    """Code marked sentences: what the source does to the target, as PLOVER event, mode and score."""
    from .scale import NEW_COLUMNS, code_rows
    from .sources import open_table
    from .views.output import write_table

    opened = open_table(table, "marked_sentence")
    columns = [*(c for c in opened.columns if c not in NEW_COLUMNS), *NEW_COLUMNS]
    if write_table(columns, code_rows(opened), table):
        raise typer.Exit(1)


@app.command()
def statements(
    what: Annotated[list[str], typer.Argument(metavar="FILE...", help="Files or folders of plain text; '-' for standard input.")],
) -> None:
    """Find who is said to say, think or want what in any text, be it of two countries or of none: one line of JSON a file."""
    from .scale import attribute_files
    from .views.output import write_lines

    names = list(find_files(what))
    if write_lines(attribute_files(names), len(names), many=len(what) > 1 or names != what):
        raise typer.Exit(1)


@app.command()
def events(
    readings: Annotated[list[str], typer.Argument(metavar="READINGS...", help="Files of readings as `bilat read --jsonl` or `--json` prints them; '-' for standard input.")],
    output: Annotated[Optional[str], typer.Option("--output", "-o", help="Where to write; standard output if not given.")] = None,  # noqa: UP045
    format: Annotated[Optional[str], typer.Option(help="csv, parquet or jsonl; by default what the name of the output says, else csv.")] = None,  # noqa: UP045
) -> None:
    """Turn readings into a tidy table of events, one row an event, every code checked."""
    from .sources import read_readings
    from .views.events import encode, event_rows, format_of
    from .views.output import write_bytes

    chosen = format_of(output, format)
    write_bytes(encode((row for reading in read_readings(readings) for row in event_rows(reading)), chosen), output)


StoreOption = Annotated[Optional[str], typer.Option("--store", help="The store: a file, or postgresql://USER@HOST/NAME; by default $BILAT_STORE, else bilat.db.")]  # noqa: UP045
WithOption = Annotated[
    list[str] | None, typer.Option("--with", metavar="WHOM", help="A country, region or organisation as the other party, or `everyone`, which is what one country alone gives.")
]
JobsOption = Annotated[int, typer.Option("--jobs", min=1, max=256, help="Processes to read with.")]


@app.command()
def ingest(
    what: Annotated[
        list[str],
        typer.Argument(metavar="WHAT...", help="Files (text, HTML, PDF, DOCX, JSON Lines, WARC), folders, addresses of pages, feeds or sitemaps; '-' for standard input."),
    ],
    store: StoreOption = None,
    no_read: Annotated[bool, typer.Option("--no-read", help="Store only; `bilat reread` reads later.")] = False,
    jobs: JobsOption = 1,
    json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
    since: Annotated[Optional[str], typer.Option(help="Pass over pages that a feed or sitemap dates before this day.")] = None,  # noqa: UP045
    published: Annotated[Optional[str], typer.Option(help="The day of publication, for all that is given.")] = None,  # noqa: UP045
    publisher: Annotated[Optional[str], typer.Option(help="Who published it.")] = None,  # noqa: UP045
    side: Annotated[Optional[str], typer.Option(help="The country whose government or state press issued it (ISO 3166-1 alpha-3).")] = None,  # noqa: UP045
) -> None:
    """Take documents into the store, once, and read them; run again, it does only what is missing."""
    from . import api
    from .views.output import write_json
    from .views.store import print_summary, progress

    metadata = Metadata(published=published, publisher=publisher, side=side.upper() if side else None)
    with api.open_store(store) as opened, progress("ingesting") as tell:
        summary = api.ingest(what, opened, metadata=metadata, read=not no_read, jobs=jobs, since=since, tell=tell)
    write_json(summary) if json else print_summary(summary)
    if summary.failed or summary.unread:
        raise typer.Exit(1)


@app.command()
def reread(
    store: StoreOption = None,
    everything: Annotated[bool, typer.Option("--all", help="Read every document anew, not only those that this version has not read.")] = False,
    jobs: JobsOption = 1,
    json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
) -> None:
    """Read the stored documents that this version of bilat has not read yet."""
    from . import api
    from .views.output import write_json
    from .views.store import print_summary, progress

    with api.open_store(store, create=False) as opened, progress("reading", opened.counts()["documents"]) as tell:
        summary = api.reread(opened, everything=everything, jobs=jobs, tell=tell)
    write_json(summary) if json else print_summary(summary)


@app.command()
def rebuild(
    store: StoreOption = None,
    jobs: JobsOption = 1,
    json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
) -> None:
    """Compute everything anew from documents and reviews: copies and readings, from which the record follows."""
    from . import api
    from .views.output import write_json
    from .views.store import print_summary, progress

    with api.open_store(store, create=False) as opened, progress("rebuilding", opened.counts()["documents"]) as tell:
        summary = api.rebuild(opened, jobs=jobs, tell=tell)
    write_json(summary) if json else print_summary(summary)


@app.command()
def merges(
    parties: Annotated[
        list[str],
        typer.Argument(metavar="COUNTRY [COUNTRY]", help="Two countries by any usual name or code; a country and a region or organisation; one for a country with everyone."),
    ],
    store: StoreOption = None,
    kind: Annotated[Optional[str], typer.Option(help="Only merges of this kind: person, visit, meeting, instrument, commitment.")] = None,  # noqa: UP045
    doubtful: Annotated[bool, typer.Option("--doubtful", help="Only the least certain, for or against.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """List which mentions were joined into one thing or kept apart, and why: what `bilat judge` decides about."""
    from . import api
    from .views.output import write_json
    from .views.record import merges_json, print_merges

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
    from . import api
    from .views.comparison import print_comparison
    from .views.output import write_json

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
    from . import api

    with api.open_store(store, create=False) as opened:
        review = api.judge(opened, by, verdict, subject or [], slot=slot, value=value, date=date, undoes=undoes)
    print(f"{review.id}  {review.verdict} by {review.reviewer} at {review.made}")


@app.command()
def watch(
    what: Annotated[list[str] | None, typer.Argument(metavar="[FEED...]", help="Feeds' addresses, publishers' names or domains; without any, the feeds followed before.")] = None,
    store: StoreOption = None,
    country: Annotated[Optional[list[str]], typer.Option(help="Follow the feeds of this country's publishers (ISO 3166-1 alpha-3); may be repeated.")] = None,  # noqa: UP045
    once: Annotated[bool, typer.Option("--once", help="One round, then leave: for cron.")] = False,
    every: Annotated[float, typer.Option(min=1, help="Minutes between two looks at a feed.")] = 15,
    no_read: Annotated[bool, typer.Option("--no-read", help="Store only; `bilat reread` reads later.")] = False,
    jobs: JobsOption = 1,
    json: Annotated[bool, typer.Option("--json", help="Print what each round did as a line of JSON.")] = False,
) -> None:
    """Follow feeds: ask them politely, fetch what they announce, store and read it."""
    from . import api
    from .record.watch import feeds_for
    from .sources.publishers import load_publishers
    from .views.output import write_json
    from .views.store import print_round

    tell = write_json if json else print_round
    feeds = feeds_for(what or [], [code.upper() for code in country or []], load_publishers())
    with api.open_store(store) as opened, api.watching(opened, read=not no_read, jobs=jobs, every=every * 60) as watching:
        watching.follow(feeds)
        if not opened.feeds.states():
            raise typer.BadParameter("no feed is followed yet; give a feed's address, a publisher, or --country")
        if not once:
            watching.run(tell_round=tell)
        done = watching.once(all_due=True)
        tell(done)
    if done.failed or done.pieces.failed:
        raise typer.Exit(1)


@app.command()
def search(
    query: Annotated[str, typer.Argument(metavar="QUERY", help='Words, "phrases", OR, -word.')],
    store: StoreOption = None,
    country: Annotated[Optional[list[str]], typer.Option(help="Only pieces that deal with this country (ISO 3166-1 alpha-3); may be repeated.")] = None,  # noqa: UP045
    since: Annotated[Optional[str], typer.Option(help="Published on or after this date (YYYY, YYYY-MM or YYYY-MM-DD).")] = None,  # noqa: UP045
    until: Annotated[Optional[str], typer.Option(help="Published on or before this date.")] = None,  # noqa: UP045
    side: Annotated[Optional[str], typer.Option(help="Issued by the government or state press of this country.")] = None,  # noqa: UP045
    publisher: Annotated[Optional[str], typer.Option(help="Part of a publisher's name.")] = None,  # noqa: UP045
    language: Annotated[Optional[str], typer.Option(help="In this language (BCP 47).")] = None,  # noqa: UP045
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 20,
    json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Search the text of the stored documents, the best first, copies of one piece once."""
    from . import api
    from .record import Filters
    from .views.output import write_json
    from .views.store import print_hits

    filters = Filters(tuple(code.upper() for code in country or []), since, until, side.upper() if side else None, publisher, language)
    with api.open_store(store, create=False) as opened:
        hits = opened.search(query, filters, limit=limit)
        unread = opened.unread_count() if country else 0
    write_json([hit._asdict() for hit in hits]) if json else print_hits(hits)
    if unread:
        print(f"bilat: {unread:,} documents are not read yet, and so found by country only where their publisher is the country's; run `bilat reread`", file=sys.stderr)
    if not hits:
        raise typer.Exit(1)


@app.command()
def show(
    id: Annotated[str, typer.Argument(metavar="ID", help="A document's id, or the beginning of it.")],
    store: StoreOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print its reading as JSON.")] = False,
    fact: Annotated[Optional[str], typer.Option("--fact", help="Print only the words that this fact rests on, and where they stand in text and bytes.")] = None,  # noqa: UP045
    raw: Annotated[bool, typer.Option("--raw", help="Print the bytes that it was made from, as they came.")] = False,
) -> None:
    """Show a stored document: where it comes from, its copies, and its reading."""
    from . import api
    from .views.output import write_bytes
    from .views.store import print_document, print_evidence
    from .views.terminal import print_reading
    from .vocabulary import Reading

    with api.open_store(store, create=False) as opened:
        document = opened.document(id)
        if raw:
            write_bytes([opened.raw(document.id)[0]], None)
            return
        reading = opened.reading(document.id)
        if json:
            write_bytes([(reading if isinstance(reading, Reading) else Reading(document=document)).to_json().encode(), b"\n"], None)
            return
        if fact:
            print_evidence(reading, fact, lambda span: opened.locate(document.id, span))
            return
        told = None if isinstance(reading, Reading) else reading or "not yet; run `bilat reread`"
        print_document(document, opened.places(document.id), opened.copies(document.id), told)
    print_reading(reading if isinstance(reading, Reading) else Reading(document=document))


@app.command()
def failures(
    store: StoreOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """List the places from which nothing could be read, each with what is wrong."""
    from . import api
    from .views.output import write_json

    with api.open_store(store, create=False) as opened:
        listed = opened.failures()
    if json:
        write_json([{"location": location, "error": error} for location, error in listed])
    for location, error in [] if json else listed:
        print(error if error.startswith(location) else f"{location}: {error}")


@app.command()
def export(
    store: StoreOption = None,
    output: Annotated[Optional[str], typer.Option("--output", "-o", help="Where to write; standard output if not given.")] = None,  # noqa: UP045
) -> None:
    """Write everything in the store as lines of JSON: documents with their bytes, places, copies and readings, then failures."""
    from . import api
    from .views.output import write_bytes

    with api.open_store(store, create=False) as opened:
        write_bytes(opened.export(), output)


@app.command()
def publishers(
    file: Annotated[
        str | None, typer.Option("--file", help="A list of your own (TOML), besides the built-in one; by default $BILAT_PUBLISHERS or the one in your configuration.")
    ] = None,
    country: Annotated[Optional[str], typer.Option(help="Only those of this country (ISO 3166-1 alpha-3).")] = None,  # noqa: UP045
    kind: Annotated[Optional[str], typer.Option(help="Only those of this kind, such as ministry or state_agency.")] = None,  # noqa: UP045
    check: Annotated[bool, typer.Option("--check", help="Say what is wrong with the list.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """List the publishers that bilat knows: whose side a document is on comes from here."""
    from .sources.publishers import check_publishers, load_publishers
    from .views.output import write_json
    from .views.store import print_publishers

    listed = load_publishers(file)
    if check:
        problems = check_publishers(listed)
        print("\n".join(problems) or f"{len(list(listed))} publishers, nothing wrong")
        raise typer.Exit(1 if problems else 0)
    chosen = [p for p in listed if (country is None or p.country == country.upper()) and (kind is None or p.kind == kind)]
    write_json(chosen) if json else print_publishers(chosen)


def _record_command(name: str, help: str) -> None:
    """Add a command over the record of a relationship: all take the same options and print their part of it."""

    def command(
        parties: Annotated[
            list[str],
            typer.Argument(metavar="COUNTRY [COUNTRY]", help="Two countries by any usual name or code; a country and a region or organisation; one for a country with everyone."),
        ],
        store: StoreOption = None,
        counterpart: WithOption = None,
        since: Annotated[Optional[str], typer.Option(help="Only documents published on or after this date.")] = None,  # noqa: UP045
        until: Annotated[Optional[str], typer.Option(help="Only documents published on or before this date.")] = None,  # noqa: UP045
        only_reviewed: Annotated[bool, typer.Option("--only-reviewed", help="Only what a person accepted or corrected.")] = False,
        json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    ) -> None:
        from . import api
        from .views.output import write_json
        from .views.record import PRINTERS

        with api.open_store(store, create=False) as opened:
            record = api.record_of(opened, *parties, *counterpart or [], since=since, until=until, only_reviewed=only_reviewed)
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
    parties: Annotated[
        list[str],
        typer.Argument(metavar="COUNTRY [COUNTRY]", help="Two countries by any usual name or code; a country and a region or organisation; one for a country with everyone."),
    ],
    store: StoreOption = None,
    counterpart: WithOption = None,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    ics: Annotated[bool, typer.Option("--ics", help="Print it as iCalendar, to which a calendar program subscribes.")] = False,
) -> None:
    """List what lies ahead: planned visits and meetings, due dates, sessions."""
    from . import api
    from .views.ics import calendar_ics
    from .views.output import write_bytes, write_json
    from .views.record import print_calendar

    with api.open_store(store, create=False) as opened:
        record = api.record_of(opened, *parties, *counterpart or [])
    if ics:
        write_bytes([calendar_ics(record)], None)
    else:
        write_json(record.calendar) if json else print_calendar(record)


def main() -> None:
    """Run the command line; errors are messages on standard error and exit code 2, never a traceback."""
    try:
        app()
    except BilatError as error:
        print(f"bilat: {error}", file=sys.stderr)
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has left: there is nobody to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
