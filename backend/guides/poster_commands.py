"""`flask posters …`: issue codes in bulk, make the sheets, prove them, keep what was printed."""

from __future__ import annotations

import os
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click
from flask import current_app
from flask.cli import with_appcontext

from backend.config import Settings
from backend.content.names import Scheme
from backend.doors.layout import beijing_day
from backend.extensions import utc_now
from backend.guides.posters import Poster, Size
from backend.guides.press import PrintRun, run_press, write_zip
from backend.guides.queries import Guide, printed_guides
from backend.guides.services import issue_codes, note_printed
from backend.guides.sheets import printable
from backend.regions.queries import current_division, full_name, under
from backend.transaction import transaction

_BY = "command"
_TOPIC = click.Choice([str(scheme) for scheme in Scheme])
_SIZE = click.Choice([str(size) for size in Size])
_LEVEL = click.Choice(["village", "township", "county"])
_LOCAL = {"127.0.0.1", "localhost", "0.0.0.0", "::1"}  # noqa: S104 - compared, not bound


@click.group()
def posters() -> None:
    """公告栏上的码和海报。"""


@posters.command()
@click.option("--under", "root", required=True, help="区划代码：这里面的都发。")
@click.option(
    "--topic", "topics", multiple=True, type=_TOPIC, help="主题，可写几个；默认 general。"
)
@click.option("--level", default="village", type=_LEVEL, help="发到哪一级，默认村（社区）。")
@with_appcontext
def issue(root: str, topics: tuple[str, ...], level: str) -> None:
    """给还没有码的地方发码；再执行一次不会多发。"""
    places = _places(root, level)
    with transaction():
        made = issue_codes(
            [(place, topic) for topic in topics or ("general",) for place in places], utc_now(), _BY
        )
    click.echo(f"{len(places)} 个地方，新发 {made} 个码。")


@posters.command()
@click.option("--under", "root", required=True, help="区划代码：这里面的都印。")
@click.option("--topic", default="general", type=_TOPIC, help="主题，默认 general。")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--size",
    "size_name",
    default="a4",
    type=_SIZE,
    help="a4、a3，card 是一页四张窗口卡，form 是手写的登记表。",
)
@click.option("--format", "form", default="pdf", type=click.Choice(["pdf", "zip"]))
@click.option("--level", default="village", type=_LEVEL, help="印哪一级，默认村（社区）。")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="纸上的印制日期，默认今天。")
@with_appcontext
def make(
    root: str,
    topic: str,
    out: Path,
    size_name: str,
    form: str,
    level: str,
    day: datetime | None,
) -> None:
    """发齐码、排好版、逐张检验，写成一个文件 OUT。中途断了，再执行一次就行。"""
    size, on = Size(size_name), day.date() if day else beijing_day()
    _check_target(out)
    _warn_of_local_address()
    places = _places(root, level)
    with transaction():
        made = issue_codes([(place, topic) for place in places], utc_now(), _BY)
    guides, sheets = _sheets(places, topic, on)
    title = f"{full_name(root)}{sheets[0].headline}" if sheets else ""
    with click.progressbar(length=len(sheets), label=f"印前检验 {len(sheets)} 张") as bar:
        run = run_press(sheets, size, title, bar.update)
    if run.printed:
        _write(run, size, form, out)
        passed = {poster.code for poster in run.printed}
        with transaction():
            note_printed([one for one in guides if one.code in passed], size, on, _BY)
    _tell(run, made, len(places), out)


def _places(root: str, level: str) -> list[str]:
    division = current_division(root)
    if division is None:
        raise click.ClickException(
            f"没有区划 {root}：请写 12 位区划代码，并先用 regions load 导入名单。"
        )
    places = [one.code for one in under(division.code, level)]
    if not places:
        raise click.ClickException(f"{division.name} 里没有这一级的地方。")
    return places


def _sheets(places: list[str], topic: str, on: date) -> tuple[list[Guide], list[Poster]]:
    pairs = printable(printed_guides(places, topic), on)
    return [guide for guide, _ in pairs], [poster for _, poster in pairs]


def _check_target(out: Path) -> None:
    if not out.parent.is_dir():
        raise click.ClickException(f"没有文件夹 {out.parent}，请先建好。")


def _warn_of_local_address() -> None:
    settings: Settings = current_app.extensions["settings"]
    if urlsplit(settings.public_base_url).hostname in _LOCAL:
        click.echo(
            f"注意：码里的网址是 {settings.public_base_url}，只有本机打得开。"
            "正式印之前先设好 PUBLIC_BASE_URL。",
            err=True,
        )


def _write(run: PrintRun, size: Size, form: str, out: Path) -> None:
    """Write beside the target and put it in place whole, so that a break leaves no half file."""
    part = out.with_name(f".{out.name}.part")
    with part.open("wb") as stream:
        if form == "zip":
            with click.progressbar(length=len(run.printed), label="画图") as bar:
                write_zip(run, size, stream, bar.update)
        else:
            stream.write(run.pdf)
        stream.flush()
        os.fsync(stream.fileno())
    part.replace(out)


def _tell(run: PrintRun, made: int, places: int, out: Path) -> None:
    click.echo(f"{places} 个地方：新发 {made} 个码，印好 {len(run.printed)} 张，写在 {out}。")
    if not run.printed:
        raise click.ClickException("一张也没有印出来。")
    if run.refused:
        for one in run.refused:
            click.echo(f"  没印：{one.poster.township}{one.poster.village}：{one.why}", err=True)
        raise click.ClickException(f"有 {len(run.refused)} 张没印，原因见上；其余的已经写好。")
