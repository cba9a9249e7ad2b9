"""Everything the page of one case shows, gathered once; opening a person's data leaves its entry."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.applications.details import details_of_case
from backend.attachments.desk import list_for_staff
from backend.attachments.services import AttachmentView
from backend.console import offers
from backend.console.beside import Beside, household_of
from backend.console.due import DueMark, due_mark
from backend.console.labels import ORDER, scheme_title, to_staff
from backend.console.told import Part, parts_of
from backend.doors.layout import beijing_day
from backend.extensions import utc_now
from backend.intake.clocks import calendar
from backend.intake.due_days import CountedDay, days_of
from backend.intake.hanging import HUNG
from backend.intake.needed_stages import Unrecorded
from backend.intake.reading import CaseDetail, EventView, note_reading, read_case
from backend.intake.remedies import way_to_object
from backend.intake.running import RunningClock
from backend.intake.states import FINAL, Action, CaseState, Result
from backend.intake.urgency import MARKED
from backend.intake.views import CaseView
from backend.intake.wording import CONFIRMED_TITLES, CONTACTED, FOLLOW_UP_TITLES, RESULT_TITLES
from backend.regions.names import short_place
from backend.regions.queries import Window, full_name
from backend.slips.services import kinds_for_staff
from backend.slips.sheet import SlipKind
from backend.transaction import transaction

_NO_NOTICE = "none"
_ANSWERS = frozenset({"case:supplement_approved", "case:supplement_refused"})
_ABOUT_ASKING = _ANSWERS | {"case:supplement_requested", "case:supplement_wanted"}


@dataclass(frozen=True)
class ClockLine:
    """One clock that runs beside the case's own: a stage, an offer, a question, papers to come."""

    clock: RunningClock
    mark: DueMark
    days: list[CountedDay]


@dataclass(frozen=True)
class Sheet:
    """One case as its page shows it. `parts` are whole only when `detail.is_full`; the lists for
    forms are filled only where the form is offered."""

    detail: CaseDetail
    actor: Actor
    due: DueMark
    due_days: list[CountedDay]
    beside: list[ClockLine]
    parts: list[Part]
    papers: list[AttachmentView]
    missing: list[offers.Choice]
    may_unmask: bool
    is_unsafe_to_call: bool
    actions: tuple[Action, ...]
    materials: list[offers.Choice]
    never_ask: list[offers.Choice]
    asked_before: bool
    asked_papers: list[offers.Choice]
    articles: list[str]
    way_to_object: str
    windows: list[Window]
    departments: list[offers.Choice]
    answers: list[offers.Choice]
    results: list[offers.Choice]
    confirmed: list[tuple[str, str]]
    slips: list[SlipKind]
    household: list[Beside]
    items_offered: list[tuple[str, str]]
    open_items: list[tuple[str, str]]
    askable_items: list[tuple[str, str]]
    of_items: list[offers.Choice]
    by_department: list[tuple[str, str]]

    @property
    def view(self) -> CaseView:
        return self.detail.view

    @property
    def is_mine(self) -> bool:
        return self.view.holder_id == self.actor.staff_id

    @property
    def stages(self) -> list[tuple[str, str]]:
        """Give (id, title) as the select of stages takes them: the case's own, then those of its items."""
        own = [(id_, to_staff(one)) for id_, one in self.detail.stages.items() if id_ != CONTACTED]
        return own + [
            (f"{id_}:{scheme}", f"{scheme_title(scheme)}：{to_staff(title)}")
            for scheme, stages in self.detail.stages_of_items.items()
            for id_, title in stages.items()
        ]

    @property
    def has_notice(self) -> bool:
        """Whether a public notice hangs in some procedure of the case, so that its day is asked for."""
        return any(
            HUNG in one for one in (self.detail.stages, *self.detail.stages_of_items.values())
        )

    @property
    def unrecorded(self) -> list[Unrecorded]:
        """What the case's own scheme still needs before it is decided; nothing before acceptance,
        when nothing is decided yet."""
        accepted = self.view.accepted_at is not None
        return [one for one in self.detail.unrecorded if accepted and not one.scheme]

    @property
    def unrecorded_of_items(self) -> list[Unrecorded]:
        return [one for one in self.detail.unrecorded if one.scheme]

    @property
    def needed_again(self) -> list[offers.Choice]:
        """What a supervisor may approve: what the holder wishes, ticked, then what else the household
        needs and was not told."""
        told, wish = set(self.detail.asked_so_far), self.detail.wanted
        wished = wish.items if wish else []
        return [
            *(offers.Choice(one, one, mark="经办人想要的", is_on=True) for one in wished),
            *(
                offers.Choice(one.name, one.name, hint=one.note)
                for one in self.detail.needs
                if one.name not in told and one.name not in wished
            ),
        ]

    @property
    def answered_wish(self) -> EventView | None:
        """A supervisor's answer to the last wish, as long as the resident was not asked again and the
        case is still worked on."""
        if self.view.state in FINAL:
            return None
        named = [one for one in reversed(self.detail.events) if one.name in _ABOUT_ASKING]
        return named[0] if named and named[0].name in _ANSWERS else None

    @property
    def made_urgent(self) -> EventView | None:
        """Who made the case urgent after it came in, when and why; None where it came in so."""
        named = [one for one in self.detail.events if one.name == MARKED]
        return named[-1] if named and self.view.urgent else None

    @property
    def delivered(self) -> list[tuple[str, str]]:
        """What may be written down while the case goes on."""
        return [("delivered", FOLLOW_UP_TITLES["delivered"])]

    @property
    def untold_items(self) -> list[tuple[str, str]]:
        """The added schemes whose no is still to be handed over."""
        return [(one.scheme, scheme_title(one.scheme)) for one in self.detail.items if one.untold]

    @property
    def answers_offered(self) -> list[tuple[str, str]]:
        return [(one.value, one.title) for one in self.answers]

    @property
    def all_results(self) -> list[tuple[str, str]]:
        """What an added scheme may end with, whatever the case itself has come to; less is paid only
        after a review."""
        return [(one.value, RESULT_TITLES[one]) for one in Result if not one.ends_review]

    @property
    def all_confirmed(self) -> list[tuple[str, str]]:
        return list(CONFIRMED_TITLES.items())

    @property
    def results_offered(self) -> list[tuple[str, str]]:
        return [(one.value, one.title) for one in self.results]

    @property
    def windows_offered(self) -> list[tuple[str, str]]:
        return [(one.division_code, one.name) for one in self.windows]


