"""The REST API against its own OpenAPI document: whatever is asked, no answer fails and none is other than the document says."""

from __future__ import annotations

import json
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from argon2 import PasswordHasher
from fastapi import FastAPI
from hypothesis import HealthCheck, settings
from schemathesis import checks

from bilat import api
from bilat.record import Store
from bilat.web import users as users_module
from bilat.web.app import create_app
from bilat.web.ratelimit import RateLimit
from bilat.web.rest.schema import document

from .conftest import PASSWORD, browser

DOCUMENT: dict[str, Any] = json.loads(document())
HELD: dict[str, list[str]] = {}
"""What the paths of the API may name: filled with what the store holds."""


@pytest.fixture(scope="module")
def contract_app(filled: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """The application with a reviewer who has a token, and no limits to how often it may be asked."""
    path = Path(shutil.copy(filled, tmp_path_factory.mktemp("contract") / "store.db"))
    with Store(path) as store, pytest.MonkeyPatch.context() as patch:
        patch.setattr(users_module, "PasswordHasher", lambda: PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        app = create_app(store)
        limits = app.state.security.limits
        limits.user = limits.address = RateLimit(1e6, 1e6)
        app.state.security.users.add("ana", "reviewer", PASSWORD)
        HELD["token"] = [app.state.security.users.add_token("ana", "contract")[1]]
        record = api.record_of(store, "EGY", "KEN")
        HELD["document"] = [item.id for item in record.documents]
        HELD["fact"] = ["f1", "f2", "f3"]
        for letter, part in (("e", "events"), ("p", "people"), ("m", "mechanisms"), ("i", "instruments"), ("c", "commitments"), ("f", "figures")):
            HELD[letter] = [item.id for item in getattr(record, part)]
        HELD["key"] = [key for merge in api.merges(store, "EGY", "KEN")[:20] for key in (merge.one, merge.other)]
        RUNNING[:] = [app]
        yield app


def headers() -> dict[str, str]:
    """Who asks, of which host."""
    return {"Authorization": f"Bearer {HELD['token'][0]}", "Host": "localhost"}


async def application(scope: Any, receive: Any, send: Any) -> None:
    """The application of the test that runs: the cases are told before there is one."""
    await RUNNING[0](scope, receive, send)


RUNNING: list[FastAPI] = []
SCHEMA = schemathesis.openapi.from_dict(DOCUMENT)
SCHEMA.app = application


def aim(case: Any) -> None:
    """Let three of four requests name what is there: of what is made up by chance, the answer is always that there is no such thing."""
    given = json.dumps([case.path_parameters, case.query, case.body if isinstance(case.body, dict | list | str | int | float | None) else 0], sort_keys=True, default=str)
    chance = zlib.crc32(given.encode("utf-8", "surrogatepass"))
    if chance % 4 == 0:
        return
    letter = case.path.removeprefix("/api/v1/").split("/")[0]
    known = {"one": ["EGY"], "other": ["KEN", "everyone"], "document": HELD["document"], "fact": HELD["fact"], "id": HELD.get(letter, [])}
    for name in case.path_parameters or {}:
        if known.get(name):
            case.path_parameters[name] = known[name][chance // 4 % len(known[name])]
    if isinstance(case.body, dict) and isinstance(case.body.get("subject"), list):
        case.body["subject"] = [HELD["key"][(chance // 4 + n) % len(HELD["key"])] for n in range(len(case.body["subject"]))]


CHECKS = [
    checks.not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
]


def ask(case: Any) -> None:
    aim(case)
    case.call_and_validate(base_url="http://localhost", checks=CHECKS, headers=headers())


QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]


@pytest.mark.usefixtures("contract_app")
@SCHEMA.parametrize()
@settings(max_examples=4, deadline=None, derandomize=True, suppress_health_check=QUIET, database=None)
def test_no_answer_is_other_than_the_document_says(case: Any) -> None:
    ask(case)


@pytest.mark.long
@pytest.mark.usefixtures("contract_app")
@SCHEMA.parametrize()
@settings(max_examples=150, deadline=None, suppress_health_check=QUIET, database=None)
def test_no_answer_is_other_than_the_document_says_long(case: Any) -> None:
    ask(case)


# -- the document itself

OPERATIONS = [(path, method, operation) for path, methods in DOCUMENT["paths"].items() for method, operation in methods.items()]


def test_every_route_of_the_api_is_in_the_document(contract_app: FastAPI) -> None:
    from fastapi.routing import iter_route_contexts

    served = {(context.path, method.lower()) for context in iter_route_contexts(contract_app.routes) if context.path.startswith("/api/v1/") for method in context.methods or ()}
    told = {(path, method) for path, method, _ in OPERATIONS}
    assert served - told == {("/api/v1/openapi.json", "get")} and told <= served


@pytest.mark.parametrize(("path", "method", "operation"), OPERATIONS, ids=[f"{method} {path}" for path, method, _ in OPERATIONS])
def test_every_answer_is_told_with_its_shape(path: str, method: str, operation: dict[str, Any]) -> None:
    assert operation["summary"] and operation["description"] and operation["tags"]
    answers = operation["responses"]
    success = answers["201" if method == "post" else "200"]
    assert all("schema" in content and content["schema"] for content in success["content"].values())
    errors = {status: answer for status, answer in answers.items() if status >= "4"}
    assert {"401", "403", "422", "429", "503"} <= set(errors) and ("{" not in path or "/series/" in path or "404" in errors)
    assert all(answer["content"]["application/json"]["schema"] == {"$ref": "#/components/schemas/Error"} for answer in errors.values())
    if method == "get":
        assert "304" in answers and ("ETag" in success.get("headers", {}) or path.endswith("/raw"))
    is_list = any(parameter["name"] == "cursor" for parameter in operation.get("parameters", []))
    assert is_list == any(parameter["name"] == "limit" for parameter in operation.get("parameters", []))
    assert is_list or "/Page_" not in json.dumps(success)


EXAMPLES = [
    (f"{method} {path} {status}", content["schema"], content["example"])
    for path, method, operation in OPERATIONS
    for status, answer in operation["responses"].items()
    for content in answer.get("content", {}).values()
    if "example" in content
]


def relaxed(schema: Any) -> Any:
    """The schema without what must be there: an example leaves out what would only be long."""
    if isinstance(schema, dict):
        return {name: relaxed(value) for name, value in schema.items() if name != "required" or not isinstance(value, list)}
    return [relaxed(value) for value in schema] if isinstance(schema, list) else schema


@pytest.mark.parametrize(("name", "schema", "example"), EXAMPLES, ids=[name for name, _, _ in EXAMPLES])
def test_every_example_is_what_the_schema_says(name: str, schema: dict[str, Any], example: Any) -> None:
    whole = {**schema, "components": DOCUMENT["components"]}
    jsonschema_rs.validator_for(relaxed(whole) if " 2" in name else whole).validate(example)


def test_the_document_is_served_and_needs_a_login(contract_app: FastAPI) -> None:
    client = browser(contract_app)
    assert client.get("/api/v1/openapi.json").status_code == 401
    assert client.get("/api/v1/openapi.json", headers=headers()).json() == DOCUMENT
