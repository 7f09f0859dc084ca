"""Bytes and addresses → Document."""

from .files import find_files, read_bytes
from .readings import read_readings
from .table import Row, Table, open_table
from .text import Metadata, decode, document_from_bytes, document_from_text

__all__ = ["Metadata", "Row", "Table", "decode", "document_from_bytes", "document_from_text", "find_files", "open_table", "read_bytes", "read_readings"]
