"""The same reading over many documents: plain processes on one machine."""

from .processes import read_files

__all__ = ["read_files"]
