"""The rising delay, as sums and as rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend.accounts.delays import RULES, misses_now, seconds_left
from backend.accounts.misses import count_try, forget_old_misses, take_back
from backend.accounts.models import SignInMiss
from backend.extensions import db
from backend.transaction import transaction

NOW = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize("scope", sorted(RULES))
def test_the_wait_rises_and_never_passes_its_longest(scope: str) -> None:
    rule = RULES[scope]
    waits = [rule.wait_after(misses) for misses in range(200)]
    assert waits == sorted(waits)
    assert waits[rule.free - 1] == timedelta()
    assert max(waits) == rule.longest <= 15 * MINUTE


def test_a_clock_set_back_lengthens_no_wait() -> None:
    assert seconds_left(NOW + timedelta(days=2), 15 * MINUTE, NOW) == 15 * 60
    assert seconds_left(NOW - MINUTE, 15 * MINUTE, NOW) == 0


def test_a_day_without_a_miss_clears_the_count() -> None:
    assert misses_now(9, NOW - timedelta(hours=23), NOW) == 9
    assert misses_now(9, NOW - timedelta(hours=24), NOW) == 0


def _try(username: str, source: str, now: datetime = NOW) -> int:
    with transaction():
        return count_try(username, source, now)


def test_guessing_one_account_from_one_source_waits_longer_and_longer(app: Flask) -> None:
    assert [_try("li", "10.0.0.1") for _ in range(3)] == [0, 0, 0]
    first = _try("li", "10.0.0.1")
    assert 0 < first <= 5
    later = NOW + timedelta(seconds=first)
    assert _try("li", "10.0.0.1", later) == 0, "after the wait the next try counts"
    assert first < _try("li", "10.0.0.1", later) <= 15 * 60


def test_waiting_is_not_counted_so_nobody_is_locked_out_for_good(app: Flask) -> None:
    for _ in range(40):
        _try("li", "10.0.0.1")
    assert _try("li", "10.0.0.1", NOW + timedelta(seconds=6)) == 0


def test_one_password_tried_on_everybody_is_slowed_by_its_source(app: Flask) -> None:
    waits = [_try(f"staff{number}", "10.0.0.9") for number in range(30)]
    assert waits[:20] == [0] * 20
    assert all(wait > 0 for wait in waits[20:])
    assert _try("somebody-else", "10.0.0.10") == 0, "another source is not held up"


def test_one_account_guessed_from_many_places_is_slowed(app: Flask) -> None:
    waits = [_try("li", f"10.0.1.{number}") for number in range(14)]
    assert waits[:10] == [0] * 10
    assert all(0 < wait <= 120 for wait in waits[10:])


def test_strangers_do_not_hold_up_whoever_signed_in_from_here_before(app: Flask) -> None:
    _try("li", "10.0.0.2")
    with transaction():
        take_back("li", "10.0.0.2", NOW)
    for number in range(30):
        _try("li", f"10.0.1.{number}")
        _try(f"staff{number}", "10.0.0.2")
    assert _try("li", "10.0.0.2") == 0


def test_an_account_of_ones_own_does_not_wash_tries_on_others_away(app: Flask) -> None:
    for number in range(30):
        _try(f"staff{number}", "10.0.0.9")
        _try("mine", "10.0.0.9")
        with transaction():
            take_back("mine", "10.0.0.9", NOW)
    assert _try("staff99", "10.0.0.9") > 0


def test_no_name_and_no_address_is_kept_in_clear_and_all_is_forgotten(app: Flask) -> None:
    _try("li-example", "10.0.0.1")
    rows = list(db.session.scalars(select(SignInMiss)))
    assert {row.scope for row in rows} == {"pair", "account", "source"}
    assert all(len(row.key_hash) == 64 for row in rows)
    with transaction():
        assert forget_old_misses(NOW + timedelta(hours=25)) == 3
