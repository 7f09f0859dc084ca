"""From a record to a brief: every part offers what it has, the weightiest share the room, and the notes get their numbers in the order of reading."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from ...errors import OptionError
from ...record.model import Record, Source
from ...statistics.verdict import SeriesValue
from ...vocabulary import Edtf
from ..checks import plain, publisher_of
from ..comparison import Comparison
from ..describe import in_words
from ..trade import TradeChart, notes_of
from . import contacts, money, papers, voices
from .desk import Desk, Matter, Texts, Weights, quoted_words
from .house import House
from .model import Block, Brief, Chart, Note, Paragraph, Part, Point, Points, Section, Sentence, Table
from .state import state
from .wording import Cited, Said, Wording, capital

LINES = 62.0
"""Lines of a page."""
_WIDE, _CELLS, _SMALL = 111, 116, 128
"""Letters of a line, of all cells of a row, and of a line in small letters."""
_HEAD, _MORE, _TITLE, _CHART = 2.4, 1.25, 5.6, 16.2
"""Lines that a heading, the count of what is left out, the title and the chart without its caption take."""
_BREAK = 2.0
"""Lines that stay empty where a page ends, because a heading, a row or the chart is not torn."""
_LEAST, _TRIES = 1.1, 6
"""Lines below which nothing more is tried, and matters of a part that may be too long one after the other before the part is left."""
_FADES = 0.86
"""What each further matter of a part weighs against the one before it, so that no part takes all the room."""
_TABLES: dict[str, list[int]] = {"people": [22, 40, 17, 21], "instruments": [44, 56], "commitments": [12, 16, 41, 31]}
"""The parts that are tables, with how their columns share a line in percent."""
_BLOCKS = {"contacts": ("last", "next", "off", "unreported")}
MOST = 20


class Offer(NamedTuple):
    """A part of a brief as it is offered: its matters, the weightiest first, and what is said before and after them."""

    key: str
    matters: list[Matter]
    before: list[Said]


def desk_of(record: Record, parties: Sequence[str], texts: Texts, house: House, as_of: Edtf | None, since: Edtf | None) -> Desk:
    """Lay a record on a desk."""
    return Desk(record, parties, Wording(house), Weights(house), as_of=as_of, since=since, texts=texts)


def events_to_compare(record: Record, parties: Sequence[str], *, as_of: Edtf | None, since: Edtf | None, length: int, house: House) -> list[str]:
    """Return the ids of the events of which a brief tells what the two sides say differently."""
    return voices.worth_comparing(desk_of(record, parties, lambda _: {}, house, as_of, since), 2 + 2 * length)


def make_brief(
    record: Record,
    parties: Sequence[str],
    texts: Texts,
    *,
    as_of: Edtf | None,
    since: Edtf | None = None,
    length: int = 2,
    comparisons: Sequence[Comparison] = (),
    chart: TradeChart | None = None,
    house: House,
) -> Brief:
    """Write the brief of a record: `texts` gives the texts of documents by their ids, `comparisons` are those of `events_to_compare`, `length` is in pages.

    The notes stand beyond these pages. `OptionError` for a length that is none.
    """
    if not 1 <= length <= MOST:
        raise OptionError(f"length: {length} is none; a brief has from 1 to {MOST} pages")
    desk = desk_of(record, parties, texts, house, as_of, since)
    shown = money.shown(chart, as_of)
    offered = list(_offered(desk, comparisons, money.series(desk, shown)))
    gaps = _gaps(desk, offered, comparisons)
    room = LINES * length - _BREAK * (length - 1) - _TITLE - (_HEAD + _lines(gaps.text) if gaps is not None else 0.0)
    if shown is not None:
        room -= _CHART + _lines(" ".join(notes_of(shown)), _SMALL)
    chosen = _chosen(desk, offered, room)
    drafts = [(part, [matter for matter in part.matters if (part.key, id(matter)) in chosen]) for part in offered]
    notes = _Notes(desk)
    sections = [section for part, matters in drafts if (section := _section(desk, part, matters, notes, shown)) is not None]
    if gaps is not None:
        sections.append(Section(key="gaps", heading=desk.words.word("heading.gaps"), blocks=[Paragraph(sentences=[notes.sentence(gaps)])]))
    return Brief(
        title=desk.words.say("title", names=[desk.words.land(code).removeprefix("the ") for code in parties]).text,
        parties=list(parties),
        names=[desk.words.land(code).removeprefix("the ") for code in parties],
        as_of=as_of,
        since=since,
        length=length,
        language=house.language,
        lead=_lead(desk),
        sections=sections,
        notes=notes.written(texts),
        words={**desk.words.words("fixed."), "kicker": desk.words.word("kicker"), "as_of": desk.words.say("as_of", as_of=as_of or "").text},
    )


def _lead(desk: Desk) -> list[str]:
    """What a brief is made of, beneath its title."""
    documents = desk.record.documents
    days = sorted(document.published for document in documents if document.published)
    originals = sum(document.copy_of is None for document in documents)
    first, last = (days[0], days[-1]) if days else ("", "")
    told = [desk.words.say("basis", documents=len(documents), originals=originals, first=first, last=last).text]
    if desk.since:
        told.append(desk.words.say("basis.since", since=desk.since).text)
    return [*told, desk.words.word("basis.notes")]


# -- what is offered, and what of it is chosen


def _offered(desk: Desk, comparisons: Sequence[Comparison], series: Said | None) -> Iterator[Offer]:
    count = papers.commitments_count(desk)
    for key, matters, before in (
        ("state", state(desk), []),
        ("contacts", contacts.contacts(desk), []),
        ("people", contacts.people(desk), []),
        ("instruments", papers.instruments(desk), []),
        ("commitments", papers.commitments(desk), [count] if count is not None else []),
        ("trade", money.figures(desk), [series] if series is not None else []),
        ("statements", voices.statements(desk), []),
        ("conflicts", voices.conflicts(desk), []),
        ("comparison", voices.comparisons(desk, comparisons), []),
    ):
        yield Offer(key, sorted(matters, key=lambda matter: (-matter.worth, matter.order)), before)


def _chosen(desk: Desk, offered: Sequence[Offer], room: float) -> set[tuple[str, int]]:
    """The matters that share the room: each part its first, then whatever weighs most, every further one of a part a little less."""
    chosen: set[tuple[str, int]] = set()
    next_of = {part.key: 0 for part in offered}
    taken, missed = dict.fromkeys(next_of, 0), dict.fromkeys(next_of, 0)
    blocks: set[tuple[str, str]] = set()
    by_key = {part.key: part for part in offered}
    weight = {part.key: desk.weights.of("section", part.key) for part in offered}
    room -= sum(sum(_lines(said.text) for said in part.before) + (_HEAD if part.before and not part.matters else 0) for part in offered)

    def worth(key: str) -> float:
        part = by_key[key]
        if next_of[key] >= len(part.matters) or missed[key] > _TRIES:
            return -1.0
        first = 100.0 if taken[key] == 0 and next_of[key] == 0 else 0.0
        return first + weight[key] * part.matters[next_of[key]].worth * _FADES ** taken[key]

    while True:
        key = max(next_of, key=lambda key: (worth(key), key))
        if worth(key) < 0 or room < _LEAST:
            return chosen
        matter = by_key[key].matters[next_of[key]]
        next_of[key] += 1
        opening = _HEAD + (1.4 if key in _TABLES else 0.0) + (_MORE if len(by_key[key].matters) > 5 else 0.0)
        cost = _cost(key, matter) + (0.0 if taken[key] else opening)
        if key in (*_BLOCKS, "comparison", "people") and (key, matter.block) not in blocks:
            cost += 1.5 + (1.2 if key in _TABLES else 0.0)
        missed[key] += 1
        if cost <= room:
            missed[key] = 0
            room -= cost
            taken[key] += 1
            blocks.add((key, matter.block))
            chosen.add((key, id(matter)))


def _cost(key: str, matter: Matter) -> float:
    """The lines that a matter takes."""
    if key in _TABLES:
        wide = [_CELLS * share / 100 - 2 for share in _TABLES[key]]
        return max(math.ceil(_letters(said) / width) for said, width in zip(matter.said, wide, strict=True)) * 0.91 + 0.28
    letters = sum(_letters(said) + 1 for said in matter.said) + (len(matter.lead) + 2 if matter.lead else 0)
    return math.ceil(letters / (_WIDE - 4)) + 0.12


def _letters(said: Said) -> float:
    return len(said.text) + 1.3 * said.marks


def _lines(text: str, wide: int = _WIDE) -> float:
    return math.ceil(len(text) / wide) + 0.3


# -- sections


def _section(desk: Desk, part: Offer, matters: Sequence[Matter], notes: _Notes, chart: TradeChart | None) -> Section | None:
    words = desk.words
    blocks: list[Block] = []
    before = [notes.sentence(said) for said in part.before]
    if before:
        blocks.append(Paragraph(sentences=before))
    if part.key == "people":
        for code in desk.parties:
            if own := [matter for matter in matters if matter.block == code]:
                blocks.append(_table(desk, part.key, own, notes, capital(words.land(code))))
    elif part.key in _TABLES and matters:
        blocks.append(_table(desk, part.key, matters, notes))
    elif part.key == "comparison":
        by_event: defaultdict[str, list[Matter]] = defaultdict(list)
        for matter in matters:
            by_event[matter.block].append(matter)
        for id, own in sorted(by_event.items(), key=lambda item: (item[1][0].order[0], item[0]), reverse=True):
            blocks.append(_points(voices.comparison_title(desk, desk.events[id]), sorted(own, key=lambda matter: matter.order), notes))
    elif part.key in _BLOCKS:
        for block in _BLOCKS[part.key]:
            own = sorted((matter for matter in matters if matter.block == block), key=lambda matter: matter.order, reverse=block != "next")
            if own:
                blocks.append(_points(words.word(f"heading.{part.key}.{block}"), own, notes))
    elif matters:
        ordered = sorted(matters, key=lambda matter: matter.order, reverse=part.key in ("statements", "conflicts"))
        blocks.append(_points(None, ordered, notes))
    if part.key == "trade" and chart is not None:
        caption = [plain(note) for note in notes_of(chart)]
        blocks.append(Chart(title=words.say("trade.chart", title=chart.title).text, trade=chart, caption=caption))
    left = len(part.matters) - len(matters)
    if blocks and left > 0:
        blocks.append(Paragraph(sentences=[notes.sentence(words.say("more", count=left))]))
    return Section(key=part.key, heading=words.word(f"heading.{part.key}"), blocks=blocks) if blocks else None


def _points(title: str | None, matters: Sequence[Matter], notes: _Notes) -> Points:
    return Points(title=title, points=[Point(matter.lead, [notes.sentence(said) for said in matter.said]) for matter in matters])


def _table(desk: Desk, key: str, matters: Sequence[Matter], notes: _Notes, title: str | None = None) -> Table:
    ordered = sorted(matters, key=lambda matter: matter.order, reverse=key == "instruments")
    rows = [[notes.sentence(said) for said in matter.said] for matter in ordered]
    return Table(of=key, title=title, columns=desk.words.several(f"column.{key}", len(_TABLES[key])), widths=_TABLES[key], rows=rows)


def _gaps(desk: Desk, offered: Sequence[Offer], comparisons: Sequence[Comparison]) -> Said | None:
    """What the record does not tell of; null where it tells of everything."""
    words = desk.words
    if not desk.record.documents:
        return words.say("nothing", since=desk.since or "")
    silent = [part.key for part in offered if not part.matters and not part.before and part.key in ("contacts", "people", "instruments", "commitments", "trade", "statements")]
    missing = [words.word(f"gaps.{key}") for key in silent]
    if "contacts" not in silent and not any(matter.block == "next" for part in offered if part.key == "contacts" for matter in part.matters):
        missing.append(words.word("gaps.next"))
    if not comparisons:
        missing.append(words.word("gaps.readouts"))
    return words.say("gaps", what=missing) if missing else None


# -- notes


class _Notes:
    """The notes of a brief, numbered in the order in which sentences cite them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._numbers: dict[Any, int] = {}
        self._cited: list[Cited] = []

    def sentence(self, said: Said) -> Sentence:
        """Return a sentence with the numbers of its notes."""
        return Sentence([Part(text, list(dict.fromkeys(self._number(source) for source in sources))) for text, sources in said.parts])

    def _number(self, source: Cited) -> int:
        key = (source.document, tuple(map(tuple, source.evidence))) if isinstance(source, Source) else (source.source, source.reporter, source.flow, source.period)
        if key not in self._numbers:
            self._numbers[key] = len(self._numbers) + 1
            self._cited.append(source)
        return self._numbers[key]

    def written(self, texts: Texts) -> list[Note]:
        """Return the notes with the words that they quote."""
        held = texts({source.document for source in self._cited if isinstance(source, Source)})
        return [self._note(number, source, held) for number, source in enumerate(self._cited, 1)]

    def _note(self, number: int, source: Cited, held: Mapping[str, str]) -> Note:
        if isinstance(source, SeriesValue):
            words = self._desk.words
            told = f"{words.whose(source.reporter)} {source.flow}, {words.land(source.reporter)} – {words.land(source.partner)}, {source.period}: {in_words(source.value)} {source.unit}"
            return Note(number=number, publisher=plain(source.source), published=(source.retrieved or "")[:10] or None, words=told, url=source.url, series=source)
        document = self._desk.documents[source.document]
        side = document.side or document.relays
        return Note(
            number=number,
            publisher=publisher_of(document, side),
            published=document.published,
            words=quoted_words(held[source.document], source.evidence),
            document=document.id,
            fact=source.fact,
            evidence=source.evidence,
            side=side,
            title=plain(document.title) if document.title else None,
            url=document.url if document.url and document.url.startswith(("https://", "http://")) else None,
            file=document.file,
        )
