"""A person talks to the official account; wechatpy plays WeChat over real sockets."""

from __future__ import annotations

import re
import threading
import time
from datetime import timedelta

import pytest
import requests
from sqlalchemy import func, select

from backend.channels.wechat_official import answering, deliveries
from backend.channels.wechat_official.models import WechatDelivery, WechatPerson
from backend.extensions import db, utc_now
from backend.guides.models import GuideCode, GuideScan
from backend.intake.models import IntakeCase
from backend.intake.notices import open_summary
from backend.notifications.delivery import deliver_due
from backend.notifications.models import NoticeOptOut, OutboxMessage
from backend.transaction import transaction
from tests.channels.conftest import Connected
from tests.factories.county import TOWN, VILLAGE
from tests.support.wechat import PATH, Platform, event, message


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_the_address_is_verified(connected: Connected) -> None:
    query = connected.platform.signed() | {"echostr": "5837452913"}
    assert requests.get(connected.base + PATH, params=query, timeout=9).text == "5837452913"
    query["signature"] = "0" * 40
    assert requests.get(connected.base + PATH, params=query, timeout=9).status_code == 403


@pytest.mark.parametrize("mode", ["plain", "compatible", "encrypted"])
def test_a_question_is_answered_in_every_mode(connected: Connected, mode: str) -> None:
    connected.platform.mode = mode
    heard = connected.platform.say("o-resident", "低保要什么材料")
    assert "依据：" in heard.text
    assert (heard.fields["ToUserName"], heard.fields["MsgType"]) == ("o-resident", "text")
    assert len(heard.text.encode()) <= 2048


def test_voice_and_numbered_choices(connected: Connected) -> None:
    spoken = message("o-v", "voice", MediaId="m", Format="amr", Recognition="得了大病花光了钱。")
    heard = connected.platform.post(spoken)
    assert "1." in heard.text
    second = connected.platform.say("o-v", "2")
    assert "依据：" in second.text or "1." in second.text
    assert "还没有听清" not in second.text
    assert "没有听清" in connected.platform.post(message("o-v", "voice", MediaId="m")).text


@pytest.mark.parametrize(
    ("kind", "fields", "said"),
    [
        ("image", {"PicUrl": "http://x/y", "MediaId": "m"}, "照片和视频"),
        ("video", {"MediaId": "m", "ThumbMediaId": "t"}, "照片和视频"),
        ("link", {"Title": "领补贴", "Description": "d", "Url": "http://evil/"}, "链接我不打开"),
        ("hologram", {"X": "1"}, "看不懂"),
        ("text", {"Content": ""}, "没有看到字"),
        ("text", {"Content": "问" * 600}, "太长了"),
    ],
)
def test_whatever_comes_gets_a_kind_word(
    connected: Connected, kind: str, fields: dict[str, str], said: str
) -> None:
    assert said in connected.platform.post(message("o-x", kind, **fields)).text


def test_danger_comes_first(connected: Connected) -> None:
    first = connected.platform.say("o-e", "家里着火了").text.split("\n")[0]
    assert "119" in first


def test_a_scanned_code_tells_of_its_village(connected: Connected) -> None:
    code = db.session.scalars(select(GuideCode.code).where(GuideCode.topic == "general")).one()
    for scan in (event("o-s", "SCAN", code), event("o-s", "subscribe", f"qrscene_{code}")):
        heard = connected.platform.post(scan)
        assert "寺上村民委员会的指引" in heard.text
        assert "0000-0000001" in heard.text
    link = re.search(r'href="([^"]+)"', heard.text)
    assert link is not None
    assert "o-s" not in link[1]
    path = link[1].removeprefix("http://127.0.0.1:8000")
    moved = requests.get(connected.base + path, allow_redirects=False, timeout=9)
    assert (moved.status_code, moved.headers["Location"]) == (303, f"/g/{code}")
    db.session.rollback()
    assert db.session.scalars(select(WechatPerson.place)).one() == VILLAGE
    connected.app.extensions["guide_scans"].flush()
    db.session.rollback()
    assert db.session.scalars(select(GuideScan.scans)).one() == 2
    assert "不认得" in connected.platform.post(event("o-s", "SCAN", "AAAAAAA")).text


def test_events_that_ask_for_nothing(connected: Connected) -> None:
    for one in ("VIEW", "TEMPLATESENDJOBFINISH", "LOCATION", "unsubscribe", "never_heard_of"):
        heard = connected.platform.post(event("o-q", one, "x"))
        assert (heard.status, heard.fields) == (200, {})
    assert "您好" in connected.platform.post(event("o-q", "subscribe")).text
    assert connected.platform.post(event("o-q", "CLICK", "ASK")).text


