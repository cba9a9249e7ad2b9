"""Ask for a list, say yes to another's, fetch one's own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Final

from sqlalchemy import delete, select

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.accounts.queries import names_of
from backend.audit.trail import record
from backend.content.names import Scheme
from backend.doors.layout import beijing_day, say_moment
from backend.exports.files import as_csv, as_xlsx
from backend.exports.looks import note_exported
from backend.exports.models import ListExport
from backend.exports.problems import ExportGone, ExportWaits, NoSuchExport, NotTheSecondPerson
from backend.extensions import db, new_id
from backend.intake.queries import Queue, list_cases
from backend.intake.states import CaseState
from backend.intake.views import CaseView
from backend.intake.words import required
from backend.regions.codes import contains
from backend.sealing import sealer

MOST_ROWS: Final = 500
MOST_WITH_SECOND: Final = 5000
LINK_LASTS: Final = timedelta(minutes=15)
WAITS_FOR: Final = timedelta(days=1)
KEPT: Final = timedelta(days=3 * 365 + 1)
_PAGE: Final = 100


@dataclass(frozen=True)
class ExportView:
    """One export as its asker and the second person see it."""

    id: str
    form: str
    rows: int
    asked_by: str
    asked_at: datetime
    reason: str
    needs_second: bool
    approved_by: str
    until_at: datetime | None
    fetched: int

    def is_ready(self, now: datetime) -> bool:
        return self.until_at is not None and now < self.until_at


@dataclass(frozen=True)
class ListFile:
    name: str
    form: str
    data: bytes


def ask(
    actor: Actor,
    queue: Queue | None,
    state: CaseState | None,
    form: str,
    reason: str,
    now: datetime,
) -> ExportView:
    """Ask for the list as it stands now; the link is there at once up to 500 rows.

    Raises ReasonMissing.
    """
    words = required(reason, "reason", "请写明名单用来做什么；会留痕。")
    count = sum(1 for _ in _rows(actor, queue, state, now))
    row_id, needs_second = new_id(), count > MOST_ROWS
    row = ListExport(
        id=row_id,
        staff_id=actor.staff_id,
        division_code=(actor.reach(Permission.EXPORT_LISTS) or ("",))[0],
        queue=str(queue or ""),
        state=str(state or ""),
        form=form,
        row_count=count,
        reason_sealed=sealer().seal(words, "list_export", row_id, "reason"),
        asked_at=now,
        needs_second=needs_second,
        until_at=None if needs_second else now + LINK_LASTS,
    )
    db.session.add(row)
    db.session.flush()
    _leave("export:asked", row, actor, {"rows": count, "form": form, "second": int(needs_second)})
    return _view(row)


def approve(export_id: str, actor: Actor, now: datetime) -> ExportView:
    """Say yes to another's export; its link opens for a quarter of an hour from now.

    Raises NoSuchExport, NotTheSecondPerson, ExportGone.
    """
    row = db.session.get(ListExport, export_id, with_for_update=True, populate_existing=True)
    if row is None or not _supervises(actor, row):
        raise NoSuchExport
    if row.staff_id == actor.staff_id:
        raise NotTheSecondPerson
    if not row.needs_second or row.approved_at is not None or now > row.asked_at + WAITS_FOR:
        raise ExportGone
    row.approved_by, row.approved_at, row.until_at = actor.staff_id, now, now + LINK_LASTS
    db.session.flush()
    _leave("export:approved", row, actor, {"rows": row.row_count})
    return _view(row)


def fetch(export_id: str, actor: Actor, now: datetime) -> ListFile:
    """Give the file to its asker, made afresh; nothing of it stays here.

    Raises NoSuchExport, ExportWaits, ExportGone.
    """
    row = db.session.get(ListExport, export_id, with_for_update=True, populate_existing=True)
    if row is None or row.staff_id != actor.staff_id:
        raise NoSuchExport
    if row.until_at is None:
        raise ExportWaits
    if now >= row.until_at:
        raise ExportGone
    queue = Queue(row.queue) if row.queue else None
    state = CaseState(row.state) if row.state else None
    most = MOST_WITH_SECOND if row.approved_at else MOST_ROWS
    views = list(islice(_rows(actor, queue, state, now), most))
    cells = [_cells(view) for view in views]
    reason = sealer().open(row.reason_sealed, "list_export", row.id, "reason")
    watermark = (
        f"{actor.name} {say_moment(now)} 导出 {len(cells)} 行，用途：{reason}。"
        "只用于这件工作，用完删除，不得外传。"
    )
    row.fetched += 1
    note_exported(row.id, [view.id for view in views], now)
    _leave("export:fetched", row, actor, {"rows": len(cells), "form": row.form})
    make = as_xlsx if row.form == "xlsx" else as_csv
    return ListFile(
        f"banjian-{beijing_day(now):%Y%m%d}.{row.form}", row.form, make(watermark, cells)
    )


def own_exports(actor: Actor, now: datetime) -> list[ExportView]:
    """Give one's own of the last day, newest first."""
    query = select(ListExport).where(
        ListExport.staff_id == actor.staff_id, ListExport.asked_at > now - WAITS_FOR
    )
    return [_view(row) for row in db.session.scalars(query.order_by(ListExport.asked_at.desc()))]


