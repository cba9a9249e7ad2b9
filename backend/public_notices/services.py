"""Put a notice up, take it down, and say what may be shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.applications.details import details_of_case
from backend.audit.trail import record
from backend.content.names import Scheme
from backend.doors.layout import beijing_day
from backend.extensions import db, new_id
from backend.intake.casework import Who
from backend.intake.clocks import calendar
from backend.intake.erasing import is_open
from backend.intake.guards import begin
from backend.intake.hanging import put_up, record_over, taken_down
from backend.intake.models import IntakeCase
from backend.intake.notice_days import NoticeDays, notice_days_of
from backend.intake.notices import NO_NOTICE, open_summary
from backend.intake.states import OPEN, Action, CaseState
from backend.persons import born_on
from backend.problems import FieldError, Invalid
from backend.public_notices.models import PublicNotice
from backend.public_notices.problems import NoNoticeHere, NoSuchNotice, NoticeOver
from backend.regions.queries import full_name, window_by_id
from backend.sealing import sealer

_ADULT: Final = 18
_NEVER: Final = frozenset(
    {Scheme.CHILD_SUPPORT, Scheme.LEFT_BEHIND_CHILDREN, Scheme.VAGRANT_RELIEF}
)
_AT_WORK: Final = frozenset({CaseState.ACCEPTED, CaseState.AWAITING_DEPARTMENT})
_MOST_DAYS: Final = 30
_MOST_AT_ONCE: Final = 200


@dataclass(frozen=True)
class Shown:
    """All that a notice shows; nothing may be added without a law that has it shown."""

    name: str
    people: int
    amount_fen: int | None
    scheme_title: str
    place_name: str
    from_on: date
    last_on: date
    window_name: str
    complaint_phone: str


@dataclass(frozen=True)
class NoticeLine:
    """A notice as the case's page lists it."""

    id: str
    from_on: date
    last_on: date
    is_up: bool


def publish(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    people: int | None,
    amount_fen: int | None,
    days: int | None = None,
) -> NoticeLine:
    """Put the notice of an accepted case up, by its holder, from today to its last day; the case's
    history says so with the same days, and when they are over, that its stage is done.

    `days` only where no rule sets them. The last day is fixed now; one that is no working day is
    rolled on. Raises what a move raises, NoNoticeHere saying why, Invalid.
    """
    case = begin(case_id, actor, Action.RECORD_STAGE, version)
    summary = open_summary(case)
    rule = notice_days_of(case, beijing_day(now))
    body = details_of_case(case.id)
    _refuse(case.state, case.scheme, rule, summary, body, beijing_day(now))
    if (earlier := _up(case.id)) is not None:
        if _is_up(earlier, now):
            raise NoNoticeHere("这件正在公示，不用再发一次。")
        earlier.taken_down_at, earlier.shown_sealed = now, None
    counted = people or (len(body["household"]) + 1 if body else 0)
    if not 1 <= counted <= 30:
        raise Invalid(errors=[FieldError("/people", "请写家里几口人，1 到 30。")])
    today = beijing_day(now)
    last_on = rule.last_on or calendar().after_days(today, _days(days)).due_on
    row_id = new_id()
    shown = {"name": summary["name"], "people": counted, "amount_fen": amount_fen}
    row = PublicNotice(
        id=row_id,
        case_id=case.id,
        scheme=str(case.scheme),
        place=case.place,
        window_id=case.window_id,
        from_on=today,
        last_on=last_on,
        shown_sealed=sealer().seal_json(shown, "public_notice", row_id, "shown"),
        published_by=actor.staff_id,
        published_at=now,
    )
    db.session.add(row)
    db.session.flush()
    fields: dict[str, str | int] = {"notice": row.id, "last_on": last_on.isoformat()}
    put_up(case, Who.of(actor), now, today, last_on=last_on, by_room=True)
    record("notice:published", case.id, actor.staff_id, case.division_code, fields)
    return _line(row, now)


def take_down(case_id: str, actor: Actor, now: datetime) -> None:
    """Take the notice of a case down before its last day is over: its stage is then not done. Raises
    NoSuchNotice, what a move raises."""
    case = begin(case_id, actor, Action.RECORD_STAGE, None)
    row = _up(case.id)
    if row is None or row.last_on < beijing_day(now):
        raise NoSuchNotice
    row.taken_down_at, row.shown_sealed = now, None
    db.session.flush()
    taken_down(case, Who.of(actor), now)
    record("notice:taken_down", case.id, actor.staff_id, case.division_code, {"notice": row.id})


