"""A notice put up on the product's own page and one on the village board: what clerk and resident see."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient

from backend.extensions import utc_now
from backend.tasks.catalogue import _watch_clocks
from tests.factories.county import PASSWORD
from tests.support.door import Door


def _at_the_desk(app: Flask, name: str = "clerk-a") -> FlaskClient:
    """A browser signed in as this clerk."""
    client = app.test_client()
    form = {"username": name, "password": PASSWORD, "next": ""}
    assert client.post("/console/sign-in", data=form).status_code == 303
    return client


def _accepted(door: Door, key: str) -> tuple[str, dict[str, object]]:
    receipt = door.apply(key)
    case_id = door.case_of(receipt["number"])
    door.move(case_id, "claim")
    door.move(case_id, "accept")
    for stage in ("survey", "county_check", "preliminary_opinion"):
        door.move(case_id, "record-stage", stage=stage)
    return case_id, receipt


def _waits_for(door: Door, case_id: str) -> list[str]:
    return [one["stage"] for one in door.sheet(case_id)["unrecorded"]]


def _day(door: Door, days: int = 0) -> str:
    return (door.now + timedelta(hours=8, days=days)).date().isoformat()


def test_published_here_it_is_entered_nowhere_else(app: Flask, door: Door) -> None:
    case_id, receipt = _accepted(door, "n1")
    desk, path = _at_the_desk(app), f"/console/cases/{case_id}"
    version = door.sheet(case_id)["version"]
    done = desk.post(f"{path}/notice", data={"version": version, "people": "3", "amount": "398"})
    assert done.status_code == 303
    hung = door.sheet(case_id)["events"][-1]["details"]
    days = door.hangs(case_id)
    assert (hung["hung_on"], hung["last_on"]) == (_day(door), _day(door, days - 1))
    assert "正在公示" in str(door.status(receipt)["steps"])
    early = door.move(case_id, "record-stage", expect=409, stage="public_notice")
    assert "满" in early["detail"]
    lied = door.move(case_id, "record-stage", expect=409, stage="public_notice", hung_on=_day(door))
    assert lied["type"] == "/problems/move-not-allowed"
    door.move(
        case_id, "record-stage", expect=409, stage="notice_hung"
    )  # it is written down already
    door.days(days - 1)
    _watch_clocks(utc_now())
    assert _waits_for(door, case_id) == ["public_notice"], "its last day is not over"
    door.days(1)
    _watch_clocks(utc_now())
    assert _waits_for(door, case_id) == []
    event = door.sheet(case_id)["events"][-1]
    assert (event["by"], event["details"]["hung_on"]) == ("系统", hung["hung_on"])
    door.move(case_id, "close", result="granted", reason="确认，下月起发。")


def test_taken_down_before_its_end_it_is_not_done(app: Flask, door: Door) -> None:
    case_id, receipt = _accepted(door, "n2")
    desk, path = _at_the_desk(app), f"/console/cases/{case_id}"
    version = door.sheet(case_id)["version"]
    desk.post(f"{path}/notice", data={"version": version, "people": "3"})
    door.days(3)
    desk = _at_the_desk(app)
    assert desk.post(f"{path}/notice/take-down").status_code == 303
    assert "没挂满就撤下了" in door.status(receipt)["events"][-1]["words"]
    door.days(9)
    _watch_clocks(utc_now())
    assert _waits_for(door, case_id) == ["public_notice"]
    early = door.move(case_id, "close", expect=422, result="granted", reason="下月起发。")
    assert early["type"] == "/problems/stages-missing"
    door.move(case_id, "record-stage", expect=422, stage="public_notice", hung_on=_day(door, -12))


def test_on_the_village_board_the_clerk_writes_it_down(app: Flask, door: Door) -> None:
    """Hung yesterday, written down today in the form; done in the form too, the day after its last."""
    case_id, _ = _accepted(door, "n3")
    door.days(1)
    desk, path = _at_the_desk(app), f"/console/cases/{case_id}"
    form = {"stage": "notice_hung", "hung_on": _day(door, -1), "note": "贴在村务公开栏"}
    version = {"version": door.sheet(case_id)["version"]}
    assert desk.post(f"{path}/record-stage", data=form | version).status_code == 303
    last = next(
        one["due"]["derivation"]["due_on"]
        for one in door.sheet(case_id)["clocks"]
        if one["name"] == "stage:public_notice" and not one["ended"]
    )
    version = {"version": door.sheet(case_id)["version"]}
    early = desk.post(f"{path}/record-stage", data={"stage": "public_notice"} | version)
    assert early.status_code == 409
    assert "公示要满规定的天数" in early.text
    assert 'name="hung_on"' in early.text
    door.days(door.hangs(case_id))
    assert _day(door, -1) == last
    desk = _at_the_desk(app)
    done = desk.post(f"{path}/record-stage", data={"stage": "public_notice"} | version)
    assert done.status_code == 303, done.text
    assert _waits_for(door, case_id) == []


def test_of_a_family_made_urgent_the_name_comes_down(app: Flask, door: Door) -> None:
    """The emergency way of temporary assistance has no notice; who opens the case is told."""
    receipt = door.apply("n9", scheme="temporary_assistance")
    case_id = door.case_of(receipt["number"])
    for action in ("claim", "accept"):
        door.move(case_id, action)
    desk, path = _at_the_desk(app), f"/console/cases/{case_id}"
    put_up = {"version": door.sheet(case_id)["version"], "people": "3", "days": "3"}
    assert desk.post(f"{path}/notice", data=put_up).status_code == 303
    assert "急难流程不公示" not in desk.get(path).get_data(as_text=True)
    door.move(case_id, "mark-urgent", reason="孩子烫伤了")
    assert "急难流程不公示" in desk.get(path).get_data(as_text=True)
    assert desk.post(f"{path}/notice/take-down").status_code == 303
    assert "急难流程不公示" not in desk.get(path).get_data(as_text=True)
