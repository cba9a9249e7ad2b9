"""`flask accounts …`: open, list, move and disable staff accounts, on this machine only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import with_appcontext

from backend.accounts import services
from backend.accounts.permissions import Role
from backend.accounts.problems import AccountNotFound
from backend.accounts.queries import find_staff_id, list_accounts
from backend.doors.layout import beijing_day, say_day
from backend.extensions import utc_now
from backend.problems import Problem
from backend.regions.queries import find_division, full_name, path_of
from backend.transaction import transaction

_ROLE = click.Choice([str(role) for role in Role])


@click.group()
def accounts() -> None:
    """工作人员账号。"""


@accounts.command()
@click.option("--username", required=True, help="用户名，2 到 64 位。")
@click.option("--role", required=True, type=_ROLE, help="岗位。")
@click.option("--division", required=True, help="管辖范围的 12 位区划代码。")
@click.option("--department", help="部门代号；部门承办人员必填。")
@click.option("--name", help="姓名；不写就用用户名。")
@click.option("--password-stdin", is_flag=True, help="从标准输入读一行作为密码。")
@with_appcontext
def create(
    username: str,
    role: str,
    division: str,
    department: str | None,
    name: str | None,
    password_stdin: bool,
) -> None:
    """开设一个账号。"""
    password = _password(password_stdin)
    with _told(), transaction():
        _check_division(division)
        services.create_account(
            username, name or username, password, role, division, department, now=utc_now()
        )
    click.echo(f"已开设账号 {username}：{Role(role).caption}，{full_name(division) or division}。")


@accounts.command("list")
@with_appcontext
def show() -> None:
    """列出全部账号。"""
    lines = list_accounts(utc_now())
    for line in lines:
        posts = "；".join(
            f"{post.role.caption} {full_name(post.division_code) or post.division_code}"
            + (f" {post.department}" if post.department else "")
            for post in line.posts
        )
        closed = f"已停用（{say_day(beijing_day(line.disabled_at))}）" if line.disabled_at else ""
        click.echo(f"{line.username}\t{line.name}\t{posts}{closed}")
    click.echo(f"共 {len(lines)} 个账号。")


@accounts.command()
@click.option("--username", required=True)
@with_appcontext
def disable(username: str) -> None:
    """停用一个账号：马上退出登录，不能再登录；留痕里仍看得到。"""
    with _told(), transaction():
        services.disable(_staff_id(username), now=utc_now())
    click.echo(f"已停用账号 {username}。")


@accounts.command()
@click.option("--username", required=True)
@click.option("--role", required=True, type=_ROLE)
@click.option("--division", required=True)
@click.option("--department")
@with_appcontext
def post(username: str, role: str, division: str, department: str | None) -> None:
    """换岗：原来的岗位到此为止，马上退出登录。"""
    with _told(), transaction():
        _check_division(division)
        services.change_post(_staff_id(username), role, division, department, now=utc_now())
    click.echo(f"{username} 现在是{Role(role).caption}，{full_name(division) or division}。")


@accounts.command()
@click.option("--username", required=True)
@click.option("--password-stdin", is_flag=True, help="从标准输入读一行作为密码。")
@with_appcontext
def password(username: str, password_stdin: bool) -> None:
    """重设密码。"""
    new_password = _password(password_stdin)
    with _told(), transaction():
        services.change_password(_staff_id(username), new_password)
    click.echo(f"已重设 {username} 的密码。")


def _password(from_stdin: bool) -> str:
    if not from_stdin:
        raise click.UsageError("请加 --password-stdin，从标准输入给密码（不写在命令行上）。")
    return sys.stdin.readline().rstrip("\r\n")


def _staff_id(username: str) -> str:
    staff_id = find_staff_id(username)
    if staff_id is None:
        raise AccountNotFound
    return staff_id


def _check_division(code: str) -> None:
    """A mistyped code makes an account that sees nothing: refuse it where the list would know."""
    known = path_of(code)
    if known and find_division(code) is None:
        raise click.ClickException(
            f"区划名单里没有 {code}；它的上级是{known[-1].name}（{known[-1].code}），请核对。"
        )
    if not known:
        click.echo("提醒：区划名单里还没有这个地方，请先用 `regions load` 导入。", err=True)


@contextmanager
def _told() -> Iterator[None]:
    """Turn a refusal into a line on the screen and a non-zero exit."""
    try:
        yield
    except Problem as problem:
        details = "".join(f"\n- {error.detail}" for error in problem.errors)
        raise click.ClickException(f"{problem.title}：{problem.detail}{details}") from problem
