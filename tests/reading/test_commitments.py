"""What a side undertakes: lists, several undertakings in one sentence, promises told as nouns, and the day by which each is due."""

import pytest

from conftest import found

LEAD = "Latvian Foreign Minister Janis Kalnins met Moldovan Foreign Minister Andrei Cojocari in Riga on 4 March 2024.\n\n"


def undertaken(text: str) -> list[tuple[list[object], object, object]]:
    return [(c["by"], c.get("due"), c["action"]) for c in found(LEAD + text, "commitment", published="2024-03-04")]


CASES = [
    (
        "Latvia will deliver nine fire engines to Moldova by the end of June, and will train 40 Moldovan rescuers over two years.",
        [(["LVA"], "2024-06", "deliver nine fire engines to Moldova by the end of June"), (["LVA"], None, "train 40 Moldovan rescuers over two years")],
    ),
    (
        "Latvia will:\n\n(a) deliver nine fire engines by 30 June 2024;\n\n(b) open a consulate in Balti by 1 September 2024.",
        [(["LVA"], "2024-06-30", "deliver nine fire engines by 30 June 2024"), (["LVA"], "2024-09-01", "open a consulate in Balti by 1 September 2024")],
    ),
    ("Cojocari said that by the end of the year his country would deliver nine fire engines to Riga.", [(["MDA"], "2024", "deliver nine fire engines to Riga")]),
    ("Kalnins committed Latvia to duty-free access for Moldovan wines from 1 July 2024.", [(["LVA"], "2024-07-01", "duty-free access for Moldovan wines from 1 July 2024")]),
    ("The joint commission will meet again in Chisinau in October.", [(["LVA", "MDA"], "2024-10", "The joint commission will meet again in Chisinau in October")]),
]


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_undertakings(text: str, wanted: list[tuple[list[object], object, object]]) -> None:
    assert [(sorted(map(str, by)), due, action) for by, due, action in undertaken(text)] == [(sorted(map(str, by)), due, action) for by, due, action in wanted]


def test_what_is_promised_not_to_happen_and_a_trip_are_no_undertakings() -> None:
    assert undertaken("Kalnins gave an assurance that the matter would not affect trade. Cojocari will return home on Tuesday.") == []


def test_a_promise_recalled_without_a_year_is_not_moved_into_the_future() -> None:
    made = undertaken("The ministers discussed a consulate in Balti, which Latvia promised to open by January 31.")
    assert [(by, due) for by, due, action in made if "open" in str(action)] == [(["LVA"], None)]
