"""Answer one delivery: decide, do and say in one transaction, in time or later.

The work runs beside the waiting call. What is late, or too long for one reply, leaves through the
outbox as customer-service messages. Work that was broken off (a crash, a lost store) is taken up
again by a task; the message was written down before anything else.
"""

from __future__ import annotations

import logging
import os
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from flask import Flask, current_app
from sqlalchemy.exc import DBAPIError, TimeoutError

from backend.channels.base import InboundMessage
from backend.channels.rendering import split
from backend.channels.wechat_official import deliveries, people
from backend.channels.wechat_official.deliveries import LeaseLost, Work
from backend.channels.wechat_official.inbound import message_of
from backend.channels.wechat_official.slot import Slot
from backend.channels.wechat_official.turn import Turn
from backend.channels.wechat_official.turns import turn_of
from backend.extensions import db, utc_now
from backend.notifications import outbox
from backend.notifications.upkeep import retry_dead_of
from backend.transaction import transaction

log = logging.getLogger(__name__)

ANSWER_SECONDS = 4.5
_MORE_SECONDS = 0.4
_POLL_SECONDS = 0.05
_TRIES = 3
_THREADS = 8


class Answering:
    """Answers deliveries of one application."""

    def __init__(self, app: Flask, seconds: float = ANSWER_SECONDS) -> None:
        self.seconds = seconds
        self._app = app
        self._pool: ThreadPoolExecutor | None = None
        self._pid = 0

    def answer(self, work: Work | None, key_hash: str) -> str | None:
        """Give the text to say at once, empty for nothing; None when WeChat should ask again.

        `work` is None for a repeat: it gets the first one's answer, or takes over what was left.
        """
        deadline = time.monotonic() + self.seconds
        while work is None:
            said = deliveries.answer_of(key_hash)
            if said is not None:
                return said
            work = deliveries.take_over(key_hash, utc_now())
            if work is None and time.monotonic() > deadline:
                return ""
            if work is None:
                time.sleep(_POLL_SECONDS)
        slot = Slot()
        self._run(work, slot)
        if not slot.wait(max(0.05, deadline - time.monotonic()), _MORE_SECONDS):
            return ""
        return slot.answer

    def _run(self, work: Work, slot: Slot) -> None:
        if self._pool is None or self._pid != os.getpid():  # a forked child has no threads
            self._pool, self._pid = ThreadPoolExecutor(_THREADS, "wechat"), os.getpid()
        self._pool.submit(self._work, work, slot)

    def _work(self, work: Work, slot: Slot) -> None:
        with self._app.app_context():
            try:
                slot.settle(do(work, slot, utc_now()))
            except LeaseLost:
                slot.settle("")
            except Exception as error:
                log.error("a delivery was not answered", extra={"kind": type(error).__name__})
                deliveries.give_back(work, utc_now())
                slot.settle(None)
            finally:
                db.session.remove()


def do(work: Work, slot: Slot, now: datetime) -> str:
    """Decide once, then do and say in one transaction, tried again while the store is busy."""
    message = message_of(work.fields)
    person = people.person_of(message.sender, now)
    turn = turn_of(message, person, now)
    db.session.rollback()
    for attempt in range(_TRIES):
        try:
            return _done(work, message, person, turn, slot, now)
        except (DBAPIError, TimeoutError):
            db.session.rollback()
            if attempt == _TRIES - 1:
                raise
            time.sleep(0.1 * (attempt + 1))
    raise AssertionError


def _done(
    work: Work,
    message: InboundMessage,
    person: people.Person,
    turn: Turn,
    slot: Slot,
    now: datetime,
) -> str:
    with transaction():
        pieces = split(turn.said(person, now))
        if person.case_id:
            retry_dead_of(person.case_id, "chat:clerk_replied", now)
        if turn.is_silent:
            pieces = []
        in_time = slot.promise()
        at_once = pieces[0] if pieces and in_time else ""
        for number, piece in enumerate(pieces[1:] if in_time else pieces):
            key = f"late:{work.key_hash}:{number}"
            address = f"{people.KIND}:{message.sender}"
            outbox.put_reply("chat:answered_later", person.hash, address, piece, key, now=now)
        deliveries.finish(work, at_once)
    return at_once


def take_up(now: datetime) -> int:
    """Answer what was left lying; give how many. One that fails again and again is given up, with
    a line in the log: it must not hold up those behind it."""
    count = 0
    for key_hash in deliveries.left_over(now):
        work = deliveries.take_over(key_hash, now)
        if work is None:
            continue
        try:
            if deliveries.attempts_of(key_hash) > deliveries.MOST_ATTEMPTS:
                log.error("a delivery was given up")
                with transaction():
                    deliveries.finish(work, "")
            else:
                do(work, Slot(is_open=False), now)
            count += 1
        except LeaseLost:
            continue
        except Exception as error:
            db.session.rollback()
            log.error("a delivery was not answered", extra={"kind": type(error).__name__})
    return count


def bind(app: Flask) -> None:
    app.extensions["wechat_answering"] = Answering(app)


def answering() -> Answering:
    found: Answering = current_app.extensions["wechat_answering"]
    return found
