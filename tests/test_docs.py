"""What the documentation shows works as it is shown."""

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

from bilat.cli import app
from conftest import EXAMPLE, ROOT, Command

README = (ROOT / "README.md").read_text("utf-8")


def _pieces(folder: Path) -> None:
    (folder / "folder").mkdir()
    for name in ("piece.txt", "folder/one.txt", "folder/two.txt"):
        (folder / name).write_bytes(EXAMPLE.read_bytes())


def test_the_python_of_the_readme_runs(tmp_path: Path) -> None:
    _pieces(tmp_path)
    reading, storing = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    for code, words in ((f"text = open({str(EXAMPLE)!r}).read()\n{reading}", "Visit"), (f"import bilat\n{storing}", "<Reading ")):
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, cwd=tmp_path, check=False, text=True)
        assert done.returncode == 0, done.stderr
        assert words in done.stdout


def test_the_commands_of_the_readme_run(bilat_command: Command, tmp_path: Path) -> None:
    _pieces(tmp_path)
    commands = re.findall(r"^    bilat ((?:read|ingest|reread|search|show|publishers) .*?)(?:\s+#.*|\s+>.*)?$", README, re.MULTILINE)
    commands = [command for command in commands if "https://" not in command and ".warc" not in command]
    assert len(commands) >= 6
    id = ""
    for command in commands:
        arguments = [str(tmp_path / a) if a in ("piece.txt", "folder/") else a for a in shlex.split(command)]
        if arguments[0] == "show":
            arguments[1] = id
        if arguments[0] == "search":
            arguments = ["search", "memorandum", "--country", "LTU", "--since", "2023", "--json"]  # what the README asks for is not in the example
        done = bilat_command(*arguments, BILAT_STORE=str(tmp_path / "bilat.db"))
        assert done.returncode == 0, done.stderr
        assert done.stdout or done.stderr
        if arguments[0] == "search":
            id = json.loads(done.stdout)[0]["id"]


def test_every_command_is_in_the_readme() -> None:
    commands = {command.name or (command.callback.__name__ if command.callback else "") for command in app.registered_commands}
    for command in commands:
        assert f"bilat {command}" in README, command


def test_the_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"`?make (\w[\w-]*)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
