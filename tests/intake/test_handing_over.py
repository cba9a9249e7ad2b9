"""What the resident is told while somebody is asked and has not answered yet."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from backend.accounts.actor import Actor
from backend.intake import services
from backend.intake.states import CaseState
from tests.factories import intake as make

NO = (make.REASON, make.ARTICLE)


def test_a_department_asked_is_named_until_it_takes_it(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(CaseState.IN_HAND, clerk)
    make.do("refer", case_id, clerk, ["housing", "education"], "请核对")
    first, second = services.progress_of(case_id).handing_over
    assert {first.to, second.to} == {"住房和城乡建设局", "教育局"}
    assert first.until is not None
    assert first.until > make.DAY
    assert "这件事一直由示例镇社会救助窗口，张姓工作人员负责" in first.words
    make.do("accept_referral", case_id, make.handler("housing"))
    first, second = services.progress_of(case_id).handing_over
    assert (
        "住房和城乡建设局接办了" in {first.to: first, second.to: second}["住房和城乡建设局"].words
    )
    make.do("return_referral", case_id, make.handler("education"), None, *NO)
    make.do("answer_referral", case_id, make.handler("housing"), None, "不是危房")
    assert services.progress_of(case_id).handing_over == []


@pytest.mark.parametrize("is_taken", [False, True])
def test_a_department_whose_day_is_over_is_named_with_who_answers_meanwhile(
    office: Flask, clerk: Actor, is_taken: bool
) -> None:
    case_id = make.case_in(CaseState.IN_HAND, clerk)
    make.do("refer", case_id, clerk, ["housing"], "请核对")
    make.do("add_item", case_id, clerk, "medical_assistance", (), "请看")
    if is_taken:
        make.do("accept_referral", case_id, make.handler("housing"))
        make.do("accept_referral", case_id, make.handler("healthcare_security"))
    whole = services.progress_of(case_id, make.DAY).handing_over[0]
    assert whole.until is not None
    on_time = services.progress_of(case_id, whole.until)
    assert "已超过" not in str((on_time.handing_over, on_time.items))
    late = services.progress_of(case_id, whole.until + timedelta(days=1))
    words = [one.words for one in late.handing_over if not one.scheme]
    words.append(late.items[1].now)
    for department, one in zip(("住房和城乡建设局", "医疗保障局"), words, strict=True):
        asked = "答复结果" if is_taken else "答复接不接"
        assert one.startswith(f"请{department}{asked}，应在2026年")
        assert "以前，已超过；窗口正在催。" in one
        assert "有事找示例镇社会救助窗口，张姓工作人员，电话 0000-0000001" in one


def test_one_more_scheme_is_named_with_its_department(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(CaseState.IN_HAND, clerk)
    make.do("add_item", case_id, clerk, "housing_assistance", (), "看房子")
    (offer,) = services.progress_of(case_id).handing_over
    assert "帮着办（住房救助）" in offer.words


def test_while_a_meeting_is_called_the_window_still_answers(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(CaseState.IN_HAND, clerk)
    for _ in range(3):
        make.do("transfer", case_id, clerk, make.OTHER_TOWN, "住在那边")
        make.do("return_transfer", case_id, make.clerk(make.OTHER_TOWN, "孙示例"), *NO)
    (waiting,) = services.progress_of(case_id, make.DAY + timedelta(days=1)).handing_over
    assert (waiting.to, waiting.until) == ("主管召集的会商", None)
    assert "还是示例镇社会救助窗口，张姓工作人员负责" in waiting.words
