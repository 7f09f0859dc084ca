"""PLOVER's events and modes, and the CAMEO code that each corresponds to, with its conflict–cooperation score.

The correspondence is that of the CAMEO–PLOVER conversion table of 17 September 2021 (Open Event Data Alliance), but for 191, 192 and
201, which follow their cue categories (19, 20: ASSAULT) as the translation table of the PLOVER manual has it. Scores are the Goldstein
(1992) scale as extended to CAMEO by Schrodt, from -10 (conflict) to 10 (cooperation).
"""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Literal, NamedTuple, get_args

EventCode = Literal["AGREE", "CONSULT", "SUPPORT", "COOPERATE", "AID", "CONCEDE", "RETREAT", "REQUEST", "ACCUSE", "REJECT", "THREATEN", "PROTEST", "SANCTION",
                    "MOBILIZE", "COERCE", "ASSAULT"]  # fmt: skip
EVENT_CODES: tuple[EventCode, ...] = get_args(EventCode)
QUADS: dict[EventCode, int] = {"AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "CONCEDE": 1, "COOPERATE": 2, "AID": 2, "RETREAT": 2, "REQUEST": 3, "ACCUSE": 3, "REJECT": 3,
                               "THREATEN": 3, "PROTEST": 4, "MOBILIZE": 4, "SANCTION": 4, "COERCE": 4, "ASSAULT": 4}  # fmt: skip
"""Verbal cooperation 1, material cooperation 2, verbal conflict 3, material conflict 4."""


class Plover(NamedTuple):
    """What a CAMEO code is in PLOVER's terms."""

    code: EventCode
    mode: str | None
    score: float
    contexts: tuple[str, ...]


@cache
def cameo_codes() -> dict[str, Plover]:
    """Return every CAMEO code's PLOVER event, mode, score and contexts."""
    text = resources.files(__package__).joinpath("cameo.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {cameo: Plover(code, mode or None, float(score), tuple(filter(None, contexts.split("|")))) for cameo, code, mode, score, contexts in rows}  # type: ignore[arg-type]


def plover_of(cameo: str) -> Plover:
    """Return the PLOVER event, mode and score of a CAMEO code; `KeyError` for a code that CAMEO does not have."""
    return cameo_codes()[cameo]


SECTORS = frozenset(["GOV", "LEG", "JUD", "MIL", "SPY", "COP", "PTY", "REB", "CVL", "BUS", "MED", "EDU", "LAB", "NGO", "IGO", "AGR", "CRM", "ELI", "MNC", "NGM", "OPP",
                     "REF", "REL", "SET", "UAF", "UNK"])  # fmt: skip
"""PLOVER's primary sectors, with CAMEO's generic roles that they keep."""


@cache
def modes() -> frozenset[tuple[EventCode, str | None]]:
    """Return every pair of an event and a mode that PLOVER allows."""
    return frozenset((code, mode) for row in cameo_codes().values() for code, mode in ((row.code, row.mode), (row.code, None)))
