"""What the access log holds: which route, when, how it ended; and what it never holds."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from backend.doors.access_log import KEPT, forget_old_lines
from backend.doors.layout import beijing_day
from backend.extensions import Base, db
from tests.conftest import build_app
from tests.factories.county import PASSWORD, bearer, make_county, pre_application

FIELDS = {"at", "request", "method", "route", "status", "ms", "source"}
PHONE = "13871943625"


@pytest.fixture
def logged(tmp_path: Path) -> Flask:
    app = build_app(tmp_path)
    with app.app_context():
        Base.metadata.create_all(db.engine)
        make_county()
    return app


def _folder(app: Flask) -> Path:
    return Path(app.extensions["settings"].var_dir) / "logs"


def _lines(app: Flask) -> list[dict[str, Any]]:
    (file,) = _folder(app).iterdir()
    return [json.loads(line) for line in file.read_text("utf-8").splitlines()]


def test_a_line_says_which_route_and_how_it_ended_and_nothing_of_a_person(logged: Flask) -> None:
    client = logged.test_client()
    headers = {
        "Idempotency-Key": "key-of-hers",
        "User-Agent": 'x"\n{"forged": 1}'.replace("\n", " "),
    }
    applicant = pre_application()["applicant"] | {"phone": PHONE, "name": "龘靐示例"}
    body = pre_application(applicant=applicant)
    receipt = client.post("/api/v1/pre-applications", json=body, headers=headers).get_json()
    client.post(
        f"/api/v1/pre-applications/{receipt['number']}/status",
        json={"access_code": receipt["access_code"]},
    )
    client.get(f"/chat?text={PHONE}&place=410482106234")
    client.get(f"/no-such/{PHONE}%0a%7b%22forged%22")
    token = bearer(client, "clerk-a")
    client.get(f"/api/v1/intake/cases/{PHONE}", headers=token)
    client.get("/healthz")
    lines = _lines(logged)
    assert [(one["method"], one["route"], one["status"]) for one in lines] == [
        ("POST", "applications.submit", 201),
        ("POST", "applications.status", 200),
        ("GET", "web.chat", 200),
        ("", "", 404),
        ("POST", "accounts_api.open_staff_session", 201),
        ("GET", "intake_api.case_sheet", 404),
    ]
    assert all(set(one) == FIELDS for one in lines)
    text = json.dumps(lines, ensure_ascii=False)
    for value in (PHONE, "龘靐", receipt["number"], receipt["access_code"], "410482106234", "forged",
                  "key-of-hers", PASSWORD, "clerk-a", "127.0.0.1", token["Authorization"][7:]):  # fmt: skip
        assert value not in text


def test_one_caller_is_known_as_one_caller(logged: Flask) -> None:
    for address in ("192.0.2.1", "192.0.2.1", "192.0.2.2"):
        logged.test_client().get("/privacy", environ_base={"REMOTE_ADDR": address})
    first, again, other = (one["source"] for one in _lines(logged))
    assert first == again != other


def test_only_the_service_reads_it_and_half_a_year_ends_it(logged: Flask) -> None:
    logged.test_client().get("/privacy")
    folder, today = _folder(logged), beijing_day()
    (file,) = folder.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700
    for days in (KEPT.days - 1, KEPT.days, KEPT.days + 1, 400):
        (folder / f"access-{(today - timedelta(days=days)).isoformat()}.jsonl").write_text("{}\n")
    with logged.app_context():
        assert forget_old_lines(today) == 2
    assert len(list(folder.iterdir())) == 3


def test_a_disk_that_takes_no_line_stops_nobody(logged: Flask) -> None:
    shutil.rmtree(_folder(logged), ignore_errors=True)
    _folder(logged).write_text("a file where the folder should be")
    assert logged.test_client().get("/privacy").status_code == 200
