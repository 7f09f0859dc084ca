"""What was pasted, linked or uploaded and is not kept yet: found and read in the background, told as it goes, forgotten after a while."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Literal, NamedTuple

from ... import api
from ...errors import BilatError
from ...record.ingest import Summary
from ...record.ingest import ingest as into
from ...record.store import Store
from ...scale import read_documents
from ...sources import Found, Metadata, load_publishers
from ...sources.intake import Intake
from ...sources.sandbox import Sandbox
from ...sources.web.fetch import Fetcher
from ...sources.web.polite import Polite
from ...vocabulary import Reading

PREVIEWS = 10
"""Pieces whose reading is shown before they are kept."""
MOST = 5000
"""Pieces of one upload or feed."""
HELD = 40
AGE = 3600.0

State = Literal["working", "ready", "keeping", "kept", "failed"]


class Given(NamedTuple):
    """What somebody gave: a text, an address, or files by name and bytes, and what they say of it."""

    text: str
    url: str
    files: list[tuple[str, bytes]]
    metadata: Metadata


class Pending:
    """One thing given: its state, what is told of its progress, the pieces found and the readings of the first of them."""

    def __init__(self, user: str, given: Given) -> None:
        self.id, self.user, self.given = secrets.token_urlsafe(12), user, given
        self.made = time.monotonic()
        self.state: State = "working"
        self.told = "Waiting for its turn"
        self.found: list[Found] = []
        self.readings: list[Reading] = []
        self.known: set[str] = set()
        self.summary: Summary | None = None
        self.done = threading.Event()

    @property
    def pieces(self) -> list[Found]:
        """What was found that holds a document."""
        return [found for found in self.found if found.document is not None]

    @property
    def errors(self) -> list[str]:
        """What could not be read, and why."""
        return [found.error for found in self.found if found.error is not None]


class Pendings:
    """Everything that waits for somebody's decision; one thing is worked on at a time."""

    def __init__(self) -> None:
        self._held: OrderedDict[str, Pending] = OrderedDict()
        self._lock = threading.Lock()
        self._workers = ThreadPoolExecutor(max_workers=1, thread_name_prefix="adding")

    def take(self, store: Store, user: str, given: Given, patience: float) -> Pending:
        """Begin to find and read what was given, and return it once it is ready or patience is at an end."""
        pending = Pending(user, given)
        with self._lock:
            self._held[pending.id] = pending
            for id in [id for id, old in self._held.items() if time.monotonic() - old.made > AGE or len(self._held) > HELD]:
                if id != pending.id and len(self._held) > 1:
                    del self._held[id]
        self._start(pending, patience, lambda: _find(store, pending))
        return pending

    def keep(self, store: Store, pending: Pending, patience: float) -> None:
        """Begin to store what was found, with its readings."""
        with self._lock:
            if pending.state != "ready":
                return
            pending.state, pending.told = "keeping", "Storing"
        self._start(pending, patience, lambda: _keep(store, pending))

    def of(self, id: str, user: str) -> Pending | None:
        """Return what a user gave, by its id; null where it is not there any more, or was given by someone else."""
        with self._lock:
            pending = self._held.get(id)
        return pending if pending is not None and pending.user == user else None

    def forget(self, pending: Pending) -> None:
        """Let go of it."""
        with self._lock:
            self._held.pop(pending.id, None)

    def _start(self, pending: Pending, patience: float, work: Callable[[], None]) -> None:
        pending.done.clear()

        def run() -> None:
            try:
                work()
            except BilatError as error:
                pending.state, pending.told = "failed", str(error)
            except Exception:
                pending.state, pending.told = "failed", "Something went wrong while it was read; nothing was kept."
                raise
            finally:
                pending.done.set()

        self._workers.submit(run)
        pending.done.wait(patience)


def _find(store: Store, pending: Pending) -> None:
    pending.told = "Fetching" if pending.given.url else "Reading"
    for found in _found(pending.given):
        pending.found.append(found)
        pending.told = f"Found {len(pending.pieces)} piece{'s' if len(pending.pieces) != 1 else ''}"
        if len(pending.found) >= MOST:
            break
    for found in pending.pieces[:PREVIEWS]:
        assert found.document is not None
        pending.told = f"Reading {len(pending.readings) + 1} of {min(len(pending.pieces), PREVIEWS)}"
        document = found.document
        made = api.read(document.text, published=document.published, publisher=document.publisher, side=document.side, url=document.url, title=document.title, id=document.id)
        pending.readings.append(made)
    pending.known = set(store.texts({found.document.id for found in pending.pieces if found.document is not None}))
    if not pending.pieces:
        pending.state = "failed"
        pending.told = pending.errors[0] if pending.errors else "Nothing was found that could be read."
    else:
        pending.state, pending.told = "ready", "Read; not kept yet"


def _found(given: Given) -> Iterator[Found]:
    """Find the pieces in what was given; places in a folder of our own are told by the names that the files came with."""
    folder = tempfile.mkdtemp(prefix="bilat-add-")
    try:
        with Fetcher() as fetcher, Sandbox() as sandbox:
            intake = Intake(sandbox, metadata=given.metadata, publishers=load_publishers(), web=fetcher, crawl=Polite(fetcher))
            if given.url:
                yield from intake.address(given.url)
                return
            files = given.files or [("pasted.txt", given.text.encode())]
            for number, (name, data) in enumerate(files):
                ending = "".join(os.path.splitext(os.path.basename(name.replace("\\", "/")))[1:]).lower()
                inner = os.path.splitext(os.path.splitext(name)[0])[1].lower() if ending == ".gz" else ""
                path = os.path.join(folder, f"{number}{_plain(inner)}{_plain(ending)}")
                with open(path, "wb") as file:
                    file.write(data)
                shown = f"upload:{name}" if given.files else "pasted"
                for found in intake.find([path]):
                    error = found.error.replace(path, shown) if found.error else None
                    yield found._replace(location=found.location.replace(path, shown), error=error)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _plain(ending: str) -> str:
    return ending if ending[1:].isalnum() and len(ending) <= 8 else ""


def _keep(store: Store, pending: Pending) -> None:
    def tell(summary: Summary) -> None:
        pending.told = f"Stored {summary.new + summary.known} of {len(pending.found)}, read {summary.read}"

    pending.summary = into(store, iter(pending.found), lambda documents: read_documents(documents, jobs=1), tell=tell)
    pending.state, pending.told = "kept", "Kept"
