"""通知: what was not delivered, to be sent again; and on a case's page, what became of its notices."""

from __future__ import annotations

import re

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backend.accounts.current import current_actor
from backend.extensions import utc_now
from backend.intake.queries import ids_visible_to, numbers_of
from backend.intake.wording import EVENTS, REMINDERS
from backend.notifications.messages import REPLIES
from backend.notifications.upkeep import Delivery, dead_letters, deliveries_of, retry_dead
from backend.notifications.ways import CHANNEL_TITLES
from backend.transaction import transaction

bp = Blueprint(
    "console_deliveries", __name__, url_prefix="/console/deliveries", template_folder="templates"
)

_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_WHO = {"resident": "居民", "staff": "工作人员", "system": "业务系统"}
_WHY = {
    "window closed": "居民两天没说话，微信不让发",
    "no consent": "居民没有同意收小程序消息",
    "no phone": "没有能收短信的手机号",
    "landline": "登记的是座机",
    "no address": "没有留联系办法",
    "contact removed": "值班群或邮箱已经删去",
    "target removed": "业务系统已经删去",
    "mailbox": "邮箱不收",
    "not connected": "没有接上",
    "opted out": "居民说了不要通知",
    "not by this channel": "这一步不发短信",
    "seal broken": "内容打不开，请找管理员",
}


@bp.app_template_filter()
def deliveries(case_id: str) -> list[Delivery]:
    """Give what became of the notices a resident was to get about a case."""
    return deliveries_of(case_id)


@bp.app_template_filter()
def what_happened(event: str) -> str:
    """Give the words for what a notice tells of."""
    return EVENTS.get(event) or REMINDERS.get(event) or REPLIES.get(event) or event


@bp.app_template_filter()
def delivery_channel(channel: str) -> str:
    return CHANNEL_TITLES.get(channel, "查进度页")


@bp.app_template_filter()
def why_not_delivered(fault: str) -> str:
    """Give the reason in words; what is not known is a fault of the other side."""
    return _WHY.get(fault, f"对方没有收（{fault}）" if fault else "")


@bp.get("/")
def home() -> str:
    actor = current_actor()
    dead = dead_letters(ids_visible_to(actor))
    sent = request.args.get("sent", "")
    return render_template(
        "console/deliveries.html",
        dead=dead,
        numbers=numbers_of([one.subject_id for one in dead]),
        who=_WHO,
        sent=int(sent) if sent.isascii() and sent.isdigit() and len(sent) < 5 else None,
    )


@bp.post("/")
def send_again() -> ResponseReturnValue:
    """Send again what was ticked, or all of it; only of cases within one's reach."""
    actor = current_actor()
    ids = [one for one in request.form.getlist("notice") if _ID.fullmatch(one)]
    everything = request.form.get("all") == "yes"
    with transaction():
        count = retry_dead(utc_now(), None if everything else ids, ids_visible_to(actor))
    return redirect(url_for("console_deliveries.home", sent=count), 303)
