"""Which window, and why."""

from __future__ import annotations

import pytest
from flask import Flask

from backend.content.names import Scheme
from backend.intake import services
from backend.intake.problems import PlaceNotServed
from backend.intake.routing import route
from backend.transaction import transaction
from tests.factories import intake as make

HOME, HERE, REGISTER = make.VILLAGE, make.OTHER_VILLAGE, "990483101201"


@pytest.mark.parametrize("scheme", [*Scheme, None, "unknown"])
def test_every_scheme_has_a_place_and_a_reason(scheme: str | None) -> None:
    found = route(scheme, HOME)
    assert found.place == HOME
    assert found.reason.endswith("。")
    assert found.article.startswith("社会救助法第")


@pytest.mark.parametrize(
    ("scheme", "article"),
    [("temporary_assistance", "第三十七条"), ("vagrant_relief", "第五十二条")],
)
def test_emergencies_go_by_where_one_is(scheme: str, article: str) -> None:
    found = route(scheme, HOME, REGISTER, HERE)
    assert (found.place, found.article) == (HERE, f"社会救助法{article}")
    assert route(scheme, HOME, REGISTER).place == HOME


def test_others_go_by_the_household_register() -> None:
    found = route("minimum_living_allowance", HOME, REGISTER, HERE)
    assert (found.place, found.article) == (REGISTER, "社会救助法第三十七条")
    assert "户口" in found.reason


@pytest.mark.parametrize(
    "scheme", ["education_assistance", "housing_assistance", "hardship_workers"]
)
def test_schemes_of_other_offices_start_at_the_nearest_window(scheme: str) -> None:
    assert route(scheme, HOME, REGISTER).place == HOME


def test_the_nearest_window_answers(office: Flask) -> None:
    opened = make.opened()
    assert opened.window.division_code == make.TOWN
    row = make.row(opened.id)
    assert (row.place, row.division_code) == (make.VILLAGE, make.TOWN)
    elsewhere = make.opened(household_register=make.OTHER_VILLAGE)
    assert elsewhere.window.division_code == make.OTHER_TOWN


def test_a_register_we_do_not_serve_falls_back_to_the_residence(office: Flask) -> None:
    opened = make.opened(household_register=REGISTER)
    assert opened.window.division_code == make.TOWN
    assert "第六十四条" in opened.routing_reason


def test_nobody_is_there(office: Flask) -> None:
    with pytest.raises(PlaceNotServed), transaction():
        services.open_case(make.new_case(place=REGISTER), make.NOW)
