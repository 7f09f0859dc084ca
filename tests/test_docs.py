"""What the documentation shows works as it is shown."""

import re
import subprocess
import sys
from pathlib import Path

from conftest import EXAMPLE, ROOT, Command

README = (ROOT / "README.md").read_text("utf-8")


def test_the_python_of_the_readme_runs(tmp_path: Path) -> None:
    (code,) = re.findall(r"```python\n(.*?)```", README, re.DOTALL)
    program = f"text = open({str(EXAMPLE)!r}).read()\n{code}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, cwd=tmp_path, check=False, text=True)
    assert done.returncode == 0, done.stderr
    assert "Visit" in done.stdout


def test_the_commands_of_the_readme_run(bilat_command: Command, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for name in ("piece.txt", "folder/one.txt", "folder/two.txt"):
        (tmp_path / name).write_bytes(EXAMPLE.read_bytes())
    commands = re.findall(r"^    bilat (read .*?)(?:\s+#.*|\s+>.*)?$", README, re.MULTILINE)
    assert len(commands) >= 3
    for command in commands:
        arguments = [str(tmp_path / a) if a in ("piece.txt", "folder/") else a for a in command.split()]
        done = bilat_command(*arguments)
        assert done.returncode == 0, done.stderr
        assert done.stdout


def test_the_make_targets_of_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in set(re.findall(r"`?make (\w[\w-]*)", README)):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
