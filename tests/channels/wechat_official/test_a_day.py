"""A day's conversation: a thousand mixed messages, a third of them delivered three times and some of
those at once, while WeChat's API has every fault it can have; every effect is there exactly once."""

from __future__ import annotations

import random
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from backend.accounts.actor import Actor, Post
from backend.accounts.permissions import Role
from backend.accounts.queries import find_staff_id
from backend.channels.wechat_official import answering, deliveries
from backend.channels.wechat_official.inbound import message_of
from backend.channels.wechat_official.models import WechatDelivery
from backend.extensions import db, utc_now
from backend.guides.models import GuideCode, GuideScan
from backend.intake import services as intake
from backend.intake.models import CaseEvent, IntakeCase
from backend.notifications.delivery import deliver_due
from backend.notifications.models import NoticeOptOut, OutboxMessage
from backend.transaction import transaction
from tests.channels.conftest import Connected
from tests.factories.county import TOWN
from tests.support.provider import Asked, Say
from tests.support.wechat import Platform, event, message

PEOPLE, EACH = 100, 10
ASKERS, TALKERS, LEAVERS, LATE, LEFT = 60, 15, 5, 4, 6
QUESTIONS = ("低保要什么材料", "医疗救助怎么办", "家里没钱吃饭了", "残疾人有补贴吗", "2", "你好")
FAULTS = (
    Say({}, 500), Say({}, 502), Say(b"{broken"), Say(b""), Say({"errcode": -1}),
    Say({"errcode": 40001}), Say({"errcode": 42001}), Say({"errcode": 45009}),
    Say({"errcode": 45011}), None,
)  # fmt: skip

Fields = dict[str, Any]


def _mixed(who: str, chance: random.Random, code: str) -> list[Fields]:
    kinds = [
        lambda: message(who, "text", Content=chance.choice(QUESTIONS)),
        lambda: message(who, "voice", MediaId="m", Recognition=chance.choice(QUESTIONS)),
        lambda: message(who, "image", PicUrl="http://x/", MediaId="m"),
        lambda: message(who, "location", Label="汝州市蟒川镇", Location_X="1", Location_Y="1"),
        lambda: message(who, "link", Title="t", Description="d", Url="http://x/"),
        lambda: message(who, "hologram"),
        lambda: event(who, "VIEW", f"http://x/{chance.random()}"),
    ]
    return [chance.choice(kinds)() for _ in range(EACH)]


def _script(number: int, chance: random.Random, code: str) -> list[Fields]:
    """Give one person's ten messages, in order."""
    who = f"o-person-{number}"
    if number < ASKERS:
        return _mixed(who, chance, code)
    if number < ASKERS + TALKERS:
        notes = [message(who, "text", Content=f"补充第{one}句：家里三口人") for one in range(7)]
        start = [message(who, "text", Content=text) for text in ("找人工", "2")]
        return [*start, *notes, message(who, "image", MediaId="m")]
    if number < ASKERS + TALKERS + LEAVERS:
        return [message(who, "text", Content="退订"), *_mixed(who, chance, code)[1:]]
    scans = [event(who, "SCAN", code, CreateTime=str(int(time.time()) - one)) for one in range(3)]
    return [*scans, *_mixed(who, chance, code)[3:]]


def _deliver_three_times(base: str, script: list[Fields], at_once: int) -> list[set[str]]:
    """Deliver in order; every third message three times, one of a person's at the same instant."""
    platform, said = Platform(base), []
    with ThreadPoolExecutor(3) as together:
        for place, fields in enumerate(script):
            if place == at_once:
                heard = together.map(lambda _, f=fields: Platform(base).post(f), range(3))
            else:
                heard = map(platform.post, [fields] * (3 if place % 3 == 0 else 1))
            answers = list(heard)
            assert {one.status for one in answers} == {200}
            said.append({one.text for one in answers})
    return said


def _clerk() -> Actor:
    found = find_staff_id("clerk-a")
    assert found is not None
    return Actor(found, "示例", (Post(Role.CLERK, TOWN),))


def _count(model: Any, *where: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model).where(*where)) or 0


