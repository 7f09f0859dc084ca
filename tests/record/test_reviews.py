"""A person's judgement is never lost, beats the machine's, and can be undone."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from bilat.errors import OptionError, StoreError
from bilat.record import Store, ingest
from bilat.record.build import build_record
from bilat.record.material import Material, fact_mention
from bilat.record.reader import read_packed
from bilat.record.reviews import by_subject, in_force, judgements_of, moves_of, new_review, reviewed
from pieces import AGENCY, NEWSPAPER, found

A, B, C = "d1:person:Jānis Kalvāns", "d2:person:Janis Kalvans", "d3:person:J. Kalvāns"


def test_the_last_word_on_a_pair_counts_and_an_undo_gives_back_the_one_before() -> None:
    first = new_review("2024-05-07T10:00:00Z", "Aigerim", "same", [A, B])
    second = new_review("2024-05-08T10:00:00Z", "Boris", "not_same", [B, A])
    assert judgements_of([second, first]).of(B, A) == ("not_same", "Boris")
    undo = new_review("2024-05-09T10:00:00Z", "Boris", "undo", [], undoes=second.id)
    assert judgements_of([undo, first, second]).of(A, B) == ("same", "Aigerim")
    again = new_review("2024-05-10T10:00:00Z", "Boris", "undo", [], undoes=undo.id)
    assert judgements_of([first, again, undo, second]).of(A, B) == ("not_same", "Boris")
    assert judgements_of([first]).of(A, C) is None
    assert [review.reviewer for review in in_force([second, first, undo])] == ["Aigerim"]


def test_a_state_is_a_move_by_its_reviewer() -> None:
    review = new_review("2024-05-07T10:00:00Z", "Aigerim", "state", ["d1:commitment:5-20"], {"state": "fulfilled", "date": "2024-05-01"})
    (move,) = moves_of([review])["d1:commitment:5-20"]
    assert (move.state, move.date, move.by, move.confidence) == ("fulfilled", "2024-05-01", "Aigerim", 1.0)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("T", "Aigerim", "perhaps", [A, B]), "'perhaps' is none"),
        (("T", " ", "same", [A, B]), "needs a name"),
        (("T", "Aigerim", "same", [A]), "judges 2 mentions, not 1"),
        (("T", "Aigerim", "same", [A, A]), "judges 2 mentions"),
        (("T", "Aigerim", "undo", []), "of which review"),
        (("T", "Aigerim", "correct", [A], {"slot": "date"}), "give the slot and its value"),
        (("T", "Aigerim", "state", [A], {"state": "done"}), "give one of open"),
    ],
)
def test_a_review_that_says_nothing_is_refused(arguments: tuple[object, ...], words: str) -> None:
    with pytest.raises(OptionError, match=words):
        new_review(*arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["soon", "2024-13", 2024, ["2024"]])
def test_a_date_corrected_to_what_is_no_date_stays_as_it_was(value: object) -> None:
    from bilat.reading.read import read_document

    document = found(AGENCY, "/a", published="2024-05-06", side="MNG").document
    assert document is not None
    material = Material(document, read_document(document))
    meeting = next(fact for fact in material.reading.facts if type(fact).__name__ == "Meeting")
    review = new_review("2024-05-07T10:00:00Z", "Aigerim", "correct", [fact_mention(material, meeting).key], {"slot": "date", "value": value})
    left = reviewed(material, by_subject([review]))
    assert [fact.date for fact in left.reading.facts] == [fact.date for fact in material.reading.facts]
    assert build_record(["MNG", "LVA"], [left]).record == build_record(["MNG", "LVA"], [material]).record


def test_reviews_survive_reading_again_and_storing_again(store_address: str) -> None:
    items = [found(AGENCY, "/a", published="2024-05-06"), found(NEWSPAPER, "/b", published="2024-05-06")]
    with Store(store_address) as store:
        ingest(store, items, lambda documents: map(read_packed, documents))
        (material,) = [material for material in store.materials(["MNG", "LVA"]) if material.document.text == AGENCY]
        figure = next(fact for fact in material.reading.facts if type(fact).__name__ == "Figure")
        instrument = next(fact for fact in material.reading.facts if type(fact).__name__ == "Instrument")
        wrong = new_review("2024-05-07T10:00:00Z", "Aigerim", "reject", [fact_mention(material, instrument).key])
        right = new_review("2024-05-07T11:00:00Z", "Aigerim", "correct", [fact_mention(material, figure).key], {"slot": "value", "value": 31_000_000.0})
        store.add_review(wrong)
        store.add_review(right)
        store.add_review(right)  # the same review once more changes nothing
        with pytest.raises(StoreError, match="no review with this id"):
            store.add_review(new_review("2024-05-07T12:00:00Z", "Aigerim", "undo", [], undoes="nothing"))
    with Store(store_address) as store:
        store.add_readings([read_packed(document) for document in store.documents()], "another version")
        ingest(store, items, lambda documents: map(read_packed, documents))
        assert store.reviews() == [wrong, right]
        with pytest.raises(Exception, match="append-only"), store._engine.begin() as connection:
            connection.execute(text("DELETE FROM reviews"))

        def left() -> Material:
            return next(reviewed(m, by_subject(store.reviews())) for m in store.materials(["MNG", "LVA"]) if m.document.text == AGENCY)

        kinds = [type(fact).__name__ for fact in left().reading.facts]
        assert "Instrument" not in kinds
        assert [fact.value for fact in left().reading.facts if type(fact).__name__ == "Figure"] == [31_000_000.0]  # type: ignore[union-attr]
        only = reviewed(left(), by_subject(store.reviews()), only=True)
        assert [type(fact).__name__ for fact in only.reading.facts] == ["Figure"]
        store.add_review(new_review("2024-05-08T10:00:00Z", "Boris", "undo", [], undoes=wrong.id))
        assert "Instrument" in [type(fact).__name__ for fact in left().reading.facts]


def test_material_is_what_deals_with_both_and_was_published_between(store_address: str, tmp_path: Path) -> None:  # noqa: ARG001
    items = [found(AGENCY, "/a", published="2024-05-06"), found(NEWSPAPER, "/b", published="2024-06"), found(NEWSPAPER + "\nNo. 3", "/c")]
    with Store(store_address) as store:
        ingest(store, items, lambda documents: map(read_packed, documents))
        assert len(store.materials(["MNG", "LVA"])) == 3
        assert len(store.materials(["LVA"])) == 3
        assert store.materials(["MNG", "KEN"]) == []
        assert [material.file for material in store.materials(["MNG", "LVA"], since="2024-06")] == ["/b"]
        assert [material.file for material in store.materials(["MNG", "LVA"], until="2024-05-20")] == ["/a"]
        originals = [material for material in store.materials(["MNG", "LVA"]) if material.copy_of is None]
        assert [material.file for material in originals] == ["/a"]
