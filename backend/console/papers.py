"""The papers of a case on its page: add one, open one, small pictures for whoever holds the case."""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from backend.accounts.current import current_actor
from backend.accounts.gate import ask_proof
from backend.attachments import desk
from backend.attachments.answers import hand_out
from backend.attachments.papers import CHOICES
from backend.attachments.problems import NoSuchAttachment
from backend.attachments.uploads import read_upload
from backend.extensions import utc_now
from backend.transaction import transaction

bp = Blueprint("console_papers", __name__, url_prefix="/console/cases")
bp.app_context_processor(lambda: {"paper_kinds": CHOICES})


@bp.post("/<case_id>/papers")
def add(case_id: str) -> ResponseReturnValue:
    """Add a photo or a scan; the person has agreed to it in person."""
    actor = current_actor()
    desk.list_for_staff(case_id, actor)
    upload = read_upload("csrf_token")
    desk.add_by_staff(case_id, actor, upload, upload.fingerprint, utc_now())
    return redirect(url_for("console_case.page", case_id=case_id) + "#papers", 303)


@bp.post("/<case_id>/papers/<attachment_id>")
def open_paper(case_id: str, attachment_id: str) -> ResponseReturnValue:
    """Hand a paper out: the holder as they are; others prove themselves and give a reason."""
    actor, reason = current_actor(), request.form.get("reason", "").strip()[:500]
    if not desk.is_own(case_id, actor):
        ask_proof()
    with transaction():
        file = desk.open_by_staff(case_id, attachment_id, actor, reason, utc_now())
    return hand_out(file)


@bp.get("/<case_id>/papers/<attachment_id>/thumb")
def thumb(case_id: str, attachment_id: str) -> ResponseReturnValue:
    """The small picture, to the holder only; asked for when the list is opened, and logged."""
    actor = current_actor()
    if not desk.is_own(case_id, actor):
        raise NoSuchAttachment
    with transaction():
        file = desk.open_by_staff(case_id, attachment_id, actor, None, utc_now(), "thumb")
    return hand_out(file, inline=True)
