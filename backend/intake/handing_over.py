"""What a resident is told while somebody else is asked to take the case, or a part of it, and has not
answered yet: to whom it is offered, until when they answer, and who answers for it until then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.departments.queries import name_in
from backend.doors.layout import beijing_day, say_day
from backend.intake import running
from backend.intake.cooperation import clock_of, open_referrals
from backend.intake.looked_at import late_words
from backend.intake.models import IntakeCase
from backend.intake.part_models import CaseReferral
from backend.intake.wording import holder_for_resident, scheme_name
from backend.regions.queries import window_by_id


@dataclass(frozen=True)
class HandingOver:
    """One offer that waits. `to`: who is asked; `until`: the last day for their answer, None where no
    limit is set; `words`: the whole of it, for the resident; `scheme`: the item it is about, if any,
    beside which pages say it already."""

    to: str
    until: date | None
    words: str
    scheme: str = ""

    def as_dict(self) -> dict[str, Any]:
        until = self.until.isoformat() if self.until else None
        return {"to": self.to, "until": until, "words": self.words}


def handing_over(case: IntakeCase, day: date | None = None) -> list[HandingOver]:
    """Give everything others were asked and have not done: the window asked to take the case over,
    the meeting that decides, the departments asked for help, until they have answered. `day`: today,
    for whose time is over."""
    window = window_by_id(case.window_id)
    here = holder_for_resident(window.name if window else "受理窗口", case.holder_surname)
    until = {one.name: one.due.due_on for one in running.clocks_of(case.id) if one.ended_at is None}
    return [
        *_meeting(case, here),
        *_transfer(case, here, until),
        *_referrals(case, here, until, day),
    ]


def _meeting(case: IntakeCase, here: str) -> list[HandingOver]:
    if case.meeting_since is None:
        return []
    words = f"由主管召集有关单位一起商量，定下由谁办。定下以前，还是{here}负责，有事找他们。"
    return [HandingOver("主管召集的会商", None, words)]


def _transfer(case: IntakeCase, here: str, until: dict[str, date]) -> list[HandingOver]:
    other = window_by_id(case.offered_window_id) if case.offered_window_id else None
    if other is None:
        return []
    last = until.get(running.TRANSFER)
    words = (
        f"已请{other.name}接手，{_by(last)}答复接不接。"
        f"对方接收以前，还是{here}负责，有事找他们，不用您两头跑。"
    )
    return [HandingOver(other.name, last, words)]


def _referrals(
    case: IntakeCase, here: str, until: dict[str, date], day: date | None
) -> list[HandingOver]:
    return [_referral(case, one, here, until, day) for one in open_referrals(case)]


def _referral(
    case: IntakeCase, asked: CaseReferral, here: str, until: dict[str, date], day: date | None
) -> HandingOver:
    name = name_in(asked.department, case.division_code, beijing_day(asked.asked_at))
    about = f"（{scheme_name(asked.scheme)}）" if asked.scheme else ""
    is_taken = asked.accepted_at is not None
    last = until.get(clock_of(asked, running.RESULT if is_taken else running.REFERRAL))
    asks = "答复结果" if is_taken else "答复接不接"
    if late := late_words(case, name, asks + about, last, day):
        return HandingOver(name, last, f"{late}。", asked.scheme)
    begun = f"{name}接办了{about}" if is_taken else f"已请{name}帮着办{about}"
    words = f"{begun}，{_by(last)}{asks}。这件事一直由{here}负责，有事找他们。"
    return HandingOver(name, last, words, asked.scheme)


def _by(last: date | None) -> str:
    return f"对方要在 {say_day(last)} 以前" if last else "等对方"
