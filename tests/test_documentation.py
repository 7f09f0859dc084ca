"""The pages under docs/ build without a warning, and every command in them does what they show."""

from __future__ import annotations

import importlib
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import click
import msgspec
import pytest
import typer

from bilat.cli import app
from bilat.vocabulary import EVENT_CODES, FACT_KINDS, Fact, cameo_codes
from conftest import ROOT
from preloaded import preloaded

DOCS = ROOT / "docs"
PAGES = sorted(path for path in DOCS.rglob("*.md") if "_build" not in path.parts)
NOT_RUN = {"guides/follow.md": 3, "guides/team.md": 2, "guides/trade.md": 1, "operations.md": 4}
"""How many blocks of a page are marked `% not run: WHY`: what needs the network, a server of one's own, or the terminal for itself."""

_BLOCK = re.compile(r"^(?:% not run: (?P<why>[^\n]+)\n)?```console\n(?P<lines>.*?)^```$", re.MULTILINE | re.DOTALL)


class Shown(NamedTuple):
    """A command as a page shows it, with the output that it shows and whether it is to be run."""

    command: str
    output: str
    runs: bool


def shown(page: Path) -> list[Shown]:
    """The commands of a page, in order."""
    found = []
    for block in _BLOCK.finditer(page.read_text("utf-8")):
        for part in re.split(r"^\$ ", block["lines"], flags=re.MULTILINE)[1:]:
            command, _, output = part.partition("\nEND\n" if "<<'END'" in part else "\n")
            command += "\nEND" * ("<<'END'" in part)
            found.append(Shown(command, output, block["why"] is None))
    return found


def name(page: Path) -> str:
    return page.relative_to(DOCS).as_posix()


WITH_COMMANDS = [page for page in PAGES if any(one.runs for one in shown(page))]

SERVE = """
import re, subprocess, sys, urllib.request
served = subprocess.Popen([sys.executable, "-c", "from bilat.cli import main; main()", *sys.argv[1:], "--port", "0"], stdout=subprocess.PIPE, text=True)
line = served.stdout.readline()
with urllib.request.urlopen(re.search(r"http://[\\w.:]+/", line)[0]) as answer:
    assert answer.status == 200 and b"Kazakhstan" in answer.read()
served.terminate()
print(re.sub(r":\\d+/", ":8765/", line), end="")
"""


def script(commands: list[Shown], out: Path) -> str:
    """A shell script that runs commands one after the other, each with its output and exit code in files of its own."""
    (out / "serve.py").write_text(SERVE, "utf-8")
    lines = ["code=0"]
    for number, one in enumerate(commands):
        command = one.command.replace("bilat serve", f"{shlex.quote(sys.executable)} {shlex.quote(str(out / 'serve.py'))} serve")
        command = command.replace("REVIEW", f'"$(cut -d" " -f1 {shlex.quote(str(out / str(number - 1)))})"')  # the id that the command before it printed
        lines.append(f"(exit $code)\n{{ {command}\n}} > {shlex.quote(str(out / str(number)))} 2>&1\ncode=$?\necho $code > {shlex.quote(str(out / f'{number}.code'))}")
    return "\n".join(lines)


def matches(output: str, expected: str) -> bool:
    """Tell whether a command's output is what the page shows, where `…` stands for anything; blanks at the ends of lines do not count."""
    told, wanted = ("\n".join(line.rstrip() for line in text.strip("\n").splitlines()) for text in (output, expected))
    return re.fullmatch(".*?".join(map(re.escape, wanted.split("…"))), told, re.DOTALL) is not None


@pytest.fixture(scope="session")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with a `bilat` that need not load everything anew."""
    with preloaded(tmp_path_factory.mktemp("preloaded")) as folder:
        yield folder


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory, programs: Path) -> Path:
    """The reader's own folder as the tutorial leaves it before its corrections: the examples, and the store that they are in."""
    made = tmp_path_factory.mktemp("desk")
    for piece in ("strategic-dialogue.txt", "relationship.jsonl"):
        shutil.copy(ROOT / "examples" / piece, made)
    subprocess.run([str(programs / "bilat"), "ingest", "relationship.jsonl"], cwd=made, check=True, capture_output=True)
    return made


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=name)
def test_the_commands_of_a_page_do_what_it_shows(page: Path, tmp_path: Path, programs: Path, request: pytest.FixtureRequest) -> None:
    home, out = tmp_path / "home", tmp_path / "out"
    out.mkdir()
    if page.name == "tutorial.md":  # begins in a clean copy of the repository
        home.mkdir()
        work = tmp_path / "bilat"
        shutil.copytree(ROOT / "examples", work / "examples")
    else:
        work = home / "desk"
        shutil.copytree(request.getfixturevalue("desk"), work)
    commands = [one for one in shown(page) if one.runs]
    environment = {
        **os.environ,
        "HOME": str(home),
        "COLUMNS": "100",
        "NO_COLOR": "1",
        "PATH": f"{programs}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
    }
    for variable in ("BILAT_STORE", "BILAT_PUBLISHERS", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        environment.pop(variable, None)
    subprocess.run(["bash", "-c", script(commands, out)], cwd=work, env=environment, check=True, stdin=subprocess.DEVNULL, timeout=300)
    for number, one in enumerate(commands):
        output, code = (out / str(number)).read_text("utf-8"), int((out / f"{number}.code").read_text())
        said = number + 1 < len(commands) and commands[number + 1].command == "echo $?"  # the page itself shows the exit code
        assert said or code == 0, f"$ {one.command}\n{output}"
        assert matches(output, one.output), f"$ {one.command}\n{output}\n-- but the page shows --\n{one.output}"


def test_the_python_of_the_pages_runs(desk: Path, tmp_path: Path) -> None:
    shutil.copytree(desk, tmp_path / "desk")
    blocks = [(page, code) for page in PAGES for code in re.findall(r"^```python\n(.*?)^```$", page.read_text("utf-8"), re.MULTILINE | re.DOTALL)]
    assert len(blocks) >= 3
    for page, code in blocks:
        done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path / "desk", capture_output=True, text=True, check=False)
        assert done.returncode == 0 and done.stdout, f"{name(page)}: {done.stderr}"


