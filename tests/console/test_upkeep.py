"""What an editor must look at again, and the rehearsal of a coming day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.accounts.permissions import Role
from backend.doors.layout import beijing_day
from tests.factories.county import COUNTY
from tests.support.pages import faults_of, read_page

Enter = Callable[..., FlaskClient]


@pytest.fixture
def editor(enter: Enter) -> FlaskClient:
    return enter(Role.EDITOR, COUNTY, "editor")


def test_the_page_lists_old_checks_coming_documents_and_gaps(editor: FlaskClient) -> None:
    page = read_page(editor.get("/console/content/").text)
    assert faults_of(page) == []
    for words in ("要施行的文件", "快到期的值", "该再核一遍的", "指引缺什么", "还没有填的数"):
        assert words in page.text
    assert editor.get("/console/content/?months=99").status_code == 200


def test_a_coming_day_is_rehearsed_and_a_wrong_one_explained(editor: FlaskClient) -> None:
    coming = beijing_day() + timedelta(days=40)
    page = read_page(editor.get(f"/console/content/rehearsal?on={coming}").text)
    assert faults_of(page) == []
    for words in ("在办的件", "指引", "回答和数字"):
        assert words in page.text
    for wrong in ("", "yesterday", "2020-01-01", "2999-01-01", "2027-02-30"):
        answer = editor.get(f"/console/content/rehearsal?on={wrong}")
        assert answer.status_code == 422
        assert "请选明天以后" in answer.text


def test_a_change_that_is_coming_is_shown_before_and_after(
    app: Flask, editor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The law took force on 2026-07-01: seen from the day before, everything of it is coming."""
    monkeypatch.setattr("backend.console.upkeep.beijing_day", lambda: date(2026, 6, 30))
    page = editor.get("/console/content/rehearsal?on=2026-07-01").text
    assert "minimum_living_allowance/appeal" in page
    assert "依据：《社会救助法》第四十五条" in page
    coming = read_page(editor.get("/console/content/").text)
    assert "《社会救助法》" in coming.text
