"""Measure the web application under load: ten readers at once over the pages and the API of a generated store, and judgements while they read.

python benchmarks/load.py [DOCUMENTS] [--postgresql] [--readers N] [--requests N] [--store ADDRESS]

With --store a store that was filled before is read, and left as it is but for the reviews that are added.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import random
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from statistics import median, quantiles

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(Path(__file__).parent), str(ROOT / "tests")]

BATCH = 500
PAIRS = ("KAZ/CHN", "KEN/LVA", "DEU/JPN", "FRA/TUR")
WORDS = ("railway", "customs agreement", "consulate", '"dry port"', "scholarships", "grain wagons", "trade", "space OR banking -culture")
REVIEWS = 40


def fill(address: str, count: int) -> None:
    """Fill a store with generated readings."""
    from bilat.reading.version import reader_version
    from bilat.record import Store
    from bilat.record.store import pack
    from generated import found, pieces

    version, coming = reader_version(), pieces(count)
    with Store(address) as store:
        while batch := list(islice(coming, BATCH)):
            store.add([found(reading) for reading in batch])
            store.add_readings([pack(reading.document.id, reading) for reading in batch], version)


def serve(address: str, port: int) -> None:
    """Serve a store as `bilat serve` does, without limits to how often somebody may ask."""
    import uvicorn

    from bilat.web.app import create_app
    from bilat.web.ratelimit import RateLimit
    from bilat.web.security import Limits

    limits = Limits()
    limits.user = limits.address = RateLimit(1e6, 1e6)
    uvicorn.run(create_app(address, limits=limits), host="127.0.0.1", port=port, log_level="error", access_log=False)


class Client:
    """A browser: one connection that stays open, its cookies, and the token of its forms."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=300)
        self.cookies: dict[str, str] = {}

    def ask(self, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        given = {"Accept": "application/json" if path.startswith("/api") else "text/html", "Accept-Encoding": "identity" if body else "gzip", **headers}
        if self.cookies:
            given["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        try:
            self.connection.request("POST" if body is not None else "GET", path, body, given)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionError):  # it was silent for long, and the server has hung up
            self.connection.close()
            self.connection.request("POST" if body is not None else "GET", path, body, given)
            answer = self.connection.getresponse()
        read = answer.read()
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, read

    def json(self, path: str) -> object:
        status, body = self.ask(path, **{"Accept-Encoding": "identity"})
        if status != 200:
            raise RuntimeError(f"{path}: {status} {body[:300]!r}")
        return json.loads(body)


def places(client: Client) -> dict[str, list[str]]:
    """What there is to read, by kind."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    found["page /"] = ["/"]
    found["api /r"] = ["/api/v1/r"]
    for pair in PAIRS:
        found["page /r"].append(f"/r/{pair}")
        found["api /r/…/overview"].append(f"/api/v1/r/{pair}/overview")
        for part in ("timeline", "people", "instruments", "commitments", "figures", "calendar", "contradictions"):
            found[f"page /r/…/{part}"].append(f"/r/{pair}/{part}")
        for part in ("documents", "people", "events", "instruments", "commitments", "figures", "statements", "conflicts", "merges"):
            short = "" if part in ("documents", "merges") else "?sources=3"
            found[f"api /r/…/{part}"].append(f"/api/v1/r/{pair}/{part}{short}")
        found["api /r/…/trade"].append(f"/api/v1/r/{pair}/trade")
        found["feed.atom"].append(f"/r/{pair}/feed.atom")
        found["calendar.ics"].append(f"/r/{pair}/calendar.ics")
        found["page /review"].append(f"/review/{pair}")
        for letter, part in (("e", "events"), ("p", "people"), ("i", "instruments"), ("c", "commitments"), ("f", "figures")):
            for item in client.json(f"/api/v1/r/{pair}/{part}?limit=12&sources=1")["items"]:  # type: ignore[index]
                found[f"page /{letter}"].append(f"/{letter}/{pair}/{item['id']}")
                found[f"api /{letter}"].append(f"/api/v1/{letter}/{pair}/{item['id']}")
                if letter == "e":
                    found["api /e/…/comparison"].append(f"/api/v1/e/{pair}/{item['id']}/comparison")
        for item in client.json(f"/api/v1/r/{pair}/documents?limit=30")["items"]:  # type: ignore[index]
            found["page /d"].append(f"/d/{item['id']}")
            found["api /d"].append(f"/api/v1/d/{item['id']}")
            found["api /d/…/facts"].append(f"/api/v1/d/{item['id']}/facts")
            found["api /d/…/reading"].append(f"/api/v1/d/{item['id']}/reading")
    for words in WORDS:
        query = "+".join(words.replace('"', "%22").split())
        found["page /search"].append(f"/search?q={query}")
        found["api /search"].append(f"/api/v1/search?q={query}&limit=20")
    found["api /search, facets"] = ["/api/v1/search?q=railway&facets=true&limit=20", "/api/v1/search?country=KAZ&side=KAZ&kind=instrument&facets=true&limit=20"]
    found["api /statistics"] = ["/api/v1/statistics/series/KAZ/CHN", "/api/v1/statistics/check?claim=KAZ+CHN+turnover+2023+41+bn+USD"]
    return dict(found)


class Times:
    """Seconds and bytes of requests by kind."""

    def __init__(self) -> None:
        self.took: defaultdict[str, list[float]] = defaultdict(list)
        self.size: defaultdict[str, list[int]] = defaultdict(list)
        self.wrong: defaultdict[str, list[int]] = defaultdict(list)
        self._lock = threading.Lock()

    def note(self, kind: str, took: float, size: int, status: int) -> None:
        with self._lock:
            self.took[kind].append(took)
            self.size[kind].append(size)
            if status >= 400:
                self.wrong[kind].append(status)

    def show(self, heading: str) -> None:
        print(f"\n{heading}\n{'':<28} {'requests':>8} {'median':>9} {'95 %':>9} {'KB sent':>8}")
        for kind in sorted(self.took):
            took = self.took[kind]
            late = quantiles(took, n=20)[-1] if len(took) > 1 else took[0]
            wrong = f"  {len(self.wrong[kind])} answered {sorted(set(self.wrong[kind]))}" if self.wrong[kind] else ""
            print(f"{kind:<28} {len(took):>8} {median(took) * 1000:>6.0f} ms {late * 1000:>6.0f} ms {median(self.size[kind]) / 1024:>8.1f}{wrong}")
        for what in ("page", "api"):
            took = [one for kind, ones in self.took.items() if kind.startswith(what) for one in ones]
            if len(took) > 1:
                print(f"{'all ' + what:<28} {len(took):>8} {median(took) * 1000:>6.0f} ms {quantiles(took, n=20)[-1] * 1000:>6.0f} ms")


def read(port: int, wanted: list[tuple[str, str]], times: Times, until: threading.Event | None = None) -> None:
    """Ask for one address after the other, over and over until an event where one is given."""
    client = Client(port)
    while True:
        for kind, path in wanted:
            if until is not None and until.is_set():
                return
            started = time.perf_counter()
            status, body = client.ask(path)
            times.note(kind, time.perf_counter() - started, len(body), status)
        if until is None:
            return


def crowd(port: int, found: dict[str, list[str]], readers: int, requests: int, times: Times, until: threading.Event | None = None) -> list[threading.Thread]:
    """Start readers, each of whom asks for every kind as often as another."""
    threads = []
    for n in range(readers):
        chance = random.Random(n)
        wanted = [(kind, chance.choice(paths)) for kind, paths in found.items() for _ in range(max(1, requests // readers // len(found)))]
        chance.shuffle(wanted)
        threads.append(threading.Thread(target=read, args=(port, wanted, times, until), daemon=True))
        threads[-1].start()
    return threads


def judge(client: Client, found: dict[str, list[str]], times: Times) -> None:
    """Accept facts one after the other, over the API."""
    status, page = client.ask("/add", **{"Accept-Encoding": "identity"})
    token = re.search(rb'name="csrf" value="([^"]+)"', page)
    if status != 200 or token is None:
        raise RuntimeError(f"no form to judge with: {status}")
    keys = [fact["key"] for path in found["api /d/…/facts"] for fact in client.json(path)["items"] if fact["last_review"] is None]  # type: ignore[index]
    for key in random.Random(1).sample(keys, min(REVIEWS, len(keys))):
        body = json.dumps({"verdict": "accept", "subject": [key], "expected": None}).encode()
        started = time.perf_counter()
        status, answer = client.ask("/api/v1/reviews", body, **{"Content-Type": "application/json", "X-CSRF-Token": token[1].decode()})
        times.note("api POST /reviews", time.perf_counter() - started, len(answer), status)
        time.sleep(0.05)


@contextlib.contextmanager
def running(address: str) -> Iterator[int]:
    """A server of its own process; gives its port."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
    server = subprocess.Popen([sys.executable, __file__, "--serve", address, str(port)])
    try:
        for _ in range(600):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            if server.poll() is not None:
                raise RuntimeError("the server does not start")
            time.sleep(0.1)
        yield port
    finally:
        server.terminate()
        server.wait(30)


def measure(address: str, readers: int, requests: int) -> None:
    """Print what each kind of address took."""
    from bilat.record import Store

    with Store(address) as store:
        count = store.counts()["documents"]
    with running(address) as port:
        client = Client(port)
        started = time.perf_counter()
        found = places(client)
        print(
            f"{count:,} documents, {address.split(':')[0] if '://' in address else 'sqlite'}: the first records are there after {time.perf_counter() - started:.1f} s", flush=True
        )
        first = Times()
        read(port, [(kind, path) for kind, paths in found.items() for path in dict.fromkeys((paths[0], *paths[:4]))], first)
        slow = {kind: max(took) for kind, took in first.took.items() if max(took) > 0.3}
        print("slow when asked for the first time: " + (", ".join(f"{kind} {took:.1f} s" for kind, took in sorted(slow.items(), key=lambda item: -item[1])) or "none"), flush=True)
        for path in found["page /review"]:  # a queue that is being drawn up is not waited for by every reader again
            while b"being drawn up" in client.ask(path, **{"Accept-Encoding": "identity"})[1]:
                time.sleep(0.5)
        gone = {kind: statuses[0] for kind, statuses in first.wrong.items()}
        for kind, status in gone.items():
            print(f"{kind}: {status}, left out")
            found.pop(kind)
        times = Times()
        started = time.perf_counter()
        for thread in crowd(port, found, readers, requests, times):
            thread.join()
        passed = time.perf_counter() - started
        total = sum(map(len, times.took.values()))
        times.show(f"{readers} readers at once: {total:,} requests in {passed:.0f} s, {total / passed:.0f} a second")
        times, done = Times(), threading.Event()
        alone = Times()
        judge(client, found, alone)
        alone.show("a reviewer alone")
        threads = crowd(port, found, readers, requests, times, done)
        try:
            judge(client, found, times)
        finally:
            done.set()
        for thread in threads:
            thread.join()
        times.show(f"a reviewer beside {readers} readers (each judgement makes the record be built anew)")
    print("(asked for: pages at most 100 ms at the median and 300 ms at the 95th percentile with 10 readers, a judgement at most 150 ms)", flush=True)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("documents", nargs="?", type=int, default=20_000)
    options.add_argument("--postgresql", action="store_true")
    options.add_argument("--readers", type=int, default=10)
    options.add_argument("--requests", type=int, default=3_000)
    options.add_argument("--store")
    options.add_argument("--serve", nargs=2, help=argparse.SUPPRESS)
    given = options.parse_args()
    if given.serve:
        serve(given.serve[0], int(given.serve[1]))
        return
    with contextlib.ExitStack() as stack:
        address = given.store
        if address is None:
            if given.postgresql:
                from postgres import running as server

                address = stack.enter_context(server()).database()
            else:
                address = f"{stack.enter_context(tempfile.TemporaryDirectory())}/store.db"
            fill(address, given.documents)
        measure(address, given.readers, given.requests)


if __name__ == "__main__":
    main()
