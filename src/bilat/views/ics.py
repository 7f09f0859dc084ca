"""The calendar of a record as iCalendar (RFC 5545), to which a calendar program subscribes."""

from __future__ import annotations

import datetime

from icalendar import Calendar, Event

from ..record.model import Dated, Record
from ..record.parties import country_name
from ..vocabulary import bounds


def calendar_ics(record: Record) -> bytes:
    """Return what lies ahead as an iCalendar file: whole-day entries, one a thing, whose ids stay the same as long as the thing does.

    An entry covers the days that its date can mean, a month or a year included; a due date stands on its last day. The stamp of each entry is the day of
    the record's last document, so that the same record gives the same file.
    """
    calendar = Calendar()
    title = " – ".join(country_name(code) for code in record.parties)
    calendar.add("prodid", "-//bilat//record//EN")
    calendar.add("version", "2.0")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    last = max((document.published for document in record.documents if document.published), default="1970-01-01")
    stamp = datetime.datetime.combine(datetime.date.fromisoformat(bounds(last)[1] or "1970-01-01"), datetime.time(), datetime.UTC)
    for item in record.calendar:
        calendar.add_component(_entry(item, stamp, title))
    made: bytes = calendar.to_ical()
    return made


def _entry(item: Dated, stamp: datetime.datetime, title: str) -> Event:
    first, last = bounds(item.date)
    end = datetime.date.fromisoformat(last or first or "9999-12-30")
    start = end if item.kind == "due" or first is None else datetime.date.fromisoformat(first)
    entry = Event()
    entry.add("uid", f"{item.object}-{item.kind}@bilat")
    entry.add("dtstamp", stamp)
    entry.add("dtstart", start)
    entry.add("dtend", end + datetime.timedelta(days=1))
    entry.add("summary", f"{'Due: ' if item.kind == 'due' else ''}{item.what}")
    entry.add("description", f"{title}: {item.date}")
    entry.add("transp", "TRANSPARENT")
    return entry
