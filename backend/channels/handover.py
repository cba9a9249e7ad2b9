"""A person, please: the question goes to the window as a case, what is said afterwards goes to the
clerk, and the clerk's words come back by the outbox (see intake.notices)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from flask import Flask, current_app

from backend.applications.queries import case_of_number
from backend.applications.questions import Question, ask_a_person
from backend.applications.reference import spoken
from backend.chat.a_person import Handed
from backend.chat.services import Chat
from backend.intake.problems import CaseNotFound, MoveNotAllowed
from backend.intake.services import progress_of, supplement_received
from backend.intake.states import FINAL
from backend.once import once

_MOST_WORDS = 1000
_MOST_LINE = 500
_STILL_FRESH = timedelta(hours=48)
_A_PERSON = "a person, please"
_MOST_QUESTIONS = 20  # of one conversation within the days a key is kept


class Stand(StrEnum):
    """Where a handed-over question stands: with a clerk, answered not long ago, or over."""

    OPEN = "open"
    ANSWERED = "answered"
    OVER = "over"


@dataclass(frozen=True)
class HandedOver:
    """The case, and what the person is told: the window, and how to look later by themselves."""

    case_id: str
    number: str
    access_code: str
    window: str
    phone: str
    hours: str


def hand_over(place: str, address: str, words: str, channel: str, now: datetime) -> HandedOver:
    """Ask the window of `place` for the person. `address` is where the clerk's words go.

    Call in a transaction. Raises PlaceNotServed.
    """
    question = Question(words, place, channel, notify=address, urgent=sounds_urgent(words))
    receipt = ask_a_person(question, now)
    window = receipt["window"]
    return HandedOver(
        case_of_number(receipt["number"]),
        receipt["number"],
        receipt["access_code"],
        window["name"],
        window["phone"],
        window["hours"],
    )


def in_conversation(
    conversation_id: str, place: str, words: str, channel: str, now: datetime
) -> Handed:
    """Open one case for a conversation on the web; asked again while it is open, give the same one
    and leave the new words with the clerk.

    Call in a transaction. Raises PlaceNotServed, StillRunning.
    """
    opened: list[str] = []

    def work() -> dict[str, Any]:
        said = words[-_MOST_WORDS:]
        receipt = ask_a_person(Question(said, place, channel, urgent=sounds_urgent(said)), now)
        opened.append(receipt["number"])
        return receipt

    for turn in range(_MOST_QUESTIONS):
        receipt = once("question:chat", f"{conversation_id}:{turn}", _A_PERSON, work)
        case_id = case_of_number(receipt["number"])
        if opened or stand_of(case_id, now) is Stand.OPEN:
            break
    newest = words.rpartition("\n")[2]  # what came before it is with the clerk already
    once("words:chat", f"{case_id}:{newest}", newest, lambda: _leave(case_id, newest, opened, now))
    return _handed(receipt, is_new=bool(opened))


def sounds_urgent(words: str) -> bool:
    """Whether any line tells of a danger, as the chat hears it; a person in danger is called first
    at the window too. Heard once too often rather than once too seldom."""
    chat: Chat = current_app.extensions["chat"]
    heard = (chat.understand(line[:_MOST_LINE]) for line in words.splitlines() if line.strip())
    return any(one.kind == "emergency" or one.warns is not None for one in heard)


def _leave(case_id: str, words: str, opened: list[str], now: datetime) -> dict[str, Any]:
    return {"said": bool(opened) or say_more(case_id, words, now)}


def _handed(receipt: dict[str, Any], *, is_new: bool) -> Handed:
    window, due = receipt["window"], receipt["due"]
    return Handed(
        receipt["number"],
        spoken(receipt["number"]),
        receipt["access_code"],
        window["name"],
        window["phone"],
        window["hours"],
        date.fromisoformat(due["due_on"]) if due else None,
        is_new,
    )


def bind(app: Flask) -> None:
    """Let the chat bring questions to windows."""
    app.extensions["chat"].hand_over = in_conversation


def stand_of(case_id: str | None, now: datetime) -> Stand:
    """Say where the question stands; nothing is written."""
    if case_id is None:
        return Stand.OVER
    try:
        progress = progress_of(case_id)
    except CaseNotFound:
        return Stand.OVER
    if progress.status not in FINAL:
        return Stand.OPEN
    outcome = progress.outcome
    fresh = outcome is not None and now - outcome.decided_at < _STILL_FRESH
    return Stand.ANSWERED if fresh else Stand.OVER


def say_more(case_id: str, words: str, now: datetime) -> bool:
    """Give the person's next words to the clerk; False when the question is closed."""
    try:
        supplement_received(case_id, now, message=words[:_MOST_WORDS])
    except (MoveNotAllowed, CaseNotFound):
        return False
    return True
