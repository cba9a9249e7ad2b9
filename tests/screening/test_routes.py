"""The API of screening."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

ADDRESS = "/api/v1/screenings"


def _results(client: FlaskClient, **body: Any) -> dict[str, dict[str, Any]]:
    answer = client.post(ADDRESS, json=body)
    assert answer.status_code == 200, answer.get_json()
    return {one["scheme"]: one for one in answer.get_json()["results"]}


def test_results_have_reasons_and_citations_and_never_a_no(client: FlaskClient) -> None:
    found = _results(client, facts={"orphan_or_unattended_child": True, "disaster": False})
    assert found["child_support"]["likelihood"] == "likely"
    assert {one["likelihood"] for one in found.values()} <= {"likely", "possible", "check"}
    assert all(one["reasons"] and one["citations"] for one in found.values())
    assert found["child_support"]["citations"][0]["article"]


def test_the_lines_of_the_place_are_used(client: FlaskClient) -> None:
    facts = {"household_size": 3, "monthly_income_fen": 90_000}
    here = _results(client, facts=facts, place="410482106234")
    anywhere = _results(client, facts=facts)
    assert here["minimum_living_allowance"]["likelihood"] == "likely"
    assert anywhere["minimum_living_allowance"]["likelihood"] == "check"
    told = "；".join(anywhere["minimum_living_allowance"]["missing"])
    assert "收入" not in told


def test_nothing_told_is_an_answer_too(client: FlaskClient) -> None:
    found = _results(client)
    assert found == _results(client, facts={}) == _results(client, facts={"disaster": None})
    assert found["minimum_living_allowance"]["missing"]


@pytest.mark.parametrize(
    "body",
    [
        {"facts": {"disaster": "yes"}}, {"facts": {"disaster": 1}}, {"facts": {"rich": True}},
        {"facts": {"household_size": 0}}, {"facts": {"household_size": "3"}}, {"place": "41"},
        {"facts": {"monthly_income_fen": -1}}, {"facts": {"monthly_income_fen": 1.5}},
        {"facts": {"disability_grade": 5}}, {"facts": {"household_size": True}}, {"more": 1},
        {"facts": []},
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_in_chinese(client: FlaskClient, body: dict[str, Any]) -> None:
    answer = client.post(ADDRESS, json=body)
    assert answer.status_code == 422
    problem = answer.get_json()
    assert problem["errors"][0]["pointer"].startswith("/")
    assert problem["errors"][0]["detail"].endswith("。")
