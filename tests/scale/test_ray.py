"""The same on Ray: one machine's own cluster, and two nodes of which something dies in the middle."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from bilat import api
from bilat.errors import ClusterError, OptionError
from shards import lines, many, piece
from test_shards import files, rows

BILAT = str(Path(sys.executable).with_name("bilat"))
SECONDS = 240


def start(*arguments: object, **environment: str) -> subprocess.Popen[bytes]:
    """Start the command as a user would, with nothing of this process's."""
    return subprocess.Popen([BILAT, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ, **environment})


def finish(process: subprocess.Popen[bytes]) -> bytes:
    """Wait for it to end well."""
    _, told = process.communicate(timeout=SECONDS)
    assert process.returncode == 0, told.decode()
    return told


def wait_for(happened: Callable[[], bool], process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + SECONDS
    while not happened():
        assert time.monotonic() < deadline and process.poll() is None, process.stderr and process.stderr.read().decode()
        time.sleep(0.02)


def written(folder: Path) -> int:
    return len(list(folder.rglob("part-*.parquet")))


def below(pid: int, name: str) -> list[psutil.Process]:
    """The processes that a process has started, by what they call themselves."""
    found = []
    for process in psutil.Process(pid).children(recursive=True):
        try:
            if process.cmdline() and name in process.cmdline()[0]:
                found.append(process)
        except psutil.Error:
            continue
    return found


def test_a_cluster_of_its_own_reads_the_same_bytes_and_listens_to_nobody_else(tmp_path: Path) -> None:
    given = many(tmp_path / "given", 2, 3)
    process = start("read", given, "--output", tmp_path / "out", "--engine", "ray", "--jobs", "1", RAY_AUTH_TOKEN=secrets.token_hex(20))
    wait_for(lambda: written(tmp_path / "out") > 0, process)
    listening = set()
    for one in [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]:
        try:
            listening |= {connection.laddr.ip for connection in one.net_connections("inet") if connection.status == psutil.CONN_LISTEN}
        except psutil.Error:
            continue
    assert listening and listening <= {"127.0.0.1", "::ffff:127.0.0.1", "::1"}
    assert b"6 documents read" in finish(process)
    api.read_shards([str(given)], tmp_path / "plain")
    assert files(tmp_path / "out") == files(tmp_path / "plain")
    assert api.check_folder(tmp_path / "out", inputs=True) == []


def test_clusters_that_are_not_there_are_told(tmp_path: Path) -> None:
    given = many(tmp_path / "given", 1, 1)
    with pytest.raises(ClusterError, match=r"127\.0\.0\.1:1: no Ray cluster can be reached"):
        api.read_shards([str(given)], tmp_path / "out", engine="ray", address="127.0.0.1:1")
    with pytest.raises(OptionError, match="run bilat on a machine of the cluster"):
        api.read_shards([str(given)], tmp_path / "out", engine="ray", address="ray://there:10001")
    assert not (tmp_path / "out").exists()


@pytest.fixture
def cluster() -> Iterator[tuple[subprocess.Popen[bytes], str, dict[str, str]]]:
    """Two nodes of one processor each: their process, address and what whoever connects must know."""
    known = {"RAY_AUTH_TOKEN": secrets.token_hex(20)}
    process = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("two_nodes.py")), "1"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, **known},
    )
    assert process.stdout is not None and process.stdin is not None
    address = process.stdout.readline().decode().strip()
    assert address, "the cluster does not start"
    left = psutil.Process(process.pid).children(recursive=True)
    yield process, address, known
    left += psutil.Process(process.pid).children(recursive=True)
    process.stdin.close()
    process.wait(60)
    for one in left:  # what a killed raylet left behind
        if one.is_running():
            one.kill()


Cluster = tuple["subprocess.Popen[bytes]", str, dict[str, str]]


@pytest.mark.long
def test_two_nodes_read_the_same_bytes_though_a_worker_and_then_a_node_are_killed(cluster: Cluster, tmp_path: Path) -> None:
    nodes, address, known = cluster
    given = many(tmp_path / "given", 12, 40)
    api.read_shards([str(given)], tmp_path / "plain", jobs=2)
    process = start("read", given, "--output", tmp_path / "out", "--engine", "ray", "--address", address, **known)
    wait_for(lambda: written(tmp_path / "out") >= 2, process)
    workers = below(nodes.pid, "ray::MapWorker")
    assert len(workers) == 2
    assert len({worker.ppid() for worker in workers}) == 2  # one on each node
    workers[0].kill()
    wait_for(lambda: written(tmp_path / "out") >= 6, process)
    raylets = [one for one in below(nodes.pid, "raylet/raylet") if "--head" not in one.cmdline()]
    raylets[-1].kill()
    finish(process)
    assert api.check_folder(tmp_path / "out", inputs=True) == []
    assert api.manifest_of(tmp_path / "out").counts.rows == 480
    assert files(tmp_path / "out") == files(tmp_path / "plain")


@pytest.mark.long
def test_two_nodes_go_on_after_the_driver_was_killed(cluster: Cluster, tmp_path: Path) -> None:
    _, address, known = cluster
    given = many(tmp_path / "given", 8, 30)
    api.read_shards([str(given)], tmp_path / "plain", jobs=2)
    command = ("read", given, "--output", tmp_path / "out", "--engine", "ray", "--address", address)
    for enough in (2, 5):
        process = start(*command, **known)
        wait_for(lambda enough=enough: written(tmp_path / "out") >= enough, process)  # type: ignore[misc]
        process.send_signal(signal.SIGKILL)
        process.wait()
        assert api.manifest_of(tmp_path / "out").state == "partial"
    finish(start(*command, **known))
    assert api.check_folder(tmp_path / "out", inputs=True) == []
    assert files(tmp_path / "out") == files(tmp_path / "plain")


@pytest.mark.long
def test_a_document_that_ends_its_worker_costs_no_other_its_reading(tmp_path: Path) -> None:
    given = tmp_path / "given.jsonl"
    given.write_bytes(lines([0, 1]) + json.dumps({"text": piece(2)["text"] + "POISON"}).encode() + b"\n" + lines([3]))
    (tmp_path / "path").mkdir()
    (tmp_path / "path" / "sitecustomize.py").write_text(
        "import os\nimport bilat.scale.work as work\nreal = work.read_packed\nwork.read_packed = lambda document: os._exit(9) if 'POISON' in document.text else real(document)\n"
    )
    process = start(
        "read", given, "--output", tmp_path / "out", "--engine", "ray", "--jobs", "1", "--json", PYTHONPATH=str(tmp_path / "path"), RAY_AUTH_TOKEN=secrets.token_hex(20)
    )
    out, told = process.communicate(timeout=SECONDS)
    assert process.returncode == 1, told.decode()
    assert json.loads(out)["counts"] == {"rows": 4, "read": 3, "unread": 1, "failed": 0}
    (wrong,) = [row for row in rows(tmp_path / "out") if row.reading is not None and row.reading.error]
    assert wrong.n == 2 and "ended the process" in str(wrong.reading and wrong.reading.error)
