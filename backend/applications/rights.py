"""What a person may do with what is kept about them: set it right, take consent back, have it deleted.

Entered by number and access code, like everything of the applicant's. Each leaves a line of history,
an event the window sees, and an entry in the trail that names fields and never values.
个人信息保护法第十五条、第四十五条至第四十七条。
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from backend.applications.details import body_of, seal_body
from backend.applications.erasing import erase_sensitive
from backend.applications.history import locked, remember
from backend.applications.models import PreApplication
from backend.applications.problems import NothingToChange
from backend.doors.layout import beijing_day
from backend.intake import services as intake
from backend.intake.erasing import may_be_erased_on
from backend.intake.progress import progress_of
from backend.intake.services import Action
from backend.persons import person_fingerprint

CONSENTS: Final = {
    "personal_information": "处理个人信息",
    "sensitive_information": "处理敏感信息、留照片",
    "economic_verification": "核对家庭经济状况",
}
FIELDS: Final = {
    "name": "姓名",
    "id_number": "身份证号",
    "phone": "电话",
    "address": "住址",
    "description": "写的难处",
}
ERASED_AFTER: Final = timedelta(days=3)
"""Time for the window to stop what it has begun; nothing new is done with the data meanwhile."""


def correct(row: PreApplication, wanted: Mapping[str, Any], now: datetime) -> list[str]:
    """Set fields right; give the names of those that changed. Old values stay, sealed.

    The notice of it goes to the phone known until now. Raises NothingToChange.
    """
    fresh = locked(row)
    body = body_of(fresh)
    old: dict[str, Any] = {}
    for name, value in wanted.items():
        part = body["situation"] if name == "description" else body["applicant"]
        if part.get(name) != value:
            old[name] = part.get(name)
            part[name] = value
    if not old:
        raise NothingToChange
    seal_body(fresh, body)
    applicant = body["applicant"]
    id_number = applicant["id_number"]
    fresh.phone_hash = person_fingerprint("phone", applicant["phone"])
    fresh.person_hash = person_fingerprint("id_number", id_number) if id_number else None
    remember(fresh, "corrected", now, {"old": old})
    titles = [FIELDS[name] for name in old]
    summary = {name: applicant[name] or "" for name in ("name", "phone", "address")}
    intake.correct_person(fresh.case_id, now, titles, summary, fresh.person_hash)
    return list(old)


def withdraw_consent(row: PreApplication, consent: str, now: datetime) -> date | None:
    """Take one consent back; it works at once. Give the day on which all is deleted, if it is.

    sensitive_information: sensitive kinds and papers are erased now. economic_verification: the
    window is told not to check. personal_information: the case stops, sensitive kinds are erased
    now, and the rest on its day. Raises NothingToChange when it was not given.
    """
    fresh = locked(row)
    body = body_of(fresh)
    if not body["consents"][consent]:
        raise NothingToChange("这一项本来就没有同意，不用撤回。")
    body["consents"] = body["consents"] | {consent: False}
    seal_body(fresh, body)
    remember(fresh, "consent_withdrawn", now, {"consent": consent})
    if consent != "economic_verification":
        erase_sensitive(fresh.id, fresh.case_id, now, "consent")
    intake.consent_withdrawn(fresh.case_id, now, CONSENTS[consent])
    return ask_deletion(fresh, now) if consent == "personal_information" else None


def would_be_erased_on(row: PreApplication, now: datetime) -> date:
    """Give the day from which all of it would be gone, were it asked for now; changes nothing."""
    return may_be_erased_on(row.case_id, beijing_day(now) + ERASED_AFTER, beijing_day(now))


def ask_deletion(row: PreApplication, now: datetime) -> date:
    """Have all of it deleted; give the day from which it is gone.

    What was never accepted is no official record: the case stops now and is gone in three days. An
    accepted case is one: it stops, if it is still open, and stays the period of case records.
    """
    fresh = locked(row)
    if Action.WITHDRAW in progress_of(fresh.case_id).actions:
        intake.withdraw(fresh.case_id, now, None)
    erased_on = would_be_erased_on(fresh, now)
    if fresh.erase_on is not None and fresh.erase_on <= erased_on:
        return fresh.erase_on
    fresh.erase_on = erased_on
    remember(fresh, "deletion_asked", now, {"erase_on": erased_on.isoformat()})
    intake.deletion_asked(fresh.case_id, now, erased_on)
    return erased_on
