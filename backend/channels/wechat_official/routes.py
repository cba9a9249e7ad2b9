"""The callback WeChat posts to: checked, opened, answered in the same manner it came in."""

from __future__ import annotations

import secrets
import time
from functools import lru_cache

from flask import Blueprint, Response, current_app, request
from sqlalchemy.exc import DBAPIError, TimeoutError

from backend.channels.base import InboundMessage
from backend.channels.wechat_official import deliveries, xml
from backend.channels.wechat_official.answering import answering
from backend.channels.wechat_official.envelope import Envelope, EnvelopeBroken
from backend.channels.wechat_official.inbound import message_of
from backend.channels.wechat_official.signature import is_recent, is_signed, sign
from backend.extensions import db, utc_now
from backend.problems import NotFound
from backend.providers import WechatAccount

bp = Blueprint("wechat_official", __name__, url_prefix="/channels/wechat")

_REFUSED = 403  # one answer for every fault of signature, time and envelope
_MALFORMED = 400
_AGAIN = 503


def _account() -> WechatAccount:
    account: WechatAccount = current_app.extensions["settings"].wechat
    if not account.official_token:
        raise NotFound
    return account


def _text(body: str | bytes = "", status: int = 200, kind: str = "text/plain") -> Response:
    return Response(body, status, content_type=f"{kind}; charset=utf-8")


@bp.get("/official")
def verify() -> Response:
    """Say the echo back to WeChat when it proves the token: how the address is entered there."""
    account = _account()
    echo = request.args.get("echostr", "")
    if not _is_signed(account, request.args.get("signature", "")) or not echo.isascii():
        return _text(status=_REFUSED)
    return _text(echo[:128])


@bp.post("/official")
def receive() -> Response:
    """Take one message or event in and answer it."""
    account = _account()
    if (request.content_length or 0) > xml.MOST_BYTES:
        return _text(status=413)
    raw = request.get_data(cache=False)
    if not _is_signed(account, request.args.get("signature", "")):
        return _text(status=_REFUSED)
    is_sealed = request.args.get("encrypt_type", "raw") == "aes"
    try:
        fields = xml.read(raw)
        if is_sealed:
            fields = xml.read(_opened(account, fields))
        message = message_of(fields)
    except EnvelopeBroken:
        return _text(status=_REFUSED)
    except xml.XmlBroken:
        return _text(status=_REFUSED if is_sealed else _MALFORMED)
    try:
        said = _answered(message, fields)
    except deliveries.SignatureReused:
        return _text(status=_REFUSED)
    except (DBAPIError, TimeoutError):
        db.session.rollback()
        return _text(status=_AGAIN)
    if said is None:
        return _text(status=_AGAIN)
    if not said:
        return _text("success")
    return _text(_written(account, message, said, is_sealed), kind="text/xml")


def _is_signed(account: WechatAccount, signature: str, *more: str) -> bool:
    timestamp, nonce = request.args.get("timestamp", ""), request.args.get("nonce", "")
    if not is_recent(timestamp, time.time()):
        return False
    return is_signed(signature, account.official_token, timestamp, nonce, *more)


def _opened(account: WechatAccount, fields: dict[str, str]) -> bytes:
    """Open the envelope of an encrypted message. Raises EnvelopeBroken for every fault alike."""
    sealed = fields.get("Encrypt", "")
    if not account.official_aes_key or not _is_signed(
        account, request.args.get("msg_signature", ""), sealed
    ):
        raise EnvelopeBroken
    return _envelope(account.official_aes_key, account.official_app_id).open(sealed)


@lru_cache(maxsize=4)
def _envelope(aes_key: str, app_id: str) -> Envelope:
    return Envelope(aes_key, app_id)


def _answered(message: InboundMessage, fields: dict[str, str]) -> str | None:
    signature = f"{request.args.get('timestamp', '')}\n{request.args.get('nonce', '')}"
    work = deliveries.accept(message, fields, signature, utc_now())
    return answering().answer(work, deliveries.key_of(message))


def _written(account: WechatAccount, message: InboundMessage, said: str, is_sealed: bool) -> bytes:
    now = int(time.time())
    reply = xml.write(
        {
            "ToUserName": message.sender,
            "FromUserName": message.account,
            "CreateTime": now,
            "MsgType": "text",
            "Content": said,
        }
    )
    if not is_sealed:
        return reply
    sealed = _envelope(account.official_aes_key, account.official_app_id).close(reply)
    nonce = secrets.token_hex(8)
    return xml.write(
        {
            "Encrypt": sealed,
            "MsgSignature": sign(account.official_token, str(now), nonce, sealed),
            "TimeStamp": now,
            "Nonce": nonce,
        }
    )
