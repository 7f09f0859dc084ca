"""A browser and a server for it: Chromium installed where it is missing, the application over a store that is thrown away, axe-core beside it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from bilat.web.app import create_app

ROOT = Path(__file__).resolve().parents[3]
OUT = ROOT / "build" / "browser"
"""Screenshots and what npm installs; the folder is ignored."""
WIDTHS = {"narrow": 390, "wide": 1280}


def chromium() -> str:
    """Debian's Chromium, installed where it is missing; `RuntimeError` says what to do where that cannot be done."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        if os.geteuid() != 0 or not shutil.which("apt-get"):
            raise RuntimeError("the browser tests need Chromium: install it (Debian: apt-get install chromium) and run them again")
        _install("chromium")
        found = shutil.which("chromium")
    assert found is not None
    return found


def axe() -> str:
    """The source of axe-core, of the version and hash in our lock file."""
    folder = OUT / "npm"
    made = folder / "node_modules" / "axe-core" / "axe.min.js"
    lock = Path(__file__).with_name("package-lock.json")
    if not made.exists() or not (folder / lock.name).exists() or (folder / lock.name).read_bytes() != lock.read_bytes():
        if shutil.which("npm") is None:
            if os.geteuid() != 0 or not shutil.which("apt-get"):
                raise RuntimeError("the browser tests need npm: install it (Debian: apt-get install npm) and run them again")
            _install("npm")
        folder.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(Path(__file__).with_name(name), folder / name)
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=folder, check=True)
    return made.read_text("utf-8")


def _install(package: str) -> None:
    quiet = {"stdout": subprocess.DEVNULL, "env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "check": True}
    subprocess.run(["apt-get", "update", "-q"], **quiet)  # type: ignore[call-overload]
    subprocess.run(["apt-get", "install", "-q", "-y", "--no-install-recommends", package], **quiet)  # type: ignore[call-overload]


@pytest.fixture(scope="session")
def chrome() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe_source() -> str:
    return axe()


class Site:
    """The application, listening; `desk` is what it shows."""

    def __init__(self, store: Path) -> None:
        self.app = create_app(store, helped=False)
        self.desk = self.app.state.desk
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        self._server = uvicorn.Server(uvicorn.Config(self.app, host="127.0.0.1", port=port, log_level="warning"))
        self._thread = threading.Thread(target=self._server.run, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.02)

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(10)
        self.desk.store.close()


@pytest.fixture(scope="session")
def site(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The application over the filled store, for tests that change nothing."""
    running = Site(Path(shutil.copy(filled, tmp_path_factory.mktemp("site") / "store.db")))
    yield running
    running.stop()


@pytest.fixture
def own_site(filled_store: Path) -> Iterator[Site]:
    """An application of one test's own."""
    running = Site(filled_store)
    yield running
    running.stop()


class Watched:
    """A page of which nothing may go wrong unseen: errors on its console and requests to anywhere else are kept."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.page: Page = context.new_page()
        self.wrong: list[str] = []
        self.page.on("console", lambda message: self.wrong.append(message.text) if message.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.wrong.append(str(error)))
        self.page.on("request", lambda request: None if request.url.startswith((address, "data:", "blob:")) else self.wrong.append(f"asked for {request.url}"))
