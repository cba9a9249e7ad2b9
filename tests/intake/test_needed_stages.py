"""No decision before the stages its plan needs: written down, or told why they fell away. Which these
are is the place's own text."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask

from backend.accounts.actor import Actor
from backend.content.findings import ContentError
from backend.content.loader import load_content
from backend.evidence.gathering import the_events
from backend.intake import services
from backend.intake.problems import MoveNotAllowed, StagesMissing
from backend.intake.reading import read_case
from backend.intake.states import CaseState, Result
from backend.problems import Invalid
from tests.factories import intake as make
from tests.support.five_places import write_places

S = CaseState
YES = (Result.GRANTED, "确认，下月起发。", None, None, None)
NO = (Result.REFUSED, make.REASON, make.ARTICLE, None, None)
HOUSE, AID = "housing_assistance", "temporary_assistance"


def _missing(case_id: str, actor: Actor, verb: str, *words: object) -> list[str]:
    with pytest.raises(StagesMissing) as told:
        make.do(verb, case_id, actor, *words)
    assert [one.pointer for one in told.value.errors] == [
        f"/skipped/{one['stage']}" for one in told.value.extra["stages"]
    ]
    return [one["stage"] for one in told.value.extra["stages"]]


def test_a_yes_waits_for_survey_check_and_notice(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    needed = ["survey", "county_check", "public_notice"]
    assert _missing(case_id, clerk, "close", *YES) == needed
    assert [one.stage for one in read_case(case_id, clerk).unrecorded] == needed
    make.do("record_stage", case_id, clerk, "survey")
    make.do("record_stage", case_id, clerk, "county_check")
    assert _missing(case_id, clerk, "close", *YES) == ["public_notice"]
    make.do("record_stage", case_id, clerk, "notice_hung")
    assert _missing(case_id, clerk, "close", *YES) == ["public_notice"], "it hangs, that is all"
    later = make.NOW + timedelta(days=8)
    make.do("record_stage", case_id, clerk, "public_notice", now=later)
    make.do("close", case_id, clerk, *YES, now=later)
    assert "skipped" not in read_case(case_id, clerk).events[-1].details
    assert read_case(case_id, clerk).unrecorded == []


def test_nobody_is_refused_unseen(office: Flask, clerk: Actor) -> None:
    """Without a survey nobody is found unfit (民发〔2022〕83号); a notice is not needed for a no."""
    case_id = make.case_in(S.ACCEPTED, clerk)
    assert _missing(case_id, clerk, "close", *NO) == ["survey"]
    make.do("record_stage", case_id, clerk, "survey")
    assert make.do("close", case_id, clerk, *NO).result == Result.REFUSED


def test_what_fell_away_stands_with_its_reason_everywhere(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    make.do("record_stage", case_id, clerk, "survey")
    without = {"county_check": "结果互认，电话 13800000000", "public_notice": "  "}
    assert _missing(case_id, clerk, "close", *YES, without) == ["public_notice"], (
        "blank is no reason"
    )
    without["public_notice"] = "家里只有未成年人，不公示"
    make.do("close", case_id, clerk, *YES, without)
    said = read_case(case_id, clerk).events[-1].details["skipped"]
    assert [(one["stage"], one["title"]) for one in said] == [
        ("county_check", "启动信息核对"),
        ("public_notice", "村、社区公示初审意见"),
    ]
    assert "13800000000" not in str(said)
    assert the_events(make.row(case_id))[-1]["details"]["skipped"] == said
    seen = services.progress_of(case_id)
    assert "没有走的环节：启动信息核对" in seen.events[-1][1]
    assert [one.left_out for one in seen.steps if one.left_out][-1] == "家里只有未成年人，不公示"


def test_only_what_is_in_the_plan_and_open_is_explained(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    make.do("record_stage", case_id, clerk, "survey")
    for stage in ("survey", "publication", "nothing"):
        with pytest.raises(Invalid) as told:
            make.do("close", case_id, clerk, *YES, {stage: "不用"})
        assert [one.pointer for one in told.value.errors] == [f"/skipped/{stage}"]
    assert make.row(case_id).state == S.ACCEPTED


def test_small_quick_aid_waits_for_nothing(office: Flask, clerk: Actor) -> None:
    urgent = make.case_in(S.ACCEPTED, clerk, scheme=AID, urgent=True)
    assert make.do("close", urgent, clerk, *YES).state == S.CLOSED
    slow = make.case_in(S.ACCEPTED, clerk, scheme=AID)
    assert _missing(slow, clerk, "close", *YES) == ["survey", "public_notice"]


def test_an_end_without_a_decision_waits_for_nothing(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.IN_HAND, clerk)
    words = (Result.RESOLVED, "已经解决。", None, "resident")
    assert make.do("close", case_id, clerk, *words).state == S.CLOSED


def test_reopened_it_is_asked_anew(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.CLOSED, clerk)
    make.do("reopen", case_id, make.supervisor(), "再看")
    make.do("claim", case_id, clerk)
    assert len(_missing(case_id, clerk, "close", *YES)) == 3


def test_an_added_scheme_goes_its_own_way(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    make.do("add_item", case_id, clerk, AID)
    waiting = [(one.scheme, one.stage) for one in read_case(case_id, clerk).unrecorded]
    assert waiting[3:] == [(AID, "survey"), (AID, "public_notice")]
    make.do("record_stage", case_id, clerk, "survey")
    assert _missing(case_id, clerk, "settle_item", AID, *YES) == ["survey", "public_notice"]
    make.do("record_stage", case_id, clerk, "survey", None, AID)
    assert "启动家庭经济状况调查" not in services.progress_of(case_id).events[-1][1]
    with pytest.raises(Invalid):
        make.do("record_stage", case_id, clerk, "county_check", None, AID)
    with pytest.raises(MoveNotAllowed):
        make.do("record_stage", case_id, clerk, "survey", None, HOUSE)
    make.do("settle_item", case_id, clerk, AID, *YES, {"public_notice": "县里定的小额，不公示"})
    assert read_case(case_id, clerk).events[-1].details["skipped"][0]["stage"] == "public_notice"
    assert _missing(case_id, clerk, "close", *YES) == ["county_check", "public_notice"]


def test_a_department_that_leads_answers_for_its_own_way(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    make.do("add_item", case_id, clerk, "disaster_relief", (), "请核房屋受损")
    dealt = make.handler("emergency_management")
    words = (None, "县里审批通过", None, Result.GRANTED)
    make.do("answer_referral", case_id, dealt, *words)
    assert all(one.scheme is None for one in read_case(case_id, clerk).unrecorded)


def test_which_stages_is_the_places_own_text(office: Flask, clerk: Actor, tmp_path: Path) -> None:
    """The awkward place of five_places needs nothing; one line of its text, and it does."""
    before = office.extensions["library"]
    try:
        office.extensions["library"] = write_places(tmp_path / "a" / "policy_texts")
        assert make.case_in(S.CLOSED, clerk)
        root = tmp_path / "b" / "policy_texts"
        write_places(root)
        _change(root, "{id: notice, name: 环节,", "{id: notice, name: 环节, needed_for: [granted],")
        office.extensions["library"] = load_content(root)
        case_id = make.case_in(S.ACCEPTED, clerk)
        assert _missing(case_id, clerk, "close", *YES) == ["notice"]
        make.do("close", case_id, clerk, *NO)
    finally:
        office.extensions["library"] = before


def test_what_comes_after_the_decision_cannot_be_needed_for_it(tmp_path: Path) -> None:
    root = tmp_path / "policy_texts"
    write_places(root)
    _change(root, "{id: refusal, name: 环节,", "{id: refusal, name: 环节, needed_for: [refused],")
    with pytest.raises(ContentError, match="needed_for"):
        load_content(root)


def _change(root: Path, old: str, new: str) -> None:
    path = root / "procedures" / f"minimum_living_allowance@{make.COUNTY}.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
