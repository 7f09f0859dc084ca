"""The same reading over many documents: plain processes on one machine."""

from .coding import NEW_COLUMNS, code_rows
from .processes import attribute_files, read_documents, read_files

__all__ = ["NEW_COLUMNS", "attribute_files", "code_rows", "read_documents", "read_files"]