def test_only_counted_blocks_are_not_run() -> None:
    marked = {name(page): sum(block["why"] is not None for block in _BLOCK.finditer(page.read_text("utf-8"))) for page in PAGES}
    assert {page: count for page, count in marked.items() if count} == NOT_RUN


def test_every_command_line_stands_in_a_block_that_is_run_or_counted() -> None:
    for page in PAGES:
        outside = _BLOCK.sub("", page.read_text("utf-8"))
        assert not re.findall(r"^(?:\$ |    )bilat .*", outside, re.MULTILINE), page


def bilat_lines() -> list[tuple[str, list[str]]]:
    """Every use of `bilat` in the pages, run or not, as its arguments."""
    found = []
    for page in PAGES:
        for one in shown(page):
            for part in re.split(r"[|;&<>()]+", re.sub(r"(['\"]).*?\1", "'x'", one.command)):
                words = shlex.split(part)
                if words[:1] == ["bilat"]:
                    found.append((f"{name(page)}: {one.command}", words[1:]))
    return found


def test_every_option_in_the_pages_exists() -> None:
    group = typer.main.get_command(app)
    for line, words in bilat_lines():
        command: click.Command = group
        while isinstance(command, click.Group) or hasattr(command, "commands"):
            assert words[0] in command.commands, line  # type: ignore[union-attr]
            command = command.commands[words.pop(0)]  # type: ignore[union-attr]
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        assert {word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)} <= known | {"--help"}, line


def generated() -> ModuleType:
    """The part of the documentation's set-up that makes pages from the code."""
    sys.path.insert(0, str(DOCS / "_ext"))
    try:
        return importlib.import_module("from_code")
    finally:
        sys.path.remove(str(DOCS / "_ext"))


def test_every_value_of_every_enumeration_has_one_meaning() -> None:
    made = generated()
    lines = [line.split("\t")[:2] for line in made.MEANINGS.read_text("utf-8").splitlines() if line and not line.startswith("#")]
    assert sorted(lines) == sorted([name, value] for name, values in made.enumerations().items() for value in values)


def test_the_vocabulary_has_every_slot_and_code() -> None:
    page = generated().fill((DOCS / "vocabulary.md").read_text("utf-8"))
    for kind, cls in FACT_KINDS.items():
        section = re.search(rf"^### {kind}\n(.*?)^###? ", page, re.MULTILINE | re.DOTALL)
        assert section, kind
        own = [field for field in msgspec.structs.fields(cls) if field.name not in Fact.__struct_fields__]
        assert re.findall(r"^\| `(\w+)`", section[1], re.MULTILINE) == [field.encode_name for field in own], kind
    assert all(f"| `{code}` |" in page for code in (*EVENT_CODES, *cameo_codes()))
    assert not re.findall(r"\|\s*\|$", page, re.MULTILINE)  # nothing without a meaning


def test_the_reference_has_every_command_with_every_option() -> None:
    made = generated()
    page = made.fill((DOCS / "reference" / "commands.md").read_text("utf-8"))
    listed = list(made.every_command())
    assert len(listed) > 25
    for path, command in listed:
        section = page[page.index(f"## {path}\n") :]
        section = section[: section.find("\n## ", 4)]
        assert all(
            f"`{parameter.opts[0]}" in section or ", ".join(parameter.opts) in section
            for parameter in command.params
            if parameter.opts[0].startswith("-") and parameter.name != "help"
        ), path


def test_links_between_pages_lead_somewhere() -> None:
    for page in PAGES:
        for target in re.findall(r"\]\((?!https?:)([^)#]+)(?:#[\w-]*)?\)", page.read_text("utf-8")):
            assert (page.parent / target).is_file(), f"{name(page)}: {target}"


@pytest.mark.long
def test_the_pages_build_without_a_warning(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q", str(DOCS), str(tmp_path)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert all((tmp_path / path.relative_to(DOCS)).with_suffix(".html").is_file() for path in PAGES)
    assert 'id="bilat.api.record_of"' in (tmp_path / "reference" / "python.html").read_text("utf-8")


@pytest.mark.parametrize(("output", "expected", "same"), [("a\nb\nc", "a\n…\nc", True), ("a 1 x", "a … x", True), ("a\nb", "a", False), ("", "", True), ("b", "…a…", False)])
def test_outputs_are_compared(output: str, expected: str, same: bool) -> None:
    assert matches(output, expected) is same
