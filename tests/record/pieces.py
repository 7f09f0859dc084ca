"""Pieces for the tests of the store: written by us, persons and figures invented."""

from __future__ import annotations

from bilat.sources import Found, Metadata, document_from_text

AGENCY = """ULAANBAATAR, May 6 (Steppe News Agency) – Minister of Foreign Affairs of Mongolia Batbold Ganzorig met with Minister of Foreign Affairs of Latvia Jānis Kalvāns in Ulaanbaatar on Monday.

The ministers discussed trade, transport and education. They noted that trade turnover between the two countries grew by 14 percent in 2023 and reached 21 million euros.

“Latvia is a reliable partner of Mongolia in the Baltic region,” Ganzorig said after the talks. He thanked the Latvian side for scholarships offered to Mongolian students.

The sides signed a memorandum of understanding on consultations between the two foreign ministries. They agreed to hold the first round of consultations in Riga next year.
"""

NEWSPAPER = """Foreign ministers of Mongolia, Latvia hold talks

ULAANBAATAR (Steppe News Agency) – Minister of Foreign Affairs of Mongolia Batbold Ganzorig met with Minister of Foreign Affairs of Latvia Janis Kalvans in Ulaanbaatar on Monday.

The ministers discussed trade, transport and education. They noted that trade turnover between the two countries grew by 14 percent in 2023 and reached 21 million euros.

“Latvia is a reliable partner of Mongolia in the Baltic region,” Ganzorig said after the talks. He thanked the Latvian side for scholarships offered to Mongolian students.
"""

CORRECTED = AGENCY.replace("21 million", "31 million")

OTHER = """QUITO, 3 June. President of Ecuador Tomás Villacís received credentials from the Ambassador of Kenya, Wanjiru Otieno, at Carondelet Palace.

The President underlined that Ecuador wishes to open an embassy in Nairobi in 2026. The Ambassador said that flower growers of both countries had set up a joint working group, and that its next meeting would take place in October.
"""

FORM_ONE, FORM_TWO = (
    f"""{city}, {day} March. The Secretary of State received the Ambassador of {country}, {name}, today. During the meeting the parties discussed the state of
bilateral relations and exchanged views on cooperation in international organisations. The Ambassador conveyed the greetings of the Minister of Foreign Affairs of {country},
{minister}, and the Secretary of State asked the Ambassador to convey the same. The parties agreed to stay in touch.
"""
    for city, day, country, name, minister in (("Chisinau", 4, "Portugal", "Rita Azevedo", "Nuno Barreiros"), ("Chisinau", 11, "Norway", "Kari Solheim", "Lars Nordby"))
)


def found(text: str, location: str, **options: str) -> Found:
    """A file with this text, as intake would have found it."""
    return Found(location, text.encode(), "text/plain", None, document_from_text(text, Metadata(**options)), None)
