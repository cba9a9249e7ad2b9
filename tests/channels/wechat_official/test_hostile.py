"""Faulty and hostile callbacks never hurt: one answer for every broken envelope, no entity is read,
nothing is written down."""

from __future__ import annotations

import base64
import contextlib
import secrets
import time

import pytest
import requests
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select
from wechatpy.crypto import WeChatCrypto

from backend.channels.wechat_official import xml
from backend.channels.wechat_official.envelope import Envelope, EnvelopeBroken
from backend.channels.wechat_official.inbound import message_of
from backend.channels.wechat_official.models import WechatDelivery
from backend.channels.wechat_official.signature import is_recent, is_signed
from backend.extensions import db
from tests.channels.conftest import Connected
from tests.support.wechat import AES_KEY, APP_ID, PATH, TOKEN, Platform, message

BILLION = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    '<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><xml><Content>&b;</Content></xml>'
)
OUTSIDE = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Content>&f;</Content></xml>'
BODIES: list[bytes] = [
    b"",
    b"<xml>",
    b"<xml></xml>",
    b"not xml at all",
    BILLION.encode(),
    OUTSIDE.encode(),
    b"<xml>" + b"<a>" * 5000,
    b"<xml>" + b"<a>x</a>" * 100 + b"</xml>",
    b"<xml><MsgType>text</MsgType><MsgType>event</MsgType></xml>",
    "<xml><Content>低保</Content></xml>".encode("gbk"),
    '<?xml version="1.0" encoding="gbk"?><xml><Content>x</Content></xml>'.encode("utf-16"),
    b"<xml><ToUserName>a</ToUserName><FromUserName>\xff\xfe</FromUserName></xml>",
    b"<xml><ToUserName>a</ToUserName><FromUserName>b</FromUserName><CreateTime>-1</CreateTime>"
    b"<MsgType>text</MsgType><MsgId>1</MsgId></xml>",
    b"<xml><ToUserName>a</ToUserName><FromUserName>b</FromUserName><CreateTime>1</CreateTime>"
    b"<MsgType>text</MsgType></xml>",
    b"x" * 70_000,
]


def post(connected: Connected, body: bytes, query: dict[str, str]) -> requests.Response:
    return requests.post(connected.base + PATH, params=query, data=body, timeout=20)


def nothing_was_kept() -> bool:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(WechatDelivery)) == 0


def test_broken_bodies_with_a_good_signature(connected: Connected) -> None:
    for body in BODIES:
        answer = post(connected, body, connected.platform.signed())
        assert answer.status_code in (400, 413), body[:60]
        assert answer.text == ""
    assert nothing_was_kept()


def _sealed(platform: Platform, encrypt: str) -> tuple[bytes, dict[str, str]]:
    query = platform.signed()
    query["msg_signature"] = platform.sign(query["timestamp"], query["nonce"], encrypt)
    body = f"<xml><ToUserName>gh</ToUserName><Encrypt>{encrypt}</Encrypt></xml>"
    return body.encode(), query | {"encrypt_type": "aes"}


def test_every_broken_envelope_gets_the_same_answer(connected: Connected) -> None:
    other_app = WeChatCrypto(TOKEN, AES_KEY, "wx-someone-else")
    other_key = WeChatCrypto(TOKEN, AES_KEY[::-1], APP_ID)
    right = WeChatCrypto(TOKEN, AES_KEY, APP_ID)

    def made(crypto: WeChatCrypto, text: str) -> str:
        import xmltodict

        made = xmltodict.parse(crypto.encrypt_message(text, "n", "1"))["xml"]["Encrypt"]
        return str(made)

    whole = made(right, "<xml><MsgType>text</MsgType></xml>")
    envelopes = [
        "",
        "not base64 !!",
        base64.b64encode(b"x" * 15).decode(),
        base64.b64encode(secrets.token_bytes(64)).decode(),
        made(other_app, "<xml><MsgType>text</MsgType></xml>"),
        made(other_key, "<xml><MsgType>text</MsgType></xml>"),
        made(right, BILLION),
        made(right, "garbage"),
        whole[:-24] + whole[-24:].swapcase(),
        whole,
    ]
    answers = set()
    for envelope in envelopes:
        answer = post(connected, *_sealed(connected.platform, envelope))
        answers.add((answer.status_code, answer.text))
    body, query = _sealed(connected.platform, whole)
    answer = post(connected, body, query | {"msg_signature": "0" * 40})
    answers.add((answer.status_code, answer.text))
    assert answers == {(403, "")}
    assert nothing_was_kept()


@pytest.mark.parametrize("signature", ["", "0" * 40, "é" * 20, "中文签名", "\ud800", "a" * 4000])
def test_odd_signatures_are_refused(connected: Connected, signature: str) -> None:
    query = connected.platform.signed()
    raw = "&".join(f"{name}={value}" for name, value in query.items() if name != "signature")
    from urllib.parse import quote

    tail = "&signature=" + quote(signature.encode("utf-8", "surrogatepass"))
    answer = requests.post(f"{connected.base}{PATH}?{raw}{tail}", data=b"<xml/>", timeout=20)
    assert answer.status_code in (400, 403)


def test_words_that_try_to_break_out_of_the_reply(connected: Connected) -> None:
    for text in ("]]></Content><Evil/>", "<script>", "&lt;", "\x0b\x00a", "‮低保", "🙏" * 100):
        heard = connected.platform.post(message("o-x", "text", Content=text.replace("\x00", "")))
        assert heard.status in (200, 400)
        assert set(heard.fields) <= {
            "ToUserName", "FromUserName", "CreateTime", "MsgType", "Content"
        }  # fmt: skip


@settings(max_examples=60)
@given(st.binary(max_size=400))
def test_no_bytes_hurt_the_reader(raw: bytes) -> None:
    with contextlib.suppress(xml.XmlBroken):
        message_of(xml.read(raw))


@settings(max_examples=60)
@given(st.text(max_size=200))
def test_no_text_hurts_the_envelope(text: str) -> None:
    with pytest.raises(EnvelopeBroken):
        Envelope(AES_KEY, APP_ID).open(text)


@settings(max_examples=40)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=300))
def test_what_is_written_is_read_back(text: str) -> None:
    back = xml.read(xml.write({"Content": text, "CreateTime": 1}))
    kept = "".join(c for c in text if c in "\t\n" or "\x20" <= c <= "\ud7ff" or c >= "\ue000")
    kept = kept.replace("\ufffe", "").replace("\uffff", "").replace("\r", "")
    assert back["Content"].replace("\n", "") == kept.replace("\n", "")


@settings(max_examples=30)
@given(st.binary(max_size=300))
def test_an_envelope_opens_for_its_owner_and_for_wechatpy(raw: bytes) -> None:
    envelope = Envelope(AES_KEY, APP_ID)
    assert envelope.open(envelope.close(raw)) == raw
    with pytest.raises(EnvelopeBroken):
        Envelope(AES_KEY, "wx-other").open(envelope.close(raw))


def test_times_as_wechat_writes_them() -> None:
    now = time.time()
    assert is_recent(str(int(now) - 299), now)
    for odd in ("", "-1", "１７", "²", "1e9", str(int(now) - 302), str(int(now) + 302), "9" * 40):
        assert not is_recent(odd, now)
    assert not is_signed("密", TOKEN, "1", "n")
