"""急件 on the case's page: marked by a colleague, seen by all of the window, taken back by the head."""

from __future__ import annotations

from flask.testing import FlaskClient

from backend.accounts.permissions import Role
from tests.console.conftest import Apply, Enter, act, case_row, offered_moves, page
from tests.factories.county import COUNTY

HUNGER = "邻居来窗口说孩子两天没吃饭"


def test_a_colleague_marks_what_another_holds(
    clerk: FlaskClient, neighbour: FlaskClient, apply: Apply
) -> None:
    calm, case_id = apply(), apply(household=[])
    act(clerk, case_id, "claim")
    answer = act(neighbour, case_id, "mark-urgent", reason=HUNGER)
    assert answer.status_code == 303
    assert "标成急件了" in page(neighbour, answer.headers["Location"])
    seen = page(clerk, f"/console/cases/{case_id}")
    assert 'urgent-mark">急</b>' in seen
    assert f'<p class="pre">{HUNGER}</p>' in seen
    assert "mark-urgent" not in offered_moves(seen, case_id)
    assert "unmark-urgent" not in offered_moves(seen, case_id), "that is a supervisor's"
    assert 'urgent-mark">急</b>' not in page(clerk, f"/console/cases/{calm}")


def test_what_was_typed_stays_when_it_is_refused(
    clerk: FlaskClient, neighbour: FlaskClient, apply: Apply
) -> None:
    case_id = apply()
    answer = act(clerk, case_id, "mark-urgent", reason=" ")
    assert answer.status_code == 422
    assert "请写明出了什么急事" in answer.get_data(as_text=True)
    assert 'id="mark-urgent" open' in answer.get_data(as_text=True)
    stale = {"version": str(case_row(id=case_id).version), "reason": HUNGER}
    act(neighbour, case_id, "mark-urgent", reason="村里先来说了")
    answer = clerk.post(f"/console/cases/{case_id}/mark-urgent", data=stale)
    assert answer.status_code == 409
    assert f"readonly>{HUNGER}</textarea>" in answer.get_data(as_text=True)


def test_the_head_takes_it_back(clerk: FlaskClient, enter: Enter, apply: Apply) -> None:
    case_id = apply(situation={"urgent": True})
    head = enter(Role.SUPERVISOR, COUNTY, "head")
    assert "unmark-urgent" in offered_moves(page(head, f"/console/cases/{case_id}"), case_id)
    assert act(clerk, case_id, "unmark-urgent", reason="不急").status_code == 403
    assert act(head, case_id, "unmark-urgent", reason="填错了").status_code == 303
    seen = page(clerk, f"/console/cases/{case_id}")
    assert 'urgent-mark">急</b>' not in seen
    assert "填错了" in seen, "the window reads why in the history"
