"""A household that asked for several schemes at once: each item goes to its department, and back."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from backend.accounts.actor import Actor
from backend.audit.trail import verify
from backend.departments.services import save_unit
from backend.extensions import db
from backend.intake import services
from backend.intake.histories import history_faults
from backend.intake.jobs import remind
from backend.intake.problems import (
    CaseAlreadyClaimed,
    CaseNotFound,
    MoveNotAllowed,
    ReasonMissing,
)
from backend.intake.queries import referrals_of
from backend.intake.running import clocks_of
from backend.intake.states import Action, Result
from backend.intake.supervision import departments_late
from backend.notifications.models import OutboxMessage
from backend.problems import Invalid, NotAllowed
from backend.transaction import transaction
from tests.factories import intake as make

HOUSE, MONEY = "housing_assistance", "temporary_assistance"
NO = (make.REASON, make.ARTICLE)
LATER = make.NOW + timedelta(days=30)


@pytest.fixture
def case_id(office: Flask, clerk: Actor) -> str:
    """低保, with a house that leaks and money for now, asked for in one go."""
    found = make.opened(also_schemes=(HOUSE, MONEY)).id
    make.do("claim", found, clerk)
    return found


def _now(case_id: str) -> dict[str, str]:
    return {one.scheme: one.now for one in services.progress_of(case_id).items}


def test_at_opening_nobody_is_asked_and_the_resident_is_told_whose_it_is(case_id: str) -> None:
    seen = _now(case_id)
    assert seen[HOUSE] == "归住房和城乡建设局管，窗口会去请他们看，您不用自己跑"
    assert seen[MONEY] == "受理窗口自己办"
    assert services.progress_of(case_id).handing_over == []


def test_the_department_that_leads_the_item_is_asked_with_a_limit(
    case_id: str, clerk: Actor
) -> None:
    before = make.row(case_id)
    held, state = before.holder_id, before.state
    view = make.do("ask_item", case_id, clerk, HOUSE, (), "房子漏雨，请看")
    (asked,) = referrals_of(case_id, make.handler("housing"))
    assert (asked.department, asked.scheme, asked.is_lead) == ("housing", HOUSE, True)
    assert (view.holder_id, view.state) == (held, state)  # custody and state stay as they were
    (clock,) = [one for one in clocks_of(case_id) if one.ended_at is None]
    assert clock.name == f"referral:housing:{HOUSE}"
    assert clock.due.derivation["amount"] == 3
    assert _now(case_id)[HOUSE] == "已请住房和城乡建设局看，2026年11月26日（周四）以前答复接不接"
    assert history_faults() == []
    assert verify() == []


def test_taken_on_it_has_a_limit_for_the_result_and_the_answer_settles_the_item(
    case_id: str, clerk: Actor
) -> None:
    house = make.handler("housing")
    make.do("ask_item", case_id, clerk, HOUSE, (), "房子漏雨，请看")
    make.do("accept_referral", case_id, house)
    (clock,) = [one for one in clocks_of(case_id) if one.ended_at is None]
    assert clock.name == f"result:housing:{HOUSE}"
    assert "正在看" in _now(case_id)[HOUSE]
    make.do("answer_referral", case_id, house, None, "列入今年危房改造", None, Result.GRANTED)
    item = next(one for one in services.progress_of(case_id).items if one.scheme == HOUSE)
    assert (item.result_title, item.reason, item.now) == ("给予救助", "列入今年危房改造", "")
    assert [one for one in clocks_of(case_id) if one.ended_at is None] == []
    words = [said for _, said in services.progress_of(case_id).events]
    assert words[-3:] == [
        "住房和城乡建设局接办了（住房救助）",
        "住房和城乡建设局已答复窗口（住房救助）",
        "其中一个项目有了结果：住房救助",
    ]
    assert make.row(case_id).holder_id == clerk.staff_id
    assert history_faults() == []
    assert verify() == []
    told = db.session.query(OutboxMessage).filter_by(audience="resident", subject_id=case_id)
    assert "case:item_settled" in {one.event for one in told}


def test_a_no_of_the_department_names_its_article(case_id: str, clerk: Actor) -> None:
    house = make.handler("housing")
    make.do("ask_item", case_id, clerk, HOUSE, (), "请看")
    with pytest.raises(ReasonMissing) as missing:
        make.do("answer_referral", case_id, house, None, "不是危房", None, Result.REFUSED)
    assert [one.pointer for one in missing.value.errors] == ["/article"]
    words = (None, "不是危房", None, Result.REFUSED, make.ARTICLE)
    make.do("answer_referral", case_id, house, *words)
    item = next(one for one in services.progress_of(case_id).items if one.scheme == HOUSE)
    assert (item.result_title, item.article) == ("不予救助", make.ARTICLE)


def test_an_answer_without_a_result_leaves_it_to_the_holder(case_id: str, clerk: Actor) -> None:
    make.do("ask_item", case_id, clerk, HOUSE, (), "请看")
    make.do("answer_referral", case_id, make.handler("housing"), None, "去看过了")
    assert _now(case_id)[HOUSE] == "住房和城乡建设局已经答复窗口，窗口定了就告诉您"
    make.do("settle_item", case_id, clerk, HOUSE, Result.GRANTED, "列入改造")


def test_only_who_leads_decides_and_only_so_far_as_a_department_can(
    case_id: str, clerk: Actor
) -> None:
    make.do("ask_item", case_id, clerk, HOUSE, ("housing", "health"), "请看")
    assert "；" in _now(case_id)[HOUSE]
    words = (None, "可以给", None, Result.GRANTED)
    with pytest.raises(MoveNotAllowed, match="只有牵头"):
        make.do("answer_referral", case_id, make.handler("health"), *words)
    words = (None, "照旧", None, Result.KEPT)
    with pytest.raises(Invalid):
        make.do("answer_referral", case_id, make.handler("housing"), *words)
    make.do("answer_referral", case_id, make.handler("housing"), None, "给", None, Result.GRANTED)
    asked = {one.department: one.cancelled for one in referrals_of(case_id, clerk)}
    assert asked == {"housing": False, "health": True}


def test_sent_back_it_may_be_asked_again_and_the_third_time_a_meeting_is_called(
    case_id: str, clerk: Actor
) -> None:
    for turn in range(3):
        make.do("ask_item", case_id, clerk, HOUSE, (), "请看")
        make.do("return_referral", case_id, make.handler("housing"), None, *NO)
        assert _now(case_id)[HOUSE] == "住房和城乡建设局没有接，窗口另想办法", turn
    assert make.row(case_id).meeting_since is not None
    with pytest.raises(MoveNotAllowed):
        make.do("ask_item", case_id, clerk, HOUSE, (), "请看")


def test_what_is_refused(case_id: str, clerk: Actor) -> None:
    with pytest.raises(ReasonMissing):
        make.do("ask_item", case_id, clerk, HOUSE, (), " ")
    with pytest.raises(Invalid):
        make.do("ask_item", case_id, clerk, HOUSE, ("police",), "请看")
    for scheme in ("education_assistance", "minimum_living_allowance", "no_such"):
        with pytest.raises(MoveNotAllowed, match="没有等着办结的"):
            make.do("ask_item", case_id, clerk, scheme, (), "请看")
    with pytest.raises(MoveNotAllowed, match="窗口自己办"):
        make.do("ask_item", case_id, clerk, MONEY, (), "请看")
    make.do("ask_item", case_id, clerk, HOUSE, (), "请看")
    with pytest.raises(MoveNotAllowed) as again:
        make.do("ask_item", case_id, clerk, HOUSE, (), "请看")
    assert Action.SETTLE_ITEM in again.value.extra["allowed"]
    make.do("settle_item", case_id, clerk, HOUSE, Result.GRANTED, "列入改造")
    with pytest.raises(MoveNotAllowed, match="没有等着办结的"):
        make.do("ask_item", case_id, clerk, HOUSE, (), "请看")


def test_others_cannot_ask_and_the_far_ones_see_nothing(case_id: str, clerk: Actor) -> None:
    with pytest.raises(CaseNotFound):
        make.do("ask_item", case_id, make.clerk(make.OTHER_TOWN), HOUSE, (), "请看")
    with pytest.raises(CaseAlreadyClaimed):
        make.do("ask_item", case_id, make.clerk(name="钱示例"), HOUSE, (), "请看")
    make.do("ask_item", case_id, clerk, HOUSE, (), "请看")
    with pytest.raises(CaseNotFound):
        make.do("answer_referral", case_id, make.handler("education"), None, "看过了")
    with pytest.raises(NotAllowed):
        make.do("ask_item", case_id, make.handler("housing"), HOUSE, (), "请看")


def test_a_place_that_says_otherwise_asks_its_own_department(case_id: str, clerk: Actor) -> None:
    unit = {
        "department": "卫生健康局",
        "name": "示例县卫健委",
        "phone": "0000-1",
        "leads": "住房救助",
    }
    unit |= {"division_code": make.COUNTY, "from_on": "2026-01-01", "source": "三定方案"}
    with transaction():
        save_unit(unit)
    make.do("ask_item", case_id, clerk, HOUSE, (), "请看")
    (asked,) = referrals_of(case_id, clerk)
    assert (asked.department, asked.is_lead) == ("health", True)


def test_the_supervisor_sees_who_is_late_with_what(case_id: str, clerk: Actor) -> None:
    make.do("ask_item", case_id, clerk, HOUSE, (), "请看")
    boss, day = make.supervisor(), LATER.date()
    assert departments_late(boss, make.DAY) == []
    (late,) = departments_late(boss, day)
    assert (late.department, late.scheme, late.is_taken) == ("住房和城乡建设局", HOUSE, False)
    assert departments_late(make.supervisor(make.OTHER_TOWN), day) == []
    make.do("accept_referral", case_id, make.handler("housing"))
    (late,) = departments_late(boss, day)
    assert late.is_taken
    assert remind(LATER) > 0
    rows = db.session.query(OutboxMessage).filter(OutboxMessage.key.contains("result:housing"))
    assert {one.event for one in rows} == {"case:result_overdue", "case:overdue", "case:escalated"}
    make.do("settle_item", case_id, clerk, HOUSE, Result.GRANTED, "列入改造")
    assert departments_late(boss, day) == []
