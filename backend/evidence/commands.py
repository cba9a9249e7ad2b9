"""`flask evidence …`: a case's evidence pack."""

from __future__ import annotations

import os
from pathlib import Path

import click
from flask.cli import with_appcontext

from backend.evidence.packing import make_pack
from backend.extensions import utc_now
from backend.problems import Problem
from backend.transaction import transaction


@click.group()
def evidence() -> None:
    """证据包：一件办件的全部经过，带核对程序。"""


@evidence.command()
@click.option("--case", "number", required=True, help="办件编号（没有编号的用办件标识）。")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@click.option("--whole", is_flag=True, help="带完整的个人信息；要写 --reason，留痕。")
@click.option("--reason", default="", help="为什么要带完整的个人信息。")
@with_appcontext
def export(number: str, out: Path, whole: bool, reason: str) -> None:
    """导出一件的证据包（个人信息默认遮挡）；文件只有本机当前用户读得到。"""
    if out.exists():
        raise click.ClickException(f"{out} 已经有了，请换一个文件名。")
    try:
        with transaction():
            pack = make_pack(number.strip(), utc_now(), whole=whole, reason=reason)
            _write_private(out, pack.content)
    except Problem as problem:
        sentences = [problem.detail, *(error.detail for error in problem.errors)]
        raise click.ClickException(" ".join(filter(None, sentences))) from problem
    except OSError as error:
        raise click.ClickException(f"写不进 {out}：{error.strerror}。请换个地方。") from error
    click.echo(f"办件 {pack.number} 的证据包：{out}")
    click.echo(f"清单指纹 {pack.digest}")
    click.echo(f"整个文件的指纹（SHA-256）{pack.zip_digest}")
    click.echo("两个指纹也记在留痕里。请另外抄存：核对时要用。")


def _write_private(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as stream:
        stream.write(content)
