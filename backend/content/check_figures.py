"""Figures: one value per place and day, one truth per fact, demo values where a county is."""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator
from itertools import combinations
from typing import Final

from backend.content.findings import Finding
from backend.content.library import Library
from backend.content.models import Figure, FigureStatus, FigureValue
from backend.content.places import is_county_or_below
from backend.content.rendering import placeholders, shown

# Cards, deadlines and pages show these by their own choice, not by a placeholder.
_USED_BY_CODE: Final = ("hotline.", "window.", "common.")


def check_figures(library: Library, used_in_words: Collection[str]) -> Iterator[Finding]:
    """Give what is wrong with figures; `used_in_words` are ids shown by `intents/`."""
    used = set(used_in_words)
    for text in library.texts:
        used.update(placeholders(text.title + text.body + text.next_step))
    for line in library.told:
        used.update([*placeholders(line.says), *([line.figure] if line.figure else [])])
    for procedure in library.procedures:
        used.update(procedure.figure_ids())
    for figure in library.figures.values():
        yield from _overlaps(figure)
        yield from _demo(figure)
        if figure.id not in used and not figure.id.startswith(_USED_BY_CODE):
            yield Finding(
                figure.origin.file, figure.origin.line, f"数字 {figure.id} 没有文本或流程用到",
                "用上它；由程序直接使用的可以不管", is_warning=True,
            )  # fmt: skip
    yield from _contradictions(library)


def _overlaps(figure: Figure) -> Iterator[Finding]:
    for one, other in combinations(figure.values, 2):
        if one.place == other.place and _overlap(one, other):
            yield Finding(
                figure.origin.file, figure.origin.line,
                f"{figure.id} 在 {one.place} 有两个值的日子重叠（{one.from_on} 起和 {other.from_on} 起）",
                "给旧的写上 until，写新值头一天的前一天",
            )  # fmt: skip


def _demo(figure: Figure) -> Iterator[Finding]:
    for value in figure.values:
        if value.status is FigureStatus.DEMO and not is_county_or_below(value.place):
            yield Finding(
                figure.origin.file, figure.origin.line,
                f"{figure.id} 的演示数据写在了 {value.place}",
                "演示数据只能写在一个县（区）或它下面的区划代码上",
            )  # fmt: skip


def _contradictions(library: Library) -> Iterator[Finding]:
    by_meaning: dict[str, list[Figure]] = defaultdict(list)
    for figure in library.figures.values():
        by_meaning[re.sub(r"[\s、，。（）()]", "", figure.means)].append(figure)
    for figures in by_meaning.values():
        for figure, other in combinations(figures, 2):
            for mine in _official(figure):
                for theirs in _official(other):
                    if mine.place == theirs.place and _overlap(mine, theirs):
                        yield from _differ(figure, mine, other, theirs)


def _differ(
    figure: Figure, mine: FigureValue, other: Figure, theirs: FigureValue
) -> Iterator[Finding]:
    if shown(mine) != shown(theirs):
        yield Finding(
            other.origin.file, other.origin.line,
            f"同一件事“{other.means}”，{figure.id} 是{shown(mine)}，{other.id} 是{shown(theirs)}",
            "核对原文，只留对的；不是一回事就把 means 写清楚",
        )  # fmt: skip


def _official(figure: Figure) -> list[FigureValue]:
    return [value for value in figure.values if value.status is FigureStatus.OFFICIAL]


def _overlap(one: FigureValue, other: FigureValue) -> bool:
    starts_in_time = one.until is None or other.from_on <= one.until
    return starts_in_time and (other.until is None or one.from_on <= other.until)
