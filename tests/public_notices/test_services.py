"""A notice shows what the law has shown, to its last day, and nothing else ever."""

from __future__ import annotations

from dataclasses import fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.extensions import db
from backend.intake.hanging import hanging_of
from backend.intake.history import recorded_stages
from backend.intake.problems import CaseAlreadyClaimed, MoveNotAllowed
from backend.intake.states import CaseState
from backend.problems import Invalid
from backend.public_notices import services
from backend.public_notices.models import PublicNotice
from backend.public_notices.problems import NoNoticeHere, NoSuchNotice, NoticeOver
from backend.public_notices.services import Shown, end_over, publish, show, take_down
from backend.tasks.erasing import erase_whole
from backend.transaction import transaction
from tests.factories import intake as make

NOW = datetime(2026, 9, 24, 2, tzinfo=UTC)


@pytest.fixture
def office(app: Flask) -> Flask:
    make.make_places()
    return app


def _accepted(clerk: make.Actor, **changes: Any) -> str:
    return make.case_in(CaseState.ACCEPTED, clerk, **changes)


def _publish(case_id: str, actor: make.Actor, people: int | None = 3, **more: Any) -> str:
    with transaction():
        return publish(case_id, actor, NOW, None, people, 39800, **more).id


def test_what_may_be_shown_is_this_and_no_more() -> None:
    assert {one.name for one in fields(Shown)} == {
        "name", "people", "amount_fen", "scheme_title", "place_name", "from_on", "last_on",
        "window_name", "complaint_phone",
    }  # fmt: skip


def test_seven_days_from_the_next_rolled_over_the_holidays(office: Flask) -> None:
    clerk = make.clerk()
    notice_id = _publish(_accepted(clerk), clerk)
    shown = show(notice_id, NOW)
    assert (shown.name, shown.people, shown.amount_fen) == ("王示例", 3, 39800)
    assert (shown.from_on, shown.last_on) == (date(2026, 9, 24), date(2026, 10, 8))
    assert show(notice_id, datetime(2026, 10, 8, 15, 59, tzinfo=UTC))
    with pytest.raises(NoticeOver):
        show(notice_id, datetime(2026, 10, 8, 16, 0, tzinfo=UTC))
    with pytest.raises(NoSuchNotice):
        show("0" * 32, NOW)


def test_the_day_after_nothing_is_kept_of_it(office: Flask) -> None:
    clerk = make.clerk()
    notice_id = _publish(_accepted(clerk), clerk)
    with transaction():
        assert end_over(datetime(2026, 10, 8, 2, tzinfo=UTC)) == 0
    with transaction():
        assert end_over(datetime(2026, 10, 9, 2, tzinfo=UTC)) == 1
    assert db.session.get_one(PublicNotice, notice_id).shown_sealed is None
    with pytest.raises(NoticeOver):
        show(notice_id, NOW)


@pytest.mark.parametrize(
    "scheme", ["child_support", "left_behind_children", "vagrant_relief", "elderly_allowance"]
)
def test_schemes_that_are_not_shown(office: Flask, scheme: str) -> None:
    clerk = make.clerk()
    case_id = _accepted(clerk, scheme=scheme)
    with pytest.raises(NoNoticeHere, match="不公示"):
        _publish(case_id, clerk, days=7)
    assert db.session.scalar(select(PublicNotice.id)) is None


def test_who_may_be_in_danger_is_not_shown(office: Flask) -> None:
    clerk = make.clerk()
    summary = {"name": "王示例", "phone": "", "notify": "none"}
    with pytest.raises(NoNoticeHere, match="受伤害"):
        _publish(_accepted(clerk, summary=summary), clerk)


