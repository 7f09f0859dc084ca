"""Who gets in and who does not: roles, sessions, tokens, proxies, other sites' pages, other names, limits."""

from __future__ import annotations

import base64
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import httpx
import pytest
from argon2 import PasswordHasher
from fastapi import APIRouter, Depends, FastAPI, Form, Request, UploadFile
from starlette.testclient import TestClient

from bilat.errors import OptionError
from bilat.record import Store
from bilat.web import entrance
from bilat.web import users as users_module
from bilat.web.access import Access
from bilat.web.app import create_app
from bilat.web.gate import STRANGERS_BODY
from bilat.web.ratelimit import HELD, RateLimit, address_key
from bilat.web.security import Limits, User, anyone, csrf_token, current_user, require, safe_next
from bilat.web.users import ROLES, Users
from postgres import Postgres
from web.conftest import HERE, PASSWORD, browser, csrf, log_in

probe = APIRouter(prefix="/probe")
DONE: list[str] = []


@probe.get("/anyone")
def _open_to_all(user: Annotated[User | None, Depends(anyone)]) -> str | None:
    return user and user.name


@probe.get("/undeclared")
def _undeclared() -> str:
    return "nobody may see this"


@probe.post("/undeclared")
def _undeclared_change() -> str:
    DONE.append("undeclared")
    return "done"


@probe.get("/token", dependencies=[Depends(anyone)])
def _token(request: Request) -> str:
    return csrf_token(request)


@probe.post("/form", dependencies=[Depends(require("reviewer"))])
def _form(request: Request, what: Annotated[str, Form()] = "") -> str:
    DONE.append(f"{what} by {current_user(request).name}")
    return what


@probe.post("/upload", dependencies=[Depends(require("reviewer"))])
def _upload(file: UploadFile) -> int:
    return len(file.file.read())


@probe.delete("/thing", dependencies=[Depends(require("administrator"))])
def _thing(request: Request) -> str:
    DONE.append(f"deleted by {current_user(request).name}")
    return "gone"


@probe.put("/raw", dependencies=[Depends(anyone)])
async def _raw(request: Request) -> int:
    return len(await request.body())


@probe.get("/calendar.ics", dependencies=[Depends(require("reader"))])
def _calendar() -> str:
    return "BEGIN:VCALENDAR"


@probe.get("/fails", dependencies=[Depends(anyone)])
def _fails() -> None:
    raise RuntimeError("the reason, which is nobody's business")


def _who(user: User) -> dict[str, str]:
    return {"name": user.name, "role": user.role, "via": user.via}


@probe.get("/reader")
def _reader(user: Annotated[User, Depends(require("reader"))]) -> dict[str, str]:
    return _who(user)


@probe.get("/reviewer")
def _reviewer(user: Annotated[User, Depends(require("reviewer"))]) -> dict[str, str]:
    return _who(user)


@probe.get("/administrator")
def _administrator(user: Annotated[User, Depends(require("administrator"))]) -> dict[str, str]:
    return _who(user)


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An empty store, and one with a user of each role."""
    folder = tmp_path_factory.mktemp("stores")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(users_module, "PasswordHasher", lambda: PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        for name in ("empty.db", "users.db"):
            with Store(folder / name) as store:
                for role in ROLES if name == "users.db" else ():
                    Users(store).add(role, role, PASSWORD)
    return folder / "empty.db", folder / "users.db"


@pytest.fixture
def make(stores: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., FastAPI]:
    """Makes an application with the routes above alone, over a store of the test's own, with a user of each role unless told otherwise."""

    def made(access: Access | None = None, *, users: bool = True, **options: Any) -> FastAPI:
        monkeypatch.setattr("bilat.web.app.PARTS", (entrance.router,))
        path = tmp_path / f"{users}.db"
        if not path.exists():
            shutil.copy(stores[users], path)
        app = create_app(path, access=access, **options)
        app.state.error_page = app.state.login_page = None  # so that the plain ones are tested
        app.include_router(probe)
        DONE.clear()
        return app

    return made


def told(answer: httpx.Response) -> str:
    """The code of an error, which has the one shape."""
    body = answer.json()
    assert body.keys() == {"error"} and body["error"].keys() == {"status", "code", "message"} and body["error"]["status"] == answer.status_code
    assert body["error"]["message"]
    return str(body["error"]["code"])


