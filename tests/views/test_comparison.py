"""Two sides of one event: what each states, what its own text leaves out, what cannot both be true, and what nobody can know."""

import itertools
import json
import random

import msgspec
import pytest

from bilat.errors import OptionError
from bilat.reading.read import read_document
from bilat.record.material import Material
from bilat.record.model import Person, Record, RecordEvent, Source
from bilat.sources import Metadata, document_from_text
from bilat.views.comparison import Comparison, Row, compare_event, print_comparison

OMAN = """Foreign Ministers of Oman and Slovakia hold talks in Muscat

On 4 March 2024, the Minister of Foreign Affairs of the Sultanate of Oman Salim Al Harrasi held talks in Muscat with the Minister of Foreign Affairs of the Slovak Republic Tomáš Krajňák.

The ministers discussed the situation in the Red Sea and cooperation in the field of seawater desalination. The talks were also attended by the Undersecretary Huda Al Busaidi.

It was noted that in 2023 trade turnover between the two countries amounted to 62 million US dollars.

The Slovak side reaffirmed its firm support for the sovereignty and territorial integrity of Oman.

The two sides agreed to hold the third round of political consultations in Bratislava in October 2024. The Slovak side will deliver 12 fire engines to Oman by the end of 2024.

A memorandum of understanding on vocational training was signed.
"""
SLOVAKIA = """Minister Krajňák in Muscat

4 March 2024

Foreign Minister Tomáš Krajňák held talks in Muscat today with his Omani counterpart Salim Al Harrasi.

The two ministers exchanged views on the situation in the Red Sea and discussed human rights in the region. Krajňák said that Slovakia and Oman are linked by a friendly tradition.

In 2023 trade between Slovakia and Oman amounted to 75 million US dollars.

They agreed to hold the third round of political consultations in Košice in October 2024. Slovakia would welcome Omani investors.

A memorandum of understanding on vocational training was signed. The ministers described Oman as a strategic partner of Slovakia.
"""
RELAY = """MUSCAT, March 4 (Gulf Courier) -- The foreign ministers of Oman and Slovakia held talks in Muscat on Monday, Oman's foreign ministry said.

The ministers discussed the situation in the Red Sea, the ministry said in a statement. Shares in Omani shipping companies fell on Monday.

A memorandum of understanding on vocational training was signed, it added.
"""


def material(id: str, text: str, side: str | None, relays: str | None = None, published: str = "2024-03-04", copy_of: str | None = None) -> Material:
    reading = read_document(document_from_text(text, Metadata(id=id, published=published, side=side, url=f"https://news.example/{id}")))
    document = msgspec.structs.replace(reading.document, relays=relays)
    return Material(document, msgspec.structs.replace(reading, document=document), copy_of)


def at(found: Material, words: str) -> Source:
    start = found.document.text.index(words)
    span = (start, start + len(words))
    fact = next((f.id for f in found.reading.facts if type(f).__name__ in ("Meeting", "Visit") and any(a < span[1] and span[0] < b for a, b in f.evidence)), None)
    return Source(found.document.id, fact, [span])


def named(found: Material, name: str) -> Source:
    start = found.document.text.index(name)
    return Source(found.document.id, None, [(start, start + len(name))])


OWN = [material("om", OMAN, "OMN"), material("sk", SLOVAKIA, "SVK")]
RELAYED = material("gc", RELAY, None, "OMN")


def record(materials: list[Material], *more: RecordEvent) -> Record:
    talks = RecordEvent(id="e1", kind="meeting", date="2024-03-04", parties=["OMN", "SVK"], sources=[at(found, "held talks") for found in materials])
    people = [
        Person(id=id, name=name, sources=[named(found, written) for found in materials if (written := name.split()[-1]) in found.document.text])
        for id, name in (("p1", "Salim Al Harrasi"), ("p2", "Tomáš Krajňák"), ("p3", "Huda Al Busaidi"))
    ]
    return Record(parties=["OMN", "SVK"], people=[person for person in people if person.sources], events=[talks, *more])


def compared(materials: list[Material] = OWN) -> Comparison:
    return compare_event(record(materials), "e1", materials)


def row(comparison: Comparison, kind: str, words: str) -> Row:
    found = [row for row in comparison.rows if row.kind == kind and words in row.what + " ".join(cell.says or "" for cell in row.cells.values())]
    assert len(found) == 1, [(row.kind, row.what) for row in comparison.rows]
    return found[0]


def states(comparison: Comparison, kind: str, words: str) -> tuple[str, str]:
    cells = row(comparison, kind, words).cells
    return cells["OMN"].state, cells["SVK"].state


