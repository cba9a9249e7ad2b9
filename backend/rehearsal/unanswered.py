"""Questions of residents that got no answer, or none that helped: to be heard again."""

from __future__ import annotations

from datetime import date

from backend.chat.questions import open_questions
from backend.chat.services import Chat, Reader
from backend.content.places import NATIONAL
from backend.rehearsal.hearing import Asked


def unanswered(chat: Chat, understand: Reader, today: date) -> list[Asked]:
    """Give what `understand`, the words before the edit, left open; scrubbed of people, grouped."""
    groups = open_questions(chat, (NATIONAL,), today, understand)
    return [Asked(one.text, times=one.count) for one in groups]