JSON = {"Accept": "application/json"}


# -- roles


def test_every_route_of_the_application_says_who_may_use_it(app: FastAPI) -> None:
    from fastapi.routing import iter_route_contexts

    endpoints = {context.endpoint: context.path for context in iter_route_contexts(app.routes) if context.endpoint is not None}
    assert len(endpoints) > 3
    assert {path for endpoint, path in endpoints.items() if endpoint not in app.state.declared} == set()
    open_to_all = {path for endpoint, path in endpoints.items() if all(needed.role is None for needed in app.state.declared[endpoint])}
    assert open_to_all == {"/login", "/logout"}


def test_a_route_that_declares_nothing_is_refused_to_everyone(make: Callable[..., FastAPI]) -> None:
    client = log_in(browser(make()), "administrator")
    for answer in (client.get("/probe/undeclared", headers=JSON), client.post("/probe/undeclared", headers={**JSON, "X-CSRF-Token": csrf(client)})):
        assert answer.status_code == 403 and told(answer) == "no_role_declared"
    assert DONE == []


def test_a_route_that_is_not_guarded_is_not_served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from starlette.routing import Route

    monkeypatch.setattr("bilat.web.app.PARTS", (APIRouter(routes=[Route("/bare", lambda _: None)]),))
    with pytest.raises(TypeError, match="/bare: only routes of FastAPI"):
        create_app(tmp_path / "store.db")


@pytest.mark.parametrize("role", ["reader", "reviewer", "administrator"])
def test_a_role_may_what_the_lesser_ones_may_and_no_more(make: Callable[..., FastAPI], role: str) -> None:
    client = log_in(browser(make()), role)
    roles = ["reader", "reviewer", "administrator"]
    for needed in roles:
        answer = client.get(f"/probe/{needed}", headers=JSON)
        if roles.index(needed) <= roles.index(role):
            assert answer.json() == {"name": role, "role": role, "via": "session"}
        else:
            assert answer.status_code == 403 and told(answer) == "not_allowed"


def test_somebody_who_is_not_logged_in_is_sent_to_the_login_and_a_program_is_told(make: Callable[..., FastAPI]) -> None:
    client = browser(make())
    page = client.get("/probe/reader?q=a%20b&n=1")
    assert page.status_code == 303 and page.headers["location"] == "/login?next=/probe/reader%3Fq%3Da%2520b%26n%3D1"
    program = client.get("/probe/reader", headers=JSON)
    assert program.status_code == 401 and told(program) == "login_needed" and program.headers["www-authenticate"] == "Bearer"
    part = client.get("/probe/reader", headers={"HX-Request": "true"})
    assert part.status_code == 401 and part.headers["hx-redirect"] == "/login"
    assert client.get("/probe/anyone").json() is None
    form = client.get(page.headers["location"]).text
    next = re.search(r'name="next" value="([^"]*)"', form)
    assert next is not None and next[1] == "/probe/reader?q=a%20b&amp;n=1"


# -- loopback without users


def test_on_this_machine_without_users_everything_just_works(make: Callable[..., FastAPI]) -> None:
    import getpass

    client = browser(make(users=False))
    assert client.get("/probe/administrator").json() == {"name": getpass.getuser(), "role": "administrator", "via": "local"}
    assert client.post("/probe/form", data={"what": "x", "csrf": csrf(client)}).status_code == 200
    assert [f"x by {getpass.getuser()}"] == DONE


@pytest.mark.parametrize(
    ("peer", "headers"),
    [
        (("10.0.0.7", 1), {}),
        (HERE, {"X-Forwarded-For": "10.0.0.7"}),
        (HERE, {"Forwarded": "for=10.0.0.7"}),
        (HERE, {"Via": "1.1 gate"}),
    ],
)
def test_who_comes_from_elsewhere_is_no_local_user(make: Callable[..., FastAPI], peer: tuple[str, int], headers: dict[str, str]) -> None:
    client = browser(make(users=False), peer=peer)
    assert client.get("/probe/reader", headers={**JSON, **headers}).status_code == 401


def test_off_loopback_nobody_is_a_local_user(make: Callable[..., FastAPI]) -> None:
    client = browser(make(Access("0.0.0.0"), users=False))
    assert client.get("/probe/reader", headers=JSON).status_code == 401


