"""Which lists that left held a case, told to its resident: one line an export, however often fetched."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, cast

from sqlalchemy import Table, insert, select

from backend.accounts.queries import names_of
from backend.exports.models import ExportedCase, ListExport
from backend.extensions import db
from backend.intake.lookers import Look, role_and_family
from backend.regions.queries import window_for
from backend.sealing import sealer

_WHAT: Final = "导出的一份名单里有您这件（姓名、电话遮住一半，没有您填的内容）"
_MOST: Final = 200


def note_exported(export_id: str, case_ids: Sequence[str], now: datetime) -> None:
    """Write down whose cases a list held when its file was made. Call inside a transaction; the list's
    own cap bounds how many there are."""
    known = set(
        db.session.scalars(select(ExportedCase.case_id).where(ExportedCase.export_id == export_id))
    )
    rows = [
        {"export_id": export_id, "case_id": one, "at": now}
        for one in dict.fromkeys(case_ids)
        if one not in known
    ]
    if rows:
        db.session.execute(insert(cast(Table, ExportedCase.__table__)), rows)


def export_looks(case_id: str) -> list[Look]:
    """Give every export that held the case, newest first."""
    query = (
        select(ListExport, ExportedCase.at)
        .join(ExportedCase, ExportedCase.export_id == ListExport.id)
        .where(ExportedCase.case_id == case_id)
        .order_by(ExportedCase.at.desc())
        .limit(_MOST)
    )
    found = [(row[0], row[1]) for row in db.session.execute(query)]
    names = names_of([export.staff_id for export, _ in found])
    return [_look(export, at, names.get(export.staff_id, "")) for export, at in found]


def _look(export: ListExport, at: datetime, name: str) -> Look:
    window = window_for(export.division_code) if export.division_code else None
    return Look(
        at=at,
        what=_WHAT,
        who=role_and_family(export.staff_id, name, at),
        where=window.name if window else "",
        why=sealer().open(export.reason_sealed, "list_export", export.id, "reason"),
    )
