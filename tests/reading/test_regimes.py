"""Visas, tariffs, sanctions and what becomes of them; the status that two sides declare; what is no message."""

import pytest

from conftest import found

LEAD = "Latvian Foreign Minister Janis Kalnins met Moldovan Foreign Minister Andrei Cojocari in Riga on 4 March 2024.\n\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Latvia has imposed sanctions on Belarus since 12 May 2023.", ("sanction", "in_force", ["BLR", "LVA"], "2023-05-12")),
        ("Latvia will continue to impose sanctions on Belarus.", ("sanction", "in_force", ["BLR", "LVA"], None)),
        ("Kalnins called for sanctions on Belarus to be tightened.", ("sanction", "proposed", ["BLR", "LVA"], None)),
        ("Kalnins said Latvia would not lift the sanctions against Belarus.", ("sanction", "in_force", ["BLR", "LVA"], None)),
        ("Latvia sanctioned three Moldovan banks.", ("sanction", "in_force", ["LVA", "MDA"], None)),
        ("Moldova lifted the ban on imports of Latvian fish.", ("tariff", "ended", ["LVA", "MDA"], None)),
        ("Moldova asked Latvia to end the anti-dumping duties on sugar.", ("tariff", "proposed", ["LVA", "MDA"], None)),
        ("The free-trade regime between the two countries has been in force since 2014.", ("tariff", "in_force", ["LVA", "MDA"], "2014")),
        ("Moldova will introduce visa-free entry for Latvian citizens from 1 June 2024.", ("visa", "agreed", ["LVA", "MDA"], "2024-06-01")),
        ("Latvians may stay in Moldova for up to 30 days without a visa.", ("visa", "in_force", ["LVA", "MDA"], None)),
        ("The Latvian government froze the assets of 12 Moldovan citizens on 3 March.", ("sanction", "in_force", ["LVA", "MDA"], "2024-03-03")),
        ("Moldova will raise import tariffs on Latvian cars from 1 August 2024.", ("tariff", "agreed", ["LVA", "MDA"], "2024-08-01")),
        ("Kalnins supported the start of talks on visa facilitation for Moldovan citizens.", ("visa", "proposed", ["LVA", "MDA"], None)),
        ("The ministers signed an agreement on the abolition of visa requirements for diplomats.", ("visa", "agreed", ["LVA", "MDA"], None)),
    ],
)
def test_regimes(text: str, wanted: tuple[str, str, list[str], str | None]) -> None:
    (regime,) = found(LEAD + text, "regime", published="2024-03-04")
    assert (regime["type"], regime["state"], sorted(map(str, regime["parties"])), regime.get("since")) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The ministers spoke of the Latvia-Moldova alliance.", ["Latvia-Moldova alliance"]),
        ("Our alliance with Moldova is strong, Kalnins said.", ["alliance"]),
        ("Moldova remains Latvia's major non-NATO ally.", ["major non-NATO ally"]),
        ("They elevated their relations to a comprehensive partnership.", ["comprehensive partnership"]),
        ("Latvia is ready to work with Moldova in a spirit of trust and strategic partnership.", []),
        ("Cojocari hoped for a strategic partnership one day.", []),
        ("The NATO alliance will meet in May.", []),
    ],
)
def test_relations(text: str, wanted: list[str]) -> None:
    assert [r["title"] for r in found(LEAD + text, "relation", published="2024-03-04")] == wanted


def test_a_sign_is_no_message() -> None:
    assert found(LEAD + "Kalnins said that the visit sends a clear message to investors.", "message", published="2024-03-04") == []


@pytest.mark.parametrize(
    ("text", "sender", "bearer"),
    [
        ("Kalnins conveyed the greetings and best wishes of President Egils Ozols to the Moldovan people.", "Egils Ozols", "Janis Kalnins"),
        ("On behalf of President Egils Ozols, Kalnins congratulated Moldova on Independence Day.", "Egils Ozols", "Janis Kalnins"),
    ],
)
def test_greetings_that_another_conveys(text: str, sender: str, bearer: str) -> None:
    (message,) = found(LEAD + text, "message", published="2024-03-04")
    assert (message["sender"], message["delivered_by"]) == ([sender], [bearer])