def test_the_first_user_closes_the_door_at_once(make: Callable[..., FastAPI]) -> None:
    app = make(users=False)
    client = browser(app)
    assert client.get("/probe/reader").status_code == 200
    Users(app.state.desk.store).add("first", "reader", PASSWORD)
    assert client.get("/probe/reader", headers=JSON).status_code == 401


# -- names and sites


@pytest.mark.parametrize("host", ["localhost", "localhost:8765", "127.0.0.1", "127.0.0.1:80", "[::1]:8765", "LOCALHOST", "localhost.", "bilat.example"])
def test_known_names_are_answered(make: Callable[..., FastAPI], host: str) -> None:
    client = browser(make(Access(hosts=["bilat.example"]), users=False))
    assert client.get("/probe/reader", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "evil.example:8765", "10.0.0.7", "", "local host", "[evil.example]"])
def test_a_name_that_somebody_made_point_here_is_not_answered(make: Callable[..., FastAPI], host: str) -> None:
    client = browser(make(users=False))
    for path in ("/probe/reader", "/static/style.css", "/login", "/api/openapi.json"):
        answer = client.get(path, headers={**JSON, "Host": host})
        assert answer.status_code == 421 and told(answer) == "unknown_host"


def test_off_loopback_numbers_are_answered_and_unknown_names_are_not() -> None:
    access = Access("0.0.0.0", hosts=["bilat.example"])
    assert access.goes_by("192.0.2.7:8765") and access.goes_by("bilat.example") and access.goes_by("[2001:db8::1]:80")
    assert not access.goes_by("evil.example") and not access.goes_by("192.0.2.7.evil.example")


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:9999"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://evil.example"},
    ],
)
@pytest.mark.parametrize("users", [True, False])
def test_a_page_of_another_site_changes_nothing_even_with_the_token(make: Callable[..., FastAPI], headers: dict[str, str], users: bool) -> None:
    client = browser(make(users=users))
    if users:
        log_in(client, "reviewer")
    answer = client.post("/probe/form", data={"what": "x", "csrf": csrf(client)}, headers={**JSON, **headers})
    assert answer.status_code == 403 and told(answer) == "cross_site"
    assert DONE == []


@pytest.mark.parametrize("users", [True, False])
def test_a_change_takes_the_token_of_this_browser(make: Callable[..., FastAPI], users: bool) -> None:
    app = make(users=users)
    client, other = browser(app), browser(app)
    if users:
        log_in(client, "administrator"), log_in(other, "administrator")
    good = csrf(client)
    wrong = [None, "", "x", csrf(other), good[:-4], good[::-1], "é" * 20, base64.urlsafe_b64encode(bytes(64)).decode()]
    for token in wrong:
        for answer in (
            client.post("/probe/form", data={"what": "x"} if token is None else {"what": "x", "csrf": token}, headers=JSON),
            client.post("/probe/form", files={"what": (None, "x")} if token is None else {"what": (None, "x"), "csrf": (None, token)}, headers=JSON),
            client.delete("/probe/thing", headers=JSON if token is None else {**JSON, "X-CSRF-Token": token.encode()}),  # type: ignore[dict-item]
        ):
            assert answer.status_code == 403 and told(answer) == "csrf", token
    assert DONE == []
    same_site = {"Sec-Fetch-Site": "same-origin", "Origin": "http://localhost"}
    assert client.post("/probe/form", data={"what": "form", "csrf": good}, headers=same_site).status_code == 200
    assert client.post("/probe/form", files={"what": (None, "parts"), "csrf": (None, good)}).status_code == 200
    assert client.post("/probe/form", data={"what": "script"}, headers={"X-CSRF-Token": good}).status_code == 200
    assert client.delete("/probe/thing", headers={"X-CSRF-Token": good}).status_code == 200
    assert [done.split(" by")[0] for done in DONE] == ["form", "parts", "script", "deleted"]


def test_each_token_is_another_and_a_file_counts_as_none(make: Callable[..., FastAPI]) -> None:
    client = browser(make(users=False))
    tokens = {client.get("/probe/token").json() for _ in range(5)}
    assert len(tokens) == 5
    answer = client.post("/probe/upload", files={"csrf": ("token.txt", tokens.pop().encode()), "file": ("a.txt", b"abc")}, headers=JSON)
    assert answer.status_code == 403
    assert client.post("/probe/upload", data={"csrf": tokens.pop()}, files={"file": ("a.txt", b"abc")}).json() == 3


