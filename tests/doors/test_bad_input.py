"""Whatever is sent, the answer is a clear Chinese refusal, never a 500 and nothing half-written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from backend.applications.models import PreApplication
from backend.extensions import db
from backend.intake.models import IntakeCase
from tests.factories.county import bearer, make_county, pre_application

CHAT = "/api/v1/chat/messages"
APPLY = "/api/v1/pre-applications"
JSON = {"Content-Type": "application/json"}

RAW: list[tuple[str, bytes]] = [
    ("empty", b""),
    ("not json", b"{"),
    ("not utf-8", b'{"text": "\xff\xfe"}'),
    ("half a character", b'{"text": "\\ud800"}'),
    ("a list", b"[]"),
    ("a string", b'"hello"'),
    ("null", b"null"),
    ("a number", b"1"),
    ("NaN", b'{"text": NaN}'),
    ("a huge number", b'{"text": ' + b"9" * 5000 + b"}"),
    ("a repeated key", b'{"text": "a", "text": "b"}'),
    ("deep", b'{"text": ' + b"[" * 5000 + b"]" * 5000 + b"}"),
    ("NUL", b'{"text": "a\\u0000b"}'),
    ("direction marks", '{"text": "a\u202eb"}'.encode()),
    ("an unknown field", '{"text": "低保", "role": "admin"}'.encode()),
    ("a wrong type", b'{"text": 5}'),
    ("blank", b'{"text": "   "}'),
    ("too long", json.dumps({"text": "长" * 501}).encode()),
]


@pytest.mark.parametrize(("name", "body"), RAW, ids=[name for name, _ in RAW])
def test_bad_bodies_are_refused_in_chinese(client: FlaskClient, name: str, body: bytes) -> None:
    answer = client.post(CHAT, data=body, headers=JSON)
    assert answer.status_code in (400, 413, 422), answer.get_data(as_text=True)
    assert answer.mimetype == "application/problem+json"
    problem = answer.get_json()
    assert any("\u4e00" <= character <= "\u9fff" for character in problem["detail"])


def test_a_body_over_the_limit_is_413(client: FlaskClient) -> None:
    answer = client.post(CHAT, data=b'{"text": "' + b"a" * 300_000 + b'"}', headers=JSON)
    assert answer.status_code == 413


def test_other_content_types_and_compression_are_415(client: FlaskClient) -> None:
    assert client.post(CHAT, data={"text": "低保"}).status_code == 415
    packed = client.post(CHAT, data=b"x", headers={**JSON, "Content-Encoding": "gzip"})
    assert packed.status_code == 415


def _counts() -> tuple[int, int]:
    return tuple(  # type: ignore[return-value]
        db.session.scalar(select(func.count()).select_from(table)) or 0
        for table in (PreApplication, IntakeCase)
    )


def _with(path: str, value: Any) -> dict[str, Any]:
    body = json.loads(json.dumps(pre_application()))
    *way, last = path.split("/")
    target = body
    for step in way:
        target = target.setdefault(step, {})
    target[last] = value
    return body


FAULTS = [
    ("applicant/phone", "12"),
    ("applicant/phone", 13800000000),
    ("applicant/phone", "²³⁸"),
    ("applicant/residence", "410482"),
    ("applicant/residence", "999999999999"),
    ("applicant/residence", None),
    ("applicant/id_number", "110101199003077777"),
    ("applicant/id_number", "11010119901332001X"),
    ("applicant/name", ""),
    ("applicant/name", "王" * 51),
    ("applicant/owner", "x"),
    ("scheme", "free_money"),
    ("number", "261100000000"),
    ("household", [{}] * 31),
    ("household", "x"),
    ("situation/urgent", "yes"),
    ("situation/monthly_income_fen", 1.5),
    ("situation/monthly_income_fen", True),
    ("situation/monthly_income_fen", -1),
    ("consents/personal_information", False),
    ("consents/personal_information", "true"),
    ("situation/causes", ["illness"]),
]


@pytest.mark.parametrize(("path", "value"), FAULTS)
def test_a_faulty_pre_application_is_told_where_and_leaves_nothing(
    app: Flask, client: FlaskClient, path: str, value: Any
) -> None:
    make_county()
    answer = client.post(APPLY, json=_with(path, value), headers={"Idempotency-Key": "k1"})
    assert answer.status_code == 422, answer.get_data(as_text=True)
    errors = answer.get_json()["errors"]
    assert any(error["pointer"].startswith("/" + path) for error in errors), errors
    assert str(value) not in answer.get_data(as_text=True) or len(str(value)) < 5
    assert _counts() == (0, 0)


def test_full_width_digits_blanks_and_small_x_are_taken(app: Flask, client: FlaskClient) -> None:
    make_county()
    body = _with("applicant/phone", "１３８ 0000-0000")
    body["applicant"]["id_number"] = "99010119900101305x"
    body["applicant"]["name"] = "阿依古丽·买买提"
    answer = client.post(APPLY, json=body, headers={"Idempotency-Key": "k2"})
    assert answer.status_code == 201, answer.get_json()


@pytest.mark.parametrize("key", [None, "", "x" * 65, "带空格 的", "a/b"])
def test_a_missing_or_malformed_key_is_400(client: FlaskClient, key: str | None) -> None:
    headers = {} if key is None else {"Idempotency-Key": key.encode().decode("latin-1")}
    answer = client.post(APPLY, json=pre_application(), headers=headers)
    assert answer.status_code == 400


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer x", "Bearer " + "a" * 5000, "Basic eDp5", "\xff"]
)
def test_forged_tokens_open_nothing(client: FlaskClient, authorization: str) -> None:
    answer = client.get("/api/v1/intake/cases", headers={"Authorization": authorization})
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_unknown_and_malformed_ids_look_alike(app: Flask, client: FlaskClient) -> None:
    make_county()
    headers = bearer(client, "clerk-a")
    answers = [
        client.get(f"/api/v1/intake/cases/{name}", headers=headers)
        for name in ("0" * 32, "x", "%00", "..%2f..", "' OR 1=1 --")
    ]
    assert {answer.status_code for answer in answers} == {404}
    bodies = [answer.get_json() | {"instance": ""} for answer in answers[:2]]
    assert bodies[0] == bodies[1]


def test_status_tells_strangers_nothing_and_slows_them(app: Flask, client: FlaskClient) -> None:
    make_county()
    receipt = client.post(
        APPLY, json=pre_application(), headers={"Idempotency-Key": "k3"}
    ).get_json()
    wrong = {"access_code": "AAA-AAA-AAA"}
    known = client.post(f"{APPLY}/{receipt['number']}/status", json=wrong)
    unknown = client.post(f"{APPLY}/261100000000/status", json=wrong)
    assert known.status_code == unknown.status_code == 404
    assert known.get_json()["detail"] == unknown.get_json()["detail"]
    statuses = [
        client.post(f"{APPLY}/{receipt['number']}/status", json=wrong).status_code
        for _ in range(10)
    ]
    assert statuses[-1] == 429
    elsewhere = client.post(
        f"{APPLY}/{receipt['number']}/status",
        json={"access_code": receipt["access_code"]},
        environ_base={"REMOTE_ADDR": "192.0.2.7"},
    )
    assert elsewhere.status_code == 429, "five misses slow every source that never opened it"


def test_who_once_opened_it_is_not_locked_out_by_strangers(app: Flask, client: FlaskClient) -> None:
    make_county()
    receipt = client.post(
        APPLY, json=pre_application(), headers={"Idempotency-Key": "k4"}
    ).get_json()
    path, right = f"{APPLY}/{receipt['number']}/status", {"access_code": receipt["access_code"]}
    owner, stranger = {"REMOTE_ADDR": "192.0.2.1"}, {"REMOTE_ADDR": "192.0.2.2"}
    assert client.post(path, json=right, environ_base=owner).status_code == 200
    for _ in range(6):
        client.post(path, json={"access_code": "AAAAAAAAA"}, environ_base=stranger)
    assert client.post(path, json=right, environ_base=owner).status_code == 200


def test_quota_per_phone(app: Flask, client: FlaskClient) -> None:
    make_county()
    statuses = [
        client.post(
            APPLY, json=pre_application(), headers={"Idempotency-Key": f"q{turn}"}
        ).status_code
        for turn in range(4)
    ]
    assert statuses == [201, 201, 201, 429]
