"""`flask notices …`: contacts on duty, and the dead letters."""

from __future__ import annotations

import sys

import click
from flask.cli import with_appcontext

from backend.extensions import utc_now
from backend.notifications import duty, upkeep
from backend.notifications.models import DUTY_KINDS
from backend.outgoing.calls import CallFailed, caller
from backend.regions.queries import find_division
from backend.transaction import transaction


@click.group()
def notices() -> None:
    """通知：值班群和邮箱、没发出去的。"""


@notices.command("duty-add")
@click.option("--division", required=True, help="12 位区划代码：窗口所在的乡镇街道或县。")
@click.option("--department", default="", help="协办部门编号；不写就是窗口。")
@click.option("--supervisors", is_flag=True, help="主管的值班群或邮箱：超期督办、会商发到这里。")
@click.option("--kind", type=click.Choice(DUTY_KINDS), required=True)
@click.option("--address-stdin", is_flag=True, required=True, help="第一行地址，第二行加签密钥。")
@with_appcontext
def duty_add(
    division: str, department: str, supervisors: bool, kind: str, address_stdin: bool
) -> None:
    """登记值班群机器人（dingtalk、wecom）或邮箱（mail）；地址从标准输入读。"""
    lines = [line.strip() for line in sys.stdin.read().splitlines()]
    address, secret = [*lines, "", ""][:2]
    if supervisors and department:
        raise click.ClickException("--supervisors 和 --department 只写一个。")
    if find_division(division) is None:
        raise click.ClickException(f"没有 {division} 这个区划，请核对 12 位代码。")
    if kind == "mail" and "@" not in address:
        raise click.ClickException("第一行应是邮箱地址。")
    if kind != "mail":
        try:
            caller().check(address)
        except CallFailed as fault:
            raise click.ClickException(
                f"机器人地址不能用（{fault.reason}）；应是 https://oapi.dingtalk.com/… 或 "
                "https://qyapi.weixin.qq.com/…，别的主机先写进 OUTGOING_HOSTS。"
            ) from fault
    with transaction():
        post = duty.SUPERVISORS if supervisors else department
        contact = duty.add_contact(division, post, kind, address, secret, utc_now())
    click.echo(f"已登记 {contact}。")


@notices.command("duty-list")
@with_appcontext
def duty_list() -> None:
    """列出值班群和邮箱（不显示地址）。"""
    for one in duty.contacts():
        whose = "主管" if one.department == duty.SUPERVISORS else one.department or "窗口"
        click.echo(f"{one.id} {one.division_code} {whose} {one.kind}")


@notices.command("duty-remove")
@click.argument("contact_id")
@with_appcontext
def duty_remove(contact_id: str) -> None:
    """删去一个值班群或邮箱。"""
    with transaction():
        found = duty.remove_contact(contact_id)
    if not found:
        raise click.ClickException("没有这个编号，用 duty-list 看。")
    click.echo("已删去。")


@notices.command()
@with_appcontext
def dead() -> None:
    """列出没发出去的通知：编号、事由、试了几次、为什么。"""
    for one in upkeep.dead_letters():
        click.echo(f"{one.id} {one.event} {one.audience} 试了 {one.attempts} 次 {one.fault}")
    click.echo("、".join(f"{name} {count}" for name, count in upkeep.counts().items()))


@notices.command()
@click.argument("ids", nargs=-1)
@with_appcontext
def retry(ids: tuple[str, ...]) -> None:
    """没发出去的再发一次；不写编号就是全部。"""
    with transaction():
        count = upkeep.retry_dead(utc_now(), list(ids) if ids else None)
    click.echo(f"{count} 条重新排队。")
