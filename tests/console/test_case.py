"""One case on its page: who may see what of it, masked or whole."""

from __future__ import annotations

import re

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.accounts.permissions import Role
from backend.audit.models import AuditEntry
from backend.audit.trail import verify
from backend.extensions import db
from tests.console.conftest import (
    CANARY,
    PHONE,
    STORY,
    Apply,
    Enter,
    act,
    case_row,
    full_application,
    offered_moves,
    page,
)
from tests.factories.county import VILLAGE

REASON = "家里情况核对过，不属于这个项目。"
_APART = {"phone": PHONE, "residence": VILLAGE, "address": "三组"}


def _trail(case_id: str, action: str) -> list[AuditEntry]:
    db.session.rollback()
    wanted = select(AuditEntry).where(AuditEntry.subject == case_id, AuditEntry.action == action)
    return list(db.session.scalars(wanted))


def test_foreign_and_unknown_cases_answer_alike(stranger: FlaskClient, apply: Apply) -> None:
    case_id = apply()
    answers = [
        stranger.get(f"/console/cases/{case_id}"),
        stranger.get(f"/console/cases/{'0' * 32}"),
        stranger.post(f"/console/cases/{case_id}/claim"),
        stranger.post(f"/console/cases/{case_id}/unmask", data={"reason": "想看看这一家"}),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    own = r"/requests/\w+|back=[^\"]*"  # what the caller sent, and the request's own number
    words = {re.sub(own, "", one.get_data(as_text=True)) for one in answers}
    assert len(words) == 1
    assert case_row(id=case_id).state == "submitted"


def test_before_the_claim_the_person_is_masked(clerk: FlaskClient, apply: Apply) -> None:
    case_id = apply(**full_application())
    seen = page(clerk, f"/console/cases/{case_id}")
    for secret in (CANARY, PHONE, STORY, "金丝雀妻", "协理示例"):
        assert secret not in seen
    assert "欧*" in seen
    assert "写明理由查看" in seen
    assert offered_moves(seen, case_id) == {
        "claim", "transfer", "note-contact", "mark-urgent"
    }  # fmt: skip
    assert _trail(case_id, "case:read_whole") == []


def test_in_the_holders_hands_it_is_whole_and_each_opening_is_in_the_trail(
    clerk: FlaskClient, neighbour: FlaskClient, apply: Apply
) -> None:
    case_id = apply(**full_application())
    act(clerk, case_id, "claim")
    for times in (1, 2):
        seen = page(clerk, f"/console/cases/{case_id}")
        assert len(_trail(case_id, "case:read_whole")) == times
    for told in (CANARY, f"tel:{PHONE}", STORY, "金丝雀妻，配偶，大病", "1200元", "生病、住院"):
        assert told in seen
    assert "村（社区）协理员代填" in seen
    assert "没有同意，要当面再问" in seen
    assert "按填的情况，还要带" in seen
    assert CANARY not in page(neighbour, f"/console/cases/{case_id}")
    assert verify() == []


def test_unmasking_needs_a_reason_and_leaves_an_entry(clerk: FlaskClient, apply: Apply) -> None:
    case_id = apply(**full_application())
    where = f"/console/cases/{case_id}/unmask"
    for reason in ("", "  看 ", "看看"):
        answer = clerk.post(where, data={"reason": reason})
        assert answer.status_code == 422
        assert "至少 4 个字" in answer.get_data(as_text=True)
        assert CANARY not in answer.get_data(as_text=True)
    assert _trail(case_id, "case:unmasked") == []
    answer = clerk.post(where, data={"reason": "居民来电核对登记内容"})
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    for told in (CANARY, PHONE, STORY):
        assert told in text
    assert "只显示这一次" in text
    (entry,) = _trail(case_id, "case:unmasked")
    assert "居民来电" not in str(entry.fields), "the reason is sealed"
    assert CANARY not in page(clerk, f"/console/cases/{case_id}"), "once"


def test_every_clock_of_the_case_is_shown_day_by_day(clerk: FlaskClient, apply: Apply) -> None:
    case_id = apply()
    act(clerk, case_id, "claim")
    act(clerk, case_id, "accept")
    act(clerk, case_id, "refer", departments=["housing"], note="请核对住房")
    seen = page(clerk, f"/console/cases/{case_id}")
    for title in ("启动家庭经济状况调查：", "请协办后部门答复接不接："):
        line = seen.split(title)[1].split("</details>")[0]
        assert "依据：《" in line, title
        assert "第 3 天" in line, title


def test_what_people_typed_is_shown_as_text(clerk: FlaskClient, apply: Apply) -> None:
    case_id = apply(**full_application(situation={"description": "<script>alert(1)</script>"}))
    act(clerk, case_id, "claim")
    answer = act(clerk, case_id, "decline", reason="</textarea><script>x</script>")
    text = answer.get_data(as_text=True)
    assert "<script" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_forms_need_their_token(app: Flask, clerk: FlaskClient, apply: Apply) -> None:
    case_id = apply()
    app.config["WTF_CSRF_ENABLED"] = True
    try:
        seen = page(clerk, f"/console/cases/{case_id}")
        forms = re.findall(r'<form method="post".*?</form>', seen, re.S)
        assert forms
        assert all('name="csrf_token"' in form for form in forms)
        for path in (f"cases/{case_id}/claim", f"cases/{case_id}/unmask", "claim-next"):
            assert clerk.post(f"/console/{path}", data={"reason": REASON}).status_code == 400
    finally:
        app.config["WTF_CSRF_ENABLED"] = False
    assert case_row(id=case_id).state == "submitted"


def test_a_referral_of_a_home_in_danger_warns_before_calling(
    app: Flask, clerk: FlaskClient, enter: Enter
) -> None:
    walker = enter(Role.GRID_WORKER, username="walker")
    form = {
        "once_key": "danger", "place": VILLAGE, "name": CANARY, "phone": "139 0000 0000",
        "description": "家里有人打人", "cause": ["violence"], "urgency": "urgent", "consent": "yes",
    }  # fmt: skip
    assert walker.post("/field/refer", data=form).status_code == 303
    case_id = case_row(kind="referral").id
    assert "打人" not in page(clerk, f"/console/cases/{case_id}")
    act(clerk, case_id, "claim")
    seen = page(clerk, f"/console/cases/{case_id}")
    assert "不要往登记的电话上打电话" in seen
    assert "tel:13900000000" not in seen
    assert "受到家庭暴力" in seen
    assert "已征得本人同意" in seen


def test_one_household_stands_side_by_side(clerk: FlaskClient, apply: Apply) -> None:
    first = apply(applicant=_APART, household=[])
    alone = page(clerk, f"/console/cases/{first}")
    assert 'id="household"' not in alone, "nothing stands beside it"
    second = apply(applicant=_APART, scheme="temporary_assistance", household=[])
    act(clerk, second, "claim")
    act(clerk, second, "add-item", scheme="housing_assistance", note="房子漏雨，一并问问")
    shown = page(clerk, f"/console/cases/{second}")
    table = shown[
        shown.index('id="household"') : shown.index("</table>", shown.index('id="household"'))
    ]
    assert table.count('data-label="项目"') == 3
    assert f'href="/console/cases/{first}"' in table
    assert "没人认领" in table
    assert "牵头" in table
    assert CANARY not in table
    assert PHONE not in table
