"""Calls over real sockets: the checked address, no redirects, bounded in time and size."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from backend.outgoing.calls import Caller, CallFailed, CallRefused
from backend.providers import OutgoingRules, Providers
from tests.support.provider import Provider, Say, playing


@pytest.fixture
def other() -> Iterator[Provider]:
    with playing(lambda asked: Say({"path": asked.path, "host": asked.headers["host"]})) as found:
        yield found


def caller(*inside: str, hosts: tuple[str, ...] = (), gives: str = "") -> Caller:
    rules = OutgoingRules(frozenset(hosts), frozenset(inside))
    resolve = {"resolve": lambda _host, _port: [gives]} if gives else {}
    return Caller(Providers(outgoing=rules), **resolve)  # type: ignore[arg-type]


def test_a_call_and_its_answer(other: Provider) -> None:
    answer = caller(other.base).call("POST", other.base + "/x?y=1", body=b"{}")
    assert (answer.status, answer.json()["path"]) == (200, "/x")
    assert other.asked[0].body == b"{}"


def test_the_name_is_asked_once_and_the_checked_address_is_called(other: Provider) -> None:
    port = urlsplit(other.base).port
    origin, looked_up = f"http://gateway.example:{port}", []

    def resolve(host: str, _port: int) -> list[str]:
        looked_up.append(host)
        return ["127.0.0.1"]

    asking = Caller(Providers(outgoing=OutgoingRules(inside=frozenset({origin}))), resolve)
    assert asking.call("GET", origin + "/").json()["host"] == f"gateway.example:{port}"
    assert looked_up == ["gateway.example"]


@pytest.mark.parametrize("inside", ["127.0.0.1", "10.0.0.1", "::ffff:192.168.0.1", "fe80::1%2"])
def test_an_allowed_name_that_leads_inside_is_refused(inside: str) -> None:
    with pytest.raises(CallRefused):
        caller(hosts=("xt.example.gov.cn",), gives=inside).call("GET", "https://xt.example.gov.cn/")


def test_loopback_is_refused_unless_written_down(other: Provider) -> None:
    for url in (other.base, other.base.replace("127.0.0.1", "localhost")):
        with pytest.raises(CallRefused):
            caller().call("GET", url + "/")
    assert other.asked == []


def test_a_redirect_is_not_followed(other: Provider) -> None:
    other.faults = [Say({}, 302, headers={"Location": other.base + "/elsewhere"})]
    assert caller(other.base).call("GET", other.base + "/").status == 302
    assert len(other.asked) == 1


def test_too_much_is_cut_off(other: Provider) -> None:
    other.faults = [Say(b"x" * 70_000)]
    with pytest.raises(CallFailed, match="too large"):
        caller(other.base).call("GET", other.base + "/")


@pytest.mark.parametrize("slow", [Say({}, wait=3), Say(b"x" * 100, drip=0.05)])
def test_slowness_ends_on_time(other: Provider, slow: Say) -> None:
    other.faults, began = [slow], time.monotonic()
    with pytest.raises(CallFailed, match="too slow"):
        caller(other.base).call("GET", other.base + "/", seconds=0.4)
    assert time.monotonic() - began < 1.5


@pytest.mark.parametrize("body", [b"{", b"[1]", b"\xff\xfe", b"[" * 5000, b""])
def test_a_broken_answer_is_a_failed_call(other: Provider, body: bytes) -> None:
    other.faults = [Say(body)]
    answer = caller(other.base).call("GET", other.base + "/")
    with pytest.raises(CallFailed, match="broken"):
        answer.json()


def test_nobody_there() -> None:
    with pytest.raises(CallFailed, match="unreachable"):
        caller("http://127.0.0.1:9").call("GET", "http://127.0.0.1:9/")


def test_no_proxy_of_the_environment(other: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert caller(other.base).call("GET", other.base + "/").status == 200
