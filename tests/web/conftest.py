"""What the tests of the web application need: a store with readings in it, the application over it, and browsers that are logged in to it.

app, client                   the application on loopback without users, and a browser at it: a local administrator
closed_app, client_of(role)   the same store with users, and a browser logged in as one: a `reader`, `reviewer` or `administrator`
csrf(client)                  the token that unsafe requests carry in `X-CSRF-Token`
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.testclient import TestClient

from bilat.api import record_of
from bilat.record import Store, ingest
from bilat.record.reader import read_packed
from bilat.sources import Found, Metadata, document_from_text
from bilat.web import users as users_module
from bilat.web.app import create_app
from bilat.web.security import Security
from bilat.web.users import ROLES, Users

STORIES = Path(__file__).resolve().parents[1] / "stories"
TOLD = ("ministers-visit", "promises")
"""The stories in the store: Uzbekistan and Korea, Egypt and Kenya."""
PAIRS = (("KOR", "UZB"), ("EGY", "KEN"))
PASSWORD = "seven quiet herons"
HERE = ("127.0.0.1", 50_000)


def browser(app: FastAPI, base_url: str = "http://localhost", peer: tuple[str, int] = HERE) -> TestClient:
    """A browser on this machine; what it asks for raises where the server fails."""
    return TestClient(app, base_url=base_url, client=peer, headers={"Accept": "text/html,*/*"}, follow_redirects=False)


def csrf(client: TestClient) -> str:
    """The token that a page would give to a browser."""
    found = re.search(r'name="csrf" value="([^"]+)"', client.get("/login").text)
    assert found, "the login page has no token"
    return found[1]


def log_in(client: TestClient, name: str, password: str = PASSWORD) -> TestClient:
    """The browser, logged in."""
    done = client.post("/login", data={"name": name, "password": password, "csrf": csrf(client)})
    assert done.status_code == 303, done.text
    return client


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the readings of two stories and the records of them, which nobody may change; made once, also where several processes test."""
    base = tmp_path_factory.getbasetemp()
    path = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / "filled-web.db"
    with open(f"{path}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not path.exists():
            unfinished = path.with_suffix(".part")
            _fill(unfinished)
            unfinished.rename(path)
    return path


def _fill(path: Path) -> None:
    items = []
    for story in TOLD:
        told = json.loads((STORIES / story / "story.json").read_text("utf-8"))
        for piece in told["documents"]:
            text = (STORIES / story / piece["file"]).read_text("utf-8")
            metadata = Metadata(**{name: piece.get(name) for name in ("title", "url", "publisher", "side", "published")})
            items.append(Found(f"/{story}/{piece['file']}", text.encode(), "text/plain", None, document_from_text(text, metadata), None))
    with Store(path) as store:
        ingest(store, items, lambda documents: map(read_packed, documents))
        for pair in PAIRS:
            record_of(store, *pair)  # kept in the store, so that no test waits for it


@pytest.fixture
def filled_store(filled: Path, tmp_path: Path) -> Path:
    """The same store, for one test to do with as it likes."""
    return Path(shutil.copy(filled, tmp_path / "store.db"))


@pytest.fixture
def app(filled_store: Path) -> Iterator[FastAPI]:
    app = create_app(filled_store)
    yield app
    app.state.desk.store.close()


@pytest.fixture
def client(app: FastAPI) -> TestClient:
    return browser(app)


@pytest.fixture
def real_passwords() -> None:
    """Passwords are hashed with as much work as in earnest."""


@pytest.fixture(autouse=True)
def cheap_passwords(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords are hashed with little work, unless a test is about that: what is tested is who gets in."""
    if "real_passwords" not in request.fixturenames:
        monkeypatch.setattr(users_module, "PasswordHasher", lambda: PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))


@pytest.fixture
def closed_app(app: FastAPI) -> FastAPI:
    """The application with a user of each role, named after it."""
    users = Users(app.state.desk.store)
    for role in ROLES:
        users.add(role, role, PASSWORD)
    return app


@pytest.fixture
def client_of(closed_app: FastAPI) -> Callable[[str], TestClient]:
    return lambda role: log_in(browser(closed_app), role)


@pytest.fixture
def security(app: FastAPI) -> Security:
    found: Security = app.state.security
    return found
