"""The description itself: its version, that it leaves no call out, and that people can read it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.accounts.permissions import ROUTES, Access

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture
def document(client: FlaskClient) -> dict[str, Any]:
    answer = client.get("/openapi.json")
    assert answer.status_code == 200
    found: dict[str, Any] = answer.get_json()
    return found


def _routes(app: Flask) -> dict[tuple[str, str], str]:
    """Give every call of the API with its endpoint, the path as the description writes it."""
    return {
        (method, re.sub(r"<(?:[^<>:]+:)?([^<>]+)>", r"{\1}", rule.rule)): rule.endpoint
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def _calls(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {
        (method.upper(), path): call
        for path, item in document["paths"].items()
        for method, call in item.items()
    }


def test_it_is_openapi_3_1(document: dict[str, Any]) -> None:
    assert re.fullmatch(r"3\.1\.\d+", document["openapi"])


def test_it_leaves_nothing_out(app: Flask, document: dict[str, Any]) -> None:
    assert set(_calls(document)) == set(_routes(app))


def test_every_call_speaks_chinese(document: dict[str, Any]) -> None:
    calls = _calls(document)
    assert [name for name, call in calls.items() if not CHINESE.search(call["summary"])] == []
    told = {name: call["description"] for name, call in calls.items() if "description" in call}
    assert [name for name, words in told.items() if not CHINESE.search(words)] == []


def test_operations_have_names_of_their_own(document: dict[str, Any]) -> None:
    names = [call["operationId"] for call in _calls(document).values()]
    assert len(set(names)) == len(names)


def test_it_says_where_staff_sign_in(app: Flask, document: dict[str, Any]) -> None:
    for name, call in _calls(document).items():
        endpoint = _routes(app)[name]
        is_staff = ROUTES[endpoint].access is Access.STAFF
        is_resident = ROUTES[endpoint].access is Access.RESIDENT
        asks = is_staff or is_resident or endpoint == "accounts_api.end_staff_session"
        assert ("security" in call) == asks, name
        assert ("403" in call["responses"]) == is_staff, name
        assert not asks or "401" in call["responses"], name


def test_every_path_parameter_is_described(document: dict[str, Any]) -> None:
    for (_, path), call in _calls(document).items():
        named = {one["name"] for one in call.get("parameters", []) if one["in"] == "path"}
        assert named == set(re.findall(r"\{(\w+)\}", path)), path


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in set(_references(document)):
        found: Any = document
        for part in reference.removeprefix("#/").split("/"):
            assert part in found, reference
            found = found[part]


def _references(part: Any) -> list[str]:
    if isinstance(part, list):
        return [one for item in part for one in _references(item)]
    if not isinstance(part, dict):
        return []
    own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
    return own + [one for item in part.values() for one in _references(item)]


def test_a_refusal_is_always_a_problem(document: dict[str, Any]) -> None:
    for name, call in _calls(document).items():
        for status, answer in call["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"], (name, status)


def test_the_page_lists_every_path(client: FlaskClient, document: dict[str, Any]) -> None:
    answer = client.get("/docs")
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    for method, path in _calls(document):
        assert f"{method} {path}</code>" in page
