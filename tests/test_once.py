"""Once-only keys: one effect, one answer, whoever comes second and however close."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import func, select

from backend.audit.models import AuditEntry
from backend.audit.trail import record
from backend.extensions import db, utc_now
from backend.once import KeyReused, OnceKey, StillRunning, forget_old_keys, once
from backend.transaction import transaction


def _submit(key: str = "key-1", body: str = '{"a":1}', scope: str = "test") -> dict[str, Any]:
    """An effect that can be counted: one entry in the trail."""

    def work() -> dict[str, Any]:
        record("test:submitted", key, None, None, {})
        return {"number": f"n{_effects()}", "access_code": "K9P-X3A-7MQ"}

    with transaction():
        return once(scope, key, body, work)


def _effects() -> int:
    return db.session.scalar(select(func.count()).select_from(AuditEntry)) or 0


def test_the_same_again_gives_the_same_answer_and_no_second_effect(app: Flask) -> None:
    first = _submit()
    assert _submit() == first
    assert _effects() == 1


def test_bytes_and_text_of_one_body_are_the_same(app: Flask) -> None:
    first = _submit(body="内容")
    with transaction():
        assert once("test", "key-1", "内容".encode(), dict) == first


def test_another_body_under_the_key_is_refused_and_shows_nothing(app: Flask) -> None:
    first = _submit()
    with pytest.raises(KeyReused) as refused:
        _submit(body='{"a":2}')
    assert first["number"] not in str(refused.value.as_dict("x"))
    assert refused.value.status == 422
    assert _effects() == 1


def test_two_people_may_choose_the_same_key(app: Flask) -> None:
    _submit(scope="referral:one")
    _submit(scope="referral:two")
    assert _effects() == 2


def test_work_that_fails_leaves_the_key_free(app: Flask) -> None:
    def fail() -> dict[str, Any]:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError), transaction():
        once("test", "key-1", "{}", fail)
    assert _submit(body="{}")["number"] == "n1"


def test_neither_key_nor_answer_is_kept_in_clear(app: Flask) -> None:
    _submit(key="my-own-key")
    row = db.session.scalars(select(OnceKey)).one()
    kept = str({name: getattr(row, name) for name in OnceKey.__table__.columns.keys()})  # noqa: SIM118
    assert "my-own-key" not in kept
    assert "K9P" not in kept


def test_after_72_hours_the_key_is_free_again(app: Flask) -> None:
    _submit()
    with time_machine.travel(utc_now() + timedelta(hours=71, minutes=59)):
        _submit()
        assert _effects() == 1
    with time_machine.travel(utc_now() + timedelta(hours=72, minutes=1)):
        _submit()
        assert _effects() == 2


def test_old_keys_are_forgotten(app: Flask) -> None:
    _submit()
    with transaction():
        assert forget_old_keys(utc_now() + timedelta(hours=71)) == 0
        assert forget_old_keys(utc_now() + timedelta(hours=73)) == 1


def test_many_at_once_get_one_answer(app: Flask) -> None:
    """The button pressed ten times on a slow line: one case, and nobody gets an error but "wait"."""
    start, answers, odd = threading.Barrier(10), [], []

    def press() -> None:
        with app.app_context():
            start.wait()
            try:
                answers.append(_submit()["number"])
            except StillRunning:
                pass
            except Exception as error:  # shown below: a thread's own failure is silent
                odd.append(error)

    threads = [threading.Thread(target=press) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert odd == []
    assert answers
    assert set(answers) == {"n1"}
    assert _effects() == 1


def test_the_loser_of_a_race_is_told_to_wait_or_given_the_answer(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both looked, neither saw the other: the unique index decides."""
    from backend import once as module

    first = _submit()
    seen = iter([None])
    real = module._read
    monkeypatch.setattr(module, "_read", lambda key_hash: next(seen, real(key_hash)))
    assert _submit() == first
    assert _effects() == 1
