"""Counts of scans: own area, no person, small numbers kept back, spreadsheets not fooled."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.accounts.permissions import Role
from backend.console.guide_counts import _grouped
from backend.doors.layout import beijing_day
from backend.extensions import db, utc_now
from backend.guides.models import GuideQuestion
from backend.guides.queries import guides_of
from backend.guides.services import count_questions, count_scans, issue_codes
from backend.regions.models import DivisionRow
from backend.transaction import transaction
from tests.console.conftest import Enter, page
from tests.factories.county import COUNTY, OTHER_TOWN, OTHER_VILLAGE, TOWN, VILLAGE
from tests.support.pages import faults_of, read_page

HOME = "/console/guides/counts/"


@pytest.fixture
def clerk(enter: Enter) -> FlaskClient:
    client = enter()
    day = beijing_day()
    with transaction():
        issue_codes([(OTHER_VILLAGE, "general")], utc_now())
    ours, theirs = guides_of(VILLAGE)[0].code, guides_of(OTHER_VILLAGE)[0].code
    with transaction():
        count_scans(
            [(ours, day)] * 3 + [(ours, day - timedelta(days=40))] * 4 + [(theirs, day)] * 707
        )
        count_questions(
            [(ours, day, "minimum_living_allowance")] * 6 + [(ours, day, "child_support")]
        )
        count_questions([(theirs, day, "elderly_allowance")] * 909)
    return client


def _rows(client: FlaskClient, query: str = "") -> list[dict[str, str]]:
    answer = client.get(f"{HOME}export.csv{query}")
    assert answer.mimetype == "text/csv"
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_a_clerk_sees_counts_of_their_own_villages(clerk: FlaskClient) -> None:
    seen = read_page(page(clerk, HOME))
    assert faults_of(seen) == []
    assert "寺上村" in seen.text
    assert "707" not in seen.text  # no code has a 0
    assert "909" not in seen.text
    assert "示例村" not in seen.text
    tiles = page(clerk, HOME)
    assert "<dt>扫码</dt><dd>3</dd>" in tiles
    assert "<dt>在用的码</dt><dd>2</dd>" in tiles
    assert "<dt>30 天没人扫的</dt><dd>1</dd>" in tiles
    assert "<dt>扫码</dt><dd>7</dd>" in page(clerk, f"{HOME}?days=90")
    assert "707" not in read_page(page(clerk, f"{HOME}?under={OTHER_TOWN}&days=7")).text


def test_rare_topics_are_not_told(clerk: FlaskClient) -> None:
    seen = page(clerk, HOME)
    assert "<td>低保</td><td>6</td>" in seen
    assert "<td>少于 5</td>" in seen
    drawn = clerk.get(f"{HOME}charts/topics").text
    assert "低保" in drawn
    assert "孤儿" not in drawn


def test_a_county_sees_townships_and_goes_into_one(enter: Enter, clerk: FlaskClient) -> None:
    supervisor = enter(Role.SUPERVISOR, COUNTY, username="boss")
    seen = read_page(page(supervisor, HOME))
    links = {link["href"] for link in seen.all("a")}
    assert f"{HOME}?under={OTHER_TOWN}&days=30" in links
    assert "温泉镇" in seen.text
    inside = page(supervisor, f"{HOME}?under={OTHER_TOWN}")
    assert "示例村" in inside
    assert "<dt>扫码</dt><dd>707</dd>" in inside


def test_charts_are_pictures_without_scripts(clerk: FlaskClient) -> None:
    for name in ("days", "places", "topics"):
        for days in (7, 90, 365):
            answer = clerk.get(f"{HOME}charts/{name}?days={days}")
            assert answer.mimetype == "image/svg+xml"
            assert "<script" not in answer.text
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert clerk.get(f"{HOME}charts/other").status_code == 404


def test_the_export_is_of_ones_own_area(clerk: FlaskClient) -> None:
    rows = _rows(clerk)
    assert {row["区划代码"].strip() for row in rows} == {VILLAGE}
    assert [row["扫码次数"] for row in rows] == ["3", "0"]
    assert rows[0]["主题"] == "社会救助总说"
    assert [row["扫码次数"] for row in _rows(clerk, "?public=1")] == ["少于5", "少于5"]
    assert [row["扫码次数"] for row in _rows(clerk, "?public=1&days=90")] == ["7", "少于5"]


def test_a_spreadsheet_is_not_fooled_by_a_name(clerk: FlaskClient) -> None:
    with transaction():
        for code, name in ((COUNTY, "=1+1"), (TOWN, "镇"), (VILLAGE, "村")):
            row = db.session.scalars(select(DivisionRow).where(DivisionRow.code == code)).one()
            row.name = name
    assert _rows(clerk)[0]["乡镇（街道）和村（社区）"] == "'=1+1镇村"


def test_without_any_scan_the_page_is_whole(enter: Enter) -> None:
    client = enter(where=OTHER_TOWN, username="quiet")
    seen = read_page(page(client, HOME))
    assert faults_of(seen) == []
    assert "还没有人扫码以后问过" in seen.text
    for name in ("days", "places", "topics"):
        assert client.get(f"{HOME}charts/{name}").status_code == 200


def test_long_periods_are_told_by_week_and_month() -> None:
    start = date(2026, 1, 1)
    days = [(start + timedelta(days=number), 1) for number in range(365)]
    assert _grouped(days[:7])[0] == ("1月1日", 1)
    weeks, months = _grouped(days[:90]), _grouped(days)
    assert weeks[1] == ("1月5日起", 7)
    assert sum(number for _, number in weeks) == 90
    assert sum(number for _, number in months) == 365
    assert len(months) <= 14


def test_a_question_after_a_scan_is_counted_without_a_person(app: Flask, enter: Enter) -> None:
    enter()
    code = guides_of(VILLAGE)[0].code
    client = app.test_client()
    client.post("/chat", data={"text": "低保要什么材料", "code": code})
    client.post("/chat", data={"text": "低保要什么材料"})  # no scan, no count
    app.extensions["guide_questions"].flush()
    db.session.rollback()
    rows = db.session.scalars(select(GuideQuestion)).all()
    assert [(row.code, row.day, row.topic, row.questions) for row in rows] == [
        (code, beijing_day(), "minimum_living_allowance", 1)
    ]