def test_every_effect_exactly_once(connected: Connected, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(7)
    code = db.session.scalars(select(GuideCode.code).where(GuideCode.topic == "general")).one()
    db.session.rollback()
    _faulty(connected, chance)
    scripts = [_script(number, chance, code) for number in range(PEOPLE)]
    with ThreadPoolExecutor(6) as crowd:
        said = list(
            crowd.map(
                lambda pair: _deliver_three_times(connected.base, pair[1], pair[0] % EACH),
                enumerate(scripts),
            )
        )
    assert [one for person in said for one in person if len(one) != 1] == []
    _left_lying_by_a_crash()
    _late(connected, monkeypatch)
    assert answering.take_up(utc_now() + timedelta(minutes=1)) == LEFT
    cases = _clerks_write()
    _until_the_outbox_is_empty()

    total = PEOPLE * EACH + LEFT + LATE
    assert _count(WechatDelivery) == _count(WechatDelivery, WechatDelivery.state == "done") == total
    assert len(cases) == _count(IntakeCase, IntakeCase.kind == "question") == TALKERS
    notes = _count(CaseEvent, CaseEvent.name == "case:supplement_received")
    assert notes == TALKERS * 7
    assert _count(NoticeOptOut) == LEAVERS
    connected.app.extensions["guide_scans"].flush()
    db.session.rollback()
    scans = db.session.scalars(select(func.sum(GuideScan.scans))).one()
    assert scans == (PEOPLE - ASKERS - TALKERS - LEAVERS) * 3
    assert _count(OutboxMessage, OutboxMessage.state.in_(("waiting", "dead"))) == 0
    _nothing_twice(connected, cases)


def _faulty(connected: Connected, chance: random.Random) -> None:
    """Let every third call of WeChat's API go wrong, before it has an effect; None: it is slow."""
    lottery = random.Random(chance.random())

    def script(asked: Asked) -> Say:
        fault = lottery.choice(FAULTS) if lottery.random() < 0.33 else None
        if fault is not None:
            return fault
        time.sleep(lottery.random() / 50)
        return connected.api(asked)

    connected.provider.script = script


def _left_lying_by_a_crash() -> None:
    """Some messages were written down by a process that then died."""
    for number in range(LEFT):
        fields = message(f"o-left-{number}", "text", Content="低保要什么材料")
        assert deliveries.accept(message_of(fields), fields, f"left-{number}", utc_now())


def _late(connected: Connected, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some answers take longer than WeChat waits."""
    decide = answering.turn_of

    def slowly(*args: Any) -> Any:
        time.sleep(0.5)
        return decide(*args)

    with monkeypatch.context() as patched:
        patched.setattr(answering, "turn_of", slowly)
        patched.setattr(connected.app.extensions["wechat_answering"], "seconds", 0.2)
        for number in range(LATE):
            fields = message(f"o-late-{number}", "text", Content="低保要什么材料")
            for _ in range(3):
                assert Platform(connected.base).post(fields).text == ""
        deadline = time.monotonic() + 20
        late = OutboxMessage.key.like("late:%")
        while _count(OutboxMessage, late) < LATE and time.monotonic() < deadline:
            time.sleep(0.05)


def _clerks_write() -> dict[str, str]:
    """A clerk takes every question and writes back; gives case -> words."""
    clerk, now, written = _clerk(), utc_now(), {}
    ids = db.session.scalars(select(IntakeCase.id).where(IntakeCase.kind == "question")).all()
    db.session.rollback()
    for number, case_id in enumerate(ids):
        written[case_id] = f"请带身份证来窗口，第{number}号。"
        for verb, words in (
            (intake.claim, ()),
            (intake.record_stage, ("progress", written[case_id])),
        ):
            with transaction():
                verb(case_id, clerk, now, None, *words)  # type: ignore[operator]
    return written


def _until_the_outbox_is_empty() -> None:
    now = utc_now()
    for _ in range(200):
        deliver_due(now)
        db.session.rollback()
        waiting = select(func.min(OutboxMessage.next_try_at)).where(
            OutboxMessage.state == "waiting"
        )
        next_at = db.session.scalar(waiting)
        db.session.rollback()
        if next_at is None:
            return
        now = max(now + timedelta(seconds=1), next_at)


def _nothing_twice(connected: Connected, cases: dict[str, str]) -> None:
    sent = Counter(connected.api.sent)
    assert [one for one, times in sent.items() if times != 1] == []
    replies = [text for _, text in sent if text.startswith("窗口回复：")]
    assert sorted(replies) == sorted(f"窗口回复：{words}" for words in cases.values())
    later = {who for who, text in sent if who.startswith(("o-late", "o-left")) and "依据" in text}
    assert len(later) == LATE + LEFT
