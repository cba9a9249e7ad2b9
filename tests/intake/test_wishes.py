"""想再要一次材料: what was refused stands as a wish, once, until a supervisor answers."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from backend.accounts.actor import Actor
from backend.intake import services
from backend.intake.problems import CaseNotFound, MoveNotAllowed, ReasonMissing, ToldOnceAlready
from backend.intake.reading import read_case
from backend.intake.states import Action, CaseState
from backend.intake.supervision import overview, wanted_again
from backend.intake.wishes import wish_kept
from backend.transaction import transaction
from tests.factories import intake as make

LATE = ["残疾人证"]
WHY = "上次忘了说"


def _asked_once(clerk: Actor) -> str:
    summary = {"name": "王示例", "phone": "13800000000", "conditions": ["disability"]}
    case_id = make.case_in(CaseState.IN_HAND, clerk, summary=summary)
    make.do("ask_supplement", case_id, clerk, ["身份证或户口簿"])
    make.supplemented(case_id, "身份证")
    return case_id


def _ask_again(case_id: str, clerk: Actor, items: list[str] | None = None) -> ToldOnceAlready:
    """Try it as a door does."""
    with (
        pytest.raises(ToldOnceAlready) as told,
        wish_kept(case_id, clerk, make.NOW, WHY),
        transaction(),
    ):
        services.ask_supplement(case_id, clerk, make.NOW, None, items or LATE, None, WHY)
    return told.value


def _names(case_id: str, actor: Actor) -> list[str]:
    return [one.name for one in read_case(case_id, actor).events]


def test_a_refused_demand_stands_as_a_wish_for_the_supervisor(office: Flask, clerk: Actor) -> None:
    case_id, before = _asked_once(clerk), make.row_version
    version = before(case_id)
    told = _ask_again(case_id, clerk)
    assert told.extra == {"items": LATE, "version": version + 1}
    wish = read_case(case_id, clerk).wanted
    assert wish is not None
    assert (wish.items, wish.reason, wish.wanted_at) == (LATE, WHY, make.NOW)
    assert "wanted" not in make.row(case_id).summary_sealed
    head = make.supervisor()
    seen = overview(head, make.DAY, make.NOW).wanted
    assert [(one.view.id, one.wish.items) for one in seen] == [(case_id, LATE)]
    assert wanted_again(make.supervisor(make.OTHER_TOWN)) == []
    offered = read_case(case_id, head).view.actions
    assert {Action.APPROVE_SUPPLEMENT, Action.REFUSE_SUPPLEMENT} <= set(offered)
    assert Action.REFUSE_SUPPLEMENT not in read_case(case_id, clerk).view.actions


def test_the_same_again_changes_nothing_and_more_is_added(office: Flask, clerk: Actor) -> None:
    case_id = _asked_once(clerk)
    _ask_again(case_id, clerk)
    version = make.row_version(case_id)
    assert _ask_again(case_id, clerk).extra["version"] == version
    assert make.row_version(case_id) == version, "a double click has one effect"
    more = ["内容真实完整的承诺书", *LATE]
    _ask_again(case_id, clerk, more)
    wish = read_case(case_id, clerk).wanted
    assert wish is not None
    assert wish.items == [*LATE, "内容真实完整的承诺书"]
    assert len(wanted_again(make.supervisor())) == 1, "one wish a case"


def test_a_yes_clears_it_and_the_holder_may_ask(office: Flask, clerk: Actor) -> None:
    case_id = _asked_once(clerk)
    _ask_again(case_id, clerk)
    make.do("approve_supplement", case_id, make.supervisor(), LATE, "要核对等级")
    assert read_case(case_id, clerk).wanted is None
    make.do("ask_supplement", case_id, clerk, LATE, None, WHY)
    assert make.row(case_id).state == CaseState.AWAITING_SUPPLEMENT


def test_a_no_has_its_reason_and_is_said_once(office: Flask, clerk: Actor) -> None:
    case_id, head = _asked_once(clerk), make.supervisor()
    with pytest.raises(MoveNotAllowed):
        make.do("refuse_supplement", case_id, head, "没人要过")
    _ask_again(case_id, clerk)
    with pytest.raises(ReasonMissing):
        make.do("refuse_supplement", case_id, head, " ")
    with pytest.raises(CaseNotFound):
        make.do("refuse_supplement", case_id, make.supervisor(make.OTHER_TOWN), "外地的")
    make.do("refuse_supplement", case_id, head, "残联系统里查得到")
    answered = read_case(case_id, clerk)
    assert answered.wanted is None
    assert answered.events[-1].name == "case:supplement_refused"
    assert answered.events[-1].details == {"items": LATE, "reason": "残联系统里查得到"}
    told = services.progress_of(case_id).events[-1][1]
    assert "您不用补" in told
    assert "残联" not in told, "what the offices say to each other"
    with pytest.raises(MoveNotAllowed):
        make.do("refuse_supplement", case_id, head, "再回一次")
    _ask_again(case_id, clerk)  # and it may be wished again


@pytest.mark.parametrize(
    ("verb", "words"),
    [
        ("release", ("要休假",)),
        ("accept", ()),
        ("close", (services.Result.RESOLVED, "已经解决。", None, "resident")),
    ],
)
def test_it_ends_with_what_makes_it_idle(
    office: Flask, clerk: Actor, verb: str, words: tuple[Any, ...]
) -> None:
    case_id = _asked_once(clerk)
    _ask_again(case_id, clerk)
    make.do(verb, case_id, clerk, *words)
    assert make.row(case_id).wanted_at is None
    assert wanted_again(make.supervisor()) == []


def test_it_stands_while_departments_are_asked(office: Flask, clerk: Actor) -> None:
    case_id = _asked_once(clerk)
    _ask_again(case_id, clerk)
    make.do("refer", case_id, clerk, ["disabled_persons_federation"], "请核对等级")
    assert [one.view.id for one in wanted_again(make.supervisor())] == [case_id]
    make.do("refuse_supplement", case_id, make.supervisor(), "等残联答复就行")
    assert make.row(case_id).state == CaseState.AWAITING_DEPARTMENT


def test_another_refusal_leaves_no_wish(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(CaseState.IN_HAND, clerk)
    with pytest.raises(MoveNotAllowed), wish_kept(case_id, clerk, make.NOW), transaction():
        services.reopen(case_id, make.supervisor(), make.NOW, None, "开着的")
    assert "case:supplement_wanted" not in _names(case_id, clerk)
