"""What a conversation remembers from one turn to the next, and the log of turns.

The log is written in batches. With the embedded database there is one process, so its own memory
of a conversation is always the newest; with several processes the table is asked.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import insert, select

from backend.batches import BatchWriter
from backend.chat.models import ChatMessage
from backend.chat.understanding import NO_CONTEXT, Choice, Context
from backend.extensions import db
from backend.sealing import Sealer

KEEP_DAYS = 30
_MOST_CONVERSATIONS = 5_000
_WORDS_OF_TURNS = 6


@dataclass(frozen=True)
class Turn:
    """One question and what came of it. `question` is masked already; `said` is the text of the
    reply as it was given."""

    id: str
    conversation_id: str
    asked_at: datetime
    channel: str
    place: str | None
    kind: str
    scheme: str | None
    facet: str | None
    question: str
    day: date
    before: Context
    after: Context
    said: str = ""


class ConversationMemory:
    """Remembers contexts and logs turns; one per application."""

    def __init__(self, app: Flask, sealer: Sealer, *, only_process: bool) -> None:
        self._sealer = sealer
        self._only_process = only_process
        self._contexts: OrderedDict[str, Context] = OrderedDict()
        self._lock = threading.Lock()
        self.log: BatchWriter[Turn] = BatchWriter(app, self._write)

    def context_of(self, conversation_id: str) -> Context:
        """Give what the conversation knows; nothing for one that is unknown or forgotten."""
        if self._only_process:
            with self._lock:
                if conversation_id in self._contexts:
                    return self._contexts[conversation_id]
        waiting = self.log.find(lambda turn: turn.conversation_id == conversation_id)
        if waiting is not None:
            return waiting.after
        row = db.session.scalars(
            select(ChatMessage)
            .where(ChatMessage.conversation_id == conversation_id)
            .order_by(ChatMessage.asked_at.desc())
            .limit(1)
        ).first()
        return self.read(row).after if row else NO_CONTEXT

    def keep(self, turn: Turn) -> None:
        """Remember the turn at once and log it soon."""
        with self._lock:
            self._contexts[turn.conversation_id] = turn.after
            self._contexts.move_to_end(turn.conversation_id)
            if len(self._contexts) > _MOST_CONVERSATIONS:
                self._contexts.popitem(last=False)
        self.log.add(turn)

    def turn(self, message_id: str) -> Turn | None:
        """Give a logged turn, whether written already or not."""
        waiting = self.log.find(lambda turn: turn.id == message_id)
        if waiting is not None:
            return waiting
        row = db.session.get(ChatMessage, message_id)
        return self.read(row) if row else None

    def words_of(self, conversation_id: str) -> str:
        """Give what was last asked in a conversation, oldest first, masked as it is kept; ends the
        read the caller began, for it would not see what has just been written."""
        self.log.flush()
        db.session.rollback()
        rows = db.session.scalars(
            select(ChatMessage)
            .where(ChatMessage.conversation_id == conversation_id)
            .order_by(ChatMessage.asked_at.desc())
            .limit(_WORDS_OF_TURNS)
        )
        said = [self.read(row).question for row in rows]
        return "\n".join(dict.fromkeys(reversed(said)))

    def _write(self, turns: Sequence[Turn]) -> None:
        db.session.execute(insert(ChatMessage), [self._values(turn) for turn in turns])

    def _values(self, turn: Turn) -> dict[str, Any]:
        private = {
            "question": turn.question,
            "day": turn.day.isoformat(),
            "before": _context_out(turn.before),
            "after": _context_out(turn.after),
            "said": turn.said,
        }
        return {
            "id": turn.id,
            "conversation_id": turn.conversation_id,
            "asked_at": turn.asked_at,
            "channel": turn.channel,
            "place": turn.place,
            "kind": turn.kind,
            "scheme": turn.scheme,
            "facet": turn.facet,
            "sealed": self._sealer.seal_json(private, "chat_message", turn.id, "sealed"),
            "keep_until": turn.day + timedelta(days=KEEP_DAYS),
        }

    def read(self, row: ChatMessage) -> Turn:
        """Open a logged row."""
        private = self._sealer.open_json(row.sealed, "chat_message", row.id, "sealed")
        return Turn(
            id=row.id,
            conversation_id=row.conversation_id,
            asked_at=row.asked_at,
            channel=row.channel,
            place=row.place,
            kind=row.kind,
            scheme=row.scheme,
            facet=row.facet,
            question=private["question"],
            day=date.fromisoformat(private["day"]),
            before=_context_in(private["before"]),
            after=_context_in(private["after"]),
            said=private.get("said", ""),
        )


def _context_out(context: Context) -> list[Any]:
    offered = [[c.label, c.text, c.scheme, c.facet] for c in context.offered]
    return [context.scheme, context.facet, offered, context.place, context.wants_person]


def _context_in(stored: list[Any]) -> Context:
    scheme, facet, offered, *more = stored  # turns of an earlier release have less
    return Context(scheme, facet, tuple(Choice(*one) for one in offered), *more)
