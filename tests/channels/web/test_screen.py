"""The dozen questions: 不清楚 by default, results with a reason, nothing kept."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from backend.channels.web.amounts import read_number
from backend.channels.web.screen import QUESTIONS
from backend.screening.schemas import HouseholdFacts
from tests.factories.county import VILLAGE
from tests.support.pages import faults_of, read_page


def test_every_question_starts_at_not_known(phone: FlaskClient) -> None:
    page = read_page(phone.get("/screen").text)
    checked = [one for one in page.all("input") if "checked" in one]
    assert len(checked) == len(QUESTIONS) >= 12
    assert {one["value"] for one in checked} == {""}
    assert {name for name, _, _ in QUESTIONS} <= set(HouseholdFacts.model_fields)


def test_results_give_a_reason_a_source_and_a_way_to_register(phone: FlaskClient) -> None:
    answer = phone.post(
        "/screen",
        data={
            "place": VILLAGE, "serious_illness": "yes", "disaster": "no", "unemployed": "",
            "household_size": "３口人", "monthly_income": "1,200元",
        },
    )  # fmt: skip
    page = read_page(answer.text)
    assert answer.status_code == 200
    assert faults_of(page) == []
    for words in ("低保", "很可能用得上", "医疗救助", "依据：", "不是审核结果"):
        assert words in page.text
    links = {link["href"] for link in page.all("a")}
    forms = {button.get("formaction") for button in page.all("button")}
    assert "/apply/minimum_living_allowance/from-screening" in forms
    assert f"/schemes/disaster_relief?place={VILLAGE}" in links
    assert "不符合" not in page.text


def test_nothing_told_is_answered_kindly(phone: FlaskClient) -> None:
    page = read_page(phone.post("/screen", data={}).text)
    assert "这不是不行" in page.text
    assert "/apply/general/from-screening" in {form["action"] for form in page.all("form")}


def test_what_was_told_goes_on_into_the_form_and_nowhere_else(phone: FlaskClient) -> None:
    told = {
        "place": VILLAGE, "serious_illness": "yes", "has_disability": "no", "no_place_to_stay": "yes",
        "household_size": "3口人", "monthly_income": "800", "medical_cost": "20000",
    }  # fmt: skip
    results = read_page(phone.post("/screen", data=told).text)
    carried = {one["name"]: one["value"] for one in results.all("input") if one.get("value")}
    assert carried.pop("csrf_token")
    assert carried == told
    assert not any("800" in link["href"] for link in results.all("a"))
    answer = phone.post("/apply/temporary_assistance/from-screening", data=carried)
    form = read_page(answer.text)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    assert faults_of(form) == []
    ticked = {one["value"] for one in form.all("input") if "checked" in one}
    assert ticked == {"self", "illness", "housing", "yes"}  # urgent is ticked; no consent is
    assert "checked" not in next(one for one in form.all("input") if one["name"] == "consent")
    assert form.value_of("monthly_income") == "800"
    assert form.value_of("yearly_costs") == "20000"
    assert "一家3口人" in answer.text


def test_a_form_begun_by_a_stranger_is_only_text(phone: FlaskClient) -> None:
    nasty = {"household_size": "<b>9</b>", "monthly_income": '"><script>', "disability_grade": "9"}
    answer = phone.post("/apply/general/from-screening", data=nasty)
    assert answer.status_code == 200
    assert "<script>" not in answer.text
    assert "<b>9" not in answer.text
    assert phone.post("/apply/nothing/from-screening", data=nasty).status_code == 404


def test_a_number_that_cannot_be_read_is_asked_again(phone: FlaskClient) -> None:
    answer = phone.post("/screen", data={"household_size": "很多", "serious_illness": "yes"})
    page = read_page(answer.text)
    assert answer.status_code == 422
    assert faults_of(page) == []
    assert "请只写数字" in page.text
    assert page.value_of("household_size") == "很多"
    assert page.value_of("serious_illness") == "yes"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("", None), (" ", None), ("３", 3), ("1,200.50", 1200), ("800元", 800), ("0", 0),
        ("-3", -1), ("²", 2), ("三", -1), ("9" * 12, -1), ("1e5", -1),
    ],
)  # fmt: skip
def test_numbers_as_people_write_them(written: str, number: int | None) -> None:
    assert read_number(written) == number
