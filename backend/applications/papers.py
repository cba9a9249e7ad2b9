"""The applicant's own papers: add one, list them, open one. Entered by number and access code."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from backend.applications.details import body_of
from backend.applications.history import give_sensitive_consent
from backend.applications.models import PreApplication
from backend.attachments import services as attachments
from backend.attachments.desk import keep_once
from backend.attachments.problems import AttachmentRefused
from backend.attachments.services import AttachmentView, Consent, Lying, OpenedFile
from backend.attachments.store import What
from backend.attachments.uploads import Upload
from backend.intake.guards import begin_by_resident
from backend.intake.queries import division_of
from backend.intake.services import Action, CaseState, supplement_received

_NO_CONSENT = (
    "证件和单据的照片属于敏感信息，要先单独同意才能传。同意的话，请勾选“我同意留照片”再传一次；"
    "不同意也不要紧，带原件到窗口一样办。"
)


def add_paper(row: PreApplication, upload: Upload, key: str, now: datetime) -> dict[str, Any]:
    """Keep a paper once for this key. A case that waited for papers goes back to work.

    A door of its own: the paper is drawn before the transaction opens.

    Raises AttachmentRefused, AttachmentsFull, MoveNotAllowed, KeyReused.
    """
    consent: Consent = "before" if agreed_to_papers(row) else "with_upload"
    if consent == "with_upload" and not upload.has_consent:
        raise AttachmentRefused.at("sensitive_consent", _NO_CONSENT)

    def add(lying: Lying) -> AttachmentView:
        case = begin_by_resident(row.case_id, Action.SUPPLEMENT)
        if consent == "with_upload":
            give_sensitive_consent(row, now)
        if case.state == CaseState.AWAITING_SUPPLEMENT:
            supplement_received(row.case_id, now, items=[upload.paper.caption])
        return attachments.add(lying, row.case_id, case.division_code, upload.paper, consent, now)

    return keep_once(f"attachment:{row.case_id}:resident", key, upload, add)


def papers_of(row: PreApplication) -> list[AttachmentView]:
    return attachments.attachments_of(row.case_id)


def open_paper(row: PreApplication, attachment_id: str, what: What = "paper") -> OpenedFile:
    """Give one's own paper back; the opening is logged like any other. Call in a transaction."""
    division = division_of(row.case_id)
    return attachments.open_file(attachment_id, row.case_id, what, division, "resident")


def agreed_to_papers(row: PreApplication) -> bool:
    """Whether photos of papers were agreed to already, so that the page need not ask again."""
    return bool(body_of(row)["consents"]["sensitive_information"])
