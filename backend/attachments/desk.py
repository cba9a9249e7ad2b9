"""Staff and the papers of a case: add one, list them, open one."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.attachments import services, store
from backend.attachments.problems import AttachmentRefused
from backend.attachments.services import AttachmentView, OpenedFile
from backend.attachments.uploads import Upload
from backend.intake.guards import locked_case, not_now
from backend.intake.queries import find_case
from backend.intake.reading import let_in
from backend.intake.scope import may_here
from backend.intake.states import OPEN, CaseState
from backend.once import answered, once
from backend.problems import NotAllowed
from backend.transaction import transaction

_ASK_FIRST = "照片属于敏感信息。请先当面问本人（或监护人）同不同意留照片，同意了再勾选。"


def add_by_staff(
    case_id: str, actor: Actor, upload: Upload, key: str, now: datetime
) -> dict[str, Any]:
    """Add a paper at the window; staff say that the person agreed to it in person.

    A door of its own: draws first, then opens its transaction.

    Raises CaseNotFound, NotAllowed, MoveNotAllowed, AttachmentRefused, AttachmentsFull.
    """
    view = find_case(case_id, actor)
    if not may_here(actor, [Permission.WORK_CASE], view.division_code):
        raise NotAllowed
    return keep_for_staff(case_id, actor, upload, key, now)


def keep_for_staff(
    case_id: str, actor: Actor, upload: Upload, key: str, now: datetime
) -> dict[str, Any]:
    """Keep a paper a staff member brings; whether the case is theirs to add to, the caller knows (a
    grid worker's own referral, for one). Raises as above."""
    if not upload.has_consent:
        raise AttachmentRefused.at("sensitive_consent", _ASK_FIRST)
    scope = f"attachment:{case_id}:{actor.staff_id}"
    return keep_once(scope, key, upload, lambda lying: _add(lying, case_id, actor, upload, now))


def keep_once(scope: str, key: str, upload: Upload, add: Any) -> dict[str, Any]:
    """Draw and keep an upload once for this key; the same again gives the same answer."""
    if (known := answered(scope, key, upload.fingerprint)) is not None:
        return known
    with services.laid_down(upload.raw) as lying, transaction():
        return once(scope, key, upload.fingerprint, lambda: add(lying).as_dict())


def _add(
    lying: services.Lying, case_id: str, actor: Actor, upload: Upload, now: datetime
) -> AttachmentView:
    case = locked_case(case_id, None)
    if CaseState(case.state) not in OPEN:
        raise not_now(case, actor, "这件已经办完了，不能再加材料；需要的话请主管重开。")
    return services.add(
        lying, case_id, case.division_code, upload.paper, "in_person", now, actor.staff_id
    )


def list_for_staff(case_id: str, actor: Actor) -> list[AttachmentView]:
    """Give what papers there are, to everyone who may see the case. Raises CaseNotFound."""
    return services.attachments_of(find_case(case_id, actor).id)


def is_own(case_id: str, actor: Actor) -> bool:
    """Whether the actor holds the case; others prove themselves and give a reason before they open
    a paper. Raises CaseNotFound."""
    return find_case(case_id, actor).holder_id == actor.staff_id


def open_by_staff(
    case_id: str,
    attachment_id: str,
    actor: Actor,
    reason: str | None,
    now: datetime,
    what: store.What = "paper",
) -> OpenedFile:
    """Open a paper: the holder as they are, others with a reason; both stand in the trail.

    Raises CaseNotFound, NotAllowed, ReasonMissing, ViewBudgetSpent, NoSuchAttachment.
    """
    division, sealed = let_in(case_id, actor, reason, now)
    return services.open_file(attachment_id, case_id, what, division, actor.staff_id, sealed)
