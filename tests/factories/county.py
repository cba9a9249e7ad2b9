"""The demo county, small: one county, two townships with windows, three villages, and staff."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from flask.testing import FlaskClient

from backend.accounts.permissions import Role
from backend.accounts.services import create_account
from backend.extensions import db
from backend.guides.services import issue_codes
from backend.regions.models import DivisionRow, WindowRow
from backend.transaction import transaction

PASSWORD = "黄河-麦田-3391-示例"
COUNTY = "410482000000"
TOWN, VILLAGE = "410482106000", "410482106234"
OTHER_TOWN, OTHER_VILLAGE = "410482102000", "410482102201"
_NAMES = {
    COUNTY: ("汝州市", "county", "410400000000"),
    TOWN: ("蟒川镇", "township", COUNTY),
    VILLAGE: ("寺上村民委员会", "village", TOWN),
    OTHER_TOWN: ("温泉镇", "township", COUNTY),
    OTHER_VILLAGE: ("示例村民委员会", "village", OTHER_TOWN),
}


def make_county() -> None:
    """Make the places, their windows, guide codes for one village, and one account per role."""
    now = datetime.now(UTC)
    with transaction():
        for code, (name, level, parent) in _NAMES.items():
            db.session.add(
                DivisionRow(
                    code=code,
                    name=name,
                    level=level,
                    parent_code=parent,
                    valid_from=date(2023, 6, 30),
                )
            )
        for code in (TOWN, OTHER_TOWN):
            db.session.add(
                WindowRow(
                    division_code=code,
                    name=f"{_NAMES[code][0]}社会救助服务窗口（示例）",
                    address="示例路 1 号",
                    phone="0000-0000001",
                    hours="周一至周五 8:30–12:00",
                    complaint_phone="0000-0000999",
                    is_demo=True,
                )
            )
        topics = ("general", "minimum_living_allowance")
        issue_codes([(VILLAGE, topic) for topic in topics], now)
        for username, role, where, department in (
            ("clerk-a", Role.CLERK, TOWN, None),
            ("clerk-b", Role.CLERK, TOWN, None),
            ("clerk-far", Role.CLERK, OTHER_TOWN, None),
            ("grid", Role.GRID_WORKER, TOWN, None),
            ("handler", Role.HANDLER, COUNTY, "healthcare_security"),
            ("supervisor", Role.SUPERVISOR, COUNTY, None),
        ):
            create_account(
                username, f"{username[:1]}示例", PASSWORD, role, where, department, now=now
            )


def bearer(client: FlaskClient, username: str) -> dict[str, str]:
    """Sign in through the door and give the header the API takes."""
    answer = client.post("/api/v1/sessions", json={"username": username, "password": PASSWORD})
    assert answer.status_code == 201, answer.get_json()
    return {"Authorization": f"Bearer {answer.get_json()['token']}"}


def pre_application(**changes: Any) -> dict[str, Any]:
    """The least a person may send in, with `changes` laid over it."""
    body: dict[str, Any] = {
        "scheme": "minimum_living_allowance",
        "applicant": {"name": "王示例", "phone": "13800000000", "residence": VILLAGE},
        "consents": {"personal_information": True, "notice_version": "2026-11"},
    }
    return body | changes
