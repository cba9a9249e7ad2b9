"""Erasing across the rooms: the case, the objections to it, its papers, and what was sent in for it.

Used by the daily retention and, after a restore, to erase again what the backup brought back.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from backend.applications.erasing import erase_pre_application, strip_pre_application
from backend.attachments.services import erase_of
from backend.doors.layout import beijing_day
from backend.erasures.register import Line, note
from backend.extensions import db
from backend.intake.erasing import CaseRef, erase, family_of, is_open, strip_sensitive
from backend.public_notices.erasing import erase_notices_of
from backend.referrals.erasing import erase_referral, strip_referral
from backend.residents.services import forget_bindings

# A question by chat is kept as a pre-application is; one from a conversation has no row to erase.
_SENT_BY_PERSON = frozenset({"pre_application", "question"})


def erase_whole(case_id: str, why: str, now: datetime) -> bool:
    """Erase a case and all that hangs on it; False where there is none, or it was opened again
    after the person asked. Call in a transaction."""
    family = family_of(case_id)
    if not family or is_open(case_id):
        return False
    _erase(family, why)
    note("case", case_id, why, now)
    return True


def strip(case: CaseRef, why: str, now: datetime) -> bool:
    """Erase the sensitive parts of a case and all its papers. Call in a transaction."""
    _strip(case, now)
    note("sensitive", case.id, why, now)
    return True


def erase_again(lines: Iterable[Line], now: datetime) -> int:
    """Apply a book of erasures to a restored database; give how many cases were there again.

    What was erased stays erased even where the backup shows the case as open. Call in a transaction.
    """
    count = 0
    for line in lines:
        family = family_of(line.case_id)
        if not family:
            continue
        if line.what == "sensitive":
            _strip(family[-1], now)
        else:
            _erase(family, line.why)
        count += 1
    return count


def _erase(family: list[CaseRef], why: str) -> None:
    ids = [one.id for one in family]
    erase_of(ids)
    erase_notices_of(ids)
    forget_bindings(ids)
    for one in family:
        erase(one, why)
        _erase_subject(one)
    db.session.expunge_all()


def _strip(case: CaseRef, now: datetime) -> None:
    this_year = beijing_day(now).year
    if case.kind in _SENT_BY_PERSON:
        strip_pre_application(case.subject_ref, this_year)
    elif case.kind == "referral":
        strip_referral(case.subject_ref, this_year)
    erase_of(strip_sensitive(case.id))


def _erase_subject(case: CaseRef) -> None:
    if case.kind in _SENT_BY_PERSON:
        erase_pre_application(case.subject_ref)
    elif case.kind == "referral":
        erase_referral(case.subject_ref)
