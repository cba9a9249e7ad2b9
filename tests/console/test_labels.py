"""What was told, in plain Chinese lines; words of the console."""

from __future__ import annotations

from datetime import date
from typing import Any

from backend.applications.labels import HARDSHIPS, hardships
from backend.applications.schemas import PreApplicationBody
from backend.channels.web.application_form import CAUSES
from backend.console.labels import (
    event_details,
    scheme_title,
    to_staff,
)
from backend.console.told import parts_of
from backend.field.forms import CAUSES as FIELD_CAUSES
from tests.factories.county import pre_application

DAY = date(2026, 11, 23)


def _told(summary: dict[str, Any], body: dict[str, Any] | None) -> dict[str, str]:
    parts = parts_of(summary, body, "汝州市蟒川镇寺上村", DAY)
    return {line.label: line.text for part in parts for line in part.lines}


def test_every_cause_a_form_offers_has_a_name() -> None:
    offered = {word for word, *_ in CAUSES} | {word for word, _ in FIELD_CAUSES}
    assert offered - set(HARDSHIPS) == set()


def test_a_thin_pre_application_leaves_no_empty_lines() -> None:
    body = PreApplicationBody.model_validate(pre_application()).model_dump(mode="json")
    told = _told({"name": "王示例", "phone": "13800000000", "address": ""}, body)
    assert "" not in told.values()
    assert told["填表的人"] == "本人"
    assert "住址" not in told


def test_without_the_body_the_summary_speaks() -> None:
    told = _told({"name": "王*", "phone": "138****0000", "causes": ["fire"], "people": 3}, None)
    assert told == {
        "姓名": "王*",
        "电话": "138****0000",
        "现住": "汝州市蟒川镇寺上村",
        "家里几口人": "3",
        "难处": "着了火",
    }


def test_unknown_words_are_shown_as_they_came() -> None:
    assert hardships(["illness", "never_heard"]) == "生病、住院、never_heard"
    assert hardships(None) == ""
    assert scheme_title("never_heard") == "never_heard"
    assert scheme_title(None) == "项目未定"


def test_people_are_named_as_colleagues_do() -> None:
    assert to_staff("等您补材料") == "等居民补材料"


def test_event_details_are_labelled_and_empty_ones_left_out() -> None:
    details = {"departments": ["health"], "note": "请核", "message": "", "result": "granted"}
    assert event_details(details) == [
        ("部门", "卫生健康局"),
        ("说明", "请核"),
        ("结果", "给予救助"),
    ]
    assert event_details({"from_window": "x", "kind": "y"}) == []


def test_a_contact_is_told_as_one_and_not_as_a_stage() -> None:
    details = {"how": "phone", "title": "打电话", "reached": False, "note": ""}
    assert event_details(details, "case:contact_noted") == [
        ("怎么联系的", "打电话"),
        ("联系的结果", "没有联系上"),
    ]
    assert event_details({"title": "入户调查"}, "case:stage_recorded") == [("环节", "入户调查")]
