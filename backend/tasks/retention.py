"""What has reached its day is deleted: rows, papers, hashes, outbox. Needs nobody to remember it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import CursorResult, delete

from backend.accounts.budget import forget_old_views
from backend.accounts.misses import forget_old_misses
from backend.accounts.sessions import forget_old_sessions
from backend.applications.erasing import asked_to_be_erased
from backend.applications.looks import forget_misses
from backend.audit.trail import forget_before
from backend.channels.passes import forget_old_passes
from backend.channels.wechat_official.deliveries import forget_old_deliveries
from backend.channels.wechat_official.people import forget_people
from backend.chat.models import ChatFeedback, ChatMessage
from backend.doors import access_log
from backend.doors.layout import beijing_day
from backend.erasures import register
from backend.exports.services import forget_old_exports
from backend.extensions import db
from backend.intake.erasing import CaseRef, family_of, past_period, past_sensitive_period
from backend.notifications.upkeep import delete_old
from backend.once import forget_old_keys
from backend.public_notices.services import end_over
from backend.residents.services import forget_old_consents, forget_old_visits
from backend.tasks.erasing import erase_whole, strip
from backend.transaction import transaction
from backend.webhooks.reports import forget_old_reports

AUDIT_KEPT: Final = timedelta(days=3 * 365 + 1)
_ROUNDS: Final = 500  # of a batch each: more than a county ends in a day, and an end to the loop


def run_retention(now: datetime) -> str:
    """Delete what has reached its day; give the counts. Each batch is a transaction of its own, so
    that writers need not wait for all of it."""
    today = beijing_day(now)
    with transaction():  # writes the trail, and so takes no rows of others with it
        ended = end_over(now)
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
            "微信消息": forget_old_deliveries(now),
            "微信联系": forget_people(now),
            "短链接": forget_old_passes(now),
            "公示": ended,
            "导出申请": forget_old_exports(now),
            "小程序登录": forget_old_visits(now),
            "小程序消息": forget_old_consents(now),
            "系统报告": forget_old_reports(now),
            "删除登记": register.forget_before(now - register.KEPT),
        }
    counts["办件"] = _each(
        lambda: past_period(now), lambda case: erase_whole(case.id, "period", now)
    )
    counts["要求删除的"] = _each(
        lambda: [ref for one in asked_to_be_erased(today) for ref in family_of(one)[-1:]],
        lambda case: erase_whole(case.id, "asked", now),
    )
    counts["敏感内容"] = _each(
        lambda: past_sensitive_period(now), lambda case: strip(case, "period", now)
    )
    with transaction():
        counts["留痕"] = forget_before(now - AUDIT_KEPT)
    counts["访问日志"] = access_log.forget_old_lines(today)
    register.bring_book_up_to_date()
    return "，".join(f"{name} {count}" for name, count in counts.items())


def _each(find: Callable[[], list[CaseRef]], work: Callable[[CaseRef], bool]) -> int:
    """Find a batch and work on it, until nothing is found or nothing more can be done."""
    total = 0
    for _ in range(_ROUNDS):
        with transaction():
            done = sum(1 for case in find() if work(case))
        total += done
        if not done:
            break
    return total


def _deleted(statement: Any) -> int:
    result: CursorResult[Any] = db.session.execute(
        statement, execution_options={"synchronize_session": False}
    )  # type: ignore[assignment]
    return result.rowcount
