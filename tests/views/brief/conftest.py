"""What the tests of briefs need: a store with all our stories, and briefs on their relationships, each written once."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bilat import api
from bilat.record import Store, ingest
from bilat.record.reader import read_packed
from bilat.sources import Found, Metadata, document_from_text
from bilat.views.brief import Brief

STORIES = sorted((Path(__file__).resolve().parents[2] / "stories").glob("*/story.json"))
PAIRS = [tuple(json.loads(path.read_text("utf-8"))["parties"]) for path in STORIES]
IDS = [path.parent.name for path in STORIES]

Briefs = Callable[..., Brief]


@pytest.fixture(scope="session")
def stories(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store with the readings of all stories."""
    items = []
    for path in STORIES:
        for piece in json.loads(path.read_text("utf-8"))["documents"]:
            text = (path.parent / piece["file"]).read_text("utf-8")
            metadata = Metadata(**{name: piece.get(name) for name in ("title", "url", "publisher", "side", "published")})
            items.append(Found(f"/{path.parent.name}/{piece['file']}", text.encode(), "text/plain", None, document_from_text(text, metadata), None))
    with Store(tmp_path_factory.mktemp("brief") / "stories.db") as store:
        ingest(store, items, lambda documents: map(read_packed, documents))
        yield store


@pytest.fixture(scope="session")
def brief_of(stories: Store) -> Briefs:
    """The brief on two countries."""
    made: dict[tuple[object, ...], Brief] = {}

    def brief_of(*parties: str, **options: object) -> Brief:
        key = (*parties, *sorted(options.items()))
        if key not in made:
            made[key] = api.brief(stories, *parties, **options)  # type: ignore[arg-type]
        return made[key]

    return brief_of
