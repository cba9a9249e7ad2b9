"""Questions we did not answer, or not well: collected from the log while it is kept, scrubbed, and
grouped by the words they were cut into. Dangers are left out: nobody reads them for style."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import and_, or_, select

from backend.chat.models import ChatFeedback, ChatMessage
from backend.chat.scrubbing import scrubbed
from backend.chat.services import Chat, Reader
from backend.chat.understanding import Understanding
from backend.chat.whereabouts import without_place
from backend.doors.layout import beijing_day
from backend.extensions import db
from backend.regions.codes import contains
from backend.sealing import sealer

MOST_READ: Final = 2_000
_LISTENED: Final = frozenset({"policy", "service"})


@dataclass(frozen=True)
class Question:
    """One question. `why` is `unanswered` or `unhelpful`; `comment` what the resident added."""

    message_id: str
    text: str
    place: str | None
    on: date
    why: str
    comment: str
    key: frozenset[str]
    understood: Understanding


@dataclass(frozen=True)
class Group:
    """Questions cut into the same words. `text` is the newest of them; `places` the divisions they
    came from, most frequent first."""

    text: str
    message_id: str
    count: int
    unhelpful: int
    places: tuple[str, ...]
    last_on: date
    comments: tuple[str, ...]
    understood: Understanding


def open_questions(
    chat: Chat, reach: tuple[str, ...], today: date, understand: Reader | None = None
) -> list[Group]:
    """Give the groups an editor with this reach may see, the most frequent first.

    A question the words of today answer is no longer open, unless somebody said that the answer did
    not help. Only what retention still keeps on `today` is read, the newest first, at most MOST_READ.
    """
    groups: dict[frozenset[str], list[Question]] = {}
    for question in _collected(chat, reach, today, understand or chat.understand):
        groups.setdefault(question.key, []).append(question)
    found = [_grouped(members) for members in groups.values()]
    return sorted(found, key=lambda one: (-one.count, -one.last_on.toordinal(), one.text))


def _collected(
    chat: Chat, reach: tuple[str, ...], today: date, understand: Reader
) -> Iterator[Question]:
    rows = db.session.execute(
        select(ChatMessage, ChatFeedback)
        .outerjoin(ChatFeedback, ChatFeedback.message_id == ChatMessage.id)
        .where(
            ChatMessage.keep_until >= today,
            ChatMessage.kind != "emergency",
            or_(
                ChatMessage.kind == "out_of_scope",
                and_(
                    ChatFeedback.helpful.is_(False),
                    ChatMessage.kind.in_(("policy", "service", "clarify", "smalltalk")),
                ),
            ),
        )
        .order_by(ChatMessage.asked_at.desc())
        .limit(MOST_READ)
    )
    for message, feedback in rows:
        if message.place and not any(contains(outer, message.place) for outer in reach):
            continue
        turn = chat.memory.read(message)
        understood = understand(turn.question, without_place(turn.before))
        helped = feedback is None or feedback.helpful
        if understood.kind == "emergency" or (helped and understood.kind in _LISTENED):
            continue
        yield Question(
            message_id=message.id,
            text=scrubbed(turn.question),
            place=message.place,
            on=beijing_day(message.asked_at),
            why="unanswered" if helped else "unhelpful",
            comment=scrubbed(_comment(feedback)) if feedback else "",
            key=_key(understood) or frozenset({turn.question}),
            understood=understood,
        )


def _key(understood: Understanding) -> frozenset[str]:
    """Give the words of a question, whatever their order and the pauses between them."""
    return frozenset(one for one in understood.tokens if one.strip("，。"))


def _comment(feedback: ChatFeedback) -> str:
    if not feedback.comment_sealed:
        return ""
    return sealer().open(feedback.comment_sealed, "chat_feedback", feedback.message_id, "comment")


def _grouped(members: list[Question]) -> Group:
    newest = members[0]
    places = Counter(one.place for one in members if one.place)
    return Group(
        text=newest.text,
        message_id=newest.message_id,
        count=len(members),
        unhelpful=sum(one.why == "unhelpful" for one in members),
        places=tuple(place for place, _ in places.most_common(3)),
        last_on=newest.on,
        comments=tuple(dict.fromkeys(one.comment for one in members if one.comment))[:3],
        understood=newest.understood,
    )
