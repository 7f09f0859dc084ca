"""What the pages and the REST API ask for: records kept warm in memory, brought up to date behind the reader's back, and everything else of the store."""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Sequence
from queue import SimpleQueue
from typing import Any, TypeVar

from sqlalchemy import Connection, text

from ..errors import BilatError
from ..record.database import told
from ..record.model import Record
from ..record.parties import parties_of
from ..record.store import Store
from .helper import Helper
from .making import packed_if_changed, record_if_changed, settle, unpacked, version_of

FRESH = 2.0
"""Seconds for which a record is given out without looking whether it has changed."""
REST = 3.0
"""After a record was made so many times as long as that took pass before it is made again: changes that come one after the other are taken up together."""
WARM = 12
"""So many relationships are held in memory."""

_log = logging.getLogger(__name__)
_Made = TypeVar("_Made")
_Key = tuple[str, ...]


class Shown:
    """A record as it is shown: `version` changes whenever it does, and `stale` says that a newer one is being made."""

    def __init__(self, record: Record, version: str) -> None:
        self.record, self.version = record, version
        self.stale = False
        self.looked = time.monotonic()
        self._kept: dict[str, Any] = {}
        self._locks: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)

    def once(self, name: str, make: Callable[[], _Made]) -> _Made:
        """Return what is made of this record but once; it goes when the record goes."""
        if name not in self._kept:
            with self._locks[name]:
                if name not in self._kept:
                    self._kept[name] = make()
        made: _Made = self._kept[name]
        return made

    def has(self, name: str) -> bool:
        """Tell whether somebody asked for what is made under this name."""
        return name in self._kept


class Behind:
    """Does one thing after the other behind the readers' backs."""

    def __init__(self) -> None:
        self._waiting: SimpleQueue[Callable[[], object]] = SimpleQueue()
        self._started = threading.Lock()

    def do(self, work: Callable[[], object]) -> None:
        """Do this when what was asked for before is done; what goes wrong is logged."""
        self._waiting.put(work)
        if self._started.acquire(blocking=False):
            threading.Thread(target=self._run, daemon=True, name="behind").start()

    def _run(self) -> None:
        while True:
            work = self._waiting.get()
            try:
                work()
            except BilatError as error:
                _log.warning("%s", error)
            except Exception:
                _log.exception("something went wrong in the background")


class _Pulse:
    """Tells whether anything was written to a store since one looked: cheap to ask, and asked by one thread."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._connection: Connection | None = None

    def beat(self) -> object:
        """Return what is another after every change."""
        with told(self._store.address):
            if self._store.engine.dialect.name != "sqlite":
                with self._store.engine.connect() as connection:
                    return connection.scalar(text("SELECT txid_snapshot_xmax(txid_current_snapshot())"))
            if self._connection is None:  # SQLite tells one connection of what the others do
                self._connection = self._store.engine.connect()
            found: object = self._connection.scalar(text("PRAGMA data_version"))
            self._connection.rollback()  # lets go of the state that it saw
            return found

    def close(self) -> None:
        """Let go of the store."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class Desk:
    """One store as its readers use it; several threads may share it.

    Records are made by a helper, with `apart` in processes of its own. `prepare` holds what is called with
    each new record, and the one that it takes the place of, before readers get it.
    """

    def __init__(self, store: Store, *, apart: bool = False) -> None:
        self.store = store
        self.helper = Helper(store, apart=apart)
        self.prepare: list[Callable[[Desk, Sequence[str], Shown, Shown], object]] = []
        self._warm: OrderedDict[_Key, Shown] = OrderedDict()
        self._lock = threading.Lock()
        self._making: defaultdict[_Key, threading.Lock] = defaultdict(threading.Lock)
        self._pulse = _Pulse(store)
        self._looked_at: dict[_Key, object] = {}
        self.behind = Behind()

    def record(self, *names: str, wait: bool = False) -> Shown:
        """Return the record of parties by any usual names or codes; `OptionError` for a name that is not known.

        The first time it is made, or taken as the store keeps it. Later it comes from memory, and what has changed meanwhile is made in the
        background, or, with `wait`, before this returns.
        """
        parties = parties_of(names)
        codes = parties.codes
        key = (*sorted(codes), parties.group.code if parties.group else "")
        with self._lock:
            shown = self._warm.get(key)
            if shown is not None:
                self._warm.move_to_end(key)
        if shown is None or wait:
            return self._make(key, names, codes)
        if time.monotonic() > shown.looked + FRESH:
            with self._lock:
                due = time.monotonic() > shown.looked + FRESH
                shown.looked = float("inf") if due else shown.looked
            if due:
                self.behind.do(lambda: self._look(key, names, codes, shown))
        return shown

    def close(self) -> None:
        """End the helper and let go of the store."""
        self.helper.close()
        self._pulse.close()

    def _look(self, key: _Key, names: tuple[str, ...], codes: list[str], shown: Shown) -> None:
        """Make the record anew where it has changed."""
        rest = 0.0
        try:
            pulse = self._pulse.beat()
            if (pulse is None or pulse != self._looked_at.get(key)) and self.helper.do(version_of, codes) != shown.version:
                shown.stale, began = True, time.monotonic()
                self._make(key, names, codes)
                rest = REST * (time.monotonic() - began)
            self._looked_at[key] = pulse
        finally:
            shown.stale = False
            with self._lock:
                for each in {shown, self._warm.get(key, shown)}:
                    each.looked = time.monotonic() + rest

    def _make(self, key: _Key, names: tuple[str, ...], codes: list[str]) -> Shown:
        with self._making[key]:  # one makes it, and whoever asks meanwhile waits for that one
            with self._lock:
                known = self._warm.get(key)
            given = names, codes, known.version if known else None
            if self.helper.apart:
                packed = self.helper.do(packed_if_changed, *given)
                found = None if packed is None else (packed[0], unpacked(packed[1]))
            else:
                found = record_if_changed(self.store, *given)
            if found is None and known is not None:
                return known
            assert found is not None
            version, record = found
            shown = Shown(record, version)
            if known is not None:
                for prepare in self.prepare:
                    prepare(self, names, shown, known)
            settle()
            with self._lock:
                self._warm[key] = shown
                while len(self._warm) > WARM:
                    self._warm.popitem(last=False)
            return shown
