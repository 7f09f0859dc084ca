"""Promise 3: documents that come one by one, in any order, with reviews in between, give at every moment the record that building from all of them gives."""

from __future__ import annotations

import random
import tempfile
from functools import cache
from itertools import islice
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import generated
import stories
from bilat import api
from bilat.record import Store
from bilat.record.kept import documents_of
from bilat.record.material import Material, fact_mention
from bilat.record.reviews import Review, new_review
from bilat.record.store import pack
from bilat.vocabulary import Reading

VERSION = "test"
PAIR = ["CHN", "KAZ"]


@cache
def _generated() -> list[Reading]:
    """Pieces on one relationship that were published about the same time, so that several tell of one event."""
    pieces = (piece for piece in generated.pieces(4000) if {fact.parties[0] for fact in piece.facts if type(fact).__name__ == "Figure"} == {"CHN"})
    return sorted(islice(pieces, 250), key=lambda piece: piece.document.published or "")[60:110]


@cache
def _story(name: str) -> tuple[list[str], list[Reading]]:
    gold, materials = stories.load(stories.STORIES / name)
    return sorted(gold["parties"]), [material.reading for material in materials]


def _add(store: Store, readings: list[Reading]) -> None:
    store.add([generated.found(reading) for reading in readings])
    store.add_readings([pack(reading.document.id, reading) for reading in readings], VERSION)


def _whole(store: Store, parties: list[str]) -> bytes:
    """Everything that is kept of a record once it was asked for."""
    api.record_of(store, *parties)
    kept, merges = store.kept_record(parties)[1], api.merges(store, *parties)
    assert kept is not None
    return msgspec.json.encode([kept.record, sorted([*key, id] for key, id in kept.of.items()), sorted([*key, id] for key, id in kept.person_of.items()), merges])


def _anew(store: Store, parties: list[str]) -> bytes:
    built = api.build(store, *parties)
    return msgspec.json.encode([built.record, sorted([*key, id] for key, id in built.of.items()), sorted([*key, id] for key, id in built.person_of.items()), built.merges])


def _review(store: Store, parties: list[str], chance: random.Random, number: int, made: list[Review]) -> Review | None:
    """A judgement of what is in the record now: of two mentions, of a fact, or of what a person judged before."""
    moment = f"2025-01-01T00:{number // 60:02}:{number % 60:02}.000000Z"
    kind = chance.choice(["pair", "pair", "pair", "reject", "undo"])
    merges = api.merges(store, *parties)
    if kind == "pair" and merges:
        merge = chance.choice(merges)
        return new_review(moment, "Anna", chance.choice(["same", "not_same", "not_same", "unsure"]), [merge.one, merge.other])
    materials: list[Material] = store.materials(parties)
    if kind == "reject" and materials:
        material = chance.choice(materials)
        if material.reading.facts:
            return new_review(moment, "Boris", "reject", [fact_mention(material, chance.choice(material.reading.facts)).key])
    return new_review(moment, "Anna", "undo", [], undoes=chance.choice(made).id) if made else None


def _grow(address: str | Path, readings: list[Reading], parties: list[list[str]], chance: random.Random) -> tuple[list[bytes], list[Review]]:
    """Add documents in batches with reviews in between and compare after each; return the records at the end and the reviews made."""
    coming, made, number = chance.sample(readings, len(readings)), [], 0
    with Store(address) as store:
        while coming:
            size = chance.choice([1, 1, 2, 5, len(coming)])
            batch, coming = coming[:size], coming[size:]
            _add(store, batch)
            for _ in range(chance.choice([0, 0, 1, 2])):
                number += 1
                review = _review(store, chance.choice(parties), chance, number, made)
                if review is not None:
                    store.add_review(review)
                    made.append(review)
            for each in parties:
                assert _whole(store, each) == _anew(store, each)
        return [_whole(store, each) for each in parties], made


def _at_once(readings: list[Reading], parties: list[list[str]], reviews: list[Review]) -> list[bytes]:
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder, "all.db")) as store:
        _add(store, readings)
        for review in reviews:
            store.add_review(review)
        return [_anew(store, each) for each in parties]


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 2**32), st.sampled_from(["ministers-visit", "copies-and-corrections", "joint-commission", "promises", "postponed-visit"]))
def test_documents_in_any_order_and_batches_with_reviews_between_give_what_building_anew_gives(seed: int, name: str) -> None:
    chance = random.Random(seed)
    parties, told = _story(name)
    readings = [*told, *chance.sample(_generated(), 6)]
    asked = [parties, parties[:1], PAIR]
    with tempfile.TemporaryDirectory() as folder:
        grown, reviews = _grow(Path(folder, "s.db"), readings, asked, chance)
    assert grown == _at_once(readings, asked, reviews)


@settings(max_examples=4, deadline=None)
@given(st.integers(0, 2**32))
def test_a_busy_relationship_grows_to_what_building_anew_gives(seed: int) -> None:
    chance = random.Random(seed)
    readings = chance.sample(_generated(), 30)
    with tempfile.TemporaryDirectory() as folder:
        grown, reviews = _grow(Path(folder, "s.db"), readings, [PAIR], chance)
    assert grown == _at_once(readings, [PAIR], reviews)


@pytest.mark.parametrize("name", ["agreement-to-force", "promises"])
def test_the_same_on_either_engine(store_address: str, name: str) -> None:
    parties, told = _story(name)
    grown, reviews = _grow(store_address, told, [parties], random.Random(name))
    assert grown == _at_once(told, [parties], reviews)


def test_a_review_of_a_document_whose_id_holds_colons_is_seen_at_once(tmp_path: Path) -> None:
    _, told = _story("promises")
    reading = next(reading for reading in told if any(type(fact).__name__ == "Commitment" for fact in reading.facts))
    renamed = msgspec.structs.replace(reading, document=msgspec.structs.replace(reading.document, id="desk:2024:7"))
    parties = _story("promises")[0]
    with Store(tmp_path / "s.db") as store:
        _add(store, [renamed])
        before = api.record_of(store, *parties)
        assert before.commitments
        material = store.materials(parties)[0]
        for fact in material.reading.facts:
            if type(fact).__name__ == "Commitment":
                store.add_review(new_review("2025-01-01T00:00:00.000000Z", "Anna", "reject", [fact_mention(material, fact).key]))
        assert api.record_of(store, *parties).commitments == []
        assert api.judge(store, "Anna", "accept", [fact_mention(material, material.reading.facts[0]).key]).verdict == "accept"
    assert list(documents_of("desk:2024:7:commitment:1-2")) == ["desk", "desk:2024", "desk:2024:7", "desk:2024:7:commitment"]
