"""A transfer is an offer: the sender answers for the case until the other window takes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.extensions import db
from backend.intake import services
from backend.intake.part_models import CaseTransfer
from backend.intake.problems import CaseNotFound, MoveNotAllowed, ReasonMissing
from backend.intake.queries import Queue, find_case, list_cases
from backend.intake.reading import read_case
from backend.intake.running import clocks_of
from backend.intake.states import CaseState
from backend.notifications.models import OutboxMessage
from backend.problems import NotAllowed
from backend.transaction import transaction
from tests.factories import intake as make

S = CaseState
WHY = "住在邻近村"


@pytest.fixture
def other(office: Flask) -> Actor:
    return make.clerk(make.OTHER_TOWN, "孙示例")


def offered(clerk: Actor) -> str:
    case_id = make.case_in(S.IN_HAND, clerk)
    make.do("transfer", case_id, clerk, make.OTHER_VILLAGE, WHY)
    return case_id


def staff_events() -> list[str]:
    found = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.seq))
    return [one.event for one in found if one.audience == "staff"]


def test_until_it_is_taken_the_sender_answers(office: Flask, clerk: Actor, other: Actor) -> None:
    case_id = offered(clerk)
    row = make.row(case_id)
    assert (row.state, row.division_code, row.holder_id) == (S.IN_HAND, make.TOWN, clerk.staff_id)
    progress = services.progress_of(case_id)
    assert progress.holder == "示例镇社会救助窗口，张姓工作人员"
    (waiting,) = progress.handing_over
    assert (waiting.to, waiting.until) == ("邻近镇社会救助窗口", make.DAY + timedelta(days=2))
    assert waiting.words == (
        "已请邻近镇社会救助窗口接手，对方要在 2026年11月25日（周三） 以前答复接不接。"
        "对方接收以前，还是示例镇社会救助窗口，张姓工作人员负责，有事找他们，不用您两头跑。"
    )
    assert any(WHY in words for _, words in progress.events)
    clock = clocks_of(case_id)[0]
    assert (clock.name, clock.due.rule) == ("transfer", "window.transfer_answer_workdays")
    assert clock.due.due_on == make.DAY + timedelta(days=2)
    make.do("record_stage", case_id, clerk, "progress", "先办着")
    assert [one.id for one in list_cases(other, make.DAY, Queue.OFFERED).rows] == [case_id]
    assert list_cases(other, make.DAY).rows == ()
    assert not read_case(case_id, other).is_full
    with pytest.raises(NotAllowed):
        make.do("accept", case_id, other)


def test_taking_it(office: Flask, clerk: Actor, other: Actor) -> None:
    case_id = offered(clerk)
    due = make.row(case_id).due_on
    view = make.do("accept_transfer", case_id, other)
    row = make.row(case_id)
    assert (view.state, row.division_code, row.holder_id) == (
        S.IN_HAND, make.OTHER_TOWN, other.staff_id,
    )  # fmt: skip
    assert (row.due_on, row.offered_window_id, row.bounces) == (due, None, 0)
    assert clocks_of(case_id)[0].ended_at == make.NOW
    progress = services.progress_of(case_id)
    assert (progress.holder, progress.handing_over) == ("邻近镇社会救助窗口，孙姓工作人员", [])
    assert "case:transferred" in staff_events()
    with pytest.raises(CaseNotFound):
        find_case(case_id, clerk)
    with pytest.raises(MoveNotAllowed, match="没有转给谁"):
        make.do("accept_transfer", case_id, other)


def test_sending_it_back_cites_a_reason(office: Flask, clerk: Actor, other: Actor) -> None:
    case_id = offered(clerk)
    with pytest.raises(ReasonMissing) as told:
        make.do("return_transfer", case_id, other, None, None)
    assert {one.pointer for one in told.value.errors} == {"/reason", "/article"}
    make.do("return_transfer", case_id, other, "户口在贵镇", make.ARTICLE)
    row = make.row(case_id)
    assert (row.holder_id, row.state, row.bounces) == (clerk.staff_id, S.IN_HAND, 1)
    kept = db.session.scalars(select(CaseTransfer)).one()
    assert (kept.answer, kept.article) == ("returned", make.ARTICLE)
    assert "户口" not in str(vars(kept))
    with pytest.raises(CaseNotFound):
        find_case(case_id, other)
    assert "case:transfer_returned" in staff_events()


def test_only_who_has_it_offers_and_only_once(office: Flask, clerk: Actor, other: Actor) -> None:
    case_id = offered(clerk)
    with pytest.raises(MoveNotAllowed, match="先撤回") as told:
        make.do("transfer", case_id, clerk, make.COUNTY, "再转")
    assert "recall-transfer" in told.value.extra["allowed"]
    with pytest.raises(NotAllowed):
        make.do("accept_transfer", case_id, clerk)
    with pytest.raises(NotAllowed):
        make.do("recall_transfer", case_id, other)
    make.do("recall_transfer", case_id, clerk, "选错了窗口")
    assert make.row(case_id).offered_window_id is None
    make.do("transfer", case_id, clerk, make.COUNTY, "请县里办")


@pytest.mark.parametrize("ending", ["accept", "decline", "withdraw"])
def test_an_answer_by_the_sender_ends_the_offer(
    office: Flask, clerk: Actor, other: Actor, ending: str
) -> None:
    case_id = offered(clerk)
    if ending == "withdraw":
        with transaction():
            services.withdraw(case_id, make.NOW)
    else:
        make.do(
            ending, case_id, clerk, *((make.REASON, make.ARTICLE) if ending == "decline" else ())
        )
    assert make.row(case_id).offered_window_id is None
    assert db.session.scalars(select(CaseTransfer)).one().answer == "recalled"
    assert all(clock.ended_at for clock in clocks_of(case_id) if clock.name == "transfer")


def test_a_case_that_waits_for_papers_moves_with_what_was_asked(
    office: Flask, clerk: Actor, other: Actor
) -> None:
    case_id = make.case_in(S.AWAITING_SUPPLEMENT, clerk)
    make.do("transfer", case_id, clerk, make.OTHER_VILLAGE, WHY)
    make.do("accept_transfer", case_id, other)
    assert make.row(case_id).state == S.AWAITING_SUPPLEMENT
    assert services.progress_of(case_id).asked == ["户口簿"]


# --- the third time


def bounced(clerk: Actor, other: Actor) -> str:
    case_id = offered(clerk)
    make.do("return_transfer", case_id, other, "户口在贵镇", make.ARTICLE)
    make.do("refer", case_id, clerk, ["housing"], "请看房子")
    make.do("return_referral", case_id, make.handler("housing"), None, "不是危房", make.ARTICLE)
    make.do("transfer", case_id, clerk, make.OTHER_VILLAGE, WHY)
    make.do("return_transfer", case_id, other, "还是贵镇的", make.ARTICLE)
    return case_id


def test_the_third_bounce_calls_a_meeting(office: Flask, clerk: Actor, other: Actor) -> None:
    case_id, boss = bounced(clerk, other), make.supervisor()
    row = make.row(case_id)
    assert (row.bounces, row.meeting_since, row.holder_id) == (3, make.NOW, clerk.staff_id)
    assert "case:meeting_called" in staff_events()
    assert [one.id for one in list_cases(boss, make.DAY, Queue.MEETING).rows] == [case_id]
    for verb, words in (("transfer", (make.COUNTY, "再转")), ("refer", (["housing"], "再请"))):
        with pytest.raises(MoveNotAllowed, match="会商"):
            make.do(verb, case_id, clerk, *words)
    with pytest.raises(NotAllowed):
        make.do("record_meeting", case_id, clerk, None, "大家", "都行")
    with pytest.raises(ReasonMissing):
        make.do("record_meeting", case_id, boss, None, " ", None)
    words = (
        make.DAY,
        "民政局、住建局、两个镇的窗口",
        "由邻近镇窗口先办，本周内给答复",
        make.OTHER_TOWN,
    )
    make.do("record_meeting", case_id, boss, *words)
    row = make.row(case_id)
    assert (row.division_code, row.holder_id, row.state) == (make.OTHER_TOWN, None, S.SUBMITTED)
    assert (row.bounces, row.meeting_since) == (0, None)
    minutes = read_case(case_id, other).meetings[0]
    assert (minutes.held_on, minutes.participants) == (make.DAY, words[1])
    assert any("由邻近镇窗口先办" in told for _, told in services.progress_of(case_id).events)
    make.do("claim", case_id, other)
