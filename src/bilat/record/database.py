"""The database under the store: one SQLite file, or PostgreSQL by its address; opened, brought up to date, and its errors told plainly."""

from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from ..errors import StoreError, StoreFullError, StoreLockedError, StoreVersionError

REVISION = "0005"
"""The newest migration: what this bilat reads and writes."""

DEFAULT = "bilat.db"
PATIENCE = 30.0
"""Seconds to wait for another process to let go."""

CHUNK = 500
"""Values of one IN list."""

_Value = TypeVar("_Value")

_MIGRATING = 0x62696C61  # the advisory lock's number on PostgreSQL


def address_of(store: str | os.PathLike[str] | None) -> str:
    """Return a store's address: what is given, else the environment's `BILAT_STORE`, else `bilat.db` in this folder."""
    return os.fspath(store) if store is not None else os.environ.get("BILAT_STORE") or DEFAULT


def open_database(address: str, *, create: bool, patience: float = PATIENCE) -> Engine:
    """Open a database and bring its tables up to date.

    `address` is a file name, or `postgresql://USER@HOST/NAME`. `StoreError` where there is none and `create` is false, where it is no store of
    bilat, or where it cannot be reached; `StoreVersionError` where a newer bilat made it; `StoreLockedError` after `patience` seconds.
    """
    engine = _engine(address, create=create, patience=patience)
    with told(address):
        with engine.connect() as connection:
            revision = _revision(connection)
            if revision is None and inspect(connection).get_table_names():
                raise StoreError(f"{shown(address)}: this database is none of bilat's (it holds other tables); name another file or database")
        if revision != REVISION:
            _migrate(engine, address)
    return engine


def shown(address: str) -> str:
    """Return a store's address as it may be printed: without a password."""
    return re.sub(r"(://[^:/@]*):[^@/]*@", r"\1:…@", address)


def _engine(address: str, *, create: bool, patience: float) -> Engine:
    if "://" in address:
        try:
            url = make_url(address)
            if url.get_backend_name() == "postgresql":
                options = f"-c lock_timeout={int(patience * 1000)}"
                return create_engine(url.set(drivername="postgresql+psycopg"), connect_args={"connect_timeout": 10, "options": options}, pool_pre_ping=True)
            if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
                raise StoreError(f"{shown(address)}: a store is a file name, sqlite:///FILE or postgresql://USER@HOST/NAME")
            address = str(url.database)
        except (ArgumentError, NoSuchModuleError):
            raise StoreError(f"{shown(address)}: a store is a file name, sqlite:///FILE or postgresql://USER@HOST/NAME") from None
        except ModuleNotFoundError:
            raise StoreError(f"{shown(address)}: PostgreSQL needs its driver: pip install 'bilat[postgresql]'") from None
    path = Path(address)
    if not create and not path.exists():
        raise StoreError(f"{address}: there is no store yet; `bilat ingest` makes one, or name another with --store")
    if not path.parent.is_dir():
        raise StoreError(f"{address}: there is no folder {path.parent}; make it first, or name another file with --store")
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": patience, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _connected(connection: sqlite3.Connection, _: Any) -> None:
        connection.isolation_level = None  # transactions are begun below, where it is known whether they write
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-65536", "wal_autocheckpoint=8192"):
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begun(connection: Connection) -> None:
        # a transaction that will write takes its lock at once: no two of them can each wait for the other
        connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("write") else "BEGIN")

    return engine


@contextmanager
def writing(engine: Engine, address: str) -> Iterator[Connection]:
    """One transaction that writes: all of it is kept, or nothing."""
    with told(address), engine.connect().execution_options(write=True) as connection, connection.begin():
        yield connection


@contextmanager
def reading(engine: Engine, address: str) -> Iterator[Connection]:
    """One transaction that only reads: it sees one state of the store."""
    with told(address), engine.connect() as connection, connection.begin():
        yield connection


def chunks(values: Sequence[_Value]) -> Iterator[list[_Value]]:
    """Yield values in lists of at most `CHUNK`."""
    for k in range(0, len(values), CHUNK):
        yield list(values[k : k + CHUNK])


def insert_new(connection: Connection, table: Any) -> Any:
    """Return an insert that passes over rows which are there already, on either engine."""
    if connection.dialect.name == "sqlite":
        from sqlalchemy.dialects.sqlite import insert as sqlite_insert

        return sqlite_insert(table).on_conflict_do_nothing()
    from sqlalchemy.dialects.postgresql import insert as postgresql_insert

    return postgresql_insert(table).on_conflict_do_nothing()


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _migrate(engine: Engine, address: str, to: str = "head") -> None:
    """Bring the tables up to date, in one transaction and by one process at a time."""
    from alembic import command
    from alembic.config import Config

    with engine.connect().execution_options(write=True) as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _MIGRATING})
        revision = _revision(connection)
        if revision == REVISION:
            return  # another process has done it meanwhile
        known = {path.name[:4] for path in (Path(__file__).parent / "migrations" / "versions").glob("0*.py")}
        if revision is not None and revision not in known:
            raise StoreVersionError(f"{shown(address)}: a newer bilat made this store (revision {revision}, known up to {REVISION}); install that version of bilat")
        config = Config()
        config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
        config.attributes["connection"] = connection
        command.upgrade(config, to)


@contextmanager
def told(address: str) -> Iterator[None]:
    """Turn what the database raises into errors that name the store and the way out."""
    try:
        yield
    except DBAPIError as error:
        raise _told(error.orig or error, shown(address)) from error
    except sqlite3.Error as error:
        raise _told(error, shown(address)) from error


def _told(error: BaseException, name: str) -> StoreError:
    message = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
    state = getattr(error, "sqlstate", None) or ""
    low = message.lower()
    if state == "53100" or "disk is full" in low or "no space left" in low:
        return StoreFullError(f"{name}: no room is left on the disk; make room and run the same command again: what was stored before is kept")
    if state in ("55P03", "40P01") or "locked" in low:
        return StoreLockedError(f"{name}: another process holds the store; wait until it has finished, or end it, and run the same command again")
    if "not a database" in low or "malformed" in low:
        return StoreError(f"{name}: this is no sound SQLite database ({message}); name another file, or restore it from a backup")
    if "readonly" in low or "unable to open" in low or "permission denied" in low:
        return StoreError(f"{name}: cannot be written ({message}); check the file, its folder and their permissions")
    if "append-only" in low:
        return StoreError(f"{name}: documents and reviews are only ever added to ({message})")
    if state.startswith(("08", "28", "3D", "57")) or "connection" in low:
        return StoreError(f"{name}: the database cannot be reached ({message}); check its address and that it is running")
    return StoreError(f"{name}: {message}")
