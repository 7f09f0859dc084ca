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
    # "in his words", "as he noted", "according to" a source that the text names
    ("In Cojocari's words, trade between the two countries doubled in five years.", [("Andrei Cojocari", "indirect", "trade between the two countries doubled in five years")]),
    ("In the opinion of Kalnins, direct flights will bring the two nations closer.", [("Janis Kalnins", "indirect", "direct flights will bring the two nations closer")]),
    ("As Kalnins noted, trade has doubled in five years.", [("Janis Kalnins", "indirect", "trade has doubled in five years")]),
    (
        "The Latvian foreign ministry published the agenda. According to the ministry, the talks lasted two hours.",
        [("LVA", "indirect", "the talks lasted two hours")],
    ),
    (
        "They agreed on a busier port, Latvia's Foreign Ministry said. It added that trade in grain had grown. Wine sells well, it noted.",
        [("LVA", "indirect", "They agreed on a busier port"), ("LVA", "indirect", "trade in grain had grown"), ("LVA", "indirect", "Wine sells well")],
    ),
    ("Latvians and Moldovans fear the dam could dry up the river.", []),
    ("According to officials, the ministers discussed dairy exports.", [(None, "indirect", "the ministers discussed dairy exports")]),
    # what is pointed to, spoken of, quoted in part
    ("Kalnins pointed to the stable growth of trade in grain.", [("Janis Kalnins", "indirect", "the stable growth of trade in grain")]),
    ("Kalnins spoke of a “grave water shortage” in the region.", [("Janis Kalnins", "mixed", "a “grave water shortage” in the region")]),
    ("Kalnins spoke of the new bridge.", []),
    ("Cojocari expressed “deep worry” over the drought.", [("Andrei Cojocari", "mixed", "“deep worry” over the drought")]),
    ("Cojocari joked that the Latvian winter was longer than the agenda.", [("Andrei Cojocari", "indirect", "the Latvian winter was longer than the agenda")]),
    ("Cojocari praised Kalnins for his “patient work” on the treaty.", [("Andrei Cojocari", "mixed", "his “patient work” on the treaty")]),
    ("Riga runs a deficit, which Cojocari described as a “passing trouble”.", [("Andrei Cojocari", "mixed", "a “passing trouble”")]),
    # told gladly, told elsewhere, told by a spokesman
    ("Cojocari was pleased to note that exports of wine had doubled.", [("Andrei Cojocari", "indirect", "exports of wine had doubled")]),
    (
        "Kalnins told Cojocari he wanted freer trade just two days after telling Estonian Foreign Minister Mart Tamm he hoped for closer ties.",
        [("Janis Kalnins", "indirect", "he wanted freer trade"), ("Janis Kalnins", "indirect", "he hoped for closer ties")],
    ),
    (
        "A Moldovan Ministry of Transport spokesman declined to name a date but said the ferry sailed twice a week.",
        [("MDA", "indirect", "the ferry sailed twice a week")],
    ),
    ("The ferry had not left the port, a ministry spokesman said, though a second ship was expected.", [(None, "indirect", "The ferry had not left the port")]),
    ("“The talks were useful,” Kalnins told reporters. He declined to say that a date had been set.", [("Janis Kalnins", "direct", "“The talks were useful,”")]),
    # no utterance: an undertaking, an opening phrase, an aside of the writer's
    ("Kalnins reaffirmed Latvia's commitment to the treaty.", []),
    ("Recalling the long friendship, Kalnins said that Latvia would open a consulate.", [("Janis Kalnins", "indirect", "Latvia would open a consulate")]),
    (
        "Latvia says it takes no sides, though it has criticised the dam and says it will send observers.",
        [("LVA", "indirect", "it takes no sides"), ("LVA", "indirect", "it will send observers")],
    ),
    ("Kalnins said he would come in May, after Cojocari invited him to the fair.", [("Janis Kalnins", "indirect", "he would come in May")]),
    # whoever hears is no object; a speaker whom the parser took for an apposition
    ("Latvia will go on helping the port, Kalnins told a press conference.", [("Janis Kalnins", "indirect", "Latvia will go on helping the port")]),
    ("Riga runs a “busy port” on the gulf.", []),
    # words without marks, back to the beginning of the paragraph
    ("We value this work. Our ties are close, said the Latvian Foreign Minister.", [("Janis Kalnins", "indirect", "We value this work. Our ties are close")]),
    ("Janis Kalnins, Minister for Foreign Affairs: Today I will fly to Riga for talks on grain.", [("Janis Kalnins", "direct", "Today I will fly to Riga for talks on grain.")]),
    ("Kalnins came on Monday: The delegation saw the port and the new grain terminal.", []),
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


def test_a_press_office_speaks_for_its_country() -> None:
    text = LEAD + "The Latvian presidency's press office gave details of the visit.\n\n“The two ministers also looked at the plans for the new terminal,” the press office said."
    assert [(s["speaker"], s["directness"]) for s in found(text, "statement")] == [("LVA", "direct")]


def test_who_spoke_last_goes_on_speaking() -> None:
    text = "“We would like to see more firms here,” Cojocari told the forum.\n\nLatvian envoy Ilze Ozola complained of queues at the border. Trucks wait for two days, she said."
    assert ("Ilze Ozola", "indirect", "Trucks wait for two days") in said(text)
