"""What a household may tell, and each need read from it: yes, no, or not known. Pure.

Every reading is monotone: more need told never turns a yes into less. Money is integer fen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

_SEVERE_GRADE: Final = 2


@dataclass(frozen=True)
class Lines:
    """Local monthly lines per person in fen; None where only the county knows them."""

    standard_fen: int | None = None
    near_fen: int | None = None


Facts = Mapping[str, Any]


@dataclass(frozen=True)
class Need:
    """One need. `told` reads it from the facts; `missing` is what to say when one of the facts it
    is read from (`asked`) was left out."""

    id: str
    told: Callable[[Facts, Lines], bool | None]
    missing: str
    asked: tuple[str, ...]

    def is_open(self, facts: Facts) -> bool:
        """Whether telling more would help."""
        return any(facts.get(name) is None for name in self.asked)


def _flag(name: str) -> Callable[[Facts, Lines], bool | None]:
    return lambda facts, _lines: facts.get(name)


def _per_person(facts: Facts) -> float | None:
    income = facts.get("monthly_income_fen")
    size = facts.get("household_size")
    if income == 0:
        return 0.0
    return None if income is None or not size else income / size


def _below(facts: Facts, line: int | None) -> bool | None:
    share = _per_person(facts)
    if share == 0:
        return True
    return None if share is None or line is None else share < line


def _low_income(facts: Facts, lines: Lines) -> bool | None:
    """Whether the share lies below the local standard. A share above it is not a no: costs of
    illness, disability and work are taken off first, and only the window knows them."""
    return _below(facts, lines.standard_fen) or None


def _near_income(facts: Facts, lines: Lines) -> bool | None:
    return _below(facts, lines.near_fen) or None


def _disability(facts: Facts, _lines: Lines) -> bool | None:
    return True if facts.get("disability_grade") is not None else facts.get("has_disability")


def _severe(facts: Facts, lines: Lines) -> bool | None:
    grade = facts.get("disability_grade")
    if grade is not None:
        # Grades three and four may still count (mental, intellectual): a question, not a no.
        return True if grade <= _SEVERE_GRADE else None
    return False if _disability(facts, lines) is False else None


def _medical_cost(facts: Facts, _lines: Lines) -> bool | None:
    paid = facts.get("medical_out_of_pocket_fen")
    return None if paid is None else paid > 0


_INCOME_MISSING = "家里几口人、一个月一共多少收入"
_INCOME = ("household_size", "monthly_income_fen")


def _told(id_: str, fact: str, missing: str) -> Need:
    return Need(id_, _flag(fact), missing, (fact,))


NEEDS: Final = {
    need.id: need
    for need in (
        Need("low_income", _low_income, _INCOME_MISSING, _INCOME),
        Need("near_income", _near_income, _INCOME_MISSING, _INCOME),
        Need("disability", _disability, "家里有没有残疾人", ("has_disability",)),
        Need("severe_disability", _severe, "有没有残疾人、残疾证是几级", ("disability_grade",)),
        Need(
            "medical_cost",
            _medical_cost,
            "这一年看病自己掏了多少钱",
            ("medical_out_of_pocket_fen",),
        ),
        _told("serious_illness", "serious_illness", "家里有没有人得大病"),
        _told("child", "orphan_or_unattended_child", "有没有父母不在或管不了的孩子"),
        _told("aged", "elderly_over_80", "有没有八十岁以上的老人"),
        _told("unsupported", "elderly_without_support", "有没有无人赡养的老人"),
        _told("disaster", "disaster", "有没有遭水灾、地震这样的灾"),
        _told("sudden_event", "sudden_event", "最近有没有突然出事"),
        _told("housing", "housing_unsafe_or_none", "房子是不是危险、有没有房住"),
        _told("student", "student_in_need", "有没有人上学交不起钱"),
        _told("unemployed", "unemployed", "有没有能干活却没工作的人"),
        _told("no_place", "no_place_to_stay", "现在有没有地方吃住"),
        _told("left_behind", "left_behind_child", "有没有父母在外打工的孩子"),
        _told("employee", "employed_worker", "家里有没有人在单位上班"),
        _told("aid_short", "aid_not_enough", "领过救助以后是不是还过不去"),
    )
}
