"""Calls to WeChat behind the mini-program's own: their faults as our problems."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import current_app

from backend.channels.wechat_api.client import WechatClient
from backend.channels.wechat_api.faults import NotConnected, WechatFailed, WechatRefused
from backend.extensions import db
from backend.problems import FieldError, Invalid, NotFound, OutOfService

KIND = "mini_program"
_CODE_FAULTS = frozenset({40029, 40163, 41008, 40226, 47001})
Found = TypeVar("Found")


class NotOffered(NotFound):
    slug, title = "mini-program-not-connected", "没有接小程序"
    detail_default = "这里还没有接微信小程序，请用网页，或打窗口电话。"


def client() -> WechatClient:
    found: WechatClient = current_app.extensions["mini_program"]
    return found


def asked(call: Callable[[], Found]) -> Found:
    """Make a call to WeChat, outside any transaction. Raises NotOffered, Invalid, OutOfService."""
    db.session.rollback()
    try:
        return call()
    except NotConnected as fault:
        raise NotOffered from fault
    except WechatRefused as fault:
        if fault.code in _CODE_FAULTS:
            sentence = "这个凭证不对或者过期了，请重新打开小程序再试。"
            raise Invalid(errors=[FieldError("/code", sentence)]) from fault
        raise OutOfService(_LATER) from fault
    except WechatFailed as fault:
        raise OutOfService(_LATER) from fault


_LATER = "微信那边暂时没有回应，请过一会儿再试；着急请用网页，或打窗口电话。"


def address_of(code: str) -> str:
    """Give the address of whoever holds the login code."""
    openid, _unionid = asked(lambda: client().code_to_session(code))
    return f"{KIND}:{openid}"
