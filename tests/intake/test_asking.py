"""一次性告知: computed from the facts, told once, never what may not be demanded."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.extensions import db
from backend.intake import services
from backend.intake.needs import needs
from backend.intake.problems import CaseNotFound, MoveNotAllowed, ReasonMissing, ToldOnceAlready
from backend.intake.reading import read_case
from backend.intake.states import CaseState
from backend.notifications.models import OutboxMessage
from backend.problems import Invalid, NotAllowed
from backend.transaction import transaction
from tests.factories import intake as make
from tests.support.real_content import real_library

PROCEDURE = "minimum_living_allowance"


def _procedure():  # type: ignore[no-untyped-def]
    ways = real_library().procedures_of(PROCEDURE, make.DAY, make.TOWN)
    return next(one for one in ways if one.variant == "normal")


def _case(clerk: Actor, *conditions: str) -> str:
    summary = {"name": "王示例", "phone": "13800000000", "conditions": list(conditions)}
    return make.case_in(CaseState.IN_HAND, clerk, summary=summary)


def test_needs_follow_the_facts() -> None:
    plain = {one.id for one in needs(_procedure(), ())}
    assert "disability_certificate" not in plain
    assert "verification_authorization" in plain
    more = {one.id: one for one in needs(_procedure(), {"disability", "student", "proxy"})}
    assert more.keys() - plain == {"disability_certificate", "school_papers", "proxy_papers"}
    assert more["disability_certificate"].is_optional
    assert "第八条" in more["disability_certificate"].source
    assert "contact" not in {one.id for one in needs(_procedure(), (), ("phone",))}
    assert needs(None, {"disability"}) == ()


def test_the_holder_reads_what_this_household_brings(office: Flask, clerk: Actor) -> None:
    case_id = _case(clerk, "disability")
    names = [one.name for one in read_case(case_id, clerk).needs]
    assert "残疾人证" in names
    assert "联系电话" not in names, "the phone was told already"
    assert read_case(case_id, make.clerk()).needs == (), "what ails a household is the holder's"


def test_again_for_what_was_knowable_needs_a_supervisor(office: Flask, clerk: Actor) -> None:
    case_id = _case(clerk, "disability")
    make.do("ask_supplement", case_id, clerk, ["身份证或户口簿"])
    with transaction():
        services.supplement_received(case_id, make.NOW, ["身份证"])
    late = ["残疾人证"]
    with pytest.raises(ReasonMissing):
        make.do("ask_supplement", case_id, clerk, late)
    with pytest.raises(ToldOnceAlready) as told:
        make.do("ask_supplement", case_id, clerk, late, None, "忘了说")
    assert told.value.extra == {"items": late}
    with pytest.raises(NotAllowed):
        make.do("approve_supplement", case_id, clerk, late, "自己批")
    head = make.supervisor()
    with pytest.raises(Invalid):
        make.do("approve_supplement", case_id, head, ["收入证明"], "要")
    make.do("approve_supplement", case_id, head, late, "确实要核对等级")
    make.do("ask_supplement", case_id, clerk, late, None, "忘了说")
    seen = read_case(case_id, clerk)
    assert seen.late_items == late, "it stays marked on the case"
    assert "knowable" not in seen.events[-1].details
    with transaction():
        services.supplement_received(case_id, make.NOW, late)
    with pytest.raises(ToldOnceAlready):
        make.do("ask_supplement", case_id, clerk, ["内容真实完整的承诺书"], None, "又忘了")


@pytest.mark.parametrize(
    ("wanted", "is_late"),
    [
        ("残疾人证复印件", True),
        ("残 疾 人 证", True),
        ("承诺书一份", True),
        ("户口簿首页再拍一张", False),  # told the first time
        ("出院以后的新单据", False),  # nobody could know
    ],
)
def test_other_words_for_the_same_paper_change_nothing(
    office: Flask, clerk: Actor, wanted: str, is_late: bool
) -> None:
    case_id = _case(clerk, "disability")
    make.do("ask_supplement", case_id, clerk, ["身份证或户口簿"])
    with transaction():
        services.supplement_received(case_id, make.NOW, ["身份证"])
    if is_late:
        with pytest.raises(ToldOnceAlready):
            make.do("ask_supplement", case_id, clerk, [wanted], None, "忘了说")
        make.do("approve_supplement", case_id, make.supervisor(), [wanted], "确实要")
    make.do("ask_supplement", case_id, clerk, [wanted], None, "忘了说")
    assert read_case(case_id, clerk).late_items == ([wanted] if is_late else [])


def test_again_for_what_came_up_later_needs_only_its_reason(office: Flask, clerk: Actor) -> None:
    case_id = _case(clerk)
    make.do("ask_supplement", case_id, clerk, ["身份证或户口簿"])
    with transaction():
        services.supplement_received(case_id, make.NOW, ["户口簿"])
    items = ["残疾人证", "身份证或户口簿"]  # nobody had said so; and what was told before
    make.do("ask_supplement", case_id, clerk, items, None, "这次才知道家里有残疾人")
    assert read_case(case_id, clerk).late_items == []


def test_nothing_to_approve_before_the_first_time(office: Flask, clerk: Actor) -> None:
    with pytest.raises(MoveNotAllowed, match="第一次"):
        make.do("approve_supplement", _case(clerk), make.supervisor(), ["户口簿"], "先批着")


# --- what was asked for comes to the window


def test_papers_brought_to_the_window_let_the_case_go_on(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(CaseState.AWAITING_SUPPLEMENT, clerk)
    later = make.NOW + timedelta(days=7)
    view = make.do(
        "take_supplement", case_id, clerk, ["户口簿", " ", "户口簿"], "看过原件", now=later
    )
    row = make.row(case_id)
    assert (view.state, row.due_rule) == (CaseState.IN_HAND, "window.acceptance_workdays")
    assert row.due_on == date(2026, 12, 7), "as when they are sent in by number and code"
    said = read_case(case_id, clerk).events[-1]
    assert (said.name, said.by) == ("case:supplement_received", "张某")
    assert said.details["items"] == ["户口簿"]
    assert "收到您补的材料" in services.progress_of(case_id).events[-1][1]


def test_a_colleague_takes_papers_for_whoever_is_away(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(CaseState.AWAITING_SUPPLEMENT, clerk)
    view = make.do("take_supplement", case_id, make.clerk(name="赵示例"), ["户口簿"])
    assert (view.state, view.holder_id) == (CaseState.IN_HAND, clerk.staff_id), "the holder stays"
    told = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.event == "case:supplement_received")
    ).all()
    assert {one.audience for one in told} == {"resident", "staff"}, "the holder hears of it"
    with pytest.raises(CaseNotFound):
        make.do("take_supplement", case_id, make.clerk(make.OTHER_TOWN), ["户口簿"])
