"""查一查: a dozen plain questions, each may stay 不清楚; what may be asked for, and why."""

from __future__ import annotations

from typing import Any

from flask import render_template, request
from flask.typing import ResponseReturnValue

from backend.channels.web.amounts import read_number
from backend.channels.web.blueprint import asked_place, bp, library, today, townships
from backend.channels.web.from_screening import carried
from backend.channels.web.sitting import is_put_away, step
from backend.screening.results import NOTICE, screening_results

QUESTIONS = (
    ("sudden_event", "家里最近突然出了事吗？", "车祸、失火、亲人去世、一下断了收入"),
    ("no_place_to_stay", "现在没地方住、没饭吃吗？", ""),
    ("disaster", "遭了水灾、地震、大风这样的灾吗？", ""),
    ("serious_illness", "家里有人得大病、重病吗？", ""),
    ("has_disability", "家里有残疾人吗？", ""),
    ("elderly_over_80", "家里有八十岁以上的老人吗？", ""),
    ("elderly_without_support", "有没有老人无儿无女、没有收入、没人养？", ""),
    (
        "orphan_or_unattended_child",
        "有没有孩子，父母都不在或者都管不了？",
        "去世、失踪、坐牢、重残、重病",
    ),
    ("left_behind_child", "有没有孩子，父母在外打工不在身边？", ""),
    ("student_in_need", "家里有人上学交不起钱吗？", ""),
    ("housing_unsafe_or_none", "房子危险，或者没有房住吗？", ""),
    ("unemployed", "有能干活却找不到活的人吗？", ""),
    ("employed_worker", "家里有人在单位上班吗？", ""),
    ("aid_not_enough", "已经领过救助，还是过不下去吗？", ""),
)
ANSWERS = (("yes", "是"), ("no", "否"), ("", "不清楚"))
GRADES = (("1", "一级"), ("2", "二级"), ("3", "三级"), ("4", "四级"), ("", "不清楚"))
LIKELIHOODS = {"likely": "很可能用得上", "possible": "也许用得上", "check": "去窗口问问"}
_SAID = {"yes": True, "no": False}
_MOST_YUAN = 10_000_000


@bp.get("/screen")
def screening() -> str:
    """The questions, all at 不清楚."""
    return _page({})


@bp.post("/screen")
def screening_answer() -> ResponseReturnValue:
    """What the answers point to. Nothing is kept; an amount that cannot be read is asked again."""
    if is_put_away():
        return _page({}), 409
    step()
    facts, faults = read_facts(request.form.to_dict())
    if faults:
        return _page(faults), 422
    place = asked_place()
    results = screening_results(library(), facts, today(), place.code if place else None)
    return render_template(
        "web/screen_results.html",
        results=[one for one in results if one["likelihood"] != "check"],
        others=[one for one in results if one["likelihood"] == "check"],
        likelihoods=LIKELIHOODS,
        notice=NOTICE,
        place=place,
        carried=carried(request.form, tuple(name for name, _, _ in QUESTIONS)),
    )


def read_facts(form: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Give the facts of the form, and field -> what is wrong with a number."""
    facts: dict[str, Any] = {name: _SAID.get(form.get(name, "")) for name, _, _ in QUESTIONS}
    faults: dict[str, str] = {}
    grade = form.get("disability_grade", "")
    if grade in {"1", "2", "3", "4"}:
        facts["disability_grade"] = int(grade)
    for field, fact, most, times in (
        ("household_size", "household_size", 50, 1),
        ("monthly_income", "monthly_income_fen", _MOST_YUAN, 100),
        ("medical_cost", "medical_out_of_pocket_fen", _MOST_YUAN, 100),
    ):
        number = read_number(form.get(field, ""))
        if number is None:
            continue
        if number < 0 or number > most or (field == "household_size" and number == 0):
            faults[field] = "请只写数字，比如 3 或 800；不清楚就空着。"
        else:
            facts[fact] = number * times
    return facts, faults


def _page(faults: dict[str, str]) -> str:
    return render_template(
        "web/screen.html",
        questions=QUESTIONS,
        choices=ANSWERS,
        grades=GRADES,
        faults=faults,
        said=request.form if faults else {},
        place=asked_place(),
        townships=townships(),
    )