def test_where_somebody_is(connected: Connected) -> None:
    sent = {"Location_X": "34.1", "Location_Y": "112.8", "Scale": "15"}
    label = "河南省平顶山市汝州市蟒川镇寺上村"
    heard = connected.platform.post(message("o-p", "location", Label=label, **sent))
    assert "寺上村民委员会" in heard.text
    heard = connected.platform.post(message("o-p2", "location", Label="北京市", **sent))
    assert "1. 温泉镇" in heard.text
    assert "蟒川镇" in connected.platform.say("o-p2", "2").text
    db.session.rollback()
    assert set(db.session.scalars(select(WechatPerson.place))) == {VILLAGE, TOWN}


def test_the_same_delivery_three_times_at_once(connected: Connected) -> None:
    fields = message("o-3", "text", Content="低保怎么申请")
    texts: list[str] = []

    def deliver() -> None:
        texts.append(Platform(connected.base).post(fields).text)

    threads = [threading.Thread(target=deliver) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    texts.append(connected.platform.post(fields).text)
    assert len(texts) == 4
    assert len(set(texts)) == 1
    assert texts[0]
    assert count(WechatDelivery) == 1


def test_a_repeated_event_has_one_effect(connected: Connected) -> None:
    fields = event("o-4", "CLICK", "PERSON")
    heard = {connected.platform.post(fields).text for _ in range(3)}
    assert len(heard) == 1
    assert "1. 温泉镇" in heard.pop()


def test_a_signature_is_good_for_one_message(connected: Connected) -> None:
    query = connected.platform.signed()
    fields = message("o-r", "text", Content="你好")
    assert connected.platform.post(fields, dict(query)).status == 200
    assert connected.platform.post(fields, dict(query)).status == 200
    other = message("o-r", "text", Content="低保")
    assert connected.platform.post(other, dict(query)).status == 403
    assert count(WechatDelivery) == 1


@pytest.mark.parametrize("away", [-400, 400])
def test_a_stale_signature_is_refused(connected: Connected, away: int) -> None:
    query = connected.platform.signed(at=time.time() + away)
    assert connected.platform.post(message("o", "text", Content="你好"), query).status == 403


def _hand_over(connected: Connected, who: str = "o-h") -> str:
    assert "1. 温泉镇" in connected.platform.say(who, "找人工").text
    assert "已经转给蟒川镇" in connected.platform.say(who, "2").text
    db.session.rollback()
    return db.session.scalars(select(IntakeCase.id).where(IntakeCase.kind == "question")).one()


def _clerk(connected: Connected) -> dict[str, str]:
    body = {"username": "clerk-a", "password": "黄河-麦田-3391-示例"}
    answer = requests.post(connected.base + "/api/v1/sessions", json=body, timeout=20)
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def _move(connected: Connected, case_id: str, action: str, **body: str) -> None:
    headers = _clerk(connected)
    url = f"{connected.base}/api/v1/intake/cases/{case_id}"
    version = requests.get(url, headers=headers, timeout=20).json()["version"]
    answer = requests.post(
        f"{url}/{action}", json={"version": version, **body}, headers=headers, timeout=20
    )
    assert answer.status_code == 200, answer.text


def test_a_question_goes_to_a_clerk_and_the_words_go_both_ways(connected: Connected) -> None:
    case_id = _hand_over(connected)
    assert "已经转给窗口" in connected.platform.say("o-h", "俺娘的事想问问").text
    _move(connected, case_id, "claim")
    _move(connected, case_id, "record-stage", stage="progress", note="请问您娘多大年纪？")
    deliver_due(utc_now())
    assert connected.api.sent == [("o-h", "窗口回复：请问您娘多大年纪？")]
    connected.platform.say("o-h", "八十二了，证号110101194001010011")
    _move(connected, case_id, "close", result="answered", reason="可以办高龄津贴，带身份证来。")
    deliver_due(utc_now())
    assert connected.api.sent[-1] == ("o-h", "窗口回复：可以办高龄津贴，带身份证来。")
    sheet = requests.get(
        f"{connected.base}/api/v1/intake/cases/{case_id}", headers=_clerk(connected), timeout=20
    ).text
    assert "俺娘的事想问问" in sheet
    assert "八十二了" in sheet
    assert "110101194001010011" not in sheet
    assert "依据：" in connected.platform.say("o-h", "低保要什么材料").text
    assert count(IntakeCase) == 1


def test_words_after_the_clerks_answer_reach_the_window_again(connected: Connected) -> None:
    case_id = _hand_over(connected)
    _move(connected, case_id, "claim")
    _move(connected, case_id, "close", result="answered", reason="请周三来，找二号窗口。")
    assert "已经转给蟒川镇" in connected.platform.say("o-h", "邻居家的牛跑了").text
    assert count(IntakeCase) == 2


def test_danger_is_answered_although_a_clerk_has_the_question(connected: Connected) -> None:
    _hand_over(connected)
    assert "119" in connected.platform.say("o-h", "家里着火了").text.split("\n")[0]


def test_after_48_hours_a_template_and_the_words_when_the_person_writes(
    connected: Connected,
) -> None:
    case_id = _hand_over(connected)
    _move(connected, case_id, "claim")
    connected.api.window_closed.add("o-h")
    _move(connected, case_id, "record-stage", stage="progress", note="请明天来窗口。")
    deliver_due(utc_now())
    assert connected.api.sent == []
    assert connected.api.templates[0]["template_id"] == "tpl-official"
    assert "明天" not in str(connected.api.templates)
    connected.api.window_closed.clear()
    connected.platform.say("o-h", "在吗")
    deliver_due(utc_now())
    assert ("o-h", "窗口回复：请明天来窗口。") in connected.api.sent


def test_no_more_news_until_asked_again(connected: Connected) -> None:
    assert "不再发消息" in connected.platform.say("o-n", "退订").text
    assert count(NoticeOptOut) == 1
    assert "会发消息" in connected.platform.say("o-n", "恢复通知").text
    assert count(NoticeOptOut) == 0


def test_what_is_late_follows_by_customer_service(
    connected: Connected, monkeypatch: pytest.MonkeyPatch
) -> None:
    working, turn_of = threading.Event(), answering.turn_of

    def slow(*args: object) -> object:
        working.wait(10)
        return turn_of(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(answering, "turn_of", slow)
    monkeypatch.setattr(connected.app.extensions["wechat_answering"], "seconds", 0.3)
    fields = message("o-l", "text", Content="低保要什么材料")
    heard = connected.platform.post(fields)
    assert (heard.status, heard.text) == (200, "")
    working.set()
    _until(lambda: count(OutboxMessage) == 1)
    assert connected.platform.post(fields).text == ""
    deliver_due(utc_now())
    assert [who for who, _ in connected.api.sent] == ["o-l"]
    assert "依据：" in connected.api.sent[0][1]


def _until(true: object, seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_what_a_crash_left_is_taken_up(connected: Connected) -> None:
    from backend.channels.wechat_official.inbound import message_of

    fields = message("o-c", "text", Content="低保要什么材料")
    assert deliveries.accept(message_of(fields), fields, "s", utc_now()) is not None
    later = utc_now() + timedelta(seconds=31)
    assert answering.take_up(utc_now()) == 0
    assert answering.take_up(later) == 1
    assert answering.take_up(later) == 0
    deliver_due(later)
    assert "依据：" in connected.api.sent[0][1]
    assert connected.platform.post(fields).text == ""


def test_a_repeat_takes_over_what_was_left(connected: Connected) -> None:
    from backend.channels.wechat_official.inbound import message_of

    fields = message("o-c", "text", Content="低保要什么材料")
    long_ago = utc_now() - timedelta(minutes=1)
    deliveries.accept(message_of(fields), fields, "s", long_ago)
    assert "依据：" in connected.platform.post(fields).text


def test_nothing_of_a_person_stands_in_clear(connected: Connected) -> None:
    connected.platform.say("o-secret-openid", "俺叫王示例，电话13800000000，低保咋办")
    connected.app.extensions["chat"].memory.log.flush()
    for table in ("wechat_delivery", "wechat_person", "channel_pass", "chat_message"):
        rows = db.session.connection().exec_driver_sql(f"SELECT * FROM {table}").all()  # noqa: S608
        assert rows or table == "channel_pass"
        for word in ("o-secret-openid", "13800000000", "王示例"):
            assert word not in str(rows)


def test_an_unconnected_account_is_not_there(app: object, client: object) -> None:
    assert client.post(PATH).status_code == 404  # type: ignore[attr-defined]
    assert client.get(PATH).status_code == 404  # type: ignore[attr-defined]


def test_old_rows_go(connected: Connected) -> None:
    from backend.tasks.catalogue import run_retention

    connected.platform.say("o-old", "你好")
    with transaction():
        db.session.execute(WechatPerson.__table__.update().values(left_at=utc_now()))
    assert "微信消息 1" in run_retention(utc_now() + timedelta(days=31))
    assert count(WechatPerson) == 0


def test_what_was_written_before_the_place_goes_along(connected: Connected) -> None:
    platform = connected.platform
    platform.say("o-w", "我妈瘫在床上，低保停了没人管")
    assert "先告诉我您在哪" in platform.say("o-w", "找人工").text
    told = platform.say("o-w", "蟒川镇").text
    assert re.search(r"编号 [0-9 ]+，办理码 [0-9A-Z-]+", told)
    db.session.rollback()
    (case,) = db.session.scalars(select(IntakeCase))
    assert (case.kind, case.division_code) == ("question", TOWN)
    assert "我妈瘫在床上，低保停了没人管" in open_summary(case)["question"]
