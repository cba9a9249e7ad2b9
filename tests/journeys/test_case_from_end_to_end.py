"""A pre-application from the receipt to the result, as resident, clerk and supervisor see it."""

from __future__ import annotations

from typing import Any

from flask.testing import FlaskClient

from tests.factories.county import OTHER_VILLAGE, bearer, pre_application

APPLY = "/api/v1/pre-applications"
CASES = "/api/v1/intake/cases"


def _apply(client: FlaskClient, key: str = "first-key", **changes: Any) -> dict[str, Any]:
    answer = client.post(APPLY, json=pre_application(**changes), headers={"Idempotency-Key": key})
    assert answer.status_code == 201, answer.get_json()
    body: dict[str, Any] = answer.get_json()
    return body


def _status(client: FlaskClient, receipt: dict[str, Any]) -> dict[str, Any]:
    answer = client.post(
        f"{APPLY}/{receipt['number']}/status", json={"access_code": receipt["access_code"]}
    )
    assert answer.status_code == 200, answer.get_json()
    body: dict[str, Any] = answer.get_json()
    return body


def _only_case(client: FlaskClient, headers: dict[str, str], queue: str) -> dict[str, Any]:
    rows = client.get(f"{CASES}?queue={queue}", headers=headers).get_json()["cases"]
    assert len(rows) == 1
    row: dict[str, Any] = rows[0]
    return row


def test_from_receipt_to_result(client: FlaskClient) -> None:
    receipt = _apply(client)
    assert receipt["window"]["name"].startswith("蟒川镇")
    assert receipt["due"]["why"]
    assert receipt["missing_materials"]
    assert _status(client, receipt)["status"] == "submitted"

    ours, others = bearer(client, "clerk-a"), bearer(client, "clerk-b")
    case = _only_case(client, ours, "unclaimed")
    assert "王示例" not in str(case), "lists are masked"
    far = bearer(client, "clerk-far")
    assert client.get(f"{CASES}?queue=unclaimed", headers=far).get_json()["cases"] == []
    assert client.get(f"{CASES}/{case['id']}", headers=far).status_code == 404

    claimed = client.post(
        f"{CASES}/{case['id']}/claim", json={"version": case["version"]}, headers=ours
    )
    assert claimed.status_code == 200
    second = client.post(
        f"{CASES}/{case['id']}/claim", json={"version": case["version"]}, headers=others
    )
    assert second.status_code == 409
    assert second.get_json()["type"].startswith("/problems/case-")
    assert _status(client, receipt)["status"] == "in_hand"

    stale = client.post(
        f"{CASES}/{case['id']}/accept", json={"version": case["version"]}, headers=ours
    )
    assert stale.status_code == 409, "the case has moved since that version"

    version = claimed.get_json()["version"]
    asked = client.post(
        f"{CASES}/{case['id']}/ask-supplement",
        json={"version": version, "items": ["身份证或户口簿"], "message": "来窗口时带上就行"},
        headers=ours,
    )
    assert asked.status_code == 200, asked.get_json()
    waiting = _status(client, receipt)
    assert waiting["status"] == "awaiting_supplement"
    assert waiting["asked"] == ["身份证或户口簿"]

    brought = client.post(
        f"{APPLY}/{receipt['number']}/supplements",
        json={"text": "已经送到窗口了"},
        headers={"X-Access-Code": receipt["access_code"]},
    )
    assert brought.status_code == 200, brought.get_json()

    version = client.get(f"{CASES}/{case['id']}", headers=ours).get_json()["version"]
    accepted = client.post(f"{CASES}/{case['id']}/accept", json={"version": version}, headers=ours)
    assert accepted.status_code == 200, accepted.get_json()
    running = _status(client, receipt)
    assert running["status"] == "accepted"
    assert any("工作日" in line for line in running["due"]["why"])

    closed = client.post(
        f"{CASES}/{case['id']}/close",
        json={
            "version": accepted.get_json()["version"],
            "result": "granted",
            "reason": "调查属实，予以确认。",
            "skipped": {
                "survey": "上月办特困认定时刚调查过，情况没变",
                "county_check": "结果互认，不再核",
                "public_notice": "上月已经公示满七天",
            },
        },
        headers=ours,
    )
    assert closed.status_code == 200, closed.get_json()
    ended = _status(client, receipt)
    assert ended["status"] == "closed"
    assert ended["outcome"]["reason"] == "调查属实，予以确认。"
    assert len(ended["events"]) >= 6


