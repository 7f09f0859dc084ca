"""Whose account a third party's text carries: the source of the whole report, not of one quotation, and never where two are heard."""

import pytest

from bilat.reading.relay import relayed_side
from bilat.sources import built_in_publishers

PUBLISHERS = built_in_publishers()
BODY = (
    "The ministers went over the state of trade, transit and energy projects, and looked at the calendar of visits for the coming year.\n\n"
    "They also spoke about the supply of grain by rail, the opening of a second crossing for lorries, and the exchange of students between technical universities.\n\n"
    "At the end of the meeting a plan of consultations for two years was signed by the heads of the two delegations in the presence of journalists.\n"
)

RELAYED = [
    ("according to the ministry of a country", "Moldova and Latvia discussed transit by rail and road in Riga on Monday, according to the Latvian foreign ministry.\n\n" + BODY, "LVA"),
    ("the ministry said", "Moldova and Latvia agreed on new consultations, the Ministry of Foreign Affairs of the Republic of Moldova said on Monday.\n\n" + BODY, "MDA"),
    ("a capital's ministry", "The top diplomats of Jordan and Nepal met on Monday to talk about workers' rights, Amman's foreign ministry said in a statement.\n\n" + BODY, "JOR"),
    ("the ministry in a capital", "The foreign minister of Chile has sent congratulations to his colleague in Peru, the ministry in Santiago says.\n\n" + BODY, "CHL"),
    ("a press service", "The president of Turkmenistan arrived in Tashkent on a two-day visit, the press service of the President of Uzbekistan reported.\n\n" + BODY, "UZB"),
    ("a palace", "The leaders of the two countries spoke by telephone about the harvest and about water in the border rivers, Akorda reported.\n\n" + BODY, "KAZ"),
    ("a palace with an accent", "The presidents of France and Ghana met on the margins of the forum, according to the Élysée.\n\n" + BODY, "FRA"),
    ("a sentence of its own", "Delegations of Peru and Chile met in Lima on Tuesday for a round of consular consultations.\n\nThis was reported by the press service of Peru's Ministry of Foreign Affairs.\n\n" + BODY, "PER"),
    ("an agency", "The ministers of transport of China and Laos opened a new bridge across the border river on Friday, Xinhua reported.\n\n" + BODY, "CHN"),
    ("an agency that hands on", "The Uzbek and Kazakh ministers met in Khiva on Friday, Kazinform reports citing the press service of Uzbekistan's Foreign Ministry.\n\n" + BODY, "UZB"),
    ("a credit", "Envoys of two countries met.\n\n" + BODY + "\n(Photo and text: Ministry of Foreign Affairs of Georgia)\n", "GEO"),
    ("again and again, late", "Envoys of two countries met.\n\n" + BODY + "\nA draft exists, the Georgian Foreign Ministry said. The ministry added that it would be signed in May.\n", "GEO"),
    ("a leader's office, by its seat", "The president spoke with his Chilean colleague about grain on Monday, his office in Tbilisi announced after the call had ended.\n\n" + BODY, "GEO"),
    ("a leader's office", "Georgian President Nino Abashvili has thanked her Chilean counterpart, Pablo Rojas, for the grain that arrived in May, her office said.\n\n" + BODY, "GEO"),
    ("with a pronoun", "Envoys of two countries met.\n\n" + BODY + "\nA draft exists, according to the Georgian Foreign Ministry. It said the text would be signed in May.\n", "GEO"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "country"), [case[1:] for case in RELAYED], ids=[case[0] for case in RELAYED])
def test_source_of_the_report(text: str, country: str) -> None:
    assert relayed_side(text, None, PUBLISHERS) == country


NOT_RELAYED = [
    ("nobody is named", "Moldova and Latvia discussed transit by rail and road in Riga on Monday.\n\n" + BODY),
    (
        "one thing, deep in the text",
        "Moldova and Latvia discussed transit by rail and road in Riga.\n\n"
        + BODY
        + "\nThe fee is to fall by a tenth, the Latvian foreign ministry said.\n\nLorry drivers doubt it.",
    ),
    (
        "both sides, equally",
        "Moldova and Latvia agreed on new consultations, the Latvian foreign ministry said.\n\n" + BODY + "\nThe date is still open, according to the Moldovan foreign ministry.",
    ),
    (
        "statistics of a ministry",
        "Trade grew by a fifth last year and reached 90 million euros, according to Latvian Economy Ministry data that were published on Monday.\n\n" + BODY,
    ),
    ("a ministry that acts", "A delegation of the Latvian foreign ministry was in Chisinau on Monday, where it was shown the new archive of treaties.\n\n" + BODY),
    ("a private agency", "Moldova and Latvia discussed transit by rail and road in Riga on Monday, Reuters reported.\n\n" + BODY),
    ("a ministry of which nobody says whose it is", "The two ministers met on Monday in the old town and spoke for an hour about transit, the ministry said.\n\n" + BODY),
]


@pytest.mark.parametrize("text", [case[1] for case in NOT_RELAYED], ids=[case[0] for case in NOT_RELAYED])
def test_own_reporting(text: str) -> None:
    assert relayed_side(text, None, PUBLISHERS) is None


def test_a_sides_own_text_relays_nobody() -> None:
    text = RELAYED[0][1]
    assert relayed_side(text, "MDA", PUBLISHERS) is None


def test_one_country_that_dominates() -> None:
    text = (
        "Talks were held in Baku on Monday, the Azerbaijani foreign ministry said.\n\n"
        + BODY
        + "\nThe ministry added that a second round was planned. It said the place was open.\n\n"
        "The Georgian foreign ministry said it had nothing to add.\n"
    )
    assert relayed_side(text, None, PUBLISHERS) == "AZE"


def test_a_long_text_is_read_in_a_moment() -> None:
    import time

    started = time.perf_counter()
    relayed_side("The ministry of the two countries of the region said nothing on the Foreign Ministry of the Ministry. " * 5000, None, PUBLISHERS)
    assert time.perf_counter() - started < 5
