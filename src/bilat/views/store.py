"""What the store holds and what was done to it, printed for a person."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ..errors import OptionError
from ..record import Hit, Summary
from ..sources import Publisher
from ..vocabulary import Document, Reading, Span

if TYPE_CHECKING:
    from ..record.watch import Round

SHOWN = 20
"""Errors that are printed one by one; the store keeps them all."""


def print_summary(summary: Summary) -> None:
    """Print what an ingest did, and what could not be read, on standard error."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    known = f", {summary.known:,} known before" if summary.known else ""
    copies = f", {summary.copies:,} of them copies of others" if summary.copies else ""
    console.print(f"{summary.new:,} new {'document' if summary.new == 1 else 'documents'}{copies}{known}; {summary.read:,} read")
    refused = [*summary.failed, *summary.unread]
    for refusal in refused[:SHOWN]:
        console.print(Text(f"  {refusal.error if refusal.where in refusal.error else f'{refusal.where}: {refusal.error}'}", style="red"))
    if len(refused) > SHOWN:
        console.print(f"  and {len(refused) - SHOWN:,} more; `bilat failures` lists the places")


def print_round(done: Round) -> None:
    """Print what one round over the feeds did."""
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(f"{done.asked:,} feeds asked, {done.unchanged:,} unchanged, {len(done.failed):,} failed; {done.announced:,} pieces announced")
    for refusal in done.failed:
        console.print(Text(f"  {refusal.error}", style="red"))
    if done.pieces.places:
        print_summary(done.pieces)


def print_hits(hits: Sequence[Hit]) -> None:
    """Print documents found: who published what and when, and the words in their place."""
    console = Console(highlight=False)
    for hit in hits:
        head = Text()
        head.append(hit.published or "no date", style="cyan")
        head.append(f"  {hit.publisher or 'publisher unknown'}", style="bold")
        if hit.side:
            head.append(f" [{hit.side}]", style="green")
        head.append(f"  {hit.id}", style="dim")
        if hit.copies:
            head.append(f"  and {len(hit.copies)} {'copy' if len(hit.copies) == 1 else 'copies'}", style="yellow")
        console.print(head, soft_wrap=True)
        if hit.title:
            console.print(Text(hit.title, style="bold"), soft_wrap=True)
        words = Text(hit.snippet)
        for start, end in hit.marks:
            words.stylize("bold yellow" if console.is_terminal else "none", start, end)
        console.print(words)
        if hit.url:
            console.print(Text(hit.url, style="dim"), soft_wrap=True)
        console.print()


def print_document(document: Document, places: Sequence[str], copies: dict[str, str], told: str | None) -> None:
    """Print who published a document, where it was found, its copies, and what keeps it from being read."""
    console = Console(highlight=False)
    table = Table.grid(padding=(0, 2))
    basis = f" ({document.published_basis})" if document.published_basis else ""
    rows = [
        ("id", document.id),
        ("title", document.title),
        ("publisher", document.publisher),
        ("side", document.side),
        ("published", f"{document.published}{basis}" if document.published else None),
        ("language", document.language),
        ("address", document.url),
        *(("found at", place) for place in places),
        *((f"{kind} copy" if kind != "original" else "original", id) for id, kind in copies.items() if id != document.id),
        ("not read", told),
    ]
    for name, value in rows:
        if value:
            table.add_row(Text(name, style="dim"), Text(value))
    console.print(table)


def print_evidence(reading: Reading | str | None, id: str, locate: Callable[[Span], Span | None]) -> None:
    """Print the words that a fact rests on, with their places in the text and in the stored bytes; `OptionError` where there is no such fact."""
    facts = {fact.id: fact for fact in reading.facts} if isinstance(reading, Reading) else {}
    if not isinstance(reading, Reading) or id not in facts:
        raise OptionError(f"{id}: the document has no such fact; its facts are {', '.join(facts) or 'none'}")
    console = Console(highlight=False)
    for span, words in zip(facts[id].evidence, reading.evidence(facts[id]), strict=True):
        place = locate(span)
        there = f"bytes {place[0]}–{place[1]}" if place else "not to be told apart in the bytes"
        console.print(Text.assemble((f"characters {span[0]}–{span[1]}, {there}", "dim"), "\n", words), soft_wrap=True)


def print_publishers(publishers: Sequence[Publisher]) -> None:
    """Print publishers as a table, and how many of how many countries they are."""
    console = Console(highlight=False)
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in ("country", "kind", "name", "domains", "feeds"):
        table.add_column(name, overflow="fold")
    for publisher in publishers:
        table.add_row(publisher.country or "–", publisher.kind, publisher.name, " ".join(publisher.domains), str(len(publisher.feeds) or ""))
    console.print(table)
    countries = {publisher.country for publisher in publishers if publisher.country}
    kinds = ", ".join(f"{count} {kind}" for kind, count in Counter(publisher.kind for publisher in publishers).most_common())
    console.print(Text(f"{len(publishers)} publishers of {len(countries)} {'country' if len(countries) == 1 else 'countries'}: {kinds}", style="dim"))


@contextmanager
def progress(what: str, total: int | None = None) -> Iterator[Callable[[Summary], None]]:
    """Give a function that shows how far an ingest has come, on standard error where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(what), BarColumn(), TextColumn("{task.fields[told]}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=total, told="")

        def tell(summary: Summary) -> None:
            wrong = len(summary.failed) + len(summary.unread)
            told = f"{summary.new:,} new, {summary.known:,} known, {summary.read:,} read" + (f", {wrong:,} not readable" if wrong else "")
            bar.update(task, completed=max(summary.places, summary.read), told=told)

        yield tell
