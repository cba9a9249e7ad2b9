"""A due date in sentences: from when, which days were counted, which were skipped and why. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, Final

from backend.content.models import FigureStatus
from backend.workdays import Count, SkippedDay

_UNITS: Final = {"workdays": "个工作日", "days": "天", "months": "个月", "hours": "小时"}
_STATUS: Final = {
    FigureStatus.OFFICIAL: "文件规定",
    FigureStatus.PROMISE: "窗口承诺（不是法定时限）",
    FigureStatus.DEMO: "演示数据",
}
WAITED: Final = "等您补材料，不计时"  # why a day was left out of the count
_LISTED = 7  # more counted days than this are told as a span
PROVISIONAL: Final = "这一天是暂定的：有的日子放假安排还没公布，先按周一到周五上班数（元旦、五一、国庆除外）；公布后会重算并告诉您。"


def say_why(title: str, status: FigureStatus, count: Count, source: str) -> tuple[str, ...]:
    """Give the story of a count, one sentence each."""
    lines = [f"{_STATUS[status]}：{title}，{count.amount}{_UNITS[count.unit]}内。"]
    if count.start_at and count.due_at:
        lines.append(f"从{_instant(count.start_at)}到{_instant(count.due_at)}，夜里和休息日也算。")
    else:
        lines.append(f"{_day(count.start)}当天不算，从第二天数起。")
    return (*lines, *_days_told(count, source))


def say_hung(
    title: str,
    status: FigureStatus,
    derivation: dict[str, Any],
    source: str,
    record_on: date,
    is_hung: bool,
) -> tuple[str, ...]:
    """Tell how long a notice hangs: a shortest time, and when it may be written down after that."""
    count = count_from(derivation)
    start, full = _day(count.start), _day(count.due_on)
    hangs = f"{start}挂出，当天不算，从第二天数起，{full}满。"
    return (
        f"{_STATUS[status]}：{title}，要挂满 {count.amount} {_UNITS[count.unit]}。",
        hangs if is_hung else f"还没有记哪天挂出；就算{start}挂出，也要到{full}才满。",
        *_days_told(count, source),
        f"挂满才算公示完；窗口{_day(record_on)}以前记下，接着往下办。",
    )


def _days_told(count: Count, source: str) -> list[str]:
    """Give what was counted and what skipped, whether it is certain, and by which document."""
    lines = []
    if counted := _counted(count):
        lines.append(counted)
    if waited := [one for one in count.skipped if one.why == WAITED]:
        lines.append(f"{'；'.join(_runs(waited))}。")
    if off := [one for one in count.skipped if one.why != WAITED]:
        why = "跳过不上班的日子" if count.unit == "workdays" else "最后一天遇放假，往后顺延"
        lines.append(f"{why}：{'；'.join(_runs(off))}。")
    if count.provisional:
        lines.append(PROVISIONAL)
    if source:
        lines.append(f"依据：{source}。")
    return lines


def why_of(derivation: dict[str, Any] | None, title: str, source: str) -> tuple[str, ...]:
    """Tell a stored derivation again; empty when there is none."""
    if not derivation:
        return ()
    status = FigureStatus(derivation["status"])
    if "record_on" in derivation:
        record_on = date.fromisoformat(derivation["record_on"])
        return say_hung(title, status, derivation, source, record_on, derivation["is_hung"])
    return say_why(title, status, count_from(derivation), source)


def count_from(derivation: dict[str, Any]) -> Count:
    """Read a stored derivation back into a Count."""
    return Count(
        start=date.fromisoformat(derivation["start"]),
        due_on=date.fromisoformat(derivation["due_on"]),
        amount=derivation["amount"],
        unit=derivation["unit"],
        counted=tuple(date.fromisoformat(day) for day in derivation["counted"]),
        skipped=tuple(
            SkippedDay(date.fromisoformat(item["day"]), item["why"])
            for item in derivation["skipped"]
        ),
        provisional=derivation["provisional"],
        start_at=_read(derivation.get("start_at")),
        due_at=_read(derivation.get("due_at")),
    )


def _read(moment: str | None) -> datetime | None:
    return datetime.fromisoformat(moment) if moment else None


def _counted(count: Count) -> str:
    days = count.counted
    if not days:
        return ""
    if len(days) <= _LISTED:
        return f"数到的工作日：{'、'.join(_day(day) for day in days)}。"
    return f"从{_day(days[0])}到{_day(days[-1])}，一共数到 {len(days)} 个工作日。"


def _runs(skipped: Sequence[SkippedDay]) -> list[str]:
    """Join neighbouring days of one reason; plain weekends are told by number only."""
    told, weekend = [], 0
    for why, group in groupby(skipped, key=lambda item: _plain(item.why)):
        days = [item.day for item in group]
        if why == "周末":
            weekend += len(days)
        else:
            span = _day(days[0]) if len(days) == 1 else f"{_day(days[0])}至{_day(days[-1])}"
            told.append(f"{span}{why}")
    if weekend:
        told.append(f"周末 {weekend} 天")
    return told


def _plain(why: str) -> str:
    """Tell a weekend from a feast; counts of an earlier release say with each weekend of a year that
    its table is missing, which is said by itself."""
    return "周末" if why.startswith(("周六", "周日")) else why


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


def _instant(moment: datetime) -> str:
    return f"{moment.month}月{moment.day}日 {moment:%H:%M}"
