"""Every timed task of the service, in one list."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import select

from backend.accounts.duty_phones import forget_former
from backend.attachments.sweeping import sweep
from backend.channels.wechat_official.answering import take_up
from backend.doors.layout import beijing_day
from backend.extensions import db
from backend.intake.custody import free_abandoned
from backend.intake.follow_ups import remind_untold
from backend.intake.jobs import recompute_provisional, remind
from backend.notifications.delivery import deliver_due
from backend.notifications.models import WAITING, OutboxMessage
from backend.public_notices.services import end_over
from backend.tasks.retention import run_retention
from backend.tasks.runner import Task
from backend.tasks.upkeep import keep_store
from backend.transaction import transaction
from backend.webhooks.telling import pump
from backend.workdays import usable

log = logging.getLogger(__name__)

CALENDAR_AHEAD_DAYS = 60


def send_waiting(now: datetime) -> int:
    """Send what is due in the outbox; asks by a read first, so that idling writes nothing."""
    due = (
        select(OutboxMessage.seq)
        .where(OutboxMessage.state == WAITING, OutboxMessage.next_try_at <= now)
        .limit(1)
    )
    return deliver_due(now) if db.session.scalar(due) is not None else 0


def _send(now: datetime) -> str:
    return f"发出 {send_waiting(now)} 条"


def _sweep(now: datetime) -> str:
    swept = sweep(now)
    return f"没有登记的文件 {swept.files} 个，没有文件的登记 {swept.rows} 条"


def _check_calendar(now: datetime) -> str:
    missing = usable().uncovered(beijing_day(now), CALENDAR_AHEAD_DAYS)
    if missing:
        log.warning("holiday table runs out", extra={"days": len(missing)})
        return f"往后 {CALENDAR_AHEAD_DAYS} 天里有 {len(missing)} 天还没有放假安排，期限暂按平日算"
    return "放假安排够用"


def _watch_clocks(now: datetime) -> str:
    # One transaction each: whoever writes the trail holds it until the end, and asks for no rows after.
    with transaction():
        freed = free_abandoned(now)
    with transaction():
        forget_former(now)
    with transaction():
        ended = end_over(now)
    with transaction():
        moved = recompute_provisional(now)
    with transaction():
        reminded = remind(now) + remind_untold(now)
    return f"重算期限 {moved} 件，提醒 {reminded} 件，退回窗口 {freed} 件，公示满期 {ended} 件"


def _take_up(now: datetime) -> str:
    return f"补答 {take_up(now)} 条"


def _tell_systems(now: datetime) -> str:
    return f"告知业务系统 {pump(now)} 条"


TASKS = (
    Task("outbox", "发件箱", timedelta(minutes=1), _send),
    Task("webhooks", "告知业务系统", timedelta(minutes=1), _tell_systems),
    Task("wechat", "微信补答", timedelta(minutes=1), _take_up),
    Task("clocks", "期限提醒", timedelta(minutes=10), _watch_clocks),
    Task("retention", "到期清理", timedelta(days=1), run_retention),
    Task("attachments", "材料清点", timedelta(hours=6), _sweep),
    Task("store", "数据库保养", timedelta(days=1), keep_store),
    Task("calendar", "放假安排", timedelta(days=1), _check_calendar),
)
