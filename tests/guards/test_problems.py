"""One Problem family: every type has a stable path, a title, and words that say what to do."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient

from backend.problems import Problem


def test_every_problem_is_complete(app: Flask) -> None:
    for slug, kind in Problem.register.items():
        assert re.fullmatch(r"[a-z][a-z0-9-]+", slug)
        assert kind.title, slug
        assert 400 <= kind.status <= 503, slug


def test_every_problem_has_its_page(client: FlaskClient) -> None:
    for slug in Problem.register:
        assert client.get(f"/problems/{slug}").status_code == 200, slug


def test_only_a_lost_store_is_503(app: Flask) -> None:
    assert {slug for slug, kind in Problem.register.items() if kind.status >= 500} <= {
        "unexpected",
        "out-of-service",
    }


def test_the_body_is_rfc_9457(client: FlaskClient) -> None:
    answer = client.get("/api/v1/nothing-here")
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
    assert set(answer.get_json()) == {"type", "title", "status", "detail", "instance"}


def test_a_wrong_method_says_which_are_allowed(client: FlaskClient) -> None:
    answer = client.delete("/api/v1/chat/messages")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
