"""Settings of those we talk to: WeChat, an SMS gateway, a mail server, and where calls may go.

Empty means not connected; the service then runs without, and says so where it matters.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_ORIGIN = r"https?://[A-Za-z0-9.\-]+(:[0-9]{1,5})?"
_HOSTS = r"[a-z0-9.\-]+(:[0-9]{1,5})?"


@dataclass(frozen=True)
class MessageTemplate:
    """A template of WeChat's: its id, and which of its fields shows what (`number` or `next`).

    Written `id|field=number|field=next`, because every account's template names its fields itself.
    """

    id: str = ""
    fields: tuple[tuple[str, str], ...] = ()

    def filled(self, number: str, next_step: str) -> dict[str, str]:
        values = {"number": number or "见查进度页", "next": next_step}
        return {name: values[what] for name, what in self.fields}


@dataclass(frozen=True)
class WechatAccount:
    """What the platform gave the official account (公众号) and the mini-program (小程序).

    The templates say “有新进展”; without them only the 48 hours after a person's own message can be
    used.
    """

    official_app_id: str = ""
    official_token: str = field(default="", repr=False)
    official_aes_key: str = field(default="", repr=False)
    official_secret: str = field(default="", repr=False)
    mini_app_id: str = ""
    mini_secret: str = field(default="", repr=False)
    template: MessageTemplate = MessageTemplate()
    mini_template: MessageTemplate = MessageTemplate()
    api_base: str = "https://api.weixin.qq.com"


@dataclass(frozen=True)
class SmsGateway:
    """A generic HTTP gateway: POST `body` with {phone}, {text} and {message_id} filled in."""

    url: str = ""
    secret: str = field(default="", repr=False)
    body: str = '{"phone": "{phone}", "text": "{text}", "id": "{message_id}"}'


@dataclass(frozen=True)
class MailServer:
    """`smtp://` (STARTTLS when there is a login) or `smtps://`, with login in the address."""

    url: str = field(default="", repr=False)
    sender: str = ""


@dataclass(frozen=True)
class OutgoingRules:
    """Where calls may go besides the hosts of the providers themselves.

    `hosts`: allowed under https. `inside`: origins allowed although they are not https, or lie in a
    private network; each was written down by the operator.
    """

    hosts: frozenset[str] = frozenset()
    inside: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Providers:
    wechat: WechatAccount = WechatAccount()
    sms: SmsGateway = SmsGateway()
    mail: MailServer = MailServer()
    outgoing: OutgoingRules = OutgoingRules()


def read_providers(env: Mapping[str, str], faults: list[str]) -> Providers:
    """Read every provider's settings; appends one Chinese sentence to `faults` for each fault."""
    return Providers(
        _wechat(env, faults), _sms(env, faults), _mail(env, faults), _rules(env, faults)
    )


def _wechat(env: Mapping[str, str], faults: list[str]) -> WechatAccount:
    key = env.get("WECHAT_OFFICIAL_AES_KEY", "")
    if key and not re.fullmatch(r"[A-Za-z0-9]{43}", key, re.ASCII):
        faults.append("WECHAT_OFFICIAL_AES_KEY 应是公众号后台的 EncodingAESKey，43 位字母和数字。")
    if env.get("WECHAT_OFFICIAL_APP_ID") and not env.get("WECHAT_OFFICIAL_TOKEN"):
        faults.append("接公众号要同时设置 WECHAT_OFFICIAL_TOKEN（后台“服务器配置”里的令牌）。")
    return WechatAccount(
        official_app_id=env.get("WECHAT_OFFICIAL_APP_ID", ""),
        official_token=env.get("WECHAT_OFFICIAL_TOKEN", ""),
        official_aes_key=key,
        official_secret=env.get("WECHAT_OFFICIAL_SECRET", ""),
        mini_app_id=env.get("WECHAT_MINI_APP_ID", ""),
        mini_secret=env.get("WECHAT_MINI_SECRET", ""),
        template=_template(
            "WECHAT_OFFICIAL_TEMPLATE", env.get("WECHAT_OFFICIAL_TEMPLATE", ""), faults
        ),
        mini_template=_template(
            "WECHAT_MINI_TEMPLATE", env.get("WECHAT_MINI_TEMPLATE", ""), faults
        ),
        api_base=(env.get("WECHAT_API_BASE") or "https://api.weixin.qq.com").rstrip("/"),
    )


def _template(name: str, text: str, faults: list[str]) -> MessageTemplate:
    if not text:
        return MessageTemplate()
    if not re.fullmatch(r"[\w-]{8,64}(\|\w{1,40}=(number|next))+", text, re.ASCII):
        faults.append(f"{name} 应写成 模板编号|字段=number|字段=next，字段名照微信后台那个模板。")
        return MessageTemplate()
    template_id, *fields = text.split("|")
    pairs = [field.partition("=") for field in fields]
    return MessageTemplate(template_id, tuple((field, what) for field, _, what in pairs))


def _sms(env: Mapping[str, str], faults: list[str]) -> SmsGateway:
    url, body = env.get("SMS_GATEWAY_URL", ""), env.get("SMS_GATEWAY_BODY") or SmsGateway.body
    if url and not env.get("SMS_GATEWAY_SECRET"):
        faults.append("设置了 SMS_GATEWAY_URL 时要同时设置 SMS_GATEWAY_SECRET，用来签名。")
    if url and not re.match(_ORIGIN + "(/|$)", url, re.ASCII):
        faults.append("SMS_GATEWAY_URL 应是短信网关的接口网址，以 https:// 开头。")
    if "{phone}" not in body or "{text}" not in body:
        faults.append("SMS_GATEWAY_BODY 里要有 {phone} 和 {text}，发送时填入。")
    return SmsGateway(url, env.get("SMS_GATEWAY_SECRET", ""), body)


def _mail(env: Mapping[str, str], faults: list[str]) -> MailServer:
    url, sender = env.get("SMTP_URL", ""), env.get("MAIL_FROM", "")
    if url and (urlsplit(url).scheme not in ("smtp", "smtps") or not urlsplit(url).hostname):
        faults.append("SMTP_URL 应写成 smtps://用户:密码@主机:465 或 smtp://主机:25。")
    if url and "@" not in sender:
        faults.append("设置了 SMTP_URL 时要设置 MAIL_FROM（发件邮箱）。")
    return MailServer(url, sender)


def _rules(env: Mapping[str, str], faults: list[str]) -> OutgoingRules:
    hosts = _listed(env.get("OUTGOING_HOSTS", "").lower())
    inside = _listed(env.get("OUTGOING_INSIDE", "").lower())
    if any(not re.fullmatch(_HOSTS, one, re.ASCII) for one in hosts):
        faults.append("OUTGOING_HOSTS 应是主机名，逗号分开，如 xt.example.gov.cn。")
    if any(not re.fullmatch(_ORIGIN, one, re.ASCII) for one in inside):
        faults.append("OUTGOING_INSIDE 应写成 http://10.0.0.8:8080 这样，不带路径，逗号分开。")
    return OutgoingRules(frozenset(hosts), frozenset(inside))


def _listed(text: str) -> list[str]:
    return [piece.strip() for piece in text.split(",") if piece.strip()]
