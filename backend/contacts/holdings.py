"""The contacts about a case, for the resident's own copy."""

from __future__ import annotations

from sqlalchemy import select

from backend.applications.contributors import Held
from backend.contacts.models import BOUND_TO, ContactNote, ContactOutcome
from backend.extensions import db
from backend.intake.lookers import role_and_family
from backend.intake.wording import CONTACT_TITLES
from backend.sealing import sealer


def contacts_held(case_id: str) -> list[Held]:
    query = (
        select(ContactNote).where(ContactNote.case_id == case_id).order_by(ContactNote.at.desc())
    )
    return [_held(row) for row in db.session.scalars(query).all()]


def _held(row: ContactNote) -> Held:
    words = row.words_sealed
    return Held(
        at=row.at,
        what=f"{CONTACT_TITLES[row.how]}：{ContactOutcome(row.outcome).caption}",
        who=role_and_family(row.by, row.by_surname, row.at),
        words=sealer().open(words, BOUND_TO, row.id, "words") if words else "",
        day=row.next_on,
    )
