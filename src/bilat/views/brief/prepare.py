"""What a brief is written from, taken out of a store: the record as of a day, the comparisons of its latest events, and the chart of the trade."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

from ...errors import OptionError
from ...record import Store
from ...record.model import Record
from ...record.parties import parties_of
from ...record.reviews import by_subject, reviewed
from ...sources import check_date
from ...statistics.series import Series
from ...vocabulary import Edtf, bounds
from ..comparison import Comparison, compare_event
from ..telling import documents_wanted
from ..trade import trade_chart
from .compose import events_to_compare, make_brief
from .house import House
from .model import Brief

RecordOf = Callable[[Sequence[str], Edtf | None, Edtf | None], Record]
"""The record of two countries from documents published until a day, in which things are due or past on a day."""


def write_brief(
    store: Store,
    parties: Sequence[str],
    record_of: RecordOf,
    series_of: Callable[[Sequence[str]], Series],
    *,
    since: Edtf | None,
    as_of: Edtf | None,
    length: int,
    language: str,
    template: str | os.PathLike[str] | None,
) -> Brief:
    """Write the brief on two countries from what a store holds; `OptionError` for what is no pair of countries, no date, no length, no language and no house style."""
    codes, group = parties_of(parties)
    if group is not None or len(codes) != 2:
        raise OptionError(f"{' '.join(parties) or 'nobody'}: a brief is on two countries, as in `bilat brief Kazakhstan China`")
    check_date("since", since)
    check_date("as_of", as_of)
    house = House(template, language)
    record = record_of(codes, None, None)
    last = max((bounds(document.published)[1] or "" for document in record.documents if document.published), default=None)
    if as_of is not None and as_of != last:
        day = bounds(as_of)[1]
        earlier = last is not None and day is not None and day < last
        record = record_of(codes, day if earlier else None, day)
    day_of = as_of or last
    events = events_to_compare(record, codes, as_of=day_of, since=since, length=length, house=house)
    comparisons = _compared(store, codes, record, events)
    chart = trade_chart(record, series_of(codes))
    return make_brief(record, codes, store.texts, as_of=day_of, since=since, length=length, comparisons=comparisons, chart=chart, house=house)


def _compared(store: Store, codes: Sequence[str], record: Record, events: Sequence[str]) -> list[Comparison]:
    wanted = {event: documents_wanted(record, event) for event in events}
    judged = by_subject(store.reviews())
    materials = {found.document.id: reviewed(found, judged) for found in store.materials(codes, only=set().union(*wanted.values()))}
    return [compare_event(record, event, [materials[id] for id in sorted(wanted[event]) if id in materials]) for event in events]
