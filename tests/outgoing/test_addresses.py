"""No spelling of an address inside leads inside."""

from __future__ import annotations

import pytest

from backend.outgoing.addresses import NotAllowedThere, is_public, target_of

HOSTS, INSIDE = {"xt.example.gov.cn", "b.example.cn:8443"}, {"http://10.0.0.8:8080"}


@pytest.mark.parametrize(
    "url",
    [
        "http://xt.example.gov.cn/",
        "ftp://xt.example.gov.cn/",
        "https://evil.example/",
        "https://xt.example.gov.cn.evil.example/",
        "https://xt.example.gov.cn@evil.example/",
        "https://user:pass@xt.example.gov.cn/",
        "https://xt.example.gov.cn:8443/",
        "https://b.example.cn/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://localhost/",
        "https://xt.example.gov.cn\\@evil.example/",
        "https://xt.example.gov.cn /",
        "https://xt。example。gov。cn/",
        "https://xt.example.gov.cn:99999/",
        "https://xt.example.gov.cn/#x",
        "http://10.0.0.8:8081/",
        "http://10.0.0.8/",
        "//xt.example.gov.cn/",
        "",
        "https://",
    ],
)
def test_what_is_not_allowed(url: str) -> None:
    with pytest.raises(NotAllowedThere):
        target_of(url, HOSTS, INSIDE)


def test_what_is_allowed() -> None:
    assert target_of("https://XT.example.gov.cn/a?b=c", HOSTS, INSIDE).host == "xt.example.gov.cn"
    assert target_of("https://b.example.cn:8443/", HOSTS, INSIDE).port == 8443
    assert target_of("http://10.0.0.8:8080/x", HOSTS, INSIDE).is_inside


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.9.9.9", "0.0.0.0",  # noqa: S104
        "10.1.2.3", "172.16.0.1", "192.168.1.1",
        "169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "224.0.0.1", "240.0.0.1",
        "255.255.255.255", "::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "2002:7f00:1::", "2002:a00:1::",
        "64:ff9b::7f00:1", "64:ff9b::a00:1", "2001:db8::1", "nonsense", "",
    ],
)  # fmt: skip
def test_what_lies_inside(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["1.2.3.4", "8.8.8.8", "2400:3200::1", "64:ff9b::808:808"])
def test_what_is_open(address: str) -> None:
    assert is_public(address)
