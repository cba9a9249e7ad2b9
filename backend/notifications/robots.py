"""Group robots of WeCom (企业微信) and DingTalk (钉钉): a short text into the duty group.

DingTalk's signature: HMAC-SHA256 of `milliseconds\\nsecret` under the secret, base64, in the query.
Both answer 200 with `errcode`; 0 is done.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from urllib.parse import quote

from backend.notifications.duty import Contact, contact_by_id
from backend.notifications.senders import Outgoing, SendFailed, SendRefused, failed, judge
from backend.outgoing.calls import Caller, CallFailed

# Not to be mended by trying again: robot removed, key wrong, words or address not admitted.
_GONE = frozenset({93000, 93017, 300001, 310000, 400101, 400102, 400105})


class RobotSender:
    """`robot:<contact id>`; the address and secret are read when the notice leaves."""

    def __init__(self, caller: Caller, clock: Callable[[], float] = time.time) -> None:
        self._caller, self._clock = caller, clock

    def send(self, message: Outgoing) -> None:
        """Send into the group. Raises SendFailed, SendRefused."""
        contact = contact_by_id(message.target)
        if contact is None:
            raise SendRefused("contact removed")
        text = f"{message.title}：{message.text}"
        body = {"msgtype": "text", "text": {"content": text}}
        try:
            answer = self._caller.call(
                "POST",
                self._url(contact),
                body=json.dumps(body, ensure_ascii=False).encode(),
                headers={"Content-Type": "application/json; charset=utf-8"},
            )
            judge(answer)
            code = answer.json().get("errcode")
        except CallFailed as call:
            raise failed(call) from call
        if code in _GONE:
            raise SendRefused(f"robot {code}")
        if code != 0:
            raise SendFailed(f"robot {str(code)[:12]}")

    def _url(self, contact: Contact) -> str:
        if contact.kind != "dingtalk" or not contact.secret:
            return contact.address
        stamp = int(self._clock() * 1000)
        sign = quote(dingtalk_sign(contact.secret, stamp), safe="")
        joint = "&" if "?" in contact.address else "?"
        return f"{contact.address}{joint}timestamp={stamp}&sign={sign}"


def dingtalk_sign(secret: str, milliseconds: int) -> str:
    text = f"{milliseconds}\n{secret}".encode()
    return base64.b64encode(hmac.new(secret.encode(), text, hashlib.sha256).digest()).decode()
