"""What a resident may see of their own case: who has it, until when and why, what is asked of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from backend.departments.queries import name_in
from backend.doors.layout import beijing_day
from backend.extensions import db
from backend.intake import clocks
from backend.intake.deadlines import NO_LIMIT, PAUSED, DueDate
from backend.intake.due_days import CountedDay, days_of
from backend.intake.handing_over import HandingOver, handing_over
from backend.intake.history import details_of, events_of
from backend.intake.items import ItemView, items_of
from backend.intake.models import CaseEvent, IntakeCase
from backend.intake.problems import CaseNotFound
from backend.intake.remedies import way_to_object
from backend.intake.residents import disputes_of
from backend.intake.reviews import reviews_of
from backend.intake.running import SUPPLEMENT, RunningClock, clocks_seen
from backend.intake.states import FINAL, Action, CaseState, Result, allowed_actions
from backend.intake.steps import Step, steps_of
from backend.intake.wording import (
    CONTACT_TITLES,
    EVENTS,
    RESULT_TITLES,
    STATE_TITLES,
    holder_for_resident,
    scheme_name,
)
from backend.regions.queries import Window, window_by_id
from backend.sealing import sealer

_DECLINED: Final = "不予受理"
_WITH_REASON: Final = frozenset(
    {"case:transfer_offered", "case:extended", "case:reopened", "case:meeting_held"}
)

_BY_DEPARTMENT: Final = {
    "case:referral_accepted": "接办了",
    "case:referral_answered": "已答复窗口",
    "case:referral_returned": "没有接，窗口另想办法",
}


@dataclass(frozen=True)
class Outcome:
    """How it ended: in words, with the reason, the article, and the way to object."""

    title: str
    reason: str
    article: str | None
    way_to_object: str
    decided_at: datetime


@dataclass(frozen=True)
class ReviewSeen:
    """A review of what is being paid: where it stands, and how it ended."""

    opened_at: datetime
    status_title: str
    result: str | None
    outcome: Outcome | None


@dataclass(frozen=True)
class Progress:
    """One case as its resident sees it. `due_why` are sentences, `due_days` the days one by one;
    `asked` lists what is missing, `asked_until` by when where the place says so; `clocks` are those
    of the stages that run now, of its own scheme and of those added, and of a no to be handed over;
    `steps` lead from acceptance to payment; `handing_over` what others were asked and
    have not done yet; `events` are (instant, words), oldest first; `actions`
    what the resident may do now."""

    case_id: str
    status: CaseState
    status_title: str
    holder: str
    since: datetime
    window: Window | None
    due_on: date | None
    due_why: list[str]
    due_days: list[CountedDay]
    due_provisional: bool
    is_overdue: bool
    asked: list[str]
    asked_message: str
    asked_until: DueDate | None
    outcome: Outcome | None
    disputes: list[Outcome | None]
    reviews: list[ReviewSeen]
    steps: list[Step]
    events: list[tuple[datetime, str]]
    actions: tuple[Action, ...]
    handing_over: list[HandingOver]
    items: list[ItemView]
    clocks: list[RunningClock]


def progress_of(case_id: str, day: date | None = None) -> Progress:
    """Give the progress of a case whose door (number and access code) has been passed.

    `day`: today in Beijing, for whether it is overdue; never when left out. Raises CaseNotFound.
    """
    case = db.session.get(IntakeCase, case_id, populate_existing=True)
    if case is None:
        raise CaseNotFound
    window = window_by_id(case.window_id)
    events = events_of(case.id)
    due = clocks.stored_due(case)
    asked = _asked(case)
    running = [one for one in clocks_seen(case) if one.ended_at is None]
    state = CaseState(case.state)
    return Progress(
        case_id=case.id,
        status=state,
        status_title=STATE_TITLES[state],
        holder=holder_for_resident(window.name if window else "受理窗口", case.holder_surname),
        since=case.held_since or _handed_over_at(events, case),
        window=window,
        due_on=case.due_on,
        due_why=list(due.why) if due else _why_none(state),
        due_days=days_of(due.derivation) if due else [],
        due_provisional=case.provisional,
        is_overdue=bool(day and case.due_on and case.due_on < day),
        asked=list(asked.get("items", [])),
        asked_message=str(asked.get("message", "")),
        asked_until=next((one.due for one in running if one.name == SUPPLEMENT), None),
        outcome=outcome_of(case),
        disputes=[outcome_of(one) for one in disputes_of(case)],
        reviews=[_review_seen(one) for one in reviews_of(case)],
        steps=steps_of(case, events),
        events=[(event.at, _words(event, case.division_code)) for event in events],
        actions=tuple(
            one
            for one in allowed_actions(state)
            if one in (Action.SUPPLEMENT, Action.WITHDRAW, Action.DISPUTE)
        ),
        handing_over=handing_over(case, day),
        items=items_of(case, day),
        clocks=[one for one in running if one.is_of_stage],
    )


def outcome_of(case: IntakeCase) -> Outcome | None:
    """Give how the case ended; None while it has not been decided."""
    if case.decided_at is None or case.reason_sealed is None:
        return None
    return Outcome(
        title=RESULT_TITLES[Result(case.result)] if case.result else _DECLINED,
        reason=sealer().open(case.reason_sealed, "intake_case", case.id, "reason"),
        article=case.article,
        way_to_object=way_to_object(case.division_code, case.decided_at),
        decided_at=case.decided_at,
    )


def _review_seen(case: IntakeCase) -> ReviewSeen:
    result = RESULT_TITLES[Result(case.result)] if case.result else None
    return ReviewSeen(
        case.created_at, STATE_TITLES[CaseState(case.state)], result, outcome_of(case)
    )


def _handed_over_at(events: list[CaseEvent], case: IntakeCase) -> datetime:
    """Since when the window itself answers: since the case last came (back) to it."""
    names = {"case:released", "case:reopened", "case:opened", "case:holder_left"}
    names |= {"case:meeting_held"}
    names |= {"case:declined", "case:closed", "case:withdrawn"}
    return next((one.at for one in reversed(events) if one.name in names), case.created_at)


def _why_none(state: CaseState) -> list[str]:
    if state in FINAL:
        return []
    return [PAUSED if state is CaseState.AWAITING_SUPPLEMENT else NO_LIMIT]


def _asked(case: IntakeCase) -> dict[str, Any]:
    if case.asked_sealed is None:
        return {}
    found: dict[str, Any] = sealer().open_json(case.asked_sealed, "intake_case", case.id, "asked")
    return found


def _words(event: CaseEvent, place: str) -> str:
    """Tell an event to the resident: what happened, and of the details what is theirs to know."""
    details, words = details_of(event), EVENTS[event.name]
    if event.name == "case:stage_recorded":
        return f"{details.get('title') or words}{_about(details)}"
    if event.name == "case:referred":
        asked = "、".join(_named(one, place, event) for one in details["departments"])
        return f"{words}{_about(details)}：{asked}"
    if event.name in _BY_DEPARTMENT:
        said = _BY_DEPARTMENT[event.name]
        return f"{_named(details['department'], place, event)}{said}{_about(details)}"
    if event.name == "case:supplement_requested":
        return f"{words}：{'、'.join(details['items'])}"
    if event.name == "case:contact_noted":
        reached = "联系上了" if details["reached"] else "没有联系上"
        return f"窗口联系您（{CONTACT_TITLES[details['how']]}），{reached}"
    if event.name in ("case:heard", "case:followed_up"):
        about = "、".join(scheme_name(one) for one in details.get("schemes", ()))
        return str(details["title"]) + (f"（{about}）" if about else "")
    if event.name == "case:supplement_approved":
        return f"{words}：{'、'.join(details['items'])}。{details['reason']}"
    if event.name in ("case:item_added", "case:item_settled"):
        return f"{words}：{scheme_name(details['scheme'])}{_without(details)}"
    if event.name == "case:closed":
        return f"{words}{_without(details)}"
    if event.name in _WITH_REASON:
        return f"{words}：{details['reason']}"
    return words


def _about(details: dict[str, Any]) -> str:
    """Say which of several schemes it was about; nothing where it was about the case as a whole."""
    scheme = details.get("scheme")
    return f"（{scheme_name(scheme)}）" if scheme else ""


def _without(details: dict[str, Any]) -> str:
    """Say which stages the decision went without, and why; nothing where it had them all."""
    left_out = details.get("skipped", ())
    told = "；".join(f"{one['title']}（{one['reason']}）" for one in left_out)
    return f"。没有走的环节：{told}" if told else ""


def _named(department: str, place: str, event: CaseEvent) -> str:
    """Name the department as it was called there on the day of the event."""
    return name_in(department, place, beijing_day(event.at))
