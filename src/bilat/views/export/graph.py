"""Who met whom, as a graph (GraphML): people and what joins them, for network analysis."""

from __future__ import annotations

from collections import defaultdict
from itertools import combinations
from typing import Any

from lxml import etree

from ...record.model import Record, RecordEvent
from ...vocabulary import bounds

_NAMESPACE = "http://graphml.graphdrawing.org/xmlns"
_NODE = {"name": "string", "country": "string", "offices": "string", "meetings": "int"}
_EDGE = {"weight": "int", "across": "boolean", "first": "string", "last": "string", "types": "string", "events": "string"}


def graphml(record: Record) -> bytes:
    """Return the people of a record's meetings as an undirected graph in GraphML.

    A node is a person who took part in a meeting that took place or goes on: `name`, `country`, `offices` (kinds, joined by a comma), `meetings` (how
    many). An edge joins two who took part in the same: `weight` is how many such meetings, `across` whether the two act for different countries,
    `first` and `last` their first and last day, `types` and `events` their types and ids.
    """
    met: defaultdict[tuple[str, str], list[RecordEvent]] = defaultdict(list)
    attended: defaultdict[str, int] = defaultdict(int)
    for event in record.events:
        if event.kind == "meeting" and event.status in ("took_place", "ongoing"):
            for id in (present := sorted(set(event.participants))):
                attended[id] += 1
            for pair in combinations(present, 2):
                met[pair].append(event)
    people = {person.id: person for person in record.people}
    root = etree.Element(f"{{{_NAMESPACE}}}graphml", nsmap={None: _NAMESPACE})
    for what, keys in (("node", _NODE), ("edge", _EDGE)):
        for name, kind in keys.items():
            etree.SubElement(root, f"{{{_NAMESPACE}}}key", {"id": f"{what}-{name}", "for": what, "attr.name": name, "attr.type": kind})
    graph = etree.SubElement(root, f"{{{_NAMESPACE}}}graph", {"id": "-".join(record.parties), "edgedefault": "undirected"})
    for id in sorted(attended):
        person = people[id]
        offices = ", ".join(dict.fromkeys(tenure.office for tenure in person.offices))
        _add(etree.SubElement(graph, f"{{{_NAMESPACE}}}node", id=id), "node", {"name": person.name, "country": person.country, "offices": offices, "meetings": attended[id]})
    for n, ((one, other), events) in enumerate(sorted(met.items()), 1):
        days = sorted(day for event in events if event.date for day in bounds(event.date) if day)
        told = {
            "weight": len(events),
            "across": people[one].country != people[other].country,
            "first": days[0] if days else None,
            "last": days[-1] if days else None,
            "types": ", ".join(sorted({event.type for event in events if event.type})),
            "events": ", ".join(event.id for event in events),
        }
        _add(etree.SubElement(graph, f"{{{_NAMESPACE}}}edge", id=f"e{n}", source=one, target=other), "edge", told)
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return made


def _add(element: Any, what: str, told: dict[str, Any]) -> None:
    for name, value in told.items():
        if value is not None:
            data = etree.SubElement(element, f"{{{_NAMESPACE}}}data", key=f"{what}-{name}")
            data.text = _sayable(str(value).lower() if isinstance(value, bool) else str(value))


def _sayable(words: str) -> str:
    """Words without the characters that XML cannot hold."""
    return "".join(c for c in words if c in "\t\n\r" or " " <= c <= "\ud7ff" or "\ue000" <= c <= "\ufffd" or c >= "\U00010000")
