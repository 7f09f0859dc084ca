"""The sandbox: what comes from outside costs a bounded time and memory, can do nothing, and costs nothing else its reading."""

from __future__ import annotations

import os
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

import hostile
from bilat import errors
from bilat.errors import BilatError, FormatError, MissingFileError, TooLargeError
from bilat.sources.formats import media
from bilat.sources.formats.archives import ArchivedPage
from bilat.sources.formats.lines import parse_line
from bilat.sources.sandbox import Function, Sandbox
from bilat.sources.text import Metadata, document_from_bytes

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="what is measured here is the confinement of Linux")

TRIES = {
    **{name: Function(f"hostile:{name}", "builtins:str") for name in ("words", "refuse", "stumble", "leave", "fill", "spin", "crash", "lie")},
    "count": Function("hostile:count", "builtins:int", 1 << 10),
    "much": Function("hostile:words", "builtins:str", 1 << 10),
    "numbers": Function("hostile:numbers", "builtins:int"),
    "megabytes": Function("hostile:megabytes", "builtins:bytes"),
    "attempts": Function("hostile:attempts", "builtins:dict"),
    "still_possible": Function("hostile:still_possible", "builtins:list"),
    "missing": Function("hostile:no_such_function", "builtins:str"),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(functions=TRIES) as opened:
        yield opened


@pytest.fixture
def quick() -> Iterator[Sandbox]:
    """One that loses patience after a second."""
    with Sandbox(functions=TRIES, seconds=1) as opened:
        yield opened


def test_a_function_is_called_with_its_options(sandbox: Sandbox) -> None:
    assert sandbox.call("words", "Лиск".encode(), name="x.html", day="2024-03-31") == "x.html 2024 Лиск"
    assert sandbox.call("count", bytes(40 << 20), name="x") == 40 << 20
    assert sandbox.call("count", b"", name="x") == 0
    assert sandbox.last_peak_mb is not None and 10 < sandbox.last_peak_mb < 150


@pytest.mark.parametrize("error", ["FormatError", "TooLargeError", "EmptyError", "LanguageError", "OptionError"])
def test_what_bilat_raises_comes_out_as_it_was(sandbox: Sandbox, error: str) -> None:
    with pytest.raises(getattr(errors, error), match=r"^x\.pdf: as it should$"):
        sandbox.call("refuse", b"", name="x.pdf", error=error)


@pytest.mark.parametrize(
    ("function", "said"),
    [
        ("stumble", r"could not be parsed \(KeyError: 'x\.pdf 3'\)"),
        ("leave", r"could not be parsed \(SystemExit: x\.pdf 3\)"),
        ("crash", "its parser died of it .SIGSEGV."),
        ("fill", "reading it would take more than 400 MB of memory"),
        ("missing", "could not be parsed .AttributeError"),
    ],
)
def test_what_goes_wrong_is_an_error_that_names_the_file(sandbox: Sandbox, function: str, said: str) -> None:
    with pytest.raises(FormatError, match=f"^x.pdf: {said}"):
        sandbox.call(function, b"abc", name="x.pdf")
    assert sandbox.last_peak_mb is not None and sandbox.last_peak_mb < 500
    assert sandbox.call("count", b"abc", name="y.pdf") == 3


def test_time_is_bounded(quick: Sandbox) -> None:
    assert quick.call("count", b"abc", name="x.pdf") == 3
    begun = time.monotonic()
    with pytest.raises(FormatError, match=r"^x\.pdf: not read after 1 seconds"):
        quick.call("spin", b"abc", name="x.pdf")
    assert time.monotonic() - begun < 1.5


def test_an_answer_is_bounded(sandbox: Sandbox) -> None:
    with pytest.raises(TooLargeError, match=r"^x: what there is to read in it is larger"):
        sandbox.call("much", b"x" * 2000, name="x", day="2024-03-31")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"R",
        b"R\0\0\0\4abc",
        b"R\0\0\0\1\x05",  # an integer where a string is due
        b"R\0\0\0\5" + msgspec.msgpack.encode("ab") + b"cc",
        b"R\xff\xff\xff\xff" + bytes(100),
        b"E\0\0\0\1\x05",
        b"E" + struct.pack(">I", 12) + msgspec.msgpack.encode(("Error", "abcd")),
        b"E" + struct.pack(">I", 19) + msgspec.msgpack.encode(("SystemExit", "abcdef")),
        b"E" + struct.pack(">I", 17) + msgspec.msgpack.encode(("StoreFullError", "")),
        b"N\0\0\0\0" * 3,
        b"?\0\0\0\0",
        b"R\0\0\0\5" + b"\x91" * 5,
    ],
)
def test_answers_that_a_parser_makes_up_do_no_harm(sandbox: Sandbox, answer: bytes) -> None:
    with pytest.raises(FormatError, match=r"^x\.pdf: "):
        sandbox.call("lie", answer, name="x.pdf")


