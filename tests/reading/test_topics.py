"""What the dealings are about, and the words of an area that say only who, why, where or in which name."""

import pytest

import bilat
from bilat.vocabulary import Topic
from conftest import found

LEAD = "Latvian Foreign Minister Janis Kalnins met Moldovan Foreign Minister Andrei Cojocari in Riga on 4 March 2024.\n\n"


def areas(text: str) -> set[object]:
    return {t["area"] for t in found(LEAD + text, "topic", published="2024-03-04")}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The ministers discussed security, trade and investment.", {"security", "trade", "investment"}),
        ("They agreed to cooperate in such new areas as agriculture and vocational training.", {"agriculture", "education"}),
        ("Kalnins underscored the close diplomatic, economic and military relationship with Moldova.", {"political", "economic", "security"}),
        ("The two sides focused on digitalisation, renewable energy and sustainability.", {"technology", "energy", "environment"}),
        ("Talks covered the joint exercises of the two navies and the reform of the UN.", {"security", "multilateral"}),
        ("The parties will expand regional cooperation and reaffirmed respect for the rule of law.", {"regional", "legal"}),
    ],
)
def test_what_is_dealt_with(text: str, wanted: set[str]) -> None:
    assert areas(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Human rights groups criticised Cojocari.",
        "As a former student activist, Kalnins knows Chisinau well.",
        "Kalnins came from the port on foot.",
        "This investment did not matter to the ministers.",
        "The ministers marked the 30th anniversary of diplomatic relations between Latvia and Moldova.",
        "The boat is used for training by Latvia and Moldova.",
    ],
)
def test_what_only_stands_beside(text: str) -> None:
    assert areas(text) == set()


def test_a_topic_rests_on_what_is_said_of_it_most_plainly() -> None:
    text = LEAD + "Trade stood at 90 million euros. The ministers agreed to expand bilateral trade."
    (topic,) = [t for t in bilat.read(text, published="2024-03-04").facts if isinstance(t, Topic) and t.area == "trade"]
    assert [text[start:end] for start, end in topic.evidence] == ["bilateral trade", "Trade"]
