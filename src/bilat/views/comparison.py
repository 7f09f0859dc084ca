"""What each side says of one event, row by row: stated, absent, contradicted, or not to be known for want of the side's own text."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Literal

import msgspec
from rich.table import Table
from rich.text import Text

from ..errors import OptionError
from ..record.material import Material
from ..record.model import Record, Source
from ..vocabulary import Commitment, Instrument, Meeting, Visit, bounds
from .console import open_console
from .joining import Pair, Thing, contradiction, names_differ, numbers_differ, pair_up, said_in_text, sentence_of, sourced, sums_differ, things
from .likeness import quantities, sentences
from .readout import Item, Kind, Names, items_of, says
from .telling import Telling, readouts_of_the_day, readouts_of_the_visit, tellings, with_parts
from .terminal import MAX_WIDTH

State = Literal["stated", "absent", "contradicted", "unknown"]
"""`absent` is said only where the side's own whole text is held and nowhere in it are the words found."""


class Cell(msgspec.Struct, kw_only=True, frozen=True):
    """What one side says: its state, the words with their sources, and for a topic its place in the side's order (1 for the first)."""

    state: State
    sources: list[Source] = []
    says: str | None = None
    rank: int | None = None


class Row(msgspec.Struct, kw_only=True, frozen=True):
    """One thing that a side's documents state of the event, and what each side says of it, by ISO 3166-1 alpha-3 code."""

    kind: Kind
    what: str
    cells: dict[str, Cell]

    @property
    def differs(self) -> bool:
        """Whether the sides do not both say the same."""
        return any(cell.state != "stated" for cell in self.cells.values())


class Comparison(msgspec.Struct, kw_only=True, frozen=True):
    """Two sides of one event, in the contract's terms."""

    event: str
    sides: list[str]
    rows: list[Row] = []
    schema: Literal["bilat.comparison/1"] = "bilat.comparison/1"

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as the contract's JSON object, in plain dicts, lists, strings and numbers."""
        data: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return {"schema": data.pop("schema"), **data}

    def to_json(self) -> str:
        """Return the comparison as one line of the contract's JSON; the same record and documents always give the same text."""
        return msgspec.json.encode(self.to_dict()).decode()


_KINDS: tuple[Kind, ...] = ("date", "participant", "label", "topic", "commitment", "verb", "figure", "instrument", "assurance", "statement")


def compare_event(record: Record, event_id: str, materials: Sequence[Material]) -> Comparison:
    """Compare what the record's two parties say of one event and its parts; `OptionError` where the record has no such event.

    A document speaks for a side that issued it, or whose readout it relays. A side has left something out only where a whole text of its own
    on the event is held that nowhere says it; where there is only a third party's relay, or nothing, its silence is unknown.
    """
    event = next((event for event in record.events if event.id == event_id), None)
    if event is None:
        raise OptionError(f"{event_id}: the record has no such event; `bilat timeline {' '.join(record.parties)}` lists those that it has")
    sides = record.parties if len(record.parties) == 2 else event.parties
    if len(sides) != 2:
        raise OptionError(f"{event_id}: two sides are compared, and this event has {len(sides)}: {', '.join(sides) or 'none is known'}; compare it in the record of two of them")
    told = tellings(record, event_id, materials)
    of_side = {side: [telling for telling in told if telling.account and _speaks_for(telling.material, materials) == side] for side in sides}
    for side in sides:
        for found in (readouts_of_the_day, readouts_of_the_visit):
            of_side[side] = of_side[side] or [t for t in found(record, event, materials) if _speaks_for(t.material, materials) == side]
    parts = with_parts(record, event_id)
    facts = {(source.document, source.fact) for found in record.events if found.id in parts for source in found.sources}
    names = _names(record)
    parties = frozenset(sides)
    builder = _Builder(sides, of_side, parties)
    items = {
        side: [item for telling in of_side[side] for item in items_of(telling, parties, frozenset(f for d, f in facts if d == telling.material.document.id and f), names)]
        for side in sides
    }
    rows = [*builder.rows(items), *_dates(sides, of_side, {(s.document, s.fact) for s in event.sources}), *_papers(sides, of_side)]
    order = {kind: n for n, kind in enumerate(_KINDS)}
    rows.sort(key=lambda row: (order[row.kind], builder.place(row)))
    return Comparison(event=event_id, sides=list(sides), rows=rows)


