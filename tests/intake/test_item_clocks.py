"""A scheme added to a case has clocks of its own: by its procedure, in every list, to its own end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import Result as CliResult
from flask import Flask
from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.content.loader import load_content
from backend.content.names import Scheme
from backend.evidence.gathering import content_files, the_clocks, the_events
from backend.extensions import db
from backend.intake import clocks, services
from backend.intake.follow_ups import remind_untold
from backend.intake.jobs import remind
from backend.intake.queries import Queue, list_cases
from backend.intake.reading import read_case
from backend.intake.running import clocks_of
from backend.intake.states import CaseState, Result
from backend.notifications.models import OutboxMessage
from backend.transaction import transaction
from backend.workdays import Workdays, published
from tests.factories import intake as make
from tests.support.five_places import AWKWARD, procedure, stage, write_places

S = CaseState
LOW, SUPPORT, HOUSE = "low_income_family", "extreme_poverty_support", "housing_assistance"
NO = (Result.REFUSED, make.REASON, make.ARTICLE, None, None)


def running(case_id: str) -> dict[str, date]:
    return {one.name: one.due.due_on for one in clocks_of(case_id) if one.ended_at is None}


def of_item(case_id: str, scheme: str = LOW) -> dict[str, date]:
    return {name: day for name, day in running(case_id).items() if name.endswith(f":{scheme}")}


def later(days: int) -> datetime:
    return make.NOW + timedelta(days=days)


def refuse(case_id: str, clerk: Actor, scheme: str = LOW, days: int = 0) -> None:
    words = (*NO, make.left_out(case_id, scheme))
    make.do("settle_item", case_id, clerk, scheme, *words, now=later(days))


@pytest.fixture
def with_low(office: Flask, clerk: Actor) -> str:
    """An accepted case for 低保 to which 低保边缘家庭 was added."""
    case_id = make.case_in(S.ACCEPTED, clerk)
    make.do("add_item", case_id, clerk, LOW)
    return case_id


def test_it_begins_when_it_is_added_to_an_accepted_case(with_low: str) -> None:
    assert running(with_low) == {
        "stage:survey": date(2026, 11, 26),
        f"stage:survey:{LOW}": date(2026, 11, 26),
    }


def test_a_resident_is_told_the_step_and_of_an_added_scheme_its_name(with_low: str) -> None:
    seen = {one.name: one.step for one in clocks_of(with_low)}
    step = seen["stage:survey"]
    assert "：" not in step
    assert seen[f"stage:survey:{LOW}"].startswith(f"{Scheme(LOW).title_zh}：")


def test_or_when_the_case_is_accepted(office: Flask, clerk: Actor) -> None:
    case_id = make.opened(also_schemes=(LOW, SUPPORT)).id
    make.do("claim", case_id, clerk)
    assert of_item(case_id) == {}
    make.do("accept", case_id, clerk, now=later(1))
    assert of_item(case_id) == {f"stage:survey:{LOW}": date(2026, 11, 27)}
    assert of_item(case_id, SUPPORT) == {f"stage:survey:{SUPPORT}": date(2026, 12, 15)}


def test_one_decided_before_has_none(office: Flask, clerk: Actor) -> None:
    case_id = make.opened(also_schemes=(LOW,)).id
    make.do("claim", case_id, clerk)
    refuse(case_id, clerk)
    make.do("accept", case_id, clerk)
    assert of_item(case_id) == {f"refusal:{LOW}": date(2026, 11, 26)}


def test_its_stages_follow_one_another_and_leave_the_others_alone(
    with_low: str, clerk: Actor
) -> None:
    make.do("record_stage", with_low, clerk, "survey", None, LOW, now=later(1))
    assert of_item(with_low) == {f"stage:county_check:{LOW}": date(2026, 11, 27)}
    assert running(with_low)["stage:survey"] == date(2026, 11, 26)
    make.do("record_stage", with_low, clerk, "survey", now=later(1))
    assert of_item(with_low) == {f"stage:county_check:{LOW}": date(2026, 11, 27)}
    make.do("record_stage", with_low, clerk, "notice_hung", None, LOW, now=later(1))
    assert of_item(with_low)[f"stage:public_notice:{LOW}"] == date(2026, 12, 2)


def test_clerk_and_resident_see_it_with_its_count(with_low: str, clerk: Actor) -> None:
    told = {one.name: one for one in read_case(with_low, clerk).clocks}
    mine = told[f"stage:survey:{LOW}"]
    assert mine.scheme == LOW
    assert told["stage:survey"].scheme is None
    assert "保障边缘家庭" in mine.title
    assert any("11月24日" in line for line in mine.due.why)
    assert any("依据" in line for line in mine.due.why)
    seen = services.progress_of(with_low).clocks
    assert [one.name for one in seen] == ["stage:survey", f"stage:survey:{LOW}"]


def test_its_end_ends_its_stages(with_low: str, clerk: Actor) -> None:
    words = (Result.GRANTED, "认定了。", None, None, None, make.left_out(with_low, LOW))
    make.do("settle_item", with_low, clerk, LOW, *words)
    assert running(with_low) == {"stage:survey": date(2026, 11, 26)}


def test_a_withdrawn_case_has_no_clocks(with_low: str) -> None:
    with transaction():
        services.withdraw(with_low, make.NOW)
    assert running(with_low) == {}


def test_a_no_runs_until_it_is_delivered_whatever_becomes_of_the_case(
    with_low: str, clerk: Actor
) -> None:
    refuse(with_low, clerk)
    assert of_item(with_low) == {f"refusal:{LOW}": date(2026, 11, 26)}
    make.granted(with_low, clerk)
    assert running(with_low) == {f"refusal:{LOW}": date(2026, 11, 26)}
    make.do("reopen", with_low, make.supervisor(), "金额算错了")
    make.do("claim", with_low, clerk)
    assert running(with_low) == {f"refusal:{LOW}": date(2026, 11, 26)}, "it stands, reopened or not"
    make.do("follow_up", with_low, clerk, "delivered", "visit", None, None, LOW)
    assert running(with_low) == {}


def test_each_no_has_its_own_delivery(with_low: str, clerk: Actor) -> None:
    make.do("add_item", with_low, clerk, SUPPORT)
    refuse(with_low, clerk)
    refuse(with_low, clerk, SUPPORT)
    make.do("follow_up", with_low, clerk, "delivered", "visit", None, None, LOW)
    assert of_item(with_low) == {}
    assert of_item(with_low, SUPPORT) == {f"refusal:{SUPPORT}": date(2026, 11, 26)}
    make.refused(with_low, clerk)
    make.do("follow_up", with_low, clerk, "delivered", "visit")
    assert running(with_low) == {}, "all that was owed"


def test_a_departments_no_too(office: Flask, clerk: Actor) -> None:
    """Nobody has set a limit for it nationally: no clock, but the list of what is owed has it."""
    case_id = make.case_in(S.ACCEPTED, clerk)
    make.do("add_item", case_id, clerk, HOUSE, (), "看房子")
    words = (None, "不是危房", None, Result.REFUSED, make.ARTICLE)
    make.do("answer_referral", case_id, make.handler("housing"), *words)
    assert not [name for name in running(case_id) if HOUSE in name]
    assert [one.id for one in list_cases(clerk, make.DAY, Queue.UNTOLD).rows] == [case_id]


def _hints(case_id: str) -> list[str]:
    query = select(OutboxMessage.event).where(
        OutboxMessage.subject_id == case_id,
        OutboxMessage.audience == "staff",
        OutboxMessage.event != "case:opened",
    )
    return sorted(db.session.scalars(query))


def test_it_is_reminded_of_and_escalated_as_the_cases_own(with_low: str, clerk: Actor) -> None:
    make.do("record_stage", with_low, clerk, "survey")
    make.do("record_stage", with_low, clerk, "county_check")
    with transaction():
        remind(later(2))
    assert _hints(with_low) == ["case:due_soon"]
    with transaction():
        remind(later(4))
    assert _hints(with_low) == ["case:due_soon", "case:escalated", "case:overdue"]
    with transaction():
        remind(later(4))
    assert len(_hints(with_low)) == 3, "each once"


def test_a_no_that_is_late_stands_on_the_lists(with_low: str, clerk: Actor) -> None:
    refuse(with_low, clerk)
    make.granted(with_low, clerk)
    with transaction():
        remind(later(4))
        remind_untold(later(7))
    assert {"case:overdue", "case:escalated", "case:untold", "case:untold_escalated"} <= set(
        _hints(with_low)
    )
    assert [one.id for one in list_cases(clerk, make.DAY, Queue.UNTOLD).rows] == [with_low]
    make.do("follow_up", with_low, clerk, "delivered", "visit", now=later(8))
    assert list_cases(clerk, make.DAY, Queue.UNTOLD).rows == ()


def test_the_pack_has_its_clocks_and_the_text_they_rest_on(with_low: str, clerk: Actor) -> None:
    refuse(with_low, clerk)
    case = make.row(with_low)
    beside = the_clocks(case, the_events(case))["beside"]
    mine = {one["name"]: one for one in beside if one["scheme"] == LOW}
    assert set(mine) == {f"stage:survey:{LOW}", f"refusal:{LOW}"}
    assert mine[f"refusal:{LOW}"]["due_derivation"]["counted"]
    assert [one["name"] for one in beside if one["scheme"] is None] == ["stage:survey"]
    files = content_files(case)
    assert f"content/procedures/{LOW}.yaml" in files
    assert f"content/figures/{LOW}.yaml" in files


def test_a_new_schedule_counts_them_again(
    office: Flask, with_low: str, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every clock is named with what it is for; a notice that hangs keeps the day it was put up."""
    make.do("record_stage", with_low, clerk, "notice_hung", None, LOW)
    table = _with_more_days_off(date(2026, 11, 24), date(2026, 12, 1))
    monkeypatch.setattr(clocks, "calendar", lambda: table)
    done: CliResult = office.test_cli_runner().invoke(args=["calendar", "recompute"])
    assert done.exit_code == 0, done.output
    told = [line for line in done.output.splitlines() if line.startswith("变晚")]
    assert any("2026-11-26 → 2026-11-27" in one and "保障边缘家庭" in one for one in told)
    assert any("2026-12-01 → 2026-12-02" in one and "公示" in one for one in told)
    assert of_item(with_low)[f"stage:public_notice:{LOW}"] == date(2026, 12, 2)