def test_no_without_reason_and_article(client: FlaskClient) -> None:
    receipt = _apply(client)
    ours = bearer(client, "clerk-a")
    case = _only_case(client, ours, "unclaimed")
    version = client.post(
        f"{CASES}/{case['id']}/claim", json={"version": case["version"]}, headers=ours
    ).get_json()["version"]
    for body in ({}, {"reason": "不符合"}, {"article": "第十条"}):
        answer = client.post(
            f"{CASES}/{case['id']}/decline", json={"version": version, **body}, headers=ours
        )
        assert answer.status_code == 422, body
    declined = client.post(
        f"{CASES}/{case['id']}/decline",
        json={
            "version": version,
            "reason": "住在外县，已经帮您联系当地窗口。",
            "article": "社会救助法第三十七条",
        },
        headers=ours,
    )
    assert declined.status_code == 200, declined.get_json()
    ended = _status(client, receipt)
    assert ended["status"] == "declined"
    assert ended["outcome"]["article"] == "社会救助法第三十七条"
    assert "行政复议" in ended["outcome"]["way_to_object"]


def test_transfer_reaches_the_other_window(client: FlaskClient) -> None:
    receipt = _apply(client)
    ours = bearer(client, "clerk-a")
    case = _only_case(client, ours, "unclaimed")
    version = client.post(
        f"{CASES}/{case['id']}/claim", json={"version": case["version"]}, headers=ours
    ).get_json()["version"]
    moved = client.post(
        f"{CASES}/{case['id']}/transfer",
        json={"version": version, "to": "410482102000", "reason": "人已搬到温泉镇住。"},
        headers=ours,
    )
    assert moved.status_code == 200, moved.get_json()
    assert _status(client, receipt)["window"]["name"].startswith("蟒川镇"), "who sent it answers"
    far = bearer(client, "clerk-far")
    offered = _only_case(client, far, "offered")
    assert offered["id"] == case["id"]
    taken = client.post(
        f"{CASES}/{case['id']}/accept-transfer",
        json={"version": offered["version"]},
        headers=far,
    )
    assert taken.status_code == 200, taken.get_json()
    assert _status(client, receipt)["window"]["name"].startswith("温泉镇")


def test_one_key_one_receipt(client: FlaskClient) -> None:
    first, second = _apply(client), _apply(client)
    assert first == second
    other = client.post(
        APPLY,
        json=pre_application(scheme="general"),
        headers={"Idempotency-Key": "first-key"},
    )
    assert other.status_code == 422
    assert first["number"] not in other.get_data(as_text=True)
    ours = bearer(client, "clerk-a")
    _only_case(client, ours, "unclaimed")


def test_routed_by_residence(client: FlaskClient) -> None:
    applicant = pre_application()["applicant"] | {"residence": OTHER_VILLAGE}
    receipt = _apply(client, applicant=applicant)
    assert receipt["window"]["name"].startswith("温泉镇")
    assert receipt["window"]["routing_reason"]


def test_grid_worker_refers_a_household(client: FlaskClient) -> None:
    grid = bearer(client, "grid")
    body = {
        "place": "410482106234",
        "household": {"name": "李示例", "phone": "13800000002"},
        "situation": {"description": "屋里没粮，人病着，没人照看。", "causes": ["illness"]},
        "urgency": "urgent",
        "consent": {"given": True},
    }
    made = client.post(
        "/api/v1/referrals", json=body, headers={**grid, "Idempotency-Key": "refer-1"}
    )
    assert made.status_code == 201, made.get_json()
    case = _only_case(client, bearer(client, "clerk-a"), "unclaimed")
    assert case["kind"] == "referral"
    assert case["urgent"] is True
    away = body | {"place": OTHER_VILLAGE}
    refused = client.post(
        "/api/v1/referrals", json=away, headers={**grid, "Idempotency-Key": "refer-2"}
    )
    assert refused.status_code in (404, 422), "not the worker's own villages"
