"""`flask calendar check`: is the holiday table known for the days ahead?"""

from __future__ import annotations

from datetime import date

import click

from backend.doors.layout import beijing_day
from backend.workdays import CalendarBroken, published

AHEAD = 60


@click.group()
def calendar() -> None:
    """节假日表：工作日按它数。"""


@calendar.command()
@click.option("--on", "day", metavar="YYYY-MM-DD", help="从哪一天看起，默认今天（北京时间）。")
def check(day: str | None) -> None:
    """看今后 60 个自然日是否都有公布的节假日表；缺的列出来，以 1 退出。"""
    start = date.fromisoformat(day) if day else beijing_day()
    try:
        table = published()
    except CalendarBroken as fault:
        raise click.ClickException(
            f"{fault}没改好以前，那一年按没有公布算，期限都标暂定。"
        ) from fault
    missing = table.uncovered(start, AHEAD)
    for year in table.years:
        click.echo(f"{year.year}年：{year.notice}（{year.issued_on} 发布；{year.checked}）")
    if not missing:
        click.echo(f"从 {start} 起 {AHEAD} 天都有节假日表。")
        return
    for year_number in sorted({item.year for item in missing}):
        days = [item for item in missing if item.year == year_number]
        click.echo(f"缺 {days[0]} 至 {days[-1]}，共 {len(days)} 天。")
    click.echo(
        "这些天暂按周一至周五上班算（元旦、劳动节、国庆节法定的几天除外），跨到这些天的截止日都标为暂定。"
        "等国务院办公厅的放假通知发布后，照样式加一个 workdays_data/<年份>.json，"
        "再运行 flask calendar recompute 重算。"
    )
    raise SystemExit(1)
