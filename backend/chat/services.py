"""A resident asks: understand, answer, remember; later: explain, and hear whether it helped."""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask

from backend.chat.a_person import (
    Handed,
    HandOver,
    asked_earlier,
    asks_for_a_person,
    is_exact,
    said_of,
)
from backend.chat.choices import is_out_of_range, number_in
from backend.chat.matcher import Matcher
from backend.chat.memory import KEEP_DAYS, ConversationMemory, Turn
from backend.chat.models import ChatFeedback, ChatMessage
from backend.chat.points import points_of
from backend.chat.replies import Reply, compose_reply
from backend.chat.understanding import NO_CONTEXT, Choice, Context, Understanding
from backend.chat.whereabouts import (
    asked_again,
    place_of_question,
    surroundings_of,
    told_only_a_place,
    without_place,
)
from backend.content.library import Library
from backend.content.places import NATIONAL
from backend.content.words import Words
from backend.doors.layout import beijing_day
from backend.extensions import db, new_id
from backend.masks import mask_free_text
from backend.problems import NotFound
from backend.sealing import Sealer, sealer

Reader = Callable[[str, Context], Understanding]
_READINGS_KEPT = 2048
_ANSWERS_KEPT = 1024


class NoSuchMessage(NotFound):
    slug, title = "no-such-message", "没有这条问答"
    detail_default = "这条问答不存在，或者过了三十天已经删除。"


@dataclass(frozen=True)
class ChatAnswer:
    """An answer with what it rests on; `as_dict` is the shape every door shows."""

    conversation_id: str
    message_id: str
    understanding: Understanding
    reply_parts: Reply
    as_of: str
    place: str | None = None
    handed: Handed | None = None

    @property
    def intent(self) -> dict[str, Any]:
        return intent_as_dict(self.understanding)

    @property
    def reply(self) -> dict[str, Any]:
        links = [{"label": link.label, "url": link.url} for link in self.reply_parts.links]
        return {"text": self.reply_parts.text, "links": links}

    @property
    def citations(self) -> list[dict[str, str]]:
        return list(self.reply_parts.citations)

    @property
    def suggestions(self) -> list[dict[str, str]]:
        return [{"label": one.label, "text": one.text} for one in self.reply_parts.suggestions]

    @property
    def explanation(self) -> dict[str, Any]:
        return explanation_as_dict(self.understanding)

    def as_dict(self, *, explain: bool = False) -> dict[str, Any]:
        body = {
            "conversation_id": self.conversation_id,
            "message_id": self.message_id,
            "intent": self.intent,
            "reply": self.reply,
            "citations": self.citations,
            "as_of": self.as_of,
            "suggestions": self.suggestions,
        }
        if self.handed:
            body["handed_over"] = {
                "number": self.handed.number,
                "access_code": self.handed.access_code,
                "window": self.handed.window,
                "due_on": self.handed.due_on.isoformat() if self.handed.due_on else None,
            }
        if explain:
            body["explanation"] = self.explanation
        return body