def _names(record: Record) -> Names:
    people: defaultdict[str, list[tuple[tuple[int, int], str]]] = defaultdict(list)
    for person in record.people:
        for source in person.sources:
            people[source.document] += [(span, person.id) for span in source.evidence]
    return Names(
        {(source.document, source.fact): found.id for found in record.instruments for source in found.sources if source.fact},
        {(source.document, source.fact): found.id for found in record.commitments for source in found.sources if source.fact},
        {document: sorted(places) for document, places in people.items()},
    )


def _speaks_for(material: Material, materials: Sequence[Material]) -> str | None:
    """Whose word a document is: of the side that issued it, else of the one whose readout it relays, else of whose text it is a copy."""
    document = material.document
    if document.side or document.relays:
        return document.side or document.relays
    original = next((found.document for found in materials if found.document.id == material.copy_of), None) if material.copy_of else None
    return original.side if original is not None else None


class _Builder:
    """Makes rows of the things that two sides state."""

    def __init__(self, sides: Sequence[str], of_side: dict[str, list[Telling]], parties: frozenset[str]) -> None:
        self.sides, self.parties = sides, parties
        self.texts = {side: [telling.material for telling in of_side[side]] for side in sides}
        self.whole = {side: any(material.document.side == side for material in self.texts[side]) for side in sides}
        self.lines = {material.document.id: sentences(material.document.text) for found in self.texts.values() for material in found}
        self.order = {id: n for n, id in enumerate(material.document.id for side in sides for material in self.texts[side])}

    def place(self, row: Row) -> tuple[int, int, str]:
        """Where a row stands among its kind: by the first words that it rests on."""
        places = [(self.order.get(source.document, 0), source.evidence[0][0]) for side in self.sides for source in row.cells[side].sources if source.evidence]
        return (*min(places, default=(0, 0)), row.what)

    def rows(self, items: dict[str, list[Item]]) -> Iterator[Row]:
        """Yield a row for every thing that either side states."""
        one, other = (self._things(items[side], side) for side in self.sides)
        ranks = {side: _ranks(found) for side, found in zip(self.sides, (one, other), strict=True)}
        made = [row for pair in pair_up(one, other) for row in (self._both(pair, ranks) if pair.one and pair.other else self._single(pair, ranks))]
        yield from self._merged(made)
        yield from self._labels([item for item in items[self.sides[0]] if item.kind == "label"], [item for item in items[self.sides[1]] if item.kind == "label"])

    def _things(self, items: Sequence[Item], side: str) -> list[Thing]:
        """What a side states. Where its own text is held, a relay only adds to what that says: what else it tells may be the relay's own."""
        ordered = sorted((item for item in items if item.kind != "label"), key=lambda item: item.material.document.side != side)
        found = things(ordered)
        return [thing for thing in found if not self.whole[side] or any(item.material.document.side == side for item in thing)]

    def _cell(self, state: State, thing: Thing, ranks: dict[int, int] | None = None) -> Cell:
        rank = (ranks or {}).get(id(thing)) if thing and thing[0].kind == "topic" else None
        return Cell(state=state, sources=[item.source for item in thing], says=_short(says(thing[0])) if thing else None, rank=rank)

    def _both(self, pair: Pair, ranks: dict[str, dict[int, int]]) -> Iterator[Row]:
        first, second = self._own(pair.one, self.sides[0]), self._own(pair.other, self.sides[1])
        if first.kind == second.kind == "topic" and (called := names_differ(first, second)):
            cells = {side: self._cell("contradicted", thing, ranks[side]) for side, thing in zip(self.sides, pair, strict=True)}
            yield Row(kind="label", what=_short(called), cells=cells)
            return
        differ = contradiction(first, second)
        state: State = "contradicted" if differ else "stated"
        kind = min((first.kind, second.kind), key=lambda kind: kind in ("topic", "statement"))
        if differ and kind == "commitment" and any(c.isdigit() for c in differ) and not differ.startswith("by "):
            kind = "figure"
        what = f"{first.what if kind == first.kind or first.kind not in ('topic', 'statement') else second.what}{f': {differ}' if differ else ''}"
        cells = {side: self._cell(state, thing, ranks[side]) for side, thing in zip(self.sides, pair, strict=True)}
        yield Row(kind=kind, what=_short(what), cells=cells)
        if isinstance(first.fact, Instrument) and isinstance(second.fact, Instrument) and (sums := sums_differ(sentence_of(first, whole=True), sentence_of(second, whole=True))):
            yield Row(kind="figure", what=_short(f"{first.what}: {sums}"), cells={side: self._cell("contradicted", thing) for side, thing in zip(self.sides, pair, strict=True)})
        if isinstance(first.fact, Commitment) and isinstance(second.fact, Commitment):
            if first.fact.force != second.fact.force:
                verbs = f"{self.sides[0]} {first.fact.force}, {self.sides[1]} {second.fact.force}".replace("_", " ")
                yield Row(kind="verb", what=_short(f"{verbs}: {first.what}"), cells={side: self._cell("stated", thing) for side, thing in zip(self.sides, pair, strict=True)})
            if not differ:
                yield from self._due(pair, first, second)

    def _due(self, pair: Pair, first: Item, second: Item) -> Iterator[Row]:
        """A row for a day by which one side says that it is to be done, of which the other says nothing."""
        for n, (item, silent) in enumerate(((first, second), (second, first))):
            due = item.fact.due if isinstance(item.fact, Commitment) else None
            if due and isinstance(silent.fact, Commitment) and not silent.fact.due and not _TIME.search(sentence_of(silent)):
                states = [self._cell("stated", pair[n]), self._cell(self._silence(self.sides[1 - n]), [])]
                cells = dict(zip(self.sides, states if n == 0 else states[::-1], strict=True))
                yield Row(kind="commitment", what=_short(f"due {due}: {item.what}"), cells=cells)

    def _single(self, pair: Pair, ranks: dict[str, dict[int, int]]) -> Iterator[Row]:
        n = 0 if pair.one else 1
        side, other = self.sides[n], self.sides[1 - n]
        thing = pair[n]
        if thing[0].kind == "topic" and sum(thing[0].words.values()) < 2:
            return  # one plain word, such as "trade", of which one side says nothing, is no matter of its own
        found = said_in_text([self._own(thing, side)], self.texts[other], self.parties)
        if found is None:
            cells = {side: self._cell("stated", thing, ranks[side]), other: Cell(state=self._silence(other))}
            yield Row(kind=thing[0].kind, what=_short(thing[0].what), cells={s: cells[s] for s in self.sides})
            return
        if thing[0].kind == "instrument" and (sums := sums_differ(sentence_of(self._own(thing, side), whole=True), found[2])):
            differing = {side: self._cell("contradicted", thing, ranks[side]), other: Cell(state="contradicted", sources=[sourced(found)], says=_short(found[2]))}
            yield Row(kind="figure", what=_short(f"{thing[0].what}: {sums}"), cells={s: differing[s] for s in self.sides})
        differ = numbers_differ(thing[0].text, found[2]) if thing[0].kind in ("figure", "commitment", "statement") else None
        state: State = "contradicted" if differ else "stated"
        there = Cell(state=state, sources=[sourced(found)], says=_short(found[2]))
        cells = {side: self._cell(state, thing, ranks[side]), other: there}
        yield Row(kind="figure" if differ else thing[0].kind, what=_short(f"{thing[0].what}{f': {differ}' if differ else ''}"), cells={s: cells[s] for s in self.sides})

    def _merged(self, rows: Sequence[Row]) -> Iterator[Row]:
        """The rows, those in one where one sentence says them and the other side the same of them: people, figures, matters in a list."""
        groups: dict[tuple[Any, ...], list[Row]] = {}
        for n, row in enumerate(rows):
            together = row.differs and row.kind in ("participant", "figure", "topic")
            where = tuple((row.cells[side].state, *map(self._line, row.cells[side].sources[:1])) for side in self.sides)
            groups.setdefault((row.kind, where) if together else (n,), []).append(row)
        for group in groups.values():
            cells = {side: _together([row.cells[side] for row in group]) for side in self.sides}
            yield group[0] if len(group) == 1 else Row(kind=group[0].kind, what=_short("; ".join(row.what for row in group)), cells=cells)

    def _line(self, source: Source) -> tuple[str, int]:
        """The sentence in which a source stands."""
        place = source.evidence[0][0]
        return source.document, max((start for start, _ in self.lines[source.document] if start <= place), default=0)

    def _silence(self, side: str) -> State:
        return "absent" if self.whole[side] else "unknown"

    def _own(self, thing: Thing, side: str) -> Item:
        """The item that speaks for a side: from its own text before one from a relay."""
        return next((item for item in thing if item.material.document.side == side), thing[0])

    def _labels(self, one: Sequence[Item], other: Sequence[Item]) -> Iterator[Row]:
        """Rows for what the sides call their relationship: the labels that both use, else what each calls it."""
        one, other = [item for item in one if not _ECONOMIC.search(item.what)], [item for item in other if not _ECONOMIC.search(item.what)]
        shared = {item.name for item in one} & {item.name for item in other}
        for name in sorted(filter(None, shared)):
            left, right = [item for item in one if item.name == name], [item for item in other if item.name == name]
            yield Row(kind="label", what=left[0].what, cells={side: self._cell("stated", thing) for side, thing in zip(self.sides, (left, right), strict=True)})
        # "good friends" here and "important partner" there are two words, no dispute; a sentence is one row, and a word said again too
        lines = [{self._line(item.source) for item in found if _WARM.search(item.what)} for found in (one, other)]
        for n, found in enumerate((one, other)):
            by_line: dict[tuple[str, int], list[Item]] = {}
            for item in found:
                if self._line(item.source) in lines[n] and item.name not in shared:
                    again = next((line for line, known in by_line.items() if any(k.what == item.what for k in known)), self._line(item.source))
                    by_line.setdefault(again, []).append(item)
            for thing in by_line.values():
                yield from self._single(Pair(thing, []) if n == 0 else Pair([], thing), {side: {} for side in self.sides})
        one, other = ([item for item in found if self._line(item.source) not in lines[n]] for n, found in enumerate((one, other)))
        if one and other and not shared:
            what = f"the relationship: {one[0].what} or {other[0].what}"
            yield Row(kind="label", what=what, cells={side: self._cell("contradicted", list(thing)) for side, thing in zip(self.sides, (one, other), strict=True)})
            return
        for n, found in enumerate((one, other)):
            for name in sorted({item.name or "" for item in found if item.name not in shared and (_FORMAL.search(item.what) or lines[1 - n])}):
                thing = [item for item in found if (item.name or "") == name]
                yield from self._single(Pair(thing, []) if n == 0 else Pair([], thing), {side: {} for side in self.sides})


