"""The overview leaves nothing out between what was and what will be."""

from __future__ import annotations

import pytest

from bilat.record.model import Dated, Record, RecordDocument, RecordEvent
from bilat.views.record import print_record


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
