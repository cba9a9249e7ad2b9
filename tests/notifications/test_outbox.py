"""Nothing put is lost, nothing is sent twice, and whatever cannot be sent stays visible."""

from __future__ import annotations

import logging
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend.content.notice_plan import plan
from backend.extensions import db
from backend.notifications import delivery, outbox, senders, upkeep
from backend.notifications.models import OutboxMessage
from backend.notifications.senders import (
    ConsoleSender,
    Outgoing,
    RecordingSender,
    SendFailed,
    SendRefused,
)
from backend.transaction import transaction

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
PHONE = "phone:13800000000"


@pytest.fixture
def recorder(app: Flask) -> RecordingSender:
    senders.bind(app)
    found = senders.senders().default
    assert isinstance(found, RecordingSender)
    return found


def put(key: str = "k1", address: str | None = PHONE, now: datetime = NOW) -> None:
    with transaction():
        outbox.put(
            "case:opened",
            "case-1",
            "resident",
            outbox.seal_address(address, key) if address else None,
            {"number": "YM-1"},
            key,
            now=now,
        )


def row() -> OutboxMessage:
    db.session.expire_all()
    return db.session.scalars(select(OutboxMessage)).one()


def test_put_then_delivered_once(recorder: RecordingSender) -> None:
    put()
    assert delivery.deliver_due(NOW) == 1
    assert delivery.deliver_due(NOW + timedelta(days=2)) == 0
    sent = recorder.sent[0]
    assert (sent.address, sent.message_id) == (PHONE, row().id)
    assert "YM-1" in sent.text
    assert row().address_sealed is None
    assert upkeep.counts() == {"waiting": 0, "sent": 1, "dead": 0}


def test_the_same_key_is_one_notice(recorder: RecordingSender) -> None:
    put()
    put()
    assert delivery.deliver_due(NOW) == 1


def test_rolled_back_with_its_cause(recorder: RecordingSender) -> None:
    def fail_after_putting() -> None:
        with transaction():
            outbox.put("case:opened", "case-1", "resident", None, {"number": "YM-1"}, "k1")
            raise LookupError

    with pytest.raises(LookupError):
        fail_after_putting()
    assert delivery.deliver_due(NOW + timedelta(days=1)) == 0


def test_personal_data_is_not_in_clear(recorder: RecordingSender) -> None:
    put()
    stored = row()
    assert "13800000000" not in f"{stored.address_sealed}{stored.values_sealed}{stored!r}"
    assert "YM-1" not in stored.values_sealed


def test_tries_again_later_and_later_then_a_dead_letter(recorder: RecordingSender) -> None:
    put()
    recorder.faults = [SendFailed("http 503") for _ in range(8)]
    moment, seen = NOW, set()
    for pause in delivery.RETRY_AFTER:
        assert delivery.deliver_due(moment) == 0
        earliest, latest = plan().after_night(moment + pause), moment + pause * 1.2
        assert earliest <= row().next_try_at <= plan().after_night(latest)
        assert delivery.deliver_due(moment + pause * 0.99) == 0
        moment = row().next_try_at
        seen.add(row().id)
    delivery.deliver_due(moment)
    assert (row().state, row().attempts, row().last_fault) == ("dead", 8, "http 503")
    assert len(seen) == 1
    assert delivery.deliver_due(moment + timedelta(days=9)) == 0
    with transaction():
        assert upkeep.retry_dead(moment) == 1
    assert delivery.deliver_due(moment) == 1


def test_refused_for_good_is_dead_at_once(recorder: RecordingSender) -> None:
    put()
    recorder.faults = [SendRefused("gone")]
    delivery.deliver_due(NOW)
    assert row().state == "dead"


def test_a_broken_sender_is_a_failed_try_without_its_words(
    recorder: RecordingSender, caplog: pytest.LogCaptureFixture
) -> None:
    put()
    recorder.faults = [ValueError("13800000000")]
    with caplog.at_level(logging.DEBUG):
        assert delivery.deliver_due(NOW) == 0
    assert (row().state, row().last_fault) == ("waiting", "ValueError")
    assert "13800000000" not in caplog.text


def test_a_leased_notice_is_left_alone_until_the_lease_ends(recorder: RecordingSender) -> None:
    put()
    with transaction():
        assert delivery._lease(NOW, 50, "other") == [row().seq]
    assert delivery.deliver_due(NOW + timedelta(seconds=60)) == 0
    assert delivery.deliver_due(NOW + delivery.LEASE) == 1


def test_an_envelope_moved_to_another_row_is_not_sent(recorder: RecordingSender) -> None:
    put()
    put("k2")
    rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.seq)).all()
    with transaction():
        rows[1].address_sealed = rows[0].address_sealed
    assert delivery.deliver_due(NOW) == 1
    assert upkeep.counts()["dead"] == 1


def test_oldest_first_and_bounded(recorder: RecordingSender) -> None:
    for step in range(5):
        put(f"k{step}", f"phone:{step}")
    assert delivery.deliver_due(NOW, limit=3) == 3
    assert [message.address for message in recorder.sent] == ["phone:0", "phone:1", "phone:2"]


def test_a_registered_channel_carries_its_own_kind(recorder: RecordingSender) -> None:
    channel = RecordingSender()
    senders.senders().register("wechat_official", channel)
    put("k1", "wechat_official:openid-1")
    put("k2")
    put("k3", None)
    assert delivery.deliver_due(NOW) == 3
    assert [len(channel.sent), len(recorder.sent)] == [1, 2]


def test_the_console_prints_one_line_without_personal_data() -> None:
    lines: list[str] = []
    outgoing = Outgoing("a" * 32, "case:opened", "resident", "c1", PHONE, "有新进展", "编号 YM-1")
    ConsoleSender(lines.append).send(outgoing)
    assert len(lines) == 1
    assert "13800000000" not in lines[0]
    assert "YM-1" not in lines[0]
    assert "13800000000" not in repr(outgoing)


def test_old_notices_are_deleted(recorder: RecordingSender) -> None:
    put()
    put("k2", now=NOW + timedelta(days=60))
    with transaction():
        assert upkeep.delete_old(NOW + timedelta(days=91)) == 1
        assert upkeep.delete_of("case-1") == 1
