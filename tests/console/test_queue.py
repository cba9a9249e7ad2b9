"""The clerk's list: own window only, persons masked, the most urgent claimed first."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from backend.accounts.permissions import Role
from tests.console.conftest import CANARY, Apply, Enter, act, case_row, page
from tests.factories.county import COUNTY, OTHER_VILLAGE, VILLAGE

HOME = "/console/"


def _spoken(number: str | None) -> str:
    assert number
    return " ".join((number[:4], number[4:8], number[8:]))


def _at(place: str, phone: str = "13800000000") -> dict[str, str]:
    return {"name": CANARY, "phone": phone, "residence": place}


def test_a_clerk_sees_only_their_own_windows_cases(
    clerk: FlaskClient, stranger: FlaskClient, apply: Apply
) -> None:
    ours = case_row(id=apply())
    theirs = case_row(id=apply(applicant=_at(OTHER_VILLAGE)))
    seen = page(clerk, f"{HOME}?queue=unclaimed")
    assert _spoken(ours.number) in seen
    assert _spoken(theirs.number) not in seen
    assert '待认领 <b class="count">1</b>' in seen
    assert _spoken(theirs.number) in page(stranger, f"{HOME}?queue=unclaimed")


def test_names_and_phones_are_masked_in_every_list(clerk: FlaskClient, apply: Apply) -> None:
    case_id = apply()
    lists = [page(clerk, f"{HOME}?queue=unclaimed")]
    assert act(clerk, case_id, "claim").status_code == 303
    lists += [page(clerk, f"{HOME}?queue={name}") for name in ("mine", "due", "overdue", "")]
    for seen in lists:
        assert CANARY not in seen
        assert "13800000000" not in seen
    assert "欧*" in lists[0]
    assert "在您手里" in lists[1]


def test_the_list_says_when_it_is_due_in_words(clerk: FlaskClient, apply: Apply) -> None:
    apply()
    seen = page(clerk, f"{HOME}?queue=unclaimed")
    assert re.search(r"剩 [0-9]+ 个工作日|今天到期", seen)
    assert "寺上村" in seen
    assert "低保" in seen


def test_claim_next_takes_the_urgent_one(clerk: FlaskClient, apply: Apply) -> None:
    plain = apply()
    urgent = apply(
        applicant=_at(VILLAGE, "13800000001"), scheme="temporary_assistance",
        situation={"urgent": True},
    )  # fmt: skip
    answer = clerk.post("/console/claim-next")
    assert answer.status_code == 303
    assert f"/console/cases/{urgent}" in answer.headers["Location"]
    assert case_row(id=urgent).state == "in_hand"
    assert case_row(id=plain).state == "submitted"


def test_claim_next_with_nothing_free_says_so(clerk: FlaskClient) -> None:
    answer = clerk.post("/console/claim-next")
    assert "没有等认领的件了" in page(clerk, answer.headers["Location"])


def test_claiming_from_the_list_needs_no_version(clerk: FlaskClient, apply: Apply) -> None:
    case_id = apply()
    assert clerk.post(f"/console/cases/{case_id}/claim").status_code == 303
    assert case_row(id=case_id).state == "in_hand"


def test_a_number_read_out_finds_the_case_also_when_it_ended(
    clerk: FlaskClient, apply: Apply
) -> None:
    case_id = apply()
    number = case_row(id=case_id).number or ""
    act(clerk, case_id, "claim")
    ended = {"result": "answered", "reason": "已说清楚。", "confirmed_by": "resident"}
    assert act(clerk, case_id, "close", **ended).status_code == 303
    answer = clerk.get(HOME, query_string={"number": _spoken(number)})
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/console/cases/{case_id}"


def test_a_foreign_number_and_an_unknown_one_answer_alike(clerk: FlaskClient, apply: Apply) -> None:
    theirs = case_row(id=apply(applicant=_at(OTHER_VILLAGE))).number or ""
    answer = clerk.get(HOME, query_string={"number": theirs})
    assert answer.status_code == 404
    assert "没有找到这件办件" in answer.get_data(as_text=True)
    wrong = clerk.get(HOME, query_string={"number": "12<b>"})
    assert wrong.status_code == 422
    assert "编号是 12 位数字" in wrong.get_data(as_text=True)
    assert "12<b>" not in wrong.get_data(as_text=True)


@pytest.mark.parametrize("query", ["queue=all", "page=0", "page=²", "page=99999", "done=<b>"])
def test_odd_addresses_still_show_a_list(clerk: FlaskClient, query: str) -> None:
    assert "认领下一件" in page(clerk, f"{HOME}?{query}")


def test_long_lists_come_in_pages(clerk: FlaskClient, apply: Apply) -> None:
    for place in range(21):
        apply(applicant=_at(VILLAGE, f"138000000{place:02d}"))
    first = page(clerk, f"{HOME}?queue=unclaimed")
    assert first.count('/claim"') == 20
    assert "下一页" in first
    assert page(clerk, f"{HOME}?queue=unclaimed&page=2").count('/claim"') == 1


@pytest.mark.parametrize("role", [Role.AUDITOR, Role.EDITOR, Role.ADMIN])
def test_posts_without_a_queue_are_told_what_they_can_do(enter: Enter, role: Role) -> None:
    seen = page(enter(role, COUNTY, "other"), HOME)
    assert role.caption in seen
    assert "您的岗位可以" in seen
    assert "认领下一件" not in seen


def test_a_grid_worker_has_no_console(enter: Enter) -> None:
    assert enter(Role.GRID_WORKER, username="walker").get(HOME).status_code == 403


def test_a_department_sees_what_it_was_asked_and_claims_nothing(
    enter: Enter, clerk: FlaskClient, apply: Apply
) -> None:
    asked, other = apply(), apply(applicant=_at(VILLAGE, "13800000001"))
    act(clerk, asked, "claim")
    note = {"departments": ["healthcare_security"], "note": "请核对住院费用"}
    assert act(clerk, asked, "refer", **note).status_code == 303
    handler = enter(Role.HANDLER, COUNTY, "insurer")
    seen = page(handler, f"{HOME}?queue=mine") + page(handler, HOME)
    assert asked in seen
    assert other not in seen
    assert "/claim" not in seen
    assert "待认领" not in seen
    assert handler.get(f"/console/cases/{other}").status_code == 404
    assert handler.post("/console/claim-next").status_code == 403
    done = act(handler, asked, "answer-referral", department="healthcare_security", answer="已核")
    assert done.status_code == 303
    assert case_row(id=asked).state == "in_hand"


def test_a_no_not_delivered_has_a_list_with_what_to_do(
    clerk: FlaskClient, stranger: FlaskClient, apply: Apply
) -> None:
    case_id = apply()
    assert "决定没送达" not in page(clerk, f"{HOME}?queue=mine")
    act(clerk, case_id, "claim")
    no = {"reason": "已经在别的街道领过同一事由的救助。", "article": "社会救助法第四十五条"}
    assert act(clerk, case_id, "decline", **no).status_code == 303
    day, seen = page(clerk, HOME), page(clerk, f"{HOME}?queue=untold")
    assert "决定还没送达" in day
    for words in ("决定没送达", "在“书面单子”里打印告知书", "今天决定的，还没送达"):
        assert words in seen, words
    assert f"/console/cases/{case_id}?open=follow-up#follow-up" in seen
    assert case_id not in page(stranger, f"{HOME}?queue=untold")
    told = act(clerk, case_id, "follow-up", what="delivered", how="visit")
    assert told.status_code == 303
    assert "没有等送达的决定" in page(clerk, f"{HOME}?queue=untold")
    assert "决定还没送达" not in page(clerk, HOME)