def test_words_of_a_parser_cannot_command_the_terminal(sandbox: Sandbox) -> None:
    said = msgspec.msgpack.encode(("FormatError", "x: \x1b[2J\x07 gone\n"))
    with pytest.raises(FormatError, match=r"^x:  \[2J  gone $"):
        sandbox.call("lie", b"E" + struct.pack(">I", len(said)) + said, name="x")


# what cannot be done from within


def test_neither_network_nor_processes_nor_files_can_be_reached(sandbox: Sandbox, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("a secret")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        outcomes = sandbox.call("attempts", f"{server.getsockname()[1]} {secret}".encode(), name="x")
        with pytest.raises(TimeoutError):
            server.accept()
    assert outcomes.pop("name") == "x"
    assert len(outcomes) > 20 and [what for what, outcome in outcomes.items() if outcome == "done"] == []
    assert secret.read_text() == "a secret" and [path.name for path in tmp_path.iterdir()] == ["secret"]
    assert sandbox.call("count", b"abc", name="x") == 3  # nothing was killed


def test_what_parsers_need_can_be_done(sandbox: Sandbox) -> None:
    assert sandbox.call("still_possible", b"\x8e", name="x") == ["é", "Asia/Almaty", "(0.0, 0.0, 0)", "x"]


CONFINED = """
import ctypes, os, socket, struct
from bilat.sources.sandbox.confine import Confinement, Limits
server = socket.create_server(("127.0.0.1", 0))
address = struct.pack("=H", 2) + struct.pack(">H", server.getsockname()[1]) + bytes([127, 0, 0, 1]) + bytes(8)
libc = ctypes.CDLL(None)
assert libc.connect(libc.socket(2, 1, 0), address, 16) == 0
confine = Confinement(machine={machine!r})
pid = os.fork()
if not pid:
    confine(Limits(400 << 20, 10), os.getppid())
    reached = libc.connect(libc.socket(2, 1, 0), address, 16)
    os._exit(10 if reached else 11)
print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
"""


@pytest.mark.parametrize("machine", [None, "a processor of which no system calls are known"])
def test_the_network_is_out_of_reach_with_seccomp_and_without(machine: str | None) -> None:
    done = subprocess.run([sys.executable, "-c", CONFINED.format(machine=machine)], capture_output=True, text=True, timeout=60, check=False)
    if machine and "network namespace" in done.stderr:
        pytest.skip("this system gives no network namespaces to users")
    assert done.stdout.split() == ["10"], done.stderr


def test_a_system_that_cannot_confine_reads_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "broken.py").write_text(
        "import bilat.sources.sandbox.confine as confine\n"
        "def refuse(*_): raise confine.ConfinementError('neither this nor that')\n"
        "confine.Confinement.__call__ = refuse\n"
        "def run(data, *, name): return 'it ran'\n"
    )
    monkeypatch.syspath_prepend(str(tmp_path))
    with (
        Sandbox(functions={"run": Function("broken:run", "builtins:str")}) as opened,
        pytest.raises(FormatError, match=r"x: not read, .* neither this nor that; read it on a Linux"),
    ):
        opened.call("run", b"", name="x")


# streams


@pytest.fixture
def lines(tmp_path: Path) -> Callable[[str], Path]:
    def written(text: str) -> Path:
        (tmp_path / "lines").write_text(text)
        return tmp_path / "lines"

    return written


def test_a_stream_comes_item_by_item(sandbox: Sandbox, lines: Callable[[str], Path]) -> None:
    path = lines("a\n\nb\nc\n")
    assert list(sandbox.stream("numbers", path, until=3)) == [0, 2]
    assert list(sandbox.stream("numbers", str(path), until=99)) == [0, 2, 3]
    with open(path, "rb") as file:
        assert list(sandbox.stream("numbers", file, until=99)) == [0, 2, 3]


