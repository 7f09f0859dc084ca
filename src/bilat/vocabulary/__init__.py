"""The contract as types: what a reading is made of, and the words that may stand in it.

Knows nothing else of bilat; everything else stands on it.
"""

from .actor import Actor, ActorType, Office
from .country import ISO3
from .document import Document
from .edtf import Edtf, is_edtf, precision
from .facts import (
    FACT_KINDS,
    Area,
    Assessment,
    Bound,
    Change,
    Commitment,
    DateBasis,
    Directness,
    Fact,
    Figure,
    Force,
    Instrument,
    InstrumentAction,
    InstrumentType,
    Measure,
    Meeting,
    MeetingType,
    Message,
    Polarity,
    Regime,
    RegimeState,
    RegimeType,
    Relation,
    Statement,
    Status,
    Topic,
    Visit,
    VisitFormat,
)
from .reading import ReadError, Reading
from .span import Span

__all__ = [
    "FACT_KINDS",
    "ISO3",
    "Actor",
    "ActorType",
    "Area",
    "Assessment",
    "Bound",
    "Change",
    "Commitment",
    "DateBasis",
    "Directness",
    "Document",
    "Edtf",
    "Fact",
    "Figure",
    "Force",
    "Instrument",
    "InstrumentAction",
    "InstrumentType",
    "Measure",
    "Meeting",
    "MeetingType",
    "Message",
    "Office",
    "Polarity",
    "ReadError",
    "Reading",
    "Regime",
    "RegimeState",
    "RegimeType",
    "Relation",
    "Span",
    "Statement",
    "Status",
    "Topic",
    "Visit",
    "VisitFormat",
    "is_edtf",
    "precision",
]
