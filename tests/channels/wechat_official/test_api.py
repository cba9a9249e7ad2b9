"""Calling WeChat: one token for all, refreshed once, and every fault of the other side."""

from __future__ import annotations

import threading

import pytest
import requests
from flask import Flask
from sqlalchemy import select

from backend.channels.wechat_api.client import WechatClient
from backend.channels.wechat_api.faults import WechatFailed, WechatRefused
from backend.channels.wechat_api.models import WechatToken
from backend.extensions import db
from tests.channels.conftest import Connected
from tests.support.provider import Say
from tests.support.wechat import Platform


def client_of(app: Flask) -> WechatClient:
    found: WechatClient = app.extensions["wechat_official"]
    return found


def tokens_asked(connected: Connected) -> int:
    return len(connected.provider.to("/cgi-bin/stable_token"))


def test_many_threads_refresh_once(connected: Connected) -> None:
    faults: list[Exception] = []

    def send(number: int) -> None:
        try:
            with connected.app.app_context():
                client_of(connected.app).send_text(f"o-{number}", "您好")
        except Exception as fault:
            faults.append(fault)

    def at_once() -> None:
        threads = [threading.Thread(target=send, args=(number,)) for number in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    at_once()
    assert (faults, tokens_asked(connected), len(connected.api.sent)) == ([], 1, 8)
    connected.api.expire()
    at_once()
    assert (faults, connected.api.tokens, len(connected.api.sent)) == ([], 2, 16)


def test_the_token_is_sealed(connected: Connected) -> None:
    client_of(connected.app).send_text("o", "您好")
    row = db.session.scalars(select(WechatToken)).one()
    assert connected.api.good not in row.token_sealed


@pytest.mark.parametrize("code", [40001, 42001, 40014])
def test_a_refused_token_is_replaced_once_and_no_more(connected: Connected, code: int) -> None:
    client = client_of(connected.app)
    client.send_text("o", "一")
    connected.provider.faults = [Say({"errcode": code})]
    client.send_text("o", "二")
    asked = len(connected.provider.asked)
    connected.provider.script = lambda asked: (
        Say({"access_token": "t", "expires_in": 7200})
        if asked.path == "/cgi-bin/stable_token"
        else Say({"errcode": code})
    )
    try:
        with pytest.raises(WechatFailed):
            client.send_text("o", "三")
    finally:
        connected.provider.script = connected.api
    assert len(connected.provider.asked) - asked <= 4


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Say({"errcode": -1}), WechatFailed),
        (Say({"errcode": 45009}), WechatFailed),
        (Say({"errcode": 40003}), WechatRefused),
        (Say({"errcode": 45015}), WechatRefused),
        (Say({"errcode": "0"}), WechatFailed),
        (Say({"errcode": True}), WechatFailed),
        (Say(b"{broken"), WechatFailed),
        (Say(b""), WechatFailed),
        (Say({}, 500), WechatFailed),
        (Say({}, 302, headers={"Location": "http://elsewhere/"}), WechatFailed),
        (Say(b"x" * 90_000), WechatFailed),
    ],
)
def test_what_the_other_side_may_say(
    connected: Connected, answer: Say, fault: type[WechatFailed]
) -> None:
    client = client_of(connected.app)
    client.send_text("o", "一")
    connected.provider.faults = [answer]
    with pytest.raises(WechatFailed) as caught:
        client.send_text("o", "二")
    assert type(caught.value) is fault
    client.send_text("o", "三")


@pytest.mark.parametrize("answer", [Say({}, 502), Say(b"["), Say({"errcode": 40125}), Say({})])
def test_no_token_is_a_fault_like_others(connected: Connected, answer: Say) -> None:
    connected.provider.faults = [answer]
    with pytest.raises(WechatFailed):
        client_of(connected.app).send_text("o", "一")
    client_of(connected.app).send_text("o", "二")


def test_the_menu_is_made_by_a_command(connected: Connected) -> None:
    runner = connected.app.test_cli_runner()
    assert runner.invoke(args=["wechat", "menu"]).exit_code == 0
    buttons = connected.api.menu["button"]
    assert 1 <= len(buttons) <= 3
    for button in buttons:
        assert len(button["name"].encode()) <= 16
        assert len(button.get("sub_button", [])) <= 5
    connected.provider.faults = [Say({"errcode": 48001})]
    refused = runner.invoke(args=["wechat", "menu"])
    assert refused.exit_code == 1
    assert "微信认证" in refused.output


def test_a_provider_that_is_down_is_no_trouble_of_ours(connected: Connected) -> None:
    connected.provider.faults = [Say({}, 500)] * 20
    assert "依据：" in Platform(connected.base).say("o", "低保要什么材料").text
    for path in ("/readyz", "/metrics", "/healthz"):
        assert requests.get(connected.base + path, timeout=9).status_code == 200
