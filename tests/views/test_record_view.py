"""The overview leaves nothing out between what was and what will be, and what a document says is printed as it stands."""

from __future__ import annotations

import pytest

from bilat.record.model import Dated, Person, Record, RecordCommitment, RecordDocument, RecordEvent, RecordInstrument
from bilat.views.record import PRINTERS, print_calendar, print_record


def test_a_planned_visit_that_nobody_reported_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    def visit(id: str, date: str | None) -> RecordEvent:
        return RecordEvent(id=id, kind="visit", date=date, status="planned", from_=["LVA"], to=["MDA"])

    record = Record(
        parties=["LVA", "MDA"],
        documents=[RecordDocument(id="d", published="2024-05-06")],
        events=[visit("vpast", "2024-04-01"), visit("vnoday", None), visit("vahead", "2024-07-01")],
        calendar=[Dated(date="2024-07-01", what="visit LVA → MDA", kind="event", object="vahead")],
    )
    print_record(record)
    page = capsys.readouterr().out
    unreported = page.partition("Planned, no report of it")[2]
    assert "vpast" in unreported and "vnoday" in unreported and "vahead" not in unreported
    assert "2024-07-01" in page.partition("Planned, no report of it")[0]


@pytest.mark.parametrize("name", [*PRINTERS, "calendar"])
def test_brackets_are_no_markup(name: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    odd = "sell [red]wheat[/red] [/bold] at [link=x]cost"
    record = Record(
        parties=["KEN", "PER"],
        documents=[RecordDocument(id="d1", published="2024-05-06")],
        people=[Person(id="p1", name=odd, country="KEN")],
        instruments=[RecordInstrument(id="i1", title=odd)],
        commitments=[RecordCommitment(id="c1", action=odd, by=["KEN"])],
        calendar=[Dated(date="2024-06-01", what=odd, kind="due", object="c1")],
    )
    {**PRINTERS, "calendar": print_calendar}[name](record)
    assert odd in capsys.readouterr().out or name == "timeline"
