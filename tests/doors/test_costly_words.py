"""A single request of a few hundred kilobytes cannot keep the service busy for minutes."""

from __future__ import annotations

import time

import pytest
from flask.testing import FlaskClient

from backend.channels.web.amounts import read_number
from backend.guides.codes import plain

CHAT = "/api/v1/chat/messages"
MARKS = "a" + "\u0300\u0316" * 60_000


def _took(client: FlaskClient, body: bytes) -> tuple[int, float]:
    began = time.perf_counter()
    answer = client.post(CHAT, data=body, content_type="application/json")
    return answer.status_code, time.perf_counter() - began


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("body", "status"),
    [
        # read once for each escaped quote: a quarter of an hour
        ("[" * 21 + '"' + '\\"' * 120_000, 400),
        ('{"text": "' + '[\\"' * 60_000, 400),
        # put in order one mark after the other: the better part of a minute
        (f'{{"text": "{MARKS[:100_000]}"}}', 422),
        ('{"text": "低保", "place": "' + "\uff11\u0300" * 40_000 + '"}', 422),
    ],
    ids=["quotes", "brackets and quotes", "marks", "marks on full-width digits"],
)
def test_a_body_made_to_cost_is_refused_at_once(
    client: FlaskClient, body: str, status: int
) -> None:
    raw = body.encode()
    assert len(raw) < 256 * 1024
    answered, seconds = _took(client, raw)
    assert answered == status
    assert seconds < 2


def test_brackets_within_words_are_not_levels(client: FlaskClient) -> None:
    assert _took(client, ('{"text": "' + '\\"[{' * 40 + '"}').encode())[0] == 200


def test_numbers_and_codes_of_a_form_are_short() -> None:
    began = time.perf_counter()
    assert read_number(MARKS) == -1
    assert len(plain(MARKS)) < 500
    assert time.perf_counter() - began < 0.5
