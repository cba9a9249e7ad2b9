"""Page forms are taken from our own pages only, also under https."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from backend.extensions import Base, db
from tests.conftest import build_app


@pytest.fixture
def strict(tmp_path: Path) -> FlaskClient:
    """A client of an application as it stands under https, tokens asked for."""
    app = build_app(tmp_path, public_base_url="https://shehuijiuzhu.example")
    app.config["WTF_CSRF_ENABLED"] = True
    with app.app_context():
        Base.metadata.create_all(db.engine)
    return app.test_client()


HTTPS = {"base_url": "https://shehuijiuzhu.example"}


def _token(client: FlaskClient, path: str) -> str:
    page = client.get(path, **HTTPS).get_data(as_text=True)
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_form_of_ours_is_taken_under_https(strict: FlaskClient) -> None:
    token = _token(strict, "/chat")
    answer = strict.post(
        "/chat",
        data={"csrf_token": token, "text": "低保怎么申请"},
        headers={"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        **HTTPS,
    )
    assert answer.status_code == 200
    cookie = next(iter(strict._cookies.values()))
    assert cookie.key.startswith("__Host-")
    assert cookie.secure
    assert cookie.http_only


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
    ],
)
def test_a_form_from_elsewhere_is_not(strict: FlaskClient, headers: dict[str, str]) -> None:
    token = _token(strict, "/chat")
    answer = strict.post(
        "/chat", data={"csrf_token": token, "text": "低保"}, headers=headers, **HTTPS
    )
    assert answer.status_code == 403


def test_a_form_without_its_token_is_not(strict: FlaskClient) -> None:
    answer = strict.post("/chat", data={"text": "低保"}, **HTTPS)
    assert answer.status_code == 400
    assert "刷新" in answer.get_data(as_text=True)
