"""The mandates about a case, ended ones too, for the resident's own copy."""

from __future__ import annotations

from typing import Final

from sqlalchemy import select

from backend.applications.contributors import Held
from backend.extensions import db
from backend.intake.lookers import role_and_family
from backend.mandates.models import Mandate

_ENDED_BY: Final = {"resident": "您取消了", "helper": "代办的人不再代办了"}


def mandates_held(case_id: str) -> list[Held]:
    query = select(Mandate).where(Mandate.case_id == case_id).order_by(Mandate.given_at.desc())
    return [
        Held(
            at=row.given_at,
            what="替您代办",
            who=role_and_family(row.helper_id, row.helper_name, row.given_at),
            words=_ENDED_BY[row.revoked_by] if row.revoked_by else "",
            day=row.until_on,
        )
        for row in db.session.scalars(query).all()
    ]
