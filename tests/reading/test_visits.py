"""Who goes where: paid, going on, planned, invited for, put off; each visit once."""

import pytest

from conftest import found

CASES = [
    ("Danish Prime Minister Mette Holm arrived in Accra on Monday on a state visit to Ghana.", ("Mette Holm", "DNK", "GHA", "took_place", "2024-06-03", "state")),
    ("Danish Prime Minister Mette Holm is on a three-day official visit to Ghana.", ("Mette Holm", "DNK", "GHA", "ongoing", None, "official")),
    ("Danish Prime Minister Mette Holm was in Accra on Wednesday for talks with the president of Ghana.", ("Mette Holm", "DNK", "GHA", "took_place", "2024-06-05", None)),
    ("Danish Prime Minister Mette Holm flies to Accra on Monday.", ("Mette Holm", "DNK", "GHA", "planned", "2024-06-10", None)),
    ("Ghana will host Danish Prime Minister Mette Holm in September.", ("Mette Holm", "DNK", "GHA", "planned", "2024-09", None)),
    ("Denmark's Mette Holm, the prime minister, left Copenhagen for Accra on Sunday.", ("Mette Holm", "DNK", "GHA", "took_place", "2024-06-02", None)),
    ("Ghana's president invited Prime Minister Mette Holm of Denmark to visit Ghana.", ("Mette Holm", "DNK", "GHA", "proposed", None, None)),
    ("Prime Minister Mette Holm of Denmark accepted an invitation from the president of Ghana to make a state visit to Ghana.", ("Mette Holm", "DNK", "GHA", "planned", None, "state")),
    ("Ghana's president Kofi Mensah invited Prime Minister Mette Holm of Denmark to the independence celebrations.", ("Mette Holm", "DNK", "GHA", "proposed", None, None)),
    ("“We look forward to welcoming Prime Minister Holm to Accra this autumn,” President Kofi Mensah of Ghana told Danish Prime Minister Mette Holm.", ("Mette Holm", "DNK", "GHA", "planned", "2024-23", None)),
    ("The visit of Danish Prime Minister Mette Holm to Ghana has been put off.", ("Mette Holm", "DNK", "GHA", "postponed", None, None)),
    ("Denmark's prime minister cancelled a planned trip to Ghana.", (None, "DNK", "GHA", "cancelled", None, None)),
    ("Within the framework of her visit to Accra, the Foreign Minister of Denmark, Anna Winther, met President Kofi Mensah of Ghana.", ("Anna Winther", "DNK", "GHA", "took_place", None, None)),
    ("A Danish trade delegation, headed by Commerce Minister Lars Bak, toured factories in Ghana.", ("Lars Bak", "DNK", "GHA", "took_place", None, None)),
    ("In the framework of a working visit to the Republic of Ghana Anna Winther, Foreign Minister of Denmark, held talks with President Kofi Mensah.", ("Anna Winther", "DNK", "GHA", "took_place", None, "working")),
    ("Danish Prime Minister Mette Holm visited Ghana, rather than neighbouring Togo, on Monday.", ("Mette Holm", "DNK", "GHA", "took_place", "2024-06-03", None)),
    ("Denmark would send a team of plant health experts to Accra in September.", (None, "DNK", "GHA", "planned", "2024-09", None)),
    ("Danish Foreign Minister Anna Winther has returned from an official visit to Ghana.", ("Anna Winther", "DNK", "GHA", "took_place", None, "official")),
    ("Danish Foreign Minister Anna Winther wound up a two-day trip to Ghana on Tuesday.", ("Anna Winther", "DNK", "GHA", "took_place", "2024-06-04", None)),
    ("Danish Trade Minister Lars Bak spent three days in Ghana this week.", ("Lars Bak", "DNK", "GHA", "took_place", "2024-06-03/2024-06-09", None)),
    ("On 10–11 October, Danish Foreign Minister Anna Winther will visit Ghana.", ("Anna Winther", "DNK", "GHA", "planned", "2024-10-10/2024-10-11", None)),
    ("Danish Foreign Minister Anna Winther concluded today a visit to Ghana to deepen ties.", ("Anna Winther", "DNK", "GHA", "took_place", "2024-06-05", None)),
    ("Danish Foreign Minister Anna Winther is expected in Accra on 16 September.", ("Anna Winther", "DNK", "GHA", "planned", "2024-09-16", None)),
    ("A Danish navy frigate, the Hvidbjoern, called at Tema in Ghana on Monday.", (None, "DNK", "GHA", "took_place", "2024-06-03", None)),
    ("Two Danish patrol vessels will sail to Ghana in September.", (None, "DNK", "GHA", "planned", "2024-09", None)),
    ("The port call by the first Danish warship to Ghana was welcomed in Accra.", (None, "DNK", "GHA", "took_place", None, None)),
    ("Danish lawmakers are visiting Ghana this week.", (None, "DNK", "GHA", "ongoing", "2024-06-03/2024-06-09", None)),
    ("Members of the Danish parliament travelled to Accra on Monday.", (None, "DNK", "GHA", "took_place", "2024-06-03", None)),
    ("Danish Prime Minister Mette Holm is considering visiting Ghana.", ("Mette Holm", "DNK", "GHA", "proposed", None, None)),
    ("Danish Foreign Minister Anna Winther is arriving in Accra on Friday.", ("Anna Winther", "DNK", "GHA", "planned", None, None)),
    ("Danish Foreign Minister Anna Winther has announced plans to visit Ghana.", ("Anna Winther", "DNK", "GHA", "planned", None, None)),
    ("Danish Foreign Minister Anna Winther reached Accra on Monday.", ("Anna Winther", "DNK", "GHA", "took_place", "2024-06-03", None)),
    ("Denmark's trade minister is due in Accra on 16 September.", (None, "DNK", "GHA", "planned", "2024-09-16", None)),
    ("Danish Prime Minister Mette Holm paid an official state visit to Ghana.", ("Mette Holm", "DNK", "GHA", "took_place", None, "state")),
    ("A visit by Danish Prime Minister Mette Holm to Ghana, scheduled for 12 November, was discussed.", ("Mette Holm", "DNK", "GHA", "planned", "2024-11-12", None)),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[c[0][:60] for c in CASES])
