"""Codes on the console: own subtree only, printed after proof, every change with its reason."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import timedelta

import pypdfium2
import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.accounts.permissions import Role
from backend.console import guides as console_guides
from backend.doors.layout import beijing_day
from backend.extensions import db, utc_now
from backend.guides.codes import spoken
from backend.guides.models import PrintedSheet
from backend.guides.queries import Guide, find_guide, guides_of
from backend.guides.services import count_scans, issue_codes
from backend.regions.models import WindowRow
from backend.transaction import transaction
from tests.console.conftest import Enter, page
from tests.factories.county import COUNTY, OTHER_TOWN, OTHER_VILLAGE, TOWN, VILLAGE
from tests.support.pages import faults_of, read_page

HOME = "/console/guides/"
PRINT = {"where": f"{TOWN}+", "topic": "general", "size": "a4", "under": TOWN}
WHY = "公告栏搬到了村部"


@pytest.fixture
def clerk(enter: Enter) -> FlaskClient:
    return enter()


@pytest.fixture
def guide(clerk: FlaskClient) -> Guide:
    return guides_of(VILLAGE)[0]


def _code(guide: Guide) -> str:
    return f"{HOME}codes/{guide.code}"


def _sheets() -> list[PrintedSheet]:
    db.session.rollback()  # see what the request has written
    return list(db.session.scalars(select(PrintedSheet)))


def _topics(place: str) -> list[str]:
    db.session.rollback()
    return [one.topic for one in guides_of(place)]


def _now(guide: Guide) -> Guide:
    db.session.rollback()
    db.session.expire_all()
    found = find_guide(guide.code)
    assert found
    return found


def _other_code() -> str:
    with transaction():
        issue_codes([(OTHER_VILLAGE, "general")], utc_now())
    return guides_of(OTHER_VILLAGE)[0].code


def test_the_list_shows_own_codes_only(clerk: FlaskClient, guide: Guide) -> None:
    other = _other_code()
    seen = read_page(page(clerk, HOME))
    assert faults_of(seen) == []
    assert spoken(guide.code) in seen.text
    assert spoken(other) not in seen.text
    assert "寺上村" in seen.text
    assert spoken(other) not in page(clerk, f"{HOME}?under={OTHER_TOWN}&shown=all")


def test_filters_narrow_the_list(clerk: FlaskClient, guide: Guide) -> None:
    with transaction():
        count_scans([(guide.code, beijing_day() - timedelta(days=29))])
    assert spoken(guide.code) not in page(clerk, f"{HOME}?shown=unscanned")
    assert spoken(guide.code) in page(clerk, f"{HOME}?shown=in_use")
    assert spoken(guide.code) not in page(clerk, f"{HOME}?topic=minimum_living_allowance")
    for odd in ("?shown=x&topic=y&page=z&under=1", "?page=99999", "?page=0", "?made=x"):
        assert clerk.get(HOME + odd).status_code == 200


def test_a_typed_code_is_found(clerk: FlaskClient, guide: Guide) -> None:
    answer = clerk.get(HOME, query_string={"code": spoken(guide.code).lower()})
    assert answer.headers["Location"].endswith(f"/codes/{guide.code}")
    wrong = clerk.get(HOME, query_string={"code": "nothing"})
    assert wrong.status_code == 422
    assert "7 位字母和数字" in wrong.text


def test_what_is_not_ones_own_is_not_found(enter: Enter, clerk: FlaskClient, guide: Guide) -> None:
    stranger = enter(where=OTHER_TOWN, username="stranger")
    for path in ("", "/preview.png", "/scans.svg"):
        assert stranger.get(_code(guide) + path).status_code == 404
        assert clerk.get(f"{HOME}codes/XXXXXXX{path}").status_code == 404
    assert stranger.post(f"{_code(guide)}/print", data={"size": "a4"}).status_code == 404
    form = {"version": "1", "why": WHY}
    assert stranger.post(f"{_code(guide)}/retired", data=form).status_code == 404
    assert stranger.post(f"{_code(guide)}/burned", data=form).status_code == 404
    assert _now(guide).version == 1


@pytest.mark.parametrize("role", [Role.HANDLER, Role.AUDITOR])
def test_other_posts_may_not(enter: Enter, role: Role) -> None:
    client = enter(role)
    assert client.get(HOME).status_code in (403, 404)
    assert client.post(f"{HOME}print", data=PRINT).status_code in (403, 404)


def test_issuing_fills_what_is_missing_once(clerk: FlaskClient) -> None:
    form = PRINT | {"topic": "elderly_allowance"}
    for made in (1, 0):
        answer = clerk.post(f"{HOME}issue", data=form)
        assert answer.status_code == 303
        assert f"made={made}" in answer.headers["Location"]
    assert "没有重复发" in page(clerk, answer.headers["Location"])
    assert _topics(VILLAGE) == ["general", "elderly_allowance", "minimum_living_allowance"]


def test_a_wrong_choice_is_told_and_nothing_is_made(clerk: FlaskClient) -> None:
    for wrong in (
        {"where": OTHER_VILLAGE}, {"where": f"{COUNTY}+"}, {"where": ""}, {"where": "+"},
        {"where": "\x00"}, {"topic": "x"}, {"size": "a0"},
    ):  # fmt: skip
        answer = clerk.post(f"{HOME}print", data=PRINT | wrong)
        assert answer.status_code == 422, wrong
        assert faults_of(read_page(answer.text)) == []
        assert 'class="fault"' in answer.text
    assert _sheets() == []


def test_a_township_is_printed_and_noted(clerk: FlaskClient, guide: Guide) -> None:
    answer = clerk.post(f"{HOME}print", data=PRINT)
    assert answer.mimetype == "application/pdf"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    words = pypdfium2.PdfDocument(answer.data)[0].get_textpage().get_text_range()
    assert spoken(guide.code) in words
    (row,) = _sheets()
    assert (row.code, row.serial, row.place, row.size) == (guide.code, guide.serial, VILLAGE, "a4")
    assert row.printed_on == beijing_day()
    assert "李示例" in page(clerk, _code(guide))


def test_an_archive_of_cards(clerk: FlaskClient, guide: Guide) -> None:
    answer = clerk.post(f"{_code(guide)}/print", data={"size": "card", "format": "zip"})
    with zipfile.ZipFile(io.BytesIO(answer.data)) as archive:
        assert f"{guide.serial:06d}-{guide.code}.svg" in archive.namelist()


def test_a_sheet_that_fails_is_told_before_anything_is_printed(clerk: FlaskClient) -> None:
    with transaction():
        window = db.session.scalars(select(WindowRow).where(WindowRow.division_code == TOWN)).one()
        window.address = "很长的地址" * 40
    answer = clerk.post(f"{HOME}print", data=PRINT)
    assert answer.status_code == 422
    assert "没过印前检验" in answer.text
    assert "太长" in answer.text
    assert _sheets() == []


def test_a_second_job_waits_its_turn(clerk: FlaskClient, guide: Guide) -> None:
    with console_guides._press:
        for path in (f"{HOME}print", f"{_code(guide)}/print"):
            answer = clerk.post(path, data=PRINT)
            assert answer.status_code == 409
            assert "请等半分钟" in answer.text


def test_a_code_is_repointed_retired_and_restored(
    enter: Enter, clerk: FlaskClient, guide: Guide
) -> None:
    to = {"place": TOWN, "topic": "elderly_allowance", "why": WHY, "version": "1"}
    assert clerk.post(f"{_code(guide)}/repointed", data=to).status_code == 303
    moved = _now(guide)
    assert (moved.place, moved.topic, moved.printed_place) == (TOWN, "elderly_allowance", VILLAGE)
    shown = page(clerk, f"{_code(guide)}?done=repointed")
    assert faults_of(read_page(shown)) == []
    assert WHY in shown
    assert "纸上的码不变" in shown
    assert clerk.get(f"{_code(guide)}/preview.png").status_code == 409
    assert clerk.post(f"{_code(guide)}/print", data={"size": "a4"}).status_code == 409
    assert (
        clerk.post(
            f"{_code(guide)}/retired", data={"why": "公告栏拆了", "version": "2"}
        ).status_code
        == 303
    )
    assert "公告栏拆了" in enter(username="other").get(f"/g/{guide.code}").text
    assert "恢复使用" in page(clerk, _code(guide))
    back = {"why": "停错了，还在用", "version": "3"}
    assert clerk.post(f"{_code(guide)}/restored", data=back).status_code == 303
    assert _now(guide).retired_at is None


def test_a_refused_change_loses_nothing(clerk: FlaskClient, guide: Guide) -> None:
    for form, status, said in (
        ({"version": "9", "why": WHY}, 409, "刚被别人改过"),
        ({"version": "x", "why": WHY}, 409, "刚被别人改过"),
        ({"version": "1", "why": "改"}, 422, "请写明原因"),
        ({"version": "1", "why": "长" * 300}, 422, "请写明原因"),
        ({}, 422, "请写明原因"),
    ):
        answer = clerk.post(f"{_code(guide)}/retired", data=form)
        assert answer.status_code == status
        assert said in answer.text
        assert form.get("why", "") in answer.text
        assert faults_of(read_page(answer.text)) == []
    assert _now(guide).version == 1


def test_a_code_cannot_be_sent_out_of_ones_area(clerk: FlaskClient, guide: Guide) -> None:
    for place in (OTHER_VILLAGE, COUNTY, "410482106999", ""):
        form = {"place": place, "topic": "general", "why": WHY, "version": "1"}
        answer = clerk.post(f"{_code(guide)}/repointed", data=form)
        assert answer.status_code == 422
        assert "您管的地方" in answer.text


def test_the_preview_is_a_picture_and_notes_nothing(clerk: FlaskClient, guide: Guide) -> None:
    for size in ("a4", "a3", "card", "x"):
        answer = clerk.get(f"{_code(guide)}/preview.png?size={size}")
        assert answer.mimetype == "image/png"
        assert answer.data.startswith(b"\x89PNG")
    assert _sheets() == []


def test_names_on_a_page_are_escaped(clerk: FlaskClient, guide: Guide) -> None:
    why = "<script>alert(1)</script>"
    clerk.post(f"{_code(guide)}/retired", data={"version": "1", "why": why})
    assert why not in page(clerk, _code(guide))
    assert why not in clerk.get(f"/g/{guide.code}").text


def test_a_county_sees_its_townships(enter: Enter) -> None:
    supervisor = enter(Role.SUPERVISOR, COUNTY)
    shown = page(supervisor, HOME)
    assert "蟒川镇的各村" in shown
    assert "温泉镇的各村" in shown
    answer = supervisor.post(f"{HOME}issue", data=PRINT | {"where": f"{OTHER_TOWN}+"})
    assert answer.status_code == 303
    assert _topics(OTHER_VILLAGE) == ["general"]
    assert not re.search(r"<optgroup", shown)
