"""Due dates in words, on the published calendar of 2026."""

from __future__ import annotations

from datetime import date

import pytest

from backend.console.due import due_mark
from backend.intake.states import CaseState
from backend.workdays import published

MONDAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("due_on", "words", "tone"),
    [
        (date(2026, 11, 23), "今天到期", "soon"),
        (date(2026, 11, 24), "剩 1 个工作日", "soon"),
        (date(2026, 11, 30), "剩 5 个工作日", "fine"),
        (date(2026, 11, 20), "已超期 1 个工作日", "late"),
        (date(2026, 11, 16), "已超期 5 个工作日", "late"),
    ],
)
def test_the_list_counts_working_days(due_on: date, words: str, tone: str) -> None:
    mark = due_mark(due_on, CaseState.IN_HAND, MONDAY, published())
    assert (mark.words, mark.tone) == (words, tone)


def test_late_over_a_weekend_only_is_late_without_a_count() -> None:
    mark = due_mark(date(2026, 11, 20), CaseState.IN_HAND, date(2026, 11, 21), published())
    assert mark.words == "已超期"


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (CaseState.AWAITING_SUPPLEMENT, "等材料，不计时"),
        (CaseState.ACCEPTED, "没有统一天数"),
        (CaseState.CLOSED, "已结束"),
    ],
)
def test_without_a_date_it_says_why(state: CaseState, words: str) -> None:
    assert due_mark(None, state, MONDAY, published()).words == words
