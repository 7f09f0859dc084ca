"""Bytes and addresses → Document."""

from .files import find_files, read_bytes
from .text import Metadata, decode, document_from_bytes, document_from_text

__all__ = ["Metadata", "decode", "document_from_bytes", "document_from_text", "find_files", "read_bytes"]
