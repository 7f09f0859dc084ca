"""The functions that the command line, the pages and Python users call alike."""

from .figures import check, check_reading, checked, fetch_statistics, load_statistics, series_of, trade_chart
from .reading import read, read_file
from .records import are_parties, brief, build, compare, countries, export, export_table, judge, merges, outdated, record_of, record_of_reading
from .shards import check_folder, load, manifest_of, read_shards
from .taking import BUSY, dump, import_dump, ingest, keep_up, open_store, rebuild, reread, store_if_there, watching

__all__ = [
    "BUSY",
    "are_parties",
    "brief",
    "build",
    "check",
    "check_folder",
    "check_reading",
    "checked",
    "compare",
    "countries",
    "dump",
    "export",
    "export_table",
    "fetch_statistics",
    "import_dump",
    "ingest",
    "judge",
    "keep_up",
    "load",
    "load_statistics",
    "manifest_of",
    "merges",
    "open_store",
    "outdated",
    "read",
    "read_file",
    "read_shards",
    "rebuild",
    "record_of",
    "record_of_reading",
    "reread",
    "series_of",
    "store_if_there",
    "trade_chart",
    "watching",
]
