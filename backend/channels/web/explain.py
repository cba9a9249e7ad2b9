"""Why an answer is as it is: which words were heard, what they spoke for, what was set aside."""

from __future__ import annotations

from typing import Any

from flask import render_template

from backend.channels.web.blueprint import bp, chat_service
from backend.channels.web.sitting import is_talk_of_this_sitting
from backend.chat.services import NoSuchMessage
from backend.content.names import Facet, Scheme

_KINDS = {
    "policy": "问政策",
    "service": "请我们办一件事",
    "emergency": "有危险，先给号码",
    "smalltalk": "打招呼、说闲话",
    "clarify": "两样差不多，先问清是哪一样",
    "out_of_scope": "不归社会救助管，或者没听明白",
}
# family of a word, as the vocabulary names it
_FAMILIES = {
    "scheme": "项目",
    "facet": "哪一面",
    "pair": "项目和哪一面",
    "situation": "处境",
    "service": "办事",
    "emergency": "危险",
    "smalltalk": "闲话",
    "outside": "别处管的",
    "need": "难处",
    "not": "不算",
    "facet_not": "不算",
    "emergency_not": "不算",
}


@bp.get("/explain/<message_id>")
def explain(message_id: str) -> str:
    """Show one answer's reasons. The address stays in the browser, so what was asked on a page is told
    in the same sitting only. Raises NoSuchMessage for a foreign, unknown or deleted one."""
    told = chat_service().explain(message_id)
    if told is None:
        raise NoSuchMessage
    if told["channel"] == "web" and not is_talk_of_this_sitting(told["conversation_id"]):
        raise NoSuchMessage
    return render_template(
        "web/explain.html",
        told=told,
        kind=_KINDS.get(told["intent"]["kind"], told["intent"]["kind"]),
        subject=subject_of(told["intent"]),
        others=[subject_of(one) for one in told["intent"]["alternatives"]],
        say=speaks_for,
    )


def subject_of(intent: dict[str, Any]) -> str:
    """Give scheme and facet in words: 低保 · 要什么材料; empty when neither was understood."""
    scheme, facet = intent.get("scheme"), intent.get("facet")
    parts = [
        Scheme(scheme).title_zh if scheme in set(Scheme) else "",
        Facet(facet).title_zh if facet in set(Facet) else "",
    ]
    return " · ".join(part for part in parts if part)


def speaks_for(target: str) -> str:
    """Give what a word spoke for, in words where it is a scheme or facet."""
    ids = target.replace(":", "/").split("/")
    titles = _FAMILIES | {one.value: one.title_zh for one in (*Scheme, *Facet)}
    return " · ".join(titles.get(id_, id_) for id_ in ids)
