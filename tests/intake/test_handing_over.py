"""What the resident is told while somebody is asked and has not answered yet."""

from __future__ import annotations

from datetime import timedelta

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
    assert [one.to for one in services.progress_of(case_id).handing_over] == ["教育局"]
    make.do("return_referral", case_id, make.handler("education"), None, *NO)
    assert services.progress_of(case_id).handing_over == []


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
