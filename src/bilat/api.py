"""The functions that the command line, the pages and Python users call alike."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import TYPE_CHECKING

from .errors import OptionError, StoreError
from .sources import Metadata, check_date, check_metadata, document_from_text
from .vocabulary import Reading, bounds

if TYPE_CHECKING:  # the store and the network are slow to load, and reading a text needs neither
    from .record import Store, Summary
    from .record.build import Built
    from .record.ingest import Reader
    from .record.kept import Kept
    from .record.material import Merge
    from .record.model import Record
    from .record.reviews import Review
    from .record.store import Packed
    from .record.watch import Watch
    from .sources.intake import Intake
    from .statistics.holdings import Loaded
    from .statistics.interface import Answer
    from .statistics.layouts import Table
    from .statistics.series import Observation, Series
    from .statistics.verdict import Check
    from .views.comparison import Comparison
    from .views.trade import TradeChart
    from .vocabulary import Document, Figure


def read(
    text: str,
    *,
    published: str | None = None,
    publisher: str | None = None,
    side: str | None = None,
    url: str | None = None,
    title: str | None = None,
    id: str | None = None,
) -> Reading:
    """Read one press piece and return every fact in it, each tied to the words it rests on.

    `published` is an EDTF date, `side` the ISO 3166-1 alpha-3 code of the country whose government or state press issued the text. What
    is left out is taken from the text where it says it, and from the built-in list of publishers. Any text is read as far as it goes;
    `OptionError` for a date or a country that means nothing. The same text and options give the same reading, byte for byte.
    """
    from .reading import read_document

    return read_document(document_from_text(text, Metadata(published=published, publisher=publisher, side=side, url=url, title=title, id=id)))


def read_file(name: str, *, published: str | None = None) -> Reading:
    """Read one file of plain text, as `read` reads its text."""
    from .reading import read_document
    from .sources import document_from_bytes, read_bytes

    return read_document(document_from_bytes(read_bytes(name), name, Metadata(published=published)))


def open_store(address: str | os.PathLike[str] | None = None, *, create: bool = True) -> Store:
    """Open a store of documents: a file name or `postgresql://USER@HOST/NAME`, by default the environment's `BILAT_STORE`, else `bilat.db`.

    Use it as a context manager. `StoreError` and its kinds say what is wrong with a store.
    """
    from .record import Store

    return Store(address, create=create)


@contextmanager
def store_if_there(address: str | os.PathLike[str] | None = None) -> Iterator[Store | None]:
    """Give the store at an address, or null where none was named and there is none by default; `StoreError` where a named one is not there."""
    from .record.database import address_of

    if address is None and os.environ.get("BILAT_STORE") is None and not os.path.exists(address_of(None)):
        yield None
        return
    with open_store(address, create=False) as opened:
        yield opened


def countries(*names: str) -> list[str]:
    """Return the ISO 3166-1 alpha-3 codes of countries by any usual names or codes; `OptionError` for one that is not known, with a guess."""
    from .record.parties import country_of

    return [country_of(name) for name in names]


def are_parties(names: Sequence[str]) -> bool:
    """Tell whether names are the parties of a record."""
    from .record.parties import parties_of

    try:
        parties_of(names)
    except OptionError:
        return False
    return True


def ingest(
    what: Iterable[str],
    store: Store,
    *,
    metadata: Metadata | None = None,
    read: bool = True,
    jobs: int = 1,
    since: str | None = None,
    tell: Callable[[Summary], None] = lambda _: None,
) -> Summary:
    """Take everything that files, folders and addresses hold into a store, once, read it, and return what was done.

    `what` names text, HTML, PDF, DOCX, JSON Lines and WARC files, folders of them, and addresses of pages, feeds and sitemaps. With `read`
    false reading is deferred to `reread`. Pages announced before the day `since` are passed over. What cannot be read is recorded and the
    others go on; `MissingFileError` for a file that does not exist, before anything is stored.
    """
    from .record import ingest as into

    names = list(what)
    check_metadata(metadata or Metadata())
    check_date("since", since)
    concerned: list[frozenset[str]] = []
    with _intake(store, metadata, since and bounds(since)[0]) as intake:
        summary = into(store, intake.find(names), _noting(_reader(jobs), concerned) if read else None, tell=tell)
    keep_up(store, concerned)
    return summary


BUSY = 1000
"""So many documents make a relationship of which the record is built before anybody asks for it: building it takes longer than one likes to wait."""


def keep_up(store: Store, concerned: Collection[frozenset[str]]) -> list[list[str]]:
    """Bring the records that are kept up to date after documents came that concern these sets of countries; return the parties of those built.

    These are the records that somebody asked for before and, after many documents, those of busy relationships: `bilat record` and the pages then
    have nothing to wait for. It changes no record, only when it is built.
    """
    kept = store.kept_fingerprints() if concerned else {}
    busy = store.pairs(at_least=BUSY) if len(concerned) >= BUSY else []
    together = set(concerned)
    built = []
    for parties in sorted({*kept, *busy}):
        if any(countries.issuperset(parties) for countries in together) and (fingerprint := store.fingerprint(parties)) != kept.get(parties):
            _build_and_keep(store, parties, fingerprint)
            built.append(list(parties))
    return built


def _noting(reader: Reader, concerned: list[frozenset[str]]) -> Reader:
    """A reader that notes which countries each document deals with."""

    def noting(documents: Iterable[Document]) -> Iterator[Packed]:
        for packed in reader(documents):
            concerned.append(frozenset(packed.countries))
            yield packed

    return noting


def reread(store: Store, *, everything: bool = False, jobs: int = 1, tell: Callable[[Summary], None] = lambda _: None) -> Summary:
    """Read the documents of a store that this version of bilat has not read yet, or all of them, and return what was done."""
    from .reading.version import reader_version
    from .record import Summary
    from .record.ingest import read_into

    summary = Summary()
    version = reader_version()
    documents = store.documents(unread_by=None if everything else version)
    concerned: list[frozenset[str]] = []
    read_into(store, documents, _noting(_reader(jobs), concerned), summary, version, tell)
    keep_up(store, concerned)
    return summary


def rebuild(store: Store, *, jobs: int = 1, tell: Callable[[Summary], None] = lambda _: None) -> Summary:
    """Compute everything anew from documents and reviews: copies and readings, from which the record follows; the result is the same.

    Reviews, documents and the bytes that they were made from stay as they are.
    """
    store.forget_computed()
    return reread(store, jobs=jobs, tell=tell)


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
    from .record.parties import parties_of
    from .record.regional import with_members

    wanted = parties_of(parties)
    if since is until is today is None and not only_reviewed:
        record = _kept(store, wanted.codes).record
    else:
        record = _build(store, wanted.codes, since, until, only_reviewed, today).record
    return checked(store, record if wanted.group is None else with_members(record, wanted.codes[0], wanted.group))


def build(store: Store, *parties: str) -> Built:
    """Make a record together with which of its things each fact is of, and why mentions were joined or kept apart; nothing kept is used."""
    from .record.parties import parties_of

    return _build(store, parties_of(parties).codes, None, None, False, None)


def merges(store: Store, *parties: str) -> list[Merge]:
    """Return why mentions were joined into things of a record or kept apart."""
    from .record.parties import parties_of

    codes = parties_of(parties).codes
    fingerprint, known = store.kept_merges(codes)
    return known if known is not None else _build_and_keep(store, codes, fingerprint).merges


def outdated(store: Store, *parties: str) -> int:
    """Return how many documents of a record were read by another version of bilat; `reread` reads them anew."""
    from .record.parties import parties_of

    return store.outdated(parties_of(parties).codes)


def _build(store: Store, codes: Sequence[str], since: str | None, until: str | None, only_reviewed: bool, today: str | None) -> Built:
    from .record.build import build_record
    from .record.kept import documents_of, without_collecting
    from .record.reviews import by_subject, judgements_of, moves_of, reviewed

    for name, day in (("since", since), ("until", until), ("today", today)):
        check_date(name, day)
    reviews = store.reviews()
    judged = by_subject(reviews)
    touched = {id for key in judged for id in documents_of(key)}
    with without_collecting():
        materials = store.materials(codes, since=since, until=until)
        left = [reviewed(material, judged, only=only_reviewed) if only_reviewed or material.document.id in touched else material for material in materials]
        return build_record(codes, left, judgements_of(reviews), moves_of(reviews), today=today)


def _kept(store: Store, codes: Sequence[str]) -> Kept:
    """The record of everything in the store, as it was kept or built now."""
    from .record.kept import Kept

    fingerprint, known = store.kept_record(codes)
    if known is not None:
        return known
    built = _build_and_keep(store, codes, fingerprint)
    return Kept(built.record, lambda: (built.of, built.person_of))


def _build_and_keep(store: Store, codes: Sequence[str], fingerprint: str) -> Built:
    built = _build(store, codes, None, None, False, None)
    with suppress(StoreError):  # a store that cannot be written now can still be read: the record is built anew the next time
        store.keep_record(codes, fingerprint, built)
    return built


def compare(store: Store, event: str, *between: str) -> tuple[Comparison, Record]:
    """Compare what the two sides' readouts tell of one event, row by row; return the comparison and the record that the event is of.

    `between` names the two countries; without it the pairs that the store holds are tried, the busiest first. `OptionError` where there is no
    such event.
    """
    from .record.parties import parties_of
    from .record.reviews import by_subject, reviewed
    from .views.comparison import compare_event
    from .views.telling import documents_wanted

    for pair in [parties_of(between).codes] if between else store.pairs():
        record = _kept(store, pair).record
        found = [known.id for known in record.events if known.id.startswith(event)]
        if len(found) > 1:
            raise OptionError(f"{event}: several events have ids that begin so; give more of it")
        if found:
            judged = by_subject(store.reviews())
            materials = store.materials(pair, only=documents_wanted(record, found[0]))
            return compare_event(record, found[0], [reviewed(material, judged) for material in materials]), record
    raise OptionError(f"{event}: there is no such event; `bilat timeline COUNTRY COUNTRY` shows their ids")


def judge(
    store: Store,
    reviewer: str,
    verdict: str,
    subject: Sequence[str],
    *,
    slot: str | None = None,
    value: str | None = None,
    date: str | None = None,
    undoes: str | None = None,
) -> Review:
    """Keep a person's judgement and return it: it beats the machine's from now on, and an undo is a judgement too.

    `subject` holds the keys of the mentions judged. With `correct`, `value` is JSON for the `slot`; with `state` it is what became of the
    commitment, since `date`. `OptionError` where the judgement says nothing that can be done.
    """
    import datetime
    import json

    from .record.reviews import new_review

    detail: dict[str, object] | None = None
    if verdict == "correct" and slot is not None and value is not None:
        try:
            detail = {"slot": slot, "value": json.loads(value)}
        except ValueError:
            raise OptionError(f"value: {value!r} is no JSON; give text in quotes, as in '\"2024-05-06\"'") from None
    elif verdict == "state":
        detail = {"state": value, "date": date}
    made = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    review = new_review(made, reviewer, verdict, subject, detail, undoes)  # type: ignore[arg-type]
    store.add_review(review)
    return review


# -- official statistics


def load_statistics(store: Store, file: str | os.PathLike[str]) -> tuple[Loaded, Table]:
    """Load a file of official series into a store (Comtrade's download layouts, plain, gzip or zip; or the columns of an observation).

    Return how many observations came and were new, and the table with the rows that could not be read. Loading again changes nothing. Errors in
    rows cost only these rows; `MissingFileError`, `TableError` and `FormatError` where nothing can be read.
    """
    from .statistics.holdings import Holdings
    from .statistics.layouts import read_table

    table = read_table(file)
    return Holdings(store).load(table), table


def fetch_statistics(
    store: Store, one: str, other: str, *, since: int, until: int | None = None, source: str = "comtrade", monthly: bool = False, ranking: bool = False, key: str | None = None
) -> tuple[Loaded, list[Answer]]:
    """Fetch the goods trade of two countries as each of them reports it, and return how many observations came and were new, and what was answered.

    `since` and `until` are years, by default up to the last that is over; `source` is `comtrade` or `imf`. With `ranking` the trade of both with all their partners is fetched, which the check of a rank
    needs. `key` is Comtrade's subscription key; without one it answers previews. Answers are cached; where nothing newer can be had, the last one is
    used and told as stale. `OptionError` before any request for what means nothing, `FetchError` and `FormatError` for what fails.
    """
    import datetime

    from .record.parties import country_of
    from .sources.web.fetch import Fetcher
    from .statistics.comtrade import Comtrade
    from .statistics.holdings import Holdings
    from .statistics.interface import Cache
    from .statistics.sdmx import Imts

    if source not in ("comtrade", "imf"):
        raise OptionError(f"source: {source!r} is none; the sources are comtrade and imf")
    until = until if until is not None else datetime.datetime.now(datetime.UTC).year - 1
    if until < since:
        raise OptionError(f"until: {until} is before {since}")
    if until - since > 100:
        raise OptionError(f"since: {since} is more than a hundred years before {until}")
    codes = [country_of(one), country_of(other)]
    if codes[0] == codes[1]:
        raise OptionError(f"{one} {other}: trade is between two different countries")
    years = [str(year) for year in range(since, until + 1)]
    periods = [f"{year}-{month:02}" for year in years for month in range(1, 13)] if monthly else years
    cache = Cache(os.path.join(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "bilat", source))
    with Fetcher() as fetcher:
        client = Comtrade(fetcher.get, key=key, cache=cache) if source == "comtrade" else Imts(fetcher.get, cache=cache)
        found: list[Observation] = []
        answers: list[Answer] = []
        for reporter, partner in (codes, codes[::-1]):
            found += client.totals(reporter, None if ranking else [partner], periods, ["exports", "imports"])
            answers += client.answers
    return Holdings(store).load(found), answers


def series_of(store: Store | None, *countries: str) -> Series:
    """Return the official series that a store holds of the trade of these countries with anyone, the embedded facts included; without a store only these."""
    from .record.parties import country_of
    from .statistics.holdings import Holdings, embedded

    codes = [country_of(name) for name in countries]
    return Holdings(store).series(codes) if store is not None else embedded(codes)


def check(store: Store | None, claim: str) -> Check:
    """Hold one claim typed by hand ("KAZ CHN turnover 2023 41 bn USD") against the official series of both countries; `OptionError` where it is no claim."""
    from .statistics.check import check_claim
    from .statistics.claims import parse_claim
    from .statistics.rates import embedded_rates

    parsed = parse_claim(claim)
    return check_claim(parsed, series_of(store, *parsed.parties), embedded_rates())


def check_reading(store: Store | None, reading: Reading) -> list[tuple[Figure, Check]]:
    """Hold every figure of a reading against the official series of its two countries, in the order of the text."""
    from .statistics.check import check_claim
    from .statistics.rates import embedded_rates
    from .vocabulary import Figure

    figures = [fact for fact in reading.facts if isinstance(fact, Figure)]
    series = series_of(store, *sorted({code for figure in figures for code in figure.parties}))
    return [(figure, check_claim(figure, series, embedded_rates(), words=" … ".join(reading.evidence(figure)))) for figure in figures]


def record_of_reading(reading: Reading) -> Record:
    """Make the record that one piece alone gives of the two countries of which it claims most figures; `OptionError` where it claims none of any two."""
    from collections import Counter

    from .record.build import build_record
    from .record.material import Material
    from .vocabulary import Figure

    pairs = Counter(tuple(sorted(fact.parties)) for fact in reading.facts if isinstance(fact, Figure) and len(fact.parties) == 2)
    if not pairs:
        raise OptionError("chart: the piece claims no figure of two countries")
    parties = min(pairs, key=lambda pair: (-pairs[pair], pair))
    return build_record(parties, [Material(reading.document, reading)]).record


def trade_chart(store: Store | None, record: Record, flow: str = "turnover") -> TradeChart:
    """Lay a record's claims of trade beside the official series of both parties; `OptionError` for a flow that is none."""
    from .views.trade import trade_chart as lay_out

    return lay_out(record, series_of(store, *record.parties), flow)


def checked(store: Store, record: Record) -> Record:
    """Return a record with the check of each of its figures filled in."""
    from .statistics.check import FLOWS, check_record
    from .statistics.holdings import Holdings
    from .statistics.rates import embedded_rates

    figures = [figure for figure in record.figures if figure.measure in FLOWS]
    told = {claim.sources[0].document for figure in figures for claim in figure.claims if claim.sources}
    parties = {code for figure in figures for code in figure.parties}
    ranked = any(claim.rank is not None for figure in figures for claim in figure.claims)
    series = Holdings(store).series(parties, partners=None if ranked else parties)
    return check_record(record, series, embedded_rates(), store.texts(told))


@contextmanager
def watching(store: Store, *, read: bool = True, jobs: int = 1, every: float | None = None, tell: Callable[[str], None] = lambda _: None) -> Iterator[Watch]:
    """Give a `Watch` that follows feeds into a store, politely, for as long as the context lasts."""
    from .record.watch import EVERY, Watch
    from .sources.web.fetch import Fetcher
    from .sources.web.polite import Polite

    concerned: list[frozenset[str]] = []

    def after() -> None:
        keep_up(store, concerned)
        concerned.clear()

    with Fetcher() as fetcher, _intake(store, None, None) as intake:
        yield Watch(store, Polite(fetcher), intake, _noting(_reader(jobs), concerned) if read else None, every=every or EVERY, tell=tell, after=after)


@contextmanager
def _intake(store: Store, metadata: Metadata | None, since: str | None) -> Iterator[Intake]:
    from .sources.intake import Intake
    from .sources.publishers import load_publishers
    from .sources.sandbox import Sandbox
    from .sources.web.fetch import Fetcher
    from .sources.web.polite import Polite

    with ExitStack() as stack:
        fetcher = stack.enter_context(Fetcher())
        sandbox = stack.enter_context(Sandbox())
        yield Intake(sandbox, metadata=metadata, publishers=load_publishers(), web=fetcher, crawl=Polite(fetcher), known=store.has_place, since=since)


def _reader(jobs: int) -> Reader:
    from functools import partial

    from .scale import read_documents

    return partial(read_documents, jobs=jobs)