CASES = [
    ("topic", "Red Sea", ("stated", "stated")),
    ("topic", "desalination", ("stated", "absent")),
    ("topic", "human rights", ("absent", "stated")),
    ("figure", "trade turnover in 2023", ("contradicted", "contradicted")),
    ("assurance", "territorial integrity", ("stated", "absent")),
    ("commitment", "fire engines", ("stated", "absent")),
    ("commitment", "third round", ("contradicted", "contradicted")),
    ("instrument", "vocational training", ("stated", "stated")),
    ("label", "strategic partner", ("absent", "stated")),
    ("participant", "Busaidi", ("stated", "absent")),
]


@pytest.mark.parametrize(("kind", "words", "expected"), CASES, ids=[f"{kind} {words}" for kind, words, _ in CASES])
def test_rows(kind: str, words: str, expected: tuple[str, str]) -> None:
    assert states(compared(), kind, words) == expected


def test_what_is_contradicted_is_named() -> None:
    assert row(compared(), "figure", "trade turnover").what == "trade turnover in 2023: 62 million USD or 75 million USD"
    assert "Bratislava or Košice" in row(compared(), "commitment", "third round").what


def test_every_stated_cell_rests_on_words_and_every_silent_one_on_none() -> None:
    texts = {found.document.id: found.document for found in OWN}
    for found in compared().rows:
        for side, cell in found.cells.items():
            assert bool(cell.sources) == (cell.state in ("stated", "contradicted"))
            for source in cell.sources:
                assert texts[source.document].side == side
                assert all(texts[source.document].text[start:end].strip() for start, end in source.evidence)


def test_topics_have_their_place_in_each_sides_order() -> None:
    cells = row(compared(), "topic", "Red Sea").cells
    assert (cells["OMN"].rank, cells["SVK"].rank) == (1, 1)
    assert row(compared(), "topic", "desalination").cells["OMN"].rank == 2


def test_a_relay_speaks_for_its_side_but_its_silence_says_nothing() -> None:
    comparison = compared([RELAYED, OWN[1]])
    assert states(comparison, "topic", "Red Sea") == ("stated", "stated")
    assert states(comparison, "topic", "human rights") == ("unknown", "stated")
    assert {cell.state for found in comparison.rows for side, cell in found.cells.items() if side == "OMN"} <= {"stated", "contradicted", "unknown"}


def test_a_relay_adds_to_the_sides_own_text_and_puts_nothing_into_its_mouth() -> None:
    comparison = compared([*OWN, RELAYED])
    assert [source.document for source in row(comparison, "topic", "Red Sea").cells["OMN"].sources] == ["om", "gc"]
    assert not any("Shares" in (cell.says or "") for found in comparison.rows for cell in found.cells.values())


def test_a_copy_speaks_for_the_side_that_it_copies() -> None:
    copy = material("cp", OMAN, None, copy_of="om")
    sources = row(compared([*OWN, copy]), "assurance", "territorial").cells["OMN"].sources
    assert {source.document for source in sources} == {"om", "cp"}


def test_without_the_other_sides_text_everything_is_unknown_of_it() -> None:
    comparison = compared(OWN[:1])
    assert comparison.rows
    assert {found.cells["SVK"].state for found in comparison.rows} == {"unknown"}


def test_an_announcement_is_no_account_of_the_event() -> None:
    before = material(
        "an", "On 4 March, Foreign Minister Tomáš Krajňák will hold talks in Muscat with Omani Foreign Minister Salim Al Harrasi on trade.", "SVK", published="2024-03-01"
    )
    talks = RecordEvent(id="e1", kind="meeting", date="2024-03-04", sources=[at(OWN[0], "held talks"), at(before, "hold talks")])
    comparison = compare_event(Record(parties=["OMN", "SVK"], events=[talks]), "e1", [OWN[0], before])
    assert {found.cells["SVK"].state for found in comparison.rows} == {"unknown"}


def test_what_is_told_of_another_meeting_is_not_told_of_this_one() -> None:
    later = "\nOn the same day, Tomáš Krajňák was received by the Prime Minister of Oman. They discussed the extradition of prisoners.\n"
    told = material("om2", OMAN + later, "OMN")
    audience = RecordEvent(id="e2", kind="meeting", date="2024-03-04", sources=[at(told, "was received by the Prime Minister")])
    both = [told, OWN[1]]
    talks = compare_event(record(both, audience), "e1", both)
    assert not any("extradition" in found.what for found in talks.rows)
    second = compare_event(record(both, audience), "e2", both)
    assert [(found.kind, found.cells["SVK"].state) for found in second.rows if "extradition" in found.what] == [("topic", "unknown")]
    assert not any("desalination" in found.what for found in second.rows)


