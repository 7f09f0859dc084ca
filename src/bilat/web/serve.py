"""`bilat serve`: one process that answers at one address until it is told to stop."""

from __future__ import annotations

import os
import signal
import socket
import ssl
import sys
import threading
import time
import webbrowser
from collections.abc import Callable
from types import FrameType

import uvicorn

from ..errors import OptionError
from ..record.database import shown
from ..record.store import Store
from .access import Access
from .app import create_app
from .users import Users

PORT = 8765
"""Where it listens, unless it is said otherwise."""
PATIENCE = 10
"""Seconds that requests have to end in when it is stopped."""


def serve(
    store: Store,
    access: Access | None = None,
    *,
    port: int = PORT,
    certificate: str | os.PathLike[str] | None = None,
    key: str | os.PathLike[str] | None = None,
    open_browser: bool = False,
    tell: Callable[[str], None] = print,
) -> None:
    """Serve the web application over a store until an interrupt or SIGTERM; port 0 takes any that is free. `tell` is told the address.

    `certificate` and `key` are files (PEM) with which it speaks https. `OptionError` where the address cannot be had, or where others than this
    machine would reach it and there are no users.
    """
    access = access or Access()
    check_users(store, access)
    if key is not None and certificate is None:
        raise OptionError("key: it belongs to a certificate; give --certificate too")
    config = uvicorn.Config(
        create_app(store, access=access),
        log_level="warning",
        access_log=False,
        proxy_headers=False,  # whose word counts is decided by `Access`
        server_header=False,
        timeout_keep_alive=15,
        timeout_graceful_shutdown=PATIENCE,
        ssl_certfile=certificate,
        ssl_keyfile=key,
    )
    try:
        config.load()
    except (OSError, ssl.SSLError) as error:
        raise OptionError(f"{certificate}: this certificate and key cannot be used ({error}); give PEM files that belong together") from None
    with _listening(access.host, port) as listener:
        address = address_of(access.host, listener.getsockname()[1], https=certificate is not None)
        tell(f"bilat: {address} shows {shown(store.address)}; Ctrl+C ends it")
        if access.https and certificate is None:
            print("bilat: logins work over https only: put a proxy that speaks it before this server, or give --certificate and --key", file=sys.stderr)
        server = uvicorn.Server(config)
        if open_browser:
            threading.Thread(target=_open, args=(server, address), daemon=True).start()
        _run(server, listener)


def check_users(store: Store, access: Access) -> None:
    """Raise `OptionError` where others than this machine would reach the application and nobody could log in to it."""
    if access.loopback or access.user_header is not None:
        return
    accounts = Users(store).all()
    if not accounts:
        raise OptionError(f"{access.host}: others than this machine would reach it, and there are no users yet; `bilat user add NAME --role administrator` makes one")
    if not any(account.has_password for account in accounts):
        raise OptionError(f"{access.host}: no user has a password, so nobody could log in; `bilat user password NAME` gives one, or name --proxy-user-header and --proxy-from")


def address_of(host: str, port: int, *, https: bool = False) -> str:
    """Return the address to open in a browser."""
    name = socket.gethostname() if host in ("", "0.0.0.0", "::") else f"[{host}]" if ":" in host else host
    return f"{'https' if https else 'http'}://{name}:{port}/"


def _listening(host: str, port: int) -> socket.socket:
    try:
        family, _, _, _, address = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        if host == "localhost":  # which may stand for both; browsers try this one too
            family, address = socket.AF_INET, ("127.0.0.1", port)
        return socket.create_server(address, family=family, backlog=512)
    except (OSError, OverflowError) as error:
        said = getattr(error, "strerror", None) or error
        raise OptionError(f"{host}:{port}: this address cannot be listened on ({said}); give another with --port or --host") from None


def _run(server: uvicorn.Server, listener: socket.socket) -> None:
    """Run until a signal; being stopped is no failure."""

    def stopped(_: int, __: FrameType | None) -> None:
        raise SystemExit(0)

    before = {number: signal.signal(number, stopped) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        server.run(sockets=[listener])  # raises the signal again when all is done
    except SystemExit as end:
        if end.code:
            raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _open(server: uvicorn.Server, address: str) -> None:
    while not server.started:
        time.sleep(0.05)
    webbrowser.open(address)
