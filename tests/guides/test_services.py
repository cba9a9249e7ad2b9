"""Codes are issued once, re-pointed, retired and restored by whoever answers for the place."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.accounts.permissions import Role
from backend.audit.models import AuditEntry
from backend.extensions import db
from backend.guides.models import GuideChange, GuideCode, GuideQuestion, PrintedSheet
from backend.guides.queries import Guide, find_guide, guides_of, printed_guides
from backend.guides.services import (
    GuideChanged,
    GuideRetired,
    count_questions,
    issue_codes,
    issue_for,
    note_printed,
    repoint,
    restore,
    retire,
)
from backend.problems import Conflict, Invalid, NotFound
from backend.transaction import transaction
from tests.factories.accounts import make_staff
from tests.factories.county import COUNTY, OTHER_TOWN, OTHER_VILLAGE, TOWN, VILLAGE, make_county

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
WHY = "公告栏搬到了村部"


@pytest.fixture
def guide(app: Flask) -> Guide:
    make_county()
    return guides_of(VILLAGE)[0]


@pytest.fixture
def clerk(guide: Guide) -> Actor:
    return make_staff(Role.CLERK, TOWN)


@pytest.fixture
def county_clerk(guide: Guide) -> Actor:
    return make_staff(Role.SUPERVISOR, COUNTY)


def test_issuing_again_makes_nothing_twice(guide: Guide) -> None:
    wanted = [(place, "general") for place in (VILLAGE, OTHER_VILLAGE, OTHER_VILLAGE)]
    with transaction():
        assert issue_codes(wanted, NOW) == 1
    with transaction():
        assert issue_codes(wanted, NOW) == 0
    serials = sorted(db.session.scalars(select(GuideCode.serial)))
    assert serials == list(range(1, len(serials) + 1))


def test_a_clerk_issues_within_their_own_subtree_only(clerk: Actor) -> None:
    with transaction():
        assert issue_for(clerk, [VILLAGE, TOWN], ["general", "elderly_allowance"], NOW) == 3
    with pytest.raises(NotFound), transaction():
        issue_for(clerk, [VILLAGE, OTHER_VILLAGE], ["general"], NOW)
    with pytest.raises(Invalid) as caught, transaction():
        issue_for(clerk, [VILLAGE], ["no-such-topic"], NOW)
    assert caught.value.errors[0].pointer == "/topic"
    issued = db.session.scalars(select(GuideCode.issued_by).where(GuideCode.place == TOWN))
    assert set(issued) == {clerk.staff_id}
    assert guides_of(OTHER_VILLAGE) == []


def test_repointing_changes_no_printed_word(guide: Guide, county_clerk: Actor) -> None:
    with transaction():
        moved = repoint(guide.code, OTHER_VILLAGE, "elderly_allowance", WHY, 1, county_clerk, NOW)
    assert (moved.place, moved.topic) == (OTHER_VILLAGE, "elderly_allowance")
    kept = (moved.code, moved.serial, moved.printed_place, moved.printed_topic)
    assert kept == (guide.code, guide.serial, guide.place, guide.topic)
    assert find_guide(guide.code) == moved


def test_every_change_is_kept(guide: Guide, county_clerk: Actor) -> None:
    code = guide.code
    with transaction():
        repoint(code, OTHER_VILLAGE, "general", WHY, 1, county_clerk, NOW)
    with transaction():
        retire(code, "村子合并了", 2, county_clerk, NOW)
    with transaction():
        restore(code, "弄错了，接着用", 3, county_clerk, NOW)
    changes = db.session.scalars(select(GuideChange).order_by(GuideChange.version))
    assert [(one.version, one.event, one.place, one.by) for one in changes] == [
        (2, "repointed", OTHER_VILLAGE, county_clerk.staff_id),
        (3, "retired", OTHER_VILLAGE, county_clerk.staff_id),
        (4, "restored", OTHER_VILLAGE, county_clerk.staff_id),
    ]
    actions = db.session.scalars(
        select(AuditEntry.action).where(AuditEntry.subject == code).order_by(AuditEntry.seq)
    )
    assert list(actions) == ["guide:repointed", "guide:retired", "guide:restored"]


def test_a_stale_version_changes_nothing(guide: Guide, clerk: Actor) -> None:
    with transaction():
        retire(guide.code, WHY, 1, clerk, NOW)
    with pytest.raises(GuideChanged), transaction():
        restore(guide.code, WHY, 1, clerk, NOW)
    found = find_guide(guide.code)
    assert found
    assert found.version == 2
    assert found.retired_at


def test_foreign_codes_and_places_are_not_found(guide: Guide, clerk: Actor) -> None:
    far = make_staff(Role.CLERK, OTHER_TOWN)
    auditor = make_staff(Role.AUDITOR, COUNTY)
    for actor in (far, auditor):
        with pytest.raises(NotFound), transaction():
            retire(guide.code, WHY, 1, actor, NOW)
    with pytest.raises(NotFound), transaction():
        repoint(guide.code, OTHER_VILLAGE, "general", WHY, 1, clerk, NOW)
    with pytest.raises(NotFound), transaction():
        retire("XXXXXXX", WHY, 1, clerk, NOW)


def test_what_makes_no_sense_is_refused_with_a_sentence(guide: Guide, clerk: Actor) -> None:
    for place, topic, pointer in (
        (guide.place, guide.topic, "/place"),
        ("410482106999", "general", "/place"),
        (guide.place, "nothing", "/topic"),
    ):
        with pytest.raises(Invalid) as caught, transaction():
            repoint(guide.code, place, topic, WHY, 1, clerk, NOW)
        assert caught.value.errors[0].pointer == pointer
    for why in ("", "   ", "改", "长" * 201):
        with pytest.raises(Invalid) as caught, transaction():
            retire(guide.code, why, 1, clerk, NOW)
        assert caught.value.errors[0].pointer == "/why"
    with pytest.raises(Conflict), transaction():
        restore(guide.code, WHY, 1, clerk, NOW)
    with transaction():
        retire(guide.code, WHY, 1, clerk, NOW)
    with pytest.raises(GuideRetired), transaction():
        retire(guide.code, WHY, 2, clerk, NOW)
    with pytest.raises(GuideRetired), transaction():
        repoint(guide.code, TOWN, "general", WHY, 2, clerk, NOW)


def test_sheets_keep_their_identity_once_a_day(guide: Guide) -> None:
    on = date(2026, 11, 23)
    for expected in (1, 0):
        with transaction():
            assert note_printed([guide], "a4", on, "someone") == expected
    with transaction():
        assert note_printed([guide], "card", on, "someone") == 1
        assert note_printed([guide], "a4", date(2026, 11, 24), "someone") == 1
    rows = db.session.scalars(select(PrintedSheet).where(PrintedSheet.size == "card"))
    assert [
        (one.code, one.serial, one.place, one.topic, one.printed_on, one.by) for one in rows
    ] == [(guide.code, guide.serial, VILLAGE, "general", on, "someone")]


def test_only_codes_that_still_lead_where_they_say_are_reprinted(
    guide: Guide, county_clerk: Actor
) -> None:
    assert printed_guides([VILLAGE, OTHER_VILLAGE], "general") == [guide]
    with transaction():
        repoint(guide.code, TOWN, "general", WHY, 1, county_clerk, NOW)
    assert printed_guides([VILLAGE, TOWN], "general") == []


def test_questions_after_a_scan_are_added_up(app: Flask) -> None:
    day = date(2026, 11, 23)
    for _ in range(2):
        with transaction():
            count_questions([("AAAAAAA", day, "general")] * 2 + [("AAAAAAA", day, "child_support")])
    found = {row.topic: row.questions for row in db.session.scalars(select(GuideQuestion))}
    assert found == {"general": 4, "child_support": 2}