def test_a_visit_has_what_its_meetings_have() -> None:
    visit = RecordEvent(id="v1", kind="visit", date="2024-03-04", sources=[at(OWN[1], "in Muscat")])
    made = record(OWN, visit)
    made = msgspec.structs.replace(made, events=[msgspec.structs.replace(made.events[0], part_of="v1"), visit])
    assert states(compare_event(made, "v1", OWN), "topic", "desalination") == ("stated", "absent")


def test_weaker_and_stronger_verbs_are_named() -> None:
    one = material("a", "Oman and Slovakia held talks on 4 March 2024 in Muscat.\n\nOman agreed to open a consulate in Bratislava in 2025.", "OMN")
    other = material("b", "Slovakia and Oman held talks on 4 March 2024 in Muscat.\n\nSlovakia called on Oman to open a consulate in Bratislava in 2025.", "SVK")
    comparison = compared([one, other])
    assert states(comparison, "commitment", "open a consulate") == ("stated", "stated")
    assert row(comparison, "verb", "consulate").what.startswith("OMN agreed, SVK called for")


@pytest.mark.parametrize(
    ("one", "other", "state"),
    [
        ("2.31 billion US dollars", "about 2.3 billion US dollars", "stated"),
        ("over 500 million US dollars", "524 million US dollars", "stated"),
        ("2.3 billion US dollars", "2.45 billion US dollars", "contradicted"),
        ("2.0 billion euros", "2.16 billion US dollars", "stated"),
        ("2.0 billion euros", "3.1 billion US dollars", "contradicted"),  # at no rate of that year
        ("2.0 billion euros", "3.1 billion Swiss francs", "stated"),  # without an official rate nobody can tell
    ],
)
def test_figures_are_contradicted_only_beyond_rounding(one: str, other: str, state: str) -> None:
    text = "{} and {} held talks on 4 March 2024 in Muscat.\n\nBilateral trade turnover between Oman and Slovakia amounted to {} in 2023."
    made = [material("a", text.format("Oman", "Slovakia", one), "OMN"), material("b", text.format("Slovakia", "Oman", other), "SVK")]
    assert states(compared(made), "figure", "trade turnover") == (state, state)


def test_json_is_the_contracts() -> None:
    data = json.loads(compared().to_json())
    assert data["schema"] == "bilat.comparison/1"
    assert (data["event"], data["sides"]) == ("e1", ["OMN", "SVK"])
    for found in data["rows"]:
        assert list(found["cells"]) == ["OMN", "SVK"]
        assert all(cell["state"] in ("stated", "absent", "contradicted", "unknown") for cell in found["cells"].values())
    assert msgspec.convert(data, Comparison) == compared()


def test_any_order_of_documents_gives_the_same() -> None:
    everything = [*OWN, RELAYED, material("cp", OMAN, None, copy_of="om")]
    made = record(everything)
    wanted = compare_event(made, "e1", everything).to_json()
    for order in itertools.islice(itertools.permutations(everything), 1, 24):
        shuffled = msgspec.structs.replace(made.events[0], sources=random.Random(7).sample(made.events[0].sources, len(everything)))
        assert compare_event(msgspec.structs.replace(made, events=[shuffled]), "e1", list(order)).to_json() == wanted


def test_an_unknown_event_is_refused() -> None:
    with pytest.raises(OptionError, match="e9: the record has no such event"):
        compare_event(record(OWN), "e9", OWN)


