"""One-time subscribe messages: only to who agreed, one for each consent."""

from __future__ import annotations

from flask import Flask

from backend.channels.mini_program.login import KIND
from backend.channels.wechat_api.client import WechatClient
from backend.channels.wechat_api.faults import NotConnected, WechatFailed, WechatRefused
from backend.channels.wechat_official.sender import as_send_failed
from backend.extensions import db, utc_now
from backend.notifications.senders import Outgoing, Senders, SendRefused
from backend.providers import MessageTemplate
from backend.residents.services import addresses_of, messages_left, use_message
from backend.transaction import transaction

_NO_CONSENT = 43101
_PAGE = "pages/status/status"


class MiniProgramSender:
    def __init__(self, client: WechatClient, template: MessageTemplate) -> None:
        self._client, self._template = client, template

    def send(self, message: Outgoing) -> None:
        """Send and count one consent as used. Raises SendFailed, SendRefused."""
        address = f"{KIND}:{message.target}"
        left = messages_left(address)
        db.session.rollback()
        if not self._template.id or not left:
            raise SendRefused("no consent")
        data = self._template.filled(message.number, "请到查进度页查看")
        try:
            self._client.send_subscribed(message.target, self._template.id, data, _PAGE)
        except NotConnected as fault:
            raise SendRefused(fault.reason) from fault
        except WechatRefused as fault:
            if fault.code == _NO_CONSENT:
                with transaction():
                    use_message(address, utc_now(), all_of_them=True)
            raise SendRefused(fault.reason) from fault
        except WechatFailed as fault:
            raise as_send_failed(fault) from fault
        with transaction():
            use_message(address, utc_now())


def bind(app: Flask) -> None:
    """Make the client, tell where bound cases are told of, and register the sender."""
    account = app.extensions["settings"].wechat
    client = WechatClient(
        account.mini_app_id, account.mini_secret, account.api_base, app.extensions["caller"]
    )
    app.extensions["mini_program"] = client
    register: Senders = app.extensions["senders"]
    register.find_by("resident", addresses_of)
    if client.is_connected:
        register.register(KIND, MiniProgramSender(client, account.mini_template))
