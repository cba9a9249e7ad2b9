"""A person, please: a question goes to the window and comes back answered, with or without a phone.

It is kept and followed like a pre-application, by number and access code, and is none: nothing is
applied for. The clerk's answer is the outcome that `/status` shows; a conversation that left its
address (`notify`) gets it in words (intake.notices).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from backend.applications.consent import NOTICE_VERSION
from backend.applications.following import window_as_dict
from backend.applications.reference import new_access_code
from backend.applications.services import (
    Submission,
    free_number,
    keep_sent,
    respect_quota,
    served_place,
)
from backend.extensions import new_id
from backend.intake.opening import NewCase, OpenedCase, open_case
from backend.masks import mask_free_text
from backend.persons import person_fingerprint
from backend.problems import FieldError, Invalid

_NO_CONSENT: Final = (
    "留了电话或称呼，要同意窗口用它给您回话；不同意就不用留，凭编号和办理码来看回答。"
)
_NEXT_STEPS: Final = (
    "记下或拍下编号和办理码，看回答时两样都要；办理码只显示这一次。",
    "窗口的人会答复您；留了电话的会打给您，没留电话的在“查进度”里看回答。",
    "这只是提问，不是申请；要办救助，可以在这里登记预申请，或者直接去窗口。",
    "不收任何费用；不会问您要银行密码和短信验证码。",
)


@dataclass(frozen=True)
class Question:
    """What is asked and by whom; `place` is a 12-digit code. Phone and name may be missing. `urgent`:
    the words tell of a danger, so the window calls sooner."""

    text: str
    place: str
    channel: str
    scheme: str = "general"
    phone: str | None = None
    name: str | None = None
    personal_information: bool = False
    notify: str | None = None
    urgent: bool = False


def ask_a_person(question: Question, now: datetime) -> dict[str, Any]:
    """Open a case of kind question and give its receipt as plain data. ID, phone and card numbers
    in the words are masked before anything is kept.

    Raises Invalid for a phone left without consent, PlaceNotServed, QuotaReached.
    """
    if (question.phone or question.name) and not question.personal_information:
        raise Invalid(errors=[FieldError("/personal_information", _NO_CONSENT)])
    place = served_place(question.place, "/place")
    phone_hash = person_fingerprint("phone", question.phone) if question.phone else None
    if phone_hash:
        respect_quota(None, phone_hash, now)
    row_id, number, code = new_id(), free_number(now), new_access_code()
    words = mask_free_text(question.text)
    case = open_case(_new_case(question, words, row_id, number, place), now)
    submission = Submission(_body(question, words, place), question.channel)
    keep_sent(row_id, number, code, case.id, submission, (None, phone_hash), now)
    return _receipt(number, code, case)


def _new_case(question: Question, words: str, row_id: str, number: str, place: str) -> NewCase:
    summary = {"name": question.name or "", "phone": question.phone or "", "question": words}
    if question.notify:
        summary["notify"] = question.notify
    return NewCase(
        kind="question",
        scheme=question.scheme,
        place=place,
        subject_ref=row_id,
        number=number,
        summary=summary,
        channel=question.channel,
        urgent=question.urgent,
    )


def _body(question: Question, words: str, place: str) -> Mapping[str, Any]:
    """Give it in the shape of a pre-application, so that copies, corrections and erasing know it."""
    return {
        "scheme": question.scheme,
        "applicant": {
            "name": question.name or "",
            "id_number": None,
            "phone": question.phone,
            "residence": place,
            "household_register": None,
            "address": None,
        },
        "household": [],
        "situation": {
            "causes": [],
            "description": words,
            "urgent": question.urgent,
            "monthly_income_fen": None,
            "yearly_essential_expenses_fen": None,
        },
        "filed_by": {"kind": "self", "name": None, "phone": None, "relation": None},
        "consents": {
            "personal_information": question.personal_information,
            "sensitive_information": False,
            "economic_verification": False,
            "notice_version": NOTICE_VERSION,
        },
        "guide_code": None,
    }


def _receipt(number: str, code: str, case: OpenedCase) -> dict[str, Any]:
    return {
        "number": number,
        "access_code": code,
        "status": "submitted",
        "window": window_as_dict(case.window) | {"routing_reason": case.routing_reason},
        "due": case.due.as_dict() if case.due else None,
        "missing_materials": [],
        "next_steps": list(_NEXT_STEPS),
    }
