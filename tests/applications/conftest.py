"""An applicant with number and access code, through the door."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from backend.applications.models import PreApplication
from backend.extensions import db
from tests.factories.county import bearer, make_county, pre_application
from tests.factories.papers import picture


@dataclass
class Applicant:
    """Somebody who sent something in and kept the receipt."""

    client: FlaskClient
    number: str
    code: str

    def post(self, what: str, status: int = 200, **kwargs: Any) -> TestResponse:
        """Call one's own things; `what` follows the number in the address."""
        headers = {"X-Access-Code": self.code} | kwargs.pop("headers", {})
        address = f"/api/v1/pre-applications/{self.number}/{what}"
        answer = self.client.post(address, headers=headers, **kwargs)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return answer

    def send(self, status: int = 201, raw: bytes | None = None, **fields: str) -> Any:
        """Send a paper; consent is given with it unless it says otherwise."""
        name = fields.pop("name", "photo.jpg")
        form = {"kind": "id_card", "sensitive_consent": "true"} | fields
        data = {key: value for key, value in form.items() if value}
        file = (io_of(picture() if raw is None else raw), name)
        return self.post("attachments", status, data=data | {"file": file}).get_json()

    @property
    def row(self) -> PreApplication:
        db.session.rollback()
        db.session.expire_all()
        query = db.select(PreApplication).where(PreApplication.number == self.number)
        return db.session.scalars(query).one()

    @property
    def case_id(self) -> str:
        return self.row.case_id


def io_of(raw: bytes) -> Any:
    import io

    return io.BytesIO(raw)


def apply(client: FlaskClient, key: str = "k1", **changes: Any) -> Applicant:
    answer = client.post(
        "/api/v1/pre-applications",
        json=pre_application(**changes),
        headers={"Idempotency-Key": key},
    )
    assert answer.status_code == 201, answer.get_json()
    receipt = answer.get_json()
    return Applicant(client, receipt["number"], receipt["access_code"])


@pytest.fixture
def applicant(app: Flask, client: FlaskClient) -> Applicant:
    make_county()
    return apply(client)


@pytest.fixture
def clerk(applicant: Applicant, client: FlaskClient) -> dict[str, str]:
    """The headers of the clerk of the applicant's window."""
    return bearer(client, "clerk-a")
