"""A small typed client: the calls this service makes, for one account."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from backend.channels.wechat_api.faults import (
    TOKEN_REFUSED,
    NotConnected,
    WechatFailed,
    WechatRefused,
    raise_for,
)
from backend.channels.wechat_api.tokens import AccessTokens
from backend.outgoing.calls import Answer, Caller, CallFailed


class WechatClient:
    """Calls WeChat for one account. Every method raises WechatFailed, WechatRefused."""

    def __init__(self, app_id: str, secret: str, base: str, caller: Caller) -> None:
        self.app_id = app_id
        self._secret, self._base, self._caller = secret, base, caller
        self._tokens = AccessTokens(app_id, secret, base, caller)

    @property
    def is_connected(self) -> bool:
        return bool(self.app_id and self._secret)

    def code_to_session(self, code: str) -> tuple[str, str]:
        """Give (openid, unionid or empty) for a mini-program's login code. The session key that
        comes with them is not kept."""
        query = {
            "appid": self.app_id,
            "secret": self._secret,
            "js_code": code,
            "grant_type": "authorization_code",
        }
        found = self._object(self._call("GET", "/sns/jscode2session", query, None))
        raise_for(found.get("errcode"))
        openid = found.get("openid")
        if not isinstance(openid, str) or not 0 < len(openid) <= 64:
            raise WechatFailed("broken answer")
        return openid, str(found.get("unionid") or "")

    def phone_of(self, code: str) -> str:
        """Give the number a person let the phone-number component hand over."""
        found = self.post("/wxa/business/getuserphonenumber", {"code": code})
        phone = (found.get("phone_info") or {}).get("purePhoneNumber")
        if not isinstance(phone, str) or not phone:
            raise WechatFailed("broken answer")
        return phone

    def send_text(self, openid: str, text: str) -> None:
        """Send one customer-service message."""
        body = {"touser": openid, "msgtype": "text", "text": {"content": text}}
        self.post("/cgi-bin/message/custom/send", body)

    def send_template(
        self, openid: str, template: str, data: Mapping[str, str], url: str, message_id: str
    ) -> None:
        """Send one template message; `message_id` keeps WeChat from delivering it twice."""
        body = {
            "touser": openid,
            "template_id": template,
            "url": url,
            "client_msg_id": message_id,
            "data": {name: {"value": value} for name, value in data.items()},
        }
        self.post("/cgi-bin/message/template/send", body)

    def send_subscribed(
        self, openid: str, template: str, data: Mapping[str, str], page: str
    ) -> None:
        """Send one subscribe message of the mini-program."""
        body = {
            "touser": openid,
            "template_id": template,
            "page": page,
            "data": {name: {"value": value} for name, value in data.items()},
        }
        self.post("/cgi-bin/message/subscribe/send", body)

    def make_menu(self, menu: Mapping[str, Any]) -> None:
        self.post("/cgi-bin/menu/create", menu)

    def code_image(self, scene: str, page: str) -> bytes:
        """Give the picture of an unlimited mini-program code (PNG or JPEG)."""
        body = {"scene": scene, "page": page, "check_path": False, "width": 430}
        answer = self._with_token("/wxa/getwxacodeunlimit", body, most_bytes=512 * 1024)
        if answer.body.startswith((b"\x89PNG\r\n", b"\xff\xd8\xff")):
            return answer.body
        raise_for(self._object(answer).get("errcode"))
        raise WechatFailed("broken answer")

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Make a call with the account's token and give its answer."""
        found = self._object(self._with_token(path, body))
        raise_for(found.get("errcode"))
        return found

    def _with_token(self, path: str, body: Mapping[str, Any], **limits: int) -> Answer:
        """Call; when the token is refused, once more with a fresh one, and no more."""
        if not self.is_connected:
            raise NotConnected
        raw = json.dumps(body, ensure_ascii=False).encode()
        token = self._tokens.get()
        answer = self._call("POST", path, {"access_token": token}, raw, **limits)
        if self._refused_code(answer) is None:
            return answer
        token = self._tokens.get(refused=token)
        answer = self._call("POST", path, {"access_token": token}, raw, **limits)
        if self._refused_code(answer) is not None:
            raise WechatFailed("token refused")
        return answer

    def _refused_code(self, answer: Answer) -> int | None:
        if b"errcode" not in answer.body[:4096]:
            return None
        try:
            code = answer.json().get("errcode")
        except CallFailed:
            return None
        return code if code in TOKEN_REFUSED else None

    def _call(
        self, method: str, path: str, query: Mapping[str, str], body: bytes | None, **limits: int
    ) -> Answer:
        if not self.is_connected:
            raise NotConnected
        url = f"{self._base}{path}?{urlencode(query)}"
        headers = {"Content-Type": "application/json; charset=utf-8"} if body else {}
        try:
            answer = self._caller.call(method, url, body=body, headers=headers, **limits)
        except CallFailed as fault:
            raise WechatFailed(fault.reason) from fault
        if answer.status != 200:
            raise WechatFailed(f"http {answer.status}")
        return answer

    @staticmethod
    def _object(answer: Answer) -> dict[str, Any]:
        try:
            return answer.json()
        except CallFailed as fault:
            raise WechatFailed("broken answer") from fault


__all__ = ["WechatClient", "WechatRefused"]
