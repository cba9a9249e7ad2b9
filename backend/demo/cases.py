"""示例办件: a dozen made-up cases so that the console shows a working day, through the real services.

Names end in 示例, phones are 1380000…, and every case is marked by its description. Loaded once, only
where there is no case yet.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from flask import current_app
from sqlalchemy import func, select

from backend.accounts.actor import Actor
from backend.accounts.queries import find_staff_id, names_of, posts_of
from backend.applications.schemas import PreApplicationBody
from backend.applications.services import Submission, submit_pre_application
from backend.contacts.services import note_contact
from backend.doors.layout import beijing_day
from backend.extensions import db
from backend.intake import services as intake
from backend.intake.models import IntakeCase
from backend.intake.queries import find_by_number
from backend.referrals.schemas import ReferralBody
from backend.referrals.services import submit_referral
from backend.transaction import transaction

_TOWN: Final = "410482106"
# (days ago, scheme, name, village, urgent, what happened)
_SENT: Final = (
    (12, "minimum_living_allowance", "王示例", "202", False, "丈夫瘫痪三年，我种几亩地，供不起孩子。"),
    (9, "medical_assistance", "李示例", "207", False, "做了心脏手术，自己垫的钱都是借的。"),
    (8, "temporary_assistance", "张示例", "210", True, "昨夜厨房着火，粮食和被子都烧了。"),
    (7, "disability_subsidies", "刘示例", "215", False, "儿子有残疾证，听说有补贴，没领过。"),
    (6, "minimum_living_allowance", "陈示例", "202", False, "老两口都过了七十，地也种不动了。"),
    (5, "extreme_poverty_support", "杨示例", "219", False, "没儿没女，一个人住，腿脚不行了。"),
    (4, "education_assistance", "赵示例", "204", False, "闺女考上大学，学费还差一大截。"),
    (3, "low_income_family", "黄示例", "213", False, "打工的厂子停了，房贷还不上。"),
    (2, "elderly_allowance", "周示例", "201", False, "问问八十岁的补贴咋领。"),
    (1, "temporary_assistance", "吴示例", "208", True, "骑车摔断腿，家里没有吃的了。"),
    (0, "minimum_living_allowance", "徐示例", "216", False, "孩子爸走了，就我一个人带两个娃。"),
)  # fmt: skip
_REFERRED: Final = (
    (4, "孙示例", "205", "normal", "独居老人，前天没出门，邻居送的饭。"),
    (0, "马示例", "211", "urgent", "父母都在外地，孩子一个人在家发烧。"),
)


def load_cases(now: datetime) -> int:
    """Make the cases and move some of them along; give how many. Does nothing where cases exist."""
    if db.session.scalar(select(func.count()).select_from(IntakeCase)):
        return 0
    clerk, grid = _actor("clerk1", now), _actor("grid1", now)
    if clerk is None or grid is None:
        return 0
    ids = [_submit(place, one, clerk, now) for place, one in enumerate(_SENT)]
    ids += [_refer(place, one, grid, now) for place, one in enumerate(_REFERRED)]
    _move_along(ids, clerk, now)
    return len(ids)


def _actor(username: str, now: datetime) -> Actor | None:
    staff_id = find_staff_id(username)
    if staff_id is None:
        return None
    return Actor(staff_id, names_of([staff_id])[staff_id], posts_of(staff_id, now))


def _submit(
    place: int, one: tuple[int, str, str, str, bool, str], clerk: Actor, now: datetime
) -> str:
    days, scheme, name, village, urgent, words = one
    body = PreApplicationBody.model_validate(
        {
            "scheme": scheme,
            "applicant": {
                "name": name,
                "phone": f"138000010{place:02d}",
                "residence": f"{_TOWN}{village}",
                "address": f"示例地址 {place + 1} 号",
            },
            "situation": {"description": f"{words}（演示数据）", "urgent": urgent},
            "consents": {
                "personal_information": True,
                "sensitive_information": True,
                "economic_verification": True,
            },
        }
    ).model_dump(mode="json")
    with transaction():
        receipt = submit_pre_application(
            Submission(body, "web"), current_app.extensions["library"], now - timedelta(days=days)
        )
    return find_by_number(receipt["number"], clerk).id


def _refer(place: int, one: tuple[int, str, str, str, str], grid: Actor, now: datetime) -> str:
    days, name, village, urgency, words = one
    plain: Mapping[str, Any] = ReferralBody.model_validate(
        {
            "place": f"{_TOWN}{village}",
            "household": {"name": name, "phone": f"138000020{place:02d}"},
            "situation": {"description": f"{words}（演示数据）", "causes": ["elderly"]},
            "urgency": urgency,
            "consent": {"given": True},
        }
    ).model_dump(mode="json")
    with transaction():
        receipt = submit_referral(plain, grid, "field", now - timedelta(days=days))
    return str(receipt["case_id"])


def _move_along(ids: list[str], clerk: Actor, now: datetime) -> None:
    """The first few are in hand: one accepted, one waits for papers, one for a department."""

    def at(days: int) -> datetime:
        return now - timedelta(days=days)

    for place in (0, 1, 2, 3, 4):
        with transaction():
            intake.claim(ids[place], clerk, at(6 if place < 2 else 3))
    with transaction():
        note_contact(
            ids[0], clerk, "phone", "reached", "说了要准备的东西，她都记下了。", None, at(6)
        )
        intake.accept(ids[0], clerk, at(5), None)
    with transaction():
        note_contact(ids[1], clerk, "phone", "reached", "正在凑住院的单据。", None, at(6))
        intake.refer(ids[1], clerk, at(5), None, ["healthcare_security"], "请核对今年住院费用。")
    with transaction():
        intake.ask_supplement(ids[3], clerk, at(2), None, ["户口簿", "残疾证"], "拍照传上来就行。")
    with transaction():
        note_contact(
            ids[4], clerk, "phone", "no_answer", "打了两次没人接。", beijing_day(now), at(1)
        )
