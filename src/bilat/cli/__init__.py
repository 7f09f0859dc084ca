"""The command line: parses, calls, prints."""

from . import reading, record, store
from .app import app, main

__all__ = ["app", "main", "reading", "record", "store"]
