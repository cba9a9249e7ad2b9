"""Timed tasks: once a period, one host at a time, failures tried again; retention by its day."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from flask import Flask
from sqlalchemy import func, select

from backend.chat.models import ChatMessage
from backend.extensions import db
from backend.tasks.catalogue import TASKS
from backend.tasks.retention import run_retention
from backend.tasks.runner import Task, run_due

NOW = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)


def test_a_task_runs_once_a_period(app: Flask) -> None:
    runs: list[datetime] = []

    def work(now: datetime) -> str:
        runs.append(now)
        return "做了"

    task = Task("try", "试", timedelta(hours=1), work)
    assert run_due([task], NOW) == {"try": "做了"}
    assert run_due([task], NOW + timedelta(minutes=59)) == {}
    assert run_due([task], NOW + timedelta(hours=1)) == {"try": "做了"}
    assert run_due([task], NOW + timedelta(hours=1, minutes=1), force=True) == {"try": "做了"}
    assert len(runs) == 3


def test_a_failing_task_does_not_stop_the_others(app: Flask) -> None:
    def fail(_now: datetime) -> str:
        raise ValueError

    tasks = [
        Task("bad", "坏", timedelta(hours=1), fail),
        Task("good", "好", timedelta(hours=1), lambda _now: "好了"),
    ]
    accounts = run_due(tasks, NOW)
    assert accounts["good"] == "好了"
    assert accounts["bad"].startswith("失败")


def test_questions_are_deleted_on_their_day(app: Flask) -> None:
    client = app.test_client()
    client.post("/api/v1/chat/messages", json={"text": "低保要什么材料"})
    app.extensions["chat"].memory.log.flush()
    count = select(func.count()).select_from(ChatMessage)
    assert db.session.scalar(count) == 1
    asked = datetime.now(UTC)
    run_retention(asked + timedelta(days=29))
    db.session.rollback()
    assert db.session.scalar(count) == 1
    run_retention(asked + timedelta(days=32))
    db.session.rollback()
    assert db.session.scalar(count) == 0


def test_every_listed_task_runs(app: Flask) -> None:
    accounts = run_due(TASKS, NOW, force=True)
    assert set(accounts) == {task.name for task in TASKS}
    assert not [name for name, account in accounts.items() if account.startswith("失败")]
