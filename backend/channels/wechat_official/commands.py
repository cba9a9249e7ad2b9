"""`flask wechat …`: make the menu of the official account."""

from __future__ import annotations

from typing import Any

import click
from flask import current_app
from flask.cli import with_appcontext

from backend.channels.wechat_api.client import WechatClient
from backend.channels.wechat_api.faults import WechatFailed

_ADVICE = {
    40013: "AppID 不对，核对 WECHAT_OFFICIAL_APP_ID。",
    40125: "AppSecret 不对，核对 WECHAT_OFFICIAL_SECRET。",
    40164: "本机的出口 IP 不在微信后台的白名单里，加上再试。",
    48001: "这个公众号没有自定义菜单的接口权限，先做微信认证。",
    40054: "菜单里的网址微信不认，PUBLIC_BASE_URL 要是 https 的正式域名。",
}


@click.group()
def wechat() -> None:
    """微信公众号。"""


@wechat.command()
@with_appcontext
def menu() -> None:
    """建公众号底部的菜单：问政策、办事、找人。"""
    client: WechatClient = current_app.extensions["wechat_official"]
    base = current_app.extensions["settings"].public_base_url
    try:
        client.make_menu(menu_of(base))
    except WechatFailed as fault:
        code = getattr(fault, "code", None)
        advice = _ADVICE.get(
            code or 0, "稍后再试；一直不行，核对微信后台的 AppID、密钥和 IP 白名单。"
        )
        raise click.ClickException(f"菜单没有建成（{fault.reason}）。{advice}") from fault
    click.echo("菜单建好了，已关注的人最多 24 小时内看到。")


def menu_of(base: str) -> dict[str, Any]:
    """Give the menu as WeChat takes it."""

    def page(name: str, path: str) -> dict[str, str]:
        return {"type": "view", "name": name, "url": base + path}

    def click_(name: str, key: str) -> dict[str, str]:
        return {"type": "click", "name": name, "key": key}

    return {
        "button": [
            click_("问政策", "ASK"),
            {
                "name": "办事",
                "sub_button": [
                    page("登记预申请", "/apply"),
                    page("查进度", "/status"),
                    page("能办什么", "/screen"),
                ],
            },
            {
                "name": "找人",
                "sub_button": [click_("找窗口的人", "PERSON"), click_("我在哪里", "PLACE")],
            },
        ]
    }
