"""One household, two schemes: the added one has its own days, its own no, and its own delivery."""

from __future__ import annotations

from flask import Flask

from backend.extensions import utc_now
from backend.tasks.catalogue import _watch_clocks
from tests.factories.county import PASSWORD
from tests.support.door import CASES, Door

LOW = "low_income_family"
SURVEY, REFUSAL = f"stage:survey:{LOW}", f"refusal:{LOW}"


def _running(door: Door, case_id: str) -> dict[str, str]:
    clocks = door.sheet(case_id)["clocks"]
    return {one["name"]: one["due"]["due_on"] for one in clocks if not one["ended"]}


def _untold(door: Door) -> list[str]:
    rows = door.client.get(f"{CASES}?queue=untold", headers=door.who("clerk-a")).get_json()
    return [one["id"] for one in rows["cases"]]


def test_its_days_are_its_own_and_its_no_is_delivered(app: Flask, door: Door) -> None:
    receipt = door.apply("two")
    case_id = door.case_of(receipt["number"])
    door.move(case_id, "claim")
    door.move(case_id, "accept")
    door.move(case_id, "add-item", scheme=LOW)
    assert {"stage:survey", SURVEY} <= set(_running(door, case_id))
    told = {one["scheme"]: one for one in door.status(receipt)["stages_due"]}
    assert set(told) == {"minimum_living_allowance", LOW}
    assert any("当天不算" in line for line in told[LOW]["why"])
    assert any(line.startswith("依据：") for line in told[LOW]["why"])
    desk = app.test_client()
    signed_in = {"username": "clerk-a", "password": PASSWORD, "next": ""}
    assert desk.post("/console/sign-in", data=signed_in).status_code == 303
    assert told[LOW]["title"] in desk.get(f"/console/cases/{case_id}").text
    door.move(case_id, "record-stage", stage="survey", scheme=LOW)
    assert SURVEY not in _running(door, case_id)
    assert "stage:survey" in _running(door, case_id), "the case's own runs on"
    assert f"stage:county_check:{LOW}" in _running(door, case_id)

    no = {"result": "refused", "reason": "收入高于当地标准的一倍半。", "article": "第十条"}
    door.move(case_id, "settle-item", scheme=LOW, **no)
    of_item = {name for name in _running(door, case_id) if name.endswith(LOW)}
    assert of_item == {REFUSAL}
    assert LOW in {one["scheme"] for one in door.status(receipt)["stages_due"]}
    assert _untold(door) == [case_id]
    door.through_stages(case_id)
    door.move(case_id, "close", result="granted", reason="确认，下月起发。")
    assert set(_running(door, case_id)) == {REFUSAL}, "the case has ended, that no has not arrived"
    _watch_clocks(utc_now())
    assert _untold(door) == [case_id]
    again = door.move(case_id, "follow-up", what="delivered", how="visit", scheme=LOW)
    assert again["state"] == "closed"
    assert _running(door, case_id) == {}
    assert _untold(door) == []
