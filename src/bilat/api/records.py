"""Records: building and keeping them, comparing, judging, and what is written from them."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from types import EllipsisType
from typing import TYPE_CHECKING

from ..errors import OptionError, StoreError
from ..sources import check_date
from ..vocabulary import Reading
from .figures import checked, series_of

if TYPE_CHECKING:  # the store and the network are slow to load, and reading a text needs neither
    from ..record import Store
    from ..record.build import Built
    from ..record.kept import Kept
    from ..record.material import Merge
    from ..record.model import Record
    from ..record.reviews import Review
    from ..views.brief import Brief
    from ..views.comparison import Comparison


def countries(*names: str) -> list[str]:
    """Return the ISO 3166-1 alpha-3 codes of countries by any usual names or codes; `OptionError` for one that is not known, with a guess."""
    from ..record.parties import country_of

    return [country_of(name) for name in names]


def are_parties(names: Sequence[str]) -> bool:
    """Tell whether names are the parties of a record."""
    from ..record.parties import parties_of

    try:
        parties_of(names)
    except OptionError:
        return False
    return True


def record_of(
    store: Store,
    *parties: str,
    since: str | None = None,
    until: str | None = None,
    only_reviewed: bool = False,
    today: str | None = None,
) -> Record:
    """Make the record of a relationship from everything in a store: each thing once, with all its sources.

    `parties` are two countries by any usual name or code; one alone, or one with "everyone", for a country with all others; or a country and a
    region or organisation, which stands for its members. `since` and `until` bound the documents' days of publication; with `only_reviewed` only
    facts that a person accepted or corrected enter. `today` is the day on which things are due or past, by default that of the last document.
    A record without bounds is kept in the store and built anew only when something that it is made of has changed. `OptionError` for a name that
    is not known.
    """
    from ..record.parties import parties_of
    from ..record.regional import with_members

    wanted = parties_of(parties)
    if since is until is today is None and not only_reviewed:
        fingerprint, known = _kept(store, wanted.codes)
        if wanted.group is None:
            return with_checks(store, wanted.codes, fingerprint, known.record)
        record = known.record
    else:
        record = _build(store, wanted.codes, since, until, only_reviewed, today).record
    return checked(store, record if wanted.group is None else with_members(record, wanted.codes[0], wanted.group))


def build(store: Store, *parties: str) -> Built:
    """Make a record together with which of its things each fact is of, and why mentions were joined or kept apart; nothing kept is used."""
    from ..record.parties import parties_of

    return _build(store, parties_of(parties).codes, None, None, False, None)


def merges(store: Store, *parties: str) -> list[Merge]:
    """Return why mentions were joined into things of a record or kept apart."""
    from ..record.parties import parties_of

    codes = parties_of(parties).codes
    fingerprint, known = store.kept_merges(codes)
    return known if known is not None else build_and_keep(store, codes, fingerprint).merges


def outdated(store: Store, *parties: str) -> int:
    """Return how many documents of a record were read by another version of bilat; `reread` reads them anew."""
    from ..record.parties import parties_of

    return store.outdated(parties_of(parties).codes)


def _build(store: Store, codes: Sequence[str], since: str | None, until: str | None, only_reviewed: bool, today: str | None) -> Built:
    from ..record.build import build_record
    from ..record.kept import documents_of, without_collecting
    from ..record.reviews import by_subject, judgements_of, moves_of, reviewed

    for name, day in (("since", since), ("until", until), ("today", today)):
        check_date(name, day)
    reviews = store.reviews()
    judged = by_subject(reviews)
    touched = {id for key in judged for id in documents_of(key)}
    with without_collecting():
        materials = store.materials(codes, since=since, until=until)
        left = [reviewed(material, judged, only=only_reviewed) if only_reviewed or material.document.id in touched else material for material in materials]
        return build_record(codes, left, judgements_of(reviews), moves_of(reviews), today=today)


def _kept(store: Store, codes: Sequence[str]) -> tuple[str, Kept]:
    """The record of everything in the store, as it was kept or built now, and the fingerprint of what it is made of."""
    from ..record.kept import Kept

    fingerprint, known = store.kept_record(codes)
    if known is not None:
        return fingerprint, known
    built = build_and_keep(store, codes, fingerprint)
    return fingerprint, Kept(built.record, lambda: (built.of, built.person_of))


def with_checks(store: Store, codes: Sequence[str], fingerprint: str, record: Record) -> Record:
    """Return the record of everything with the checks of its figures, as they are kept or made now and kept."""
    from msgspec.structs import replace

    from ..reading.version import version_of

    state = f"{fingerprint} {store.observed(codes)} {version_of('statistics')}"
    if (known := store.kept_checks(codes, state)) is not None:
        return replace(record, figures=[replace(figure, check=known.get(figure.id)) for figure in record.figures])
    made = checked(store, record)
    with suppress(StoreError):
        store.keep_checks(codes, state, {figure.id: figure.check for figure in made.figures})
    return made


def build_and_keep(store: Store, codes: Sequence[str], fingerprint: str) -> Built:
    """Build the record of everything in the store between some countries, and keep it under the fingerprint of what it was built from."""
    built = _build(store, codes, None, None, False, None)
    with suppress(StoreError):  # a store that cannot be written now can still be read: the record is built anew the next time
        store.keep_record(codes, fingerprint, built)
    return built


def compare(store: Store, event: str, *between: str) -> tuple[Comparison, Record]:
    """Compare what the two sides' readouts tell of one event, row by row; return the comparison and the record that the event is of.

    `between` names the two countries; without it the pairs that the store holds are tried, the busiest first. `OptionError` where there is no
    such event.
    """
    from ..record.parties import parties_of
    from ..record.reviews import by_subject, reviewed
    from ..views.comparison import compare_event
    from ..views.telling import documents_wanted

    for pair in [parties_of(between).codes] if between else store.pairs():
        record = _kept(store, pair)[1].record
        found = [known.id for known in record.events if known.id.startswith(event)]
        if len(found) > 1:
            raise OptionError(f"{event}: several events have ids that begin so; give more of it")
        if found:
            judged = by_subject(store.reviews())
            materials = store.materials(pair, only=documents_wanted(record, found[0]))
            return compare_event(record, found[0], [reviewed(material, judged) for material in materials]), record
    raise OptionError(f"{event}: there is no such event; `bilat timeline COUNTRY COUNTRY` shows their ids")


def brief(
    store: Store,
    *parties: str,
    since: str | None = None,
    as_of: str | None = None,
    length: int = 2,
    language: str = "en",
    template: str | os.PathLike[str] | None = None,
) -> Brief:
    """Write the brief on the relationship of two countries: what matters of its record, every sentence with the words that it rests on.

    `since` leaves out what was neither told nor fell due since a day; `as_of` is the day that the brief is of, by default that of the last document, and
    what was published later is not in it. `length` is in pages, without the notes; `template` names a folder with a house style. The same store and
    options give the same brief. `OptionError` for what is no pair of countries, no date, no length, no language and no house style.
    """
    from ..views.brief.prepare import write_brief

    def as_known(codes: Sequence[str], until: str | None, today: str | None) -> Record:
        return record_of(store, *codes, until=until, today=today)

    return write_brief(store, parties, as_known, lambda codes: series_of(store, *codes), since=since, as_of=as_of, length=length, language=language, template=template)


def judge(
    store: Store,
    reviewer: str,
    verdict: str,
    subject: Sequence[str],
    *,
    slot: str | None = None,
    value: str | None = None,
    date: str | None = None,
    note: str | None = None,
    undoes: str | None = None,
    expected: str | EllipsisType | None = ...,
) -> Review:
    """Keep a person's judgement and return it: it beats the machine's from now on, and an undo is a judgement too.

    `subject` holds the keys of the mentions judged. With `correct`, `value` is what the `slot` holds, as JSON or plainly typed (names stand for actors); with
    `state` it is what became of the commitment, since `date`, and `note` says how that is known. `OptionError` where the judgement says nothing that can be
    done, or judges what the store does not hold. `expected` is the
    id of the last review of the same subject that the reviewer saw, null for none: `OvertakenError` where somebody has judged since.
    """
    import datetime

    from ..record.judging import corrected_value, judged_mentions
    from ..record.reviews import new_review

    check_date("date", date)
    detail: dict[str, object] | None = None
    if verdict == "correct" and slot is not None and value is not None:
        detail = {"slot": slot, "value": value}
    elif verdict == "state":
        detail = {"state": value, "date": date}
        if note and note.strip():
            detail["note"] = note.strip()
    made = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    review = new_review(made, reviewer, verdict, subject, detail, undoes)  # type: ignore[arg-type]
    mentions = judged_mentions(store, review)
    if review.verdict == "correct" and slot is not None and value is not None:
        review = new_review(made, reviewer, "correct", subject, {"slot": slot, "value": corrected_value(mentions[0], slot, value)})
    store.add_review(review, expected=expected)
    return review


def record_of_reading(reading: Reading) -> Record:
    """Make the record that one piece alone gives of the two countries of which it claims most figures; `OptionError` where it claims none of any two."""
    from collections import Counter

    from ..record.build import build_record
    from ..record.material import Material
    from ..vocabulary import Figure

    pairs = Counter(tuple(sorted(fact.parties)) for fact in reading.facts if isinstance(fact, Figure) and len(fact.parties) == 2)
    if not pairs:
        raise OptionError("chart: the piece claims no figure of two countries")
    parties = min(pairs, key=lambda pair: (-pairs[pair], pair))
    return build_record(parties, [Material(reading.document, reading)]).record


def export(
    store: Store,
    *parties: str,
    format: str = "csv",
    table: str | None = None,
    facts: bool = False,
    since: str | None = None,
    until: str | None = None,
    only_reviewed: bool = False,
) -> dict[str, Iterable[bytes]]:
    """Return the record of a relationship as files of a format, by name and each in pieces; `bilat.views.export.files.write_export` writes them.

    `format` is csv, parquet (one tidy table a kind, with a dictionary), jsonl, plover (coded events), ftm (FollowTheMoney entities), ics or graphml (who
    met whom). `table` names one table alone; with `facts` tables hold the facts as each document states them. The other options are those of `record_of`.
    `OptionError` for what is no format, table or party.
    """
    from ..record.parties import parties_of
    from ..record.reviews import by_subject, reviewed
    from ..views.export.files import Export, export_files

    record = record_of(store, *parties, since=since, until=until, only_reviewed=only_reviewed)
    ids = {document.id for document in record.documents}
    judged = by_subject(store.reviews())
    materials = store.materials(parties_of(parties).codes, only=ids) if facts or format == "plover" else []
    readings = [reviewed(material, judged, only=only_reviewed).reading for material in materials]
    return export_files(Export(record, readings, store.texts(ids)), format, table=table, facts=facts)


def export_table(record: Record, table: str, format: str = "csv", *, texts: Mapping[str, str] | None = None) -> bytes:
    """Return one table of a record as a csv, parquet or jsonl file; `texts` are its documents' texts by id, which the table `sources` quotes."""
    from ..views.export.encode import encode_table
    from ..views.export.record import record_table

    return encode_table(record_table(record, table, texts), format)
