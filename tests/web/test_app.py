"""`bilat serve` and `bilat user` as their users meet them."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from bilat.cli import main
from bilat.errors import OptionError
from bilat.record import Store
from bilat.web.access import Access
from bilat.web.serve import address_of, check_users
from bilat.web.users import Users
from conftest import Command

PASSWORD = b"seven quiet herons\n"
BILAT = Path(sys.executable).with_name("bilat")


@pytest.fixture
def command(monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]) -> Command:
    """`bilat`, run in the tests' own process: it starts faster."""

    def run(*arguments: object, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
        monkeypatch.setattr(sys, "argv", ["bilat", *map(str, arguments)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit) as left:
            main()
        said = capsysbinary.readouterr()
        return subprocess.CompletedProcess(sys.argv, int(left.value.code or 0), said.out, said.err)

    return run


@contextmanager
def serving(*arguments: object) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A running `bilat serve` and its address; it is stopped in the end."""
    command = [str(BILAT), "serve", "--port", "0", *map(str, arguments)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, "NO_COLOR": "1"})
    try:
        assert process.stdout is not None and process.stderr is not None
        line = process.stdout.readline()
        found = re.search(r"https?://[^ ]+:\d+/", line)
        assert found, line + process.stderr.read()
        yield process, found[0]
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.communicate(timeout=20)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_at_the_address_that_it_prints_until_it_is_told_to_stop(tmp_path: Path, number: signal.Signals) -> None:
    with serving("--store", tmp_path / "my.db") as (process, address):
        assert address.startswith("http://127.0.0.1:")
        answer = httpx.get(address + "login", timeout=20)
        assert answer.status_code == 200 and "content-security-policy" in answer.headers and "server" not in answer.headers
        assert httpx.get(address + "login", headers={"Host": "evil.example"}).status_code == 421
        process.send_signal(number)
        assert process.wait(20) == 0
        _, said = process.communicate()
        assert said == ""
    with Store(tmp_path / "my.db", create=False) as store:
        assert store.counts()["documents"] == 0


def test_what_has_begun_is_finished_before_it_stops(tmp_path: Path) -> None:
    with serving("--store", tmp_path / "my.db") as (process, address):
        with socket.create_connection(("127.0.0.1", int(address.rsplit(":", 1)[1].strip("/"))), timeout=20) as connection:
            connection.sendall(b"POST /login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 6\r\n\r\nnam")
            time.sleep(0.5)
            process.send_signal(signal.SIGTERM)
            time.sleep(0.5)
            connection.sendall(b"e=x")
            assert connection.recv(100).startswith(b"HTTP/1.1 403")  # it has no token, and is answered nevertheless
        assert process.wait(20) == 0


def test_one_port_is_served_once(tmp_path: Path, command: Command) -> None:
    with serving("--store", tmp_path / "my.db") as (_, address):
        port = address.rsplit(":", 1)[1].strip("/")
        second = command("serve", "--port", port, "--store", tmp_path / "my.db")
        assert second.returncode == 2 and b"this address cannot be listened on" in second.stderr and b"--port" in second.stderr and b"Traceback" not in second.stderr


def test_https_with_a_certificate(tmp_path: Path, command: Command) -> None:
    pem = tmp_path / "both.pem"
    made = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-addext",
        "subjectAltName=DNS:localhost",
        "-keyout",
        "key.pem",
        "-out",
        "cert.pem",
    ]
    subprocess.run(made, cwd=tmp_path, check=True, capture_output=True)
    pem.write_bytes((tmp_path / "key.pem").read_bytes() + (tmp_path / "cert.pem").read_bytes())
    command("user", "add", "anna", "--password-stdin", "--store", tmp_path / "my.db", stdin=PASSWORD)
    with serving("--host", "localhost", "--certificate", pem, "--store", tmp_path / "my.db") as (_, address):
        assert address.startswith("https://localhost:")
        with httpx.Client(verify=ssl.create_default_context(cafile=str(tmp_path / "cert.pem")), base_url=address, timeout=20) as client:
            form = client.get("/login")
            token = re.search(r'name="csrf" value="([^"]+)"', form.text)
            assert token is not None
            done = client.post("/login", data={"name": "anna", "password": PASSWORD.decode().strip(), "csrf": token[1]})
            assert done.status_code == 303
            assert "__Host-bilat_session" in client.cookies
    broken = command("serve", "--certificate", tmp_path / "cert.pem", "--key", tmp_path / "my.db", "--store", tmp_path / "my.db")
    assert broken.returncode == 2 and b"this certificate and key cannot be used" in broken.stderr


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["serve", "--host", "0.0.0.0"], b"there are no users yet; `bilat user add NAME"),
        (["serve", "--host", "::"], b"there are no users yet; `bilat user add NAME"),
        (["serve", "--host", "bilat.example"], b"there are no users yet; `bilat user add NAME"),
        (["serve", "--host", "0.0.0.0", "--proxy-user-header", "X-User"], b"say which with --proxy-from"),
        (["serve", "--proxy-from", "everywhere"], b"is no address or network"),
        (["serve", "--key", "k.pem"], b"give --certificate too"),
        (["serve", "--certificate", "nowhere.pem"], b"nowhere.pem: this certificate and key cannot be used"),
        (["serve", "--store", "mysql://x/y"], b"a store is a file name"),
        (["user", "add", "anna"], b"give it on standard input with --password-stdin"),
        (["user", "add", "anna", "--role", "king", "--password-stdin"], b"the roles are reader, reviewer and administrator"),
        (["user", "add", "a/b", "--password-stdin"], b"a user's name is"),
        (["user", "add", "anna", "--password-stdin"], b"shorter than 10"),
        (["user", "remove", "anna"], b"there is no user of this name"),
        (["user", "role", "anna", "reader"], b"there is no user of this name"),
        (["user", "password", "anna", "--password-stdin"], b"shorter than 10"),
        (["user", "token", "add", "anna", "x"], b"there is no user of this name"),
        (["user", "token", "remove", "x"], b"no token with this id"),
    ],
)
def test_bad_input_names_itself_and_the_way_out(command: Command, tmp_path: Path, arguments: list[str], words: bytes) -> None:
    done = command(*arguments, BILAT_STORE=str(tmp_path / "my.db"))
    assert done.returncode == 2
    assert words in done.stderr and b"Traceback" not in done.stderr


def test_users_come_and_go(command: Command, tmp_path: Path) -> None:
    environment = {"BILAT_STORE": str(tmp_path / "my.db")}
    added = command("user", "add", "Anna", "--role", "administrator", "--password-stdin", stdin=PASSWORD, **environment)
    assert added.returncode == 0 and added.stdout == b"Anna: added as administrator\n"
    command("user", "add", "gate", "--no-password", **environment)
    listed = json.loads(command("user", "list", "--json", **environment).stdout)
    assert [(user["name"], user["role"], user["has_password"]) for user in listed] == [("Anna", "administrator", True), ("gate", "reader", False)]
    shown = command("user", "list", **environment).stdout.decode()
    assert "Anna  administrator" in shown and "gate  reader" in shown and "by a proxy only" in shown
    command("user", "role", "Anna", "reviewer", **environment)
    made = command("user", "token", "add", "Anna", "notebook", "--days", "30", **environment)
    secret = made.stdout.decode().strip()
    assert re.fullmatch(r"bilat_[\w-]{43}", secret) and b"at most reviewer" in made.stderr and b"only now" in made.stderr
    (token,) = json.loads(command("user", "token", "list", "Anna", "--json", **environment).stdout)
    assert token["label"] == "notebook" and token["expires"] and "secret" not in token
    assert secret not in command("user", "token", "list", **environment).stdout.decode()
    with Store(environment["BILAT_STORE"]) as store:
        users = Users(store)
        assert users.find_token(secret) == ("Anna", "reviewer") and users.check("Anna", PASSWORD.decode().strip())
    command("user", "token", "remove", token["id"], **environment)
    changed = command("user", "password", "Anna", "--password-stdin", stdin=b"four loud magpies\r\n", **environment)
    assert changed.returncode == 0
    with Store(environment["BILAT_STORE"]) as store:
        users = Users(store)
        assert users.find_token(secret) is None and users.check("Anna", "four loud magpies")
    command("user", "remove", "Anna", **environment)
    assert [user["name"] for user in json.loads(command("user", "list", "--json", **environment).stdout)] == ["gate"]


def test_a_password_is_typed_twice_at_a_terminal_and_never_shown(tmp_path: Path) -> None:
    import pty
    import select

    command = [str(BILAT), "user", "add", "Anna", "--store", str(tmp_path / "my.db")]
    terminal, child = pty.openpty()
    process = subprocess.Popen(command, stdin=child, stdout=child, stderr=child, start_new_session=True)
    os.close(child)
    said, seen = b"", 0  # the blank after a prompt comes when nothing that is typed is shown any more
    for prompt, line in ((b"Password: ", b"one two three four"), (b"Once more: ", b"one two three five"), (b"Password: ", PASSWORD.strip()), (b"Once more: ", PASSWORD.strip())):
        while prompt not in said[seen:]:
            assert select.select([terminal], [], [], 30)[0], said
            said += os.read(terminal, 1000)
        seen = len(said)
        os.write(terminal, line + b"\n")
    assert process.wait(30) == 0
    while select.select([terminal], [], [], 0.2)[0]:
        try:
            said += os.read(terminal, 1000)
        except OSError:  # all is read, and the other end is gone
            break
    os.close(terminal)
    assert b"do not match" in said and b"added as reader" in said and b"herons" not in said and b"three" not in said
    with Store(tmp_path / "my.db") as store:
        assert Users(store).check("Anna", PASSWORD.decode().strip())


def test_off_loopback_it_needs_somebody_who_can_log_in(store_address: str) -> None:
    wide, proxied = Access("0.0.0.0"), Access("0.0.0.0", proxies=["10.0.0.1"], user_header="X-User")
    with Store(store_address) as store:
        check_users(store, Access("127.0.0.1"))
        check_users(store, Access("::1"))
        check_users(store, proxied)
        with pytest.raises(OptionError, match="there are no users yet"):
            check_users(store, wide)
        Users(store).add("gate", "reader", None)
        with pytest.raises(OptionError, match="no user has a password"):
            check_users(store, wide)
        Users(store).add("anna", "reader", PASSWORD.decode().strip())
        check_users(store, wide)


def test_addresses_to_open() -> None:
    assert address_of("127.0.0.1", 8765) == "http://127.0.0.1:8765/" and address_of("::1", 80, https=True) == "https://[::1]:80/"
    assert address_of("0.0.0.0", 1) == f"http://{socket.gethostname()}:1/"


def test_the_application_shows_what_is_in_the_store(client: TestClient, app: FastAPI) -> None:
    with client:
        assert app.state.desk.store.counts()["documents"] > 5
        assert client.get("/").status_code == 200
        document = client.get("/api/v1/openapi.json").json()
        assert document["paths"] and all(path.startswith(("/api/", "/r/")) for path in document["paths"])


def test_the_feeds_of_a_relationship_are_not_taken_for_pages(client: TestClient) -> None:
    for name, kind in (("feed.atom", "application/atom+xml"), ("calendar.ics", "text/calendar")):
        answer = client.get(f"/r/EGY/KEN/{name}")
        assert answer.status_code == 200 and answer.headers["content-type"].startswith(kind)
    assert client.get("/r/EGY/KEN/people").headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("arguments", [["serve"], ["user", "add", "ana"], ["user", "list"]], ids=" ".join)
def test_without_what_the_web_needs_it_says_what_to_install(command: Command, arguments: list[str], filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bilat.cli.web.find_spec", lambda name: None if name == "uvicorn" else find_spec(name))
    done = command(*arguments, "--store", filled)
    assert done.returncode == 2 and b"(uvicorn missing): pip install 'bilat[web]'" in done.stderr
