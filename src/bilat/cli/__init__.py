"""The command line: parses, calls, prints."""

from . import brief, export, reading, record, scale, statistics, store, web
from .app import app, main

__all__ = ["app", "brief", "export", "main", "reading", "record", "scale", "statistics", "store", "web"]
