"""From a form of the case page to one move of intake: read, check the shape, call the verb once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import ValidationError
from werkzeug.datastructures import MultiDict

from backend.accounts.actor import Actor
from backend.inputs import invalid_from
from backend.intake import schemas, services
from backend.intake.states import Action
from backend.intake.views import CaseView
from backend.intake.wishes import wish_kept
from backend.problems import Problem
from backend.transaction import in_transaction

Form = MultiDict[str, str]


@dataclass(frozen=True)
class MoveForm:
    """`words` are the arguments of the verb after case, actor, instant and version, in order; of
    these `lists` may repeat in the form, and `named` are the fields `<word>-<key>`. Contacts have a form of their own (console.contacts)."""

    verb: Callable[..., CaseView]
    schema: type[schemas.Move] = schemas.Move
    words: tuple[str, ...] = ()
    lists: tuple[str, ...] = ()
    named: tuple[str, ...] = ()

    def read(self, form: Form) -> dict[str, Any]:
        """Give the body the API would take; what was left empty is left out."""
        body: dict[str, Any] = {"version": _number(form.get("version", ""))}
        for name in self.words:
            if name in self.lists:
                body[name] = _list(form, name)
            elif name in self.named:
                body |= _named(form, name)
            elif text := form.get(name, "").strip():
                body[name] = text
        for name in ("department", "stage"):  # one choice of the form says which and of what scheme
            if ":" in body.get(name, ""):
                body[name], _, body["scheme"] = body[name].partition(":")
        return body


_A = Action
FORMS: Final[dict[Action, MoveForm]] = {
    _A.CLAIM: MoveForm(services.claim),
    _A.RELEASE: MoveForm(services.release, schemas.ReleaseBody, ("reason",)),
    _A.ASK_SUPPLEMENT: MoveForm(
        services.ask_supplement,
        schemas.AskSupplementBody,
        ("items", "message", "reason"),
        lists=("items",),
    ),
    _A.TAKE_SUPPLEMENT: MoveForm(
        services.take_supplement,
        schemas.TakeSupplementBody,
        ("items", "message"),
        lists=("items",),
    ),
    _A.ACCEPT: MoveForm(services.accept),
    _A.DECLINE: MoveForm(services.decline, schemas.DeclineBody, ("reason", "article")),
    _A.TRANSFER: MoveForm(services.transfer, schemas.TransferBody, ("to", "reason")),
    _A.REFER: MoveForm(
        services.refer, schemas.ReferBody, ("departments", "note"), lists=("departments",)
    ),
    _A.ANSWER_REFERRAL: MoveForm(
        services.answer_referral,
        schemas.AnswerReferralBody,
        ("department", "answer", "scheme", "result", "article"),
    ),
    _A.ACCEPT_TRANSFER: MoveForm(services.accept_transfer),
    _A.RETURN_TRANSFER: MoveForm(
        services.return_transfer, schemas.OfferReturnBody, ("reason", "article")
    ),
    _A.RECALL_TRANSFER: MoveForm(services.recall_transfer, schemas.NoteBody, ("reason",)),
    _A.ACCEPT_REFERRAL: MoveForm(
        services.accept_referral, schemas.AcceptReferralBody, ("department", "scheme")
    ),
    _A.RETURN_REFERRAL: MoveForm(
        services.return_referral,
        schemas.ReturnReferralBody,
        ("department", "reason", "article", "scheme"),
    ),
    _A.RECORD_MEETING: MoveForm(
        services.record_meeting,
        schemas.RecordMeetingBody,
        ("held_on", "participants", "decision", "to"),
    ),
    _A.ADD_ITEM: MoveForm(
        services.add_item,
        schemas.AddItemBody,
        ("scheme", "assisting", "note"),
        lists=("assisting",),
    ),
    _A.ASK_ITEM: MoveForm(
        services.ask_item,
        schemas.AskItemBody,
        ("scheme", "departments", "note"),
        lists=("departments",),
    ),
    _A.SETTLE_ITEM: MoveForm(
        services.settle_item,
        schemas.SettleItemBody,
        ("scheme", "result", "reason", "article", "confirmed_by", "witness", "skipped"),
        named=("skipped",),
    ),
    _A.RECORD_STAGE: MoveForm(
        services.record_stage, schemas.RecordStageBody, ("stage", "note", "scheme", "hung_on")
    ),
    _A.CLOSE: MoveForm(
        services.close,
        schemas.CloseBody,
        ("result", "reason", "article", "confirmed_by", "witness", "skipped"),
        named=("skipped",),
    ),
    _A.REOPEN: MoveForm(services.reopen, schemas.ReasonBody, ("reason",)),
    _A.EXTEND: MoveForm(services.extend, schemas.ReasonBody, ("reason",)),
    _A.APPROVE_SUPPLEMENT: MoveForm(
        services.approve_supplement,
        schemas.ApproveSupplementBody,
        ("items", "reason"),
        lists=("items",),
    ),
    _A.REFUSE_SUPPLEMENT: MoveForm(services.refuse_supplement, schemas.ReasonBody, ("reason",)),
    _A.RECORD_HEARING: MoveForm(
        services.record_hearing, schemas.RecordHearingBody, ("how", "said")
    ),
    _A.FOLLOW_UP: MoveForm(
        services.follow_up, schemas.FollowUpBody, ("what", "how", "on", "note", "scheme")
    ),
    _A.MARK_URGENT: MoveForm(services.mark_urgent, schemas.ReasonBody, ("reason",)),
    _A.UNMARK_URGENT: MoveForm(services.unmark_urgent, schemas.ReasonBody, ("reason",)),
    _A.REVIEW: MoveForm(services.review, schemas.ReasonBody, ("reason",)),
}


def make_move(action: Action, case_id: str, form: Form, actor: Actor, now: datetime) -> CaseView:
    """Make the move in one transaction. Raises Invalid, and what the verb raises.

    A claim from a list says no version: whether the case is free is all that counts.
    """
    entry = FORMS[action]
    if action is Action.CLAIM and "version" not in form:
        return in_transaction(lambda: services.claim(case_id, actor, now))
    try:
        body = entry.schema.model_validate(entry.read(form))
    except ValidationError as error:
        raise invalid_from(error) from error
    words = [getattr(body, name) for name in entry.words]
    with wish_kept(case_id, actor, now, getattr(body, "reason", None)):
        return in_transaction(lambda: entry.verb(case_id, actor, now, body.version, *words))


def kept_words(form: Form) -> dict[str, list[str]]:
    """Give what was typed and ticked, to fill the form again."""
    return {
        name: form.getlist(name) for name in form if name not in ("csrf_token", "version", "from")
    }


def faults_of(problem: Problem, form: Form) -> dict[str, list[str]]:
    """Give field -> sentences, for showing beside the field; `<field>-<key>` of one made of several
    that have names, `more_<field>` of what stood in the text area beside the ticks."""
    found: dict[str, list[str]] = {}
    for error in problem.errors:
        name, *rest = error.pointer.strip("/").split("/")
        if len(rest) == 1 and not rest[0].isdigit():
            name = f"{name}-{rest[0]}"
        elif rest and f"more_{name}" in form and int(rest[0]) >= len(form.getlist(name)):
            name = f"more_{name}"
        found.setdefault(name, []).append(error.detail)
    return found


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _named(form: Form, name: str) -> dict[str, Any]:
    """Give what was filled in of the fields `<name>-<key>`, under `name`; of `<name>-<scheme>:<key>`
    those of the scheme the form is about."""
    found, about = {}, form.get("scheme", "").strip()
    for field in form:
        scheme, _, key = field.removeprefix(f"{name}-").rpartition(":")
        text = form.get(field, "").strip()
        if field.startswith(f"{name}-") and text and scheme in ("", about):
            found[key] = text
    return {name: found} if found else {}


def _list(form: Form, name: str) -> list[str]:
    """Give the ticked ones, then the free ones of the text area `more_<name>`, one a line."""
    more = form.get(f"more_{name}", "").splitlines()
    return list(
        dict.fromkeys(text for one in (*form.getlist(name), *more) if (text := one.strip()))
    )
