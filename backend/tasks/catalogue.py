"""Every timed task of the service, in one list."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, select

from backend.accounts.budget import forget_old_views
from backend.accounts.misses import forget_old_misses
from backend.accounts.sessions import forget_old_sessions
from backend.applications.looks import forget_misses
from backend.applications.models import PreApplication
from backend.audit.trail import forget_before
from backend.chat.models import ChatFeedback, ChatMessage
from backend.doors.layout import beijing_day
from backend.extensions import db
from backend.intake.follow_ups import remind_untold
from backend.intake.jobs import recompute_provisional, remind
from backend.intake.retention import delete_expired
from backend.notifications.delivery import deliver_due
from backend.notifications.models import WAITING, OutboxMessage
from backend.notifications.upkeep import delete_old
from backend.once import forget_old_keys
from backend.referrals.models import Referral
from backend.tasks.runner import Task
from backend.transaction import transaction
from backend.workdays import published

log = logging.getLogger(__name__)

AUDIT_KEPT = timedelta(days=3 * 365 + 1)
CALENDAR_AHEAD_DAYS = 60


def send_waiting(now: datetime) -> int:
    """Send what is due in the outbox; asks by a read first, so that idling writes nothing."""
    due = (
        select(OutboxMessage.seq)
        .where(OutboxMessage.state == WAITING, OutboxMessage.next_try_at <= now)
        .limit(1)
    )
    return deliver_due(now) if db.session.scalar(due) is not None else 0


def run_retention(now: datetime) -> str:
    """Delete what has reached its day; give the counts. Needs nobody to remember it."""
    today = beijing_day(now)
    with transaction():
        counts = {
            "问答": _deleted(delete(ChatMessage).where(ChatMessage.keep_until < today)),
            "评价": _deleted(delete(ChatFeedback).where(ChatFeedback.keep_until < today)),
            "办理键": forget_old_keys(now),
            "查询失误": forget_misses(now),
            "登录失误": forget_old_misses(now),
            "会话": forget_old_sessions(now),
            "查看次数": forget_old_views(now),
            "通知": delete_old(now),
            "办件": _delete_expired_cases(now),
            "留痕": forget_before(now - AUDIT_KEPT),
        }
    return "，".join(f"{name} {count}" for name, count in counts.items())


def _delete_expired_cases(now: datetime) -> int:
    """Delete cases past their period, and what was sent in for each."""
    gone = delete_expired(now)
    for kind, subject in gone:
        if kind == "pre_application":
            db.session.execute(delete(PreApplication).where(PreApplication.id == subject))
        elif kind == "referral":
            db.session.execute(delete(Referral).where(Referral.id == subject))
    return len(gone)


def _deleted(statement: Any) -> int:
    result: CursorResult[Any] = db.session.execute(
        statement, execution_options={"synchronize_session": False}
    )  # type: ignore[assignment]
    return result.rowcount


def _send(now: datetime) -> str:
    return f"发出 {send_waiting(now)} 条"


def _check_calendar(now: datetime) -> str:
    missing = published().uncovered(beijing_day(now), CALENDAR_AHEAD_DAYS)
    if missing:
        log.warning("holiday table runs out", extra={"days": len(missing)})
        return f"往后 {CALENDAR_AHEAD_DAYS} 天里有 {len(missing)} 天还没有放假安排，期限暂按平日算"
    return "放假安排够用"


def _watch_clocks(now: datetime) -> str:
    with transaction():
        moved = recompute_provisional(now)
        reminded = remind(now) + remind_untold(now)
    return f"重算期限 {moved} 件，提醒 {reminded} 件"


TASKS = (
    Task("outbox", "发件箱", timedelta(minutes=1), _send),
    Task("clocks", "期限提醒", timedelta(minutes=10), _watch_clocks),
    Task("retention", "到期清理", timedelta(days=1), run_retention),
    Task("calendar", "放假安排", timedelta(days=1), _check_calendar),
)
