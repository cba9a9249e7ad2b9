"""One household, several schemes: one case, one call, several items, each with its own departments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import bindparam, insert, select

from backend.accounts.actor import Actor
from backend.content.names import Scheme
from backend.departments.queries import lead_in, name_in
from backend.doors.layout import beijing_day
from backend.extensions import db, new_id
from backend.intake import notices
from backend.intake.beside import open_parts
from backend.intake.casework import Who, finish
from backend.intake.cooperation import (
    ask,
    cancel_open_referrals,
    known_departments,
    open_referrals,
)
from backend.intake.guards import begin, not_now
from backend.intake.item_results import open_item, write_result
from backend.intake.looked_at import OWN_WORK, looked_at
from backend.intake.meetings import refuse_while_meeting
from backend.intake.models import IntakeCase
from backend.intake.needed_stages import explained
from backend.intake.part_models import CaseItem
from backend.intake.remedies import way_to_object
from backend.intake.settlements import settled_by
from backend.intake.stage_clocks import start_stages
from backend.intake.states import Action, Result
from backend.intake.views import CaseView, view_of
from backend.intake.wording import RESULT_TITLES, scheme_name
from backend.intake.words import required
from backend.problems import FieldError, Invalid
from backend.sealing import sealer
from backend.transaction import connection


@dataclass(frozen=True)
class ItemView:
    """One scheme of the case: the case's own first (`is_lead`), then those added to it. `now`: who
    looks at it and until when, in words; empty once it has its result. `way_to_object` is told with a no;
    `untold`: nobody has written down that this no reached its person."""

    scheme: str
    is_lead: bool
    lead_department: str
    lead_title: str
    result: str | None
    result_title: str | None
    reason: str | None
    article: str | None
    now: str = ""
    way_to_object: str = ""
    untold: bool = False

    @property
    def title(self) -> str:
        return scheme_name(self.scheme)

    def as_dict(self) -> dict[str, Any]:
        return dict(self.__dict__)


def add_item(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    scheme: str,
    assisting: Sequence[str] = (),
    note: str | None = None,
) -> CaseView:
    """Add a scheme to the case and ask, all at once, the department that leads it and those that
    assist. What civil affairs leads is the window's own work; then only assistants are asked.

    Raises Invalid for a scheme there is not, MoveNotAllowed when the case has it already.
    """
    case = begin(case_id, actor, Action.ADD_ITEM, version)
    if scheme not in set(Scheme) or scheme == Scheme.GENERAL:
        raise Invalid(errors=[FieldError("/scheme", "没有这个救助项目，请从列出的项目里选。")])
    if scheme == case.scheme or any(row.scheme == scheme for row in _rows(case)):
        raise not_now(case, actor, "这件里已经有这个项目，不用再加。")
    lead = lead_in(scheme, case.division_code, beijing_day(now)) or OWN_WORK
    helpers = [one for one in known_departments(assisting) if one != lead] if assisting else []
    asked = [*([lead] if lead != OWN_WORK else []), *helpers]
    words = required(note, "note", "请写明请部门做什么。") if asked else ""
    if asked:
        refuse_while_meeting(case, actor)
    db.session.add(
        CaseItem(
            case_id=case.id,
            scheme=scheme,
            lead_department=lead,
            added_by=actor.staff_id,
            added_at=now,
        )
    )
    if case.accepted_at is not None:
        db.session.flush()
        start_stages(case, "accepted", now, scheme)
    return _asked(case, actor, now, Action.ADD_ITEM, scheme, lead, asked, words)


def items_at_opening(case: IntakeCase, schemes: Sequence[str], now: datetime) -> None:
    """Open an item for each further scheme the person asked for at once; the clerk asks departments
    when they have talked to the person."""
    for scheme in dict.fromkeys(schemes):
        if scheme in (case.scheme, Scheme.GENERAL):
            continue
        lead = lead_in(scheme, case.division_code, beijing_day(now)) or OWN_WORK
        values = {"id": new_id(), "case_id": case.id, "scheme": scheme, "lead_department": lead}
        values |= {"added_by": "resident"}
        db.session.connection().execute(insert(CaseItem), values | {"added_at": now})


def ask_item(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    scheme: str,
    departments: Sequence[str] = (),
    note: str | None = None,
) -> CaseView:
    """Ask about one item that was opened without asking, or sent back: the department that leads it
    by the table of today, or those named. The window keeps the case and stays its lead.

    Raises ReasonMissing, Invalid for an unknown department, MoveNotAllowed when the item is not
    open, is the window's own work, or one of them has it on the table already.
    """
    case = begin(case_id, actor, Action.ASK_ITEM, version)
    row = _waiting(case, actor, scheme)
    words = required(note, "note", "请写明请部门做什么。")
    on = beijing_day(now)
    lead = lead_in(scheme, case.division_code, on) or OWN_WORK
    if not departments and lead == OWN_WORK:
        raise not_now(case, actor, "这个项目由窗口自己办，不用请部门；要请谁配合，写明是哪个部门。")
    asked = known_departments(departments or [lead])
    refuse_while_meeting(case, actor)
    have = {one.department for one in open_referrals(case) if one.scheme == scheme}
    if again := [name_in(one, case.division_code, on) for one in asked if one in have]:
        raise not_now(case, actor, f"{'、'.join(again)}正在看这个项目，不用再请。")
    row.lead_department = lead
    return _asked(case, actor, now, Action.ASK_ITEM, scheme, lead, asked, words)


def _asked(
    case: IntakeCase,
    actor: Actor,
    now: datetime,
    action: Action,
    scheme: str,
    lead: str,
    departments: Sequence[str],
    words: str,
) -> CaseView:
    """Ask the departments about the item, write the move down, and tell each of them."""
    for department in departments:
        ask(case, actor, now, department, words, scheme=scheme, is_lead=department == lead)
    details = {"scheme": scheme, "departments": departments, "note": words}
    finish(case, action, Who.of(actor), now, details)
    for department in departments:
        notices.tell_staff(case, "case:referred", now, department=department)
    return view_of(case, actor)


def settle_item(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    scheme: str,
    result: Result,
    reason: str | None,
    article: str | None = None,
    confirmed_by: str | None = None,
    witness: str | None = None,
    skipped: Mapping[str, str] | None = None,
) -> CaseView:
    """Write down how one of the added schemes ended; a no with the article, an end without decision
    with somebody's word (`settlements`), a decision after the stages its procedure needs, as for the
    case itself (`needed_stages`). Departments still asked about it need not answer any more.

    Raises MoveNotAllowed for what only a review ends with: less is paid to nobody unheard.
    """
    case = begin(case_id, actor, Action.SETTLE_ITEM, version)
    row = _waiting(case, actor, scheme)
    if result.ends_review:
        raise not_now(case, actor, "照旧、减发、停发只在复核里写，复核先听取本人的意见。")
    settled = settled_by(case, actor, result, confirmed_by, witness, now)
    settled |= explained(case, result, skipped, scheme)
    details = write_result(case, row, actor, now, result, reason, article) | settled
    cancel_open_referrals(case, now, scheme)
    finish(case, Action.SETTLE_ITEM, Who.of(actor), now, details)
    notices.tell_referrer(case, now)
    return view_of(case, actor)


def refuse_while_items_open(case: IntakeCase, actor: Actor) -> None:
    """A case does not end before every scheme in it has its result: nothing is lost on the way."""
    if not open_parts(case).item:
        return
    found = connection().execute(_RESULTS, {"case_id": case.id}).all()
    if waiting := [Scheme(scheme).title_zh for scheme, result in found if result is None]:
        raise not_now(case, actor, f"还有没办结的项目：{'、'.join(waiting)}。先把它们办结。")


def items_of(case: IntakeCase, day: date | None = None) -> list[ItemView]:
    """Give every scheme of the case, its own first; empty for a case of one scheme or none. `day`:
    today, for departments whose time is over."""
    rows = _rows(case)
    if not rows:
        return []
    waiting = [(one.scheme, one.lead_department) for one in rows if not one.result]
    words = looked_at(case, waiting, day)
    return [
        _own(case),
        *(_view(row, case.division_code, words.get(row.scheme, "")) for row in rows),
    ]


_RESULTS: Final = (
    select(CaseItem.scheme, CaseItem.result)
    .where(CaseItem.case_id == bindparam("case_id"))
    .order_by(CaseItem.added_at)
)


def _rows(case: IntakeCase) -> list[CaseItem]:
    query = (
        select(CaseItem)
        .where(CaseItem.case_id == case.id)
        .order_by(CaseItem.added_at, CaseItem.scheme)
    )
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def _waiting(case: IntakeCase, actor: Actor, scheme: str) -> CaseItem:
    """Give the item meant. Raises MoveNotAllowed when the case has none, or it has ended."""
    row = open_item(case, scheme)
    if row is None:
        raise not_now(case, actor, "这件里没有等着办结的这个项目，请刷新后再看。")
    return row


def _own(case: IntakeCase) -> ItemView:
    on = beijing_day(case.created_at)
    lead = lead_in(case.scheme or "", case.division_code, on) or OWN_WORK
    title = RESULT_TITLES[Result(case.result)] if case.result else None
    return ItemView(
        case.scheme or Scheme.GENERAL, True, lead, name_in(lead, case.division_code, on), case.result, title, None,
        case.article,
    )  # fmt: skip


def _view(row: CaseItem, place: str, now: str) -> ItemView:
    sealed, is_no = row.reason_sealed, row.result == Result.REFUSED
    return ItemView(
        scheme=row.scheme,
        is_lead=False,
        lead_department=row.lead_department,
        lead_title=name_in(row.lead_department, place, beijing_day(row.added_at)),
        result=row.result,
        result_title=RESULT_TITLES[Result(row.result)] if row.result else None,
        reason=sealer().open(sealed, "case_item", row.id, "reason") if sealed else None,
        article=row.article,
        now=now,
        way_to_object=way_to_object(place, row.settled_at) if is_no and row.settled_at else "",
        untold=is_no and row.told_at is None,
    )