def test_a_stream_of_a_missing_file_is_an_error(sandbox: Sandbox) -> None:
    with pytest.raises(MissingFileError, match="no-such-file"):
        next(sandbox.stream("numbers", "no-such-file", until=1))


@pytest.mark.parametrize(("last", "said"), [("refuse", "as it should"), ("die", "SIGSEGV"), ("spin", "not read after 1 seconds")])
def test_what_came_before_an_error_in_a_stream_is_kept(quick: Sandbox, lines: Callable[[str], Path], last: str, said: str) -> None:
    found: list[int] = []
    with pytest.raises(FormatError, match=rf"lines: .*{said}"):
        found.extend(quick.stream("numbers", lines(f"a\nb\n{last}\n"), until=99))
    assert found == [0, 1]


def test_a_stream_waits_for_its_reader(quick: Sandbox, lines: Callable[[str], Path]) -> None:
    """A slow reader is no slow file; and what nobody asked for is not made."""
    stream = quick.stream("megabytes", lines("x" * (1 << 20)))
    assert len(next(stream)) == 1 << 20
    (child,) = children_of(zygote_of(quick))
    time.sleep(1.3)
    begun = processor_time(child)
    time.sleep(0.3)
    assert processor_time(child) == begun
    assert len(next(stream)) == 1 << 20
    assert quick.call("count", b"abc", name="x") == 3  # while the stream is open
    stream.close()
    assert not runs(child)


# nothing is left behind


def children_of(process: int) -> list[int]:
    """The processes that a process has made and that are there, dead ones that nobody has asked about included."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(stat[1]) == process:
                found.append(int(entry.name))
    return sorted(found)


def runs(process: int) -> bool:
    """Whether a process is there, and not merely waiting for somebody to ask how it ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def zygote_of(sandbox: Sandbox) -> int:
    assert sandbox._zygote is not None
    return sandbox._zygote.process.pid


def processor_time(process: int) -> int:
    stat = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return int(stat[11]) + int(stat[12])


def descriptors_of(process: int) -> int:
    return len(os.listdir(f"/proc/{process}/fd"))


def test_two_hundred_calls_leave_neither_processes_nor_descriptors(sandbox: Sandbox) -> None:
    sandbox.call("count", b"abc", name="x")
    zygote = zygote_of(sandbox)
    time.sleep(0.1)
    before = descriptors_of(os.getpid()), descriptors_of(zygote)
    begun = time.monotonic()
    for number in range(200):
        assert sandbox.call("count", bytes(number), name="x") == number
    assert (time.monotonic() - begun) / 200 < 0.1
    time.sleep(0.1)
    assert children_of(zygote) == []
    assert (descriptors_of(os.getpid()), descriptors_of(zygote)) == before


def test_closing_leaves_nothing_and_a_call_starts_anew() -> None:
    before = children_of(os.getpid())
    sandbox = Sandbox(functions=TRIES)
    assert children_of(os.getpid()) == before  # not before it is needed
    for _ in range(2):
        assert sandbox.call("count", b"abc", name="x") == 3
        assert len(children_of(os.getpid())) == len(before) + 1
        sandbox.close()
        assert children_of(os.getpid()) == before


