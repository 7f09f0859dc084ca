"""What reading shards and loading them did, printed for a person on standard error."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.text import Text

from .load import Load
from .manifest import Manifest


def print_manifest(manifest: Manifest, folder: str) -> None:
    """Print what a folder of readings holds."""
    counts, copies = manifest.counts, manifest.copies
    told = [f"{counts.rows:,} places in {len(manifest.shards):,} shards: {counts.read:,} documents read"]
    told += [f"{copies.rows:,} of them copies of others"] if copies and copies.rows else []
    told += [f"{counts.unread:,} that could not be read"] if counts.unread else []
    told += [f"{counts.failed:,} places without a document"] if counts.failed else []
    console = Console(stderr=True, highlight=False, soft_wrap=True)
    console.print(Text(", ".join(told)))
    console.print(Text(f"in {folder}, a row each, with what went wrong; `bilat load {folder}` brings them into a store", style="dim"))


def print_load(done: Load) -> None:
    """Print what was loaded."""
    copies = f", {done.copies:,} of them copies of others" if done.copies else ""
    known = f", {done.known:,} known before" if done.known else ""
    failed = f"; {done.failed:,} places without a document (`bilat failures` lists them)" if done.failed else ""
    Console(stderr=True, highlight=False, soft_wrap=True).print(f"{done.documents:,} new documents{copies}{known}; {done.readings:,} readings{failed}")


@contextmanager
def manifest_progress() -> Iterator[Callable[[Manifest], None]]:
    """Give a function that shows how far the reading of shards has come, on standard error where that is a terminal."""
    with _bar("reading shards") as update:
        yield lambda manifest: update(len(manifest.shards), len(manifest.shards) + len(manifest.waiting), f"shards, {manifest.counts.rows:,} documents")


@contextmanager
def load_progress(total: int) -> Iterator[Callable[[Load], None]]:
    """Give a function that shows how much of a folder of so many rows is loaded, on standard error where that is a terminal."""
    with _bar("loading") as update:
        yield lambda done: update(done.documents + done.known + done.failed, total, f"{done.documents:,} new, {done.known:,} known")


@contextmanager
def _bar(what: str) -> Iterator[Callable[[int, int, str], None]]:
    if not sys.stderr.isatty():
        yield lambda *_: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(what), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[told]}"), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, told="")

        def update(done: int, total: int, told: str) -> None:
            bar.update(task, completed=done, total=total, told=told)

        yield update
