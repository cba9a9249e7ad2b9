"""A count is told day by day."""

from __future__ import annotations

from datetime import date

from backend.intake.due_days import days_of, listed
from backend.workdays import published


def test_the_days_are_told_one_by_one_with_those_left_out() -> None:
    count = published().after_workdays(date(2026, 11, 26), 2)
    days = days_of(count.as_json())
    assert [(one.words, one.nth) for one in days] == [
        ("11月27日（周五）", 1),
        ("11月28日（周六）", None),
        ("11月29日（周日）", None),
        ("11月30日（周一）", 2),
    ]
    assert days[1].why == "周六"
    assert days_of({}) == []


def test_natural_days_are_told_one_by_one_too() -> None:
    """Seven days from 24 September end in the holiday: the last is the first working day after it."""
    days = days_of(published().after_days(date(2026, 9, 24), 7).as_json() | {"unit": "days"})
    assert [one.nth for one in days] == [1, 2, 3, 4, 5, 6, *[None] * 7, 7]
    assert (days[-1].words, days[6].why) == ("10月8日（周四）", "国庆节放假")
    waited = published().after_days(date(2026, 9, 7), 2, {date(2026, 9, 8)}, "等").as_json()
    assert [(one.words[:4], one.nth) for one in days_of(waited)] == [
        ("9月8日", None),
        ("9月9日", 1),
        ("9月10", 2),
    ]


def test_in_one_line_the_days_stand_month_by_month() -> None:
    count = published().after_workdays(date(2026, 9, 28), 4).as_json()
    assert listed(count) == "9月29、30日；10月8、9日"
    assert listed(published().after_months(date(2026, 4, 1), 6).as_json()) == ""
