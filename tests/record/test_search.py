"""The same questions find the same documents on either engine."""

from __future__ import annotations

import pytest

from bilat.errors import OptionError
from bilat.record import Filters, Store
from bilat.record.fulltext import WINDOW, parse_query
from bilat.record.reader import read_packed
from pieces import AGENCY, FORM_ONE, FORM_TWO, OTHER, found

PIECES = {
    "agency": found(AGENCY, "/a", publisher="Steppe News Agency", published="2024-05-06", side="MNG", title="Mongolia, Latvia hold talks"),
    "other": found(OTHER, "/o", publisher="Radio Ñandú", published="2023-06", title="Credenciales y café"),
    "one": found(FORM_ONE, "/1", published="2022"),
    "two": found(FORM_TWO, "/2"),
}
NAMES = {item.document.id: name for name, item in PIECES.items() if item.document}


@pytest.fixture
def store(store_address: str) -> Store:
    store = Store(store_address)
    store.add(list(PIECES.values()))
    return store


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("scholarships", {"agency"}),
        ("scholarship", {"agency"}),  # words are found in any of their forms
        ("SCHOLARSHIPS offered", {"agency"}),
        ('"memorandum of understanding"', {"agency"}),
        ('"understanding memorandum"', set()),
        ("embassy Nairobi", {"other"}),
        ("Nairobi OR Riga", {"other", "agency"}),
        ("Ambassador", {"other", "one", "two"}),
        ("Ambassador -Portugal", {"other", "two"}),
        ("Ambassador -Portugal -Norway", {"other"}),
        ("Kalvans", {"agency"}),  # accents make no difference
        ("cafe", {"other"}),  # the title counts
        ("credenciales", {"other"}),
        ("flower-growers", {"other"}),
        ("nothingofthekind", set()),
        ("“joint working group”", {"other"}),
        ("talks Mongolia OR Ecuador", {"agency"}),
        ("open'; DROP TABLE documents; --", set()),
        ("NEAR(ambassador portugal)", set()),
        ("title:cafe*", set()),
    ],
)
def test_queries(store: Store, query: str, expected: set[str]) -> None:
    assert {NAMES[hit.id] for hit in store.search(query)} == expected


def test_filters(store: Store) -> None:
    store.add_readings([read_packed(document) for document in store.documents()], "v")

    def names(query: str, **filters: object) -> set[str]:
        return {NAMES[hit.id] for hit in store.search(query, Filters(**filters))}  # type: ignore[arg-type]

    assert names("Minister OR Ambassador", countries=("LVA",)) == {"agency"}
    assert names("Minister OR Ambassador", countries=("MNG", "LVA")) == {"agency"}
    assert names("Minister OR Ambassador", countries=("KEN", "LVA")) == set()
    assert names("Minister OR Ambassador", since="2024") == {"agency"}
    assert names("Minister OR Ambassador", since="2023-06-15", until="2023") == {"other"}  # published in June: it may have been later than the 15th
    assert names("Minister OR Ambassador", until="2022-07") == {"one"}
    assert names("Minister OR Ambassador", side="MNG") == {"agency"}
    assert names("Minister OR Ambassador", publisher="ñandú") == {"other"}
    assert names("Minister OR Ambassador", publisher="%") == set()
    assert names("Minister OR Ambassador", language="en") == set(PIECES)
    with pytest.raises(OptionError, match="'Kazakhland' is no country code"):
        store.search("x", Filters(countries=("Kazakhland",)))
    with pytest.raises(OptionError, match="since: 'yesterday' is no date"):
        store.search("x", Filters(since="yesterday"))


def test_what_is_rarer_and_in_the_title_comes_first_with_its_words_marked(store: Store) -> None:
    hits = store.search("Latvia OR Ambassador")
    assert NAMES[hits[0].id] == "agency"
    for hit in hits:
        assert hit.marks
        assert {hit.snippet[start:end].casefold() for start, end in hit.marks} <= {"latvia", "ambassador", "latvian"}
        assert "\ue000" not in hit.snippet
    assert len(store.search("Latvia OR Ambassador", limit=2)) == 2


@pytest.mark.parametrize("query", ["", "   ", "-only -without", "OR", '""', "!?"])
def test_a_query_without_words_is_told(query: str) -> None:
    with pytest.raises(OptionError, match="names no word"):
        parse_query(query)


def test_a_piece_with_more_copies_than_are_looked_at_first_hides_no_other(store_address: str) -> None:
    store = Store(store_address)
    wired = f"{AGENCY.rstrip()}\n{'Scholarships were offered. ' * 40}"  # the best for its word, and so are all who printed it
    store.add([found(wired, f"/{n}", publisher=f"Agency {n}", url=f"https://agency{n}.example/wire") for n in range(WINDOW + 20)])
    store.add([found(AGENCY, "/a"), found(f"{OTHER}\nScholarships too.", "/o")])
    ids = [document.id for document in store.documents()]
    best, *others = store.search("scholarships", limit=3)
    assert len(ids) == WINDOW + 22 and len(best.copies) == WINDOW + 20 and len(others) == 1
    assert {best.id, *best.copies, others[0].id} == set(ids) and best.copies == sorted(best.copies)
    [theirs] = store.search("scholarships", Filters(publisher="agency 7"), limit=1)
    assert theirs.publisher and theirs.publisher.startswith("Agency 7") and theirs.id in {best.id, *best.copies}
