"""What can be refused to somebody who signs in, or who opens an account."""

from __future__ import annotations

from backend.problems import Conflict, NotFound, NotSignedIn, TooManyRequests


class SignInRefused(NotSignedIn):
    """The same words for a wrong password, an unknown and a disabled account."""

    slug, title, status = "sign-in-refused", "没有登录成功", 401
    detail_default = "用户名或密码不对。请检查大小写后再试；忘了密码请找本单位管理员重设。"


class SignInDelayed(TooManyRequests):
    slug, title, status = "sign-in-delayed", "请稍等再登录", 429

    def __init__(self, seconds: int) -> None:
        spoken = f"{seconds} 秒" if seconds < 90 else f"{-(-seconds // 60)} 分钟"
        super().__init__(
            f"试错的次数多了，请过 {spoken}再登录；忘了密码请找本单位管理员重设。",
            headers={"Retry-After": str(seconds)},
        )


class UsernameTaken(Conflict):
    slug, title, status = "username-taken", "用户名已经有人用", 409
    detail_default = "请换一个用户名。"


class AccountNotFound(NotFound):
    slug, title, status = "account-not-found", "没有这个账号", 404
    detail_default = "请核对用户名；`accounts list` 可以看全部账号。"
