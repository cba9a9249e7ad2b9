"""How states, moves and holders are said, to residents and to staff. Pure."""

from __future__ import annotations

from typing import Final

from backend.content.names import Scheme
from backend.intake.states import Action, CaseState, Result

STATE_TITLES: Final = {
    CaseState.SUBMITTED: "已登记，等窗口认领",
    CaseState.IN_HAND: "窗口工作人员正在办",
    CaseState.AWAITING_SUPPLEMENT: "等您补材料",
    CaseState.AWAITING_DEPARTMENT: "正在请有关部门协办",
    CaseState.ACCEPTED: "已正式受理",
    CaseState.DECLINED: "不予受理",
    CaseState.CLOSED: "已办结",
    CaseState.WITHDRAWN: "已撤回",
}
ACTION_TITLES: Final = {
    Action.CLAIM: "认领",
    Action.RELEASE: "放回窗口",
    Action.ASK_SUPPLEMENT: "一次性告知补材料",
    Action.ACCEPT: "受理",
    Action.DECLINE: "不予受理",
    Action.TRANSFER: "转办",
    Action.REFER: "请部门协办",
    Action.ANSWER_REFERRAL: "答复协办",
    Action.RECORD_STAGE: "记办理环节",
    Action.CLOSE: "办结",
    Action.REOPEN: "重开",
    Action.EXTEND: "延长期限",
    Action.NOTE_CONTACT: "记一次联系",
    Action.APPROVE_SUPPLEMENT: "同意再次补材料",
    Action.REFUSE_SUPPLEMENT: "不同意再次补材料",
    Action.TAKE_SUPPLEMENT: "记下补来的材料",
    Action.RECORD_HEARING: "记听取意见",
    Action.FOLLOW_UP: "记送达、发放、回访",
    Action.REVIEW: "开始复核",
    Action.MARK_URGENT: "标为急件",
    Action.UNMARK_URGENT: "取消急件",
    Action.ACCEPT_TRANSFER: "接收转办",
    Action.RETURN_TRANSFER: "退回转办",
    Action.RECALL_TRANSFER: "撤回转办",
    Action.ACCEPT_REFERRAL: "接办协办",
    Action.RETURN_REFERRAL: "退回协办",
    Action.RECORD_MEETING: "记急难会商",
    Action.ADD_ITEM: "加办一个项目",
    Action.ASK_ITEM: "请部门看一个项目",
    Action.SETTLE_ITEM: "办结一个项目",
    Action.SUPPLEMENT: "补材料",
    Action.WITHDRAW: "撤回",
    Action.DISPUTE: "提出异议",
}
RESULT_TITLES: Final = {
    Result.GRANTED: "给予救助",
    Result.REFUSED: "不予救助",
    Result.ANSWERED: "已经答复",
    Result.RESOLVED: "已经解决",
    Result.DUPLICATE: "与另一件重复，合并办理",
    Result.UNREACHABLE: "多次联系不上",
    Result.KEPT: "照旧发放",
    Result.REDUCED: "减发",
    Result.STOPPED: "停发",
}
KIND_TITLES: Final = {
    "pre_application": "预申请",
    "referral": "网格员转介",
    "question": "居民提问",
    "dispute": "异议",
    "review": "复核",
}

