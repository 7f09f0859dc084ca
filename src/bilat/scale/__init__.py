"""The same reading over many documents: plain processes on one machine."""

from .coding import NEW_COLUMNS, code_rows
from .processes import read_files

__all__ = ["NEW_COLUMNS", "code_rows", "read_files"]
