"""Which way a notice goes, when, and together with which others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend.extensions import db
from backend.notifications import carriers, delivery, duty, outbox, senders, upkeep, ways
from backend.notifications.models import OutboxMessage
from backend.notifications.senders import (
    Outgoing,
    ProviderAway,
    RecordingSender,
    Senders,
    SendRefused,
)
from backend.transaction import transaction

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)  # 09:00 in Beijing
NIGHT = datetime(2026, 11, 23, 13, 30, tzinfo=UTC)  # 21:30
MORNING = datetime(2026, 11, 24, 0, 0, tzinfo=UTC)  # 08:00
PHONE = "phone:13800000000"


@pytest.fixture
def register(app: Flask) -> Iterator[Senders]:
    """A register of this test's own; the application of the whole run gets its own back after it."""
    before = app.extensions["senders"]
    senders.bind(app)
    yield senders.senders()
    app.extensions["senders"] = before


@pytest.fixture
def recorder(register: Senders) -> RecordingSender:
    found = register.default
    assert isinstance(found, RecordingSender)
    return found


def put(
    key: str,
    event: str = "case:closed",
    address: str = PHONE,
    audience: str = "resident",
    now: datetime = NOW,
    number: str = "1",
    subject: str = "case-1",
    urgent: bool = False,
) -> None:
    with transaction():
        sealed = outbox.seal_address(address, key)
        values = {"number": number}
        outbox.put(event, subject, audience, sealed, values, key, now=now, urgent=urgent)


def states() -> dict[str, str]:
    db.session.expire_all()
    return {row.key: row.state for row in db.session.scalars(select(OutboxMessage))}


def test_five_moves_are_one_message(recorder: RecordingSender) -> None:
    for step, event in enumerate(("case:accepted", "case:extended", "case:closed")):
        put(f"k{step}", event, now=NOW + timedelta(seconds=40 * step))
    assert delivery.deliver_due(NOW + timedelta(minutes=1)) == 0
    assert delivery.deliver_due(NOW + timedelta(minutes=2)) == 1
    assert delivery.deliver_due(NOW + timedelta(hours=2)) == 0
    assert sorted(states().values()) == ["merged", "merged", "sent"]
    assert len(recorder.sent) == 1
    rows = db.session.scalars(select(OutboxMessage)).all()
    assert all(row.address_sealed is None and row.values_sealed == "" for row in rows)


def test_two_matters_of_one_person_are_told_together(recorder: RecordingSender) -> None:
    put("a", number="11", subject="case-1")
    put("b", number="22", subject="case-2")
    put("other", number="33", subject="case-3", address="phone:13900000000")
    assert delivery.deliver_due(NOW + timedelta(minutes=2)) == 2
    assert "2 件事有新进展" in recorder.sent[0].text


def test_what_was_tried_is_not_joined_and_keeps_its_id(recorder: RecordingSender) -> None:
    put("a", "case:opened")
    put("b", "case:opened")
    recorder.faults = [ProviderAway("http 503")]
    delivery.deliver_due(NOW)
    put("c", "case:opened", now=NOW + timedelta(minutes=1))
    delivery.deliver_due(NOW + timedelta(minutes=5))
    assert states() == {"a": "merged", "b": "sent", "c": "sent"}
    assert len({one.message_id for one in recorder.sent}) == 2


def test_nights_are_quiet_unless_it_is_urgent(recorder: RecordingSender) -> None:
    put("calm", now=NIGHT)
    put("urgent", now=NIGHT, urgent=True, subject="case-2", address="phone:13900000000")
    assert delivery.deliver_due(NIGHT) == 1
    assert delivery.deliver_due(MORNING - timedelta(minutes=1)) == 0
    assert delivery.deliver_due(MORNING) == 1


def test_what_is_urgent_is_tried_again_at_night(recorder: RecordingSender) -> None:
    put("urgent", now=NIGHT, urgent=True)
    recorder.faults = [ProviderAway("http 503")]
    assert delivery.deliver_due(NIGHT) == 0
    assert delivery.deliver_due(NIGHT + timedelta(minutes=2)) == 1


def test_staff_are_told_at_night_too(recorder: RecordingSender) -> None:
    put("s", "case:opened_urgent", "window:w1", "staff", NIGHT)
    assert delivery.deliver_due(NIGHT) == 1


def test_a_text_message_costs_money_and_tells_only_what_matters(recorder: RecordingSender) -> None:
    put("a", "case:claimed")
    put("b", "case:claimed", "wechat_official:openid", subject="case-2")
    delivery.deliver_due(NOW + timedelta(minutes=3))
    assert states() == {"a": "skipped", "b": "sent"}
    assert upkeep.deliveries_of("case-1")[0].fault == "not by this channel"


