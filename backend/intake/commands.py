"""`flask calendar recompute`: after a new holiday notice, every deadline counted again."""

from __future__ import annotations

from collections.abc import Iterator

import click
from flask.cli import with_appcontext

from backend.extensions import utc_now
from backend.intake.recounting import Batch, Changed, recount_cases, recount_clocks
from backend.transaction import transaction


@click.command("recompute")
@click.option("--dry-run", is_flag=True, help="只列出会变的，不改。")
@with_appcontext
def recompute(dry_run: bool) -> None:
    """按现在的节假日表重算没办完的件的每个截止日，列出变早和变晚的。"""
    changed: list[Changed] = []
    seen = 0
    for batch in _batches(dry_run):
        changed += batch.changed
        seen += batch.seen
    for title, some in (
        ("变晚", [one for one in changed if one.is_later]),
        ("变早", [one for one in changed if not one.is_later]),
    ):
        for one in sorted(some, key=lambda item: (item.was, item.number)):
            click.echo(f"{title}  {one.number}  {one.was} → {one.is_now}  {one.what}")
    later = sum(one.is_later for one in changed)
    done = "会变" if dry_run else "已改"
    click.echo(f"看了 {seen} 个截止日：{done} {len(changed)} 个，其中变晚 {later} 个、变早 "
               f"{len(changed) - later} 个。")  # fmt: skip


def _batches(dry_run: bool) -> Iterator[Batch]:
    now = utc_now()
    after: str | None = ""
    while after is not None:
        with transaction():
            batch = recount_cases(now, after, dry_run=dry_run)
        yield batch
        after = batch.last
    after = ""
    while after is not None:
        with transaction():
            batch = recount_clocks(after, dry_run=dry_run)
        yield batch
        after = batch.last
