"""Made-up townships, staff and cases. 示例镇 stands inside a made-up county; no real person appears."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import select

from backend.accounts.actor import Actor, Post
from backend.accounts.permissions import Role
from backend.extensions import db, new_id
from backend.intake import services
from backend.intake.models import IntakeCase
from backend.intake.needed_stages import unrecorded
from backend.intake.services import CaseView, NewCase, OpenedCase
from backend.intake.states import CaseState, Result
from backend.regions.models import DivisionRow, WindowRow
from backend.transaction import transaction

NOW = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)  # Monday 09:12 in Beijing
DAY = date(2026, 11, 23)
COUNTY, TOWN, VILLAGE = "990482000000", "990482101000", "990482101201"
OTHER_TOWN, OTHER_VILLAGE = "990482102000", "990482102201"
REASON = "已经在别的街道领过同一事由的救助，这次不再受理。"
ARTICLE = "社会救助法第四十五条"


def make_places() -> None:
    """A county with two townships, a village each, and a window for each township and the county."""
    names = {
        COUNTY: ("示例县", "county"),
        TOWN: ("示例镇", "township"),
        VILLAGE: ("示例村", "village"),
        OTHER_TOWN: ("邻近镇", "township"),
        OTHER_VILLAGE: ("邻近村", "village"),
    }
    with transaction():
        for code, (name, level) in names.items():
            db.session.add(
                DivisionRow(code=code, name=name, level=level, valid_from=date(2020, 1, 1))
            )
        for code in (COUNTY, TOWN, OTHER_TOWN):
            db.session.add(
                WindowRow(
                    id=window_id(code),
                    division_code=code,
                    name=f"{names[code][0]}社会救助窗口",
                    address="示例路一号",
                    phone="0000-0000001",
                    hours="工作日",
                    complaint_phone="12345",
                    is_demo=True,
                )
            )


def window_id(code: str) -> str:
    return code.ljust(32, "0")


def staff(
    role: Role = Role.CLERK, where: str = TOWN, name: str = "张示例", department: str | None = None
) -> Actor:
    return Actor(new_id(), name, (Post(role, where, department),))


def clerk(where: str = TOWN, name: str = "张示例") -> Actor:
    return staff(Role.CLERK, where, name)


def supervisor(where: str = COUNTY, name: str = "欧阳示例") -> Actor:
    return staff(Role.SUPERVISOR, where, name)


def handler(department: str = "healthcare_security", where: str = COUNTY) -> Actor:
    return staff(Role.HANDLER, where, "李示例", department)


def new_case(**changes: Any) -> NewCase:
    values: dict[str, Any] = {
        "kind": "pre_application",
        "scheme": "minimum_living_allowance",
        "place": VILLAGE,
        "subject_ref": new_id(),
        "summary": {"name": "王示例", "phone": "13800000000", "address": "示例村一组"},
        "channel": "web",
        "number": f"YM-{new_id()[:8]}",
    }
    return NewCase(**(values | changes))


def opened(now: datetime = NOW, **changes: Any) -> OpenedCase:
    with transaction():
        return services.open_case(new_case(**changes), now)


def row(case_id: str) -> IntakeCase:
    db.session.expire_all()
    found = db.session.get(IntakeCase, case_id)
    assert found is not None
    return found


def do(verb: str, case_id: str, actor: Actor, *words: Any, now: datetime = NOW) -> CaseView:
    """Make one staff move at the case's present version, in a transaction of its own."""
    with transaction():
        move = getattr(services, verb)
        found: CaseView = move(case_id, actor, now, row_version(case_id), *words)
        return found


def row_version(case_id: str) -> int:
    found = db.session.get(IntakeCase, case_id, populate_existing=True)
    return found.version if found else 1


def left_out(case_id: str, scheme: str | None = None) -> dict[str, str]:
    """Say of every stage a decision on the case (or on an added scheme) waits for why it fell away."""
    return {one.stage: "县里已经核过，结果互认" for one in unrecorded(row(case_id), scheme)}


def granted(case_id: str, actor: Actor, words: str = "从下月起按月发放。", **when: Any) -> CaseView:
    """Close an accepted case as granted, without its stages and saying why."""
    return do(
        "close", case_id, actor, Result.GRANTED, words, None, None, None, left_out(case_id), **when
    )


def refused(case_id: str, actor: Actor, **when: Any) -> CaseView:
    """Close an accepted case as refused, without its stages and saying why."""
    said = (REASON, ARTICLE, None, None, left_out(case_id))
    return do("close", case_id, actor, Result.REFUSED, *said, **when)


def case_in(state: CaseState, actor: Actor, **changes: Any) -> str:
    """Bring a fresh case into `state` by real moves; held by `actor` wherever the state allows."""
    case_id = opened(**changes).id
    if state is CaseState.SUBMITTED:
        return case_id
    if state is CaseState.WITHDRAWN:
        with transaction():
            services.withdraw(case_id, NOW)
        return case_id
    do("claim", case_id, actor)
    if state is CaseState.AWAITING_SUPPLEMENT:
        do("ask_supplement", case_id, actor, ["户口簿"])
    elif state is CaseState.AWAITING_DEPARTMENT:
        do("refer", case_id, actor, ["healthcare_security"], "请核对住院费用")
    elif state is CaseState.ACCEPTED:
        do("accept", case_id, actor)
    elif state is CaseState.DECLINED:
        do("decline", case_id, actor, REASON, ARTICLE)
    elif state is CaseState.CLOSED:
        do("accept", case_id, actor)
        granted(case_id, actor)
    return case_id


def open_cases(kind: str) -> list[IntakeCase]:
    """Give the cases of a kind that are there, oldest first."""
    query = select(IntakeCase).where(IntakeCase.kind == kind).order_by(IntakeCase.created_at)
    return list(db.session.scalars(query))


def supplemented(case_id: str, *items: str, now: datetime = NOW) -> None:
    """The resident brings what was asked for."""
    with transaction():
        services.supplement_received(case_id, now, items)
