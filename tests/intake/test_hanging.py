"""A public notice hangs its whole time: no sooner is its stage done, whoever writes it down how."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from backend.accounts.actor import Actor
from backend.evidence.gathering import the_events
from backend.intake import services
from backend.intake.hanging import hanging_of
from backend.intake.problems import MoveNotAllowed
from backend.intake.reading import read_case
from backend.intake.running import clocks_of
from backend.intake.states import CaseState, Result
from backend.problems import Invalid
from tests.factories import intake as make

S = CaseState
STAGE = "public_notice"
AID = "temporary_assistance"


def at(days: int) -> datetime:
    """The same hour some days after a Monday, 23 November."""
    return make.NOW + timedelta(days=days)


def on(days: int) -> date:
    return make.DAY + timedelta(days=days)


def record(case_id: str, clerk: Actor, stage: str, days: int = 0, **words: object) -> None:
    said = (None, words.get("scheme"), words.get("hung_on"))
    make.do("record_stage", case_id, clerk, stage, *said, now=at(days))


def due(case_id: str, name: str = f"stage:{STAGE}") -> date:
    return {one.name: one.due.due_on for one in clocks_of(case_id) if one.ended_at is None}[name]


@pytest.fixture
def accepted(office: Flask, clerk: Actor) -> str:
    return make.case_in(S.ACCEPTED, clerk)


def test_not_done_minutes_after_the_survey(accepted: str, clerk: Actor) -> None:
    """No clock runs for it, the steps before were left out: it waits all the same, and says until when."""
    record(accepted, clerk, "survey")
    with pytest.raises(MoveNotAllowed, match=r"先写哪天挂出的.*11月30日（周一）才满") as told:
        record(accepted, clerk, STAGE)
    assert [one.pointer for one in told.value.errors] == ["/hung_on"]
    with pytest.raises(MoveNotAllowed, match="11月30日（周一）满，2026年12月1日"):
        record(accepted, clerk, STAGE, hung_on=on(0))
    assert STAGE in [one.stage for one in read_case(accepted, clerk).unrecorded]


def test_seven_whole_days_from_the_day_it_was_put_up(accepted: str, clerk: Actor) -> None:
    record(accepted, clerk, "notice_hung", 1)
    assert hanging_of(make.row(accepted)) is not None
    assert due(accepted) == on(9), "the seventh day is 1 December, the next working day is the 2nd"
    for day in (1, 5, 8):
        with pytest.raises(MoveNotAllowed, match="12月1日（周二）满"):
            record(accepted, clerk, STAGE, day)
    record(accepted, clerk, STAGE, 9)
    said = read_case(accepted, clerk).events[-1].details
    assert (said["hung_on"], said["last_on"]) == ("2026-11-24", "2026-12-01")
    assert "11月24日" in said["title"]
    assert "12月1日" in said["title"]
    assert due(accepted, "stage:confirmation") > on(9), "and the next stage begins"


def test_an_honest_earlier_day_may_be_written_down(accepted: str, clerk: Actor) -> None:
    record(accepted, clerk, STAGE, 10, hung_on=on(2))
    assert the_events(make.row(accepted))[-1]["details"]["hung_on"] == "2026-11-25"
    with pytest.raises(MoveNotAllowed, match="先写哪天挂出的"):
        record(accepted, clerk, STAGE, 11)  # once more is another notice


@pytest.mark.parametrize("days", [-1, 4])
@pytest.mark.parametrize("stage", ["notice_hung", STAGE])
def test_not_before_acceptance_nor_to_come(
    accepted: str, clerk: Actor, stage: str, days: int
) -> None:
    with pytest.raises(Invalid) as told:
        record(accepted, clerk, stage, 3, hung_on=on(days))
    assert [one.pointer for one in told.value.errors] == ["/hung_on"]
    assert "今天之间" in told.value.errors[0].detail


def test_only_a_notice_has_such_a_day_and_only_after_acceptance(
    office: Flask, clerk: Actor, accepted: str
) -> None:
    with pytest.raises(Invalid):
        record(accepted, clerk, "survey", hung_on=on(0))
    early = make.case_in(S.IN_HAND, clerk)
    for stage in ("notice_hung", STAGE):
        with pytest.raises(MoveNotAllowed, match="受理以后"):
            record(early, clerk, stage)
    quick = make.case_in(S.ACCEPTED, clerk, scheme=AID, urgent=True)
    assert "notice_hung" not in read_case(quick, clerk).stages, "small quick aid hangs nowhere"


def test_a_day_written_wrongly_is_put_right(accepted: str, clerk: Actor) -> None:
    record(accepted, clerk, "notice_hung", 1)
    record(accepted, clerk, "notice_hung", 3, hung_on=on(0))
    assert due(accepted) == on(8)
    running = [one for one in clocks_of(accepted) if one.ended_at is None]
    assert [one.name for one in running].count(f"stage:{STAGE}") == 1
    record(accepted, clerk, STAGE, 8)


def test_taken_down_it_hangs_anew(accepted: str, clerk: Actor) -> None:
    with pytest.raises(MoveNotAllowed, match="没有记过公示挂出"):
        record(accepted, clerk, "notice_down")
    record(accepted, clerk, "notice_hung")
    record(accepted, clerk, "notice_down", 5)
    with pytest.raises(MoveNotAllowed, match="先写哪天挂出的"):
        record(accepted, clerk, STAGE, 10)
    with pytest.raises(Invalid):
        record(accepted, clerk, STAGE, 10, hung_on=on(0))  # those days were broken off
    record(accepted, clerk, "notice_hung", 6)
    with pytest.raises(MoveNotAllowed, match="12月7日（周一）满"):
        record(accepted, clerk, STAGE, 10)  # the sixth is a Sunday
    with pytest.raises(MoveNotAllowed, match="已经挂满"):
        record(accepted, clerk, "notice_down", 15)
    record(accepted, clerk, STAGE, 15)


def test_an_end_in_between_breaks_it_off(accepted: str, clerk: Actor) -> None:
    record(accepted, clerk, "notice_hung")
    without = {"survey": "本人不让上门"}
    words = (Result.REFUSED, make.REASON, make.ARTICLE, None, None, without)
    make.do("close", accepted, clerk, *words)
    make.do("reopen", accepted, make.supervisor(), "再看", now=at(1))
    make.do("claim", accepted, clerk, now=at(1))
    with pytest.raises(MoveNotAllowed, match="先写哪天挂出的"):
        record(accepted, clerk, STAGE, 20)


def test_what_hangs_has_not_fallen_away(accepted: str, clerk: Actor) -> None:
    record(accepted, clerk, "notice_hung")
    words = (Result.GRANTED, "确认，下月起发。", None, None, None, make.left_out(accepted))
    with pytest.raises(Invalid) as told:
        make.do("close", accepted, clerk, *words, now=at(2))
    assert [one.pointer for one in told.value.errors] == [f"/skipped/{STAGE}"]
    record(accepted, clerk, "notice_down", 2)
    assert make.do("close", accepted, clerk, *words, now=at(2)).state == S.CLOSED


def test_it_does_not_begin_anew_with_the_step_before_it(accepted: str, clerk: Actor) -> None:
    """The opinion written down after the notice was hung, or after it was done."""
    record(accepted, clerk, "notice_hung")
    record(accepted, clerk, "preliminary_opinion", 3)
    assert due(accepted) == on(8)
    record(accepted, clerk, STAGE, 8)
    record(accepted, clerk, "preliminary_opinion", 8)
    assert f"stage:{STAGE}" not in [one.name for one in clocks_of(accepted) if one.ended_at is None]


def test_the_count_is_shown_and_told(accepted: str, clerk: Actor) -> None:
    record(accepted, clerk, "preliminary_opinion")
    soonest = next(one.due for one in clocks_of(accepted) if one.name == f"stage:{STAGE}")
    assert "还没有记哪天挂出；就算11月23日挂出，也要到11月30日才满。" in soonest.why
    record(accepted, clerk, "notice_hung")
    hung = next(
        one.due for one in clocks_of(accepted) if one.ended_at is None and STAGE in one.name
    )
    assert "要挂满 7 天" in hung.why[0]
    assert hung.why[1] == "11月23日挂出，当天不算，从第二天数起，11月30日满。"
    assert any("57号" in line or "确认办法" in line for line in hung.why)
    seen = services.progress_of(accepted)
    now = next(one for one in seen.steps if one.is_now)
    assert now.title == "村、社区公示初审意见"
    assert "正在公示：2026年11月23日（周一）挂出" in now.note
    assert "公示：2026年11月23日（周一）挂出" in seen.events[-1][1]


def test_an_added_scheme_has_a_notice_of_its_own(accepted: str, clerk: Actor) -> None:
    make.do("add_item", accepted, clerk, AID)
    assert "notice_hung" in read_case(accepted, clerk).stages_of_items[AID]
    record(accepted, clerk, "notice_hung", scheme=AID)
    assert hanging_of(make.row(accepted)) is None
    hanging = hanging_of(make.row(accepted), AID)
    assert hanging is not None
    if hanging.last_on:
        with pytest.raises(MoveNotAllowed, match="公示要满"):
            record(accepted, clerk, STAGE, scheme=AID)
    record(accepted, clerk, STAGE, 20, scheme=AID)
    assert [one.scheme for one in read_case(accepted, clerk).unrecorded].count(AID) == 1
