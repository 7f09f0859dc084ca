"""Everything that bilat raises on purpose.

    BilatError
    ├── InputError            what was given cannot be read
    │   ├── MissingFileError  no such file or folder
    │   ├── EncodingError     not text in an encoding that says what it is
    │   ├── EmptyError        nothing in it
    │   ├── BinaryError       not text at all
    │   ├── LanguageError     text in a language that bilat does not read yet
    │   ├── TooLargeError     more than a press piece can be
    │   ├── FormatError       a page, PDF, DOCX, feed or archive that is broken, or that would cost more than a press piece may
    │   ├── MarkError         a sentence whose source and target are not marked as they should be
    │   └── TableError        a table without a column that is needed, or that is no table
    ├── FetchError            what lies at an address could not be had
    │   ├── AddressError      an address that bilat never asks: not http or https, or not public
    │   ├── HttpError         the host answered with an error
    │   └── RobotsError       an address that its host asks robots not to fetch
    ├── OptionError           a date, country code or option that means nothing
    ├── PublisherError        a list of publishers that says something wrong
    ├── StoreError            the store cannot be opened, read or written
    │   ├── StoreFullError    no room is left on its disk
    │   ├── StoreLockedError  another process holds it
    │   ├── StoreVersionError a newer bilat made it
    │   └── OvertakenError    another person judged the same meanwhile
    ├── ClusterError          the machines that were to read together cannot be reached, or gave up
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


class FormatError(InputError):
    """A page, PDF, DOCX, feed or archive is broken, or would cost more memory or time than a press piece may."""


class MarkError(InputError):
    """A sentence's source and target are not marked, or marked wrongly."""


class TableError(InputError):
    """A table lacks a column that is needed, or is no table."""


class FetchError(BilatError):
    """What lies at an address could not be had."""


class AddressError(FetchError):
    """An address that bilat never asks: not http or https, or not a public one."""


class HttpError(FetchError):
    """The host answered with an error: its HTTP `status`, and in `retry_after` the seconds after which it may be asked again, where it says so."""

    def __init__(self, message: str, status: int, retry_after: float | None = None) -> None:
        super().__init__(message, status, retry_after)  # all three, so that it can be pickled
        self.status = status
        self.retry_after = retry_after

    def __str__(self) -> str:
        return str(self.args[0])


class RobotsError(FetchError):
    """An address that its host asks robots not to fetch."""


class OptionError(BilatError):
    """A date, a country code or another option means nothing."""


class PublisherError(BilatError):
    """A list of publishers says something wrong."""


class StoreError(BilatError):
    """The store cannot be opened, read or written."""


class StoreFullError(StoreError):
    """No room is left on the disk of the store."""


class StoreLockedError(StoreError):
    """Another process holds the store."""


class StoreVersionError(StoreError):
    """A newer bilat made the store."""


class OvertakenError(StoreError):
    """Another person judged the same meanwhile: `review` is the id of that judgement, null where the one that was seen is none; nothing was kept."""

    def __init__(self, message: str, review: str | None) -> None:
        super().__init__(message, review)  # both, so that it can be pickled
        self.review = review

    def __str__(self) -> str:
        return str(self.args[0])


class ClusterError(BilatError):
    """The cluster of machines cannot be reached, or gave up."""


class ModelError(BilatError):
    """The language model is not installed."""
