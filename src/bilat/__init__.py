"""bilat reads diplomatic press pieces and keeps the record of a bilateral relationship.

>>> import bilat
>>> reading = bilat.read("…", published="2024-03-31")
>>> reading.facts
"""

from .api import read
from .errors import (
    BilatError,
    BinaryError,
    EmptyError,
    EncodingError,
    InputError,
    LanguageError,
    MarkError,
    MissingFileError,
    ModelError,
    OptionError,
    TableError,
    TooLargeError,
)
from .vocabulary import (
    Actor,
    Assessment,
    Change,
    Commitment,
    Document,
    Event,
    Fact,
    Figure,
    Instrument,
    Meeting,
    Message,
    Reading,
    Regime,
    Relation,
    Span,
    Statement,
    Topic,
    Visit,
)

__version__ = "0.1.0"

__all__ = [
    "Actor",
    "Assessment",
    "BilatError",
    "BinaryError",
    "Change",
    "Commitment",
    "Document",
    "EmptyError",
    "EncodingError",
    "Event",
    "Fact",
    "Figure",
    "InputError",
    "Instrument",
    "LanguageError",
    "MarkError",
    "Meeting",
    "Message",
    "MissingFileError",
    "ModelError",
    "OptionError",
    "Reading",
    "Regime",
    "Relation",
    "Span",
    "Statement",
    "TableError",
    "TooLargeError",
    "Topic",
    "Visit",
    "__version__",
    "read",
]
