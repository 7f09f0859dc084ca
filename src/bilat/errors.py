"""Everything that bilat raises on purpose.

    BilatError
    ├── InputError            what was given cannot be read
    │   ├── MissingFileError  no such file or folder
    │   ├── EncodingError     not text in an encoding that says what it is
    │   ├── EmptyError        nothing in it
    │   ├── BinaryError       not text at all
    │   ├── LanguageError     text in a language that bilat does not read yet
    │   ├── TooLargeError     more than a press piece can be
    │   ├── MarkError         a sentence whose source and target are not marked as they should be
    │   └── TableError        a table without a column that is needed, or that is no table
    ├── OptionError           a date, country code or option that means nothing
    └── ModelError            the language model is not installed

Each message names the thing and says what to do.
"""

from __future__ import annotations


class BilatError(Exception):
    """Base of everything that bilat raises on purpose."""


class InputError(BilatError):
    """What was given cannot be read."""


class MissingFileError(InputError):
    """There is no such file or folder."""


class EncodingError(InputError):
    """The bytes are not text in an encoding that says what it is."""


class EmptyError(InputError):
    """There is nothing in the file."""


class BinaryError(InputError):
    """The file is not text at all."""


class LanguageError(InputError):
    """The text is in a language that bilat does not read yet."""


class TooLargeError(InputError):
    """The text is larger than a press piece can be."""


class MarkError(InputError):
    """A sentence's source and target are not marked, or marked wrongly."""


class TableError(InputError):
    """A table lacks a column that is needed, or is no table."""


class OptionError(BilatError):
    """A date, a country code or another option means nothing."""


class ModelError(BilatError):
    """The language model is not installed."""
