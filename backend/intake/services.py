"""What people can do with a case, in one list. Each verb takes actor and instant, adds and flushes,
never commits, and gives a value; the doors commit."""

from backend.intake.asking import approve_supplement, ask_supplement
from backend.intake.contacts import note_contact
from backend.intake.cooperation import answer_referral, refer
from backend.intake.custody import claim, release, transfer
from backend.intake.decisions import accept, close, decline, reopen
from backend.intake.follow_ups import follow_up
from backend.intake.hearings import record_hearing
from backend.intake.opening import NewCase, OpenedCase, open_case
from backend.intake.own_data import consent_withdrawn, correct_person, deletion_asked
from backend.intake.progress import Outcome, Progress, progress_of
from backend.intake.residents import dispute, supplement_received, withdraw
from backend.intake.reviews import review
from backend.intake.stages import extend, record_stage
from backend.intake.states import Action, CaseState, Result
from backend.intake.views import CaseView
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
    "answer_referral",
    "approve_supplement",
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
    "note_contact",
    "open_case",
    "person_fingerprint",
    "progress_of",
    "record_hearing",
    "record_stage",
    "refer",
    "release",
    "reopen",
    "review",
    "supplement_received",
    "transfer",
    "withdraw",
]