def test_a_token_from_before_the_login_is_good_no_longer(make: Callable[..., FastAPI]) -> None:
    client = browser(make())
    before = csrf(client)
    log_in(client, "reviewer")
    assert client.post("/probe/form", data={"what": "x", "csrf": before}, headers=JSON).status_code == 403
    of_session = csrf(client)
    client.cookies.delete("bilat_session")
    assert client.post("/probe/form", data={"what": "x", "csrf": of_session}, headers=JSON).status_code == 401


def test_forms_outlive_a_restart_of_the_server(make: Callable[..., FastAPI]) -> None:
    client = log_in(browser(make()), "reviewer")
    token = csrf(client)
    again = browser(make())
    again.cookies = client.cookies
    assert again.post("/probe/form", data={"what": "kept", "csrf": token}).status_code == 200


# -- logging in


def test_logging_in_and_out(make: Callable[..., FastAPI]) -> None:
    app = make()
    client = browser(app)
    wrong = client.post("/login", data={"name": 'reader"><script>', "password": "wrong", "csrf": csrf(client), "next": "/probe/reader"})
    assert wrong.status_code == 401 and "Name or password is wrong." in wrong.text and "<script>" not in wrong.text and 'value="/probe/reader"' in wrong.text
    done = client.post("/login", data={"name": "reader", "password": PASSWORD, "csrf": csrf(client), "next": "/probe/reader"})
    assert done.status_code == 303 and done.headers["location"] == "/probe/reader"
    cookie = next(line for line in done.headers.get_list("set-cookie") if line.startswith("bilat_session="))
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie and "Path=/" in cookie and "Secure" not in cookie and "Domain" not in cookie
    first = client.cookies["bilat_session"]
    log_in(client, "reviewer")
    second = client.cookies["bilat_session"]
    assert second != first
    thief = browser(app)
    thief.cookies.set("bilat_session", first)
    assert thief.get("/probe/reader", headers=JSON).status_code == 401
    assert client.post("/logout", headers=JSON).status_code == 403  # a page elsewhere cannot log anybody out
    out = client.post("/logout", data={"csrf": csrf(client)})
    assert out.status_code == 303 and "bilat_session" not in client.cookies
    thief.cookies.set("bilat_session", second)
    assert thief.get("/probe/reader", headers=JSON).status_code == 401


def test_off_loopback_cookies_go_over_https_only_and_belong_to_this_host(make: Callable[..., FastAPI]) -> None:
    app = make(Access("0.0.0.0"))
    client = browser(app, "https://192.0.2.7", ("192.0.2.99", 1))
    log_in(client, "reader")
    assert client.get("/probe/reader").json()["name"] == "reader"
    cookies = [cookie for cookie in client.cookies.jar if cookie.name == "__Host-bilat_session"]
    assert cookies and all(cookie.secure and cookie.path == "/" and not cookie.domain_specified for cookie in cookies)
    plain = browser(app, "http://192.0.2.7")
    plain.cookies.set("bilat_session", client.cookies["__Host-bilat_session"])
    assert plain.get("/probe/reader", headers=JSON).status_code == 401
    assert not Access("0.0.0.0", secure=False).https and Access("127.0.0.1", secure=True).https


@pytest.mark.parametrize(
    "address",
    [
        "https://evil.example/",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "",
        "/a\nb",
        "/login",
        "/logout",
        " /x",
        "http:/x",
        "/\t/evil",
    ],
)
def test_after_the_login_nobody_is_sent_elsewhere(address: str) -> None:
    assert safe_next(address) == "/"
    assert safe_next("/r/KAZ/CHN?x=1#y") == "/r/KAZ/CHN?x=1#y" and safe_next(None) == "/"


