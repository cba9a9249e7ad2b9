"""What signing in takes and gives."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from backend.inputs import Body, LineText, field_fault


def _whole(password: str) -> str:
    """A password is taken as it is typed, blanks included; only broken characters are refused."""
    try:
        password.encode()
    except UnicodeEncodeError as error:
        raise field_fault("密码里有不完整的字符，请重新输入。") from error
    return password


class SignInBody(Body):
    username: LineText = Field(min_length=1, max_length=64, description="用户名")
    password: Annotated[str, AfterValidator(_whole)] = Field(
        min_length=1, max_length=128, description="密码，8 到 128 个字符"
    )
    code: Annotated[str, Field(min_length=1, max_length=40)] | None = Field(
        default=None, description="动态口令或恢复码；开了两步验证的账号要填"
    )


class ProofBody(Body):
    proof: Annotated[str, AfterValidator(_whole)] = Field(
        min_length=1, max_length=128, description="密码、动态口令或恢复码"
    )


class StaffCard(BaseModel):
    name: str
    roles: list[str]


class SessionOpened(BaseModel):
    """`expires_at` is the latest (12 h); half an hour without a call ends the session sooner."""

    token: str
    expires_at: str
    staff: StaffCard
