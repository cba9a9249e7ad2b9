"""The small pattern language of `intents/`: bounded, without nested repetition.

A pattern is a Python regular expression of literals, `(a|b)`, `[ab]`, `x?`, `(ab)?`, `.{m,n}`,
`^` and `$`. Everything else is refused, so that no pattern can run away on a long text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import product

MOST_READINGS = 2_000
WIDEST_GAP = 20
_GAP = re.compile(r"\.\{(\d+),(\d+)\}")
_REFUSED = set("*+\\{}<>|)]")
_RANGE = re.compile(r"(.)-(.)")


class PatternRefused(ValueError):
    """A pattern uses what the language does not have; the text says what and where."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """One pattern, taken apart: `pieces` are sets of readings, `gaps` stand between them.

    `starts` and `ends` say whether it is tied to the beginning or end of the text. Without gaps and
    ties it is no more than a set of phrases: `is_plain`.
    """

    source: str
    pieces: tuple[frozenset[str], ...]
    gaps: tuple[tuple[int, int], ...]
    starts: bool
    ends: bool

    @property
    def is_plain(self) -> bool:
        """Tell whether the pattern is a set of phrases."""
        return not (self.gaps or self.starts or self.ends)


def compile_pattern(source: str) -> Pattern:
    """Give the pattern for one line of a content file.

    Raises PatternRefused for anything outside the language or more than MOST_READINGS readings.
    """
    pieces: list[set[str]] = [{""}]
    gaps: list[tuple[int, int]] = []
    at, end = int(source.startswith("^")), len(source) - int(source.endswith("$"))
    while at < end:
        gap = _GAP.match(source, at)
        if gap:
            if int(gap[2]) > WIDEST_GAP:
                raise PatternRefused(f"间隔最宽 {WIDEST_GAP} 个字：{source}")
            gaps.append((int(gap[1]), int(gap[2])))
            pieces.append({""})
            at = gap.end()
            continue
        readings, at = _unit(source, at)
        pieces[-1] = {a + b for a, b in product(pieces[-1], readings)}
        if len(pieces[-1]) > MOST_READINGS:
            raise PatternRefused(f"写法太多，请拆成几条：{source}")
    if all("" in readings for readings in pieces):
        raise PatternRefused(f"至少要有一段固定的字：{source}")
    sets = tuple(frozenset(readings) for readings in pieces)
    return Pattern(source, sets, tuple(gaps), source.startswith("^"), source.endswith("$"))


def regex_of(source: str) -> re.Pattern[str]:
    """Give the regular expression over normalised text; gaps do not cross a sentence end."""
    open_ended = re.sub(r"\.\{(\d+),(\d+)\}", r"[^。]{\1,\2}?", source)
    if open_ended.endswith("$"):
        open_ended = f"{open_ended[:-1]}。?$"
    return re.compile(open_ended.replace("(", "(?:"))


def _unit(source: str, at: int) -> tuple[set[str], int]:
    """Read one character, class or group, with its `?`; give the readings and the next place."""
    sign = source[at]
    if sign == "(":
        readings, at = _group(source, at + 1)
    elif sign == "[":
        end = source.find("]", at)
        if end < 0:
            raise PatternRefused(f"[ 没有收尾：{source}")
        readings, at = _class(source[at + 1 : end]), end + 1
    elif sign in _REFUSED or sign == "." or sign == "?":
        raise PatternRefused(f"第 {at + 1} 个字符 {sign} 不能用：{source}")
    else:
        readings, at = {sign}, at + 1
    if at < len(source) and source[at] == "?":
        readings, at = readings | {""}, at + 1
    return readings, at


def _class(inside: str) -> set[str]:
    """Give the signs of a class such as 一二 or 0-9."""
    ranges = [
        chr(code)
        for first, last in _RANGE.findall(inside)
        for code in range(ord(first), ord(last) + 1)
    ]
    return set(_RANGE.sub("", inside)) | set(ranges)


def _group(source: str, at: int) -> tuple[set[str], int]:
    """Read alternatives up to the closing bracket; groups may hold groups, not gaps."""
    whole: set[str] = set()
    current = {""}
    while at < len(source):
        if source[at] == ")":
            return whole | current, at + 1
        if source[at] == "|":
            whole, current, at = whole | current, {""}, at + 1
            continue
        readings, at = _unit(source, at)
        current = {a + b for a, b in product(current, readings)}
    raise PatternRefused(f"( 没有收尾：{source}")