def test_passwords_cannot_be_tried_for_long(make: Callable[..., FastAPI]) -> None:
    app = make()
    client = browser(app)
    token = csrf(client)

    def attempt(name: str, password: str, via: TestClient = client) -> httpx.Response:
        return via.post("/login", data={"name": name, "password": password, "csrf": token})

    answers = [attempt("reader", f"wrong {n}").status_code for n in range(12)]
    assert answers == [401] * 8 + [429] * 4
    right = attempt("reader", PASSWORD)
    assert right.status_code == 429 and int(right.headers["retry-after"]) > 1 and "Too many attempts" in right.text
    elsewhere = browser(app, peer=("127.0.0.2", 1))
    elsewhere.cookies = client.cookies
    assert attempt("reader", PASSWORD, elsewhere).status_code == 303  # whoever tries passwords from one address does not shut the user out
    sprayed = [attempt(f"somebody {n}", "wrong").status_code for n in range(40)]
    assert sprayed[0] == 401 and sprayed[-1] == 429
    many = Limits()
    many.login_here.burst = many.login_address.burst = many.address.burst = 10_000
    app.state.security.limits = many
    assert 429 in [attempt("administrator", "wrong").status_code for _ in range(101)]  # from however many addresses


# -- tokens of programs


def bearer(secret: str) -> dict[str, str]:
    return {**JSON, "Authorization": f"Bearer {secret}"}


def test_a_program_acts_for_a_user_with_a_token_and_needs_no_form(make: Callable[..., FastAPI]) -> None:
    app = make()
    users = Users(app.state.desk.store)
    kept, secret = users.add_token("reviewer", "notebook")
    client = browser(app, peer=("127.0.0.1", 9))
    assert client.get("/probe/reviewer", headers=bearer(secret)).json() == {"name": "reviewer", "role": "reviewer", "via": "token"}
    assert client.post("/probe/form", data={"what": "x"}, headers=bearer(secret)).status_code == 200
    assert client.get("/probe/administrator", headers=bearer(secret)).status_code == 403
    _, less = users.add_token("administrator", "reading", role="reader")
    assert client.get("/probe/reader", headers=bearer(less)).json()["name"] == "administrator"
    assert client.post("/probe/form", data={"what": "y"}, headers=bearer(less)).status_code == 403
    assert DONE == ["x by reviewer"]
    users.remove_token(kept.id)
    assert client.get("/probe/reader", headers=bearer(secret)).status_code == 401


def test_a_token_that_is_none_is_refused_whatever_else_is_sent(make: Callable[..., FastAPI]) -> None:
    client = log_in(browser(make()), "administrator")
    for wrong in ("bilat_", "bilat_x", "x", ""):
        answer = client.get("/probe/reader", headers=bearer(wrong))
        assert answer.status_code == 401 and "API token" in answer.json()["error"]["message"]
    local = browser(make(users=False))
    assert local.get("/probe/reader", headers=bearer("bilat_x")).status_code == 401


def test_a_calendar_program_sends_a_token_as_a_password_and_only_reads(make: Callable[..., FastAPI]) -> None:
    app = make()
    _, secret = Users(app.state.desk.store).add_token("reviewer", "calendar")
    basic = {**JSON, "Authorization": "Basic " + base64.b64encode(f"reviewer:{secret}".encode()).decode()}
    client = browser(app)
    asked = client.get("/probe/calendar.ics", headers={"Accept": "text/calendar"})
    assert asked.status_code == 401 and asked.headers["www-authenticate"].startswith("Basic ")  # without which it would not send any
    assert client.get("/probe/calendar.ics", headers=basic).status_code == 200
    assert client.get("/probe/reader", headers=basic).json()["via"] == "token"
    assert client.post("/probe/form", data={"what": "x"}, headers=basic).status_code == 401
    for other in ("Basic !!!", "Basic " + base64.b64encode(f"reviewer:{PASSWORD}".encode()).decode(), "Digest x", "Basic /w=="):
        assert client.get("/probe/reader", headers={**JSON, "Authorization": other}).status_code == 401
    assert DONE == []


# -- proxies

PROXIED = Access("0.0.0.0", proxies=["10.0.0.0/24"], user_header="X-Remote-User")


