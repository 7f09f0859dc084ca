"""Dates as the text gives them: resolved against the dateline, precision and basis kept, never guessed."""

import pytest

from bilat.reading.dates import Anchor, find_dates
from bilat.vocabulary import Document
from conftest import found

ANCHOR = Anchor.of(Document(id="x", text="", published="2024-03-31"))

DATES = [
    ("signed on 29 March", "2024-03-29", "published"),
    ("signed on March 29, 2023", "2023-03-29", "stated"),
    ("visited Riga from 28 to 30 March", "2024-03-28/2024-03-30", "published"),
    ("visited Riga on 28–30 March 2022", "2022-03-28/2022-03-30", "stated"),
    ("met on Tuesday", "2024-03-26", "published"),
    ("will meet on Tuesday", "2024-04-02", "published"),
    ("in November last year", "2023-11", "published"),
    ("last November", "2023-11", "published"),
    ("since April 2014", "2014-04", "stated"),
    ("in the first quarter of 2024", "2024-01/2024-03", "stated"),
    ("in the second half of 2025", "2025-07/2025-12", "stated"),
    ("between January and September 2023", "2023-01/2023-09", "stated"),
    ("grew last year", "2023", "published"),
    ("by 2030", "2030", "stated"),
    ("next week", "2024-04-01/2024-04-07", "published"),
    ("in the spring of 2026", "2026-21", "stated"),
    ("in the 1990s", "199X", "stated"),
    ("look forward to meeting in the autumn", "2024-23", "published"),
    ("was given in November", "2023-11", "published"),
    ("is on a visit through Tuesday", "2024-04-02", "published"),
    ("two weeks ago", "2024-03", "published"),
    ("met yesterday", "2024-03-30", "published"),
]


@pytest.mark.parametrize(("text", "value", "basis"), DATES, ids=[d[0] for d in DATES])
def test_dates(text: str, value: str, basis: str) -> None:
    assert [(d.value, d.basis) for d in find_dates(text, 0, len(text), ANCHOR)] == [(value, basis)]


def test_a_day_whose_year_nothing_fixes_stays_open() -> None:
    text = "Latvian President Janis Kalnins paid a state visit to Moldova on 4 May."
    assert "date" not in found(text, "visit")[0]


def test_the_year_of_a_full_date_at_the_head_holds_for_the_days_after_it() -> None:
    text = "Latvian President Janis Kalnins is paying a visit to Moldova from 3 to 5 May 2023.\n\nHe met Moldovan President Elena Rusnac on 4 May."
    assert found(text, "meeting")[0]["date"] == "2023-05-04"


def test_the_day_of_saying_is_not_the_day_of_what_is_said() -> None:
    text = "Latvian Foreign Minister Janis Kalnins said on Friday he would travel to Moldova next week."
    (visit,) = found(text, "visit", published="2024-03-31")
    assert (visit["status"], visit["date"]) == ("planned", "2024-04-01/2024-04-07")


def test_a_date_ahead_makes_a_plan() -> None:
    text = "The ministers of Latvia and Moldova agreed on a visit of the Latvian president to Moldova in the second half of 2025."
    (visit,) = found(text, "visit", published="2024-03-31")
    assert (visit["status"], visit["date"]) == ("planned", "2025-07/2025-12")
