"""Out: from the trail into the outbox, and from there to the target, signed."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import datetime

from flask import Flask
from sqlalchemy import select

from backend.audit.queries import Entry, entries_after
from backend.extensions import db
from backend.intake.queries import numbers_of
from backend.notifications import outbox
from backend.notifications.senders import Outgoing, Senders, SendRefused, failed, judge
from backend.outgoing.calls import Caller, CallFailed
from backend.regions.codes import contains
from backend.transaction import transaction
from backend.webhooks.models import WebhookTarget
from backend.webhooks.register import target
from backend.webhooks.signing import sign

_AT_ONCE = 500


def pump(now: datetime) -> int:
    """Leave a notice for every event not told yet; give how many. One transaction for each target:
    how far it has been told moves together with the notices."""
    count = 0
    ids = list(db.session.scalars(select(WebhookTarget.id)))
    db.session.rollback()
    for target_id in ids:
        with transaction():
            row = db.session.get(
                WebhookTarget, target_id, with_for_update=True, populate_existing=True
            )
            if row is not None:
                count += _tell(row, now)
    return count


def _tell(row: WebhookTarget, now: datetime) -> int:
    entries = entries_after(row.told_seq, _AT_ONCE)
    wanted = [one for one in entries if _is_for(one, row)]
    numbers = numbers_of([one.subject for one in wanted])
    for one in wanted:
        key = f"webhook:{row.id}:{one.seq}"
        body = _body(one, numbers.get(one.subject))
        sealed = outbox.seal_address(f"webhook:{row.id}", key)
        outbox.put("webhook:event", one.subject, "system", sealed, {"text": body}, key, now=now)
    if entries:
        row.told_seq = entries[-1].seq
    return len(wanted)


def _is_for(entry: Entry, row: WebhookTarget) -> bool:
    return entry.action in row.events and bool(
        entry.division and contains(row.division_code, entry.division)
    )


def _body(entry: Entry, number: str | None) -> str:
    event = {
        "id": f"event-{entry.seq}",
        "type": entry.action,
        "at": entry.at.isoformat(timespec="seconds").replace("+00:00", "Z"),
        "case": {
            "id": entry.subject,
            "number": number,
            "kind": entry.fields.get("kind"),
            "state": entry.fields.get("to"),
            "version": entry.fields.get("version"),
            "division_code": entry.division,
        },
    }
    return json.dumps(event, ensure_ascii=False, separators=(",", ":"))


class WebhookSender:
    """`webhook:<target id>`: POST the event; the id is the same on every try."""

    def __init__(self, caller: Caller, clock: Callable[[], float] = time.time) -> None:
        self._caller, self._clock = caller, clock

    def send(self, message: Outgoing) -> None:
        """Deliver one event. Raises SendFailed, SendRefused."""
        known = target(message.target)
        if known is None:
            raise SendRefused("target removed")
        body, stamp = message.text.encode(), str(int(self._clock()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "X-Webhook-Id": message.message_id,
            "X-Webhook-Timestamp": stamp,
            "X-Webhook-Signature": sign(known.secret, stamp, message.message_id, body),
        }
        try:
            judge(self._caller.call("POST", known.url, body=body, headers=headers))
        except CallFailed as call:
            raise failed(call) from call


def bind(app: Flask) -> None:
    register: Senders = app.extensions["senders"]
    register.register("webhook", WebhookSender(app.extensions["caller"]))