def test_a_trusted_proxy_names_the_user(make: Callable[..., FastAPI]) -> None:
    app = make(PROXIED)
    Users(app.state.desk.store).add("Proxied", "reader", None)
    proxy = browser(app, "http://192.0.2.7", ("10.0.0.7", 1))
    assert proxy.get("/probe/reader", headers={"X-Remote-User": "Proxied"}).json() == {"name": "Proxied", "role": "reader", "via": "proxy"}
    assert proxy.get("/probe/reviewer", headers={**JSON, "X-Remote-User": "Proxied"}).status_code == 403
    unknown = proxy.get("/probe/reader", headers={**JSON, "X-Remote-User": "Somebody"})
    assert unknown.status_code == 403 and "bilat user add" in unknown.json()["error"]["message"]
    assert proxy.get("/probe/reader", headers=JSON).status_code == 401
    twice = proxy.get("/probe/reader", headers=[("Accept", "application/json"), ("X-Remote-User", "Proxied"), ("X-Remote-User", "administrator")])  # type: ignore[arg-type]
    assert twice.status_code == 401


def test_nobody_else_names_the_user(make: Callable[..., FastAPI]) -> None:
    app = make(PROXIED)
    for peer in ("10.0.1.7", "127.0.0.1", "192.0.2.9", ""):
        client = browser(app, "http://192.0.2.7", (peer, 1))
        assert client.get("/probe/reader", headers={**JSON, "X-Remote-User": "administrator"}).status_code == 401
    unproxied = browser(make(), peer=("10.0.0.7", 1))
    assert unproxied.get("/probe/reader", headers={**JSON, "X-Remote-User": "administrator"}).status_code == 401


def test_a_change_through_a_proxy_takes_the_token_too(make: Callable[..., FastAPI]) -> None:
    app = make(Access("0.0.0.0", proxies=["10.0.0.0/24"], user_header="X-Remote-User", secure=False))
    proxy = browser(app, "http://192.0.2.7", ("10.0.0.7", 1))
    named = {**JSON, "X-Remote-User": "reviewer"}
    token = proxy.get("/probe/token", headers=named).json()
    assert proxy.post("/probe/form", data={"what": "x"}, headers=named).status_code == 403
    assert proxy.post("/probe/form", data={"what": "x", "csrf": token}, headers=named).status_code == 200


def test_the_address_of_whoever_asks_is_what_trusted_proxies_say() -> None:
    from starlette.datastructures import Headers

    access = Access("0.0.0.0", proxies=["10.0.0.0/24"])
    said = Headers({"x-forwarded-for": "198.51.100.1, 203.0.113.5, 10.0.0.9"})
    assert access.client("10.0.0.7", said) == "203.0.113.5"
    assert access.client("203.0.113.99", said) == "203.0.113.99"
    assert access.client("10.0.0.7", Headers({"x-forwarded-for": "nonsense"})) == "10.0.0.7"
    assert access.client("10.0.0.7", Headers({})) == "10.0.0.7"


@pytest.mark.parametrize(
    ("options", "words"),
    [({"proxies": ["0.0.0.0/0"]}, "everybody"), ({"proxies": ["gate"]}, "no address or network"), ({"user_header": "X-Remote-User"}, "trusted proxies only")],
)
def test_a_proxy_that_cannot_be_is_told(options: dict[str, Any], words: str) -> None:
    with pytest.raises(OptionError, match=words):
        Access("0.0.0.0", **options)


# -- limits


