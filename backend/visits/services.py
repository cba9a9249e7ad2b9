"""Ask for a visit, list those due, write down what was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, or_, select

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.accounts.queries import names_of
from backend.audit.queries import deeds_on
from backend.audit.trail import record
from backend.doors.layout import beijing_day
from backend.extensions import db, new_id
from backend.intake.queries import division_of
from backend.intake.reading import read_case
from backend.intake.states import OPEN
from backend.problems import FieldError, Invalid, NotAllowed, NotFound
from backend.regions.codes import prefix_of
from backend.regions.queries import full_name
from backend.sealing import sealer
from backend.visits.models import Visit

_LONGEST: Final = timedelta(days=60)
_MOST: Final = 500  # characters


class VisitNotFound(NotFound):
    slug, title, status = "visit-not-found", "没有这次上门", 404
    detail_default = "可能同事已经去过了。请刷新名单再看。"


@dataclass(frozen=True)
class VisitView:
    """One visit, opened. `seen` is empty until it was made."""

    id: str
    place_name: str
    due_on: date
    name: str
    phone: str
    address: str
    words: str
    seen: str
    done_at: datetime | None
    done_by: str

    def is_late(self, day: date) -> bool:
        return self.done_at is None and self.due_on < day


def ask_visit(case_id: str, actor: Actor, words: str, due_on: date | None, now: datetime) -> str:
    """Ask for a visit to the household of a case one holds. Raises CaseNotFound, NotAllowed, Invalid."""
    detail = read_case(case_id, actor)
    if not detail.is_full or detail.view.state not in OPEN:
        raise NotAllowed("这件在您手里、还没办完，才能请网格员上门。")
    today = beijing_day(now)
    faults = []
    if not 4 <= len(words) <= _MOST:
        faults.append(FieldError("/words", f"写清上门看什么、问什么，4 到 {_MOST} 个字。"))
    if due_on is None or not today <= due_on <= today + _LONGEST:
        faults.append(FieldError("/due_on", "从今天起，两个月以内的一天。"))
    if faults or due_on is None:
        raise Invalid(errors=faults)
    row_id, summary = new_id(), detail.summary
    what = {name: str(summary.get(name) or "") for name in ("name", "phone", "address")}
    if summary.get("notify") == "none":  # who hurts the household may hold the phone
        what["phone"] = ""
    db.session.add(
        Visit(
            id=row_id,
            case_id=case_id,
            place=detail.view.place,
            due_on=due_on,
            asked_by=actor.staff_id,
            asked_at=now,
            what_sealed=sealer().seal_json(what | {"words": words}, "visit", row_id, "what"),
        )
    )
    db.session.flush()
    fields: dict[str, str | int] = {"visit": row_id, "due": due_on.isoformat()}
    record("visit:asked", case_id, actor.staff_id, detail.view.division_code, fields)
    return row_id


def visits_due(actor: Actor, limit: int = 50) -> list[VisitView]:
    """Give the visits not made yet in the villages this person walks, the earliest first. Who reads
    them stands in the trail of each case, once a day, and is told to its resident."""
    query = select(Visit).where(_in_reach(actor), Visit.done_at.is_(None))
    rows = list(db.session.scalars(query.order_by(Visit.due_on, Visit.asked_at).limit(limit)))
    _note_read(rows, actor)
    return [_view(row, {}) for row in rows]


def _note_read(rows: Sequence[Visit], actor: Actor) -> None:
    today = beijing_day()
    for case_id in dict.fromkeys(row.case_id for row in rows):
        read = deeds_on(case_id, ["visit:read"])
        if not any(one.actor == actor.staff_id and beijing_day(one.at) == today for one in read):
            record("visit:read", case_id, actor.staff_id, division_of(case_id), {})


def visits_of_case(case_id: str) -> list[VisitView]:
    """Give the visits of a case the caller may read, newest first."""
    query = select(Visit).where(Visit.case_id == case_id).order_by(Visit.asked_at.desc())
    rows = list(db.session.scalars(query))
    return [_view(row, names_of([row.done_by or "" for row in rows])) for row in rows]


def make_visit(visit_id: str, actor: Actor, seen: str, now: datetime) -> None:
    """Write down what was seen. Raises VisitNotFound, Invalid."""
    row = db.session.scalar(
        select(Visit)
        .where(Visit.id == visit_id, Visit.done_at.is_(None), _in_reach(actor))
        .with_for_update()
    )
    if row is None:
        raise VisitNotFound
    if not 2 <= len(seen) <= _MOST:
        raise Invalid(errors=[FieldError("/seen", f"写几句看到的，2 到 {_MOST} 个字。")])
    row.done_at, row.done_by = now, actor.staff_id
    row.seen_sealed = sealer().seal(seen, "visit", row.id, "seen")
    db.session.flush()
    record("visit:made", row.case_id, actor.staff_id, row.place, {"visit": row.id})


def _in_reach(actor: Actor) -> ColumnElement[bool]:
    reach = actor.reach(Permission.REFER_HOUSEHOLD)
    inside = [Visit.place.startswith(prefix_of(code), autoescape=True) for code in reach]
    return or_(*inside) if inside else Visit.id.is_(None)


def _view(row: Visit, names: dict[str, str]) -> VisitView:
    what: dict[str, Any] = sealer().open_json(row.what_sealed, "visit", row.id, "what")
    return VisitView(
        row.id,
        full_name(row.place),
        row.due_on,
        what["name"],
        what["phone"],
        what["address"],
        what["words"],
        sealer().open(row.seen_sealed, "visit", row.id, "seen") if row.seen_sealed else "",
        row.done_at,
        names.get(row.done_by or "", ""),
    )
