"""`flask webhooks …`: whom we tell, and who may report."""

from __future__ import annotations

import re

import click
from flask.cli import with_appcontext

from backend.extensions import utc_now
from backend.outgoing.calls import CallFailed, caller
from backend.regions.queries import find_division
from backend.transaction import transaction
from backend.webhooks import register
from backend.webhooks.events import EVENTS


@click.group()
def webhooks() -> None:
    """和县里自己的业务系统对接。"""


@webhooks.command()
def events() -> None:
    """列出可以订的事件。"""
    for name, means in EVENTS.items():
        click.echo(f"{name}  {means}")


@webhooks.command("target-add")
@click.option("--title", required=True, help="叫什么，如 县救助业务系统。")
@click.option("--division", required=True, help="告诉它哪个区划里的事。")
@click.option("--url", required=True, help="它的接收网址（https）。")
@click.option("--event", "chosen", multiple=True, help="订哪些事件，可写多次；不写就是全部。")
@with_appcontext
def target_add(title: str, division: str, url: str, chosen: tuple[str, ...]) -> None:
    """登记一个要通知的系统；签名密钥只显示这一次。"""
    _known_division(division)
    try:
        caller().check(url)
    except CallFailed as fault:
        raise click.ClickException(
            f"这个网址不能用（{fault.reason}）；要 https，主机先写进 OUTGOING_HOSTS，"
            "内网的写进 OUTGOING_INSIDE。"
        ) from fault
    try:
        with transaction():
            made = register.add_target(title[:40], division, url, chosen, utc_now())
    except ValueError as fault:
        raise click.ClickException(f"没有 {fault} 这个事件，用 webhooks events 看。") from fault
    click.echo(f"已登记 {made.id}。\n签名密钥（只显示一次）：{made.secret}")


@webhooks.command("target-list")
@with_appcontext
def target_list() -> None:
    """列出要通知的系统。"""
    for one in register.targets():
        click.echo(f"{one.id} {one.title} {one.division_code} {len(one.events)} 种事件")


@webhooks.command("target-remove")
@click.argument("target_id")
@with_appcontext
def target_remove(target_id: str) -> None:
    """不再通知一个系统。"""
    with transaction():
        found = register.remove_target(target_id)
    if not found:
        raise click.ClickException("没有这个编号，用 target-list 看。")
    click.echo("已删去。")


@webhooks.command("source-add")
@click.option("--name", required=True, help="网址里用的名字，小写字母、数字、横线。")
@click.option("--title", required=True)
@click.option("--division", required=True, help="它能报哪个区划里的事。")
@with_appcontext
def source_add(name: str, title: str, division: str) -> None:
    """让一个系统报结果和窗口变动；再登记一次换新密钥。"""
    _known_division(division)
    if not re.fullmatch(r"[a-z0-9-]{2,40}", name):
        raise click.ClickException("名字只用小写字母、数字和横线，2 到 40 位。")
    with transaction():
        made = register.add_source(name, title[:40], division, utc_now())
    click.echo(f"网址：/channels/webhooks/{name}\n签名密钥（只显示一次）：{made.secret}")


@webhooks.command("source-remove")
@click.argument("name")
@with_appcontext
def source_remove(name: str) -> None:
    """不再收一个系统的报告。"""
    with transaction():
        found = register.remove_source(name)
    if not found:
        raise click.ClickException("没有这个名字。")
    click.echo("已删去。")


def _known_division(code: str) -> None:
    if find_division(code) is None:
        raise click.ClickException(f"没有 {code} 这个区划，请核对 12 位代码。")
