"""The API's door for moves: one call each, so that each has its own body and its own description."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from flask import Response, current_app, jsonify
from flask_openapi import APIBlueprint

from backend.accounts.actor import Actor
from backend.accounts.current import current_actor
from backend.doors.layout import beijing_day
from backend.doors.schemas import STAFF_ONLY, problem_responses
from backend.extensions import utc_now
from backend.inputs import optional_key
from backend.intake import services
from backend.intake.cards import CaseCard
from backend.intake.contacts import NOTES, KeepsNotes
from backend.intake.guards import begin
from backend.intake.queries import find_case
from backend.intake.routes import TAG
from backend.intake.schemas import (
    AcceptReferralBody,
    AddItemBody,
    AnswerReferralBody,
    ApproveSupplementBody,
    AskItemBody,
    AskSupplementBody,
    CasePath,
    CloseBody,
    DeclineBody,
    FollowUpBody,
    Move,
    NoteBody,
    NoteContactBody,
    OfferReturnBody,
    ReasonBody,
    RecordHearingBody,
    RecordMeetingBody,
    RecordStageBody,
    ReferBody,
    ReleaseBody,
    ReturnReferralBody,
    SettleItemBody,
    TakeSupplementBody,
    TransferBody,
)
from backend.intake.states import Action
from backend.intake.wishes import wish_kept
from backend.intake.wording import ACTION_TITLES
from backend.once import once
from backend.transaction import in_transaction

api = APIBlueprint(
    "intake_moves", __name__, url_prefix="/api/v1/intake/cases", abp_security=STAFF_ONLY
)


def _says(action: Action) -> dict[str, Any]:
    """Describe a move in the API document."""
    return {
        "summary": ACTION_TITLES[action],
        "tags": [TAG],
        "responses": {
            200: CaseCard,
            **problem_responses(400, 401, 403, 404, 409, 415, 422),
        },
    }


def _move(
    verb: Callable[..., services.CaseView], path: CasePath, body: Move, *words: Any
) -> Response:
    """Do one move in one transaction; the verb takes case, actor, instant, version, words.

    With an Idempotency-Key, a call that comes again gets the first one's answer and moves nothing.
    """
    actor, now, key = current_actor(), utc_now(), optional_key()

    def moved() -> dict[str, Any]:
        return verb(path.case_id, actor, now, body.version, *words).as_dict(beijing_day())

    def moved_once() -> dict[str, Any]:
        if key is None:
            return moved()
        scope = f"{verb.__name__}:{path.case_id[:12]}:{actor.staff_id[:12]}"
        return once(scope, key, body.model_dump_json(), moved)

    with wish_kept(path.case_id, actor, now, getattr(body, "reason", None)):
        return jsonify(in_transaction(moved_once))


def _note_contact(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    how: str,
    outcome: str,
    words: str | None,
    next_on: date | None,
) -> services.CaseView:
    begin(case_id, actor, Action.NOTE_CONTACT, version)
    keep: KeepsNotes = current_app.extensions[NOTES]
    keep(case_id, actor, how, outcome, words or "", next_on, now)
    return find_case(case_id, actor)


@api.post("/<case_id>/claim", **_says(Action.CLAIM))
def claim(path: CasePath, body: Move) -> Response:
    return _move(services.claim, path, body)


@api.post("/<case_id>/release", **_says(Action.RELEASE))
def release(path: CasePath, body: ReleaseBody) -> Response:
    return _move(services.release, path, body, body.reason)


@api.post("/<case_id>/ask-supplement", **_says(Action.ASK_SUPPLEMENT))
def ask_supplement(path: CasePath, body: AskSupplementBody) -> Response:
    return _move(services.ask_supplement, path, body, body.items, body.message, body.reason)


@api.post("/<case_id>/take-supplement", **_says(Action.TAKE_SUPPLEMENT))
def take_supplement(path: CasePath, body: TakeSupplementBody) -> Response:
    """居民把要补的材料送到窗口、寄来或托人送来，记下以后接着办，停着的期限接着数。"""
    return _move(services.take_supplement, path, body, body.items, body.message)


@api.post("/<case_id>/accept", **_says(Action.ACCEPT))
def accept(path: CasePath, body: Move) -> Response:
    return _move(services.accept, path, body)


@api.post("/<case_id>/decline", **_says(Action.DECLINE))
def decline(path: CasePath, body: DeclineBody) -> Response:
    return _move(services.decline, path, body, body.reason, body.article)


@api.post("/<case_id>/transfer", **_says(Action.TRANSFER))
def transfer(path: CasePath, body: TransferBody) -> Response:
    return _move(services.transfer, path, body, body.to, body.reason)


@api.post("/<case_id>/refer", **_says(Action.REFER))
def refer(path: CasePath, body: ReferBody) -> Response:
    return _move(services.refer, path, body, body.departments, body.note)


@api.post("/<case_id>/answer-referral", **_says(Action.ANSWER_REFERRAL))
def answer_referral(path: CasePath, body: AnswerReferralBody) -> Response:
    words = (body.department, body.answer, body.scheme, body.result, body.article)
    return _move(services.answer_referral, path, body, *words)


@api.post("/<case_id>/accept-transfer", **_says(Action.ACCEPT_TRANSFER))
def accept_transfer(path: CasePath, body: Move) -> Response:
    return _move(services.accept_transfer, path, body)


@api.post("/<case_id>/return-transfer", **_says(Action.RETURN_TRANSFER))
def return_transfer(path: CasePath, body: OfferReturnBody) -> Response:
    return _move(services.return_transfer, path, body, body.reason, body.article)


@api.post("/<case_id>/recall-transfer", **_says(Action.RECALL_TRANSFER))
def recall_transfer(path: CasePath, body: NoteBody) -> Response:
    return _move(services.recall_transfer, path, body, body.reason)


@api.post("/<case_id>/accept-referral", **_says(Action.ACCEPT_REFERRAL))
def accept_referral(path: CasePath, body: AcceptReferralBody) -> Response:
    return _move(services.accept_referral, path, body, body.department, body.scheme)


@api.post("/<case_id>/return-referral", **_says(Action.RETURN_REFERRAL))
def return_referral(path: CasePath, body: ReturnReferralBody) -> Response:
    words = (body.department, body.reason, body.article, body.scheme)
    return _move(services.return_referral, path, body, *words)


@api.post("/<case_id>/record-meeting", **_says(Action.RECORD_MEETING))
def record_meeting(path: CasePath, body: RecordMeetingBody) -> Response:
    words = (body.held_on, body.participants, body.decision, body.to)
    return _move(services.record_meeting, path, body, *words)


@api.post("/<case_id>/add-item", **_says(Action.ADD_ITEM))
def add_item(path: CasePath, body: AddItemBody) -> Response:
    return _move(services.add_item, path, body, body.scheme, body.assisting, body.note)


@api.post("/<case_id>/ask-item", **_says(Action.ASK_ITEM))
def ask_item(path: CasePath, body: AskItemBody) -> Response:
    return _move(services.ask_item, path, body, body.scheme, body.departments, body.note)


@api.post("/<case_id>/settle-item", **_says(Action.SETTLE_ITEM))
def settle_item(path: CasePath, body: SettleItemBody) -> Response:
    ended = (body.result, body.reason, body.article, body.confirmed_by, body.witness, body.skipped)
    return _move(services.settle_item, path, body, body.scheme, *ended)


@api.post("/<case_id>/record-stage", **_says(Action.RECORD_STAGE))
def record_stage(path: CasePath, body: RecordStageBody) -> Response:
    return _move(
        services.record_stage, path, body, body.stage, body.note, body.scheme, body.hung_on
    )


@api.post("/<case_id>/close", **_says(Action.CLOSE))
def close(path: CasePath, body: CloseBody) -> Response:
    words = (body.result, body.reason, body.article, body.confirmed_by, body.witness, body.skipped)
    return _move(services.close, path, body, *words)


@api.post("/<case_id>/reopen", **_says(Action.REOPEN))
def reopen(path: CasePath, body: ReasonBody) -> Response:
    return _move(services.reopen, path, body, body.reason)


@api.post("/<case_id>/extend", **_says(Action.EXTEND))
def extend(path: CasePath, body: ReasonBody) -> Response:
    return _move(services.extend, path, body, body.reason)


@api.post("/<case_id>/note-contact", **_says(Action.NOTE_CONTACT))
def note_contact(path: CasePath, body: NoteContactBody) -> Response:
    """记一次联系，和工作台的表单一样的几项；约好再联系的，到那天会在“今天”里提醒。"""
    return _move(_note_contact, path, body, body.how, body.outcome, body.words, body.next_on)


@api.post("/<case_id>/approve-supplement", **_says(Action.APPROVE_SUPPLEMENT))
def approve_supplement(path: CasePath, body: ApproveSupplementBody) -> Response:
    return _move(services.approve_supplement, path, body, body.items, body.reason)


@api.post("/<case_id>/refuse-supplement", **_says(Action.REFUSE_SUPPLEMENT))
def refuse_supplement(path: CasePath, body: ReasonBody) -> Response:
    """回绝“想再要一次材料”；经办人看得到理由。没有这样的请求时答 409。"""
    return _move(services.refuse_supplement, path, body, body.reason)


@api.post("/<case_id>/record-hearing", **_says(Action.RECORD_HEARING))
def record_hearing(path: CasePath, body: RecordHearingBody) -> Response:
    return _move(services.record_hearing, path, body, body.how, body.said)


@api.post("/<case_id>/mark-urgent", **_says(Action.MARK_URGENT))
def mark_urgent(path: CasePath, body: ReasonBody) -> Response:
    """窗口的人知道这家出了急事就能标，不用先认领；期限按急事从现在起算，只会提前。居民看不到理由。"""
    return _move(services.mark_urgent, path, body, body.reason)


@api.post("/<case_id>/unmark-urgent", **_says(Action.UNMARK_URGENT))
def unmark_urgent(path: CasePath, body: ReasonBody) -> Response:
    """主管核实过不急时取消；期限改按平常的，从收到或受理那天算。居民看不到理由。"""
    return _move(services.unmark_urgent, path, body, body.reason)


@api.post("/<case_id>/follow-up", **_says(Action.FOLLOW_UP))
def follow_up(path: CasePath, body: FollowUpBody) -> Response:
    return _move(
        services.follow_up, path, body, body.what, body.how, body.on, body.note, body.scheme
    )


@api.post("/<case_id>/review", **_says(Action.REVIEW))
def review(path: CasePath, body: ReasonBody) -> Response:
    """对给予救助的办件开始复核；另开一件，复核有结果前照旧发放。"""
    return _move(services.review, path, body, body.reason)