def test_threads_share_one(sandbox: Sandbox) -> None:
    wrong: list[object] = []

    def work(size: int) -> None:
        for number in range(10):
            answer = sandbox.call("count", bytes(size * 1000 + number), name="x")
            if answer != size * 1000 + number:
                wrong.append(answer)

    threads = [threading.Thread(target=work, args=(size,)) for size in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_a_forked_process_has_a_zygote_of_its_own(sandbox: Sandbox) -> None:
    assert sandbox.call("count", b"abc", name="x") == 3
    process = os.fork()
    if not process:
        answer = 0
        try:
            answer = sandbox.call("count", b"abcd", name="x")
            sandbox.close()
        finally:
            os._exit(answer)
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 4
    assert sandbox.call("count", b"abc", name="x") == 3


def test_a_dead_zygote_costs_one_document_at_most(quick: Sandbox) -> None:
    assert quick.call("count", b"abc", name="x") == 3
    zygote = zygote_of(quick)
    os.kill(zygote, signal.SIGKILL)
    time.sleep(0.1)
    assert quick.call("count", b"abc", name="x") == 3
    zygote = zygote_of(quick)
    threading.Timer(0.3, os.kill, (zygote, signal.SIGKILL)).start()
    with pytest.raises(FormatError, match=r"^x: .*ended from outside"):
        quick.call("spin", b"abc", name="x")
    assert quick.call("count", b"abc", name="x") == 3


PARENT = """
import sys
sys.path.insert(0, {here!r})
from bilat.sources.sandbox import Function, Sandbox
with Sandbox(functions={{"spin": Function("hostile:spin", "builtins:str"), "count": Function("hostile:count", "builtins:int")}}) as sandbox:
    sandbox.call("count", b"abc", name="x")
    print("ready", flush=True)
    sandbox.call("spin", b"abc", name="x")
"""


@pytest.mark.parametrize("who", ["parent", "zygote"])
def test_a_kill_leaves_no_process(who: str) -> None:
    with subprocess.Popen([sys.executable, "-c", PARENT.format(here=str(Path(__file__).parent))], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as parent:
        assert parent.stdout is not None and parent.stdout.readline() == b"ready\n"
        (zygote,) = children_of(parent.pid)
        while not children_of(zygote):
            time.sleep(0.01)
        made = [zygote, *children_of(zygote)]
        os.kill(parent.pid if who == "parent" else zygote, signal.SIGKILL)
        assert parent.wait(5) != 0
    deadline = time.monotonic() + 3
    while (left := list(filter(runs, made))) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert left == []


# the corpus


def ingest(sandbox: Sandbox, path: Path) -> str:
    """Read a file as it is read when it is ingested, and return all the text that comes of it."""
    name, data = path.name, path.read_bytes()
    options = {"name": name, "url": None, "zone": None}
    kind = media.media_type(data, name=name, declared=None)
    if kind == media.GZIP:
        data = sandbox.call("gunzip", data, name=name)
        kind = media.media_type(data, name=name.removesuffix(".gz"), declared=None)
    if kind == media.WARC:
        items = list(sandbox.stream("warc", path, name=name))
        if not any(isinstance(item, ArchivedPage) for item in items):
            raise FormatError(items[0].message)
        return "".join(item.body.decode("utf-8", "replace") if isinstance(item, ArchivedPage) else item.message for item in items)
    if kind == media.HTML:
        return str(sandbox.call("html", data, **options, charset=None, today="2024-03-31").text)
    if kind in (media.PDF, media.DOCX):
        return str(sandbox.call("pdf" if kind == media.PDF else "docx", data, name=name, today="2024-03-31").text)
    if kind == media.FEED:
        return repr(sandbox.call("feed", data, **options))
    if kind == media.SITEMAP:
        return repr(sandbox.call("sitemap", data, name=name))
    if kind == media.JSONL:
        return "\n".join(line_text(line, name) for line in data.splitlines())
    return document_from_bytes(data, name, Metadata()).text


def line_text(line: bytes, name: str) -> str:
    try:
        return parse_line(line, name).text
    except FormatError:
        return ""


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.long] if name in hostile.SLOW else []) for name in hostile.HOSTILE])
def test_a_hostile_file_is_an_error_or_read_rightly_and_costs_little(sandbox: Sandbox, tmp_path: Path, name: str) -> None:
    make, outcome, said = hostile.HOSTILE[name]
    path = tmp_path / name
    path.write_bytes(make())
    sandbox.last_peak_mb = 0
    begun = time.monotonic()
    try:
        text, error = ingest(sandbox, path), None
    except BilatError as raised:
        text, error = "", raised
    took = time.monotonic() - begun
    peak = sandbox.last_peak_mb
    print(f"{name}: {took:.2f} s, {peak:.0f} MB, {error or text[:60]!r}")
    assert took <= 10.5 and peak <= 500
    assert error is None or name in str(error) or path.suffix == ".warc", error
    assert outcome != "error" or error is not None, text[:200]
    assert outcome != "read" or (error is None and said in text), error or text[:500]
    assert "root:" not in text
    assert "Tarn crossing" in sandbox.call("html", hostile.PAGE.encode(), name="good.html", url=None, zone=None, charset=None, today="2024-03-31").text
