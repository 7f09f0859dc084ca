"""The ledger: each undertaking once, what later documents say became of it, and a person's word above the machine's."""

from __future__ import annotations

import hashlib
import random

import msgspec
import pytest

from bilat.record.ledger import Ledger, build_ledger
from bilat.record.material import Judgements, Material, fact_mention
from bilat.record.model import Move
from bilat.vocabulary import Actor, Commitment, Document, Fact, Force, Instrument, Meeting, Reading, Topic

PARTIES = ["MNG", "LVA"]
ACTORS = [
    Actor(id="a1", type="country", name="Mongolia", country="MNG"),
    Actor(id="a2", type="country", name="Latvia", country="LVA"),
    Actor(id="a3", type="person", name="Dace Ozola", country="LVA"),
    Actor(id="a4", type="person", name="Jo Bystander"),
]
Undertaking = tuple[str, list[str], list[str], str | None, Force]


def piece(text: str, published: str, *promises: Undertaking, facts: list[Fact] | None = None) -> Material:
    """A piece with its undertakings, each by the words of its action."""
    document = Document(id=hashlib.sha256(f"{published}{text}".encode()).hexdigest()[:12], text=text, published=published)
    made: list[Fact] = list(facts or [])
    for n, (words, by, to, due, force) in enumerate(promises):
        start = text.index(words)
        span = (start, start + len(words))
        made.append(Commitment(id=f"c{n}", evidence=[span], action=span, by=by, to=to, due=due, force=force, status="planned"))
    return Material(document, Reading(document=document, actors=ACTORS, facts=made))  # type: ignore[arg-type]


def ledger(*materials: Material, today: str = "2026-01-01", persons: dict[str, list[Move]] | None = None, judgements: Judgements | None = None) -> Ledger:
    return build_ledger(materials, PARTIES, {}, {}, judgements or Judgements(), today=today, persons=persons)


CONSULATE = piece(
    "Minister Ozola announced that Latvia would open a consulate general in Erdenet by 31 December 2024.\n",
    "2024-02-14",
    ("open a consulate general in Erdenet by 31 December 2024", ["a3"], ["a1"], "2024-12-31", "pledged"),
)


@pytest.mark.parametrize(
    ("day", "sentence", "state"),
    [
        ("2024-12-13", "Latvia yesterday opened its Consulate General in Erdenet in the presence of two hundred guests.", "fulfilled"),
        ("2025-06-01", "The consulate general in Erdenet was inaugurated in December 2024.", "fulfilled"),
        ("2024-09-20", "The Latvian consulate general in Erdenet has not yet opened.", "open"),
        ("2025-02-20", "The Latvian consulate general in Erdenet has not yet opened.", "overdue"),
        ("2025-02-20", "The plan to open a consulate general in Erdenet was abandoned, the ministry said.", "dropped"),
        ("2024-09-20", "Construction of the consulate general in Erdenet has begun.", "progressing"),
        ("2024-09-20", "Latvia reaffirmed that the consulate general in Erdenet would be opened.", "reaffirmed"),
        ("2024-09-20", "The opening of the consulate general in Erdenet is delayed, it is not cancelled.", "open"),
        ("2024-09-20", "Estonia opened a consulate in Darkhan.", "open"),
    ],
)
def test_what_a_later_sentence_says_moves_an_undertaking(day: str, sentence: str, state: str) -> None:
    later = piece(f"The talks were friendly.\n\n{sentence}\n", day)
    (commitment,) = ledger(CONSULATE, later, today=day).commitments
    assert commitment.state == state
    if state != "open":
        move = commitment.history[-1]
        assert (move.by, move.state) == ("machine", state) and 0 < move.confidence <= 1
        (source,) = [source for source in move.sources if source.document == later.document.id]
        assert later.words(source.evidence[0]).strip() == sentence


def test_what_is_done_stays_done_and_carries_every_document_that_says_so() -> None:
    opened = piece("Latvia opened its consulate general in Erdenet.\n", "2024-12-13")
    recalled = piece("They welcomed the opening of the consulate general in Erdenet last December.\n", "2025-03-01")
    hoped = piece("The consulate general in Erdenet will be opened also on Saturdays.\n", "2025-05-01")
    (commitment,) = ledger(CONSULATE, opened, recalled, hoped).commitments
    assert [move.state for move in commitment.history] == ["open", "fulfilled"]
    assert {source.document for source in commitment.history[-1].sources} == {opened.document.id, recalled.document.id}
    assert commitment.history[-1].date == "2024-12-13"
    assert commitment.history[-1].confidence > ledger(CONSULATE, opened).commitments[0].history[-1].confidence


