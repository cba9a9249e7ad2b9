"""A count is told day by day."""

from __future__ import annotations

from datetime import date

from backend.intake.due_days import days_of
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
