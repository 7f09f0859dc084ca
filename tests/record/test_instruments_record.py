"""Instruments across documents: which mentions are of one, its life in order, and what is left apart."""

from __future__ import annotations

import hashlib
import random

from bilat.reading.read import read_document
from bilat.record.instruments import Instruments, identify_instruments
from bilat.record.material import Judgements, Material
from bilat.sources import Metadata, document_from_text
from bilat.vocabulary import Actor, Document, Instrument, InstrumentAction, InstrumentType, Reading

PARTIES = ["MNG", "LVA"]


def read(text: str, published: str, side: str | None = None) -> Material:
    reading = read_document(document_from_text(text, Metadata(published=published, side=side, publisher="Steppe News Agency")))
    return Material(reading.document, reading)


def told(
    sentence: str, published: str, title: str | None, action: InstrumentAction = "signed", date: str | None = None, type: InstrumentType = "agreement", parties: list[str] = PARTIES
) -> Material:
    """A piece of one sentence with the one instrument that it names."""
    document = Document(id=hashlib.sha256(f"{sentence}{published}".encode()).hexdigest()[:12], text=sentence, published=published)
    fact = Instrument(id="f1", evidence=[(0, len(sentence) - 1)], title=title, action=action, type=type, date=date, parties=parties)
    return Material(document, Reading(document=document, actors=[Actor(id="a1", type="country", name="Mongolia", country="MNG")], facts=[fact]))


def identified(*materials: Material, judgements: Judgements | None = None) -> Instruments:
    return identify_instruments(materials, PARTIES, judgements or Judgements())


LIFE = [
    told("The text of the agreement on veterinary controls was initialled in Riga.", "2022-11-05", "the agreement on veterinary controls", "initialled", "2022-11-04"),
    told("The ministers signed an Agreement on Veterinary Controls on Monday.", "2023-03-14", "an Agreement on Veterinary Controls", "signed", "2023-03-13"),
    told("Latvia's parliament ratified the veterinary agreement.", "2023-10-02", "the veterinary controls agreement", "ratified", "2023-10-01"),
    told("The Agreement on Veterinary Controls entered into force.", "2024-01-03", "The Agreement on Veterinary Controls", "entered_into_force", "2024-01-01"),
    told("They recalled the agreement on veterinary controls, signed earlier.", "2024-06-01", "the agreement on veterinary controls", "signed"),
]


def test_one_agreement_from_its_initials_to_its_force() -> None:
    (instrument,) = identified(*LIFE).instruments
    assert [(stage.action, stage.date) for stage in instrument.history] == [
        ("initialled", "2022-11-04"),
        ("signed", "2023-03-13"),
        ("ratified", "2023-10-01"),
        ("entered_into_force", "2024-01-01"),
    ]
    assert instrument.state == "entered_into_force"
    assert instrument.title == "Agreement on Veterinary Controls"
    assert {source.document for source in instrument.sources} == {material.document.id for material in LIFE}
    assert {source.document for source in instrument.history[1].sources} == {LIFE[1].document.id, LIFE[4].document.id}


def test_the_agreement_signed_in_march_is_the_one_signed_in_march() -> None:
    first = told("The ministers signed an agreement on air services on 13 March 2023.", "2023-03-14", "an agreement on air services", "signed", "2023-03-13")
    other = told("The ministers signed an agreement on air services on 2 May 2013.", "2013-05-03", "an agreement on air services", "signed", "2013-05-02")
    later = told("Latvia ratified the agreement on air services signed in March 2023.", "2024-02-10", "the agreement on air services", "ratified", "2024-02-08")
    found = identified(first, other, later)
    assert [instrument.state for instrument in found.instruments] == ["signed", "ratified"]
    assert found.of[(later.document.id, "f1")] == found.of[(first.document.id, "f1")] != found.of[(other.document.id, "f1")]
    assert not found.conflicts


def test_an_extension_is_of_the_old_one() -> None:
    old = told("The ministers signed a memorandum on seed research in June 2015.", "2015-06-11", "a memorandum on seed research", "signed", "2015-06-10", "memorandum")
    new = told("The sides extended their 2015 memorandum on seed research.", "2025-06-18", "their 2015 memorandum on seed research", "extended", "2025-06-17", "memorandum")
    (instrument,) = identified(old, new).instruments
    assert [(stage.action, stage.date) for stage in instrument.history] == [("signed", "2015-06-10"), ("extended", "2025-06-17")]
    assert instrument.state == "extended"


def test_two_memoranda_of_one_day_and_one_sentence_stay_two() -> None:
    text = "ULAANBAATAR, May 6, 2024. Minister of Foreign Affairs of Mongolia Batbold Ganzorig met with Minister of Foreign Affairs of Latvia Jānis Kalvāns.\n\n" + (
        "The ministers signed a memorandum of understanding on tourism and a memorandum of understanding on archives.\n"
    )
    other = "RIGA, May 7, 2024. Latvia and Mongolia signed a memorandum of understanding on cooperation in the field of archives in Ulaanbaatar on Monday.\n"
    found = identified(read(text, "2024-05-06", "MNG"), read(other, "2024-05-07", "LVA"))
    assert sorted(len(instrument.sources) for instrument in found.instruments) == [1, 2]
    archives = next(instrument for instrument in found.instruments if len(instrument.sources) == 2)
    assert "archives" in (archives.title or "")


