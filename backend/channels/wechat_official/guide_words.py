"""A guide code was scanned in WeChat: say where it leads, as its page would, and remember the village."""

from __future__ import annotations

from datetime import datetime

from flask import current_app

from backend.batches import BatchWriter
from backend.channels.wechat_official import words
from backend.channels.wechat_official.people import Person, remember
from backend.channels.wechat_official.turn import Turn, remembering
from backend.chat.reply_parts import Link, Reply
from backend.doors.layout import beijing_day
from backend.guides.opening import GuideSheet, sheet_of
from backend.guides.queries import find_guide
from backend.transaction import after_commit


def scanned(scene: str, is_new: bool, person: Person, now: datetime) -> Turn:
    """Give the turn for a scan; `scene` is our guide code."""
    guide = find_guide(scene)
    if guide is None:
        text = f"{words.WELCOME}\n\n{words.NO_SUCH_CODE}" if is_new else words.NO_SUCH_CODE
        return Turn(text, act=remembering(person, now))
    sheet = sheet_of(guide, current_app.extensions["library"], beijing_day(now))
    reply = Reply(_said(sheet, is_new), links=(Link("看怎么办、带什么", f"/g/{guide.code}"),))
    scans: BatchWriter[object] = current_app.extensions["guide_scans"]

    def act() -> str:
        remember(person, now, place=sheet.place, asking="")
        after_commit(lambda: scans.add((guide.code, beijing_day(now))))
        return ""

    return Turn(reply=reply, act=act)


def _said(sheet: GuideSheet, is_new: bool) -> str:
    lines = ["您好，这里是社会救助服务号。"] if is_new else []
    lines.append(f"您扫的是{sheet.place_name}的指引：{sheet.content.title}。")
    if sheet.is_retired:
        lines.append("这张码已经停用，请以下面的窗口为准。")
    if sheet.window is not None:
        shown = "（示例）" if sheet.window.is_demo and "示例" not in sheet.window.name else ""
        lines.append(f"窗口：{sheet.window.name}{shown}，电话 {sheet.window.phone}。")
    lines.append("也可以直接问我，比如“要带什么”。我们不收钱，不要银行密码和短信验证码。")
    return "\n".join(lines)
