"""The chain: whole as written; every altered, missing or added place is named."""

from __future__ import annotations

import threading
from datetime import timedelta
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from backend.audit.models import AuditEntry, AuditHead
from backend.audit.trail import BEFORE_FIRST, forget_before, record, verify
from backend.extensions import db, utc_now
from backend.transaction import transaction
from tests.support.tampering import change


def _write(count: int) -> None:
    for number in range(count):
        with transaction():
            record("case:claimed", f"case{number}", "staff1", "410482106000", {"version": number})


def test_an_untouched_trail_is_whole(app: Flask) -> None:
    assert verify() == []
    _write(5)
    assert verify() == []
    entries = list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.seq)))
    assert [entry.seq for entry in entries] == [1, 2, 3, 4, 5]
    assert entries[0].previous_hash == BEFORE_FIRST
    assert all(b.previous_hash == a.hash for a, b in pairwise(entries))


def test_several_entries_in_one_transaction_chain_too(app: Flask) -> None:
    with transaction():
        for name in ("a", "b", "c"):
            record("case:opened", name, None, None, {})
    assert verify() == []


@pytest.mark.parametrize(
    "changed",
    [
        {"action": "case:closed"},
        {"subject": "case9"},
        {"actor": "staff2"},
        {"actor": None},
        {"division": "410482102000"},
        {"fields": {"version": 99}},
        {"at": utc_now() - timedelta(days=1)},
        {"hash": "f" * 64},
    ],
)
def test_a_changed_entry_is_named(app: Flask, changed: dict[str, object]) -> None:
    _write(4)
    change(update(AuditEntry).where(AuditEntry.seq == 2).values(**changed))
    faults = verify()
    assert any("第 2 条的内容被改动过" in fault for fault in faults)
    assert not any("第 4 条的内容" in fault for fault in faults)


def test_two_entries_in_each_others_place_are_named(app: Flask) -> None:
    _write(4)
    for was, then in ((2, 99), (3, 2), (99, 3)):
        change(update(AuditEntry).where(AuditEntry.seq == was).values(seq=then))
    faults = " ".join(verify())
    assert "第 2 条的内容被改动过" in faults
    assert "第 3 条的内容被改动过" in faults


def test_removed_entries_are_named(app: Flask) -> None:
    _write(6)
    change(delete(AuditEntry).where(AuditEntry.seq.in_([2, 4, 5])))
    assert verify() == ["第 2 条不见了。", "第 4 到 5 条不见了。"]


def test_a_cut_tail_and_a_cut_beginning_are_named(app: Flask) -> None:
    _write(5)
    change(delete(AuditEntry).where(AuditEntry.seq.in_([1, 5])))
    assert verify() == ["第 1 条不见了。", "第 5 条不见了。"]


def test_a_cut_tail_with_the_head_set_back_is_noticed(app: Flask) -> None:
    _write(5)
    last = db.session.get_one(AuditEntry, 3)
    change(delete(AuditEntry).where(AuditEntry.seq > 3))
    change(update(AuditHead).values(last_seq=3, last_hash=last.hash))
    assert any("链头记录被改动过" in fault for fault in verify())


def test_an_entry_slipped_in_is_named(app: Flask) -> None:
    _write(2)
    change(
        AuditEntry.__table__.insert().values(  # type: ignore[attr-defined]
            seq=3,
            at=utc_now(),
            action="case:closed",
            subject="case1",
            fields={},
            previous_hash="0" * 64,
            hash="0" * 64,
        )
    )
    assert verify() == ["第 3 条是多出来的：链头只到第 2 条。"]


def test_a_missing_head_is_noticed(app: Flask) -> None:
    _write(2)
    change(delete(AuditHead))
    assert verify() == ["链头记录不见了，但还有 2 条留痕。"]


def test_what_is_rolled_back_leaves_no_trace_and_no_gap(app: Flask) -> None:
    _write(1)

    def break_off() -> None:
        with transaction():
            record("case:claimed", "never", "staff1", None, {})
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        break_off()
    _write(1)
    assert verify() == []
    subjects = db.session.scalars(select(AuditEntry.subject))
    assert "never" not in set(subjects)


def test_old_entries_go_at_their_time_and_the_rest_stays_whole(app: Flask) -> None:
    _write(5)
    year_ago = utc_now() - timedelta(days=365)
    with transaction():
        assert forget_before(year_ago) == 0
    middle = db.session.get_one(AuditEntry, 4).at
    with transaction():
        assert forget_before(middle) == 3
    assert verify() == []
    with transaction():
        assert forget_before(utc_now() + timedelta(days=1)) == 1
    assert verify() == []
    _write(1)
    assert verify() == []


def test_writers_at_once_chain_one_after_another(app: Flask) -> None:
    start, errors = threading.Barrier(6), []

    def write() -> None:
        try:
            with app.app_context():
                start.wait()
                _write(4)
        except Exception as error:  # shown below: a thread's own failure is silent
            errors.append(error)

    threads = [threading.Thread(target=write) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert verify() == []
    assert len(list(db.session.scalars(select(AuditEntry.seq)))) == 24


def test_the_command_says_so_and_exits_non_zero(app: Flask) -> None:
    _write(3)
    runner = app.test_cli_runner()
    whole = runner.invoke(args=["audit", "verify"])
    assert (whole.exit_code, "留痕完整" in whole.output) == (0, True)
    change(delete(AuditEntry).where(AuditEntry.seq == 2))
    broken = runner.invoke(args=["audit", "verify"])
    assert broken.exit_code != 0
    assert "第 2 条不见了" in broken.output
