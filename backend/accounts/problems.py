"""What can be refused to somebody who signs in, or who opens an account."""

from __future__ import annotations

from backend.problems import Conflict, NotAllowed, NotFound, NotSignedIn, TooManyRequests


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


class SecondFactorNeeded(NotSignedIn):
    """The password was right; nothing is opened before the code is."""

    slug, title, status = "second-factor-needed", "还要动态口令", 401
    detail_default = (
        "这个账号开了两步验证。请同时填写动态口令（code）：手机验证器上的 6 位数字，或一个恢复码。"
    )


class SecondFactorMissing(NotAllowed):
    slug, title, status = "second-factor-missing", "要先开启两步验证", 403
    detail_default = (
        "您的岗位必须开启两步验证。请在电脑上登录工作台，按提示用手机验证器扫码，再回来办。"
    )


class CodeRefused(NotAllowed):
    slug, title, status = "code-refused", "口令不对", 403
    detail_default = (
        "动态口令 30 秒一换，用过的不能再用；请等下一个。手机时间不准也会不对。手机丢了请用恢复码。"
    )


class PasswordChangeNeeded(NotAllowed):
    slug, title, status = "password-change-needed", "要先换掉初始密码", 403
    detail_default = "初始密码别人也知道。请在电脑上登录工作台，换成自己的密码，再回来办。"


class ProofNeeded(NotAllowed):
    """Signed in long ago; this step asks once more who is sitting there."""

    slug, title, status = "proof-needed", "请再验证一次身份", 403
    detail_default = "这一步要在 10 分钟内验证过密码或动态口令。请先验证（POST /api/v1/sessions/proof），再做一次。"


class ProofRefused(NotAllowed):
    slug, title, status = "proof-refused", "没有验证成功", 403
    detail_default = "密码或动态口令不对，这一步没有做；您填的都还在，请再输一次。"


class ViewBudgetSpent(TooManyRequests):
    slug, title, status = "view-budget-spent", "今天看得够多了", 429
    detail_default = (
        "今天查看完整信息的次数到了上限。自己认领的办件不受限，请先认领再办；确有需要请找主管。"
    )

    def __init__(self, seconds: int) -> None:
        super().__init__(headers={"Retry-After": str(max(1, seconds))})


class EmergencyNotFound(NotFound):
    slug, title, status = "emergency-access-not-found", "没有这条紧急查看记录", 404
    detail_default = "请刷新名单再看。"
