"""Words of the console: fields, causes, events and what was done, in plain Chinese. Pure."""

from __future__ import annotations

from typing import Any, Final

from backend.content.names import Scheme
from backend.departments.names import department_title
from backend.intake.states import Action, Result
from backend.intake.wording import RESULT_TITLES

# What the summary of a case may hold besides name and phone; the same for every kind of case.
SUMMARY: Final = {
    "address": "住址",
    "people": "家里几口人",
    "dispute": "哪里不同意",
    "wants_reopen": "请求重开",
    "review": "为什么复核",
    "question": "问的是",
    "papers_seen": "当面看过的材料",
    "description": "怎么回事",
    "causes": "难处",
    "consent": "本人是否同意登记",
    "referred_by": "登记人",
}
DONE: Final = {
    Action.CLAIM: "认领好了，这件现在由您办。先给居民打个电话。",
    Action.RELEASE: "放回窗口了，同事可以认领。",
    Action.ASK_SUPPLEMENT: "已经一次性告知居民要补什么，补齐前不计时。",
    Action.TAKE_SUPPLEMENT: "补来的材料记下了，接着办；停着的期限从今天起接着数。",
    Action.ACCEPT: "已正式受理，法定时限从今天算起。",
    Action.DECLINE: "已决定不予受理，理由、依据和怎么提异议一并告诉了居民。",
    Action.TRANSFER: "已请对方窗口接手；对方接收以前，这件还由您这里负责。",
    Action.ACCEPT_TRANSFER: "接收了，这件现在由您办。先给居民打个电话。",
    Action.RETURN_TRANSFER: "退回了，原来的窗口会看到理由。",
    Action.RECALL_TRANSFER: "撤回了转办，这件还由您这里办。",
    Action.ACCEPT_REFERRAL: "接办了，办好以后写答复。",
    Action.RETURN_REFERRAL: "退回了，窗口会看到理由。",
    Action.RECORD_MEETING: "会商记下了，请按决定办。",
    Action.ADD_ITEM: "加上了，要请的部门已经请了。",
    Action.ASK_ITEM: "已请部门看这个项目。这件还由您负责到底。",
    Action.SETTLE_ITEM: "这个项目办结了，居民能看到结果。",
    Action.REFER: "已请部门协办。这件还由您负责到底。",
    Action.ANSWER_REFERRAL: "协办答复记下了。",
    Action.RECORD_STAGE: "办理环节记下了。",
    Action.CLOSE: "办结了，结果已告诉居民。",
    Action.REOPEN: "重开了，请安排人接着办。",
    Action.EXTEND: "期限延长了，居民能看到原因。",
    Action.APPROVE_SUPPLEMENT: "同意了，经办人可以再告知一次；这件上留有标记。",
    Action.REFUSE_SUPPLEMENT: "退回了，经办人看得到理由。",
    Action.RECORD_HEARING: "本人的意见记下了，现在可以作决定。",
    Action.FOLLOW_UP: "记下了。",
    Action.MARK_URGENT: "标成急件了，排在单子最前面；期限按急事重新算过，只会提前。",
    Action.UNMARK_URGENT: "不再是急件，按平常的次序和期限办；理由留在经过里。",
    Action.REVIEW: "复核开始了，另开了一件，在待认领里；有结果前照旧发放。",
}
# The order in which the page offers what can be done: what is usual first, what ends it last.
ORDER: Final = (
    Action.ACCEPT_TRANSFER,
    Action.RETURN_TRANSFER,
    Action.CLAIM,
    Action.MARK_URGENT,
    Action.RECORD_MEETING,
    Action.RECORD_STAGE,
    Action.RECORD_HEARING,
    Action.APPROVE_SUPPLEMENT,
    Action.REFUSE_SUPPLEMENT,
    Action.ASK_SUPPLEMENT,
    Action.TAKE_SUPPLEMENT,
    Action.ACCEPT,
    Action.ACCEPT_REFERRAL,
    Action.ANSWER_REFERRAL,
    Action.RETURN_REFERRAL,
    Action.REFER,
    Action.ASK_ITEM,
    Action.ADD_ITEM,
    Action.SETTLE_ITEM,
    Action.CLOSE,
    Action.DECLINE,
    Action.RECALL_TRANSFER,
    Action.TRANSFER,
    Action.RELEASE,
    Action.EXTEND,
    Action.UNMARK_URGENT,
    Action.FOLLOW_UP,
    Action.REVIEW,
    Action.REOPEN,
)
_TITLED: Final = {  # what the title of an event is, where it is not a stage
    "case:contact_noted": "怎么联系的",
    "case:heard": "怎么听取的",
    "case:followed_up": "记的是",
    "case:outcome_reported": "谁报来的",
}
_DETAILS: Final = {
    "title": "环节",
    "reached": "联系的结果",
    "items": "材料",
    "message": "捎的话",
    "departments": "部门",
    "department": "部门",
    "note": "说明",
    "scheme": "项目",
    "schemes": "送达的是",
    "held_on": "会商日期",
    "participants": "参加的",
    "answer": "答复",
    "result": "结果",
    "reason": "理由",
    "article": "依据",
    "text": "内容",
    "said": "本人说",
    "on": "日子",
    "confirmed": "谁认可",
    "witness": "见证人",
    "days": "联系过的日子",
    "skipped": "没有走的环节",
    "late": "第一次就该说而没说的",
    "wants_reopen": "请求重开",
}


def to_staff(words: str) -> str:
    """Say to a colleague what is otherwise said to the resident as "you"."""
    return words.replace("您", "居民")


def scheme_title(scheme: str | None) -> str:
    """Give the short name of a scheme; a case without one is 未定."""
    if not scheme:
        return "项目未定"
    return Scheme(scheme).title_zh if scheme in set(Scheme) else scheme


def event_details(details: dict[str, Any], name: str = "") -> list[tuple[str, str]]:
    """Give what was written down with the event `name` as (label, text), without what is empty."""
    labels = _DETAILS | ({"title": _TITLED[name]} if name in _TITLED else {})
    return [
        (label, text) for key, label in labels.items() if (text := _detail(key, details.get(key)))
    ]


def _detail(key: str, value: object) -> str:
    if key == "reached" and value is not None:
        return "联系上了" if value else "没有联系上"
    if value in (None, "", [], False):
        return ""
    if key in ("department", "departments"):
        listed = value if isinstance(value, list) else [value]
        return "、".join(department_title(str(one)) for one in listed)
    if value is True:
        return "是"
    if key == "skipped" and isinstance(value, list):
        return "；".join(f"{one['title']}（{one['reason']}）" for one in value)
    if key == "schemes" and isinstance(value, list):
        return "、".join(scheme_title(one) for one in value)
    if key == "scheme":
        return scheme_title(str(value))
    if key == "result" and str(value) in set(Result):
        return RESULT_TITLES[Result(str(value))]
    return "、".join(str(one) for one in value) if isinstance(value, list) else str(value)
