"""A contact noted by a program: the same fields as on the page, the same note, the same history."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.accounts.permissions import Role
from backend.contacts.models import ContactNote
from backend.doors.layout import beijing_day
from backend.extensions import db, utc_now
from tests.factories import intake as make
from tests.factories.accounts import make_staff, sign_in


@pytest.fixture
def note(app: Flask, client: FlaskClient) -> Any:
    """Note a contact by the API as the holder of a fresh case; give answer and body."""
    make.make_places()
    actor = make_staff(Role.CLERK, make.TOWN, username="desk")
    key = sign_in(client, "desk")
    case_id = make.opened(now=utc_now()).id
    make.do("claim", case_id, actor, now=utc_now())
    path = f"/api/v1/intake/cases/{case_id}/note-contact"

    def send(**words: Any) -> Any:
        body = {"version": make.row_version(case_id)} | words
        db.session.rollback()
        return client.post(path, json=body, headers=key)

    return send


def _notes() -> list[ContactNote]:
    db.session.rollback()
    return list(db.session.scalars(select(ContactNote)))


def test_the_next_day_and_the_words_are_kept_and_the_history_knows(note: Any) -> None:
    later = beijing_day() + timedelta(days=2)
    sent = note(how="phone", outcome="call_back", words="周三再打", next_on=later.isoformat())
    assert sent.status_code == 200, sent.get_json()
    (kept,) = _notes()
    assert (kept.how, kept.outcome, kept.next_on) == ("phone", "call_back", later)
    assert kept.words_sealed
    assert sent.get_json()["version"] == 3


def test_what_the_page_refuses_the_program_is_refused(note: Any) -> None:
    for words, field in (
        ({"how": "phone", "outcome": "call_back"}, "/next_on"),
        ({"how": "phone", "outcome": "maybe"}, "/outcome"),
        ({"how": "pigeon", "outcome": "reached"}, "/how"),
    ):
        refused = note(**words)
        assert refused.status_code == 422
        assert refused.get_json()["errors"][0]["pointer"] == field
    assert note(how="phone", outcome="reached", version=1).status_code == 409
    assert note(how="phone", reached=True).status_code == 422
    assert _notes() == []
