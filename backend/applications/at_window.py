"""Paper at the window: a clerk types in what a person brought or told, and hands over the receipt."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.applications.schemas import PreApplicationBody
from backend.applications.services import Submission, submit_pre_application
from backend.content.library import Library
from backend.masks import mask_free_text
from backend.once import once
from backend.problems import FieldError, Invalid
from backend.regions.queries import window_for

CHANNEL = "window"
_ELSEWHERE = "这个地方不归您的窗口。请把人介绍过去，或者登记在这里以后再转办。"


def type_in(
    body: PreApplicationBody,
    papers_seen: Sequence[str],
    clerk: Actor,
    library: Library,
    key: str,
    now: datetime,
) -> dict[str, Any]:
    """Open the case, in the clerk's hands, once for this key; give the receipt. Call in a
    transaction.

    Raises Invalid for a place the clerk does not work for, and what submitting raises.
    """
    window = window_for(body.applicant.residence)
    if window is None or not clerk.covers(Permission.WORK_CASE, window.division_code):
        raise Invalid(errors=[FieldError("/applicant/residence", _ELSEWHERE)])
    plain = body.model_dump(mode="json")
    seen = tuple(mask_free_text(one) for one in papers_seen)
    written = json.dumps([plain, seen], sort_keys=True, ensure_ascii=False)
    submission = Submission(plain, CHANNEL, by=clerk, papers_seen=seen)
    return once(
        f"window:{clerk.staff_id}",
        key,
        written,
        lambda: submit_pre_application(submission, library, now),
    )
