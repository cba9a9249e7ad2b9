"""`guides certify`: does every guide show all it must, and what is missing where?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

import click
from flask import current_app
from flask.cli import AppGroup

from backend.content.library import Library
from backend.content.names import Scheme
from backend.doors.layout import beijing_day
from backend.guides.certificate import Certificate, certify
from backend.guides.contents import guide_content
from backend.regions.queries import find_division, full_name, under, window_for

guides = AppGroup("guides", help="村口的码和指引。")


@guides.command("certify")
@click.option("--under", "root", required=True, help="区划代码：这里和下面的都查。")
@click.option("--topic", type=click.Choice([one.value for one in Scheme]), help="只查一个项目。")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="哪一天；默认今天。")
@click.option("--all", "show_all", is_flag=True, help="齐全的也一项一项列出来。")
def certify_command(root: str, topic: str | None, day: datetime | None, show_all: bool) -> None:
    """照民办函〔2019〕52号和“两摆放、三上墙”逐项核对每个地方、每个项目的指引，列出缺口。"""
    on = day.date() if day else beijing_day()
    topics = [Scheme(topic)] if topic else list(Scheme)
    seen, gaps = 0, Counter[str]()
    for certificate in _certificates(root, topics, on):
        seen += 1
        for element in certificate.elements:
            if element.gap:
                gaps[element.gap] += 1
            if element.gap or show_all:
                _print(certificate, element.name, element.gap, element.checked_on)
    if not seen:
        raise click.ClickException(f"{root} 下面没有地方。先用 regions load 导入区划名单。")
    click.echo(f"核对 {seen} 份指引（{on}），缺口 {sum(gaps.values())} 处，{len(gaps)} 种。")
    if gaps:
        for gap, times in gaps.most_common(20):
            click.echo(f"  {times} 处：{gap}")
        raise SystemExit(1)


def _certificates(root: str, topics: list[Scheme], on: date) -> Iterator[Certificate]:
    library: Library = current_app.extensions["library"]
    here = find_division(root)
    inside = [one for level in ("county", "township", "village") for one in under(root, level)]
    for place in inside if here is None or here in inside else [here, *inside]:
        window = window_for(place.code)
        for topic in topics:
            yield certify(guide_content(library, topic, place.code, on, window))


def _print(certificate: Certificate, name: str, gap: str, checked_on: str) -> None:
    place = full_name(certificate.place)
    state = f"缺：{gap}" if gap else f"齐（核对于 {checked_on}）" if checked_on else "齐"
    click.echo(f"{place} {certificate.title} {name}：{state}")
