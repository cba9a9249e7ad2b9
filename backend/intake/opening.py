"""A case begins: routed to a window, with a due date, a first event, notices and a trail."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final, cast

from sqlalchemy import Table

from backend.doors.layout import beijing_day
from backend.extensions import new_id
from backend.intake import clocks
from backend.intake.casework import Who, leave_trace
from backend.intake.deadlines import DueDate
from backend.intake.items import items_at_opening
from backend.intake.models import KINDS, IntakeCase
from backend.intake.notices import seal_summary
from backend.intake.problems import PlaceNotServed
from backend.intake.routing import Routing, fall_back, route
from backend.intake.states import CaseState
from backend.persons import person_fingerprint
from backend.regions.queries import Window, current_division, window_by_id, window_for
from backend.sealing import sealer
from backend.statements import Filled, WholeRow
from backend.transaction import connection

_LEAST_OF_ADDRESS: Final = 4
_CASE_ROW: Final = WholeRow(IntakeCase)
_UNSAID: Final = {
    column.name: getattr(column.default, "arg", None)
    for column in cast(Table, IntakeCase.__table__).columns
}


@dataclass(frozen=True)
class NewCase:
    """What a door hands over. Codes are 12 digits.

    `place` is the residence; `household_register` and `present_place` where the person said so.
    `summary` (class A) is sealed here: name, phone, address and what the window needs; its optional
    `notify` says where notices go (`phone:…`, `wechat_official:…`, or `none` when they are not
    safe). `person_hash` is `person_fingerprint("id_number", …)`; the phone's is made here.
    `number` is the public number, made by the applicant's door. `also_schemes`: what else was asked
    for in the same go; each becomes an item of this one case.
    """

    kind: str
    scheme: str | None
    place: str
    subject_ref: str
    summary: Mapping[str, Any] = field(repr=False)
    channel: str
    urgent: bool = False
    person_hash: str | None = field(default=None, repr=False)
    number: str | None = None
    household_register: str | None = None
    present_place: str | None = None
    parent_id: str | None = None
    opened_by: str | None = None
    also_schemes: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpenedCase:
    """What the door tells the person. `due` is None only where no promise is published."""

    id: str
    number: str | None
    window: Window
    due: DueDate | None
    routing_reason: str
    status: CaseState = CaseState.SUBMITTED


def open_case(new: NewCase, now: datetime, window_id: str | None = None) -> OpenedCase:
    """Open a case and put it into the queue of the right window; `window_id` where it is settled
    already (an objection goes where the case lies).

    Raises PlaceNotServed when no window answers for the place, ValueError for an unknown kind.
    """
    if new.kind not in KINDS:
        raise ValueError(new.kind)
    routing, window = _given_window(new, window_id) or find_window(new)
    phone = str(new.summary.get("phone") or "")
    case_id = new_id()
    case = IntakeCase(
        id=case_id,
        number=new.number,
        kind=new.kind,
        scheme=new.scheme,
        subject_ref=new.subject_ref,
        channel=new.channel,
        parent_id=new.parent_id,
        state=CaseState.SUBMITTED,
        version=1,
        urgent=new.urgent,
        place=routing.place,
        window_id=window.id,
        division_code=window.division_code,
        routing_reason=f"{routing.reason}（{routing.article}）",
        created_at=now,
        complete_on=beijing_day(now),
        asked_times=0,
        person_hash=new.person_hash,
        phone_hash=person_fingerprint("phone", phone) if phone else None,
        household_hash=household_fingerprint(routing.place, new.summary.get("address")),
        summary_sealed=seal_summary(case_id, dict(new.summary)),
    )
    clocks.set_due(case)
    # Plain words: nothing in this transaction needs the session to watch the new row.
    row = Filled(_CASE_ROW, _UNSAID | vars(case))
    if new.also_schemes:
        row.into.add(connection(), row.values)
        items_at_opening(case, new.also_schemes, now)
    who = Who("staff", new.opened_by) if new.opened_by else Who("resident")
    hint = "case:opened_urgent" if new.urgent else "case:opened"
    beside = () if new.also_schemes else (row,)
    leave_trace(case, "case:opened", who, now, None, {"kind": new.kind}, hint, beside)
    return OpenedCase(case.id, case.number, window, clocks.stored_due(case), case.routing_reason)


def household_fingerprint(place: str, address: object) -> str | None:
    """Give the keyed hash by which a household is found again: the village and the door as written,
    without blanks and width; None for an address too short to tell one door from another."""
    plain = "".join(unicodedata.normalize("NFKC", str(address or "")).split()).casefold()
    if len(plain) < _LEAST_OF_ADDRESS:
        return None
    return sealer().fingerprint("household", f"{place}:{plain}")


def find_window(new: NewCase) -> tuple[Routing, Window]:
    """Choose the place and its nearest window. Raises PlaceNotServed."""
    routing = route(new.scheme, new.place, new.household_register, new.present_place)
    window = _served(routing.place)
    if window is None and routing.place != new.place:
        routing = fall_back(new.place)
        window = _served(new.place)
    if window is None:
        raise PlaceNotServed
    return routing, window


def _given_window(new: NewCase, window_id: str | None) -> tuple[Routing, Window] | None:
    window = window_by_id(window_id) if window_id else None
    if window is None:
        return None
    return Routing(new.place, "送到正在办这件事的窗口。", "社会救助法第六十四条"), window


def _served(place: str) -> Window | None:
    """Give the nearest window of the division that stands for `place` today."""
    division = current_division(place)
    return window_for(division.code) if division else None
