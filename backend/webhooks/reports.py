"""In: a report has one effect, however often it comes."""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, delete
from sqlalchemy.exc import IntegrityError

from backend.audit.trail import record
from backend.extensions import db
from backend.intake.reports import outcome_reported
from backend.problems import Conflict, NotFound
from backend.regions.codes import contains
from backend.regions.queries import find_division
from backend.regions.windows import save_window
from backend.webhooks.models import WebhookReport
from backend.webhooks.register import Source
from backend.webhooks.schemas import OutcomeReport, WindowReport

KEPT = timedelta(days=30)
_OUTCOMES = {"granted": "给予救助", "refused": "不予救助", "other": "其他结果"}


class ReportReused(Conflict):
    slug, title = "report-reused", "这个编号已经用过"
    detail_default = "这个 X-Webhook-Id 已经带着另一份内容来过。内容不同请换一个新的编号。"


class NotYours(NotFound):
    slug, title = "report-not-found", "没有这件，或者不归这个系统管"
    detail_default = "请核对编号或区划代码；只能报自己辖区里的。"


def take_in(
    source: Source,
    message_id: str,
    body: bytes,
    report: OutcomeReport | WindowReport,
    now: datetime,
) -> bool:
    """Do what the report says; False when it has been done already. Call in a transaction.

    Raises ReportReused, NotYours.
    """
    body_hash = hashlib.sha256(body).hexdigest()
    row = WebhookReport(
        source=source.name, message_id=message_id, body_hash=body_hash, received_at=now
    )
    try:
        with db.session.begin_nested():
            db.session.add(row)
    except IntegrityError:
        known = db.session.get(WebhookReport, (source.name, message_id), populate_existing=True)
        if known is None or not hmac.compare_digest(known.body_hash, body_hash):
            raise ReportReused from None
        return False
    if isinstance(report, OutcomeReport):
        _outcome(source, report, now)
    else:
        _window(source, report)
    return True


def _outcome(source: Source, report: OutcomeReport, now: datetime) -> None:
    words = f"{_OUTCOMES[report.outcome]}：{report.words}"
    if report.decided_on:
        words += f"（{report.decided_on}）"
    if not outcome_reported(report.number, source.division_code, source.title, words, now):
        raise NotYours


def _window(source: Source, report: WindowReport) -> None:
    code = report.division_code
    if not contains(source.division_code, code) or find_division(code) is None:
        raise NotYours
    save_window(report.model_dump(exclude={"type"}))
    record("window:reported", code, f"webhook:{source.name}", code, {"source": source.name})


def forget_old_reports(now: datetime) -> int:
    gone = db.session.execute(delete(WebhookReport).where(WebhookReport.received_at < now - KEPT))
    return cast("CursorResult[Any]", gone).rowcount
