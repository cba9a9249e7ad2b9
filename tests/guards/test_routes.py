"""Every route names a rule; no route vanished; nothing staff-only opens without signing in."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.accounts.permissions import GRANTS, ROUTES, Access, Permission, Role

ROUTE_LIST = Path(__file__).with_name("routes.txt")


def _routes(app: Flask) -> list[str]:
    return sorted(
        f"{'|'.join(sorted(rule.methods - {'HEAD', 'OPTIONS'}))} {rule.rule}"
        for rule in app.url_map.iter_rules()
        if rule.methods
    )


def test_every_route_has_a_rule_and_every_rule_a_route(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints == set(ROUTES)


def test_no_route_vanished_or_appeared_unseen(app: Flask) -> None:
    """A printed code or another office's program may rest on any of them."""
    assert _routes(app) == ROUTE_LIST.read_text("utf-8").splitlines()


def test_staff_rules_name_a_permission_some_role_holds(app: Flask) -> None:
    held = frozenset().union(*GRANTS.values())
    for endpoint, rule in ROUTES.items():
        assert (rule.access is Access.STAFF) == (rule.permission is not None), endpoint
        if rule.permission is not None:
            assert rule.permission in held, endpoint


def test_every_role_is_granted_something() -> None:
    assert set(GRANTS) == set(Role)
    assert all(GRANTS.values())


def test_every_permission_is_a_sentence_and_is_granted_to_someone() -> None:
    held = frozenset().union(*GRANTS.values())
    assert set(Permission) == set(held)
    assert len({str(permission) for permission in Permission}) == len(Permission)


def test_staff_routes_are_closed_to_strangers(app: Flask, client: FlaskClient) -> None:
    opened = []
    for rule in app.url_map.iter_rules():
        if ROUTES[rule.endpoint].access is not Access.STAFF:
            continue
        path = _filled(rule.rule)
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}:
            body = {"json": {}} if rule.rule.startswith("/api/") else {"data": {}}
            answer = client.open(path, method=method, **(body if method != "GET" else {}))
            if answer.status_code not in (302, 401):
                opened.append((method, path, answer.status_code))
            if answer.status_code == 302:
                assert "/console/sign-in" in answer.headers["Location"]
    assert opened == []


def _filled(rule: str) -> str:
    parts = [part if not part.startswith("<") else "x" * 8 for part in rule.split("/")]
    return "/".join(parts)


@pytest.mark.parametrize("path", ["/", "/chat", "/api/v1/schemes", "/nothing-here", "/healthz"])
def test_every_answer_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    headers = client.get(path).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert "Cache-Control" in headers
    assert "Server" not in headers


def test_nothing_that_a_request_passes_is_a_coroutine(app: Flask) -> None:
    """The application passes them as they are (`Application.ensure_sync`)."""
    hooks = [*app.before_request_funcs.values(), *app.after_request_funcs.values()]
    hooks += [*app.teardown_request_funcs.values(), app.teardown_appcontext_funcs]
    passed = [*app.view_functions.values(), *(one for some in hooks for one in some)]
    assert len(passed) > 100
    assert not [one for one in passed if inspect.iscoroutinefunction(one)]
