"""WeChat, played by others: wechatpy signs, encrypts, posts and opens our answers; a real HTTP server
plays WeChat's API, faults included."""

from __future__ import annotations

import itertools
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
import waitress
import xmltodict
from flask import Flask
from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

from tests.support.provider import Asked, Provider, Say

TOKEN, APP_ID, ACCOUNT = "tokenfortests", "wx1234567890abcdef", "gh_0123456789ab"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
PATH = "/channels/wechat/official"
_numbers = itertools.count(int(time.time() * 1000))


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve `app` on a real port in a thread; gives its address."""
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=8)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(5)


@dataclass
class Heard:
    """What came back: status, and the reply's fields (empty when nothing was said)."""

    status: int
    fields: dict[str, str]

    @property
    def text(self) -> str:
        return self.fields.get("Content", "")


@dataclass
class Platform:
    """The platform's side of one account. `mode`: plain, compatible or encrypted."""

    base: str
    mode: str = "plain"
    token: str = TOKEN
    app_id: str = APP_ID
    aes_key: str = AES_KEY
    session: requests.Session = field(default_factory=requests.Session)

    def signed(self, *more: str, at: float | None = None, nonce: str = "") -> dict[str, str]:
        stamp, nonce = str(int(at or time.time())), nonce or secrets.token_hex(8)
        return {"timestamp": stamp, "nonce": nonce, "signature": self.sign(stamp, nonce)}

    def sign(self, *parts: str) -> str:
        signer = WeChatSigner()
        signer.add_data(self.token, *parts)
        return str(signer.signature)

    def post(self, fields: dict[str, Any], query: dict[str, str] | None = None) -> Heard:
        """Deliver one message; a new signature each time, as WeChat does."""
        query = query or self.signed()
        body = xmltodict.unparse({"xml": fields}, full_document=False)
        if self.mode != "plain":
            query = query | {"encrypt_type": "aes"}
            body = self._sealed(body, query, fields)
        answer = self.session.post(self.base + PATH, params=query, data=body.encode(), timeout=20)
        return self._heard(answer)

    def _sealed(self, body: str, query: dict[str, str], fields: dict[str, Any]) -> str:
        crypto = WeChatCrypto(self.token, self.aes_key, self.app_id)
        sealed = crypto.encrypt_message(body, query["nonce"], query["timestamp"])
        parts = xmltodict.parse(sealed)["xml"]
        query["msg_signature"] = parts["MsgSignature"]
        clear = fields if self.mode == "compatible" else {"ToUserName": ACCOUNT}
        return str(
            xmltodict.unparse({"xml": clear | {"Encrypt": parts["Encrypt"]}}, full_document=False)
        )

    def _heard(self, answer: requests.Response) -> Heard:
        if answer.status_code != 200 or not answer.text.startswith("<xml>"):
            assert answer.status_code != 200 or answer.text == "success"
            return Heard(answer.status_code, {})
        parts = xmltodict.parse(answer.content)["xml"]
        if self.mode != "plain":
            crypto = WeChatCrypto(self.token, self.aes_key, self.app_id)
            opened = crypto.decrypt_message(
                answer.content, parts["MsgSignature"], parts["TimeStamp"], parts["Nonce"]
            )
            parts = xmltodict.parse(opened)["xml"]
        else:
            assert "Encrypt" not in parts
        return Heard(200, parts)

    def say(self, who: str, text: str) -> Heard:
        return self.post(message(who, "text", Content=text))


def message(who: str, kind: str, **more: Any) -> dict[str, Any]:
    head = {"ToUserName": ACCOUNT, "FromUserName": who, "CreateTime": str(int(time.time()))}
    return head | {"MsgType": kind, "MsgId": str(next(_numbers))} | more


def event(who: str, name: str, key: str = "", **more: Any) -> dict[str, Any]:
    head = {"ToUserName": ACCOUNT, "FromUserName": who, "CreateTime": str(int(time.time()))}
    return head | {"MsgType": "event", "Event": name, "EventKey": key} | more


class Api:
    """WeChat's API as a script for a Provider: tokens with an end, and what was sent to whom."""

    def __init__(self) -> None:
        self.tokens = 0
        self.good = ""
        self.sent: list[tuple[str, str]] = []
        self.templates: list[dict[str, Any]] = []
        self.subscribed: list[dict[str, Any]] = []
        self.menu: Any = None
        self.window_closed: set[str] = set()
        self._lock = threading.Lock()

    def expire(self) -> None:
        """From now on the token given out is no good, although its time is not over."""
        with self._lock:
            self.good = "none"

    def __call__(self, asked: Asked) -> Say:
        with self._lock:
            return Say(self._answer(asked))

    def _answer(self, asked: Asked) -> Any:
        if asked.path == "/cgi-bin/stable_token":
            if self.good in ("", "none") or asked.json()["force_refresh"]:
                self.tokens += 1
                self.good = f"token-{self.tokens}"
            return {"access_token": self.good, "expires_in": 7200}
        if asked.path == "/sns/jscode2session":
            code = asked.query["js_code"]
            if not code.startswith("code-"):
                return {"errcode": 40029, "errmsg": "invalid code"}
            return {"openid": "mini-" + code, "session_key": "c2VjcmV0LXNlc3Npb24=", "unionid": "u"}
        if asked.query.get("access_token") != self.good:
            return {"errcode": 40001, "errmsg": "invalid credential"}
        if asked.path == "/wxa/getwxacodeunlimit":
            return b"\x89PNG\r\n\x1a\n" + asked.json()["scene"].encode()
        body = asked.json()
        if asked.path == "/cgi-bin/message/custom/send":
            if body["touser"] in self.window_closed:
                return {"errcode": 45015, "errmsg": "response out of time limit"}
            self.sent.append((body["touser"], body["text"]["content"]))
        elif asked.path == "/cgi-bin/message/template/send":
            self.templates.append(body)
        elif asked.path == "/cgi-bin/message/subscribe/send":
            self.subscribed.append(body)
        elif asked.path == "/cgi-bin/menu/create":
            self.menu = body
        elif asked.path == "/wxa/business/getuserphonenumber":
            return {"errcode": 0, "phone_info": {"purePhoneNumber": "13800000000"}}
        return {"errcode": 0, "errmsg": "ok"}


__all__ = [
    "AES_KEY",
    "APP_ID",
    "Api",
    "Heard",
    "Platform",
    "Provider",
    "event",
    "message",
    "serving",
]