def test_a_due_date_passes() -> None:
    assert ledger(CONSULATE, today="2024-12-31").commitments[0].state == "open"
    commitment = ledger(CONSULATE, today="2025-01-01").commitments[0]
    assert commitment.state == "overdue"
    assert (commitment.history[-1].date, commitment.history[-1].sources) == ("2025-01-01", commitment.sources)


def test_done_in_time_but_told_late_was_never_overdue() -> None:
    drafts = piece("They undertook to exchange drafts of the customs arrangement by the end of October 2024.\n", "2024-08-19",
                   ("to exchange drafts of the customs arrangement by the end of October 2024", ["a1", "a2"], [], "2024-10", "pledged"))  # fmt: skip
    later = piece("The sides examined the customs arrangement, drafts of which had been exchanged in October 2024.\n", "2025-03-24")
    assert [(move.state, move.date) for move in ledger(drafts, later).commitments[0].history] == [("open", "2024-08-19"), ("fulfilled", "2024-10")]


def test_a_new_date_replaces_the_old_one() -> None:
    forum = piece("They agreed to hold the first Business Forum in Riga in October 2024.\n", "2024-03-12",
                  ("to hold the first Business Forum in Riga in October 2024", ["a1", "a2"], [], "2024-10", "agreed"))  # fmt: skip
    moved = piece("They agreed that the first Business Forum would be held in Riga in April 2025.\n", "2024-10-17",
                  ("the first Business Forum would be held in Riga in April 2025", ["a1", "a2"], [], "2025-04", "agreed"))  # fmt: skip
    (commitment,) = ledger(forum, moved, today="2025-02-01").commitments
    assert (commitment.state, commitment.due) == ("reaffirmed", "2025-04")
    assert ledger(forum, moved, today="2025-05-01").commitments[0].state == "overdue"


def test_a_part_is_progress_and_the_obstacle_is_named() -> None:
    grants = piece("Latvia would offer 200 university scholarships to students of geology.\n", "2024-02-14",
                   ("offer 200 university scholarships to students of geology", ["a2"], ["a1"], None, "pledged"))  # fmt: skip
    some = piece("Only 118 geology students received university scholarships, because examination results came late.\n", "2024-10-01")
    (commitment,) = ledger(grants, some).commitments
    assert commitment.state == "progressing"
    assert (commitment.quantity, commitment.unit, commitment.obstacle) == (200, "university", "examination results came late")


def test_one_undertaking_told_by_both_sides_and_a_copy() -> None:
    one = piece("Latvia agreed to send a team of plant health experts to Selenge in May 2025.\n", "2025-03-13",
                ("to send a team of plant health experts to Selenge in May 2025", ["a2"], ["a1"], "2025-05", "agreed"))  # fmt: skip
    two = piece("Latvia will send a team of experts to Selenge in May to inspect plant health stations.\n", "2025-03-14",
                ("send a team of experts to Selenge in May to inspect plant health stations", ["a2"], [], "2025-05", "pledged"))  # fmt: skip
    other = piece("Mongolia will issue permits for imports of dairy cattle by June 15.\n", "2025-03-14",
                  ("issue permits for imports of dairy cattle by June 15", ["a1"], ["a2"], "2025-06-15", "pledged"))  # fmt: skip
    found = ledger(one, one._replace(document=one.document, copy_of=None), two, other, today="2025-04-01")
    assert [(commitment.by, commitment.to, commitment.due, len(commitment.sources)) for commitment in found.commitments] == [
        (["LVA"], ["MNG"], "2025-05", 2),
        (["MNG"], ["LVA"], "2025-06-15", 1),
    ]
    assert all(commitment.state == "open" for commitment in found.commitments)
    assert found.of[(one.document.id, "c0")] == found.of[(two.document.id, "c0")] == found.commitments[0].id


