"""Events across documents: what is one visit or meeting, what is not, and what the record says of it."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence
from typing import Any

import pytest

from bilat.reading.read import read_document
from bilat.record.events import Events, identify_events
from bilat.record.material import Judgement, Judgements, Material
from bilat.record.mechanisms import mechanism_names, with_established
from bilat.record.model import RecordInstrument, Stage
from bilat.sources import Metadata, document_from_text
from bilat.vocabulary import Actor, Document, Meeting, Reading, Visit

PEOPLE = {"ganzorig": "MNG", "tumur": "MNG", "sukh": "MNG", "kalvans": "LVA", "ozola": "LVA", "berzins": "LVA"}


def piece(id: str, published: str | None, *facts: Visit | Meeting, copy_of: str | None = None, side: str | None = None, text: str | None = None) -> Material:
    """A document whose facts rest on one line each; people are named by their ids."""
    lines = [f"{n} {fact.evidence} of it." for n, fact in enumerate(facts)]
    whole = text or "Paragraph one of the piece.\n\n" + "\n".join(lines)
    at, made = whole.index("\n\n") + 2 if text is None else 0, []
    for n, (fact, line) in enumerate(zip(facts, lines, strict=True)):
        span = (at, at + len(line)) if text is None else fact.evidence[0]
        values = {name: getattr(fact, name) for name in fact.__struct_fields__}
        made.append(type(fact)(**{**values, "evidence": [span], "id": f"f{n}"}))
        at += len(line) + 1
    actors = [Actor(id=name, type="person", name=name.title(), country=country) for name, country in PEOPLE.items()]
    document = Document(id=id, text=whole, published=published, side=side)
    return Material(document, Reading(document=document, actors=actors, facts=list(made)), copy_of)


def visit(*visitors: str, date: str | None = None, status: Any = "took_place", **slots: Any) -> Visit:
    return Visit(evidence=[(0, 1)], visitors=list(visitors), date=date, status=status, date_basis="stated" if date else None, **{"from_": ["MNG"], "to": ["LVA"], **slots})


def meeting(*people: str, date: str | None = None, status: Any = "took_place", **slots: Any) -> Meeting:
    return Meeting(evidence=[(0, 1)], participants=list(people), parties=["MNG", "LVA"], date=date, status=status, date_basis="stated" if date else None, **slots)


def events_of(materials: Sequence[Material], *judgements: tuple[str, str, Judgement, str], parties: tuple[str, ...] = ("MNG", "LVA")) -> Events:
    people = {(material.document.id, actor.id): actor.name.split()[-1].lower() for material in materials for actor in material.reading.actors if actor.type == "person"}
    return identify_events(materials, people, parties, Judgements(judgements))


def key(material: Material, n: int = 0) -> str:
    fact = material.reading.facts[n]
    return f"{material.document.id}:{type(fact).__name__.lower()}:{fact.evidence[0][0]}-{fact.evidence[0][1]}"


def read(text: str, published: str, side: str | None = None) -> Material:
    reading = read_document(document_from_text(text, Metadata(published=published, side=side)))
    return Material(reading.document, reading)


def test_both_sides_and_an_agency_tell_of_one_meeting() -> None:
    pieces = [
        read("Minister of Foreign Affairs of Mongolia Batbold Ganzorig met with Minister of Foreign Affairs of Latvia Janis Kalvans in Riga on Monday.\n", "2024-05-07", "MNG"),
        read("On 6 May 2024, Foreign Minister of Latvia Janis Kalvans held talks in Riga with Foreign Minister of Mongolia Batbold Ganzorig.\n", "2024-05-06", "LVA"),
        read("Latvian Foreign Minister Janis Kalvans and his Mongolian counterpart Batbold Ganzorig met in Riga on Monday.\n", "2024-05-08"),
    ]
    found = events_of(pieces)
    (event,) = (event for event in found.events if event.kind == "meeting")
    assert (event.date, event.status, event.places, event.independent_sources) == ("2024-05-06", "took_place", ["Riga"], 3)
    assert event.participants == ["kalvans", "ganzorig"]
    assert found.conflicts == []


def test_a_visit_announced_postponed_announced_again_and_held_is_one_with_its_history() -> None:
    pieces = [
        piece("a", "2023-09-28", visit("ganzorig", date="2023-10-10/2023-10-11", status="planned")),
        piece("b", "2023-10-06", visit("ganzorig", status="postponed")),
        piece("c", "2024-01-18", visit("ganzorig", date="2024-02-20/2024-02-21", status="planned")),
        piece("d", "2024-02-20", visit("ganzorig", date="2024-02-20")),
        piece("e", "2024-02-22", visit("ganzorig", date="2024-02-20/2024-02-21")),
    ]
    (event,) = events_of(pieces).events
    assert [(step.status, step.date) for step in event.history] == [
        ("planned", "2023-10-10/2023-10-11"),
        ("postponed", None),
        ("planned", "2024-02-20/2024-02-21"),
        ("took_place", "2024-02-20"),
        ("took_place", "2024-02-20/2024-02-21"),
    ]
    assert (event.status, event.date) == ("took_place", "2024-02-20/2024-02-21")


def test_what_was_postponed_and_not_yet_held_stands_so() -> None:
    (event,) = events_of([piece("a", "2023-09-28", visit("ganzorig", date="2023-10-10", status="planned")), piece("b", "2023-10-06", visit("ganzorig", status="postponed"))]).events
    assert event.status == "postponed"


def test_a_preview_does_not_take_back_that_it_took_place() -> None:
    pieces = [piece("a", "2024-05-06", visit("ganzorig", date="2024-05-06")), piece("b", "2024-05-07", visit("ganzorig", date="2024-05-06/2024-05-08", status="planned"))]
    (event,) = events_of(pieces).events
    assert event.status == "took_place"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (visit("ganzorig", date="2024-05-06"), visit("tumur", date="2024-05-06")),
        (visit("ganzorig", date="2024-05-06"), visit("ganzorig", date="2024-09-06")),
        (visit("ganzorig", date="2024-05-06"), visit("ganzorig", date="2024-05-20", status="planned")),
        (visit("ganzorig", date="2024-05-06"), visit("kalvans", date="2024-05-06", from_=["LVA"], to=["MNG"])),
        (meeting("ganzorig", "kalvans", date="2024-05-06"), meeting("ganzorig", "ozola", date="2024-05-06")),
        (meeting("ganzorig", "kalvans", date="2024-05-06", type="call"), meeting("ganzorig", "kalvans", date="2024-05-06")),
        (meeting(date="2024-05", mechanism="Joint Commission", session=3, type="session"), meeting(date="2024-05", mechanism="Joint Commission", session=4, type="session")),
        (meeting("ganzorig", "kalvans", date="2024-05-06"), meeting("ganzorig", "kalvans", date="2024-06-11")),
    ],
    ids=["another visitor", "another time", "the next visit", "the return visit", "another counterpart", "a call", "another session", "a month later"],
)
def test_two_stay_two(one: Visit | Meeting, other: Visit | Meeting) -> None:
    assert len(events_of([piece("a", "2024-05-07", one), piece("b", "2024-05-08", other)]).events) == 2


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (meeting("ganzorig", "kalvans", date="2024-05-06"), meeting("ganzorig", "kalvans")),
        (meeting("ganzorig", "kalvans", date="2024-05-06"), meeting("ganzorig", "kalvans", date="2024-05")),
        (meeting("ganzorig", "kalvans", date="2024-05-06", places=["Ulaanbaatar"]), meeting("ganzorig", "kalvans", date="2024-05-07")),
        (visit("ganzorig", date="2024-05-06/2024-05-08"), visit("ganzorig", date="2024-05-08", status="ongoing")),
        (visit("ganzorig", date="2024-05-06"), visit(date="2024-05-06")),
        (meeting("ganzorig", "kalvans", date="2024-05-06", type="talks"), meeting("ganzorig", "kalvans", date="2024-05-06", type="session", mechanism="Joint Commission", session=3)),
        (meeting(date="2024-05", mechanism="the Latvian-Mongolian Joint Committee on Trade", type="session"), meeting(date="2024-05-06", mechanism="Joint Trade Committee", type="session", session=2)),
    ],
    ids=["no date", "a month", "dated late", "a day of the stay", "no name", "a session and its talks", "a body by two names"],
)  # fmt: skip
def test_one_is_one(one: Visit | Meeting, other: Visit | Meeting) -> None:
    assert len(events_of([piece("a", "2024-05-07", one), piece("b", "2024-05-08", other)]).events) == 1


def test_copies_count_once_and_are_cited() -> None:
    talks = meeting("ganzorig", "kalvans", date="2024-05-06")
    (event,) = events_of([piece("a", "2024-05-06", talks), piece("b", "2024-05-07", talks, copy_of="a"), piece("c", "2024-05-07", talks)]).events
    assert event.independent_sources == 2
    assert [source.document for source in event.sources] == ["a", "b", "c"]


def test_a_session_and_talks_that_one_document_tells_of_as_two_are_two_and_the_talks_are_part_of_it() -> None:
    both = [meeting("ganzorig", "kalvans", date="2024-05-06"), meeting("ganzorig", "kalvans", date="2024-05-06", type="session", mechanism="Joint Commission", session=3)]
    talks, session = events_of([piece("a", "2024-05-06", *both)]).events
    assert (talks.part_of, session.part_of, session.mechanism) == (session.id, None, "Joint Commission")


def test_meetings_on_a_visit_are_part_of_it_also_when_another_document_tells_of_them() -> None:
    pieces = [
        piece("a", "2024-05-08", visit("ganzorig", date="2024-05-06/2024-05-08"), meeting("ganzorig", "ozola", date="2024-05-07")),
        piece("b", "2024-05-08", meeting("ganzorig", "berzins", date="2024-05-08"), meeting("ganzorig", "kalvans", date="2024-05-08", type="call")),
        piece("c", "2024-06-20", meeting("ganzorig", "kalvans", date="2024-06-19")),
    ]
    found = events_of(pieces).events
    (whole,) = (event for event in found if event.kind == "visit")
    rest = [event for event in found if event.kind == "meeting"]
    assert [(event.participants[1], event.part_of == whole.id) for event in rest] == [("ozola", True), ("berzins", True), ("kalvans", False), ("kalvans", False)]


def test_what_cannot_both_be_true_stands_side_by_side() -> None:
    session = {"type": "session", "mechanism": "Joint Commission", "session": 3}
    pieces = [piece("a", "2024-05-20", meeting(date="2024-05-06", places=["Riga"], **session)), piece("b", "2024-05-21", meeting(date="2024-05-16", places=["Jelgava"], **session))]
    found = events_of(pieces)
    assert {conflict.slot: [value.value for value in conflict.values] for conflict in found.conflicts} == {"date": ["2024-05-06", "2024-05-16"], "places": [["Riga"], ["Jelgava"]]}
    assert {conflict.object for conflict in found.conflicts} == {found.events[0].id}


def test_other_lists_of_participants_are_no_contradiction() -> None:
    pieces = [piece("a", "2024-05-06", meeting("ganzorig", "kalvans", date="2024-05-06")), piece("b", "2024-05-06", meeting("ganzorig", "kalvans", "ozola", date="2024-05-06"))]
    found = events_of(pieces)
    assert (len(found.events), found.conflicts) == (1, [])


def test_only_events_between_the_parties_count_and_with_one_party_all_of_its() -> None:
    elsewhere = Visit(evidence=[(0, 1)], visitors=["ganzorig"], from_=["MNG"], to=["JPN"], date="2024-05-06")
    pieces = [piece("a", "2024-05-06", visit("ganzorig", date="2024-04-01"), elsewhere)]
    assert [event.to for event in events_of(pieces).events] == [["LVA"]]
    assert [event.to for event in events_of(pieces, parties=("MNG",)).events] == [["LVA"], ["JPN"]]


def test_commissions_with_two_countries_are_two_bodies() -> None:
    session = {"type": "session", "mechanism": "Joint Commission", "date": "2024-05-06", "evidence": [(0, 1)]}
    pieces = [piece("a", "2024-05-06", Meeting(parties=["MNG", "LVA"], **session)), piece("b", "2024-05-06", Meeting(parties=["MNG", "JPN"], **session))]
    found = events_of(pieces, parties=("MNG",))
    assert [mechanism.parties for mechanism in found.mechanisms] == [["LVA", "MNG"], ["JPN", "MNG"]]


def test_a_person_joins_or_keeps_apart_whatever_the_machine_thinks() -> None:
    same = [piece("a", "2024-05-06", meeting("ganzorig", "kalvans", date="2024-05-06")), piece("b", "2024-05-06", meeting("ganzorig", "kalvans", date="2024-05-06"))]
    kept = events_of(same, (key(same[0]), key(same[1]), "not_same", "R. Ozola"))
    assert len(kept.events) == 2
    other = [same[0], piece("c", "2024-07-06", meeting("ganzorig", "kalvans", date="2024-07-05"))]
    joined = events_of(other, (key(other[0]), key(other[1]), "same", "R. Ozola"))
    assert len(joined.events) == 1
    assert [merge.judged_by for merge in joined.merges] == ["R. Ozola"]


def test_sessions_of_a_body_stand_in_order_whatever_it_is_called() -> None:
    pieces = [
        piece("a", "2024-05-07", meeting(date="2024-05-06", type="session", mechanism="Mongolian-Latvian Joint Committee on Trade", session=2)),
        piece(
            "b",
            "2024-05-08",
            meeting(date="2022-11", type="session", mechanism="Joint Trade Committee", session=1),
            meeting(date="2024-05-06", type="call", mechanism="Strategic Dialogue"),
        ),
        piece("c", "2024-05-09", meeting(date="2026", status="planned", type="session", mechanism="Joint Trade Committee", session=3)),
    ]
    found = events_of(pieces)
    trade = found.mechanisms[0]
    dates = {event.id: event.date for event in found.events}
    assert (trade.name, trade.parties, [dates[id] for id in trade.sessions]) == ("Mongolian-Latvian Joint Committee on Trade", ["LVA", "MNG"], ["2022-11", "2024-05-06", "2026"])
    assert [mechanism.name for mechanism in found.mechanisms] == ["Mongolian-Latvian Joint Committee on Trade", "Strategic Dialogue"]


def test_a_short_name_that_fits_two_bodies_is_neither() -> None:
    names = mechanism_names(["Joint Commission", "Joint Commission on Trade", "Joint Commission on Water"])
    assert len(set(names.values())) == 3


def test_the_instrument_that_set_up_a_body_is_found_by_what_it_names() -> None:
    found = events_of([piece("a", "2024-05-07", meeting(date="2024-05-06", type="session", mechanism="Joint Trade Committee", session=1))])
    mentions = RecordInstrument(id="i1", title="Protocol of the meeting on trade", parties=["LVA", "MNG"])
    founds = RecordInstrument(id="i2", title="Memorandum", parties=["LVA", "MNG"], history=[Stage(action="signed", date="2021", sources=[])])
    assert with_established(found.mechanisms, [mentions, founds])[0].established_by is None
    assert with_established(found.mechanisms, [mentions, founds], {"i2": ["The memorandum establishes a joint committee on trade."]})[0].established_by == "i2"


def test_what_was_read_as_a_plan_but_is_told_as_over_is_no_plan() -> None:
    text = "The ministers met in Riga in May."
    fact = Meeting(evidence=[(0, len(text) - 1)], participants=["ganzorig", "kalvans"], parties=["MNG", "LVA"], date="2025-05", status="planned", date_basis="published")
    pieces = [piece("a", "2024-05-07", meeting("ganzorig", "kalvans", date="2024-05-06")), piece("b", "2024-11-20", fact, text=text)]
    (event,) = events_of(pieces).events
    assert (event.status, event.date) == ("took_place", "2024-05-06")


def test_any_order_gives_the_same() -> None:
    generator = random.Random(7)
    facts: list[Visit | Meeting] = []
    for month, (guest, host) in itertools.product(("01", "05", "09"), (("ganzorig", "kalvans"), ("tumur", "ozola"))):
        facts += [visit(guest, date=f"2024-{month}-06/2024-{month}-08"), visit(guest, date=f"2024-{month}", status="planned"), visit(guest), visit(date=f"2024-{month}-06")]
        facts += [
            meeting(guest, host, date=f"2024-{month}-07"),
            meeting(guest, host),
            meeting(guest, date=f"2024-{month}-07", type="session", mechanism="Joint Commission", session=int(month)),
        ]
    days = [f"2024-{month}-{day:02}" for month in ("01", "05", "09") for day in range(3, 28, 4)]
    pieces = [piece(f"d{n:03}", generator.choice(days), *generator.sample(facts, 3)) for n in range(60)]
    whole = events_of(pieces)
    assert len(whole.events) > 6
    assert {(material.document.id, fact.id) for material in pieces for fact in material.reading.facts} == set(whole.of)
    for _ in range(5):
        generator.shuffle(pieces)
        assert events_of(pieces) == whole


def test_one_sentence_read_as_a_meeting_and_as_consultations_is_one_event() -> None:
    day = {"date": "2023-09-04", "places": ["Riga"]}
    text = "Minister Kalvans met Minister Ganzorig for political consultations in Riga on 4 September."
    twice = piece("d1", "2023-09-05", meeting("kalvans", "ganzorig", type="talks", **day), meeting(type="consultations", mechanism="political consultations", **day), text=text)
    host = piece("d2", "2023-09-05", meeting(type="session", mechanism="Political Dialogue", session=2, **day))
    assert len(events_of([twice]).events) == 1
    assert len(events_of([twice, host]).events) == 1


def test_a_plan_told_as_a_meeting_is_reported_is_of_another_one() -> None:
    held = piece("d1", "2024-06-05", meeting("kalvans", "ganzorig", type="consultations", places=["Riga"]))
    plan = piece("d2", "2024-06-05", meeting("kalvans", "ganzorig", status="planned", type="consultations", places=["Riga"]))
    assert len(events_of([held, plan]).events) == 2


def test_the_next_round_is_held_where_it_was_to_be() -> None:
    text = "Both sides hope to be ready before they meet again in Riga next year."
    plan = piece("d1", "2024-04-19", meeting(status="planned", date="2025", type="talks", places=["Riga"]), text=text)
    plan.reading.facts[0].evidence[0] = (0, len(text))
    held = piece("d2", "2025-02-13", meeting("kalvans", date="2025-02-12", type="session", mechanism="Political Dialogue", session=3, places=["Riga"]))
    assert len(events_of([plan, held]).events) == 1


def test_an_invitation_after_a_visit_is_to_another_one() -> None:
    put_off = piece("d1", "2023-09-14", visit("ganzorig", status="postponed", format="state"))
    held = piece("d2", "2024-02-27", visit("ganzorig", date="2024-02-26/2024-03-01", format="state"))
    invited = piece("d3", "2024-07-09", visit("ganzorig", date="2024-10", status="proposed"))
    assert [event.status for event in events_of([put_off, held, invited]).events] == ["took_place", "proposed"]


def test_who_agrees_on_consultations_need_not_sit_in_them() -> None:
    text = "They agreed to hold consultations in Riga before the winter."
    agreed = piece("d1", "2024-06-05", meeting("kalvans", "ganzorig", status="planned", type="consultations", places=["Riga"]), text=text)
    agreed.reading.facts[0].evidence[0] = (0, len(text))
    held = piece("d2", "2024-12-20", meeting(date="2024-12-18", type="consultations", places=["Riga"]))
    assert len(events_of([agreed, held]).events) == 1
