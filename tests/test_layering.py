"""Imports run one way: what stands lower on the list may import what stands higher, never the reverse."""

import ast
from pathlib import Path

import pytest

SRC = Path(__file__).resolve().parents[1] / "src" / "bilat"
LAYERS = ["errors", "vocabulary", "sources", "reading", "record", "statistics", "views", "scale", "api", "web", "cli"]
MODULES = sorted(path for path in SRC.rglob("*.py") if path.parent != SRC or path.stem != "__init__")


def _imports(path: Path) -> set[str]:
    """The layers that a module imports, by its relative and absolute imports."""
    package = [*path.relative_to(SRC).parts[:-1]]
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom):
            if node.level:
                base = package[: len(package) - node.level + 1]
                names = [*base, *(node.module.split(".") if node.module else [])]
                found |= {names[0]} if names else {alias.name for alias in node.names}
            elif node.module and node.module.split(".")[0] == "bilat":
                found.add([*node.module.split("."), ""][1])
        elif isinstance(node, ast.Import):
            found |= {[*alias.name.split("."), ""][1] for alias in node.names if alias.name.split(".")[0] == "bilat"}
    return found


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(SRC)))
def test_imports_run_upward_only(path: Path) -> None:
    layer = path.relative_to(SRC).parts[0].removesuffix(".py")
    allowed = set(LAYERS[: LAYERS.index(layer) + 1]) | {"__version__"}
    # A notebook asks readings and records themselves for their views and tables: the one look down, made only when they are drawn.
    if path.relative_to(SRC) in (Path("vocabulary/reading.py"), Path("record/model.py")):
        allowed.add("views")
    assert _imports(path) <= allowed


def test_reading_touches_no_clock_network_or_file() -> None:
    banned = {"socket", "urllib", "http", "requests", "httpx", "random", "time", "subprocess"}
    for path in (SRC / "reading").rglob("*.py"):
        names = {alias.name.split(".")[0] for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module.split(".")[0] for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.ImportFrom) and node.module and not node.level}
        assert not names & banned, path
        assert "now()" not in path.read_text("utf-8") and "today()" not in path.read_text("utf-8"), path


def test_no_file_grows_past_a_few_hundred_lines() -> None:
    assert {str(path): count for path in SRC.rglob("*.py") if (count := len(path.read_text("utf-8").splitlines())) > 520} == {}
