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
    MissingFileError,
    ModelError,
    OptionError,
    TooLargeError,
)
from .vocabulary import (
    Actor,
    Assessment,
    Change,
    Commitment,
    Document,
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
    "Fact",
    "Figure",
    "InputError",
    "Instrument",
    "LanguageError",
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
    "TooLargeError",
    "Topic",
    "Visit",
    "__version__",
    "read",
]
