"""A slip as plain text: for messages, old printers and screen readers; nothing of it is lost. Pure."""

from __future__ import annotations

from collections.abc import Iterable

from backend.slips.sheet import Slip, say_date


def as_text(slip: Slip) -> str:
    """Give the slip as lines of plain text, ended by a line feed."""
    lines = [slip.title, f"编号 {slip.number}　{say_date(slip.day)}", "", f"{slip.to_whom}：", ""]
    lines += [*slip.opening, ""]
    lines += [*_pairs(slip.pairs), ""]
    for section in slip.sections:
        lines.append(f"【{section.heading}】")
        for place, line in enumerate(section.lines, 1):
            lines.append(f"{place}. {line}" if section.is_counted else f"· {line}")
        lines.append("")
    lines += ["【窗口】", *_pairs(slip.window), ""]
    if slip.sources:
        lines += ["【依据】", *(f"· {one}" for one in slip.sources), ""]
    lines += [f"{one}：" for one in slip.signs]
    return "\n".join(lines).rstrip("\n") + "\n"


def _pairs(pairs: Iterable[tuple[str, str]]) -> list[str]:
    return [f"{name}：{value}" for name, value in pairs]