# Event names: case:<past tense>. What a resident reads about each.
EVENTS: Final = {
    "case:opened": "已登记，送到窗口",
    "case:claimed": "窗口工作人员接手了",
    "case:released": "放回窗口，等另一位工作人员接手",
    "case:supplement_requested": "窗口一次性告知要补的材料",
    "case:supplement_received": "收到您补的材料",
    "case:accepted": "窗口正式受理，办理时间从这天算起",
    "case:declined": "窗口决定不予受理，理由和依据见下",
    "case:transfer_offered": "请另一个窗口接手；对方接收以前，还由原来的窗口负责",
    "case:transferred": "另一个窗口接手办理",
    "case:transfer_returned": "对方窗口没有接，仍由原来的窗口办理",
    "case:transfer_recalled": "撤回了转办，仍由原来的窗口办理",
    "case:referral_accepted": "有关部门接办了",
    "case:referral_returned": "有关部门没有接，窗口另想办法",
    "case:meeting_called": "几次没定下由谁办，由主管召集各单位会商",
    "case:meeting_held": "会商定下了怎么办",
    "case:item_added": "同一件里加办一个项目",
    "case:item_settled": "其中一个项目有了结果",
    "case:holder_left": "经办人员调走，回到窗口，等另一位工作人员接手",
    "case:referred": "请有关部门协办",
    "case:referral_answered": "有关部门已答复窗口",
    "case:stage_recorded": "办理有了新进展",
    "case:outcome_reported": "业务系统传来了结果，窗口核对后告诉您",
    "case:extended": "办理期限依规定延长",
    "case:closed": "办结",
    "case:reopened": "重新打开，继续办理",
    "case:withdrawn": "您撤回了",
    "case:disputed": "收到您的异议，另派人回复",
    "case:corrected": "您更正了填的内容",
    "case:consent_withdrawn": "您撤回了同意",
    "case:deletion_asked": "您要求删除信息",
    "case:contact_noted": "窗口联系您",
    "case:supplement_wanted": "窗口想请您再补一次材料，先请主管看；没有告知您以前不用准备",
    "case:supplement_approved": "主管同意再次补材料",
    "case:supplement_refused": "主管没有同意再要材料，您不用补",
    "case:heard": "听取了您的意见",
    "case:followed_up": "办结后的情况",
    "case:review_opened": "开始定期复核，复核有结果前照旧发放",
    "case:marked_urgent": "窗口按急事先办",
    "case:unmarked_urgent": "窗口改按平常的次序办",
    "case:due_changed": "节假日安排公布后，重算了截止日",
}
# What a resident is reminded of; no step of the case.
REMINDERS: Final = {"case:papers_due_soon": "提醒补材料的日子快到了"}
EVENT_OF: Final = {
    Action.CLAIM: "case:claimed",
    Action.RELEASE: "case:released",
    Action.ASK_SUPPLEMENT: "case:supplement_requested",
    Action.ACCEPT: "case:accepted",
    Action.DECLINE: "case:declined",
    Action.TRANSFER: "case:transfer_offered",
    Action.ACCEPT_TRANSFER: "case:transferred",
    Action.RETURN_TRANSFER: "case:transfer_returned",
    Action.RECALL_TRANSFER: "case:transfer_recalled",
    Action.ACCEPT_REFERRAL: "case:referral_accepted",
    Action.RETURN_REFERRAL: "case:referral_returned",
    Action.RECORD_MEETING: "case:meeting_held",
    Action.ADD_ITEM: "case:item_added",
    Action.ASK_ITEM: "case:referred",
    Action.SETTLE_ITEM: "case:item_settled",
    Action.REFER: "case:referred",
    Action.ANSWER_REFERRAL: "case:referral_answered",
    Action.RECORD_STAGE: "case:stage_recorded",
    Action.CLOSE: "case:closed",
    Action.REOPEN: "case:reopened",
    Action.EXTEND: "case:extended",
    Action.NOTE_CONTACT: "case:contact_noted",
    Action.APPROVE_SUPPLEMENT: "case:supplement_approved",
    Action.REFUSE_SUPPLEMENT: "case:supplement_refused",
    Action.TAKE_SUPPLEMENT: "case:supplement_received",
    Action.RECORD_HEARING: "case:heard",
    Action.FOLLOW_UP: "case:followed_up",
    Action.REVIEW: "case:review_opened",
    Action.MARK_URGENT: "case:marked_urgent",
    Action.UNMARK_URGENT: "case:unmarked_urgent",
    Action.SUPPLEMENT: "case:supplement_received",
    Action.WITHDRAW: "case:withdrawn",
    Action.DISPUTE: "case:disputed",
}

CONTACTED: Final = "contacted"
# How the window reached, or tried to reach, the person.
CONTACT_TITLES: Final = {
    "phone": "打电话",
    "visit": "上门",
    "window": "来窗口当面",
    "message": "发信息",
    "village": "托村（社区）捎话",
    "post": "寄信",
}
# How the person was heard before less, or nothing more, is paid.
HEARING_TITLES: Final = {
    "spoke": "本人说了意见",
    "waived": "本人说没有意见",
    "absent": "通知了没有来，多次联系不上",
}
# What is written down after the end.
FOLLOW_UP_TITLES: Final = {
    "delivered": "书面决定送到本人",
    "paid": "第一笔钱已经发放",
    "visited": "回访过",
}
# Whose word lets a case end without a decision.
CONFIRMED_TITLES: Final = {
    "resident": "本人说可以结束",
    "witness": "有见证人在场",
    "attempts": "多天多次联系不上",
}
WAY_TO_OBJECT: Final = (
    "不同意这个结果，可以先请窗口给书面决定、说明理由，也可以在“查进度”里提出异议；"
    "还可以在知道决定之日起 {reconsideration}内申请行政复议（不收钱），或在 {lawsuit}内起诉。"
    "拿不准打 12348 问免费法律咨询。"
)

_DOUBLE: Final = frozenset(
    {"欧阳", "司马", "上官", "诸葛", "司徒", "东方", "夏侯", "皇甫", "尉迟", "公孙", "慕容"}
    | {"令狐", "宇文", "长孙", "轩辕", "端木", "百里", "南宫", "独孤", "呼延"}
)


def surname(name: str) -> str:
    """Give the family name of a display name: one character, or two for a double surname."""
    return name[:2] if name[:2] in _DOUBLE else name[:1]


def staff_label(family_name: str) -> str:
    """Name a colleague to staff: 张某."""
    return f"{family_name}某" if family_name else "一位同事"


def event_by(actor_kind: str, family_name: str) -> str:
    """Say to staff who made an event: the resident, the service, or a colleague."""
    return {"resident": "居民", "system": "系统"}.get(actor_kind) or staff_label(family_name)


def holder_for_resident(window_name: str, family_name: str | None) -> str:
    """Say who answers for the case: the window, and the clerk when one has claimed it."""
    return f"{window_name}，{family_name}姓工作人员" if family_name else window_name


def scheme_name(scheme: str) -> str:
    """Give the everyday name of a scheme."""
    return Scheme(scheme).title_zh if scheme in set(Scheme) else scheme