def waiting_for(actor: Actor, now: datetime) -> list[ExportView]:
    """Give what waits for this person's yes, oldest first."""
    query = select(ListExport).where(
        ListExport.needs_second.is_(True),
        ListExport.approved_at.is_(None),
        ListExport.asked_at > now - WAITS_FOR,
        ListExport.staff_id != actor.staff_id,
    )
    rows = db.session.scalars(query.order_by(ListExport.asked_at))
    return [_view(row) for row in rows if _supervises(actor, row)]


def forget_old_exports(now: datetime) -> int:
    """Drop what is older than three years; give how many. Call inside a transaction."""
    gone = db.session.execute(delete(ListExport).where(ListExport.asked_at < now - KEPT))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _rows(
    actor: Actor, queue: Queue | None, state: CaseState | None, now: datetime
) -> Iterator[CaseView]:
    """Give what the actor's own list holds, page by page, up to the most that may ever leave."""
    for page in range(1, MOST_WITH_SECOND // _PAGE + 1):
        found = list_cases(actor, beijing_day(now), queue, state, page, _PAGE)
        yield from found.rows
        if not found.has_more:
            return


def _cells(view: CaseView) -> Sequence[object]:
    return (
        view.number or "",
        Scheme(view.scheme).title_zh if view.scheme in set(Scheme) else "",
        view.kind_title,
        view.state_title,
        "急" if view.urgent else "",
        view.place_name,
        view.window_name,
        view.holder or "",
        say_moment(view.received_at),
        view.due.due_on.isoformat() if view.due else "",
        view.person_name,
        view.person_phone,
    )


def _supervises(actor: Actor, row: ListExport) -> bool:
    return any(contains(outer, row.division_code) for outer in actor.reach(Permission.SUPERVISE))


def _leave(action: str, row: ListExport, actor: Actor, fields: dict[str, str | int]) -> None:
    record(action, row.id, actor.staff_id, row.division_code or None, fields)


def _view(row: ListExport) -> ExportView:
    names = names_of([one for one in (row.staff_id, row.approved_by) if one])
    return ExportView(
        id=row.id,
        form=row.form,
        rows=row.row_count,
        asked_by=names.get(row.staff_id, ""),
        asked_at=row.asked_at,
        reason=sealer().open(row.reason_sealed, "list_export", row.id, "reason"),
        needs_second=row.needs_second,
        approved_by=names.get(row.approved_by or "", ""),
        until_at=row.until_at,
        fetched=row.fetched,
    )
