"""Which limit runs when, counted from which day, and said in which words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.content.models import FigureStatus, Unit
from backend.intake.deadlines import (
    Clock,
    StageRule,
    StageRules,
    due_for,
    due_once_urgent,
    rule_for,
)
from backend.intake.due_words import PROVISIONAL, why_of
from backend.intake.limits import rules_for
from backend.intake.states import FINAL, OPEN, CaseState
from backend.workdays import published
from tests.factories.intake import TOWN
from tests.support.real_content import real_library

S = CaseState
SOURCE = "《示例办法》第一条"


def rule(name: str, amount: int, unit: Unit = Unit.WORKDAYS) -> StageRule:
    return StageRule(name, name, amount, unit, FigureStatus.OFFICIAL, SOURCE)


RULES = StageRules(rule("contact", 3), rule("acceptance", 5), rule("whole", 30), rule("longer", 45))
DAY = date(2026, 9, 18)


def clock(state: CaseState, **changes: object) -> Clock:
    return Clock(**({"state": state, "received_on": DAY, "complete_on": DAY} | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("now", "expected", "start"),
    [
        (clock(S.SUBMITTED), "contact", DAY),
        (clock(S.IN_HAND), "contact", DAY),
        (clock(S.IN_HAND, is_contacted=True, complete_on=date(2026, 9, 22)), "acceptance",
         date(2026, 9, 22)),
        (clock(S.AWAITING_DEPARTMENT, is_contacted=True), "acceptance", DAY),
        (clock(S.ACCEPTED, accepted_on=date(2026, 9, 24)), "whole", date(2026, 9, 24)),
        (clock(S.AWAITING_DEPARTMENT, accepted_on=date(2026, 9, 24)), "whole", date(2026, 9, 24)),
        (clock(S.ACCEPTED, accepted_on=date(2026, 9, 24), is_extended=True), "longer",
         date(2026, 9, 24)),
    ],
)  # fmt: skip
def test_which_limit_runs(now: Clock, expected: str, start: date) -> None:
    found, counted_from = rule_for(now, RULES)
    assert found is not None
    assert (found.id, counted_from) == (expected, start)


@pytest.mark.parametrize("state", sorted(FINAL))
def test_nothing_runs_when_it_has_ended(state: CaseState) -> None:
    assert due_for(clock(state, accepted_on=DAY), RULES, published()) is None


def test_nothing_runs_while_papers_are_awaited() -> None:
    """After acceptance the limit runs on, unless the place's procedure deducts the wait."""
    waiting = clock(S.AWAITING_SUPPLEMENT)
    assert due_for(waiting, RULES, published()) is None
    accepted = replace(waiting, accepted_on=DAY)
    assert due_for(accepted, RULES, published()) is not None
    assert due_for(accepted, replace(RULES, pauses=True), published()) is None


def test_nobody_set_a_limit() -> None:
    assert due_for(clock(S.ACCEPTED, accepted_on=DAY), StageRules(), published()) is None


def test_the_due_date_tells_its_story() -> None:
    due = due_for(clock(S.ACCEPTED, accepted_on=date(2026, 9, 18)), RULES, published())
    assert due is not None
    assert (due.due_on, due.rule, due.provisional) == (date(2026, 11, 5), "whole", False)
    assert due.why == (
        "文件规定：whole，30个工作日内。",
        "9月18日当天不算，从第二天数起。",
        "从9月20日到11月5日，一共数到 30 个工作日。",
        "跳过不上班的日子：9月25日至9月27日中秋节放假；10月1日至10月7日国庆节放假；周末 8 天。",
        f"依据：{SOURCE}。",
    )
    assert why_of(due.derivation, "whole", SOURCE) == due.why


def test_provisional_is_said() -> None:
    due = due_for(clock(S.ACCEPTED, accepted_on=date(2026, 11, 23)), RULES, published())
    assert due is not None
    assert due.provisional
    assert PROVISIONAL in due.why
    assert (
        "跳过不上班的日子：1月1日元旦放假；周末 12 天。" in due.why
    )  # of the year without a table, too


@pytest.mark.parametrize(
    ("amount", "unit", "due_on"),
    [
        (7, Unit.DAYS, date(2026, 10, 8)),
        (48, Unit.HOURS, date(2026, 9, 26)),
        (6, Unit.MONTHS, date(2027, 3, 24)),
        (1, Unit.YEARS, date(2027, 9, 24)),
    ],
)
def test_other_units(amount: int, unit: Unit, due_on: date) -> None:
    rules = StageRules(contact=rule("contact", amount, unit))
    due = due_for(clock(S.SUBMITTED, received_on=date(2026, 9, 24)), rules, published())
    assert due is not None
    assert due.due_on == due_on


