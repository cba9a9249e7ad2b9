"""How well questions are understood: labelled lines in, a report for a colleague out."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from backend.chat.understanding import Understanding

Line = Mapping[str, Any]


@dataclass(slots=True)
class Share:
    """Right answers of all asked."""

    right: int = 0
    asked: int = 0

    def add(self, is_right: bool) -> None:
        """Count one answer."""
        self.right += is_right
        self.asked += 1

    def __str__(self) -> str:
        percent = 100 * self.right / self.asked if self.asked else 0.0
        return f"{self.right}/{self.asked}（{percent:.1f}%）"


@dataclass(slots=True)
class Report:
    """Shares by what was measured, and every line that went wrong."""

    shares: dict[str, Share] = field(default_factory=dict)
    confusions: Counter[tuple[str, str]] = field(default_factory=Counter)
    wrong: list[tuple[str, str, str, str]] = field(default_factory=list)

    def count(self, name: str, is_right: bool) -> None:
        """Add one answer under `name`."""
        self.shares.setdefault(name, Share()).add(is_right)

    def printed(self, *, with_wrong: bool = False) -> str:
        """Give the report as text; question texts only when asked for."""
        rows = [f"{name}：{share}" for name, share in self.shares.items()]
        rows += ["最常弄混：" if self.confusions else "没有弄混的"]
        rows += [f"  {a} → {b}：{n}" for (a, b), n in self.confusions.most_common(12)]
        if with_wrong:
            rows += [
                f"{one} {text}｜应为 {want}｜答成 {got}" for one, text, want, got in self.wrong
            ]
        return "\n".join(rows)


_MUST = ("text", "kind", "scheme", "facet")


def labelled(text: str, half: str | None = None) -> list[Line]:
    """Give the labelled lines of a file: one JSON object a line, blank lines left out.

    `half` is odd or even: of the number at the end of the id, or of the line where there is none.
    Raises ValueError with the line and what to do.
    """
    lines = []
    for number, row in enumerate(text.splitlines(), 1):
        if not row.strip():
            continue
        line = _line_of(row, number)
        own = re.search(r"\d+$", line["id"])
        if half is None or int(own[0] if own else number) % 2 == (half == "odd"):
            lines.append(line)
    return lines


def _line_of(row: str, number: int) -> Line:
    try:
        line = json.loads(row)
    except ValueError as fault:
        raise ValueError(f" 第 {number} 行读不懂，一行写一个 JSON，看看引号和逗号。") from fault
    missing = [key for key in _MUST if not isinstance(line, dict) or key not in line]
    if missing:
        raise ValueError(f" 第 {number} 行缺少 {'、'.join(missing)}，补上再量。")
    if not isinstance(line["text"], str):
        raise ValueError(f" 第 {number} 行的 text 应当是一句话。")
    also = line.get("also") or []
    if not all(isinstance(pair, list) and len(pair) == 2 for pair in also):
        raise ValueError(f' 第 {number} 行的 also 应当写成 [["项目", "哪一面"]]。')
    return {**line, "id": str(line.get("id", number)), "also": also}


def evaluate(lines: Iterable[Line], understand: Callable[[str], Understanding]) -> Report:
    """Measure `understand` on labelled lines.

    A line has id, text, kind, scheme, facet and `also`, a list of pairs that count as right too.
    """
    report = Report()
    for line in lines:
        _judge(line, understand(line["text"]), report)
    return report


def _judge(line: Line, got: Understanding, report: Report) -> None:
    kind, scheme, facet = line["kind"], line["scheme"], line["facet"]
    pairs = {(scheme, facet), *(tuple(pair) for pair in line["also"])}
    is_answer = got.kind in ("policy", "service", "clarify")
    said = (got.scheme, got.facet) if is_answer else (None, None)
    report.count("类别", got.kind == kind)
    if kind in ("policy", "service") and scheme:
        report.count("项目", said[0] in {pair[0] for pair in pairs})
        report.count("项目和哪一面", said in pairs)
        offered = {said, *((one.scheme, one.facet) for one in got.alternatives)}
        report.count("答复或备选里有", bool(offered & pairs))
        report.count("没有拒答", got.kind not in ("out_of_scope", "smalltalk"))
        report.count("没有误报紧急", got.kind != "emergency")
        right = said in pairs
    elif kind == "emergency":
        report.count("紧急认出", got.kind == "emergency")
        right = got.kind == "emergency"
    else:
        report.count(f"{kind} 认出", got.kind == kind)
        report.count("没有误报紧急", got.kind != "emergency")
        right = got.kind == kind or said in pairs - {(None, None)}
    if not right:
        want, have = f"{kind}:{scheme}/{facet}", f"{got.kind}:{got.scheme}/{got.facet}"
        report.confusions[want, have] += 1
        report.wrong.append((line["id"], line["text"], want, have))
