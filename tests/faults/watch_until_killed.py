"""Follows a feed of a test's web server: `watch_until_killed.py ADDRESS PORT FEED`. Prints what the round did as JSON."""

from __future__ import annotations

import socket
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "sources"))

import msgspec

from bilat.record import Store
from bilat.record.watch import Watch
from bilat.sources.intake import Intake
from bilat.sources.sandbox import Sandbox
from bilat.sources.web.fetch import Fetcher
from bilat.sources.web.polite import Polite
from webserver import PUBLIC


def main(address: str, port: int, feed: str) -> None:
    """One round."""
    fetcher = Fetcher(resolve=lambda host, port: [PUBLIC], connect=lambda ip, _, timeout: socket.create_connection(("127.0.0.1", port), timeout))  # noqa: ARG005
    with fetcher, Sandbox() as sandbox, Store(address) as store:
        polite = Polite(fetcher, pause=0)
        watch = Watch(store, polite, Intake(sandbox, web=fetcher, crawl=polite), None)
        watch.follow([feed])
        print(msgspec.json.encode(watch.once(all_due=True)).decode())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), sys.argv[3])
