"""Send in a pre-application: check, number, open the case, keep it sealed. One transaction."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from sqlalchemy import bindparam, func, select

from backend.accounts.actor import Actor
from backend.applications.completeness import conditions_of, missing_materials
from backend.applications.consent import consent_faults
from backend.applications.following import window_as_dict
from backend.applications.models import PreApplication
from backend.applications.problems import QuotaReached
from backend.applications.reference import (
    new_access_code,
    new_number,
    read_access_code,
)
from backend.content.library import Library
from backend.content.models import Procedure
from backend.doors.layout import BEIJING, beijing_day
from backend.extensions import new_id
from backend.intake import services as intake
from backend.intake.opening import NewCase, OpenedCase, open_case
from backend.intake.problems import PlaceNotServed
from backend.intake.queries import number_is_taken
from backend.intake.wording import CONTACTED
from backend.persons import person_fingerprint
from backend.problems import FieldError, Invalid
from backend.regions.queries import current_division
from backend.sealing import sealer
from backend.statements import Filled, WholeRow
from backend.transaction import connection, row_last, take_turns, watched

_PER_PERSON, _PER_PHONE = 5, 3
_today = PreApplication.received_at.between(bindparam("start"), bindparam("end"))
_SENT_TODAY = select(
    select(func.count())
    .where(PreApplication.person_hash == bindparam("person"), _today)
    .scalar_subquery(),
    select(func.count())
    .where(PreApplication.phone_hash == bindparam("phone"), _today)
    .scalar_subquery(),
)
_SENT_BY_PERSON: Final = "SELECT count(*) FROM pre_application WHERE person_hash = ?"
_SENT_BY_PHONE: Final = "SELECT count(*) FROM pre_application WHERE phone_hash = ?"
_IS_TAKEN: Final = "SELECT 1 FROM intake_case WHERE number = ?"
_ROW: Final = WholeRow(PreApplication)
_NEXT_STEPS = (
    "记下或拍下编号和办理码，查进度时要用；办理码只显示这一次。",
    "窗口会在约定时间前给您打电话；接到电话再带材料去，不用先跑。",
    "这只是预申请登记，窗口受理以后才开始计算办理时间。",
    "不收任何费用；不会问您要银行密码和短信验证码。",
)


@dataclass(frozen=True)
class Submission:
    """A pre-application as plain data (the schema's shape), how it came, and where news of it goes
    when that is not the phone (`wechat_official:…`).

    `by`: the clerk who typed in what was brought on paper, with the papers they have seen; then no
    quota stands in the way, and the case is in that clerk's hands from the start.
    """

    body: Mapping[str, Any]
    channel: str
    notify: str | None = None
    by: Actor | None = None
    papers_seen: Sequence[str] = ()


def submit_pre_application(
    submission: Submission, library: Library, now: datetime
) -> dict[str, Any]:
    """Take in a pre-application and give its receipt as plain data.

    Raises Invalid for missing consent, PlaceNotServed, QuotaReached. The answer is the same
    whether or not the person has a case already.
    """
    body, today = submission.body, beijing_day(now)
    faults = consent_faults(body, today.year)
    if faults:
        raise Invalid(errors=faults)
    place = served_place(body["applicant"]["residence"], "/applicant/residence")
    person_hash, phone_hash = _hashes(body["applicant"])
    if submission.by is None:
        respect_quota(person_hash, phone_hash, now)
    row_id, number, code = new_id(), free_number(now), new_access_code()
    new = _new_case(submission, row_id, number, place, person_hash, today)
    case = open_case(new, now)
    keep_sent(row_id, number, code, case.id, submission, (person_hash, phone_hash), now)
    if submission.by is not None:
        _take_over(case, submission.by, now)
    missing = [
        one.as_dict()
        for one in missing_materials(_procedure(library, body, today, place), body, today)
        if one.name not in submission.papers_seen
    ]
    return _receipt(number, code, case, missing)


def _take_over(case: OpenedCase, clerk: Actor, now: datetime) -> None:
    """Who took the paper answers for it (首问负责), and has met the person already."""
    claimed = intake.claim(case.id, clerk, now)
    intake.record_stage(case.id, clerk, now, claimed.version, CONTACTED, "本人到窗口，当面登记")


def keep_sent(
    row_id: str,
    number: str,
    code: str,
    case_id: str,
    submission: Submission,
    hashes: tuple[str | None, str | None],
    now: datetime,
) -> None:
    """Write down what was sent, sealed, with the number and code that open it. `hashes` are those
    of the ID number and the phone."""
    body, (person_hash, phone_hash) = submission.body, hashes
    values = {
        "id": row_id,
        "number": number,
        "access_hash": access_hash(number, code),
        "scheme": body["scheme"],
        "case_id": case_id,
        "person_hash": person_hash,
        "phone_hash": phone_hash,
        "guide_code": _code_or_none(body["guide_code"]),
        "notice_version": body["consents"]["notice_version"],
        "channel": submission.channel,
        "body_sealed": sealer().seal_json(body, "pre_application", row_id, "body"),
        "received_at": now,
        "erase_on": None,
    }
    row_last(Filled(_ROW, values))


def _procedure(library: Library, body: Mapping[str, Any], on: date, place: str) -> Procedure | None:
    """Give the way this will be handled: the emergency one when it is urgent and there is one."""
    ways = library.procedures_of(body["scheme"], on, place)
    urgent = [way for way in ways if way.variant == "emergency"]
    chosen = urgent if body["situation"]["urgent"] and urgent else ways
    return chosen[0] if chosen else None


def served_place(code: str, pointer: str) -> str:
    """Give the place that stands for this code today. Raises PlaceNotServed naming the field."""
    division = current_division(code)
    if division is None or division.level not in {"township", "village", "county"}:
        detail = PlaceNotServed.detail_default
        raise PlaceNotServed(errors=[FieldError(pointer, detail)])
    return division.code


def _hashes(applicant: Mapping[str, Any]) -> tuple[str | None, str]:
    id_number = applicant["id_number"]
    person = person_fingerprint("id_number", id_number) if id_number else None
    return person, person_fingerprint("phone", applicant["phone"])


def respect_quota(person_hash: str | None, phone_hash: str | None, now: datetime) -> None:
    """Raise QuotaReached when person or phone has sent enough today, also where several arrive
    together."""
    by_both = (watched(_SENT_BY_PERSON, person_hash), watched(_SENT_BY_PHONE, phone_hash))
    if not all(by_both):
        take_turns(*(f"quota:{one}" for one in (person_hash, phone_hash) if one))
    start = datetime.combine(beijing_day(now), time.min, BEIJING)
    end = start + timedelta(days=1)  # a clock that ran ahead may have left later ones
    values = {"person": person_hash or "", "phone": phone_hash or "", "start": start, "end": end}
    by_person, by_phone = connection().execute(_SENT_TODAY, values).one()
    if by_person >= _PER_PERSON or by_phone >= _PER_PHONE:
        raise QuotaReached


def free_number(now: datetime) -> str:
    """Give a public number that no case carries yet."""
    while True:
        number = new_number(beijing_day(now))
        watched(_IS_TAKEN, number)
        if not number_is_taken(number):
            return number


def _new_case(
    submission: Submission,
    row_id: str,
    number: str,
    place: str,
    person_hash: str | None,
    today: date,
) -> NewCase:
    applicant = submission.body["applicant"]
    return NewCase(
        kind="pre_application",
        scheme=submission.body["scheme"],
        also_schemes=tuple(submission.body.get("also_schemes", ())),
        place=place,
        subject_ref=row_id,
        number=number,
        urgent=submission.body["situation"]["urgent"],
        summary={
            "name": applicant["name"],
            "phone": applicant["phone"],
            "address": applicant["address"] or "",
            "conditions": sorted(conditions_of(submission.body, today)),
            **({"papers_seen": list(submission.papers_seen)} if submission.papers_seen else {}),
            **({"notify": submission.notify} if submission.notify else {}),
        },
        person_hash=person_hash,
        channel=submission.channel,
        opened_by=submission.by.staff_id if submission.by else None,
    )


_ACCESS: Final = "access_code"


def access_hash(number: str, written_code: str) -> str:
    """Give the keyed hash of an access code, bound to its number."""
    return sealer().fingerprint(_ACCESS, f"{number}:{read_access_code(written_code)}")


def access_opens(row: PreApplication | None, number: str, written_code: str) -> bool:
    """Whether the code opens `row`; takes the same time when there is no such row."""
    known = row.access_hash if row else "0" * 64
    opens = sealer().matches(known, _ACCESS, f"{number}:{read_access_code(written_code)}")
    return opens and row is not None


def _code_or_none(written: str | None) -> str | None:
    """Keep a guide code as it is printed; anything else is no reason to refuse a person."""
    plain = "".join(filter(str.isalnum, written or "")).upper()
    return plain if re.fullmatch(r"[0-9A-Z]{7}", plain) else None


def _receipt(
    number: str, code: str, case: OpenedCase, missing: list[dict[str, str]]
) -> dict[str, Any]:
    window = case.window
    return {
        "number": number,
        "access_code": code,
        "status": "submitted",
        "window": window_as_dict(window) | {"routing_reason": case.routing_reason},
        "due": case.due.as_dict() if case.due else None,
        "missing_materials": missing,
        "next_steps": list(_NEXT_STEPS),
    }
