"""A dozen plain questions, each with 不清楚; the answers are not kept."""

from __future__ import annotations

from flask import render_template, request

from backend.channels.pages.blueprint import library, pages, place_argument, place_parts, today
from backend.screening.results import NOTICE, screening_results
from backend.screening.schemas import HouseholdFacts

LEVELS = {"likely": "很可能", "possible": "有可能", "check": "问一问"}
QUESTIONS = (
    ("sudden_event", "最近突然出了事（事故、重病、丢了工作），一时过不去？"),
    ("no_place_to_stay", "现在没地方住、没饭吃，回不了家？"),
    ("serious_illness", "家里有人得大病，或常年吃药？"),
    ("has_disability", "家里有人有残疾证？"),
    ("elderly_without_support", "是老人，没有儿女管，也没有收入？"),
    ("elderly_over_80", "家里有满八十岁的老人？"),
    ("orphan_or_unattended_child", "有孩子没爹没娘，或爹妈坐牢、失踪、重病管不了？"),
    ("left_behind_child", "爹妈都在外打工，孩子留在家里？"),
    ("student_in_need", "孩子上学的钱紧张？"),
    ("housing_unsafe_or_none", "没房住，或房子危险？"),
    ("unemployed", "有劳动能力的人没活干？"),
    ("disaster", "遭了水灾、地震、冰雹这类自然灾害？"),
    ("employed_worker", "有人在单位上班，家里还是困难？"),
    ("aid_not_enough", "已经领了救助，还是过不去？"),
)
_ANSWERS = {"yes": True, "no": False}


@pages.get("/screen")
def screen_page() -> str:
    return render_template(
        "pages/screen.html", results=None, questions=QUESTIONS, **place_parts(place_argument())
    )


@pages.post("/screen")
def screen_answer() -> str:
    facts = HouseholdFacts(
        household_size=_whole("household_size", 50),
        monthly_income_fen=_yuan("monthly_income"),
        medical_out_of_pocket_fen=_yuan("medical_cost"),
        disability_grade=_whole("disability_grade", 4),
        **{name: _ANSWERS.get(request.form.get(name, "")) for name, _ in QUESTIONS},
    )
    place = place_argument()
    results = screening_results(library(), facts.model_dump(), today(), place)
    return render_template(
        "pages/screen.html", results=results, levels=LEVELS, notice=NOTICE, **place_parts(place)
    )


def _whole(name: str, most: int) -> int | None:
    """Give a whole number from the form; what cannot be read counts as not known."""
    text = request.form.get(name, "").strip()
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else 0
    return number if 1 <= number <= most else None


def _yuan(name: str) -> int | None:
    """Give an amount written in yuan as fen."""
    text = request.form.get(name, "").strip()
    return int(text) * 100 if text.isascii() and text.isdigit() and len(text) <= 8 else None
