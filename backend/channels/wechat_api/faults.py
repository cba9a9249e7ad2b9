"""What a call to WeChat may end in. Pure."""

from __future__ import annotations

TOKEN_REFUSED = frozenset({40001, 40014, 42001})
# Busy, per-day and per-minute quota, frequency: the same call may succeed later.
MAY_PASS = frozenset({-1, 45009, 45011, 45029, 43108, 50002})


class WechatFailed(Exception):
    """It did not work now; `reason` is short and without personal data."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class WechatRefused(WechatFailed):
    """WeChat said no, and would again; `code` is its errcode."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(f"wechat {code}")


class TokenRefused(WechatFailed):
    """No token is given out: secret or address list are wrong. Whoever mends that is on our side, so
    it may pass; nothing that waits is given up for it."""

    def __init__(self, code: int) -> None:
        self.code = code
        super().__init__(f"token {code}")


class NotConnected(WechatFailed):
    """No account is configured."""

    def __init__(self) -> None:
        super().__init__("not connected")


def raise_for(code: object) -> None:
    """Let 0 and a missing errcode pass. Raises WechatFailed, WechatRefused."""
    if code in (None, 0):
        return
    if not isinstance(code, int) or isinstance(code, bool):
        raise WechatFailed("broken answer")
    if code in MAY_PASS:
        raise WechatFailed(f"wechat {code}")
    raise WechatRefused(code)
