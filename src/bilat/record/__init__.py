"""Readings and reviews → the record: what is stored, and what is made of it."""

from .fulltext import Filters, Hit
from .ingest import Summary, ingest
from .store import Added, Store

__all__ = ["Added", "Filters", "Hit", "Store", "Summary", "ingest"]