def test_alike_but_not_the_same() -> None:
    def told(words: str, due: str | None, day: str) -> Material:
        return piece(f"They agreed {words}.\n", day, (words, ["a1", "a2"], [], due, "agreed"))

    ninth = told("to hold the ninth session of the Joint Commission in Riga in 2024", "2024", "2023-05-01")
    tenth = told("to hold the 10th session of the Joint Commission in Riga in 2025", "2025", "2024-05-01")
    thirty = told("to grant 30 scholarships to students of music in 2024", "2024", "2023-05-01")
    forty = told("to grant 40 scholarships to students of music in 2026", "2026", "2025-05-01")
    assert len(ledger(ninth, tenth, thirty, forty, today="2023-05-02").commitments) == 4


def test_a_session_of_another_number_fulfils_nothing() -> None:
    words = "to convene the second session of the Trade Committee in Riga in the first half of 2024"
    agreed = piece(f"They agreed {words}.\n", "2023-02-14", (words, ["a1", "a2"], [], "2024-01/2024-06", "agreed"))
    first = piece("The first session of the Trade Committee was held in Ulaanbaatar in November 2021.\n", "2023-09-01")
    assert ledger(agreed, first, today="2023-10-01").commitments[0].state == "open"
    text = "The Second Session of the Trade Committee was held in Riga on 20 May 2024.\n"
    meeting = Meeting(id="m1", evidence=[(0, len(text) - 2)], parties=PARTIES, date="2024-05-20", session=2, mechanism="Trade Committee", type="session")
    (commitment,) = ledger(agreed, first, piece(text, "2024-05-22", facts=[meeting]), today="2024-10-01").commitments
    assert (commitment.state, commitment.history[-1].date) == ("fulfilled", "2024-05-20")


def test_courtesies_demands_and_strangers_make_no_entry() -> None:
    def told(words: str, by: str, force: Force = "agreed") -> Material:
        return piece(f"It was said {words}.\n", "2024-05-01", (words, [by], [], None, force))

    assert not ledger(
        told("to continue close dialogue on regional issues", "a1"),
        told("to further develop friendly relations", "a2"),
        told("to open the border at Altanbulag", "a1", "called_for"),
        told("to build a hotel in Riga", "a4"),
    ).commitments


def test_what_trackers_ask_for() -> None:
    text = (
        "The ministers signed an agreement on air services. Under it the Civil Aviation Agency will increase flights between Riga and Ulaanbaatar from two to five a week by June 2025. "
        "The third meeting of the Transport Committee will take place in Riga in November 2025.\n"
    )
    words = "increase flights between Riga and Ulaanbaatar from two to five a week by June 2025"
    start = text.index("third meeting")
    facts: list[Fact] = [
        Instrument(id="i1", evidence=[(0, 50)], title="an agreement on air services", parties=PARTIES),
        Meeting(id="m1", evidence=[(0, 50)], parties=PARTIES, date="2024-05-06"),
        Meeting(id="m2", evidence=[(start, start + 40)], parties=PARTIES, date="2025-11", status="planned", mechanism="Transport Committee", session=3),
        Topic(id="t1", evidence=[(text.index("flights"), text.index("flights") + 7)], area="transport"),
    ]
    material = piece(text, "2024-05-06", (words, ["a2"], ["a1"], "2025-06", "pledged"), facts=facts)
    document = material.document.id
    made = build_ledger([material], PARTIES, {(document, "i1"): "i-air"}, {(document, "m1"): "e-talks"}, Judgements(), today="2024-05-07")
    (commitment,) = made.commitments
    assert (commitment.instrument, commitment.event, commitment.area, commitment.body) == ("i-air", "e-talks", "transport", "Civil Aviation Agency")
    assert (commitment.quantity, commitment.baseline, commitment.unit, commitment.next_review) == (5, 2, "flights", "2025-11")
    assert (commitment.deliverable or "").startswith("flights between Riga and Ulaanbaatar")


def test_a_person_decides() -> None:
    key = fact_mention(CONSULATE, CONSULATE.reading.facts[0]).key
    opened = piece("Latvia opened its consulate general in Erdenet.\n", "2024-12-13")
    moves = [Move(state=state, date=day, by="Ilze", confidence=1.0, sources=[]) for state, day in (("dropped", "2024-12-20"), ("progressing", "2024-12-28"))]
    (commitment,) = ledger(CONSULATE, opened, persons={key: moves}).commitments
    assert commitment.state == "progressing"
    assert [(move.by, move.state) for move in commitment.history] == [("machine", "open"), ("machine", "fulfilled"), ("Ilze", "dropped"), ("Ilze", "progressing")]


