"""Write to somebody in WeChat: in the 48 hours after their message as customer service, otherwise
by the message template, when there is one."""

from __future__ import annotations

from flask import Flask

from backend.channels.rendering import split
from backend.channels.wechat_api.client import WechatClient
from backend.channels.wechat_api.faults import NotConnected, WechatFailed, WechatRefused
from backend.channels.wechat_official.people import KIND, may_be_written_to
from backend.extensions import db, utc_now
from backend.notifications.messages import is_reply
from backend.notifications.senders import Outgoing, ProviderAway, Senders, SendFailed, SendRefused
from backend.providers import MessageTemplate

_NOT_NOW = frozenset({45015, 45047})  # the 48 hours are over, or too many without an answer
_AWAY = frozenset({"unreachable", "too slow", "name unknown", "broken answer", "token busy"})


class OfficialSender:
    def __init__(self, client: WechatClient, template: MessageTemplate, base_url: str) -> None:
        self._client, self._template, self._base_url = client, template, base_url

    def send(self, message: Outgoing) -> None:
        """Send by whichever way is open. Raises SendFailed, SendRefused."""
        try:
            self._send(message)
        except NotConnected as fault:
            raise SendRefused(fault.reason) from fault
        except WechatRefused as fault:
            raise SendRefused(fault.reason) from fault
        except WechatFailed as fault:
            raise as_send_failed(fault) from fault

    def _send(self, message: Outgoing) -> None:
        is_open = may_be_written_to(message.target, utc_now())
        db.session.rollback()
        if is_open:
            try:
                for piece in split(_worded(message)):
                    self._client.send_text(message.target, piece)
                return
            except WechatRefused as refusal:
                if refusal.code not in _NOT_NOW:
                    raise
        if not self._template.id:
            raise SendRefused("window closed")
        next_step = "请打开公众号对话看" if is_reply(message.event) else "请到查进度页查看"
        self._client.send_template(
            message.target,
            self._template.id,
            self._template.filled(message.number, next_step),
            f"{self._base_url}/status",
            message.message_id,
        )
        if is_reply(message.event):  # the words themselves follow when the person writes
            raise SendRefused("window closed")


def as_send_failed(fault: WechatFailed) -> SendFailed:
    """Give what a passing fault means: the provider itself away, or this message only."""
    if fault.reason in _AWAY or fault.reason.startswith(("http 5", "token ", "wechat 45009")):
        return ProviderAway(fault.reason)
    return SendFailed(fault.reason)


def _worded(message: Outgoing) -> str:
    if message.event == "chat:clerk_replied":
        return f"窗口回复：{message.text}"
    return message.text


def bind(app: Flask) -> None:
    """Make the client; register the sender where the account is connected."""
    settings = app.extensions["settings"]
    account = settings.wechat
    client = WechatClient(
        account.official_app_id,
        account.official_secret,
        account.api_base,
        app.extensions["caller"],
    )
    app.extensions["wechat_official"] = client
    if client.is_connected:
        register: Senders = app.extensions["senders"]
        register.register(KIND, OfficialSender(client, account.template, settings.public_base_url))
