"""Text messages, group robots and mail, over real sockets to servers that play the providers."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask import Flask

from backend.notifications import duty
from backend.notifications.mail import MailSender
from backend.notifications.robots import RobotSender
from backend.notifications.senders import Outgoing, ProviderAway, Sender, SendFailed, SendRefused
from backend.notifications.sms import SmsSender
from backend.outgoing.calls import Caller
from backend.providers import MailServer, OutgoingRules, Providers, SmsGateway
from backend.transaction import transaction
from tests.support.mailbox import receiving
from tests.support.provider import Provider, Say, playing

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
TOWN = "410482106000"


@pytest.fixture
def other() -> Iterator[Provider]:
    with playing(lambda _: Say({"errcode": 0})) as found:
        yield found


def caller(provider: Provider) -> Caller:
    return Caller(Providers(outgoing=OutgoingRules(inside=frozenset({provider.base}))))


def outgoing(address: str, text: str = "您的编号 2611 有新进展。") -> Outgoing:
    return Outgoing("a" * 32, "case:closed", "resident", "c1", address, "有新进展", text)


def sms(provider: Provider, body: str = SmsGateway.body) -> SmsSender:
    gateway = SmsGateway(provider.base + "/send", "geheim", body)
    return SmsSender(gateway, caller(provider), lambda: 1_795_000_000.0)


def test_a_text_message_is_signed_and_names_itself(other: Provider) -> None:
    sms(other).send(outgoing("phone:13800000000", '引号"和\\'))
    asked = other.asked[0]
    assert asked.json() == {"phone": "13800000000", "text": '引号"和\\', "id": "a" * 32}
    signed = b"1795000000\n" + b"a" * 32 + b"\n" + asked.body
    expected = hmac.new(b"geheim", signed, hashlib.sha256).hexdigest()
    assert asked.headers["x-signature"] == expected
    assert asked.headers["x-message-id"] == "a" * 32


def test_a_gateway_that_takes_forms(other: Provider) -> None:
    sms(other, "to={phone}&msg={text}").send(outgoing("phone:13800000000", "a&b=c"))
    assert other.asked[0].body == b"to=13800000000&msg=a%26b%3Dc"


@pytest.mark.parametrize(
    ("status", "fault"),
    [
        (500, ProviderAway),
        (429, ProviderAway),
        (404, SendFailed),
        (302, SendRefused),
        (400, SendRefused),
    ],
)
def test_what_a_refusal_means(other: Provider, status: int, fault: type[SendFailed]) -> None:
    other.faults = [Say({}, status)]
    with pytest.raises(SendFailed) as caught:
        sms(other).send(outgoing("phone:13800000000"))
    assert type(caught.value) is fault


@pytest.mark.parametrize("phone", ["03750000001", "none", ""])
def test_only_mobiles_get_text_messages(other: Provider, phone: str) -> None:
    with pytest.raises(SendRefused):
        sms(other).send(outgoing(f"phone:{phone}"))
    assert other.asked == []


def contact(kind: str, address: str, secret: str = "") -> str:
    with transaction():
        return duty.add_contact(TOWN, "", kind, address, secret, NOW)


def robot(provider: Provider) -> Sender:
    return RobotSender(caller(provider), lambda: 1_795_000_000.0)


def test_dingtalk_is_signed(app: Flask, other: Provider) -> None:
    known = contact("dingtalk", other.base + "/robot/send?access_token=t", "SEC1")
    robot(other).send(outgoing(f"robot:{known}", "窗口来了急办件"))
    asked = other.asked[0]
    text = b"1795000000000\nSEC1"
    sign = base64.b64encode(hmac.new(b"SEC1", text, hashlib.sha256).digest()).decode()
    assert asked.query == {"access_token": "t", "timestamp": "1795000000000", "sign": sign}
    assert asked.json()["text"]["content"] == "有新进展：窗口来了急办件"


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Say({"errcode": 310000}), SendRefused),
        (Say({"errcode": 93000}), SendRefused),
        (Say({"errcode": 45009}), SendFailed),
        (Say({"errcode": 130101}), SendFailed),
        (Say(b"<html>"), ProviderAway),
        (Say({}, 502), ProviderAway),
    ],
)
def test_what_a_robot_answers(
    app: Flask, other: Provider, answer: Say, fault: type[SendFailed]
) -> None:
    known = contact("wecom", other.base + "/cgi-bin/webhook/send?key=k")
    other.faults = [answer]
    with pytest.raises(SendFailed) as caught:
        robot(other).send(outgoing(f"robot:{known}"))
    assert type(caught.value) is fault


def test_a_contact_is_sealed_and_can_be_removed(app: Flask, other: Provider) -> None:
    known = contact("wecom", other.base + "/x?key=secret-key")
    assert duty.contacts()[0].address.endswith("secret-key")
    assert "secret-key" not in repr(duty.contacts())
    with transaction():
        assert duty.remove_contact(known)
    with pytest.raises(SendRefused):
        robot(other).send(outgoing(f"robot:{known}"))


def test_mail_is_handed_over(app: Flask) -> None:
    known = contact("mail", "ck@example.invalid")
    with receiving() as mailbox:
        sender = MailSender(MailServer(mailbox.url, "robot@example.invalid"))
        sender.send(outgoing(f"mail:{known}", "窗口来了急办件 2611，请马上认领。"))
        mailbox.refuse = [b"550 no such user"]
        with pytest.raises(SendRefused):
            sender.send(outgoing(f"mail:{known}"))
        mailbox.refuse = [b"451 later"]
        with pytest.raises(SendFailed):
            sender.send(outgoing(f"mail:{known}"))
    assert f"Message-ID: <{'a' * 32}@example.invalid>" in mailbox.mails[0]
    assert len(mailbox.mails) == 1
    with pytest.raises(ProviderAway):
        sender.send(outgoing(f"mail:{known}"))


def test_bodies_of_the_gateway_are_sound_json() -> None:
    assert json.loads(SmsGateway.body)
