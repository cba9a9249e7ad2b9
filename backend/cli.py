"""The command line: every group lives in its room; here they are hung up together."""

from __future__ import annotations

import click
from flask import Flask
from flask.cli import FlaskGroup

from backend.accounts.commands import accounts
from backend.audit.commands import audit
from backend.config import new_data_key
from backend.regions.commands import regions
from backend.serve import serve
from backend.tasks.commands import tasks


def attach(app: Flask) -> None:
    """Hang every room's commands under `flask --app backend`."""
    for group in (regions, tasks, accounts, audit):
        app.cli.add_command(group)


@click.command()
def keys() -> None:
    """生成一套新的 SECRET_KEY 和 DATA_KEYS，打印在屏幕上。"""
    import secrets

    click.echo(f"SECRET_KEY={secrets.token_urlsafe(48)}")
    click.echo(f"DATA_KEYS={new_data_key()}")


def main() -> None:
    from backend import create_app

    group = FlaskGroup(name="backend", create_app=create_app, add_default_commands=False)
    group.add_command(serve)
    group.add_command(keys)
    group.main(prog_name="python -m backend")