class Chat:
    """Everything asking needs, kept ready: words compiled, texts indexed, conversations at hand."""

    def __init__(self, app: Flask, words: Words, library: Library, seal: Sealer) -> None:
        settings = app.extensions["settings"]
        self.words, self.library = words, library
        self._home = settings.home_region
        self._cache_dir = Path(settings.var_dir) / "cache"
        self._building = threading.Lock()
        self._read: Reader | None = None
        self._answer_nowhere = functools.lru_cache(maxsize=_ANSWERS_KEPT)(self._work_out)
        self.hand_over: HandOver | None = None  # bound by whoever opens cases
        self.memory = ConversationMemory(app, seal, only_process=settings.is_sqlite)

    def understand(self, text: str, context: Context = NO_CONTEXT) -> Understanding:
        """Read a question. Compiled at the first question, or by the server before it starts
        (`prepare`); commands that answer nobody never pay for it.

        The last readings are kept: buttons and common questions come word for word again.
        """
        read = self._read or self.prepare()
        return read(text, context)

    def goes_to_a_person(self, answer: ChatAnswer) -> bool:
        """Whether a person was asked for and it is known which window that is."""
        asked = asks_for_a_person(answer.understanding)
        return asked and self.hand_over is not None and is_exact(answer.place)

    def handed_over(
        self, answer: ChatAnswer, words: str, channel: str, now: datetime
    ) -> ChatAnswer:
        """Bring the question to the window and give the answer that says so, with number and code.

        Call in a transaction, when `goes_to_a_person`. Raises PlaceNotServed.
        """
        if self.hand_over is None or answer.place is None:
            return answer
        handed = self.hand_over(answer.conversation_id, answer.place, words, channel, now)
        return replace(answer, reply_parts=said_of(handed, answer.reply_parts), handed=handed)

    def prepare(self) -> Reader:
        """Compile words and dictionary now; a second call does nothing."""
        with self._building:
            if self._read is None:
                self._cache_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
                matcher = Matcher(self.words, self._cache_dir)
                points_of(self.library, self.words)
                self._read = functools.lru_cache(maxsize=_READINGS_KEPT)(matcher.understand)
            return self._read

    def answer_question(
        self,
        text: str,
        *,
        channel: str,
        conversation_id: str | None = None,
        place: str | None = None,
        topic: str | None = None,
        now: datetime,
    ) -> ChatAnswer:
        """Answer `text` for a place (12-digit code) and the day in Beijing at `now`.

        `topic` is the scheme of the page or guide the question was asked from. What is kept of the
        question is masked first. Same question, day, place and context: the same answer.
        """
        before = self.memory.context_of(conversation_id) if conversation_id else NO_CONTEXT
        if topic and before is NO_CONTEXT:
            before = Context(scheme=topic)
        day = beijing_day(now)
        where = place_of_question(text, place, before.place, self._home)
        understood, reply = self._answer(text, before, day, where)
        turn = Turn(
            id=new_id(),
            conversation_id=conversation_id or new_id(),
            asked_at=now,
            channel=channel,
            place=where,
            kind=understood.kind,
            scheme=understood.scheme,
            facet=understood.facet,
            question=mask_free_text(text),
            day=day,
            before=before,
            after=_context_after(before, understood, reply, where),
            said=reply.text,
        )
        self.memory.keep(turn)
        return ChatAnswer(turn.conversation_id, turn.id, understood, reply, day.isoformat(), where)

    def _answer(
        self, text: str, before: Context, day: date, place: str | None
    ) -> tuple[Understanding, Reply]:
        """Understand and answer for a day and a place; nothing else enters, so that it replays.

        Where no place is known the database is not asked either, and the last answers are kept.
        """
        if place is None:
            return self._answer_nowhere(text, before, day)
        return self._work_out(text, before, day, place)

    def _work_out(
        self, text: str, before: Context, day: date, place: str | None = None
    ) -> tuple[Understanding, Reply]:
        understood = self.understand(text, without_place(before))
        if told_only_a_place(text, place):
            understood = (
                asked_earlier(understood.normalised)
                if before.wants_person
                else asked_again(before, understood.normalised)
            )
        elif is_out_of_range(understood.normalised, before):
            understood = Understanding(
                "clarify", before.scheme, before.facet, 0.9,
                normalised=understood.normalised, topic="no_such_number",
            )  # fmt: skip
        around = surroundings_of(place, before)
        where = place or NATIONAL
        return understood, compose_reply(understood, self.library, self.words, day, where, around)

    def explain(self, message_id: str) -> dict[str, Any] | None:
        """Replay a logged turn and tell why it was understood so; None when it is not kept.

        `said` is the reply as it was given; the replay differs from it only when words, texts or
        the window have been changed since.
        """
        turn = self.memory.turn(message_id)
        if turn is None:
            return None
        understood, reply = self._work_out(turn.question, turn.before, turn.day, turn.place)
        answer = ChatAnswer(turn.conversation_id, turn.id, understood, reply, turn.day.isoformat())
        return {
            "question": turn.question,
            "asked_at": turn.asked_at,
            "channel": turn.channel,
            "as_understood": {"kind": turn.kind, "scheme": turn.scheme, "facet": turn.facet},
            "said": turn.said or reply.text,
            "same_today": not turn.said or turn.said == reply.text,
            **answer.as_dict(explain=True),
        }


def _context_after(
    before: Context, understood: Understanding, reply: Reply, place: str | None
) -> Context:
    """A policy turn sets the scheme; other turns keep it. The last numbered offer stays on offer,
    so that after “2” one can still say “1”; without one, the next questions are offered."""
    scheme, facet = before.scheme, before.facet
    if understood.scheme:
        scheme, facet = understood.scheme, understood.facet
    offered = tuple(reply.choices)
    if not offered and number_in(understood.normalised):
        offered = tuple(before.offered)
    if not offered:
        offered = tuple(Choice(one.label, one.text) for one in reply.suggestions)
    wants = before.wants_person or asks_for_a_person(understood)
    return Context(scheme, facet, offered, place, wants_person=wants and not is_exact(place))


def intent_as_dict(understood: Understanding) -> dict[str, Any]:
    return {
        "kind": understood.kind,
        "scheme": understood.scheme,
        "facet": understood.facet,
        "confidence": round(understood.confidence, 2),
        "alternatives": [
            {"scheme": one.scheme, "facet": one.facet, "confidence": round(one.confidence, 2)}
            for one in understood.alternatives
        ],
    }


def explanation_as_dict(understood: Understanding) -> dict[str, Any]:
    return {
        "normalised": understood.normalised,
        "tokens": list(understood.tokens),
        "matched": [
            {"term": one.term, "for": one.speaks_for, "weight": round(one.weight, 2)}
            for one in understood.matched
        ],
        "rejected": list(understood.rejected),
    }


def record_feedback(message_id: str, helpful: bool, comment: str | None, now: datetime) -> None:
    """Note whether an answer helped; saying it again replaces what was said.

    Raises NoSuchMessage.
    """
    message = db.session.get(ChatMessage, message_id)
    if message is None:
        raise NoSuchMessage
    masked = mask_free_text(comment) if comment else None
    sealed = sealer().seal(masked, "chat_feedback", message_id, "comment") if masked else None
    db.session.merge(
        ChatFeedback(
            message_id=message_id,
            helpful=helpful,
            comment_sealed=sealed,
            given_at=now,
            keep_until=beijing_day(now) + timedelta(days=KEEP_DAYS),
        )
    )
    db.session.flush()