_ECONOMIC = re.compile(r"trad(?:e|ing)|invest|econom|commercial|suppl|largest|biggest|market|oil|gas|donor", re.IGNORECASE)
_FORMAL = re.compile(
    r"closest|oldest|foremost|principal|most (?:important|reliable|trusted|valued)|gateway|bridge|strategic|comprehensive|all[- ]?weather|allied|alliance|ally|allies|special|privileged|eternal|ironclad|brother",
    re.IGNORECASE,
)
_WARM = re.compile(r"friend|brother|sister|\bally\b|allies|neighbou?r|that shares", re.IGNORECASE)
"""What a side says out of warmth; it is no grade of a partnership."""
_TIME = re.compile(
    r"\b(?:by|until|before|within|this|next|end of|year|month|week|spring|summer|autumn|winter|half|quarter|\d{4}|January|February|March|April|May|June|July|August|September|October"
    r"|November|December)\b"
)


def _together(cells: Sequence[Cell]) -> Cell:
    words = list(dict.fromkeys(cell.says for cell in cells if cell.says))
    return msgspec.structs.replace(cells[0], sources=[source for cell in cells for source in cell.sources], says=_short("; ".join(words)) if words else None)


def _ranks(found: Sequence[Thing]) -> dict[int, int]:
    """The place of each topic in a side's order."""
    return {id(thing): n for n, thing in enumerate((thing for thing in found if thing[0].kind == "topic"), 1)}