def show(notice_id: str, now: datetime) -> Shown:
    """Give what the notice shows today. Raises NoSuchNotice, NoticeOver."""
    row = db.session.get(PublicNotice, notice_id, populate_existing=True)
    if row is None:
        raise NoSuchNotice
    if row.shown_sealed is None or not _is_up(row, now):
        raise NoticeOver
    said = sealer().open_json(row.shown_sealed, "public_notice", row.id, "shown")
    window = window_by_id(row.window_id)
    return Shown(
        name=said["name"],
        people=said["people"],
        amount_fen=said["amount_fen"],
        scheme_title=Scheme(row.scheme).title_zh,
        place_name=full_name(row.place) or "",
        from_on=row.from_on,
        last_on=row.last_on,
        window_name=window.name if window else "",
        complaint_phone=window.complaint_phone if window else "12345",
    )


def notices_of(case_id: str, now: datetime) -> list[NoticeLine]:
    """Give the notices of a case, newest first."""
    query = select(PublicNotice).where(PublicNotice.case_id == case_id)
    rows = db.session.scalars(query.order_by(PublicNotice.published_at.desc()))
    return [_line(row, now) for row in rows]


def end_over(now: datetime) -> int:
    """End the notices whose last day has passed: erase what they showed, and write down with their
    cases that they hung their full time; give how many. Call in a transaction of its own.

    The cases are locked first, for whoever writes the trail asks for no rows after; one that somebody
    is moving at this instant waits for the next time.
    """
    over = (
        select(PublicNotice, IntakeCase)
        .join(IntakeCase, IntakeCase.id == PublicNotice.case_id)
        .where(PublicNotice.taken_down_at.is_(None), PublicNotice.last_on < beijing_day(now))
        .order_by(IntakeCase.id)
        .limit(_MOST_AT_ONCE)
        .with_for_update(of=IntakeCase, key_share=True, skip_locked=True)
        .execution_options(populate_existing=True)
    )
    rows = [(row, case) for row, case in db.session.execute(over)]
    for row, _ in rows:
        row.taken_down_at, row.shown_sealed = now, None
    db.session.flush()
    for _, case in rows:
        if CaseState(case.state) in OPEN:
            record_over(case, now)
    return len(rows)


def _refuse(
    state: str,
    scheme: str | None,
    rule: NoticeDays,
    summary: dict[str, Any],
    body: dict[str, Any] | None,
    today: date,
) -> None:
    if CaseState(state) not in _AT_WORK:
        raise NoNoticeHere("正式受理以后，提出初审意见了才公示。")
    if scheme in _NEVER:
        raise NoNoticeHere("这个项目涉及孩子或者隐私，依规定不公示。")
    if not rule.is_shown:
        raise NoNoticeHere(f"这个项目不公示：{rule.why or '没有规定要公示'}。")
    if summary.get("notify") == NO_NOTICE:
        raise NoNoticeHere("这家可能有人受伤害，不能公示，请报主管商量。")
    id_number = body["applicant"]["id_number"] if body else None
    born = born_on(id_number) if id_number else None
    if (
        born is not None
        and (today.year - born.year) - ((today.month, today.day) < (born.month, born.day)) < _ADULT
    ):
        raise NoNoticeHere("申请人不满十八岁，不能公示姓名。")
    if not str(summary.get("name") or "").strip():
        raise NoNoticeHere("这件没有申请人姓名，不能公示。")


def _days(days: int | None) -> int:
    if days is None or not 1 <= days <= _MOST_DAYS:
        raise Invalid(
            errors=[
                FieldError(
                    "/days", f"国家没有规定这项公示几天，请按当地规定写，1 到 {_MOST_DAYS}。"
                )
            ]
        )
    return days


def _up(case_id: str) -> PublicNotice | None:
    """Give the notice that has not been taken down; its day may have passed."""
    query = select(PublicNotice).where(
        PublicNotice.case_id == case_id, PublicNotice.taken_down_at.is_(None)
    )
    return db.session.scalar(query)


def _is_up(row: PublicNotice, now: datetime) -> bool:
    is_time = row.from_on <= beijing_day(now) <= row.last_on
    return row.taken_down_at is None and is_time and is_open(row.case_id)


def _line(row: PublicNotice, now: datetime) -> NoticeLine:
    return NoticeLine(row.id, row.from_on, row.last_on, _is_up(row, now))
