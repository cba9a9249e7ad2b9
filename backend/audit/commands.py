"""`flask audit …`: is the trail whole?"""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from backend.audit.checks import checks
from backend.audit.trail import verify as find_faults


@click.group()
def audit() -> None:
    """操作留痕。"""


@audit.command()
@with_appcontext
def verify() -> None:
    """从头核对留痕和每一件的经过：有没有被改动、删除或插入。"""
    faults = find_faults()
    for check in checks():
        faults += check()
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.ClickException(f"留痕或经过不完整，共 {len(faults)} 处；请保留现场并报告主管。")
    click.echo("留痕完整，各件的经过也完整。")
