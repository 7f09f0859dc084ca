"""A PostgreSQL of the tests' own: installed where it is missing, started in a folder of its own, gone afterwards."""

from __future__ import annotations

import contextlib
import getpass
import itertools
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path


def _program(name: str) -> str | None:
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    return str(places[0]) if places else shutil.which(name)


def install() -> None:
    """Install PostgreSQL with Debian's package manager where it is missing; `RuntimeError` says what to do where that cannot be done."""
    if _program("initdb"):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise RuntimeError("the tests need PostgreSQL: install it (Debian: apt-get install postgresql) and run them again")
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "check": True}
    subprocess.run(["apt-get", "update", "-q"], **quiet)  # type: ignore[call-overload]
    subprocess.run(["apt-get", "install", "-q", "-y", "--no-install-recommends", "postgresql", "postgresql-contrib"], **quiet)  # type: ignore[call-overload]


class Postgres:
    """A running server; `database()` makes an empty database and returns its address."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._numbers = itertools.count(1)

    def address(self, database: str) -> str:
        return f"postgresql://{_user()}@/{database}?host={self.folder}"

    def database(self) -> str:
        name = f"bilat_{os.getpid()}_{next(self._numbers)}"
        subprocess.run([str(_program("createdb")), "-h", self.folder, "-U", _user(), name], check=True, capture_output=True)
        return self.address(name)


def _user() -> str:
    return "postgres" if os.geteuid() == 0 else getpass.getuser()


@contextlib.contextmanager
def running() -> Iterator[Postgres]:
    """Install if need be, start, and in the end stop and remove a server that listens on a socket in its own folder only."""
    install()
    folder = tempfile.mkdtemp(prefix="bilat-pg-")
    options = {}
    if os.geteuid() == 0:  # the server refuses to run as root
        entry = pwd.getpwnam("postgres")
        os.chown(folder, entry.pw_uid, entry.pw_gid)
        options = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    data = f"{folder}/data"
    log = Path(folder, "log")

    def run(*command: str) -> None:
        done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder, **options)  # type: ignore[call-overload]
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed: {done.stderr or done.stdout} {log.read_text() if log.exists() else ''}")

    try:
        run(str(_program("initdb")), "-D", data, "-U", _user(), "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        settings = f"-c listen_addresses='' -c unix_socket_directories={folder} -c fsync=off -c max_connections=40"
        # pg_ctl's own output would be kept open by the server
        subprocess.run(
            [str(_program("pg_ctl")), "-D", data, "-l", str(log), "-w", "-o", settings, "start"],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            **options,
        )  # type: ignore[call-overload]
        yield Postgres(folder)
    finally:
        subprocess.run([str(_program("pg_ctl")), "-D", data, "-m", "immediate", "stop"], check=False, capture_output=True, cwd="/", **options)  # type: ignore[call-overload]
        shutil.rmtree(folder, ignore_errors=True)
