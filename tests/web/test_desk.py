"""Records as the server holds them: brought up to date behind the reader's back, made by helpers that may be killed; and judgements of which one is the first."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bilat import api
from bilat.errors import OptionError, OvertakenError
from bilat.record import Store
from bilat.record.material import fact_mention
from bilat.record.reviews import new_review
from bilat.statistics.holdings import Holdings
from bilat.statistics.series import Observation
from bilat.web import desk as desks
from bilat.web.desk import Desk, Shown

PAIR = ("KOR", "UZB")


@pytest.fixture
def store(filled_store: Path) -> Iterator[Store]:
    with Store(filled_store) as opened:
        yield opened


def some_key(store: Store) -> str:
    material = store.materials(list(PAIR))[0]
    return fact_mention(material, material.reading.facts[0]).key


def shown_after(desk: Desk, version: str) -> Shown:
    for _ in range(200):
        shown = desk.record(*PAIR)
        if shown.version != version:
            return shown
        time.sleep(0.05)
    raise AssertionError("it is never brought up to date")


@pytest.mark.parametrize("apart", [False, True], ids=["here", "apart"])
def test_what_changes_is_taken_up_behind_the_readers_back(store: Store, apart: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "FRESH", 0.05)
    desk = Desk(store, apart=apart)
    prepared: list[str] = []
    desk.prepare.append(lambda _desk, _names, shown, before: prepared.append(f"{before.version} {shown.version}"))
    first = desk.record(*PAIR)
    assert first.record == api.record_of(store, *PAIR)
    material = next(found for found in store.materials(list(PAIR)) if found.reading.facts)
    with Store(store.address, create=False) as elsewhere:  # as the command line would
        api.judge(elsewhere, "Anna", "reject", [fact_mention(material, material.reading.facts[0]).key])
    second = shown_after(desk, first.version)
    assert second.record == api.record_of(store, *PAIR) and prepared == [f"{first.version} {second.version}"]
    Holdings(store).load([Observation(reporter="KOR", partner="UZB", flow="exports", period="2023", value=2.4e9, unit="USD", source="test", precision=0.0)])
    third = shown_after(desk, second.version)
    assert third.record == api.record_of(store, *PAIR)
    desk.close()


def test_nothing_is_made_while_nothing_changes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desks, "FRESH", 0.0)
    asked: list[object] = []
    monkeypatch.setattr(desks, "version_of", lambda *given: asked.append(given) or first.version)
    desk = Desk(store)
    first = desk.record(*PAIR)
    for _ in range(50):
        assert desk.record(*PAIR) is first
        time.sleep(0.005)
    assert len(asked) <= 1  # one look, after which the store tells by itself that nobody wrote to it
    desk.close()


def test_a_helper_that_is_killed_costs_nothing(store: Store) -> None:
    desk = Desk(store, apart=True)
    expected = desk.record(*PAIR).record
    for clerk in list(desk.helper._all):
        clerk.process.kill()
        clerk.process.join()
    assert desk.helper.do(api.record_of, *PAIR) == expected
    assert desk.helper.do(api.record_of, *PAIR) == expected
    with pytest.raises(OptionError, match="did you mean"):
        desk.helper.do(api.record_of, "Uzbekstan", "KOR")
    desk.close()


def test_of_many_reviewers_at_once_one_is_the_first(store_address: str) -> None:
    """Several servers on one store, in SQLite and PostgreSQL: the look at what stands and the judgement are one."""
    with Store(store_address) as store:
        won: list[str] = []
        lost: list[str | None] = []
        gate = threading.Barrier(6)

        def judge(name: str) -> None:
            with Store(store.address, create=False) as own:
                gate.wait()
                try:
                    own.add_review(new_review(f"2025-01-01T00:00:00.{name}Z", f"Reviewer {name}", "accept", ["d:meeting:1-2"]), expected=None)
                    won.append(name)
                except OvertakenError as error:
                    lost.append(error.review)

        threads = [threading.Thread(target=judge, args=(str(n) * 6,)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        [review] = store.reviews()
        assert len(won) == 1 and lost == [review.id] * 5
        undo = new_review("2025-01-02T00:00:00.000000Z", "Ben", "undo", [], undoes=review.id)
        with pytest.raises(OvertakenError, match="judged this on 2025-01-01") as told:
            store.add_review(undo, expected=None)
        assert told.value.review == review.id
        store.add_review(undo, expected=review.id)
        with pytest.raises(OvertakenError, match="Ben judged this on 2025-01-02 at 00:00 UTC: undo"):
            store.add_review(new_review("2025-01-03T00:00:00.000000Z", "Ana", "reject", ["d:meeting:1-2"]), expected=review.id)
        store.add_review(new_review("2025-01-03T00:00:00.000000Z", "Ana", "reject", ["d:meeting:1-2"]), expected=undo.id)
        assert [one.verdict for one in store.reviews()] == ["accept", "undo", "reject"]
