"""公示 on its board: put up on one day, down after its last, and not done a day sooner.

A public notice is a shortest time. That it hangs is written down by hand, on the day or honestly
later, or by the room that publishes notices; that it hung its full time only after that has passed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from backend.accounts.actor import Actor
from backend.content.models import Stage
from backend.doors.layout import beijing_day, say_day
from backend.intake import clocks, stage_clocks
from backend.intake.casework import SYSTEM, Who, finish, leave_trace
from backend.intake.deadlines import last_day_of
from backend.intake.guards import not_now
from backend.intake.history import WrittenDown, last_reopened, recorded_stages
from backend.intake.models import IntakeCase
from backend.intake.problems import MoveNotAllowed
from backend.intake.states import Action, CaseState
from backend.intake.words import noted
from backend.problems import FieldError, Invalid

Recorded = list[tuple[WrittenDown, dict[str, Any]]]
HUNG, DOWN = "notice_hung", "notice_down"
TITLES: Final = {HUNG: "公示挂出了", DOWN: "公示没挂满就撤下了"}
_BY_ROOM: Final = "这件在本系统里公示，日子跟着公示走，不用另记；要撤下，用“公示”里的“现在撤下”。"


@dataclass(frozen=True)
class Hanging:
    """A notice that was put up and is not written down as done: its days (`last_on` None where no
    rule says how many), and whether the room of notices published it (`by_room`)."""

    hung_on: date
    last_on: date | None
    by_room: bool

    @property
    def words(self) -> str:
        until = f"，{say_day(self.last_on)}满" if self.last_on else ""
        return f"{say_day(self.hung_on)}挂出{until}"


def notice_of(case: IntakeCase, scheme: str | None = None) -> Stage | None:
    """Give the stage in which the notice hangs, of the case's own scheme or of one added to it; None
    where its procedure has none."""
    procedure = clocks.procedure_of(case, scheme)
    return procedure.notice_stage if procedure else None


def titles_of(case: IntakeCase, scheme: str | None = None) -> dict[str, str]:
    """Give what may be written down about a notice beside that it is done: id -> title."""
    return TITLES if notice_of(case, scheme) else {}


def hanging_of(case: IntakeCase, scheme: str | None = None) -> Hanging | None:
    """Give the notice that hangs, or has hung to its end and is not written down yet."""
    return hanging_in(case, recorded_stages(case.id, scheme), scheme)


def hanging_in(case: IntakeCase, recorded: Recorded, scheme: str | None = None) -> Hanging | None:
    """The same, from what was written down of the stages of the case."""
    noticed = _about_notice(case, recorded, scheme)
    event, said = noticed[-1] if noticed else (None, {})
    if event is None or said["stage"] != HUNG or event.seq < last_reopened(case):
        return None  # taken down, done, or the case had ended in between
    hung_on, by_room = date.fromisoformat(said["hung_on"]), bool(said["by_room"])
    due = None if by_room else stage_clocks.notice_due(case, hung_on, scheme)
    if due is not None:  # by the holidays as they are known now; the room's own days are fixed
        return Hanging(hung_on, last_day_of(due), by_room)
    last = said["last_on"]
    return Hanging(hung_on, date.fromisoformat(last) if last else None, by_room)


def put_up_by_hand(
    case: IntakeCase,
    actor: Actor,
    now: datetime,
    hung_on: date | None,
    note: str | None,
    scheme: str | None,
) -> None:
    """Write down that the notice was put up, today or on an earlier day. Raises Invalid, MoveNotAllowed."""
    _refuse_early(case, actor, scheme)
    recorded = recorded_stages(case.id, scheme)
    hanging = hanging_in(case, recorded, scheme)
    if hanging and hanging.by_room:
        raise not_now(case, actor, _BY_ROOM)
    day = hung_on or beijing_day(now)
    _refuse_wrong_day(case, recorded, day, now, scheme)
    put_up(case, Who.of(actor), now, day, note=note, scheme=scheme)


def put_up(
    case: IntakeCase,
    who: Who,
    now: datetime,
    hung_on: date,
    *,
    last_on: date | None = None,
    by_room: bool = False,
    note: str | None = None,
    scheme: str | None = None,
) -> None:
    """Leave the event of a notice put up, and count from that day. `last_on` where the days were
    chosen and no rule sets them. Nothing where the procedure has no such stage."""
    if notice_of(case, scheme) is None:
        return
    due = stage_clocks.notice_due(case, hung_on, scheme)
    hanging = Hanging(hung_on, last_day_of(due) if due else last_on, by_room)
    stage_clocks.start_notice(case, hung_on, now, scheme)
    said = {"stage": HUNG, "title": f"公示：{hanging.words}", "note": noted(note)}
    said |= _days_of(hanging) | {"by_room": by_room, "why": list(due.why) if due else []}
    finish(case, Action.RECORD_STAGE, who, now, said | about(scheme))


def take_down_by_hand(
    case: IntakeCase, actor: Actor, now: datetime, note: str | None, scheme: str | None
) -> None:
    """Write down that the notice came down before its end. Raises MoveNotAllowed when none hangs."""
    hanging = hanging_of(case, scheme)
    if hanging is None:
        raise not_now(case, actor, "没有记过公示挂出，或者已经记过撤下。")
    if hanging.by_room:
        raise not_now(case, actor, _BY_ROOM)
    if hanging.last_on and beijing_day(now) > hanging.last_on:
        raise not_now(case, actor, f"公示已经挂满（{hanging.words}），直接记公示这个环节。")
    taken_down(case, Who.of(actor), now, note, scheme)


def taken_down(
    case: IntakeCase, who: Who, now: datetime, note: str | None = None, scheme: str | None = None
) -> None:
    """Leave the event of a notice that came down before its end: its stage is not done. Also where the
    case has meanwhile been made urgent and its way has no notice: taken back, it has not hung on."""
    if notice_of(case, scheme) is None and not _was_put_up(case, scheme):
        return
    stage_clocks.start_notice(case, beijing_day(now), now, scheme, is_hung=False)
    details = {"stage": DOWN, "title": f"{TITLES[DOWN]}，要重新挂满", "note": noted(note)}
    finish(case, Action.RECORD_STAGE, who, now, details | about(scheme))


def hung_in_full(
    case: IntakeCase,
    actor: Actor,
    stage: str,
    hung_on: date | None,
    now: datetime,
    scheme: str | None = None,
) -> dict[str, Any]:
    """Give what the event of a stage says of its notice: from when to when it hung; empty for every
    other stage. `hung_on`: what is said now; left out, what was written down when it was put up.

    Raises MoveNotAllowed until the day after the last one, saying until when; Invalid.
    """
    notice = notice_of(case, scheme)
    if notice is None or notice.id != stage:
        if hung_on is not None:
            raise Invalid(errors=[FieldError("/hung_on", "哪天挂出的，只有公示要写。")])
        return {}
    _refuse_early(case, actor, scheme)
    recorded = recorded_stages(case.id, scheme)
    hanging = hanging_in(case, recorded, scheme)
    if hung_on is not None and not (hanging and hanging.by_room):
        _refuse_wrong_day(case, recorded, hung_on, now, scheme)
        due = stage_clocks.notice_due(case, hung_on, scheme)
        hanging = Hanging(hung_on, last_day_of(due) if due else None, by_room=False)
    if hanging is None:
        _refuse_unhung(case, actor, now, scheme)
        return {}
    if hanging.last_on and beijing_day(now) <= hanging.last_on:
        until = f"{say_day(_after(hanging.last_on))}起再记。"
        words = f"公示要满规定的天数：{hanging.words}，{until}"
        raise _too_early(case, actor, words, until)
    return _full(hanging, notice)


def record_over(case: IntakeCase, now: datetime) -> bool:
    """Write down by itself that a notice of the room has hung its full time; False where it has not,
    or hand-written ones, whose boards somebody has to look at."""
    notice, hanging = notice_of(case), hanging_of(case)
    if notice is None or hanging is None or not hanging.by_room or hanging.last_on is None:
        return False
    if beijing_day(now) <= hanging.last_on:
        return False
    stage_clocks.end_stage(case, notice.id, now)
    stage_clocks.start_next(case, notice.id, now)
    case.version += 1
    details = {"stage": notice.id, "note": ""} | _full(hanging, notice)
    leave_trace(case, "case:stage_recorded", SYSTEM, now, CaseState(case.state), details)
    return True


def about(scheme: str | None) -> dict[str, str]:
    """Give what tells that an event is about a scheme added to the case; nothing for its own."""
    return {"scheme": scheme} if scheme else {}


def _full(hanging: Hanging, notice: Stage) -> dict[str, Any]:
    return {"title": f"{notice.name}（{hanging.words}）"} | _days_of(hanging)


def _days_of(hanging: Hanging) -> dict[str, Any]:
    last = hanging.last_on.isoformat() if hanging.last_on else None
    return {"hung_on": hanging.hung_on.isoformat(), "last_on": last}


def _refuse_early(case: IntakeCase, actor: Actor, scheme: str | None) -> None:
    if scheme is None and case.accepted_at is None:
        raise not_now(case, actor, "正式受理以后，提出初审意见了才公示。")


def _refuse_unhung(case: IntakeCase, actor: Actor, now: datetime, scheme: str | None) -> None:
    """Nobody has said when it was put up; where no rule sets the days, nobody need."""
    due = stage_clocks.notice_due(case, beijing_day(now), scheme, is_hung=False)
    if due is not None:
        words = (
            "公示要满规定的天数才能记，先写哪天挂出的；还没挂的，挂出那天先记“公示挂出了”。"
            f"就算今天挂出，也要到{say_day(last_day_of(due))}才满。"
        )
        raise _too_early(case, actor, words, "写公示是哪天挂出的。")


def _too_early(case: IntakeCase, actor: Actor, words: str, at_the_field: str) -> MoveNotAllowed:
    problem = not_now(case, actor, words)
    problem.errors = (FieldError("/hung_on", at_the_field),)
    return problem


def _refuse_wrong_day(
    case: IntakeCase, recorded: Recorded, day: date, now: datetime, scheme: str | None
) -> None:
    """It hangs from a day that has come, not before the case was accepted (an added scheme: came in),
    nor before it last came down."""
    first = beijing_day((None if scheme else case.accepted_at) or case.created_at)
    for event, said in _about_notice(case, recorded, scheme):
        if said["stage"] == DOWN:
            first = max(first, beijing_day(event.at))
    if not first <= day <= beijing_day(now):
        sentence = f"挂出的日子要在{say_day(first)}和今天之间；还没挂的，挂出以后再记。"
        raise Invalid(errors=[FieldError("/hung_on", sentence)])


def _was_put_up(case: IntakeCase, scheme: str | None) -> bool:
    return any(said["stage"] == HUNG for _, said in recorded_stages(case.id, scheme))


def _about_notice(case: IntakeCase, recorded: Recorded, scheme: str | None) -> Recorded:
    notice = notice_of(case, scheme)
    ids = {HUNG, DOWN, notice.id} if notice else set()
    return [(event, said) for event, said in recorded if said["stage"] in ids]


def _after(day: date) -> date:
    return day + timedelta(days=1)
