"""The events a target may ask for, and what each means. Pure; the list is what README promises."""

from __future__ import annotations

from typing import Final

EVENTS: Final = {
    "case:opened": "收到一件，送到窗口",
    "case:claimed": "有人认领",
    "case:released": "放回窗口",
    "case:supplement_requested": "一次性告知补材料",
    "case:supplement_received": "居民补了材料或说明",
    "case:accepted": "正式受理",
    "case:declined": "不予受理",
    "case:transferred": "转到别的窗口",
    "case:referred": "请部门协办",
    "case:referral_answered": "部门答复",
    "case:extended": "延长期限",
    "case:closed": "办结",
    "case:reopened": "重开",
    "case:withdrawn": "居民撤回",
    "case:disputed": "居民提出异议",
}
