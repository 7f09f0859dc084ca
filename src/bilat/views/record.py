"""The record printed for a person: an overview, and each of its parts as a table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from ..record.material import Merge
from ..record.model import Conflict, Dated, Person, Record, RecordCommitment, RecordEvent, RecordFigure, RecordInstrument
from ..record.parties import country_name
from ..vocabulary import bounds
from .console import open_console, plain_table
from .describe import bounded, in_words

_PLANS = ("planned", "proposed", "postponed")
_STATES = {"fulfilled": "green", "progressing": "cyan", "reaffirmed": "blue", "open": "white", "overdue": "bright_red", "dropped": "red"}


def print_record(record: Record) -> None:
    """Print an overview: what there is, the last contacts, what is due, the state of instruments and commitments, trade, labels, contradictions."""
    console = open_console()
    title = " – ".join([country_name(record.parties[0]), record.counterpart] if record.counterpart else [country_name(code) for code in record.parties])
    console.print(Rule(Text(title, style="bold"), align="left", style="dim"))
    days = sorted(document.published for document in record.documents if document.published)
    span = f", {days[0]} to {days[-1]}" if days else ""
    originals = sum(document.copy_of is None for document in record.documents)
    count = f"{len(record.documents)} document{'s' if len(record.documents) != 1 else ''}"
    console.print(Text(f"{count} ({originals} without copies){span}", style="dim"))
    if not record.documents:
        console.print(f"Nothing in the store deals with {'both' if len(record.parties) > 1 else 'this'}; ingest documents first, or read what is stored: `bilat reread`")
        return
    contacts = [event for event in record.events if event.status in ("took_place", "ongoing")]
    ahead = {item.object for item in record.calendar}
    parts = {
        "Last contacts": _timeline(record, sorted(contacts, key=_when)[-8:]),
        "Ahead": _calendar(record, record.calendar[:8]),
        "Planned, no report of it": _timeline(record, [event for event in record.events if event.status in _PLANS and event.id not in ahead][-8:]),
        "Who is who": _people(record, _latest(record)[:10]),
        "Instruments": _instruments(record, record.instruments[-8:]),
        "Commitments": _commitments(record, sorted(record.commitments, key=_urgency)[:10]),
        "Figures": _figures(record, record.figures[-8:]),
        "Contradictions": _conflicts(record, record.conflicts[:8]),
    }
    for heading, table in parts.items():
        if table.row_count:
            console.print(Text(f"\n{heading}", style="bold"))
            console.print(table)
    labels = [relation.title for relation in record.relations]
    if labels:
        console.print(Text.assemble(("\nCalled ", "bold"), "; ".join(labels)))
    for regime in record.regimes:
        console.print(Text.assemble(("Regime ", "bold"), f"{regime.title or regime.type}: {regime.state}" + (f" since {regime.since}" if regime.since else "")))


def print_timeline(record: Record) -> None:
    """Print visits and meetings in the order of their dates."""
    open_console().print(_timeline(record, record.events))


def print_people(record: Record) -> None:
    """Print people with their offices."""
    open_console().print(_people(record, record.people))


def print_instruments(record: Record) -> None:
    """Print instruments with what was done with them."""
    open_console().print(_instruments(record, record.instruments))


def print_commitments(record: Record) -> None:
    """Print the ledger of commitments, what is overdue first."""
    open_console().print(_commitments(record, sorted(record.commitments, key=_urgency)))


def print_calendar(record: Record) -> None:
    """Print what lies ahead."""
    open_console().print(_calendar(record, record.calendar))


def merges_json(merges: Iterable[Merge]) -> list[dict[str, object]]:
    """Return pairs of mentions with their reasons as plain dicts."""
    return [{**merge._asdict(), "features": [feature._asdict() for feature in merge.features]} for merge in merges]


def print_merges(merges: Iterable[Merge]) -> None:
    """Print pairs of mentions with what spoke for and against their being of one thing."""
    table = plain_table("score", "kind", "one", "other", "why")
    for merge in merges:
        why = f"judged by {merge.judged_by}" if merge.judged_by else ", ".join(f"{feature.name} {feature.weight:+g}" for feature in merge.features)
        table.add_row(f"{merge.score:+.1f}", merge.kind, merge.one, merge.other, why)
    open_console().print(table)


def _timeline(record: Record, events: Sequence[RecordEvent]) -> Table:
    names = _names(record)
    table = plain_table("date", "what", "who", "where", "sources", "id")
    for event in sorted(events, key=_when):
        who = ", ".join(names.get(id, id) for id in (event.visitors or event.participants))
        what = _event(event) + ("" if event.status == "took_place" else f" ({event.status})")
        table.add_row(event.date or "–", what, who, ", ".join(event.places), str(event.independent_sources), event.id, style=None if event.part_of is None else "dim")
    return table


def _people(_: Record, people: Iterable[Person]) -> Table:
    table = plain_table("person", "country", "offices", "also written")
    for person in people:
        offices = "; ".join(
            (tenure.title or tenure.office.replace("_", " ")) + (f" {tenure.since or ''}–{tenure.until or ''}" if tenure.since or tenure.until else "") for tenure in person.offices
        )
        table.add_row(person.name, person.country or "–", offices, ", ".join(person.variants))
    return table


def _instruments(_: Record, instruments: Iterable[RecordInstrument]) -> Table:
    table = plain_table("instrument", "type", "state", "history")
    for instrument in instruments:
        history = "; ".join(f"{stage.action.replace('_', ' ')} {stage.date or ''}".strip() for stage in instrument.history)
        title = instrument.title or instrument.subject or "untitled"
        table.add_row(title, instrument.type, (instrument.state or "–").replace("_", " "), history)
    return table


def _commitments(_: Record, commitments: Iterable[RecordCommitment]) -> Table:
    table = plain_table("state", "due", "who", "what", "last move")
    for commitment in commitments:
        last = commitment.history[-1] if commitment.history else None
        moved = f"{last.date or ''} {last.by}" + (f" ({last.confidence:.0%})" if last.by == "machine" else "") if last else ""
        who = " ".join(commitment.by) + (f" → {' '.join(commitment.to)}" if commitment.to else "")
        table.add_row(Text(commitment.state, style=_STATES[commitment.state]), commitment.due or "–", who, commitment.action, moved.strip())
    return table


def _calendar(_: Record, items: Iterable[Dated]) -> Table:
    table = plain_table("date", "kind", "what")
    for item in items:
        table.add_row(item.date, item.kind, item.what)
    return table


def _figures(_: Record, figures: Iterable[RecordFigure]) -> Table:
    table = plain_table("figure", "period", "claims")
    for figure in figures:
        claims = []
        for claim in figure.claims:
            value = f"{bounded(claim.bound)}{in_words(claim.value)} {claim.unit or ''}".strip() if claim.value is not None else ""
            change = f"{claim.change.direction} {claim.change.percent:g} %" if claim.change and claim.change.percent is not None else claim.change.direction if claim.change else ""
            claims.append(f"{claim.side or '?'}: {', '.join(filter(None, (value, change)))}")
        table.add_row(figure.measure.replace("_", " ") + (" (goal)" if figure.target else ""), figure.period or "–", "; ".join(claims))
    return table


def _conflicts(record: Record, conflicts: Iterable[Conflict]) -> Table:
    told: dict[str, str] = {event.id: _event(event) for event in record.events}
    told |= {person.id: person.name for person in record.people}
    told |= {instrument.id: instrument.title or instrument.subject or "instrument" for instrument in record.instruments}
    told |= {figure.id: f"{figure.measure.replace('_', ' ')} {figure.period or ''}".strip() for figure in record.figures}
    table = plain_table("of", "slot", "told so and so")
    for conflict in conflicts:
        values = "; ".join(f"{_plain(value.value)} ({len(value.sources)})" for value in conflict.values)
        table.add_row(told.get(conflict.object, conflict.object), conflict.slot, values)
    return table


def _plain(value: object) -> str:
    if isinstance(value, Mapping):
        return " ".join(in_words(part) if isinstance(part, float) else str(part) for part in value.values() if part not in (None, "exact"))
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _latest(record: Record) -> list[Person]:
    """The people of the parties who hold an office that leads, the last spoken of first."""
    own = [person for person in record.people if person.country in record.parties and person.offices]
    return sorted(own, key=lambda person: (-len(person.sources), person.name))


def _event(event: RecordEvent) -> str:
    if event.kind == "visit":
        return f"{event.format or ''} visit {' '.join(event.from_)} → {' '.join(event.to)}".strip()
    kind = f"{event.session}. session" if event.session else event.type or "meeting"
    return kind + (f" of the {event.mechanism}" if event.mechanism else f" {' – '.join(event.parties)}")


def _when(event: RecordEvent) -> tuple[str, str]:
    return ((bounds(event.date)[0] or event.date) if event.date else "9999", event.id)


def _urgency(commitment: RecordCommitment) -> tuple[int, str]:
    return (["overdue", "open", "reaffirmed", "progressing", "fulfilled", "dropped"].index(commitment.state), commitment.due or "9999")


def _names(record: Record) -> dict[str, str]:
    return {person.id: person.name for person in record.people} | {code: country_name(code) for code in record.parties}


PRINTERS: dict[str, Callable[[Record], None]] = {
    "record": print_record,
    "timeline": print_timeline,
    "people": print_people,
    "instruments": print_instruments,
    "commitments": print_commitments,
}
