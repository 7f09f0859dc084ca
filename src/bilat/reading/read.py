"""One document read whole: annotated once, every finder run over it, the facts put in order."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from ..sources import built_in_publishers
from ..vocabulary import Document, Fact, Reading
from . import assessment, commitment, event, figure, instrument, meeting, message, regime, relation, statement, topic, visit
from .page import Page
from .relay import relayed_side
from .relevance import is_bilateral

Finder = Callable[[Page], Iterable[Fact]]

FINDERS: dict[str, Finder] = {
    "visit": visit.find,
    "meeting": meeting.find,
    "instrument": instrument.find,
    "statement": statement.find,
    "figure": figure.find,
    "commitment": commitment.find,
    "assessment": assessment.find,
    "regime": regime.find,
    "relation": relation.find,
    "message": message.find,
    "topic": topic.find,
}
"""One finder a fact kind, in the contract's order; events are coded last, from the facts of the others and from what is left."""


def read_document(document: Document) -> Reading:
    """Read one document: its actors and every fact it states, in the order of the text; the same document gives the same reading.

    A piece in which no country deals with another has actors but no facts.
    """
    page = Page(document)
    found = [fact for finder in FINDERS.values() for fact in finder(page)]
    found = [*found, *event.find(page, found)]
    if not is_bilateral(page, found):
        found = []
    order = {kind: n for n, kind in enumerate([*FINDERS, "event"])}
    found.sort(key=lambda fact: (fact.evidence[0], order[type(fact).__name__.lower()]))
    facts = [msgspec.structs.replace(fact, id=f"f{n}") for n, fact in enumerate(found, 1)]
    if document.relays is None:
        document = msgspec.structs.replace(document, relays=relayed_side(document.text, document.side, built_in_publishers()))
    return Reading(document=document, actors=page.cast.actors(), facts=facts)  # type: ignore[arg-type]
