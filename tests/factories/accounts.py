"""Made-up staff: an account in the database and the Actor it acts as; signing in through the door."""

from __future__ import annotations

from datetime import datetime
from itertools import count

from flask.testing import FlaskClient

from backend.accounts.actor import Actor
from backend.accounts.permissions import Role
from backend.accounts.queries import posts_of
from backend.accounts.services import create_account
from backend.extensions import utc_now
from backend.transaction import transaction

PASSWORD = "三棵-白杨-7719-示例"
TOWN = "410482106000"
_numbers = count(1)


def make_staff(
    role: Role,
    division_code: str = TOWN,
    *,
    department: str | None = None,
    username: str | None = None,
    now: datetime | None = None,
) -> Actor:
    """Open an account with one post and give who acts with it; the password is PASSWORD."""
    name = username or f"staff-{next(_numbers)}"
    moment = now or utc_now()
    if role is Role.HANDLER and department is None:
        department = "healthcare_security"
    with transaction():
        staff_id = create_account(
            name, "李示例", PASSWORD, role, division_code, department, now=moment
        )
    return Actor(staff_id, "李示例", posts_of(staff_id, moment))


def sign_in(client: FlaskClient, username: str, password: str = PASSWORD) -> dict[str, str]:
    """Sign in through the API's door and give the header it takes from then on."""
    answer = client.post("/api/v1/sessions", json={"username": username, "password": password})
    assert answer.status_code == 201, answer.get_json()
    return {"Authorization": f"Bearer {answer.get_json()['token']}"}


def sign_in_on_page(client: FlaskClient, username: str, wanted: str = "") -> str:
    """Sign in on the page, keep its cookie in `client`, and give where it leads."""
    form = {"username": username, "password": PASSWORD, "next": wanted}
    answer = client.post("/console/sign-in", data=form)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"]
