"""Documents and what was done with them; statuses of relations; regimes; messages."""

import pytest

from conftest import found

LEAD = "Latvian President Janis Kalnins met Moldovan President Elena Rusnac in Riga. Relations between Latvia and Moldova are good.\n\n"

CASES = [
    ("The presidents signed a memorandum of understanding on cybersecurity.", [("memorandum", "signed", "cybersecurity", "took_place")]),
    ("The agreement on protection of investments entered into force on 1 May 2023.", [("agreement", "entered_into_force", "protection of investments", "took_place")]),
    ("Moldova ratified the readmission agreement with Latvia.", [("agreement", "ratified", "readmission", "took_place")]),
    ("Both sides agreed to start negotiations on a free trade agreement.", [("agreement", "negotiated", "free trade", "planned")]),
    ("The two sides renewed their raw materials agreement for five years.", [("agreement", "extended", "raw materials", "took_place")]),
    ("The treaty must be ratified by both parliaments.", [("treaty", "ratified", None, "planned")]),
    ("The parties signed several agreements in Riga.", [("agreement", "signed", None, "took_place")]),
    (
        "The two nations signed eight pacts in Riga. These included a treaty on legal assistance, a green hydrogen roadmap and a declaration on labour.",
        [("agreement", "signed", None, "took_place"), ("treaty", "signed", "legal assistance", "took_place"), ("roadmap", "signed", "green hydrogen", "took_place"),
         ("declaration", "signed", "labour", "took_place")],
    ),
    (
        "The presidents witnessed the signing of an agreement on film production and a memorandum on rare earths.",
        [("agreement", "signed", "film production", "took_place"), ("memorandum", "signed", "rare earths", "took_place")],
    ),
    ("Negotiations on a free trade agreement with Moldova have been difficult.", [("agreement", "negotiated", "free trade", "ongoing")]),
    ("The parliament of Moldova approved the readmission agreement with Latvia.", [("agreement", "ratified", "readmission", "took_place")]),
    ("Moldova's parliament has yet to ratify the readmission agreement with Latvia.", [("agreement", "ratified", "readmission", "planned")]),
    ("The ministers signed and exchanged notes concerning a grant for schools.", [("agreement", "signed", "a grant for schools", "took_place")]),
    ("The sides signed an agreement on a grant for the rivers programme.", [("agreement", "signed", "a grant for the rivers programme", "took_place")]),
    (
        "The documents signed: Agreement on Mutual Legal Assistance; Memorandum on Cooperation in Health; Programme of Cultural Exchange.",
        [("agreement", "signed", "Mutual Legal Assistance", "took_place"), ("memorandum", "signed", "Cooperation in Health", "took_place"), ("programme", "signed", "Cultural Exchange", "took_place")],
    ),
    (
        "Two agreements were signed: an agreement on visas for sailors and a memorandum on farming.",
        [("agreement", "signed", "visas for sailors", "took_place"), ("memorandum", "signed", "farming", "took_place")],
    ),
    (
        "The presidents witnessed an exchange of the following documents:\n- Programme of trade cooperation between the Latvian and Moldovan Governments for 2026;\n"
        "- Decision of the Joint Council on a working group;\n- Agreement between the Latvian and Moldovan Governments on transport security;\n"
        "- Letter of Intent between the ministries of education on schools.\nThe guests then left.",
        [("programme", "signed", "trade cooperation between the Latvian and Moldovan Governments", "took_place"), ("other", "signed", None, "took_place"),
         ("agreement", "signed", "transport security", "took_place"), ("other", "signed", "schools", "took_place")],
    ),
    ("The European Union and Mercosur should conclude the EU-Mercosur agreement, Kalnins said.", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[c[0][:60] for c in CASES])
def test_instruments(text: str, expected: list[tuple[object, ...]]) -> None:
    assert [(i["type"], i["action"], i.get("subject"), i["status"]) for i in found(LEAD + text, "instrument")] == expected


@pytest.mark.parametrize(
    "title", ["strategic partners", "number one trading partner", "13th largest trading partner", "largest foreign investor", "third most important oil supplier", "key partner"]
)
def test_relations(title: str) -> None:
    assert [(r["title"], set(r["parties"])) for r in found(f"Latvia and Moldova held talks. Moldova is one of Latvia's {title}.", "relation")] == [(title, {"LVA", "MDA"})]  # type: ignore[call-overload]


REGIMES = [
    ("Latvia and Moldova have had a visa-free regime since April 2014.", ("visa", "in_force", "2014-04")),
    ("Latvia lifted all restrictions on Moldovan fruit imports.", ("tariff", "ended", None)),
    ("Moldova closed its border with Latvia in March 2020.", ("border", "in_force", "2020-03")),
    ("Latvia and Moldova agreed to introduce visa-free travel.", ("visa", "agreed", None)),
]


@pytest.mark.parametrize(("text", "expected"), REGIMES, ids=[r[0][:40] for r in REGIMES])
def test_regimes(text: str, expected: tuple[object, ...]) -> None:
    assert [(r["type"], r["state"], r.get("since")) for r in found(text, "regime")] == [expected]


MESSAGES = [
    ("Moldovan envoy Ion Lupu, who brought a message from President Elena Rusnac of Moldova to President Kalnins, praised the ties.", (["Elena Rusnac"], ["Janis Kalnins"], ["Ion Lupu"])),
    ("Kalnins sent a congratulatory telegram to Rusnac on the occasion of Independence Day.", (["Janis Kalnins"], ["Elena Rusnac"], None)),
    ("A letter from Rusnac to Kalnins was delivered by Moldovan envoy Ion Lupu.", (["Elena Rusnac"], ["Janis Kalnins"], ["Ion Lupu"])),
    ("Kalnins has written to Rusnac to propose talks.", (["Janis Kalnins"], ["Elena Rusnac"], None)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), MESSAGES, ids=[m[0][:40] for m in MESSAGES])
def test_messages(text: str, expected: tuple[object, ...]) -> None:
    assert [(m["sender"], m.get("recipients"), m.get("delivered_by")) for m in found(LEAD + text, "message")] == [expected]


def test_what_a_communique_lists_is_done_by_both() -> None:
    text = (
        "The Foreign Ministers of Uruguay and Paraguay, Rodrigo Silveira and Lucía Benítez, met in Montevideo.\n\nThe ministers:\n\n"
        "- Agreed to convene the Joint Committee on Rivers before the end of the year.\n- Regretted the lack of progress on the bridge.\n"
    )
    assert [(c["by"], c["action"]) for c in found(text, "commitment")] == [(["URY", "PRY"], "to convene the Joint Committee on Rivers before the end of the year")]
    assert [(a["by"], a["polarity"], a["of"]) for a in found(text, "assessment")] == [(["URY", "PRY"], "negative", "the lack of progress on the bridge")]


def test_where_no_country_deals_with_another_there_is_nothing() -> None:
    from bilat import read

    assert read("Latvia beat Moldova 2–1 in Riga on Saturday. “We played well,” said captain Janis Kalnins. The sports minister congratulated the team.").facts == []


def test_a_signing_ceremony_for_an_exchange_of_notes() -> None:
    text = (
        "On December 26, 2013, the Government of Latvia and the Government of Ghana held a signing ceremony in Accra for the Exchange of Notes for a Grant Aid for rural schools."
    )
    assert [(i["type"], i["action"], i["date"]) for i in found(text, "instrument")] == [("agreement", "signed", "2013-12-26")]


def test_when_a_document_came_into_force() -> None:
    text = (
        "The air services agreement between Latvia and Ghana has been in force since 2010. The tax treaty between Latvia and Ghana took effect on 1 January 2017. "
        "The pact on visas was signed in May 2018 and entered into force in June 2019."
    )
    told = [(i["action"], i["date"]) for i in found(text, "instrument")]
    assert told == [("entered_into_force", "2010"), ("entered_into_force", "2017-01-01"), ("signed", "2018-05"), ("entered_into_force", "2019-06")]


def test_the_days_of_a_visit_do_not_date_what_was_signed() -> None:
    text = "During the visit of Latvian President Janis Kalnins to Ghana on 3-5 May 2022 the two governments signed an agreement on visas."
    (agreement,) = found(text, "instrument")
    assert (agreement["action"], agreement.get("date")) == ("signed", None)


def test_an_exchange_of_notes_and_the_grant_agreements_beside_it() -> None:
    text = "An Exchange of Note between the two Governments, and Grant Agreements between the Government of Ghana and the Latvian agency for the building of schools were signed on 29th July 2021."
    assert [(i["type"], i["action"], i["date"]) for i in found(text, "instrument")] == [("agreement", "signed", "2021-07-29")] * 2


def test_a_statement_among_the_documents_is_one_of_its_own() -> None:
    text = "Latvian President Anna Berzina and Ghanaian President Kofi Mensah signed nearly 20 documents in Riga. On Monday, Berzina and Mensah signed a joint statement."
    assert [(i["type"], i["action"]) for i in found(text, "instrument")] == [("other", "signed"), ("joint_statement", "signed")]