def test_visits(text: str, expected: tuple[object, ...]) -> None:
    (visit,) = found(text, "visit", published="2024-06-05")
    visitors = visit.get("visitors", [None])
    assert isinstance(visitors, list)
    assert (visitors[0], visit["from"][0], visit["to"][0], visit["status"], visit.get("date"), visit.get("format")) == expected  # type: ignore[index]


def test_many_mentions_are_one_visit_and_an_old_one_another() -> None:
    text = (
        "Danish Prime Minister Mette Holm arrived in Accra on Monday. During her visit, Holm met President Kofi Mensah of Ghana. "
        "She thanked him for the hospitality during her stay in Ghana. Holm last visited Ghana in 2013."
    )
    assert [v.get("date") for v in found(text, "visit", published="2024-06-05")] == ["2024-06-03", "2013"]


def test_an_ambassador_at_his_post_is_no_visitor() -> None:
    assert found("The ambassador of Denmark to Ghana, Tom Norring, visited Kumasi on Monday.", "visit") == []


def test_every_country_of_a_tour() -> None:
    text = "Japanese Foreign Minister Yui Sato will visit Madagascar, Nigeria, France and Nepal."
    assert found(text, "visit")[0]["to"] == ["MDG", "NGA", "FRA", "NPL"]


def test_who_visits_a_country_to_do_something_goes_there() -> None:
    text = "Minister of Trade of Ghana Kofi Badu is visiting Latvia to attend the Senior Officials Meeting for the Forum of Small States."
    assert [(visit["visitors"], visit["to"]) for visit in found(text, "visit")] == [(["Kofi Badu"], ["LVA"])]
    assert found(text, "meeting") == []


def test_a_visit_that_was_aimed_at_something_took_place() -> None:
    text = "The three-day visit to Latvia by Minister of Trade of Ghana Kofi Badu was aimed at strengthening cooperation between the two countries."
    assert [visit.get("status") for visit in found(text, "visit")] == ["took_place"]


def test_at_the_invitation_of_one_president_another_goes_and_not_just_for_show() -> None:
    text = "The visit was not just symbolic. With an invitation extended by the Ghanaian President, Latvia’s President Janis Kalnins and Foreign Minister Ilze Ozola undertook a state visit to Ghana."
    assert [(v["visitors"], v["to"], v["status"]) for v in found(text, "visit")] == [(["Janis Kalnins", "Ilze Ozola"], ["GHA"], "took_place")]


def test_a_trip_that_leads_on_and_a_visit_before_it() -> None:
    text = (
        "Latvian Prime Minister Janis Kalnins arrived in Accra on Monday on the first leg of a tour that will also take him to Togo and Benin. "
        "He had earlier visited Ghana in April 2018."
    )
    told = [(v["to"], v["status"], v.get("date")) for v in found(text, "visit", published="2024-06-05")]
    assert told == [(["GHA"], "took_place", "2024-06-03"), (["TGO", "BEN"], "planned", None), (["GHA"], "took_place", "2018-04")]


def test_an_invitation_accepted_at_the_end_of_a_long_clause() -> None:
    text = "Ghana's President Kofi Mensah extended an invitation to Latvian President Anna Berzina to make a state visit to Ghana, which was accepted."
    assert [(v["visitors"], v["status"], v["format"]) for v in found(text, "visit")] == [(["Anna Berzina"], "planned", "state")]


def test_ships_and_the_minister_visit_apart_and_nobody_where_it_is_not_said() -> None:
    text = (
        "Danish Defence Minister Lars Bak is in Accra on a working visit. The Danish frigate Hvidbjoern made a port call in Accra on Monday. "
        "The escort vessels will later sail to Togo's naval base. The Danish ministry declined to comment on any visit to Benin."
    )
    told = [(v.get("visitors"), v["from"], v["to"], v["status"]) for v in found(text, "visit", published="2024-06-05")]
    assert told == [(["Lars Bak"], ["DNK"], ["GHA"], "ongoing"), (None, ["DNK"], ["GHA"], "took_place"), (None, ["DNK"], ["TGO"], "planned")]


def test_the_presidents_trip_is_not_the_advisers() -> None:
    text = "Danish Security Adviser Lars Bak met today with Kofi Badu, the Security Adviser of Ghana, to discuss preparations for the President's upcoming trip to Ghana."
    text += " Mr Badu welcomed the President's visit to Accra."
    told = [(v.get("visitors"), v["from"], v["to"], v["status"], v.get("date")) for v in found(text, "visit", published="2024-06-05", side="DNK")]
    assert told == [(None, ["DNK"], ["GHA"], "planned", None)]