def test_a_person_keeps_two_apart() -> None:
    again = piece("Latvia would open a consulate general in Erdenet by 31 December 2024, he said.\n", "2024-02-15",
                  ("open a consulate general in Erdenet by 31 December 2024", ["a2"], ["a1"], "2024-12-31", "pledged"))  # fmt: skip
    keys = [fact_mention(material, material.reading.facts[0]).key for material in (CONSULATE, again)]
    assert len(ledger(CONSULATE, again).commitments) == 1
    assert len(ledger(CONSULATE, again, judgements=Judgements([(keys[0], keys[1], "not_same", "Ilze")])).commitments) == 2


def test_any_order_gives_the_same() -> None:
    materials = [
        CONSULATE,
        piece("Latvia opened its consulate general in Erdenet.\n", "2024-12-13"),
        piece("The consulate general in Erdenet has not yet opened, owing to a shortage of staff.\n", "2024-11-13"),
        piece("They will build a wool laboratory in Darkhan in 2025.\n", "2024-03-01", ("build a wool laboratory in Darkhan in 2025", ["a1", "a2"], [], "2025", "agreed")),
        piece("They agreed to build a laboratory for wool in Darkhan.\n", "2024-03-02", ("to build a laboratory for wool in Darkhan", ["a1", "a2"], [], None, "agreed")),
        piece("They agreed to build a school in Darkhan.\n", "2024-03-02", ("to build a school in Darkhan", ["a1", "a2"], [], None, "agreed")),
        piece("Work on the wool laboratory in Darkhan is under way.\n", "2025-03-02"),
    ]
    expected = ledger(*materials)
    assert [commitment.state for commitment in expected.commitments] == ["fulfilled", "overdue", "open"]
    for seed in range(6):
        assert ledger(*random.Random(seed).sample(materials, len(materials))) == expected


def test_the_next_session_is_the_one_of_the_next_number() -> None:
    one = piece("The ninth session of the commission was held in Riga.\n\nThe next one will take place in Mongolia in 2025.\n", "2024-10-12",
                ("The next one will take place in Mongolia in 2025", ["a1", "a2"], [], "2025", "agreed"))  # fmt: skip
    other = piece(
        "The ministers agreed to convene the 10th session in Ulaanbaatar in 2025.\n",
        "2024-10-13",
        ("to convene the 10th session in Ulaanbaatar in 2025", ["a1", "a2"], [], "2025", "agreed"),
    )
    third = piece("They will hold the eleventh session in Riga in 2025.\n", "2024-10-14", ("hold the eleventh session in Riga in 2025", ["a1", "a2"], [], "2025", "agreed"))
    made = ledger(one, other, third).commitments
    assert sorted(len({source.document for source in found.sources}) for found in made) == [1, 2]


def test_chairing_and_attending_are_in_the_calendar_and_not_in_the_ledger() -> None:
    told = piece(
        "Latvia agreed to chair the inaugural dialogue on 3 May 2025.\n", "2025-01-05", ("to chair the inaugural dialogue on 3 May 2025", ["a2"], ["a1"], "2025-05-03", "agreed")
    )
    assert ledger(told).commitments == []


@pytest.mark.parametrize(
    ("day", "sentence", "state"),
    [
        ("2025-02-20", "Latvia has walked away from its consulate general in Erdenet.", "dropped"),
        ("2025-02-20", "The lease of the consulate general in Erdenet is still with the treasury's lawyers.", "overdue"),
        ("2024-09-20", "Latvian masons have been preparing the building of the consulate general in Erdenet since May.", "progressing"),
        ("2025-02-20", "The consulate general in Erdenet, as promised, has been functioning since 2 December.", "fulfilled"),
        ("2024-09-20", "Latvia is to train Mongolian rescuers and open a consulate general in Erdenet.", "reaffirmed"),
    ],
)
def test_other_words_for_what_became_of_it(day: str, sentence: str, state: str) -> None:
    (made,) = ledger(CONSULATE, piece(f"{sentence}\n", day), today=day).commitments
    assert made.state == state


