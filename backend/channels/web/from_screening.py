"""From the answers of 查一查 to a form already begun: carried in the body of a POST, kept nowhere. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

CARRIED: Final = ("household_size", "monthly_income", "medical_cost", "disability_grade", "place")
_CAUSES: Final = {
    "serious_illness": "illness",
    "has_disability": "disability",
    "sudden_event": "accident",
    "disaster": "disaster",
    "unemployed": "unemployment",
    "student_in_need": "schooling",
    "housing_unsafe_or_none": "housing",
    "no_place_to_stay": "housing",
    "elderly_without_support": "elderly",
    "orphan_or_unattended_child": "minor",
    "left_behind_child": "minor",
}
_GRADES: Final = {"1": "一级", "2": "二级", "3": "三级", "4": "四级"}


def carried(form: Mapping[str, str], questions: tuple[str, ...]) -> dict[str, str]:
    """Give the answers worth carrying: what was said, without what stayed 不清楚."""
    return {name: form[name] for name in (*questions, *CARRIED) if form.get(name)}


def begun(form: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Give the fields and the ticked causes of a form begun with a screening's answers.

    Nothing is decided for the person: consents stay unticked, every field can be changed.
    """
    causes = dict.fromkeys(cause for name, cause in _CAUSES.items() if form.get(name) == "yes")
    said = []
    if form.get("household_size"):
        said.append(
            f"一家{form['household_size'].strip().removesuffix('人').removesuffix('口')}口人"
        )
    if form.get("disability_grade") in _GRADES and form.get("has_disability") == "yes":
        said.append(f"残疾证{_GRADES[form['disability_grade']]}")
    if form.get("no_place_to_stay") == "yes":
        said.append("现在没地方住或者没饭吃")
    fields = {
        "filed_by": "self",
        "monthly_income": form.get("monthly_income", ""),
        "yearly_costs": form.get("medical_cost", ""),
        "description": "，".join(said) + "。" if said else "",
        "urgent": "yes" if form.get("no_place_to_stay") == "yes" else "",
    }
    return {name: value[:200] for name, value in fields.items() if value}, list(causes)