def test_programmes_for_other_years_and_protocols_of_other_sessions_stay_apart() -> None:
    found = identified(
        told("They signed the Programme of Cooperation in Culture for 2021-2023.", "2021-02-01", "the Programme of Cooperation in Culture", type="programme"),
        told("They signed the Programme of Cooperation in Culture for 2024–2026.", "2021-02-03", "the Programme of Cooperation in Culture", type="programme"),
        told("They signed the Protocol of the 8th session.", "2022-05-01", "the Protocol of the 8th session", type="protocol"),
        told("They signed the Protocol of the ninth session.", "2022-05-02", "the Protocol of the ninth session", type="protocol"),
    )
    assert len(found.instruments) == 4


def test_what_is_to_be_signed_is_proposed_and_talks_about_it_do_not_undo_it() -> None:
    asked = told("The minister asked Latvia to sign the memorandum on seasonal workers.", "2024-09-19", "the memorandum on seasonal workers", type="memorandum")
    (instrument,) = identified(asked).instruments
    assert instrument.state == "proposed"
    signed = told("A memorandum on seasonal workers was signed.", "2024-12-12", "A memorandum on seasonal workers", "signed", "2024-12-12", "memorandum")
    (instrument,) = identified(asked, signed).instruments
    assert instrument.state == "signed"


def test_two_days_of_signing_stand_side_by_side() -> None:
    one = told("An agreement on road haulage was signed on 12 May.", "2024-05-14", "An agreement on road haulage", "signed", "2024-05-12")
    two = told("An agreement on road haulage was signed on 13 May.", "2024-05-14", "An agreement on road haulage", "signed", "2024-05-13")
    found = identified(one, two)
    (conflict,) = found.conflicts
    assert (conflict.object, conflict.slot) == (found.instruments[0].id, "signed on")
    assert [(value.value, value.sources[0].document) for value in conflict.values] == [("2024-05-12", one.document.id), ("2024-05-13", two.document.id)]


def test_a_date_after_the_publication_is_no_date() -> None:
    wrong = told("The document on tea had been initialled in May.", "2024-12-12", "The document on tea", "initialled", "2025-05")
    assert [(stage.action, stage.date) for stage in identified(wrong).instruments[0].history] == [("initialled", None)]


def test_the_agreement_without_a_name_is_left_apart_where_it_can_be_two() -> None:
    rail = told("They signed an agreement on rail freight.", "2024-05-06", "an agreement on rail freight")
    visas = told("They signed an agreement on visas for drivers.", "2024-05-06", "an agreement on visas for drivers")
    nameless = told("The agreement was signed in the afternoon.", "2024-05-07", "The agreement")
    assert len(identified(rail, visas, nameless).instruments) == 3
    assert len(identified(rail, nameless).instruments) == 1


def test_what_names_no_document_of_the_parties_is_none() -> None:
    assert not identified(told("An agreement was reached to hold talks in Riga.", "2024-05-06", "An agreement")).instruments
    assert not identified(told("They signed an agreement on tea.", "2024-05-06", "an agreement on tea", parties=["MNG", "EST"])).instruments


def test_a_person_keeps_apart_and_joins() -> None:
    pair = (f"{LIFE[0].document.id}:instrument:0-{LIFE[0].reading.facts[0].evidence[0][1]}", f"{LIFE[1].document.id}:instrument:0-{LIFE[1].reading.facts[0].evidence[0][1]}")
    found = identified(*LIFE, judgements=Judgements([(*pair, "not_same", "Ilze")]))
    assert found.of[(LIFE[0].document.id, "f1")] != found.of[(LIFE[1].document.id, "f1")]
    tea, coffee = told("They signed a pact on tea.", "2024-05-06", "a pact on tea"), told("They signed an accord on hot drinks.", "2024-08-06", "an accord on hot drinks")
    assert len(identified(tea, coffee).instruments) == 2
    keys = [f"{m.document.id}:instrument:0-{m.reading.facts[0].evidence[0][1]}" for m in (tea, coffee)]
    assert len(identified(tea, coffee, judgements=Judgements([(keys[0], keys[1], "same", "Ilze")])).instruments) == 1


def test_any_order_gives_the_same() -> None:
    materials = [*LIFE, *(told(f"They signed an agreement on {what}.", f"2024-0{n}-11", f"an agreement on {what}") for n, what in enumerate(["tea", "rail freight", "freight"], 1))]
    expected = identified(*materials)
    for seed in range(6):
        shuffled = random.Random(seed).sample(materials, len(materials))
        assert identified(*shuffled) == expected
