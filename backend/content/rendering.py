"""Figures and sources in words: the few sentences the service builds by itself."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from backend.content.models import Document, FigureStatus, FigureValue, Source, Unit

PLACEHOLDER: Final = re.compile(r"\{\{\s*([a-z0-9_.]+)\s*\}\}")
DEMO_MARK: Final = "（演示数据）"
ASK_THE_WINDOW: Final = "以当地规定为准，请问受理窗口"

_MONEY: Final = {Unit.FEN: "", Unit.FEN_PER_MONTH: "每人每月", Unit.FEN_PER_YEAR: "每人每年"}
_COUNTED: Final = {
    Unit.WORKDAYS: "个工作日", Unit.DAYS: "天", Unit.MONTHS: "个月", Unit.YEARS: "年",
    Unit.HOURS: "小时", Unit.PERCENT: "%", Unit.TIMES: "倍", Unit.AGE: "周岁", Unit.PEOPLE: "人",
}  # fmt: skip
_SOURCES_IN_LINE: Final = 2
_LIST_ITEM: Final = re.compile(r"^\s*- +", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RenderedText:
    """A policy text for one day and place, as plain text.

    `body` has lines; a list item starts with `· `. `source_line` reads `依据：《…》第…条`.
    `has_demo` tells that a number shown is 演示数据; `check_locally` that the reply should send
    people to the local window for the last word. `figures_of` is the division whose own numbers are
    shown, None where all are national; `is_known_elsewhere` tells that a number only a place can
    fill is known for some place, though not for this one.
    """

    title: str
    body: str
    next_step: str
    source_line: str
    has_demo: bool
    check_locally: bool
    figures_of: str | None = None
    is_known_elsewhere: bool = False


def shown(value: FigureValue) -> str:
    """Give the value as prose shows it: 30个工作日, 每人每月400元, 不超过7天, 12345."""
    limit = "不超过" if value.at_most else "不低于" if value.at_least else ""
    lead, amount = _amount(value)
    mark = DEMO_MARK if value.status is FigureStatus.DEMO else ""
    return f"{lead}{limit}{amount}{mark}"


def _amount(value: FigureValue) -> tuple[str, str]:
    number, unit = value.value, value.unit
    if isinstance(number, str):
        return "", number
    if unit in _MONEY:
        return _MONEY[unit], f"{_decimal(number / 100)}元"
    return "", f"{_decimal(number)}{_COUNTED.get(unit, '')}"


def _decimal(number: float) -> str:
    """Write a number without needless zeros; two places are enough for yuan and for times."""
    return f"{number:.2f}".rstrip("0").rstrip(".")


def filled(prose: str, show: Callable[[str], str]) -> str:
    """Give the prose with each `{{id}}` replaced by `show(id)`."""
    return PLACEHOLDER.sub(lambda found: show(found[1]), prose)


def placeholders(prose: str) -> list[str]:
    """Give the figure ids the prose shows, in order of appearance."""
    return PLACEHOLDER.findall(prose)


def plain(body: str) -> str:
    """Turn our small Markdown (lists only) into text for any screen."""
    return re.sub(r"\n{2,}", "\n", _LIST_ITEM.sub("· ", body)).strip()


def source_line(sources: tuple[Source, ...], document: Callable[[str], Document | None]) -> str:
    """Give the line under a reply, naming the two strongest sources at most."""
    names = []
    for source in sources[:_SOURCES_IN_LINE]:
        known = document(source.document)
        title = known.short if known else source.document
        place = f"（{source.article}）" if source.article.startswith("关于") else source.article
        names.append(f"《{title}》{place}")
    return "依据：" + "；".join(names)