def _short(words: str, most: int = 160) -> str:
    words = " ".join(words.split())
    return words if len(words) <= most else words[: most - 2].rsplit(" ", 1)[0] + " …"


def _dates(sides: Sequence[str], of_side: dict[str, list[Telling]], facts: set[tuple[str, str | None]]) -> Iterator[Row]:
    """A row for the day of the event, where both sides give it."""
    days: dict[str, list[tuple[str, Source]]] = {side: [] for side in sides}
    for side in sides:
        for telling in of_side[side]:
            for fact in telling.material.reading.facts:
                if (telling.material.document.id, fact.id) in facts and isinstance(fact, Meeting | Visit) and fact.date and fact.date_basis in ("stated", "dateline"):
                    days[side].append((fact.date, Source(telling.material.document.id, fact.id, list(fact.evidence))))
    one, other = (days[side] for side in sides)
    if one and other:
        meet = any(_meet(a, b) for a, _ in one for b, _ in other)
        what = one[0][0] if meet else f"{one[0][0]} or {other[0][0]}"
        state: State = "stated" if meet else "contradicted"
        yield Row(kind="date", what=what, cells={side: Cell(state=state, sources=[source for _, source in days[side]], says=days[side][0][0]) for side in sides})


_NUMERAL = r"(?P<n>\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|twenty)"
_PAPER = r"(?:(?:bilateral|cooperation|joint|new|intergovernmental|interdepartmental|commercial) )*(?:documents|agreements|instruments|memoranda|memorandums|accords|papers|contracts|pacts|deals)"
_COUNTED = (
    re.compile(rf"\b{_NUMERAL} {_PAPER}\b[^.;]{{0,40}}\bsigned", re.IGNORECASE),
    re.compile(rf"\bsign(?:ed|ing)(?: of)?(?: a total of)? {_NUMERAL} {_PAPER}\b", re.IGNORECASE),
)


