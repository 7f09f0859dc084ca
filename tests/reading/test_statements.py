"""Who said what: cues before, after, around and missing; paragraphs; nested and unclosed quotation marks; paraphrase."""

import pytest

from conftest import found

LEAD = "Latvian Foreign Minister Janis Kalnins met Moldovan Foreign Minister Andrei Cojocari in Riga on Monday.\n\n"


def said(text: str) -> list[tuple[object, object, object]]:
    return [(s.get("speaker"), s["directness"], s["content"]) for s in found(LEAD + text, "statement")]


CASES = [
    ("“Moldova is a reliable partner of ours,” Kalnins said.", [("Janis Kalnins", "direct", "“Moldova is a reliable partner of ours,”")]),
    ("Kalnins said: “Moldova is a reliable partner of ours.”", [("Janis Kalnins", "direct", "“Moldova is a reliable partner of ours.”")]),
    ("“Moldova is a reliable partner of ours,” said the Latvian Foreign Minister.", [("Janis Kalnins", "direct", "“Moldova is a reliable partner of ours,”")]),
    (
        "“Moldova is a partner,” Kalnins said. “Our trade will grow quickly.”",
        [("Janis Kalnins", "direct", "“Moldova is a partner,”"), ("Janis Kalnins", "direct", "“Our trade will grow quickly.”")],
    ),
    ("Kalnins noted that trade had doubled in five years.", [("Janis Kalnins", "indirect", "trade had doubled in five years")]),
    ("Trade has doubled in five years, Kalnins said.", [("Janis Kalnins", "indirect", "Trade has doubled in five years")]),
    ("Kalnins called the visa rules “a relic of the past”.", [("Janis Kalnins", "mixed", "the visa rules “a relic of the past”")]),
    ("Cojocari stressed the importance of direct flights.", [("Andrei Cojocari", "indirect", "the importance of direct flights")]),
    ("The two sides said that the talks were held in a friendly atmosphere.", [(None, "indirect", "the talks were held in a friendly atmosphere")]),
    ("“Moldova is a reliable partner of ours, and we will", [(None, "direct", "“Moldova is a reliable partner of ours, and we will")]),
]


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[c[0][:40] for c in CASES])
def test_statements(text: str, expected: list[tuple[object, object, object]]) -> None:
    assert said(text) == expected


def test_paragraphs_of_one_speaker_are_one_statement() -> None:
    text = "“Moldova is a reliable partner of ours,” Kalnins said.\n\n“Our trade is growing quickly.\n\n“It will go on growing.”"
    assert [s[2] for s in said(text)] == ["“Moldova is a reliable partner of ours,”", "“Our trade is growing quickly.\n\n“It will go on growing.”"]


def test_two_speakers_in_turn() -> None:
    text = "“Riga is ready for more,” Kalnins said.\n\n“So is Chisinau, and has long been,” Cojocari replied."
    assert [s[0] for s in said(text)] == ["Janis Kalnins", "Andrei Cojocari"]


@pytest.mark.parametrize("source", ["the Baltic News Agency reports", "reported the ministry's press service", "Reuters reported", "according to NHK World"])
def test_the_word_of_the_press_is_no_statement_and_no_part_of_one(source: str) -> None:
    assert said(f"Kalnins said that trade had doubled in five years, {source}.") == [("Janis Kalnins", "indirect", "trade had doubled in five years")]


def test_what_only_a_speaker_does_is_no_part_of_what_he_noted() -> None:
    text = "Kalnins noted that trade had doubled in five years and proposed opening a trade office."
    assert said(text) == [("Janis Kalnins", "indirect", "trade had doubled in five years")]
    assert [c["action"] for c in found(LEAD + text, "commitment")] == ["opening a trade office"]


def test_commitments_inside_quotations_are_the_speaker_s_country_s() -> None:
    text = LEAD + "“We are ready to open a consulate in Balti,” Kalnins said."
    (commitment,) = found(text, "commitment")
    assert (commitment["by"], commitment["to"], commitment["force"], commitment["action"]) == (["LVA"], ["MDA"], "ready", "to open a consulate in Balti")


@pytest.mark.parametrize(
    ("text", "by", "action", "due"),
    [
        ("The Moldovan side affirmed that it would complete the ratification procedures by the end of June 2025.", ["MDA"], "complete the ratification procedures by the end of June 2025", "2025-06"),
        ("The two sides agreed on this. Latvia will offer 40 scholarships to Moldovan students in 2025.", ["LVA"], "offer 40 scholarships to Moldovan students in 2025", "2025"),
        ("An agreement was reached that the crossing near Balti would work around the clock from 1 March 2025.", ["LVA", "MDA"],
         "the crossing near Balti would work around the clock from 1 March 2025", "2025-03-01"),
        ("The next session will be held in Riga in 2025.", ["LVA", "MDA"], "The next session will be held in Riga in 2025", "2025"),
        ("The working group is to submit a list of projects by the end of July 2025.", ["LVA", "MDA"], "submit a list of projects by the end of July 2025", "2025-07"),
        ("Latvia undertook to set up, by 30 September 2025, a joint fund for farmers.", ["LVA"], "to set up, by 30 September 2025, a joint fund for farmers", "2025-09-30"),
    ],
)  # fmt: skip
def test_undertakings_told_as_announcements(text: str, by: list[str], action: str, due: str) -> None:
    made = [c for c in found(LEAD + text, "commitment") if c["action"] == action]
    assert [(sorted(c["by"]), c["due"]) for c in made] == [(by, due)], found(LEAD + text, "commitment")


@pytest.mark.parametrize("text", ["Minister Ozola will hold talks with the Moldovan Prime Minister on Wednesday.", "The minister will chair the opening of the dialogue tomorrow."])
def test_a_programme_of_meetings_is_no_undertaking(text: str) -> None:
    assert found(LEAD + text, "commitment") == []