def open_case_page(case_id: str, actor: Actor) -> CaseDetail:
    """Give the case; whole in its holder's hands, which the trail then says.

    Raises CaseNotFound.
    """
    detail = read_case(case_id, actor)
    if detail.is_full:
        with transaction():
            note_reading(detail, actor)
    return detail


def sheet_of(detail: CaseDetail, actor: Actor) -> Sheet:
    """Gather what the page needs beside the case itself."""
    view, day = detail.view, beijing_day()
    body = details_of_case(view.id) if detail.is_full else None
    procedure = offers.procedure_of(view)
    asks, ends = _offered(view, Action.ASK_SUPPLEMENT), _offered(view, *_ENDINGS)
    return Sheet(
        detail=detail,
        actor=actor,
        due=due_mark(view.due.due_on if view.due else None, view.state, day, calendar()),
        due_days=days_of(view.due.derivation) if view.due else [],
        beside=[_line(one, day) for one in detail.clocks if one.ended_at is None],
        parts=parts_of(detail.summary, body, short_place(full_name(view.place)), day),
        papers=list_for_staff(view.id, actor),
        missing=offers.missing_choices(detail),
        may_unmask=not detail.is_full and actor.covers(Permission.UNMASK, view.division_code),
        is_unsafe_to_call=detail.is_full and detail.summary.get("notify") == _NO_NOTICE,
        actions=tuple(action for action in ORDER if action in view.actions),
        materials=offers.material_choices(procedure, detail) if asks else [],
        never_ask=offers.never_ask(view, procedure, day) if asks else [],
        asked_before=offers.asked_before(detail),
        asked_papers=offers.asked_papers(detail),
        articles=offers.article_choices(view, procedure, day) if ends else [],
        way_to_object=way_to_object(view.division_code, utc_now()) if ends else "",
        windows=offers.window_choices(view)
        if _offered(view, Action.TRANSFER, Action.RECORD_MEETING)
        else [],
        departments=offers.department_choices(detail),
        answers=offers.answer_choices(detail),
        results=offers.result_choices(view),
        confirmed=offers.confirmed_choices(view),
        slips=_slips(view, actor),
        household=household_of(detail, day),
        items_offered=offers.item_choices(detail),
        open_items=offers.open_items(detail),
        askable_items=offers.askable_items(detail),
        of_items=offers.department_choices(detail, of_items=True),
        by_department=offers.decided_by_department(detail),
    )


def _line(clock: RunningClock, day: date) -> ClockLine:
    mark = due_mark(clock.due.due_on, CaseState.IN_HAND, day, calendar())
    if clock.is_still:
        mark = DueMark("等居民补材料，停着", "none")
    return ClockLine(clock, mark, days_of(clock.due.derivation))


_ENDINGS = (
    Action.DECLINE,
    Action.CLOSE,
    Action.SETTLE_ITEM,
    Action.ANSWER_REFERRAL,
    Action.RETURN_TRANSFER,
    Action.RETURN_REFERRAL,
)


def _offered(view: CaseView, *actions: Action) -> bool:
    return any(action in view.actions for action in actions)


def _slips(view: CaseView, actor: Actor) -> list[SlipKind]:
    """Give the slips the window may make; departments asked for help make none."""
    if not actor.covers(Permission.WORK_CASE, view.division_code):
        return []
    return kinds_for_staff(view.id, actor)
