"""Personal data: whole for the holder, masked for others, whole with a reason that stays."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.audit.models import AuditEntry
from backend.extensions import db
from backend.intake.problems import ReasonMissing
from backend.intake.reading import masked, read_case, unmask_case
from backend.intake.states import CaseState
from backend.transaction import transaction
from tests.factories import intake as make

S = CaseState


def test_only_the_holder_reads_it_whole(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.IN_HAND, clerk)
    assert read_case(case_id, clerk).summary["name"] == "王示例"
    seen = read_case(case_id, make.clerk())
    assert seen.summary == {
        "name": "王*", "phone": "138****0000", "address": "（已填，认领后可看）",
    }  # fmt: skip
    assert not seen.is_full


def test_unmasking_needs_a_reason_and_leaves_a_trace(office: Flask) -> None:
    case_id, colleague = make.opened().id, make.clerk()
    with pytest.raises(ReasonMissing), transaction():
        unmask_case(case_id, colleague, "  ", make.NOW)
    with transaction():
        found = unmask_case(case_id, colleague, "居民来电核对", make.NOW)
    assert found.summary["phone"] == "13800000000"
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "case:unmasked")).one()
    assert (entry.actor, entry.subject) == (colleague.staff_id, case_id)
    assert "居民来电" not in str(entry.fields)


def test_the_trail_holds_no_personal_values(office: Flask, clerk: Actor) -> None:
    make.case_in(S.DECLINED, clerk)
    trail = " ".join(str(entry.fields) for entry in db.session.scalars(select(AuditEntry)))
    for value in ("王示例", "13800000000", make.REASON, "示例村"):
        assert value not in trail


def test_masks_know_every_kind_of_value() -> None:
    found = masked(
        {
            "name": "王示例",
            "filed_by_phone": "13800000000",
            "id_number": "99048219000101000X",
            "urgent": True,
            "illness": "示例",
            "nothing": None,
        }
    )
    assert found == {
        "name": "王*",
        "filed_by_phone": "138****0000",
        "id_number": "990***********000X",
        "urgent": True,
        "illness": "（已填，认领后可看）",
    }


def test_the_sheet_names_stages_history_and_routing(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.CLOSED, clerk)
    sheet = read_case(case_id, clerk).as_dict(make.DAY)
    assert [one["seq"] for one in sheet["events"]] == [1, 2, 3, 4]
    assert [one["by"] for one in sheet["events"]] == ["居民", "张某", "张某", "张某"]
    assert "contacted" in sheet["stages"]
    assert "survey" in sheet["stages"]
    assert sheet["routing_reason"]
    assert sheet["outcome"]["title"] == "给予救助"
