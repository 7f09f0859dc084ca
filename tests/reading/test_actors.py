"""Who is in a piece: titles and names in all their orders, joint titles, short forms and pronouns."""

import pytest

from bilat.reading.titles import office_of
from conftest import found, people

TITLES = [
    ("Deputy Prime Minister – Minister of Foreign Affairs of the Republic of Moldova Andrei Cojocari met his Latvian counterpart.", "Andrei Cojocari", "MDA", ["deputy_head_of_government", "foreign_minister"]),
    ("Deputy Chairman of the Cabinet of Ministers - Minister of Foreign Affairs of Turkmenistan Merdan Orazov met the Latvian president.", "Merdan Orazov", "TKM", ["deputy_head_of_government", "foreign_minister"]),
    ("Latvia's Foreign Minister Janis Kalnins met the president of Moldova.", "Janis Kalnins", "LVA", ["foreign_minister"]),
    ("Janis Kalnins, the foreign minister of Latvia, met the president of Moldova.", "Janis Kalnins", "LVA", ["foreign_minister"]),
    ("The Minister for Foreign Affairs of Latvia, Janis Kalnins, met the president of Moldova.", "Janis Kalnins", "LVA", ["foreign_minister"]),
    ("The Deputy Prime Minister and Foreign Minister of Moldova, Andrei Cojocari, met the president of Latvia.", "Andrei Cojocari", "MDA", ["deputy_head_of_government", "foreign_minister"]),
    ("The Latvian ambassador to Moldova, Ilze Ozola, met the Moldovan premier.", "Ilze Ozola", "LVA", ["ambassador"]),
    ("President of the Republic of Korea (ROK) Han Min-jae met the president of Peru.", "Han Min-jae", "KOR", ["head_of_state"]),
    ("H.H. Sheikh Saif bin Rashid, Emir of Qatar, met the president of Peru.", "Saif bin Rashid", "QAT", ["head_of_state"]),
    ("Mr. TANAKA Ichiro, Minister for Foreign Affairs of Japan, met the president of Peru.", "TANAKA Ichiro", "JPN", ["foreign_minister"]),
    ("Mr. Andrei Cojocari, Deputy Prime Minister and Minister of Foreign Affairs of Moldova, met the Latvian president.", "Andrei Cojocari", "MDA", ["deputy_head_of_government", "foreign_minister"]),
    ("The Latvian prime minister met Petru Lungu, the Moldovan president’s aide for energy.", "Petru Lungu", "MDA", ["other"]),
    ("Chancellor Greta Lindner told reporters that Germany would help Moldova.", "Greta Lindner", "DEU", ["head_of_government"]),
    ("The session was chaired by Moldovan PM Sergiu Rotaru and Latvian PM Anna Berzina.", "Sergiu Rotaru", "MDA", ["head_of_government"]),
    ("On May 13th, Prime Minister Anna Berzina of Latvia met the Moldovan president.", "Anna Berzina", "LVA", ["head_of_government"]),
    ("Foreign Minister of Korea Seo Jun Ho met the president of Peru.", "Seo Jun Ho", "KOR", ["foreign_minister"]),
    ("The Minister of Agriculture and Rural Development of Latvia Janis Kalnins met the president of Peru.", "Janis Kalnins", "LVA", ["minister"]),
    ("Director for Eastern Europe, the South Caucasus and Central Asia of Latvia Ilze Ozola met the Moldovan premier.", "Ilze Ozola", "LVA", ["organisation_head"]),
    ("Peruvian President Elsa Quispe Mamani met the president of Chile.", "Elsa Quispe Mamani", "PER", ["head_of_state"]),
    ("RIGA, Latvia Moldovan President Petru Lungu met the Latvian premier.", "Petru Lungu", "MDA", ["head_of_state"]),
    ("Moldovan Foreign Ministry spokesman Radu Ciobanu said the talks went on.", "Radu Ciobanu", "MDA", ["spokesperson"]),
    ("A Latvian Ministry of Transport spokesperson Ilze Ozola met reporters.", "Ilze Ozola", "LVA", ["spokesperson"]),
    ("The Latvian spokesman, Brigadier-General Janis Kalnins, met the Moldovan envoy.", "Janis Kalnins", "LVA", ["spokesperson"]),
    ("Peruvian President Elsa “Chela” Quispe met the president of Chile.", "Elsa “Chela” Quispe", "PER", ["head_of_state"]),
    ("Ambassador Extraordinary and Plenipotentiary of Latvia to Moldova Ilze Ozola met the Moldovan premier.", "Ilze Ozola", "LVA", ["ambassador"]),
    ("Outgoing Ambassador of Latvia to Moldova Ilze Ozola met the Moldovan premier.", "Ilze Ozola", "LVA", ["ambassador"]),
    ("Mr. Petru Lungu, Secretary to the Ministry of Finance of Moldova, met the Latvian premier.", "Petru Lungu", "MDA", ["other"]),
    ("Mr. SAKAMOTO Jun, Chief Representative of the Japan International Cooperation Agency, met the president of Peru.", "SAKAMOTO Jun", "JPN", ["other"]),
    ("The Latvian leader Janis Kalnins met the president of Moldova.", "Janis Kalnins", "LVA", ["head_of_government"]),
    ("Moldovan leader Petru Lungu met the president of Chile.", "Petru Lungu", "MDA", ["head_of_state"]),
    ("The head of Moldova Petru Lungu met the president of Chile.", "Petru Lungu", "MDA", ["head_of_state"]),
    ("Moldovan Deputy PM Sergiu Rotaru met the president of Chile.", "Sergiu Rotaru", "MDA", ["deputy_head_of_government"]),
    ("Deputy of the Parliament of Moldova Petru Lungu met the president of Chile.", "Petru Lungu", "MDA", ["parliamentarian"]),
    ("Kenya's Cabinet Secretary for Foreign and Diaspora Affairs Grace Otieno met the president of Peru.", "Grace Otieno", "KEN", ["foreign_minister"]),
    ("Bahraini Crown Prince Sultan bin Rashid met the president of Peru.", "Sultan bin Rashid", "BHR", ["deputy_head_of_government"]),
    ("Moldova's former president Petru Lungu met the president of Chile.", "Petru Lungu", "MDA", ["other"]),
    ("India's Foreign Secretary Kavita Menon met the president of Peru.", "Kavita Menon", "IND", ["deputy_foreign_minister"]),
    ("Empress Sayako of Japan met the president of Peru.", "Sayako", "JPN", ["other"]),
    ("Chilean President-elect Lucía Benítez met the president of Peru.", "Lucía Benítez", "CHL", ["other"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "country", "offices"), TITLES, ids=[t[1] + str(n) for n, t in enumerate(TITLES)])
def test_titles_and_names(text: str, name: str, country: str, offices: list[str]) -> None:
    assert people(text)[name] == (country, offices)


def test_joint_titles_are_split_in_order() -> None:
    text = "Foreign Ministers of Latvia and Moldova Janis Kalnins and Andrei Cojocari held talks in Riga."
    assert people(text) == {"Janis Kalnins": ("LVA", ["foreign_minister"]), "Andrei Cojocari": ("MDA", ["foreign_minister"])}
    text = "Presidents Rodrigo Silveira of Uruguay and Lucía Benítez of Paraguay met in Montevideo."
    assert people(text) == {"Rodrigo Silveira": ("URY", ["head_of_state"]), "Lucía Benítez": ("PRY", ["head_of_state"])}


def test_a_title_between_two_names_belongs_to_the_second_where_the_first_has_one() -> None:
    text = "At the invitation of the President of Uruguay, Rodrigo Silveira, the President of Paraguay, Lucía Benítez, paid a state visit to Montevideo."
    assert people(text) == {"Rodrigo Silveira": ("URY", ["head_of_state"]), "Lucía Benítez": ("PRY", ["head_of_state"])}


def test_a_place_before_a_title_is_nobody() -> None:
    text = "On her visit to Valparaiso, the Minister of Trade of Peru, Elsa Quispe, met Chilean Minister of Trade Ana Mora."
    assert set(people(text)) == {"Elsa Quispe", "Ana Mora"}


def test_counterparts_share_the_office_and_short_forms_the_person() -> None:
    text = (
        "Latvian Foreign Minister Janis Kalnins met his Moldovan counterpart, Andrei Cojocari, in Riga. Cojocari thanked Kalnins. "
        "“We value this friendship,” said Minister Cojocari."
    )
    assert people(text) == {"Janis Kalnins": ("LVA", ["foreign_minister"]), "Andrei Cojocari": ("MDA", ["foreign_minister"])}
    assert found(text, "statement")[-1]["speaker"] == "Andrei Cojocari"


def test_an_initial_is_the_name_it_begins() -> None:
    text = "Janis Kalnins, the foreign minister of Latvia, met President Elena Rusnac of Moldova. J. Kalnins thanked E. Rusnac for the welcome."
    assert set(people(text)) == {"Janis Kalnins", "Elena Rusnac"}


def test_park_is_a_name_after_a_title_or_before_another() -> None:
    text = "Latvian Foreign Minister Janis Kalnins met his South Korean counterpart Park Min-seo in Seoul. They walked in Mezaparks Park."
    assert people(text) == {"Janis Kalnins": ("LVA", ["foreign_minister"]), "Park Min-seo": ("KOR", ["foreign_minister"])}


def test_one_possessive_title_ends_where_the_next_begins() -> None:
    text = "During the visit to Moldova, Mr Andrei Lupu, the Minister of Finance and Latvia’s Deputy Minister for Trade, Mr Janis Kalnins, signed the agreement."
    assert people(text)["Janis Kalnins"][0] == "LVA" and people(text)["Andrei Lupu"][1] == ["minister"]


def test_who_accompanies_a_president_is_of_his_country() -> None:
    text = "President Anna Berzina of Latvia, accompanied by the Minister of Economy, Janis Kalnins, arrived in Chisinau. President Stefan Rusu of Moldova received her."
    assert people(text)["Janis Kalnins"][0] == "LVA"


def test_an_opposite_number_is_a_counterpart() -> None:
    text = "The Latvian foreign minister, Janis Kalnins, will meet his Moldovan opposite number, Andrei Cojocari."
    assert people(text)["Andrei Cojocari"] == ("MDA", ["foreign_minister"])


def test_the_press_names_its_own_by_title_alone() -> None:
    text = "CHISINAU — Foreign Minister Andrei Cojocari said on Monday that talks with Latvia on a new agreement between Moldova and Latvia were going well."
    assert people(text) == {"Andrei Cojocari": ("MDA", ["foreign_minister"])}


def test_who_travels_to_both_countries_is_of_neither() -> None:
    text = "Foreign Minister Brandt will travel to Latvia and Moldova. He will meet Latvian President Anna Berzina in Riga. Latvia and Moldova are partners of Germany."
    assert people(text)["Brandt"] == ("DEU", ["foreign_minister"])


def test_a_participle_before_a_name_is_no_name() -> None:
    text = "Welcoming Andrei Cojocari, Janis Kalnins conveyed greetings to Moldovan President Elena Rusnac. Latvian Foreign Minister Janis Kalnins met Moldovan Foreign Minister Andrei Cojocari."
    assert set(people(text)) == {"Andrei Cojocari", "Janis Kalnins", "Elena Rusnac"}
    (message,) = found(text, "message")
    assert message["sender"] == ["Janis Kalnins"]


def test_a_building_named_after_somebody_is_not_he() -> None:
    text = "Latvian Foreign Minister Janis Kalnins laid flowers at the President Stefan Rusu Mausoleum in Chisinau."
    assert set(people(text)) == {"Janis Kalnins"}


def test_nobody_accepts_his_own_invitation() -> None:
    text = "President Anna Berzina of Latvia met President Stefan Rusu of Moldova and was pleased to accept his invitation to visit Moldova in May."
    (visit,) = found(text, "visit")
    assert (visit["visitors"], visit["invited_by"]) == (["Anna Berzina"], ["Stefan Rusu"])


def test_he_that_adds_is_he_that_spoke() -> None:
    text = "Moldovan President Elena Rusnac will visit Latvia in May, said Latvian Foreign Minister Janis Kalnins. He added that the two countries would open a direct flight."
    assert [s["speaker"] for s in found(text, "statement", published="2024-03-31")] == ["Janis Kalnins", "Janis Kalnins"]


def test_him_is_not_the_one_who_acts() -> None:
    text = "President Lucía Benítez of Paraguay thanked President Rodrigo Silveira of Uruguay and invited him to visit Paraguay."
    (visit,) = found(text, "visit")
    assert (visit["visitors"], visit["invited_by"]) == (["Rodrigo Silveira"], ["Lucía Benítez"])


def test_capitals_stand_for_governments_and_the_german_foreign_office_is_german() -> None:
    text = "Riga will open an embassy in Chisinau, Latvian Foreign Minister Janis Kalnins told Moldovan reporters."
    assert found(text, "commitment")[0]["by"] == ["LVA"]
    text = "According to the German Foreign Office, Germany and Latvia will open a joint consulate in June."
    assert found(text, "statement")[0]["speaker"] == "DEU"


def test_names_that_the_words_around_them_tell_as_persons() -> None:
    text = "Ilze Ozola, who heads the port of Riga, complained. Her predecessor, Karlis Liepa, has left. Anna Krumina, a lawyer from Riga, took over from Peteris Kalns."
    assert set(people(text)) == {"Ilze Ozola", "Karlis Liepa", "Anna Krumina", "Peteris Kalns"}


def test_a_list_of_holders_of_one_office_gives_each_his_country() -> None:
    text = (
        "RIGA – Latvian Foreign Minister Janis Kalnins met with the foreign ministers of Chile Ana Mora, Peru Luis Vega, Ghana’s Kofi Badu and Malta Paul Zerafa on 4 March 2024. "
        "He also met Honduras’ Minister of Trade Rosa Pineda."
    )
    met = people(text)
    assert [(name, met[name]) for name in ("Ana Mora", "Luis Vega", "Kofi Badu", "Paul Zerafa")] == [
        ("Ana Mora", ("CHL", ["foreign_minister"])),
        ("Luis Vega", ("PER", ["foreign_minister"])),
        ("Kofi Badu", ("GHA", ["foreign_minister"])),
        ("Paul Zerafa", ("MLT", ["foreign_minister"])),
    ]
    assert met["Rosa Pineda"] == ("HND", ["minister"])
    assert found(text, "meeting")[0]["participants"] == ["Janis Kalnins", "Ana Mora", "Luis Vega", "Kofi Badu", "Paul Zerafa"]


def test_a_council_of_ministers_is_a_body_and_nobody_in_particular() -> None:
    text = (
        "Latvian Foreign Minister Janis Kalnins took part in a meeting of the Council of Foreign Ministers of the Organization of Turkic States in Riga on 4 March 2024. "
        "He then held talks with Foreign Minister of Ghana Kofi Badu."
    )
    assert [sorted(meeting["participants"]) for meeting in found(text, "meeting")] == [["Janis Kalnins"], ["Janis Kalnins", "Kofi Badu"]]


def test_names_and_titles_in_turn_and_an_initial_joined_to_a_name() -> None:
    text = (
        "A visit of the Minister of Foreign Affairs (MFA) of Latvia to Ghana began on 4 March 2024. J.Kalnins had talks with Kofi Badu, Minister of Defense, Ama Osei, "
        "Advisor to the President for National Security and Yaw Mensah, her deputy."
    )
    assert people(text, side="LVA") == {
        "Kofi Badu": ("GHA", ["minister"]),
        "Ama Osei": ("GHA", ["other"]),
        "Yaw Mensah": ("GHA", ["other"]),
        "J.Kalnins": ("LVA", []),
    }
    assert sorted(found(text, "meeting", side="LVA")[0]["participants"]) == ["Ama Osei", "J.Kalnins", "Kofi Badu", "Yaw Mensah"]
    assert found(text, "visit", side="LVA")[0]["from"] == ["LVA"]


def test_an_office_behind_a_name_is_read_before_any_preposition() -> None:
    text = "The ministers recalled the official visit of H.E. Rosa Pineda, President of the Republic of Honduras to Latvia in January 2024."
    assert people(text) == {"Rosa Pineda": ("HND", ["head_of_state"])}


def test_ministers_of_one_country_on_a_tour_meet_those_of_the_country_where_they_are() -> None:
    text = (
        "Latvian Foreign Minister Janis Kalnins and Minister of Trade Ilze Ozola will visit Ghana, Chile and Malta from 7 to 11 April 2025.\n\n"
        "In Ghana, the Ministers will meet with President Kofi Badu and Finance Minister Ama Osei. "
        "They will also have talks with the President of the International Tribunal for the Sea, Yaw Mensah. "
        "In Chile, the Ministers will meet with the Foreign Minister, Rosa Pineda."
    )
    told = people(text)
    assert (told["Kofi Badu"], told["Ama Osei"], told["Rosa Pineda"]) == (("GHA", ["head_of_state"]), ("GHA", ["minister"]), ("CHL", ["foreign_minister"]))
    assert told["Yaw Mensah"][1] == ["organisation_head"]
    met = [meeting["participants"] for meeting in found(text, "meeting")]
    assert met[0] == ["Janis Kalnins", "Ilze Ozola", "Kofi Badu", "Ama Osei"] and met[-1] == ["Janis Kalnins", "Ilze Ozola", "Rosa Pineda"]


@pytest.mark.parametrize(
    ("title", "office"),
    [
        ("Chairman of the Cabinet of Ministers of Kyrgyzstan", "head_of_government"),
        ("PM of Belarus", "head_of_government"),
        ("FM of Austria", "foreign_minister"),
        ("Deputy President of South Africa", "deputy_head_of_government"),
        ("Advisor to the President of Ghana", "other"),
        ("President of the International Tribunal", "organisation_head"),
    ],
)
def test_offices(title: str, office: str) -> None:
    assert office_of(title)[0] == (office,)


def test_titles_with_the_short_form_of_an_office_or_of_regions_and_units() -> None:
    text = (
        "The Minister of Finance of Ghana, Kofi Badu, and the President of the Latvian Development Cooperation Agency (LDCA), Ilze Ozola, signed a loan agreement in Riga on 4 March 2024. "
        "In this visit to Latvia, Minister Badu was accompanied by the Director for Asia and Oceania of the Ministry of External Affairs, Ambassador Yaw Mensah, and the Director of the "
        "Public Debt Management Unit of the Ministry of Finance, Ama Osei."
    )
    told = people(text)
    assert set(told) == {"Kofi Badu", "Ilze Ozola", "Yaw Mensah", "Ama Osei"}
    assert (told["Ilze Ozola"][1], told["Yaw Mensah"][0]) == (["organisation_head"], "GHA")


def test_two_who_sign_together_are_of_the_two_sides() -> None:
    text = (
        "The Government of the Maldives and the Government of Latvia signed an exchange of notes on 30 March 2017. H.E. Dr. Ahmed Riza, Minister of Foreign Affairs and H.E. Mr. Janis Kalnins, "
        "Ambassador of Latvia to the Republic of Maldives, signed the Exchange of Notes."
    )
    assert people(text)["Ahmed Riza"] == ("MDV", ["foreign_minister"])


def test_a_country_that_is_only_spoken_of_is_no_party() -> None:
    text = (
        "President Paul Morris met with Prime Minister Ito Kenji of Japan in San Francisco on 16 November 2023.\n\nThe two leaders reaffirmed Chile's right to its waters and called for "
        "restraint. They welcomed the second meeting of the U.S.-Japan Economic Policy Consultative Committee."
    )
    assert people(text) == {"Paul Morris": ("USA", ["head_of_state"]), "Ito Kenji": ("JPN", ["head_of_government"])}


def test_who_is_met_in_a_capital_or_there_is_of_that_country() -> None:
    text = (
        "ACCRA, 5 September 2024 – Latvia’s Foreign Minister Ilze Ozola has begun a trip with talks in Ghana. In the morning she met with her counterpart Kofi Badu in the capital Accra. "
        "Afterwards, Ozola will visit Malta. The talks there with Foreign Minister Paul Zerafa will focus on shipping. In the evening she will travel on to Israel."
    )
    told = people(text)
    assert (told["Kofi Badu"], told["Paul Zerafa"]) == (("GHA", ["foreign_minister"]), ("MLT", ["foreign_minister"]))


def test_the_foreign_office_is_that_of_whoever_speaks() -> None:
    text = "Islamabad: Pakistan and Latvia held talks on trade on 4 March 2024. “The talks were useful,” the Foreign Office Spokesperson said."
    assert "GBR" not in {country for statement in found(text, "statement") for country in [statement.get("speaker")]}


def test_an_adverb_before_a_title_is_nobody() -> None:
    text = "Beforehand, the Minister held talks with her counterpart, Kofi Badu. Latvian Minister of Trade Ilze Ozola thanked Ghana."
    assert set(people(text)) == {"Kofi Badu", "Ilze Ozola"}


def test_a_month_that_is_a_given_name() -> None:
    text = "Minister of Labour of Latvia Jan Ozols met Senior Vice President Jun Moriyama of Japan in Riga on 12 Jan 2023."
    assert {"Jan Ozols", "Jun Moriyama"} <= set(people(text))


BELONGING = [
    # who travels with somebody is of his country, pronouns included
    ("Latvian President Anna Berzina arrived in Chisinau. She is accompanied by Foreign Minister Janis Kalnins.", "Janis Kalnins", "LVA"),
    # whose greetings are brought
    ("Moldovan Prime Minister Sergiu Rotaru met Latvian Foreign Minister Janis Kalnins. The Latvian Foreign Minister conveyed the greetings of President Anna Berzina.", "Anna Berzina", "LVA"),
    # whose office one serves
    ("Latvian President Anna Berzina met Moldovan Foreign Minister Andrei Cojocari. The President's Press Secretary Ilze Ozola briefed reporters.", "Ilze Ozola", "LVA"),
    # named after his office has been told
    ("Moldova's defence minister met the Latvian envoy in Riga. The minister, Petru Lungu, said the sale would go ahead.", "Petru Lungu", "MDA"),
    # a monarchy has no president
    ("Norway and Moldova signed a treaty on fish. President Petru Lungu thanked Norway for its help.", "Petru Lungu", "MDA"),
    # the head of a world body is of neither side
    ("Latvian Foreign Minister Janis Kalnins met the Moldovan premier and Paul Anders, Founder and Chairman of the World Economic Forum.", "Paul Anders", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "name", "country"), BELONGING, ids=[b[1] + str(n) for n, b in enumerate(BELONGING)])
def test_countries_of_people(text: str, name: str, country: str | None) -> None:
    assert people(text)[name][0] == country


def test_she_is_no_man() -> None:
    text = "Mr Janis Kalnins of Latvia received Moldovan Foreign Minister Ms. Elena Rusu. Mr Kalnins praised the treaty.\n\nShe said trade had doubled."
    assert [s["speaker"] for s in found(text, "statement")][-1] == "Elena Rusu"


def test_a_colleague_named_beside_another_has_only_his_own_office() -> None:
    text = "Latvian Foreign Minister Janis Kalnins travelled to Chisinau. He met President Petru Lungu and his counterpart Andrei Cojocari."
    assert "head_of_state" not in people(text)["Andrei Cojocari"][1]
