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
    ("Kalnins committed Latvia to duty-free access for Moldovan wines from 1 July 2024.", [(["LVA"], "2024-07-01", "duty-free access for Moldovan wines")]),
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


def forces(text: str, lead: str = LEAD) -> list[tuple[list[str], object, object]]:
    return [(sorted(map(str, c["by"])), c["force"], c["action"]) for c in found(lead + text, "commitment", published="2024-03-04")]


NOUNS = [
    ("Kalnins reiterated the firm commitment of Latvia to the security of Moldova.", (["LVA"], "pledged", "the security of Moldova")),
    ("Moldova signalled its willingness to open the archives to Latvian scholars.", (["MDA"], "ready", "to open the archives to Latvian scholars")),
    ("Kalnins voiced Latvia's strong interest in expanding trade.", (["LVA"], "ready", "expanding trade")),
    ("They stated their intention of opening a direct bus line.", (["LVA", "MDA"], "ready", "opening a direct bus line")),
    ("Latvia reaffirmed its support for the accession of Moldova.", (["LVA"], "pledged", "its support for the accession of Moldova")),
    ("Kalnins gave assurances that Latvia would keep its market open.", (["LVA"], "pledged", "Latvia would keep its market open")),
    ("Latvia remains committed to the rule of law and to free movement.", (["LVA"], "pledged", "the rule of law and to free movement")),
    ("A decision was taken to set up a working group on roads.", (["LVA", "MDA"], "agreed", "to set up a working group on roads")),
    ("The ministers underlined the need for close coordination in fighting fraud.", (["LVA", "MDA"], "called_for", "close coordination in fighting fraud")),
    ("The ministers stressed the importance of further cooperation in tourism.", (["LVA", "MDA"], "called_for", "further cooperation in tourism")),
    ("The ministers affirmed their intent to reopen the archives.", (["LVA", "MDA"], "ready", "to reopen the archives")),
    ("They stand together in their commitment to protect the river.", (["LVA", "MDA"], "pledged", "to protect the river")),
    ("Kalnins said that Latvia is prepared to widen its help.", (["LVA"], "ready", "to widen its help")),
]
"""Undertakings told as nouns and adjectives."""

CALLS = [
    ("Cojocari encouraged the rapid settlement of the dispute.", (["MDA"], "called_for", "the rapid settlement of the dispute")),
    ("Cojocari encouraged Latvian companies to invest in wine.", (["MDA"], "called_for", "to invest in wine")),
    ("Kalnins advocated for continued support of the museums.", (["LVA"], "called_for", "continued support of the museums")),
    ("Kalnins urged closer cooperation on customs.", (["LVA"], "called_for", "closer cooperation on customs")),
    ("Kalnins invited Moldovan firms to use the port of Riga.", (["LVA"], "called_for", "to use the port of Riga")),
    ("The ministers called for the prisoners to be freed.", (["LVA", "MDA"], "called_for", "the prisoners to be freed")),
    ("The ministers concluded that it was necessary to simplify the procedures.", (["LVA", "MDA"], "called_for", "to simplify the procedures")),
    ("The ministers spoke in favour of closer contacts between the parliaments.", (["LVA", "MDA"], "called_for", "closer contacts between the parliaments")),
    ('"It is important to raise our trade," Kalnins said.', (["LVA"], "called_for", "to raise our trade")),
    ('"Our countries should widen the list of goods," Cojocari said.', (["MDA"], "called_for", "widen the list of goods")),
]

DEEDS = [
    ("The ministers concurred in exploring new routes.", (["LVA", "MDA"], "agreed", "exploring new routes")),
    ("Latvia committed 3 million euros to the forest fund.", (["LVA"], "pledged", "3 million euros to the forest fund")),
    ("The ministers tasked the agencies with drafting a road map.", (["LVA", "MDA"], "agreed", "drafting a road map")),
    ("The two sides will seek to double trade.", (["LVA", "MDA"], "pledged", "seek to double trade")),
    ("Cojocari said Moldova wanted deeper economic cooperation with Latvia.", (["MDA"], "ready", "deeper economic cooperation with Latvia")),
    ("Moldova says it will protect the monuments.", (["MDA"], "pledged", "protect the monuments")),
    ("Moldova vowed never to close the road.", (["MDA"], "pledged", "never to close the road")),
    ("As the needs grow, Latvia and Moldova plan to hold joint exercises.", (["LVA", "MDA"], "ready", "to hold joint exercises")),
    ("Clean energy: Latvia and Moldova will collaborate on wind power.", (["LVA", "MDA"], "pledged", "collaborate on wind power")),
    ("The Latvian Development Finance Corporation intends to open an office in Chisinau.", (["LVA"], "ready", "to open an office in Chisinau")),
]


@pytest.mark.parametrize(("text", "wanted"), NOUNS + CALLS + DEEDS, ids=[c[0][:50] for c in NOUNS + CALLS + DEEDS])
def test_what_is_avowed_called_for_and_announced(text: str, wanted: tuple[list[str], str, str]) -> None:
    assert forces(text) == [wanted]


def test_two_undertakings_with_one_subject() -> None:
    made = forces("Latvia will provide 2 million euros for the school, and will continue to support the hospital in Balti.")
    assert [action for _, _, action in made] == ["provide 2 million euros for the school", "continue to support the hospital in Balti"]


def test_we_of_a_joint_paper_are_both_sides() -> None:
    paper = "Joint Statement of Latvia and Moldova\n\nWe reaffirm our commitment to free trade. We will continue to share our experience. We encourage the early end of the talks."
    both = ["LVA", "MDA"]
    assert forces(paper, "") == [
        (both, "pledged", "free trade"),
        (both, "pledged", "continue to share our experience"),
        (both, "called_for", "the early end of the talks"),
    ]


def test_our_two_countries_outside_quotation_are_both_sides_save_in_a_speech() -> None:
    body = "Latvia and Moldova are old friends. The ties of our two countries run deep. We will open a house of culture in Balti."
    assert forces("Riga Declaration\n\n" + body, "") == [(["LVA", "MDA"], "pledged", "open a house of culture in Balti")]
    assert forces("Remarks at the Opening of the Fair\n\n" + body, "") == []


QUIET = [
    "Latvia has no plans to close its embassy.",
    "Cojocari said Moldova was not ready to sign the treaty.",
    "Kalnins did not promise any new funds.",
    "The ministers highlighted the importance of the visit as a sign of trust.",
    "The ministers stressed the importance of the partnership.",
    "Kalnins asked for their understanding and welcomed the guests.",
    "The ministers recognized that countries must cooperate.",
    "Q: The Moldovan minister said Latvia should apologise for the delay. Any comment?",
]


@pytest.mark.parametrize("text", QUIET)
def test_praise_courtesy_and_questions_undertake_nothing(text: str) -> None:
    assert forces(text) == []


def test_an_infinitive_after_a_clause_is_an_undertaking_of_its_own() -> None:
    made = forces("They agreed that a joint fund will be set up, and to hold talks on fisheries.")
    assert [action for _, _, action in made] == ["a joint fund will be set up", "to hold talks on fisheries"]
