"""The supervisor's own phone on the account page."""

from __future__ import annotations

from flask.testing import FlaskClient

from backend.accounts.permissions import Role
from tests.console.conftest import Enter, page
from tests.factories.county import COUNTY

ACCOUNT = "/console/account/"
PHONE = "13800000021"


def test_entered_shown_masked_changed_and_taken_out(enter: Enter) -> None:
    head = enter(Role.SUPERVISOR, COUNTY, "head")
    assert "督办的事发短信给我" in page(head, ACCOUNT)
    wrong = head.post(f"{ACCOUNT}duty-phone", data={"phone": "0375-1234567"})
    assert wrong.status_code == 422
    assert "座机收不到短信" in wrong.text
    assert 'value="0375-1234567"' in wrong.text, "nothing typed is lost"
    done = head.post(f"{ACCOUNT}duty-phone", data={"phone": PHONE})
    assert done.status_code == 303
    seen = page(head, ACCOUNT)
    assert "138****0021" in seen
    assert PHONE not in seen
    assert "还没有接短信网关" in seen
    head.post(f"{ACCOUNT}duty-phone", data={"phone": "13800000022"})
    assert "138****0022" in page(head, ACCOUNT)
    assert head.post(f"{ACCOUNT}duty-phone/remove").status_code == 303
    assert "****" not in page(head, ACCOUNT)


def test_a_clerk_has_none(clerk: FlaskClient) -> None:
    assert "督办的事发短信给我" not in page(clerk, ACCOUNT)
    assert clerk.post(f"{ACCOUNT}duty-phone", data={"phone": PHONE}).status_code == 403
    assert clerk.post(f"{ACCOUNT}duty-phone/remove").status_code == 403


def test_one_supervisor_does_not_touch_anothers(enter: Enter) -> None:
    first, second = (enter(Role.SUPERVISOR, COUNTY, name) for name in ("head", "deputy"))
    first.post(f"{ACCOUNT}duty-phone", data={"phone": PHONE})
    assert "****" not in page(second, ACCOUNT)
    second.post(f"{ACCOUNT}duty-phone/remove")
    assert "138****0021" in page(first, ACCOUNT)
