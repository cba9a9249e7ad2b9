"""One person's sitting at one browser: what was opened in it is shut to whoever sits there next.

A village's computer and a neighbour's phone are used by one after the other, and a browser keeps every
step: going back and sending again shows what the former person said, with the number and the access
code that stood in the form. So each private step belongs to a sitting, a secret in the page cookie. It
is over after half an hour without a step, or at once by 我说完了 (`leave`). Forms of an earlier sitting
are told by when they were made (their token says it): they answer no more, yet what is written for the
first time in an old form is taken in.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from typing import Any, Final

from flask import current_app, render_template, request, session
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.datastructures import ImmutableMultiDict

from backend.sealing import SealBroken, sealer

REST: Final = 30 * 60
_KEY: Final = "sitting"
_OF_A_RESIDENT: Final = (_KEY, "csrf_token", "channel_pass")
_NEVER_KEPT: Final = frozenset({"csrf_token", "number", "access_code", "kept"})


@dataclass(frozen=True)
class Sitting:
    """`mark` is its secret; `began`, `seen`: seconds since 1970. Forms made before `began` belong to
    somebody else."""

    mark: str
    began: int
    seen: int


def is_put_away() -> bool:
    """Whether the form just sent lies behind a later step of this sitting that has rested, or in an
    earlier sitting: sent before, or left open. What it once showed is shown no more."""
    kept = _kept()
    if kept is None:
        return False
    made = _form_made_at()
    return made < kept.began or (_has_rested(kept) and made < kept.seen)


def put_away_page() -> tuple[str, int]:
    """Tell, without a word of what it was, that this form is no longer shown."""
    return render_template("web/put_away.html"), 409


def asks_code_again() -> bool:
    """Whether number and code in the form just sent count no more, for nobody has been here for half
    an hour since they were written."""
    kept = _kept()
    if kept is None:
        return False
    made = _form_made_at()
    return made < kept.began or (_has_rested(kept) and made <= kept.seen)


def step() -> Sitting:
    """Note a private step and give the sitting: the one that goes on, or a fresh one."""
    kept, now = _kept(), int(time.time())
    if kept is None:
        fresh = Sitting(secrets.token_hex(16), 0, now)
    elif _has_rested(kept):
        fresh = Sitting(secrets.token_hex(16), kept.seen + 1, now)
    else:
        fresh = Sitting(kept.mark, kept.began, now)
    session[_KEY] = [fresh.mark, fresh.began, fresh.seen]
    return fresh


def leave() -> None:
    """End the sitting. With the form token gone every form made so far is refused, wherever the
    browser still has it. Who is signed in as staff stays so."""
    for name in _OF_A_RESIDENT:
        session.pop(name, None)


def talk_of(visible: str) -> str:
    """Give the conversation that a page calls `visible`: without this sitting that word opens none."""
    mark = step().mark
    seal = sealer()
    return _owner(mark) + seal.fingerprint("chat-of-sitting", f"{mark}\n{visible}")[:16]


def is_talk_of_this_sitting(conversation_id: str) -> bool:
    kept = _kept()
    if kept is None or _has_rested(kept):
        return False
    return conversation_id.startswith(_owner(kept.mark))


def written_so_far(number: str) -> str:
    """Give what was written in the form just sent, sealed, to be brought back with the right code."""
    fields = [(name, text) for name, text in request.form.items() if name not in _NEVER_KEPT]
    return sealer().seal_json(fields, "page_form", number, "fields")


def bring_back(number: str) -> None:
    """Put back into the form what `written_so_far` kept of it for this number."""
    kept = request.form.get("kept", "")
    if not kept:
        return
    try:
        fields: list[Any] = sealer().open_json(kept, "page_form", number, "fields")
    except SealBroken:
        return
    own = [(name, text) for name, text in request.form.items() if name in _NEVER_KEPT]
    request.form = ImmutableMultiDict([*own, *((name, text) for name, text in fields)])


def _kept() -> Sitting | None:
    kept = session.get(_KEY)  # signed by us, so that it is whole or not there
    return Sitting(*kept) if kept else None


def _has_rested(sitting: Sitting) -> bool:
    return int(time.time()) - sitting.seen > REST


def _owner(mark: str) -> str:
    return sealer().fingerprint("sitting", mark)[:16]


def _form_made_at() -> int:
    """Give when the form was made; now, for one that does not say (it was let in all the same)."""
    written = request.form.get("csrf_token", "")
    reader = URLSafeTimedSerializer(current_app.secret_key or "", salt="wtf-csrf-token")
    try:
        made = reader.loads(written, return_timestamp=True)[1]
    except BadData:
        return int(time.time())
    return int(made.timestamp())
