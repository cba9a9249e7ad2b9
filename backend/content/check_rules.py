"""Screening rules and told sentences: a rule for every scheme, none twice, figures that can be compared."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import combinations

from backend.content.findings import Finding
from backend.content.library import Library, holds_on
from backend.content.models import Unit
from backend.content.names import Scheme
from backend.content.screening_rules import ScreeningRule
from backend.content.told_lines import ToldLine

_COMPARED = {
    "age": {Unit.AGE},
    "share": {Unit.FEN_PER_MONTH},
}


def check_rules(library: Library, on: date) -> Iterator[Finding]:
    """Give what is wrong with them on that day. A library without any rule is left alone."""
    yield from _repeated(library)
    yield from _without_rule(library, on)
    for line in library.told:
        yield from _compared(library, line)


def _repeated(library: Library) -> Iterator[Finding]:
    """Report two rules that say the same of one scheme, place and day."""
    seen: dict[tuple[Scheme, frozenset[str], str], list[ScreeningRule]] = defaultdict(list)
    for rule in library.screening:
        seen[rule.scheme, frozenset(rule.needs), rule.place].append(rule)
    for rules in seen.values():
        for earlier, later in combinations(rules, 2):
            first = max(earlier.effective_from, later.effective_from)
            if holds_on(earlier.effective_from, earlier.until, first) and holds_on(
                later.effective_from, later.until, first
            ):
                yield Finding(
                    later.origin.file, later.origin.line,
                    f"{later.scheme.value} 的 {'、'.join(later.needs)} 有两条规则日子重叠",
                    "给旧的写上 until，或者删掉一条",
                )  # fmt: skip


def _without_rule(library: Library, on: date) -> Iterator[Finding]:
    if not library.screening:
        return
    file = library.screening[0].origin.file
    ruled = {rule.scheme for rule in library.screening_rules(on)}
    for scheme in Scheme:
        if scheme is not Scheme.GENERAL and scheme not in ruled:
            message = f"“{scheme.title_zh}”在 {on} 没有一条筛查规则"
            yield Finding(file, 1, message, "补一条，或看看 effective_from 和 until")


def _compared(library: Library, line: ToldLine) -> Iterator[Finding]:
    if line.figure is None:
        return
    figure = library.figures.get(line.figure)
    if figure is None:
        message, todo = f"没有叫 {line.figure} 的数字", "在 figures/ 里加上，或改正名字"
        yield Finding(line.origin.file, line.origin.line, message, todo)
    elif figure.unit not in _COMPARED[line.when.partition("_")[0]]:
        message = f"{line.id} 拿 {line.figure} 来比，单位却是 {figure.unit}"
        yield Finding(
            line.origin.file, line.origin.line, message, "年纪用 age，收入用 fen_per_month"
        )
