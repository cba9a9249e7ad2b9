"""Which department looks at which of several schemes of one case, in words for the resident."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from backend.departments.queries import name_in
from backend.doors.layout import beijing_day, say_day
from backend.extensions import db
from backend.intake import running
from backend.intake.models import IntakeCase
from backend.intake.part_models import CaseClock, CaseReferral
from backend.intake.wording import holder_for_resident
from backend.regions.queries import window_by_id

OWN_WORK = "civil_affairs"  # what the window and its county office do themselves


def looked_at(
    case: IntakeCase, items: Sequence[tuple[str, str]], day: date | None = None
) -> dict[str, str]:
    """Give scheme -> who looks at it now, for (scheme, department that leads it); nothing is asked
    of the database where there are none. `day`: today, for what is over by then."""
    if not items:
        return {}
    asked = db.session.scalars(
        select(CaseReferral)
        .where(CaseReferral.case_id == case.id, CaseReferral.scheme != "")
        .order_by(CaseReferral.asked_at, CaseReferral.department)
        .execution_options(populate_existing=True)
    ).all()
    clocks = db.session.scalars(
        select(CaseClock).where(CaseClock.case_id == case.id, CaseClock.ended_at.is_(None))
    )
    until = {one.name: one.due_on for one in clocks}
    return {
        scheme: _words(case, lead, [one for one in asked if one.scheme == scheme], until, day)
        for scheme, lead in items
    }


def _words(
    case: IntakeCase,
    lead: str,
    asked: Sequence[CaseReferral],
    until: dict[str, date],
    day: date | None,
) -> str:
    known = [one for one in asked if one.cancelled_at is None]
    # Where nobody has it now: what the last of them said.
    if shown := [one for one in known if _is_open(one)] or known[-1:]:
        return "；".join(_one(one, case, until, day) for one in shown)
    if lead == OWN_WORK:
        return "受理窗口自己办"
    name = name_in(lead, case.division_code, beijing_day(case.created_at))
    return f"归{name}管，窗口会去请他们看，您不用自己跑"


def _one(asked: CaseReferral, case: IntakeCase, until: dict[str, date], day: date | None) -> str:
    about, name = f"{asked.department}:{asked.scheme}", _name(case, asked)
    if asked.returned_at is not None:
        return f"{name}没有接，窗口另想办法"
    if asked.answered_at is not None:
        return f"{name}已经答复窗口，窗口定了就告诉您"
    if asked.accepted_at is None:
        last = until.get(f"{running.REFERRAL}{about}")
        if late := late_words(case, name, "答复接不接", last, day):
            return late
        return f"已请{name}看，{f'{say_day(last)}以前' if last else ''}答复接不接"
    last = until.get(f"{running.RESULT}{about}")
    if late := late_words(case, name, "答复结果", last, day):
        return late
    return f"{name}正在看{f'，{say_day(last)}以前答复窗口' if last else ''}"


def late_words(case: IntakeCase, name: str, what: str, last: date | None, day: date | None) -> str:
    """Say that a department has let its day pass, and who answers meanwhile; empty while it has not."""
    if last is None or day is None or day <= last:
        return ""
    window = window_by_id(case.window_id)
    here = holder_for_resident(window.name if window else "受理窗口", case.holder_surname)
    phone = f"，电话 {window.phone}" if window and window.phone else ""
    return (
        f"请{name}{what}，应在{say_day(last)}以前，已超过；窗口正在催。"
        f"有事找{here}{phone}，不用您自己去催"
    )


def _is_open(asked: CaseReferral) -> bool:
    return asked.answered_at is None and asked.returned_at is None and asked.cancelled_at is None


def _name(case: IntakeCase, asked: CaseReferral) -> str:
    return name_in(asked.department, case.division_code, beijing_day(asked.asked_at))
