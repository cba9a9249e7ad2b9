"""Text messages through a generic HTTP gateway: one signed POST, its body from a setting.

Headers: X-Message-Id (the same on every try), X-Timestamp (Unix seconds), X-Signature (hex
HMAC-SHA256 of `timestamp\\nmessage id\\nbody` under SMS_GATEWAY_SECRET).
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from collections.abc import Callable
from urllib.parse import quote

from backend.notifications.senders import Outgoing, SendRefused, failed, judge
from backend.outgoing.calls import Caller, CallFailed
from backend.persons import phone_fault
from backend.providers import SmsGateway


class SmsSender:
    def __init__(
        self, gateway: SmsGateway, caller: Caller, clock: Callable[[], float] = time.time
    ) -> None:
        self._gateway, self._caller, self._clock = gateway, caller, clock
        self._is_json = gateway.body.lstrip().startswith("{")

    def send(self, message: Outgoing) -> None:
        """Send one text message. Raises SendFailed, SendRefused."""
        if phone_fault(message.target):
            raise SendRefused("no phone")
        if not message.target.startswith("1"):
            raise SendRefused("landline")
        body = self._filled(message).encode()
        stamp = str(int(self._clock()))
        signed = f"{stamp}\n{message.message_id}\n".encode() + body
        kind = "application/json" if self._is_json else "application/x-www-form-urlencoded"
        headers = {
            "Content-Type": f"{kind}; charset=utf-8",
            "X-Message-Id": message.message_id,
            "X-Timestamp": stamp,
            "X-Signature": signature(self._gateway.secret, signed),
        }
        try:
            judge(self._caller.call("POST", self._gateway.url, body=body, headers=headers))
        except CallFailed as call:
            raise failed(call) from call

    def _filled(self, message: Outgoing) -> str:
        """Fill in the body, each value encoded for where it stands: JSON text or a form field."""
        values = {
            "{phone}": message.target,
            "{text}": message.text,
            "{message_id}": message.message_id,
        }
        body = self._gateway.body
        for mark, value in values.items():
            encoded = json.dumps(value, ensure_ascii=False)[1:-1] if self._is_json else quote(value)
            body = body.replace(mark, encoded)
        return body


def signature(secret: str, signed: bytes) -> str:
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()
