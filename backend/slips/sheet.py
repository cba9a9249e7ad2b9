"""A slip as a value: what stands on it, in order, whatever it is shown on. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class SlipKind(StrEnum):
    ACCEPTANCE = "acceptance"
    SUPPLEMENT = "supplement"
    DECLINE = "decline"
    REFUSAL = "refusal"
    ITEM_REFUSAL = "item_refusal"
    REDUCTION = "reduction"
    TRANSFER = "transfer"
    COOPERATION = "cooperation"

    @property
    def caption(self) -> str:
        return _TITLES[self]

    @property
    def mark(self) -> str:
        """The character before the running number of the slip."""
        return _MARKS[self]


_TITLES = {
    SlipKind.ACCEPTANCE: "受理通知书",
    SlipKind.SUPPLEMENT: "补正材料一次性告知书",
    SlipKind.DECLINE: "不予受理告知书",
    SlipKind.REFUSAL: "不予确认告知书",
    SlipKind.ITEM_REFUSAL: "不予救助告知书（一起办的项目）",
    SlipKind.REDUCTION: "减发、停发救助告知书",
    SlipKind.TRANSFER: "转办单",
    SlipKind.COOPERATION: "部门协办单",
}
_MARKS = {
    SlipKind.ACCEPTANCE: "受",
    SlipKind.SUPPLEMENT: "补",
    SlipKind.DECLINE: "不",
    SlipKind.REFUSAL: "否",
    SlipKind.ITEM_REFUSAL: "项",
    SlipKind.REDUCTION: "减",
    SlipKind.TRANSFER: "转",
    SlipKind.COOPERATION: "协",
}


@dataclass(frozen=True)
class Section:
    """A heading with lines under it; `is_counted` numbers them."""

    heading: str
    lines: tuple[str, ...]
    is_counted: bool = False


@dataclass(frozen=True)
class Slip:
    """One slip. `opening` are sentences said first, the conclusion in front; `pairs` and `window` are
    names with values; `sources` documents with articles; `signs` what is signed on paper."""

    kind: SlipKind
    number: str
    day: date
    to_whom: str
    opening: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]
    window: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]
    signs: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        return self.kind.caption


def say_date(day: date) -> str:
    """Say a day with its year, as papers do."""
    return f"{day.year}年{day.month}月{day.day}日"
