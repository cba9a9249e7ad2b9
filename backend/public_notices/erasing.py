"""A case is erased: its notices go with it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete

from backend.extensions import db
from backend.public_notices.models import PublicNotice


def erase_notices_of(case_ids: Sequence[str]) -> None:
    db.session.execute(delete(PublicNotice).where(PublicNotice.case_id.in_(case_ids)))
