"""What sounded ordinary on paper is not: the clerk calls back, and the family has nothing to eat."""

from __future__ import annotations

from datetime import date, timedelta

from sqlalchemy import select

from backend.extensions import db
from backend.notifications.models import OutboxMessage
from tests.support.door import Door


def _staff_told(case_id: str, event: str) -> int:
    db.session.rollback()
    query = select(OutboxMessage).where(
        OutboxMessage.subject_id == case_id,
        OutboxMessage.event == event,
        OutboxMessage.audience == "staff",
    )
    return len(db.session.scalars(query).all())


def test_the_clerk_hears_of_hunger_on_the_phone(door: Door) -> None:
    receipt = door.apply(
        "thin", scheme="temporary_assistance", situation={"description": "看病花了钱"}
    )
    case_id = door.case_of(receipt["number"])
    promised = door.status(receipt)["due"]["due_on"]
    door.days(1)
    # A neighbour tells the window before anybody has taken the case.
    door.move(case_id, "mark-urgent", expect=422)
    door.move(case_id, "mark-urgent", "clerk-b", reason="邻居说家里断了粮，孩子发烧")
    assert _staff_told(case_id, "case:marked_urgent") == 1
    seen = door.status(receipt)
    assert seen["due"]["due_on"] < promised, "sooner than was promised"
    assert "断了粮" not in str(seen)
    assert any("急事" in line for line in seen["due"]["why"])
    # Whoever takes the next case gets this one; help first, papers afterwards.
    door.move(case_id, "claim")
    door.move(case_id, "note-contact", how="visit", outcome="reached", words="送了米面")
    accepted = door.move(case_id, "accept")
    assert accepted["due"]["rule"] == "temporary_assistance.quick_limit"
    door.move(case_id, "record-stage", stage="assist_first", note="先给了五百元")
    door.move(case_id, "unmark-urgent", expect=403, reason="不急了")
    door.move(case_id, "close", result="granted", reason="先救助五百元，当场给了。")
    door.move(case_id, "mark-urgent", expect=409, reason="又断粮了")
    assert _staff_told(case_id, "case:marked_urgent") == 1


def test_a_child_is_burnt_after_the_case_was_accepted(door: Door) -> None:
    """The ordinary way has begun; from the hour it is known the emergency's three days run."""
    receipt = door.apply("burnt", scheme="temporary_assistance")
    case_id = door.case_of(receipt["number"])
    for action in ("claim", "accept"):
        door.move(case_id, action)
    door.days(3)
    marked = door.move(case_id, "mark-urgent", reason="灶上的水翻了，孩子烫伤在县医院")
    today = (door.now + timedelta(hours=8)).date()
    assert marked["due"]["rule"] == "temporary_assistance.quick_limit"
    assert date.fromisoformat(marked["due"]["due_on"]) >= today + timedelta(days=3)
    assert marked["due"]["derivation"]["start"] == today.isoformat()
    steps = {one["name"] for one in door.sheet(case_id)["clocks"] if not one["ended"]}
    assert steps == {"stage:register"}
    back = door.move(case_id, "unmark-urgent", "supervisor", reason="是另一家，登记串了")
    assert back["due"] is None or back["due"]["rule"] != "temporary_assistance.quick_limit"
    assert "烫伤" not in str(door.status(receipt))
    assert "串了" not in str(door.status(receipt))