def test_merged_with_something_that_matters_it_goes(recorder: RecordingSender) -> None:
    put("a", "case:closed")
    put("b", "case:claimed")
    delivery.deliver_due(NOW + timedelta(minutes=3))
    assert states() == {"a": "merged", "b": "sent"}


def test_a_bound_mini_program_comes_before_the_phone(register: Senders) -> None:
    mini, phone = RecordingSender(), RecordingSender()
    register.register("mini_program", mini)
    register.register("phone", phone)
    register.find_by("resident", lambda subject, _address: [f"mini_program:of-{subject}"])
    put("a")
    put("b", subject="case-2", number="2")
    mini.faults = [SendRefused("43101")]
    delivery.deliver_due(NOW + timedelta(minutes=2))
    assert [one.address for one in phone.sent] == [PHONE]
    put("c", subject="case-3", number="3", now=NOW + timedelta(hours=1))
    delivery.deliver_due(NOW + timedelta(hours=2))
    assert [one.address for one in mini.sent] == ["mini_program:of-case-3"]
    assert upkeep.deliveries_of("case-3")[0].channel == "mini_program"


def test_no_means_no_until_asked_again(recorder: RecordingSender) -> None:
    with transaction():
        ways.opt_out(PHONE, NOW)
        ways.opt_out(PHONE, NOW)
    put("a")
    delivery.deliver_due(NOW + timedelta(minutes=2))
    assert states() == {"a": "skipped"}
    with transaction():
        outbox.put_reply("chat:clerk_replied", "case-1", PHONE, "可以来窗口", "r", now=NOW)
        ways.opt_in(PHONE)
    put("b", now=NOW + timedelta(hours=1))
    delivery.deliver_due(NOW + timedelta(hours=2))
    assert [one.event for one in recorder.sent] == ["chat:clerk_replied", "case:closed"]


def test_a_notice_for_a_window_goes_to_each_of_its_contacts(register: Senders, app: Flask) -> None:
    carriers.bind(app)
    robots, mails = RecordingSender(), RecordingSender()
    register.register("robot", robots)
    register.register("mail", mails)
    with transaction():
        for kind in ("dingtalk", "mail"):
            duty.add_contact("410482106000", "", kind, "x", "", NOW)
    register.find_by("staff", lambda _subject, _address: duty.addresses_for("410482106234"))
    put("a", "case:opened_urgent", "window:w1", "staff")
    put("b", "case:opened", "window:w1", "staff", number="2", subject="case-2")
    delivery.deliver_due(NOW)
    robots.faults = [ProviderAway("http 500")]
    delivery.deliver_due(NOW)
    delivery.deliver_due(NOW + timedelta(minutes=5))
    assert len(mails.sent) == len(robots.sent) == 1
    assert "2 件待办" in robots.sent[0].text


def test_one_provider_away_costs_nobody_a_try(register: Senders, recorder: RecordingSender) -> None:
    away = RecordingSender(faults=[ProviderAway("too slow")])
    register.register("phone", away)
    for step in range(3):
        put(f"k{step}", address=f"phone:1380000000{step}", subject=f"case-{step}")
    put("w", address="wechat_official:o", subject="case-9")
    assert delivery.deliver_due(NOW + timedelta(minutes=2)) == 1
    rows = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.seq)).all()
    assert [row.attempts for row in rows] == [1, 0, 0, 1]
    assert delivery.deliver_due(NOW + timedelta(minutes=5)) == 3


def test_a_day_without_the_provider_loses_nothing(register: Senders) -> None:
    back = NOW + timedelta(hours=24)
    clock = [NOW]

    class Away:
        def __init__(self) -> None:
            self.sent: list[Outgoing] = []

        def send(self, message: Outgoing) -> None:
            if clock[0] < back:
                raise ProviderAway("http 503")
            self.sent.append(message)

    gateway = Away()
    register.register("phone", gateway)
    for step in range(6):
        put(f"k{step}", address=f"phone:138000000{step:02d}", subject=f"case-{step}")
    while clock[0] < NOW + timedelta(hours=60):
        delivery.deliver_due(clock[0])
        clock[0] += timedelta(hours=1)
    assert set(states().values()) == {"sent"}
    assert len(gateway.sent) == len({one.message_id for one in gateway.sent}) == 6


def test_dead_letters_can_be_seen_and_sent_again(recorder: RecordingSender) -> None:
    put("a", "case:opened")
    recorder.faults = [SendRefused("gone")]
    delivery.deliver_due(NOW)
    dead = upkeep.dead_letters()
    assert [(one.event, one.fault) for one in dead] == [("case:opened", "gone")]
    with transaction():
        assert upkeep.retry_dead(NOW, ["nobody"]) == 0
        assert upkeep.retry_dead(NOW, [dead[0].id]) == 1
    assert delivery.deliver_due(NOW) == 1
    assert recorder.sent[0].message_id == dead[0].id
