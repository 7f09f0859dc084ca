"""The command line: parses, calls, prints."""

from . import reading, record, statistics, store, web
from .app import app, main

__all__ = ["app", "main", "reading", "record", "statistics", "store", "web"]
