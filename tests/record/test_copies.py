"""Which texts are one piece, and which of them is the original."""

from __future__ import annotations

from pathlib import Path

import pytest

from bilat.record import Store
from bilat.record.copies import Member, is_copy, may_be_copies, original_of, similarity, sketch, text_key
from pieces import AGENCY, CORRECTED, FORM_ONE, FORM_TWO, NEWSPAPER, OTHER, found


@pytest.mark.parametrize(
    ("one", "other", "copy"),
    [
        (AGENCY, AGENCY, True),
        (AGENCY, NEWSPAPER, True),  # a headline before it, its last paragraph cut off, names without accents
        (AGENCY, AGENCY.replace("“", '"').replace("”", '"') + "\nRead more on our site.\n", True),
        (AGENCY, AGENCY.replace("Ganzorig", "Ganzorigt").replace("percent", "per cent"), True),
        (AGENCY, CORRECTED, False),  # another figure: a correction is a piece of its own
        (AGENCY, AGENCY.replace("May 6", "May 9"), False),
        (AGENCY, OTHER, False),
        (FORM_ONE, FORM_TWO, False),  # one form with other names
        (FORM_ONE, FORM_TWO.replace("11 March", "4 March"), False),
        ("Too short to tell.", "Too short to tell.", True),
        ("Too short to tell.", "Too short to say.", False),
    ],
)
def test_what_is_a_copy(one: str, other: str, copy: bool) -> None:
    assert is_copy(one, other) is is_copy(other, one) is copy


def test_near_copies_share_a_band_and_others_do_not() -> None:
    made = sketch(AGENCY)
    assert made is not None
    for text, near in ((NEWSPAPER, True), (CORRECTED, True), (OTHER, False)):
        other = sketch(text)
        assert other is not None
        assert bool(set(made.bands) & set(other.bands)) is bool(may_be_copies(made.hashes, {1: other.hashes})) is near
    assert sketch("Too short to tell.") is None
    assert sketch(AGENCY) == sketch(AGENCY.upper())


def test_a_sketch_estimates_the_similarity_and_never_changes() -> None:
    words = [f"word{n * n}" for n in range(400)]
    for kept in (100, 200, 300, 360):
        one, other = " ".join(words), " ".join(words[:kept] + [f"other{n}" for n in range(400 - kept)])
        a, b = sketch(one), sketch(other)
        assert a is not None and b is not None
        alike = sum(a.hashes[4 * k : 4 * k + 4] == b.hashes[4 * k : 4 * k + 4] for k in range(64)) / 64
        assert abs(alike - similarity(one, other)) < 0.2
    made = sketch(AGENCY)
    assert made is not None
    assert made.bands[0] == 6868936002224370710  # signatures are stored: another one would find no copies of what is there


def test_similarity_and_key() -> None:
    assert similarity(AGENCY, AGENCY) == 1.0
    assert 0.5 < similarity(AGENCY, NEWSPAPER) < 0.9
    assert similarity(AGENCY, OTHER) < 0.02
    assert text_key(AGENCY) == text_key(AGENCY.replace("\n\n", "\r\n\r\n") + "\n")
    assert text_key(AGENCY) != text_key(CORRECTED)


def test_the_original_is_the_one_that_others_credit_then_the_earliest() -> None:
    agency = Member("c", AGENCY, "2024-05-07", ("Steppe News Agency",))
    paper = Member("a", NEWSPAPER, "2024-05-06", ("Riga Herald",))
    blog = Member("b", NEWSPAPER, "2024-05-08", ())
    assert original_of([paper, agency, blog]) == original_of([agency, blog, paper]) == "c"
    assert original_of([paper, blog]) == "a"
    assert original_of([Member("b", OTHER, None, ()), Member("a", OTHER, None, ())]) == "a"


def test_two_that_credit_each_other_are_one_piece_with_one_original(tmp_path: Path) -> None:
    """A corrects B, which corrects A: whoever comes first is the original, in whatever order they come, and the record of it ends."""
    one = AGENCY.replace("(Steppe News Agency)", "(Steppe News Agency, correcting Harbour Wire)")
    other = AGENCY.replace("(Steppe News Agency)", "(Harbour Wire, correcting Steppe News Agency)").replace("Batbold Ganzorig met", "Batbold Ganzorig had met")
    items = [found(one, "/1.txt", published="2024-05-06", publisher="Steppe News Agency"), found(other, "/2.txt", published="2024-05-07", publisher="Harbour Wire")]
    seen = []
    for n, order in enumerate((items, items[::-1])):
        with Store(tmp_path / f"{n}.db") as store:
            for item in order:
                store.add([item])
            seen.append({item.document.id: store.copies(item.document.id) for item in items if item.document})
    assert seen[0] == seen[1]
    assert all(sorted(copies.values())[-1] == "original" and len(copies) == 2 for copies in seen[0].values())
