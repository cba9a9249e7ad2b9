"""`flask backup …` and `flask restore …`."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import with_appcontext

from backend.backups.making import make_backup, where_the_keys_are
from backend.backups.manifest import BackupFaulty, read_manifest
from backend.backups.restoring import restore as restore_here
from backend.extensions import utc_now

_FOLDER = click.Path(path_type=Path, file_okay=False)
_FILE = click.Path(path_type=Path, exists=True, dir_okay=False)


@click.command()
@click.option("--out", type=_FOLDER, help="备份写到这个还没有的文件夹。")
@click.option("--check", type=_FOLDER, help="不做备份，只核对这个文件夹里的备份是不是完整。")
@with_appcontext
def backup(out: Path | None, check: Path | None) -> None:
    """服务照常运行时，备份数据库、材料和删除登记（不含钥匙）。"""
    if (out is None) == (check is None):
        raise click.UsageError("--out 和 --check 写一个。")
    try:
        manifest = read_manifest(check) if check else make_backup(out or Path(), utc_now())
    except BackupFaulty as fault:
        raise click.ClickException(str(fault)) from fault
    rows, papers = sum(manifest.tables.values()), manifest.tables.get("attachment", 0)
    click.echo(f"{'备份完整' if check else '备份好了'}：{check or out}")
    click.echo(f"{manifest.made_at}，{len(manifest.tables)} 张表 {rows} 行，材料 {papers} 份，")
    click.echo(f"留痕到第 {manifest.trail[0]} 条；文件 {len(manifest.parts)} 个，都记了校验值。")
    if manifest.missing:
        click.echo(f"备份途中有 {len(manifest.missing)} 份材料被删除，恢复时照删除登记处理。")
    click.echo(where_the_keys_are())


@click.command()
@click.option("--from", "source", type=_FOLDER, required=True, help="备份所在的文件夹。")
@click.option(
    "--erasures",
    type=_FILE,
    multiple=True,
    help="备份以后的删除登记（原来那台 VAR_DIR 下的 erasures.jsonl），可以写几个。",
)
@with_appcontext
def restore(source: Path, erasures: tuple[Path, ...]) -> None:
    """把备份恢复到一个空的地方，再删一遍备份以后删过的，最后全部核对。"""
    try:
        done = restore_here(source, erasures, utc_now())
    except BackupFaulty as fault:
        raise click.ClickException(str(fault)) from fault
    click.echo(f"恢复了 {done.manifest.made_at} 的备份：{done.rows} 行，材料 {done.papers} 份。")
    click.echo(f"照删除登记又删了 {done.erased_again} 处。所有登录都已失效，请重新登录。")
    if not erasures:
        click.echo("没有给 --erasures：备份以后删过的还没有再删，请找到那份登记再恢复一次。")
    for sentence in done.faults:
        click.echo(sentence, err=True)
    if done.faults:
        raise click.ClickException(f"核对时有 {len(done.faults)} 处对不上。")
    click.echo("行数、留痕、材料都对得上。")
