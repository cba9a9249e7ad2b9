"""`flask tasks …`: run what is due once, or keep working beside the server."""

from __future__ import annotations

import logging
import signal
import threading

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError

from backend.extensions import db, utc_now
from backend.sealing import sealer
from backend.tasks.catalogue import TASKS, send_waiting
from backend.tasks.rehashing import rehash, waiting
from backend.tasks.resealing import reseal
from backend.tasks.retention import run_retention
from backend.tasks.runner import run_due

log = logging.getLogger(__name__)
_SLOW_EVERY = 30  # rounds of a second between looks at the timed tasks


@click.group()
def tasks() -> None:
    """定时任务：发件箱、提醒、到期清理。"""


@tasks.command()
@click.option("--all", "force", is_flag=True, help="不等时间，全部跑一遍。")
@with_appcontext
def run(force: bool) -> None:
    """把到时间的任务各跑一遍。"""
    accounts = run_due(TASKS, utc_now(), force=force)
    for task in TASKS:
        click.echo(f"{task.title}：{accounts.get(task.name, '还没到时间')}")
    if any(account.startswith("失败") for account in accounts.values()):
        raise SystemExit(1)


@tasks.command()
@with_appcontext
def work() -> None:
    """一直在后台工作，直到收到停止信号。"""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    signal.signal(signal.SIGINT, lambda *_: stop.set())
    round_number = 0
    while not stop.wait(1.0):
        try:
            send_waiting(utc_now())
            if round_number % _SLOW_EVERY == 0:
                run_due(TASKS, utc_now())
        except DBAPIError:
            log.exception("the store is away; the next round tries again")
        finally:
            db.session.remove()
        round_number += 1


@click.command("rehash")
@with_appcontext
def rehash_() -> None:
    """把存着的检索指纹从 SHA-256 换成 SM3（先设 SEARCH_HASH=sm3 重启）；服务照常运行，可以重复执行。"""
    if not sealer().rehashes:
        raise click.ClickException(
            "没有要换的：SEARCH_HASH 没有设成 sm3，或者最后一把数据钥匙本来就是国密的。"
        )
    done = {name: rows for name, rows in rehash(sealer()).items() if rows}
    for name, rows in done.items():
        click.echo(f"{name}：{rows} 行")
    click.echo(f"换好了，一共 {sum(done.values())} 行；还剩 {waiting()} 行。")


@click.command("reseal")
@with_appcontext
def reseal_() -> None:
    """把旧钥匙封的行和材料改用最新的数据钥匙封；服务照常运行，可以重复执行。"""
    done = reseal(sealer())
    for name, values in done.values.items():
        click.echo(f"{name}：{values} 处")
    click.echo(
        f"用 {sealer().newest} 重新封了 {sum(done.values.values())} 处，材料文件 {done.files} 个。"
    )
    if done.broken:
        raise click.ClickException(
            f"有 {len(done.broken)} 处手上的钥匙打不开，原样留着：{'、'.join(sorted(set(done.broken)))}。"
        )


@click.group()
def retention() -> None:
    """到期清理。"""


@retention.command("run")
@with_appcontext
def run_now() -> None:
    """现在就删除到期的内容，报告各删了多少。"""
    click.echo(f"已清理：{run_retention(utc_now())}。")
