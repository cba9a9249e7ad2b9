"""What a person sent in, opened: for the window's page of the case, after it has let the reader in.

The room does not know who may read; the caller has read the case (masked or whole) before asking,
and leaves the entry in the trail.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, select

from backend.applications.models import PreApplication
from backend.extensions import db
from backend.sealing import sealer


def details_of(pre_application_id: str) -> dict[str, Any] | None:
    """Give the body as it was sent (design 4.2, class A); None when there is no such row."""
    return _opened(PreApplication.id == pre_application_id)


def details_of_case(case_id: str) -> dict[str, Any] | None:
    """Give the body of the pre-application a case was opened for; None when it came otherwise."""
    return _opened(PreApplication.case_id == case_id)


def body_of(row: PreApplication) -> dict[str, Any]:
    """Open the body of a row the person has come to by number and code."""
    body: dict[str, Any] = sealer().open_json(row.body_sealed, "pre_application", row.id, "body")
    return body


def seal_body(row: PreApplication, body: dict[str, Any]) -> None:
    row.body_sealed = sealer().seal_json(body, "pre_application", row.id, "body")


def _opened(condition: ColumnElement[bool]) -> dict[str, Any] | None:
    row = db.session.scalar(select(PreApplication).where(condition))
    return None if row is None else body_of(row)
