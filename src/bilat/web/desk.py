"""What the pages and the REST API ask for: records kept warm in memory, brought up to date behind the reader's back, and everything else of the store."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from typing import NamedTuple

from .. import api
from ..record.model import Record
from ..record.parties import parties_of
from ..record.store import Store

FRESH = 2.0
"""Seconds for which a record is given out without asking whether it has changed."""
WARM = 12
"""So many relationships are held in memory."""


class Shown(NamedTuple):
    """A record as it is shown: `version` changes whenever it does, and `stale` says that a newer one is being built."""

    record: Record
    version: str
    stale: bool


class _Warm:
    def __init__(self, record: Record, version: str) -> None:
        self.record, self.version, self.asked = record, version, time.monotonic()
        self.building = False


class Desk:
    """One store as its readers use it; several threads may share it."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._warm: OrderedDict[tuple[str, ...], _Warm] = OrderedDict()
        self._lock = threading.Lock()

    def record(self, *names: str, wait: bool = False) -> Shown:
        """Return the record of parties by any usual names or codes; `OptionError` for a name that is not known.

        The first time it is built, or taken as the store keeps it. Later it comes from memory, and what has changed meanwhile is built in the
        background, or, with `wait`, before this returns.
        """
        parties = parties_of(names)
        key = (*sorted(parties.codes), parties.group.code if parties.group else "")
        with self._lock:
            warm = self._warm.get(key)
            if warm is not None:
                self._warm.move_to_end(key)
        if warm is None or (wait and self._changed(warm, parties.codes)):
            return self._build(key, names, parties.codes)
        if time.monotonic() - warm.asked > FRESH and not warm.building and self._changed(warm, parties.codes):
            warm.building = True
            threading.Thread(target=self._build, args=(key, names, parties.codes), daemon=True).start()
        return Shown(warm.record, warm.version, warm.building)

    def _changed(self, warm: _Warm, codes: list[str]) -> bool:
        warm.asked = time.monotonic()
        return self.store.fingerprint(codes) != warm.version

    def _build(self, key: tuple[str, ...], names: tuple[str, ...], codes: list[str]) -> Shown:
        version = self.store.fingerprint(codes)
        record = api.record_of(self.store, *names)
        with self._lock:
            self._warm[key] = _Warm(record, version)
            while len(self._warm) > WARM:
                self._warm.popitem(last=False)
        return Shown(record, version, False)