def test_the_table_is_readable_without_colour(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    comparison = compared()
    print_comparison(comparison, record(OWN))
    lines = capsys.readouterr().out.splitlines()
    assert all(len(line) <= 100 for line in lines)
    assert len(lines) == len(comparison.rows) + 3  # the event, the sides, a line a row, the marks
    trade = next(line for line in lines if "trade turnover" in line)
    assert "≠ trade turnover in 2023: 62 million USD" in trade and "75 million USD" in trade
    assert next(line for line in lines if "fire engines" in line).rstrip().endswith("–")


def test_a_readout_that_was_not_joined_with_the_event_still_speaks_for_its_side() -> None:
    """The record left the other side's text apart; it names the same people on the same days, so its silence is no longer unknown."""
    one = material(
        "a",
        "Minister Said Al Harthy of Oman and Minister Jana Kral of Slovakia held talks on 4 March 2024 in Muscat.\n\nOman will open a consulate in Bratislava by June 2025.",
        "OMN",
    )
    text = "Minister Jana Kral of Slovakia ended her stay with her colleague Said Al Harthy of Oman.\n\nSlovakia will send 40 firefighters to Oman by July 2024."
    other = material("b", text, "SVK")
    made = record([one])
    people = [Person(id=id, name=name, sources=[named(one, name), named(other, name)]) for id, name in (("p1", "Said Al Harthy"), ("p2", "Jana Kral"))]
    event = msgspec.structs.replace(made.events[0], date="2024-03-04", participants=["p1", "p2"])
    made = msgspec.structs.replace(made, events=[event], people=people)
    comparison = compare_event(made, event.id, [one, other])
    assert states(comparison, "commitment", "consulate") == ("stated", "absent")
    assert states(comparison, "commitment", "firefighters") == ("absent", "stated")


def test_a_judging_name_and_a_bland_one_are_two_labels() -> None:
    text = "{} and {} held talks on 4 March 2024 in Muscat.\n\nThe ministers discussed {}."
    made = [
        material("a", text.format("Oman", "Slovakia", "the situation in Ukraine"), "OMN"),
        material("b", text.format("Slovakia", "Oman", "Russia's war of aggression against Ukraine"), "SVK"),
    ]
    assert states(compared(made), "label", "aggression") == ("contradicted", "contradicted")


NUMBERED = """Communiqué of the foreign ministers

On 4 March 2024, the Minister of Foreign Affairs of the Sultanate of Oman Salim Al Harrasi held talks in Muscat with the Minister of Foreign Affairs of the Slovak Republic Tomáš Krajňák.

1. The ministers looked into the storage of ammonia. Discussions were also held on school textbooks.

2. They went over the rules for seafarers' certificates. The minister invited Slovak companies to invest in the dry dock of Sohar. The guest was apprised of the plans for a space port in Duqm.

3. The Slovak delegation also included the Director of the Water Institute, Peter Hanák.

4. The Omani side attached great importance to the territorial integrity of Slovakia's neighbours.

5. The ministers signed a memorandum of understanding on the protection of springs.

6. Trade between Oman and Slovakia amounted to 62 million US dollars in the last fiscal year.
"""
PROUD = """Minister Krajňák in Muscat

4 March 2024

Foreign Minister Tomáš Krajňák held talks in Muscat today with his Omani counterpart Salim Al Harrasi. Oman is Slovakia's closest partner in the Gulf.

The two ministers put their signatures to an MoU on the protection of springs. Krajňák thanked his host for Oman's position on the crossing of the Danube.

Minister Al Harrasi has been invited to the Danube Forum in June. Krajňák expressed Slovakia's wish to see Omani investors in the port of Bratislava.

Trade between Slovakia and Oman amounted to 75 million US dollars in 2023.
"""


@pytest.mark.parametrize(
    ("kind", "words", "expected"),
    [
        ("topic", "ammonia", ("stated", "absent")),
        ("topic", "textbooks", ("stated", "absent")),
        ("topic", "seafarers", ("stated", "absent")),
        ("topic", "space port", ("stated", "absent")),
        ("participant", "Peter Hanák", ("stated", "absent")),
        ("assurance", "territorial integrity", ("stated", "absent")),
        ("instrument", "protection of springs", ("stated", "stated")),
        ("label", "closest partner", ("absent", "stated")),
        ("statement", "crossing of the Danube", ("absent", "stated")),
        ("statement", "Danube Forum", ("absent", "stated")),
        ("topic", "port of Bratislava", ("absent", "stated")),
        ("figure", "trade turnover", ("stated", "stated")),
    ],
)
def test_numbered_items_and_a_proud_release(kind: str, words: str, expected: tuple[str, str]) -> None:
    assert states(compared([material("om", NUMBERED, "OMN"), material("sk", PROUD, "SVK")]), kind, words) == expected


def test_the_account_of_a_visit_speaks_of_its_only_meeting() -> None:
    host = material("om", "Oman hosted Foreign Minister Tomáš Krajňák in Muscat on 4 March 2024.\n\nThe two ministers discussed fish farms.\n", "OMN")
    guest = material("sk", SLOVAKIA, "SVK")
    stay = RecordEvent(id="v1", kind="visit", date="2024-03-04", parties=["OMN", "SVK"], sources=[at(host, "hosted")])
    talks = RecordEvent(id="e1", kind="meeting", date="2024-03-04", parties=["OMN", "SVK"], part_of="v1", sources=[at(guest, "held talks")])
    whole = Record(parties=["OMN", "SVK"], events=[stay, talks])
    comparison = compare_event(whole, "e1", [host, guest])
    assert states(comparison, "topic", "fish farms") == ("stated", "absent")
    assert states(comparison, "topic", "human rights") == ("absent", "stated")
