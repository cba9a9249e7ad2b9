"""What people can do with a case, in one list. Each verb takes actor and instant, adds and flushes,
never commits, and gives a value; the doors commit."""

from backend.intake.asking import approve_supplement, ask_supplement, take_supplement
from backend.intake.contacts import note_contact
from backend.intake.cooperation import accept_referral, answer_referral, refer, return_referral
from backend.intake.custody import claim, release
from backend.intake.decisions import accept, close, decline, reopen
from backend.intake.follow_ups import follow_up
from backend.intake.hearings import record_hearing
from backend.intake.items import add_item, ask_item, settle_item
from backend.intake.meetings import record_meeting
from backend.intake.opening import NewCase, OpenedCase, open_case
from backend.intake.own_data import consent_withdrawn, correct_person, deletion_asked
from backend.intake.progress import Outcome, Progress, progress_of
from backend.intake.residents import dispute, supplement_received, withdraw
from backend.intake.reviews import review
from backend.intake.stages import extend, record_stage
from backend.intake.states import Action, CaseState, Result
from backend.intake.transfers import (
    accept_transfer,
    recall_transfer,
    return_transfer,
    transfer,
)
from backend.intake.urgency import mark_urgent, unmark_urgent
from backend.intake.views import CaseView
from backend.intake.wishes import refuse_supplement
from backend.persons import person_fingerprint

__all__ = [
    "Action",
    "CaseState",
    "CaseView",
    "NewCase",
    "OpenedCase",
    "Outcome",
    "Progress",
    "Result",
    "accept",
    "accept_referral",
    "accept_transfer",
    "add_item",
    "answer_referral",
    "approve_supplement",
    "ask_item",
    "ask_supplement",
    "claim",
    "close",
    "consent_withdrawn",
    "correct_person",
    "decline",
    "deletion_asked",
    "dispute",
    "extend",
    "follow_up",
    "mark_urgent",
    "note_contact",
    "open_case",
    "person_fingerprint",
    "progress_of",
    "recall_transfer",
    "record_hearing",
    "record_meeting",
    "record_stage",
    "refer",
    "refuse_supplement",
    "release",
    "reopen",
    "return_referral",
    "return_transfer",
    "review",
    "settle_item",
    "supplement_received",
    "take_supplement",
    "transfer",
    "unmark_urgent",
    "withdraw",
]