def test_a_minor_is_not_shown(office: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    clerk = make.clerk()
    case_id = _accepted(clerk)
    for born, is_shown in (("20080925", False), ("20080924", True)):
        number = f"410482{born}0000"
        body = {"applicant": {"id_number": number}, "household": []}
        monkeypatch.setattr(services, "details_of_case", lambda _id, body=body: body)
        if is_shown:
            assert _publish(case_id, clerk, None)
        else:
            with pytest.raises(NoNoticeHere, match="十八岁"):
                _publish(case_id, clerk, None)


def test_only_the_holder_of_an_accepted_case_and_only_once(office: Flask) -> None:
    clerk, other = make.clerk(), make.clerk(name="赵示例")
    early = make.case_in(CaseState.IN_HAND, clerk)
    with pytest.raises(NoNoticeHere, match="受理以后"):
        _publish(early, clerk)
    case_id = _accepted(clerk)
    with pytest.raises(CaseAlreadyClaimed):
        _publish(case_id, other)
    with pytest.raises(Invalid):
        _publish(case_id, clerk, None)  # nobody said how many live there
    notice_id = _publish(case_id, clerk)
    with pytest.raises(NoNoticeHere, match="正在公示"):
        _publish(case_id, clerk)
    with transaction():
        take_down(case_id, clerk, NOW)
    with pytest.raises(NoticeOver):
        show(notice_id, NOW)
    assert _publish(case_id, clerk) != notice_id


def test_it_is_over_when_the_case_stops_and_gone_with_it(office: Flask) -> None:
    clerk = make.clerk()
    case_id = _accepted(clerk)
    notice_id = _publish(case_id, clerk)
    with transaction():
        make.services.withdraw(case_id, NOW)
    with pytest.raises(NoticeOver):
        show(notice_id, NOW)
    with transaction():
        assert erase_whole(case_id, "asked", NOW + timedelta(days=4))
    with pytest.raises(NoSuchNotice):
        show(notice_id, NOW)


def test_the_page_is_hidden_from_search_and_from_caches(
    office: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    clerk = make.clerk()
    case_id = _accepted(clerk)
    notice_id = _publish(case_id, clerk)
    monkeypatch.setattr("backend.channels.web.notice.utc_now", lambda: NOW)
    page = client.get(f"/notices/{notice_id}")
    assert page.status_code == 200
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert "noindex" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    for words in ("王示例", "3 人", "398元", "示例村", "12345"):
        assert words in page.text
    for hidden in ("13800000000", "一组", case_id):
        assert hidden not in page.text
    monkeypatch.setattr("backend.channels.web.notice.utc_now", lambda: NOW + timedelta(days=40))
    over = client.get(f"/notices/{notice_id}")
    assert (over.status_code, "王示例" in over.text) == (410, False)
    assert client.get("/notices/" + "0" * 32).status_code == 404


def _recorded(case_id: str) -> list[tuple[str, object, object]]:
    return [
        (said["stage"], said.get("hung_on"), said.get("last_on"))
        for _, said in recorded_stages(case_id)
    ]


def test_the_history_of_the_case_has_the_same_days(office: Flask) -> None:
    clerk = make.clerk()
    case_id = _accepted(clerk)
    _publish(case_id, clerk)
    days = ("2026-09-24", "2026-10-08")
    assert _recorded(case_id) == [("notice_hung", *days)]
    for day, ended in ((8, 0), (9, 1), (9, 0)):
        with transaction():
            assert end_over(datetime(2026, 10, day, 2, tzinfo=UTC)) == ended
    assert _recorded(case_id) == [("notice_hung", *days), ("public_notice", *days)]


def test_what_is_over_is_not_taken_down(office: Flask) -> None:
    clerk = make.clerk()
    case_id = _accepted(clerk)
    _publish(case_id, clerk)
    with pytest.raises(NoSuchNotice), transaction():
        take_down(case_id, clerk, datetime(2026, 10, 9, 2, tzinfo=UTC))


def test_a_notice_of_a_family_in_danger_comes_down_for_good(office: Flask) -> None:
    """Made urgent, its way has no notice; were that taken back, it would not have hung on meanwhile."""
    clerk = make.clerk()
    case_id = _accepted(clerk, scheme="temporary_assistance")
    _publish(case_id, clerk, days=3)
    make.do("mark_urgent", case_id, clerk, "孩子烫伤了", now=NOW)
    with transaction():
        take_down(case_id, clerk, NOW)
    make.do("unmark_urgent", case_id, make.supervisor(), "登记串了", now=NOW)
    assert [stage for stage, *_ in _recorded(case_id)] == ["notice_hung", "notice_down"]
    assert hanging_of(make.row(case_id)) is None


def test_an_ended_case_is_not_said_to_have_hung(office: Flask) -> None:
    clerk = make.clerk()
    case_id = _accepted(clerk)
    _publish(case_id, clerk)
    with transaction():
        make.services.withdraw(case_id, NOW)
    with transaction():
        assert end_over(datetime(2026, 10, 9, 2, tzinfo=UTC)) == 1
    assert [stage for stage, *_ in _recorded(case_id)] == ["notice_hung"]


def test_days_chosen_where_no_rule_sets_them_hold_too(office: Flask) -> None:
    """Nobody set the days of this scheme: what the clerk chose is how long it hangs."""
    clerk = make.clerk()
    case_id = _accepted(clerk, scheme="housing_assistance")
    _publish(case_id, clerk, days=3)
    assert _recorded(case_id)[-1] == ("notice_hung", "2026-09-24", "2026-09-28")
    with pytest.raises(MoveNotAllowed, match="9月28日"):
        make.do("record_stage", case_id, clerk, "public_notice", now=NOW)
    with transaction():
        end_over(datetime(2026, 9, 29, 2, tzinfo=UTC))
    assert _recorded(case_id)[-1][0] == "public_notice"