def test_a_bucket_fills_again_and_few_are_held() -> None:
    at = [0.0]
    limit = RateLimit(2, 3, clock=lambda: at[0])
    assert [limit.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert limit.take("b") == 0
    at[0] = 0.5
    assert limit.take("a") == 0 and limit.take("a") == 0.5
    at[0] = 100
    assert [limit.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    for n in range(HELD + 10):
        limit.take(str(n))
    assert len(limit._buckets) == HELD


def test_one_network_of_ipv6_is_one_address() -> None:
    assert address_key("2001:db8:1:2:3::4") == address_key("2001:db8:1:2::9") != address_key("2001:db8:1:3::4")
    assert address_key("192.0.2.1") != address_key("192.0.2.2") and address_key("testclient") == "testclient"


def test_who_asks_too_often_is_told_to_wait(make: Callable[..., FastAPI]) -> None:
    limits = Limits()
    limits.address, limits.user = RateLimit(0.01, 20), RateLimit(0.01, 15)
    app = make(limits=limits)
    client = log_in(browser(app), "reader")
    stranger = browser(app, peer=("127.0.0.9", 1))
    for asking, allowed in ((client, 15), (stranger, 20)):
        answers = [asking.get("/probe/anyone", headers=JSON) for _ in range(30)]
        assert [answer.status_code for answer in answers] == [200] * allowed + [429] * (30 - allowed)
        assert told(answers[-1]) == "too_many_requests" and int(answers[-1].headers["retry-after"]) >= 1
    guesser = browser(app, peer=("127.0.0.10", 1))
    assert [guesser.get("/probe/anyone", headers=bearer(f"bilat_{n}")).status_code for n in range(22)] == [401] * 20 + [429] * 2
    assert browser(app, peer=("127.0.0.11", 1)).get("/probe/anyone").status_code == 200


def test_what_is_sent_is_bounded_whatever_it_says_of_its_length(make: Callable[..., FastAPI]) -> None:
    app = make(max_body=200_000)
    client = log_in(browser(app), "reviewer")
    token = {**JSON, "X-CSRF-Token": csrf(client)}
    assert client.put("/probe/raw", content=b"x" * 200_000, headers=token).json() == 200_000
    declared = client.put("/probe/raw", content=b"x" * 200_001, headers=token)
    streamed = client.put("/probe/raw", content=(b"x" * 50_000 for _ in range(5)), headers=token)
    form = client.post("/probe/form", data={"what": "x" * 300_000}, headers=token)
    for answer in (declared, streamed, form):
        assert answer.status_code == 413 and told(answer) == "too_large"
    stranger = browser(app)
    token = {**JSON, "X-CSRF-Token": csrf(stranger)}
    assert stranger.put("/probe/raw", content=b"x" * STRANGERS_BODY, headers=token).status_code == 200
    assert stranger.put("/probe/raw", content=b"x" * (STRANGERS_BODY + 1), headers=token).status_code == 413


# -- what every answer says


def test_every_answer_carries_the_policy(make: Callable[..., FastAPI]) -> None:
    client = browser(make())
    forgiving = TestClient(client.app, base_url="http://localhost", client=HERE, raise_server_exceptions=False)
    answers = [client.get(path) for path in ("/login", "/probe/reader", "/nowhere", "/static/nothing.css", "/api/nowhere", "/probe/undeclared")]
    answers += [client.get("/login", headers={"Host": "evil.example"}), client.post("/login"), client.put("/probe/raw", content=b"x" * 100_000), forgiving.get("/probe/fails")]
    assert [answer.status_code for answer in answers] == [200, 303, 404, 404, 404, 403, 421, 403, 413, 500]
    for answer in answers:
        policy = answer.headers["content-security-policy"]
        assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy and "http" not in policy and "data:" not in policy
        assert answer.headers["x-content-type-options"] == "nosniff" and answer.headers["referrer-policy"] == "same-origin"
        assert answer.headers["x-frame-options"] == "DENY" and answer.headers["cross-origin-resource-policy"] == "same-origin"
        if not answer.request.url.path.startswith("/static"):
            assert "private" in answer.headers["cache-control"] and "Cookie" in answer.headers["vary"]


def test_a_failure_tells_nothing_of_its_reason(make: Callable[..., FastAPI]) -> None:
    forgiving = TestClient(make(users=False), base_url="http://localhost", client=HERE, raise_server_exceptions=False)
    page = forgiving.get("/probe/fails", headers={"Accept": "text/html"})
    program = forgiving.get("/probe/fails", headers=JSON)
    assert page.status_code == program.status_code == 500 and told(program) == "internal"
    assert "nobody's business" not in page.text + program.text and "Traceback" not in page.text


def test_on_postgresql_too(postgres: Postgres, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bilat.web.app.PARTS", (entrance.router,))
    app = create_app(postgres.database())
    app.state.error_page = app.state.login_page = None
    app.include_router(probe)
    with Store(app.state.desk.store.address) as store:
        Users(store).add("Aigerim", "reviewer", PASSWORD)
    client = log_in(browser(app), "Aigerim")
    assert client.post("/probe/form", data={"what": "x", "csrf": csrf(client)}).status_code == 200
    for name in ("x\0y", "\ud800", "'; DROP TABLE users; --", "é" * 500):
        assert client.post("/login", data={"name": name.encode("utf-8", "surrogatepass"), "password": "x", "csrf": csrf(client)}).status_code in (401, 429)
    assert client.post("/logout", data={"csrf": csrf(client)}).status_code == 303
    app.state.desk.store.close()