def test_two_accounts_of_one_day_give_other_numbers_and_days() -> None:
    """Each side in its own readout: one undertaking, in other words."""
    one, other = (
        piece(text, "2024-06-05", promise)
        for text, promise in (
            (
                "Latvia would hand over 14 snow-clearing machines by December 2024.\n",
                ("hand over 14 snow-clearing machines by December 2024", ["a2"], ["a1"], "2024-12", "pledged"),
            ),
            ("Latvia would provide snow removal vehicles by March 2025.\n", ("provide snow removal vehicles by March 2025", ["a2"], ["a1"], "2025-03", "pledged")),
        )
    )
    sided = [m._replace(document=msgspec.structs.replace(m.document, side=side)) for m, side in ((one, "MNG"), (other, "LVA"))]
    assert len(ledger(*sided, today="2024-06-06").commitments) == 1
    far = piece("Latvia would provide aviation fuel by March 2025.\n", "2024-06-05", ("provide aviation fuel by March 2025", ["a2"], ["a1"], "2025-03", "pledged"))
    assert len(ledger(sided[0], far, today="2024-06-06").commitments) == 2


def test_an_agreement_to_be_signed_is_kept_once_it_is_signed() -> None:
    """By whatever words the signing is told, where the instrument is the same."""
    planned = Instrument(id="i1", evidence=[(0, 20)], status="planned", title="the agreement", type="agreement", action="signed", parties=PARTIES)
    done = Instrument(id="i2", evidence=[(0, 30)], status="took_place", title="the pact", type="agreement", action="signed", parties=PARTIES, date="2024-05-06")
    before = piece(
        "The agreement on air transport is to be signed by June 2024.\n", "2024-02-14", ("is to be signed by June 2024", ["a1", "a2"], [], "2024-06", "agreed"), facts=[planned]
    )
    before = before._replace(reading=msgspec.structs.replace(before.reading, facts=[msgspec.structs.replace(planned, evidence=[(0, 59)]), *before.reading.facts[1:]]))
    after = piece("In Riga both put pen to paper yesterday.\n", "2024-05-07", facts=[done])
    of = {(before.document.id, "i1"): "x", (after.document.id, "i2"): "x"}
    (made,) = build_ledger([before, after], PARTIES, of, {}, Judgements(), today="2024-08-01").commitments
    assert (made.state, made.history[-1].date) == ("fulfilled", "2024-05-06")
    (alone,) = build_ledger([before, after], PARTIES, {(before.document.id, "i1"): "x"}, {}, Judgements(), today="2024-08-01").commitments
    assert alone.state == "overdue"


PATROL = piece(
    "Latvia undertook to hand over a river patrol boat to the border guard by 31 March 2024.\n",
    "2023-09-05",
    ("to hand over a river patrol boat to the border guard by 31 March 2024", ["a2"], ["a1"], "2024-03-31", "pledged"),
)
SENSORS = piece(
    "Mongolia undertook to place smoke sensors on 90 railway wagons by the end of 2024.\n",
    "2023-09-05",
    ("to place smoke sensors on 90 railway wagons by the end of 2024", ["a1"], ["a2"], "2024", "pledged"),
)
SPENDING = piece(
    "Latvia will spend 6 million euros on the Pastures for Tomorrow programme.\n",
    "2023-09-05",
    ("spend 6 million euros on the Pastures for Tomorrow programme", ["a2"], ["a1"], None, "pledged"),
)
BAN = piece(
    "Latvia assured that the ban on work permits for Mongolian drivers would be lifted by the end of 2023.\n",
    "2023-09-05",
    ("the ban on work permits for Mongolian drivers would be lifted by the end of 2023", ["a2"], ["a1"], "2023", "pledged"),
)
GROUP = piece(
    "The two ministries would set up a working group on lorry quotas by the end of March.\n",
    "2024-02-08",
    ("set up a working group on lorry quotas by the end of March", ["a1", "a2"], [], "2024-03", "agreed"),
)
BUREAU = piece(
    "They agreed to set up a joint bureau on felt exports by the end of 2024.\n",
    "2024-02-08",
    ("to set up a joint bureau on felt exports by the end of 2024", ["a1", "a2"], [], "2024", "agreed"),
)
ROAD = piece(
    "The construction of the Khovd bypass road would be completed by the end of 2024.\n",
    "2024-02-08",
    ("The construction of the Khovd bypass road would be completed by the end of 2024", ["a2"], ["a1"], "2024", "pledged"),
)
PLACES = piece("Latvia will offer 25 scholarships to Mongolian foresters.\n", "2023-09-05", ("offer 25 scholarships to Mongolian foresters", ["a2"], ["a1"], None, "pledged"))
WELLS = piece(
    "Latvia pledged to mend 60 wells in Dornogovi by the end of 2024.\n",
    "2023-09-05",
    ("to mend 60 wells in Dornogovi by the end of 2024", ["a2"], ["a1"], "2024", "pledged"),
)
GUARDS = piece("Latvia would train 40 forest guards from Mongolia.\n", "2023-09-05", ("train 40 forest guards from Mongolia", ["a2"], ["a1"], None, "pledged"))
CONSUL = piece(
    "Latvia plans to appoint an honorary consul in Choibalsan by the end of 2023.\n",
    "2023-09-05",
    ("appoint an honorary consul in Choibalsan by the end of 2023", ["a2"], ["a1"], "2023", "pledged"),
)
HONEY = piece(
    "Latvia agreed to let in Mongolian honey by the end of 2024, subject to a residue survey.\n",
    "2023-09-05",
    ("to let in Mongolian honey by the end of 2024, subject to a residue survey", ["a2"], ["a1"], "2024", "agreed"),
)