def _with_more_days_off(*more: date) -> Workdays:
    """The published calendar, with these days off too."""
    changed = Workdays(published().years)
    plain = changed.is_workday
    changed.is_workday = lambda day: day not in more and plain(day)  # type: ignore[method-assign]
    return changed


@pytest.mark.parametrize("pauses", [True, False])
def test_it_stands_still_with_the_case_only_by_its_own_procedure(
    office: Flask, clerk: Actor, tmp_path: Path, pauses: bool
) -> None:
    """The place stops the clock of 低保 for papers; of the added scheme where its own text says so."""
    root = tmp_path / "policy_texts"
    write_places(root)
    look = stage("look", "accepted", "minimum_living_allowance.survey")
    more = "pauses: supplement\n" if pauses else ""
    text = procedure("temporary_assistance", AWKWARD, look, more=more)
    (root / "procedures" / f"temporary_assistance@{AWKWARD}.yaml").write_text(text, "utf-8")
    before, office.extensions["library"] = office.extensions["library"], load_content(root)
    try:
        case_id = make.case_in(S.ACCEPTED, clerk)
        make.do("add_item", case_id, clerk, "temporary_assistance", (), "看看")
        make.do("ask_supplement", case_id, clerk, ["户口簿"])
        still = {one.name: one.is_still for one in read_case(case_id, clerk).clocks}
        assert still["stage:survey"] is True
        assert still["stage:look:temporary_assistance"] is pauses
        with transaction():
            remind(later(10))
        assert ("case:overdue" in _hints(case_id)) is not pauses
        make.supplemented(case_id, "户口簿", now=later(2))
        moved = of_item(case_id, "temporary_assistance")["stage:look:temporary_assistance"]
        assert moved == (date(2026, 11, 30 if pauses else 26))
    finally:
        office.extensions["library"] = before
