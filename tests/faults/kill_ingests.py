"""Kills an ingest at random moments and runs it again, until it has been killed often enough: `kill_ingests.py FOLDER KILLS SEED ADDRESS...`.

Each address is an empty store; the first is filled undisturbed, which tells how long the work takes and so between which moments to choose.
An ingest that comes to its end before its kill completes a store, and the next address is taken. Everything is loaded before the
processes are forked, so that the moments fall into the work and not into the start. The last line printed tells how many kills there were
and how many stores were completed; a store is checked after every kill.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time

from sqlalchemy import text

from bilat import api
from bilat.reading.grammar import parser
from bilat.reading.version import reader_version
from bilat.record import Store, database, grouping, ingest, reader  # noqa: F401
from bilat.sources import intake, sandbox  # noqa: F401


def work(folder: str, address: str) -> None:
    """One ingest of the whole folder."""
    with api.open_store(address) as store:
        api.ingest([folder], store)


def sound(address: str) -> bool:
    """Whether a store that was killed at work is sound: its database whole, and no reading, place or copy without its document."""
    if not address.startswith("postgresql") and not os.path.exists(address):
        return True  # killed before it began
    with Store(address) as store, store._engine.connect() as connection:
        if connection.dialect.name == "sqlite" and connection.scalar(text("PRAGMA integrity_check")) != "ok":
            return False
        orphans = [connection.scalar(text(f"SELECT count(*) FROM {table} WHERE document NOT IN (SELECT id FROM documents)")) for table in ("readings", "sightings", "copies")]
        indexed = {"sqlite": "SELECT count(*) FROM documents_words", "postgresql": "SELECT count(words) FROM documents"}[connection.dialect.name]
        return not any(orphans) and connection.scalar(text(indexed)) == connection.scalar(text("SELECT count(*) FROM documents"))


def main(folder: str, kills: int, seed: int, addresses: list[str]) -> None:
    """Kill and check."""
    parser()
    reader_version()
    chance = random.Random(seed)
    done, completed, longest = 0, 0, None
    for address in addresses:
        if done >= kills:
            break
        while True:
            begun = time.monotonic()
            child = os.fork()
            if child == 0:
                os.setpgrp()
                try:
                    work(folder, address)
                except BaseException as error:
                    print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
                    os._exit(1)
                os._exit(0)
            moment = chance.uniform(0.0, longest) if longest and done < kills else 600.0
            ended, status = 0, 0
            while not ended and time.monotonic() - begun < moment:
                ended, status = os.waitpid(child, os.WNOHANG)
                time.sleep(0.002)
            if ended:
                if status:
                    raise SystemExit(f"the ingest failed ({status})")
                completed += 1
                longest = longest or time.monotonic() - begun
                break
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            done += 1
            if not sound(address):
                raise SystemExit(f"{address}: not sound after a kill at {moment:.3f} s")
    print(json.dumps({"kills": done, "completed": completed}))


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4:])
