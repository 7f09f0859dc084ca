"""What bilat makes of one document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import msgspec

from .actor import Actor
from .document import Document
from .facts import Assessment, Commitment, Event, Fact, Figure, Instrument, Meeting, Message, Regime, Relation, Statement, Topic, Visit

if TYPE_CHECKING:
    import pandas
    import polars

    from ..views.export.columns import Table

AnyFact = Visit | Meeting | Instrument | Statement | Figure | Commitment | Assessment | Regime | Relation | Message | Topic | Event


class Reading(msgspec.Struct, kw_only=True, frozen=True):
    """One document with the actors in it and the facts that it states, every fact tied to its words."""

    document: Document
    actors: list[Actor] = []
    facts: list[AnyFact] = []
    schema: Literal["bilat.reading/1"] = "bilat.reading/1"

    def to_dict(self) -> dict[str, Any]:
        """Return the reading as the contract's JSON object, in plain dicts, lists, strings and numbers."""
        # through JSON, so that spans are lists here as there
        data: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(self))
        return {name: data[name] for name in _ORDER}

    def to_json(self) -> str:
        """Return the reading as one line of the contract's JSON; the same reading always gives the same text."""
        return msgspec.json.encode(self.to_dict()).decode()

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Reading:
        """Make a reading from the contract's JSON object; `msgspec.ValidationError` names the place that is wrong."""
        return msgspec.convert(data, cls)

    def __repr__(self) -> str:
        kinds: dict[str, int] = {}
        for fact in self.facts:
            name = type(fact).__name__.lower()
            kinds[name] = kinds.get(name, 0) + 1
        counts = ", ".join(f"{count} {name}{'s' if count > 1 else ''}" for name, count in kinds.items())
        people = ", ".join(actor.name for actor in self.actors if actor.type == "person")
        return f"<Reading {self.document.id}: {people or 'no people'}; {counts or 'no facts'}>"

    def _repr_html_(self) -> str:
        from ..views.html import reading_html  # a look upward, as below: a notebook asks the object itself

        return reading_html(self)

    def tables(self) -> dict[str, Table]:
        """Return the reading as tidy tables by name: `documents`, `actors`, `visits` and the other kinds, and `sources`, the words that facts rest on."""
        from ..views.export.facts import reading_tables

        return reading_tables([self])

    def to_polars(self, table: str) -> polars.DataFrame:
        """Return one table of the reading as a polars data frame; `OptionError` where there is none of this name, or no polars."""
        from ..views.export.facts import reading_table

        return reading_table([self], table).to_polars()

    def to_pandas(self, table: str) -> pandas.DataFrame:
        """Return one table of the reading as a pandas data frame; `OptionError` where there is none of this name, or no pandas."""
        from ..views.export.facts import reading_table

        return reading_table([self], table).to_pandas()

    def evidence(self, fact: Fact) -> list[str]:
        """Return the words that `fact` rests on."""
        return [self.document.text[start:end] for start, end in fact.evidence]

    def actor(self, actor_id: str) -> Actor:
        """Return the actor with this id; `KeyError` if the reading has none."""
        for actor in self.actors:
            if actor.id == actor_id:
                return actor
        raise KeyError(actor_id)


_ORDER = ["schema", "document", "actors", "facts"]


class ReadError(msgspec.Struct, kw_only=True, frozen=True):
    """One document that could not be read, and why: the line that stands in for its reading."""

    file: str
    error: str
    schema: Literal["bilat.error/1"] = "bilat.error/1"