@pytest.mark.parametrize(
    ("told", "day", "text", "state"),
    [
        (PATROL, "2024-04-19", "The border guard took possession on Thursday of a river patrol boat.", "fulfilled"),
        (SENSORS, "2024-04-19", "Of the 90 wagons that were to carry smoke sensors by then, 31 do so today.", "progressing"),
        (SENSORS, "2024-11-19", "Smoke sensors were fitted to the last railway wagon on Friday.", "fulfilled"),
        (SPENDING, "2024-04-19", "The Pastures for Tomorrow programme is in full swing, and 2 million euros has been disbursed so far.", "progressing"),
        (BAN, "2023-10-02", "The authorities have informed us of the lifting of the ban on work permits with effect from 1 October.", "fulfilled"),
        (GROUP, "2024-03-28", "Few have heard of a working group on lorry quotas. It does exist: the ministries set it up on 26 March.", "fulfilled"),
        (BUREAU, "2024-09-20", "It was agreed to disband the joint bureau on felt exports, which never met.", "dropped"),
        (ROAD, "2024-04-22", "Diggers have the Khovd bypass road half built.", "progressing"),
        (PLACES, "2024-05-14", "Question: Is anything known of the scholarships for foresters?\n\nSpokesman: All 25 have been awarded.", "fulfilled"),
        (WELLS, "2024-11-09", "Water is running again from the last of 60 wells that Latvia had promised to mend in Dornogovi.", "fulfilled"),
        (GUARDS, "2024-01-20", "The first 18 of the Mongolian forest guards whom Latvia had undertaken to train came home this week.", "progressing"),
        (CONSUL, "2023-12-06", "Dulguun Bold, a tailor, has been appointed honorary consul in Choibalsan.", "fulfilled"),
        (HONEY, "2024-11-09", "Honey from Mongolia has been on sale since Monday after the market was opened.", "fulfilled"),
    ],
)
def test_what_the_receiver_or_an_answer_says_of_it(told: Material, day: str, text: str, state: str) -> None:
    (made,) = ledger(told, piece(f"{text}\n", day), today=day).commitments
    assert made.state == state


def test_an_opening_still_to_come_fulfils_nothing() -> None:
    later = piece("The embassy informed us of the opening of the consulate general in Erdenet on 1 December 2024.\n", "2024-09-20")
    assert ledger(CONSULATE, later, today="2024-09-20").commitments[0].state == "open"


def test_a_thing_told_of_before_is_that_thing() -> None:
    short = piece(
        "The border guard is getting a boat of its own for river patrols. The vessel is to be delivered in March 2024.\n",
        "2023-09-06",
        ("The vessel is to be delivered in March 2024", ["a2"], ["a1"], "2024-03", "pledged"),
    )
    assert len(ledger(PATROL, short).commitments) == 1


def test_what_is_done_may_stand_before_its_relative_clause() -> None:
    study = piece(
        "They looked at the copper smelter in Erdenet, a feasibility study of which Latvia would submit by June 2024.\n",
        "2023-09-05",
        ("Latvia would submit by June 2024", ["a2"], ["a1"], "2024-06", "pledged"),
    )
    later = piece("The feasibility study of the smelter in Erdenet was submitted on Monday.\n", "2024-05-20")
    (made,) = ledger(study, later, today="2024-05-20").commitments
    assert made.state == "fulfilled"
