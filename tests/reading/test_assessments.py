"""How a side judges: by a verb, a state of mind, a stance, a quality that is noted or ascribed; and what only looks like a judgement."""

import pytest

from conftest import found

LEAD = "Latvian Foreign Minister Janis Kalnins met Moldovan Foreign Minister Andrei Cojocari in Riga on 4 March 2024.\n\n"
BOTH = ["LVA", "MDA"]


def judged(text: str, lead: str = LEAD) -> list[tuple[object, object, object]]:
    return [(sorted(map(str, a["by"])), a["polarity"], a["of"]) for a in found(lead + text, "assessment", published="2024-03-04")]


CASES = [
    ("Latvia strongly opposes any attempt to redraw borders by force.", (["LVA"], "negative", "any attempt to redraw borders by force")),
    ("Cojocari lauded Latvia for its role in the region and its solidarity.", (["MDA"], "positive", "its role in the region and its solidarity")),
    ("Cojocari praised Kalnins for his 'patient work' on the border.", (["MDA"], "positive", "his 'patient work' on the border")),
    ("Kalnins hailed Moldova as a reliable friend.", (["LVA"], "positive", "Moldova as a reliable friend")),
    ("Nairobi and others complained, but Latvia disapproved of the new levy.", (["LVA"], "negative", "the new levy")),
    ("Kalnins said that he was deeply concerned about the arrests in Balti.", (["LVA"], "negative", "the arrests in Balti")),
    ("Moldova takes no side, though it has been critical of the embargo decree.", (["MDA"], "negative", "the embargo decree")),
    ("Kalnins is pleased with the pace of reforms in Moldova.", (["LVA"], "positive", "the pace of reforms in Moldova")),
    ("Kalnins conveyed concerns over the growing garrison near the border.", (["LVA"], "negative", "the growing garrison near the border")),
    ("Both ministers reiterated their opposition to the annexation of the port.", (BOTH, "negative", "the annexation of the port")),
    ("The two countries stand in firm opposition to the blockade of the port.", (BOTH, "negative", "the blockade of the port")),
    ("Latvia's concern over the arrests was raised during the talks.", (["LVA"], "negative", "the arrests")),
    ("The meeting highlighted the cordial relations between the two peoples.", (BOTH, "positive", "the cordial relations between the two peoples")),
    ("Kalnins underscored the close ties between Riga and Chisinau.", (["LVA"], "positive", "the close ties between Riga and Chisinau")),
    ("The ministers reaffirmed the long-standing and excellent relations of their countries.", (BOTH, "positive", "the long-standing and excellent relations of their countries")),
    ("Kalnins described bilateral cooperation as close and successful.", (["LVA"], "positive", "bilateral cooperation")),
    ("Both sides gave a positive assessment of the implementation of the roadmap.", (BOTH, "positive", "the implementation of the roadmap")),
    ("The ministers paid tribute to the contribution of the Moldovan community.", (BOTH, "positive", "the contribution of the Moldovan community")),
    ("The implementation of the roadmap was highly appreciated by the ministers.", (BOTH, "positive", "The implementation of the roadmap")),
    ("It was stressed that the ties between the two countries are excellent.", (BOTH, "positive", "the ties between the two countries are excellent")),
    ("Cojocari said it was regrettable that Latvia had closed the consulate.", (["MDA"], "negative", "Latvia had closed the consulate")),
    ('"Such steps are of serious concern to Latvia," Kalnins said.', (["LVA"], "negative", "Such steps")),
    ("Kalnins said the talks were productive and constructive.", (["LVA"], "positive", "the talks")),
    ("Riga lodged protests with Moldova over the new levy.", (["LVA"], "negative", "the new levy")),
    ('Cojocari called the remarks of the envoy "wrong and dangerous".', (["MDA"], "negative", "the remarks of the envoy")),
    ("Kalnins expressed satisfaction with the steps to open the port.", (["LVA"], "positive", "the steps to open the port")),
    ('"Relations between Latvia and Moldova are in good condition," Kalnins said.', (["LVA"], "positive", "Relations between Latvia and Moldova are in good condition")),
    ("Relations between the two countries have deteriorated sharply, Cojocari said.", (["MDA"], "negative", "Relations between the two countries have deteriorated sharply")),
]


@pytest.mark.parametrize(("text", "wanted"), CASES)
def test_judgements(text: str, wanted: tuple[list[str], str, str]) -> None:
    assert judged(text) == [wanted]


def test_we_in_a_joint_statement_are_both_countries() -> None:
    lead = "Joint Statement of Latvia and Moldova\n\nMinister Janis Kalnins of Latvia and Minister Andrei Cojocari of Moldova met in Riga on 4 March 2024. "
    text = "We strongly oppose the closure of the strait. Our ministers welcomed the exceptional progress made on the rail link."
    assert [a[:2] for a in judged(text, lead)] == [(BOTH, "negative"), (BOTH, "positive")]


@pytest.mark.parametrize(
    "text",
    [
        "Kalnins did not condemn the arrests.",
        "Cojocari would oppose such a levy.",
        "The ministers paid tribute to the fallen soldiers at the Freedom Monument.",
        "The agencies concerned with the arrests will meet in May.",
        "Kalnins noted the new level of the fee.",
    ],
)
def test_what_is_denied_imagined_or_only_told_is_no_judgement(text: str) -> None:
    assert judged(text) == []
