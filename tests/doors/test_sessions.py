"""The page cookie: programs neither get it nor hear of it; a page says that it may vary with it."""

from __future__ import annotations

from flask.testing import FlaskClient

CHAT = "/api/v1/chat/messages"


def test_a_program_neither_gets_a_cookie_nor_hears_of_one(client: FlaskClient) -> None:
    client.set_cookie("yimenzhu", "made-up")
    answer = client.post(CHAT, json={"text": "低保怎么申请"})
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def test_a_page_varies_with_the_cookie(client: FlaskClient) -> None:
    assert "Cookie" in client.get("/chat").headers["Vary"]
    client.set_cookie("yimenzhu", "made-up")
    assert "Cookie" in client.get("/chat").headers["Vary"]
