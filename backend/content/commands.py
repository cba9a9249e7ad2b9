"""`flask content check | diff`: what a civil-affairs colleague runs after editing."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from backend.content.checks import check as check_library
from backend.content.files import ContentError
from backend.content.findings import Finding
from backend.content.library import Library
from backend.content.loader import load_content
from backend.content.models import FigureStatus
from backend.content.words import load_words
from backend.doors.layout import beijing_day

_ROOT = Path(__file__).resolve().parents[2]
_FOLDER = click.Path(exists=True, path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def content() -> None:
    """政策文本和说法。"""


@content.command()
@click.option("--root", type=_FOLDER, default=_ROOT, help="intents/ 和 policy_texts/ 所在的文件夹。")
def check(root: Path) -> None:
    """检查全部内容；有错误就列出文件、行号和怎么改，以 1 退出。"""
    findings: list[Finding] = []
    library: Library | None = None
    try:
        library = load_content(root / "policy_texts")
        findings += check_library(library, beijing_day())
    except ContentError as fault:
        findings += fault.findings
    try:
        load_words(root / "intents")
    except ContentError as fault:
        findings += fault.findings
    for finding in sorted(findings):
        click.echo(str(finding).replace(f"{root}/", ""))
    errors = sum(not finding.is_warning for finding in findings)
    if library is not None:
        click.echo(_summary(library))
    click.echo(f"错误 {errors} 处，提醒 {len(findings) - errors} 处。")
    if errors:
        raise SystemExit(1)


def _summary(library: Library) -> str:
    schemes = {text.scheme for text in library.texts}
    pairs = {(text.scheme, text.facet) for text in library.texts}
    sources = {(one.document, one.article) for text in library.texts for one in text.sources}
    demo = sum(
        value.status is FigureStatus.DEMO
        for figure in library.figures.values()
        for value in figure.values
    )
    return (
        f"政策文本 {len(library.texts)} 篇（{len(schemes)} 个项目，{len(pairs)} 个项目×问法），"
        f"文件 {len(library.documents)} 部，不同的依据 {len(sources)} 处，"
        f"数字 {len(library.figures)} 个（演示值 {demo} 个），流程 {len(library.procedures)} 套。"
    )


@content.command()
@click.option("--on", "to", type=_DAY, required=True, help="看到哪一天。")
@click.option("--from", "since", type=_DAY, help="从哪一天比，默认今天。")
@click.option("--place", default="000000000000", help="哪个地方（12 位区划代码）。")
@click.option("--root", type=_FOLDER, default=_ROOT)
def diff(to: datetime, since: datetime | None, place: str, root: Path) -> None:
    """列出两天之间会变的回答：哪一篇、旧的怎么说、新的怎么说。"""
    library = load_content(root / "policy_texts")
    first, last = (since.date() if since else beijing_day()), to.date()
    changed = 0
    for scheme, facet in sorted({(text.scheme, text.facet) for text in library.texts}):
        old, new = (library.text(scheme, facet, day, place) for day in (first, last))
        before = library.render(old, first, place).body if old else "（没有）"
        after = library.render(new, last, place).body if new else "（没有）"
        if before != after:
            changed += 1
            click.echo(f"== {scheme}/{facet}\n{first}：{before}\n{last}：{after}\n")
    click.echo(f"从 {first} 到 {last}，有 {changed} 处回答会变。")
