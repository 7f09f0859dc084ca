"""Bytes and addresses → Document."""

from .files import find_files, read_bytes
from .found import Found
from .publishers import Publisher, Publishers, built_in_publishers, check_publishers, load_publishers
from .readings import read_readings
from .table import Row, Table, open_table
from .text import Metadata, check_country, check_date, check_metadata, check_readable, check_text, decode, document_from_bytes, document_from_text, text_of

__all__ = [
    "Found",
    "Metadata",
    "Publisher",
    "Publishers",
    "Row",
    "Table",
    "built_in_publishers",
    "check_country",
    "check_date",
    "check_metadata",
    "check_publishers",
    "check_readable",
    "check_text",
    "decode",
    "document_from_bytes",
    "document_from_text",
    "find_files",
    "load_publishers",
    "open_table",
    "read_bytes",
    "read_readings",
    "text_of",
]