def _papers(sides: Sequence[str], of_side: dict[str, list[Telling]]) -> Iterator[Row]:
    """A row for how many papers were signed, where the sides count them differently."""
    counts: dict[str, tuple[float, Source, str]] = {}
    for side in sides:
        for telling in of_side[side]:
            text = telling.material.document.text
            found = next((match for start, end in telling.owned for counted in _COUNTED if (match := counted.search(text, start, end))), None)
            if found is not None and telling.material.document.side == side:
                value = next((q.value for q in quantities(f"{found['n']} papers")), 0.0)
                counts.setdefault(side, (value, Source(telling.material.document.id, None, [found.span()]), found[0]))
    if len(counts) == 2 and len({value for value, _, _ in counts.values()}) == 2:
        cells = {side: Cell(state="contradicted", sources=[counts[side][1]], says=_short(counts[side][2])) for side in sides}
        yield Row(kind="figure", what=_short("papers signed: " + " or ".join(f"{counts[side][0]:g}" for side in sides)), cells=cells)


def _meet(one: str, other: str) -> bool:
    (a, b), (c, d) = bounds(one), bounds(other)
    return (a or "0") <= (d or "9") and (c or "0") <= (b or "9")


_MARKS: dict[State, str] = {"stated": "✓", "absent": "–", "unknown": "?", "contradicted": "≠"}


def print_comparison(comparison: Comparison, record: Record) -> None:
    """Print a comparison for a person: a line a row, a column a side with its words, and what the marks mean."""
    console = open_console(MAX_WIDTH)
    event = next((event for event in record.events if event.id == comparison.event), None)
    if event is not None:
        head = [event.type or event.kind, "–".join(event.parties), event.date or "", ", ".join(event.places)]
        console.print(Text(" · ".join(part for part in head if part), style="bold"))
    table = Table(box=None, header_style="bold", pad_edge=False, padding=(0, 2, 0, 0), expand=True)
    table.add_column("", width=max(map(len, _KINDS)), no_wrap=True)
    for side in comparison.sides:
        table.add_column(side, ratio=1, no_wrap=True, overflow="ellipsis")
    for row in comparison.rows:
        cells = [Text(f"{_MARKS[cell.state]} {cell.says or ''}".rstrip(), style=_STYLES[cell.state]) for cell in (row.cells[side] for side in comparison.sides)]
        table.add_row(Text(row.kind, style="dim"), *cells)
    console.print(table)
    console.print(Text("✓ stated  – absent from the side's own text  ? unknown: no own text held  ≠ contradicted", style="dim"))


_STYLES: dict[State, str] = {"stated": "none", "absent": "yellow", "unknown": "dim", "contradicted": "red"}
