"""Commands over the store: filling, following, searching, showing."""

from __future__ import annotations

import sys
from typing import Annotated, Optional

import typer

from ..sources import Metadata
from .app import JobsOption, StoreOption, app
from .scale import AddressOption, EngineOption


@app.command()
def ingest(
    what: Annotated[
        list[str],
        typer.Argument(metavar="WHAT...", help="Files (text, HTML, PDF, DOCX, JSON Lines, WARC), folders, addresses of pages, feeds or sitemaps; '-' for standard input."),
    ],
    store: StoreOption = None,
    no_read: Annotated[bool, typer.Option("--no-read", help="Store only; `bilat reread` reads later.")] = False,
    jobs: Annotated[Optional[int], typer.Option(min=1, max=4096, help="Processes to read with; by default one, with Ray all of the cluster.")] = None,  # noqa: UP045
    engine: EngineOption = None,
    address: AddressOption = None,
    work: Annotated[Optional[str], typer.Option(help="With --engine: the folder of readings that is made on the way, and kept; run again, it goes on.")] = None,  # noqa: UP045
    json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
    since: Annotated[Optional[str], typer.Option(help="Pass over pages that a feed or sitemap dates before this day.")] = None,  # noqa: UP045
    published: Annotated[Optional[str], typer.Option(help="The day of publication, for all that is given.")] = None,  # noqa: UP045
    publisher: Annotated[Optional[str], typer.Option(help="Who published it.")] = None,  # noqa: UP045
    side: Annotated[Optional[str], typer.Option(help="The country whose government or state press issued it (ISO 3166-1 alpha-3).")] = None,  # noqa: UP045
) -> None:
    """Take documents into the store, once, and read them; run again, it does only what is missing."""
    from .. import api
    from ..views.output import write_json
    from ..views.store import print_summary, progress

    metadata = Metadata(published=published, publisher=publisher, side=side.upper() if side else None)
    if engine or address or work:
        from .scale import ingest_shards

        if work is None or no_read or since:
            raise typer.BadParameter("--engine needs --work FOLDER for the readings on the way, and reads everything: without --no-read and --since")
        ingest_shards(what, store, work, engine or "processes", address, jobs, metadata, json)
        return
    with api.open_store(store) as opened, progress("ingesting") as tell:
        summary = api.ingest(what, opened, metadata=metadata, read=not no_read, jobs=jobs or 1, since=since, tell=tell)
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
    from .. import api
    from ..views.output import write_json
    from ..views.store import print_summary, progress

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
    from .. import api
    from ..views.output import write_json
    from ..views.store import print_summary, progress

    with api.open_store(store, create=False) as opened, progress("rebuilding", opened.counts()["documents"]) as tell:
        summary = api.rebuild(opened, jobs=jobs, tell=tell)
    write_json(summary) if json else print_summary(summary)


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
    from .. import api
    from ..record.watch import feeds_for
    from ..sources.publishers import load_publishers
    from ..views.output import write_json
    from ..views.store import print_round

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
    from .. import api
    from ..record import Filters
    from ..views.output import write_json
    from ..views.store import print_hits

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
    from .. import api
    from ..views.output import write_bytes
    from ..views.store import print_document, print_evidence
    from ..views.terminal import print_reading
    from ..vocabulary import Reading

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
    from .. import api
    from ..views.output import write_json

    with api.open_store(store, create=False) as opened:
        listed = opened.failures()
    if json:
        write_json([{"location": location, "error": error} for location, error in listed])
    for location, error in [] if json else listed:
        print(error if error.startswith(location) else f"{location}: {error}")


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
    from ..sources.publishers import check_publishers, load_publishers
    from ..views.output import write_json
    from ..views.store import print_publishers

    listed = load_publishers(file)
    if check:
        problems = check_publishers(listed)
        print("\n".join(problems) or f"{len(list(listed))} publishers, nothing wrong")
        raise typer.Exit(1 if problems else 0)
    chosen = [p for p in listed if (country is None or p.country == country.upper()) and (kind is None or p.kind == kind)]
    write_json(chosen) if json else print_publishers(chosen)
