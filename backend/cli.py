"""The command line: every group lives in its room; here they are hung up together."""

from __future__ import annotations

import secrets

import click
from flask import Flask
from flask.cli import FlaskGroup

from backend import create_app
from backend.accounts.commands import accounts
from backend.audit.commands import audit
from backend.backups.commands import backup, restore
from backend.channels.wechat_official.commands import wechat
from backend.chat.commands import evaluate_, fit_, try_, twins_of, words_
from backend.ciphers import AES, SM4, missing
from backend.config import new_data_key
from backend.content.commands import content, further_checks
from backend.demo.loading import demo
from backend.departments.commands import departments
from backend.evidence.commands import evidence
from backend.guides.commands import guides
from backend.guides.poster_commands import posters
from backend.intake.commands import recompute
from backend.notifications.commands import notices
from backend.regions.commands import regions
from backend.rehearsal.commands import diff
from backend.serve import serve
from backend.tasks.commands import rehash_, reseal_, retention, tasks
from backend.webhooks.commands import webhooks
from backend.workdays_commands import calendar

# one a line, in the order of `--help`
_GROUPS = (
    content,
    regions,
    departments,
    posters,
    guides,
    accounts,
    tasks,
    retention,
    rehash_,
    reseal_,
    calendar,
    audit,
    evidence,
    notices,
    backup,
    restore,
    wechat,
    webhooks,
    demo,
)


def attach(app: Flask) -> None:
    """Hang every room's commands under `flask --app backend`."""
    content.add_command(try_)
    content.add_command(evaluate_)
    content.add_command(fit_)
    content.add_command(words_)
    if twins_of not in further_checks:
        further_checks.append(twins_of)
    content.add_command(diff)
    calendar.add_command(recompute)
    for group in _GROUPS:
        app.cli.add_command(group)


@click.command()
@click.option("--sm4", is_flag=True, help="数据钥匙用国密 SM4-GCM，检索指纹用 HMAC-SM3")
def keys(*, sm4: bool) -> None:
    """生成一套新的 SECRET_KEY 和 DATA_KEYS，打印在屏幕上。"""
    if sm4 and (lacking := missing()):
        raise click.ClickException(f"这台机器的 cryptography 不带 {lacking}，请用 pip 装官方的。")
    click.echo(f"SECRET_KEY={secrets.token_urlsafe(48)}")
    click.echo(f"DATA_KEYS={new_data_key(SM4 if sm4 else AES)}")


def main() -> None:
    group = FlaskGroup(name="backend", create_app=create_app, add_default_commands=False)
    group.add_command(serve)
    group.add_command(keys)
    group.main(prog_name="python -m backend")
