"""Run what is due: claim the task's row by one conditional update, work, write down the result."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update

from backend.extensions import db
from backend.tasks.models import TaskRun
from backend.transaction import transaction

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Task:
    """`work` takes the instant and gives a short account with counts; it opens its transaction."""

    name: str
    title: str
    every: timedelta
    work: Callable[[datetime], str]


def run_due(tasks: Sequence[Task], now: datetime, *, force: bool = False) -> dict[str, str]:
    """Run every task whose period has passed (all of them with `force`); give name -> account."""
    accounts: dict[str, str] = {}
    for task in tasks:
        if not _claim(task, now, force):
            continue
        try:
            accounts[task.name] = task.work(now)
        except Exception:
            db.session.rollback()
            log.exception("task failed", extra={"task": task.name})
            accounts[task.name] = "失败，下次再试"
        _finish(task, now, accounts[task.name])
    return accounts


def _claim(task: Task, now: datetime, force: bool) -> bool:
    with transaction():
        if db.session.scalar(select(TaskRun.name).where(TaskRun.name == task.name)) is None:
            db.session.add(TaskRun(name=task.name))
            db.session.flush()
        free = or_(TaskRun.started_at.is_(None), TaskRun.started_at <= now - task.every)
        mine = update(TaskRun).where(TaskRun.name == task.name)
        result = db.session.execute((mine if force else mine.where(free)).values(started_at=now))
        return bool(result.rowcount)  # type: ignore[attr-defined]


def _finish(task: Task, now: datetime, account: str) -> None:
    with transaction():
        db.session.execute(
            update(TaskRun)
            .where(TaskRun.name == task.name)
            .values(finished_at=now, result=account[:400])
        )
