"""Events of a reading: coded from its facts, and what is only an event."""

import pytest

import bilat
from conftest import found

CASES = [
    ("Moldova has recalled its ambassador to Latvia.", ("SANCTION", "161", "MDA", "LVA")),
    ("Three Moldovan diplomats were expelled by Latvia.", ("SANCTION", "166", "LVA", "MDA")),
    ("Latvian border guards opened fire on a Moldovan patrol on Friday.", ("ASSAULT", "193", "LVA", "MDA")),
    ("The Latvian foreign ministry handed the Moldovan ambassador a note of protest.", ("ACCUSE", "114", "LVA", "MDA")),
    ("Latvia delivered 40 tonnes of humanitarian aid to Moldova after the floods.", ("AID", "073", "LVA", "MDA")),
    ("Latvia lifted its ban on Moldovan wine on Monday.", ("RETREAT", "085", "LVA", "MDA")),
    ("Latvia deployed troops to its border with Moldova.", ("MOBILIZE", "154", "LVA", "MDA")),
    ("Moldova's government accused Latvia of interfering in its elections.", ("ACCUSE", "112", "MDA", "LVA")),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), CASES, ids=[c[0][:50] for c in CASES])
def test_what_is_only_an_event(text: str, expected: tuple[str, str, str, str]) -> None:
    events = found(text, "event", published="2024-04-01")
    assert [(e["code"], e["cameo"], *e["source"], *e["target"]) for e in events] == [expected]  # type: ignore[misc]


def test_what_two_sides_do_together_is_an_event_each_way() -> None:
    text = "Latvian President Anna Berzina and Moldovan President Stefan Rusu spoke by telephone on Monday and signed a memorandum on trade."
    coded = {(e["code"], e.get("mode"), *e["source"], *e["target"]) for e in found(text, "event", published="2024-04-01")}  # type: ignore[misc]
    assert {("CONSULT", "phone", "Anna Berzina", "Stefan Rusu"), ("CONSULT", "phone", "Stefan Rusu", "Anna Berzina")} <= coded
    assert {("SUPPORT", None, "Anna Berzina", "Stefan Rusu"), ("SUPPORT", None, "Stefan Rusu", "Anna Berzina")} <= coded


@pytest.mark.parametrize(
    ("text", "code", "cameo"),
    [
        ("Latvian President Anna Berzina visited Moldova on Monday.", "CONSULT", "042"),
        ("Latvian President Anna Berzina will visit Moldova in May.", "AGREE", "036"),
        ("Latvian President Anna Berzina cancelled a visit to Moldova.", "REJECT", "125"),
    ],
)
def test_the_future_is_an_intent_and_what_is_called_off_a_rejection(text: str, code: str, cameo: str) -> None:
    (event,) = found(text, "event", published="2024-04-01")
    assert (event["code"], event["cameo"], event["source"], event["target"]) == (code, cameo, ["Anna Berzina"], ["MDA"])
    assert event["status"] == "took_place"


def test_a_match_is_no_conflict() -> None:
    text = "Japan beat Germany 2-1 in the World Cup match on Wednesday. Japan's striker attacked the German defence from the start."
    assert bilat.read(text).facts == []


def test_what_nobody_would_say_is_no_event() -> None:
    text = "Latvia imposed sanctions on Moldova on Monday. Moldovan Foreign Minister Andrei Cojocari did not say whether Moldova would retaliate against Latvia."
    assert {e["code"] for e in found(text, "event", published="2024-04-01") if e["source"] != ["LVA"]} == set()
