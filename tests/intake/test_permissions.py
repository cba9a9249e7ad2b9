"""Who may not: foreign townships see nothing, roles do their own, nobody decides their own case."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from flask import Flask

from backend.accounts.actor import Actor, Post
from backend.accounts.permissions import Role
from backend.intake import queries, services
from backend.intake.problems import (
    CaseChanged,
    CaseNotFound,
    MoveNotAllowed,
    OwnCase,
    ReasonMissing,
)
from backend.intake.reading import read_case, unmask_case
from backend.intake.states import CaseState
from backend.problems import NotAllowed
from backend.transaction import transaction
from tests.factories import intake as make

S = CaseState


def test_a_foreign_townships_case_is_not_there(office: Flask, clerk: Actor) -> None:
    foreign = make.case_in(S.IN_HAND, make.clerk(make.OTHER_TOWN), place=make.OTHER_VILLAGE)
    for wanted in (foreign, "0" * 32):
        with pytest.raises(CaseNotFound) as told:
            make.do("claim", wanted, clerk)
        assert told.value.detail == CaseNotFound.detail_default
        with pytest.raises(CaseNotFound):
            make.do("accept", wanted, clerk)
        with pytest.raises(CaseNotFound):
            queries.find_case(wanted, clerk)
        with pytest.raises(CaseNotFound):
            read_case(wanted, clerk)
        with pytest.raises(CaseNotFound), transaction():
            unmask_case(wanted, clerk, "核对", make.NOW)


def test_the_county_sees_its_townships(office: Flask) -> None:
    case_id = make.opened().id
    assert queries.find_case(case_id, make.clerk(make.COUNTY)).id == case_id
    assert queries.find_case(case_id, Actor.system()).id == case_id


def test_roles_without_the_queue_see_nothing(office: Flask) -> None:
    case_id = make.opened().id
    for role in (Role.GRID_WORKER, Role.EDITOR, Role.AUDITOR, Role.ADMIN):
        with pytest.raises(CaseNotFound):
            queries.find_case(case_id, make.staff(role, make.COUNTY))


def test_a_handler_sees_only_what_the_department_was_asked(office: Flask, clerk: Actor) -> None:
    handler = make.handler("healthcare_security")
    asked = make.case_in(S.AWAITING_DEPARTMENT, clerk)
    other = make.opened().id
    assert queries.find_case(asked, handler).id == asked
    with pytest.raises(CaseNotFound):
        queries.find_case(other, handler)
    with pytest.raises(CaseNotFound):
        queries.find_case(asked, make.handler("housing"))
    with pytest.raises(NotAllowed):
        make.do("accept", asked, handler)
    mine = queries.list_cases(handler, make.DAY, queries.Queue.MINE)
    assert [row.id for row in mine.rows] == [asked]


def test_extending_and_reopening_is_for_supervisors(office: Flask, clerk: Actor) -> None:
    accepted, closed = make.case_in(S.ACCEPTED, clerk), make.case_in(S.CLOSED, clerk)
    for verb, case_id in (("extend", accepted), ("reopen", closed)):
        with pytest.raises(NotAllowed):
            make.do(verb, case_id, clerk, "理由")
        with pytest.raises(CaseNotFound):
            make.do(verb, case_id, make.supervisor(make.OTHER_TOWN), "理由")


def test_a_supervisor_frees_a_case_with_a_reason(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.IN_HAND, clerk)
    with pytest.raises(ReasonMissing):
        make.do("release", case_id, make.supervisor())
    assert make.do("release", case_id, make.supervisor(), "本人休假").holder_id is None


def test_a_stale_version_is_refused(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.IN_HAND, clerk)
    seen = make.row(case_id).version
    with transaction():
        services.supplement_received(case_id, make.NOW, ["户口簿"])
    with pytest.raises(CaseChanged), transaction():
        services.accept(case_id, clerk, make.NOW, seen)
    assert make.row(case_id).state == S.IN_HAND
    fresh = make.opened().id
    with pytest.raises(CaseChanged), transaction():
        services.claim(fresh, clerk, make.NOW, 7)


@dataclass(frozen=True)
class KnownActor(Actor):
    person_hashes: tuple[str, ...] = ()


@pytest.mark.parametrize("kind", ["phone", "id_number"])
def test_nobody_decides_their_own_case(office: Flask, kind: str) -> None:
    own = {
        "phone": services.person_fingerprint("phone", "13800000000"),
        "id_number": services.person_fingerprint("id_number", "99048219000101000x"),
    }
    case_id = make.opened(person_hash=own["id_number"]).id
    post = Post(Role.CLERK, make.TOWN)
    actor = KnownActor("a" * 32, "张示例", (post,), person_hashes=(own[kind],))
    with pytest.raises(OwnCase):
        make.do("claim", case_id, actor)
    make.do("claim", case_id, make.clerk())


def test_id_hashes_do_not_tell_upper_from_lower(office: Flask) -> None:
    one = services.person_fingerprint("id_number", "99048219000101000x")
    assert one == services.person_fingerprint("id_number", "99048219000101000X")


def test_an_objection_is_answered_by_somebody_else(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.DECLINED, clerk)
    with transaction():
        services.dispute(case_id, make.NOW, "没有领过")
    found = queries.list_cases(clerk, make.DAY, queries.Queue.UNCLAIMED).rows
    assert [row.kind for row in found] == ["dispute"]
    with pytest.raises(MoveNotAllowed, match="同事或主管"):
        make.do("claim", found[0].id, clerk)
    supervisor = make.supervisor()
    make.do("claim", found[0].id, supervisor)
    with pytest.raises(MoveNotAllowed, match="提问和异议"):
        make.do("accept", found[0].id, supervisor)
    with pytest.raises(MoveNotAllowed), transaction():
        services.dispute(case_id, make.NOW, "再说一遍")
    make.do("close", found[0].id, supervisor, services.Result.ANSWERED, "已电话说明。")
    disputes = services.progress_of(case_id).disputes
    assert disputes[0] is not None
    assert disputes[0].reason == "已电话说明。"


def test_neither_reopening_nor_an_offer_lets_the_decider_answer(
    office: Flask, clerk: Actor
) -> None:
    """A reopened case no longer says who decided it; whoever did answers no objection to it still."""
    both = Actor(clerk.staff_id, clerk.name, (*clerk.postings, Post(Role.CLERK, make.OTHER_TOWN)))
    case_id = make.case_in(S.DECLINED, clerk)
    with transaction():
        services.dispute(case_id, make.NOW, "没有领过")
    make.do("reopen", case_id, make.supervisor(), "再核一次")
    objection = make.open_cases("dispute")[0].id
    with pytest.raises(MoveNotAllowed, match="同事或主管"):
        make.do("claim", objection, clerk)
    colleague = make.clerk()
    make.do("claim", objection, colleague)
    make.do("transfer", objection, colleague, make.OTHER_TOWN, "请邻近镇看")
    with pytest.raises(MoveNotAllowed, match="同事或主管"):
        make.do("accept_transfer", objection, both)
    make.do("accept_transfer", objection, make.clerk(make.OTHER_TOWN))