WAIT = [(date(2026, 9, 28), date(2026, 9, 30))]


@pytest.mark.parametrize(
    ("amount", "unit", "due_on", "why"),
    [
        (8, Unit.WORKDAYS, date(2026, 10, 16), "跳过不上班的日子：9月25日至9月27日中秋节放假"),
        (7, Unit.DAYS, date(2026, 10, 8), "最后一天遇放假，往后顺延：10月4日至10月7日国庆节放假"),
        (96, Unit.HOURS, date(2026, 10, 1), "夜里和休息日也算"),
        (1, Unit.MONTHS, date(2026, 10, 27), "从第二天数起"),
    ],
)
def test_days_of_waiting_are_left_out_whatever_is_counted(
    amount: int, unit: Unit, due_on: date, why: str
) -> None:
    """Three days of waiting are three days, and told as such, not as days off."""
    day = date(2026, 9, 24)
    accepted_at = datetime(2026, 9, 24, 1, 0, tzinfo=UTC)
    now = clock(S.ACCEPTED, accepted_on=day, accepted_at=accepted_at, pauses=WAIT)
    rules = StageRules(whole=rule("whole", amount, unit), pauses=True)
    due = due_for(now, rules, published())
    assert due is not None
    assert due.due_on == due_on
    assert "9月28日至9月30日等您补材料，不计时。" in due.why
    assert any(why in line for line in due.why)
    assert why_of(due.derivation, "whole", SOURCE) == due.why, "told again from what was stored"
    if due.due_at:
        assert due.due_at - accepted_at == timedelta(hours=amount, days=3)


@given(st.sampled_from(sorted(OPEN)), st.dates(date(2026, 7, 1), date(2030, 1, 1)), st.booleans())
def test_intake_never_stops_for_an_unknown_year(
    state: CaseState, day: date, is_accepted: bool
) -> None:
    now = Clock(state, day, day, accepted_on=day if is_accepted else None)
    due = due_for(now, RULES, published())
    assert due is None or due.due_on > day
    assert due is None or day.year < 2027 or due.provisional


def limits(scheme: str | None, urgent: bool = False, accepted: bool = True) -> StageRules:
    day = date(2026, 11, 23)
    return rules_for(
        real_library(), scheme, urgent=urgent, place=TOWN, received_on=day,
        accepted_on=day if accepted else None,
    )  # fmt: skip


def test_promises_and_limits_come_from_the_content() -> None:
    found = limits("minimum_living_allowance")
    assert found.contact is not None
    assert found.acceptance is not None
    assert found.whole is not None
    assert found.extended is not None
    assert (found.contact.id, found.contact.status) == ("window.contact_workdays", "promise")
    assert (found.whole.amount, found.whole.unit) == (30, Unit.WORKDAYS)
    assert found.extended.amount == 45
    assert found.whole.source.startswith("《")


def test_urgent_has_a_shorter_promise_and_its_own_procedure() -> None:
    calm, urgent = limits("temporary_assistance"), limits("temporary_assistance", urgent=True)
    assert urgent.contact is not None
    assert calm.contact is not None
    assert urgent.contact.amount < calm.contact.amount
    assert urgent.whole is not None
    assert (urgent.whole.amount, urgent.whole.unit) == (3, Unit.DAYS)


@pytest.mark.parametrize("scheme", [None, "general", "no_such_scheme"])
def test_without_a_procedure_only_promises_hold(scheme: str | None) -> None:
    assert limits(scheme).whole is None
    assert limits("minimum_living_allowance", accepted=False).whole is None


def test_the_hours_of_an_emergency_run_from_when_it_was_known() -> None:
    """Six hours from the mark, on a Sunday night too; but not past the day that was promised before."""
    six, one = rule("urgent", 6, Unit.HOURS), rule("contact", 1)
    friday = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
    waiting = Clock(S.SUBMITTED, friday.date(), friday.date(), received_at=friday)

    def ends(marked_at: datetime, urgent: StageRule | None = six) -> tuple[date, datetime | None]:
        rules, before = StageRules(contact=urgent), StageRules(contact=one)
        due = due_once_urgent(waiting, marked_at, rules, before, published())
        assert due is not None
        return due.due_on, due.due_at

    sunday = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)  # 22:00 in Beijing
    assert ends(sunday) == (date(2026, 11, 23), sunday + timedelta(hours=6))
    monday = datetime(2026, 11, 23, 11, 0, tzinfo=UTC)  # 19:00: six hours would lead into Tuesday
    assert ends(monday) == (date(2026, 11, 23), None)
    assert ends(sunday, None) == (date(2026, 11, 23), None), "nobody promised more for emergencies"
