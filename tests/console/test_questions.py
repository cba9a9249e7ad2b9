"""An editor sees what was not answered, without the person, for 30 days; a patch comes out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.accounts.permissions import Role
from backend.chat.services import Chat, record_feedback
from backend.extensions import db
from backend.transaction import transaction
from tests.factories.county import COUNTY, OTHER_TOWN, TOWN
from tests.support.pages import faults_of, read_page

Enter = Callable[..., FlaskClient]
ADDRESS = "/console/questions/"


@pytest.fixture
def editor(enter: Enter) -> FlaskClient:
    return enter(Role.EDITOR, COUNTY, "editor")


@pytest.fixture
def ask(app: Flask) -> Callable[..., str]:
    chat: Chat = app.extensions["chat"]

    def _ask(
        text: str, *, ago: int = 0, place: str | None = TOWN, helped: bool | None = None
    ) -> str:
        now = datetime.now(UTC) - timedelta(days=ago)
        answer = chat.answer_question(text, channel="web", place=place, now=now)
        chat.memory.log.flush()
        if helped is not None:
            with transaction():
                record_feedback(answer.message_id, helped, "我叫张示例，没说清", now)
        db.session.rollback()
        return answer.message_id

    return _ask


def test_open_questions_are_grouped_scrubbed_and_counted(
    editor: FlaskClient, ask: Callable[..., str]
) -> None:
    ask("鲸鱼咕噜咕噜补给站在哪")
    ask("鲸鱼咕噜咕噜补给站在哪？电话13800000000")
    ask("鲸鱼咕噜咕噜补给站在哪")
    ask("低保要什么材料", helped=False)
    ask("低保怎么申请")  # answered: not here
    ask("我不想活了 鲸鱼咕噜")  # a danger: not here
    page = read_page(editor.get(ADDRESS).text)
    assert faults_of(page) == []
    assert "2 次" in page.text or "3 次" in page.text
    assert "13800000000" not in page.text
    assert "低保要什么材料" in page.text
    assert "1 人说没用" in page.text
    assert "我叫某某，没说清" in page.text
    assert "张示例" not in page.text
    assert "低保怎么申请" not in page.text
    assert "不想活" not in page.text
    assert "蟒川镇" in page.text
    unhelpful = read_page(editor.get(f"{ADDRESS}?show=unhelpful").text)
    assert "鲸鱼" not in unhelpful.text
    assert "低保要什么材料" in unhelpful.text


def test_what_is_past_its_day_is_gone_even_before_the_task_ran(
    editor: FlaskClient, ask: Callable[..., str]
) -> None:
    ask("鲸鱼咕噜咕噜补给站在哪", ago=31)
    ask("海豚咕噜咕噜补给站在哪", ago=29)
    page = editor.get(ADDRESS).text
    assert "鲸鱼" not in page
    assert "海豚" in page


def test_an_editor_reads_what_was_asked_in_their_area(
    enter: Enter, ask: Callable[..., str]
) -> None:
    near = enter(Role.EDITOR, TOWN, "near")
    ask("鲸鱼咕噜咕噜补给站在哪", place=OTHER_TOWN)
    ask("海豚咕噜咕噜补给站在哪", place=TOWN)
    ask("海龟咕噜咕噜补给站在哪", place=None)
    page = near.get(ADDRESS).text
    assert "鲸鱼" not in page
    assert "海豚" in page
    assert "海龟" in page


def test_only_an_editor_may_look(enter: Enter) -> None:
    clerk = enter()
    for address in (ADDRESS, "/console/content/", "/console/content/rehearsal?on=2027-01-01"):
        assert clerk.get(address).status_code == 403


def test_a_question_is_adopted_as_a_patch_to_download(editor: FlaskClient) -> None:
    form = {"phrase": "鲸鱼补给站在哪办", "scheme": "temporary_assistance", "facet": "where"}
    answer = editor.post("/console/questions/patch", data=form | {"word": "鲸鱼补给"})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="temporary_')
    assert answer.headers["Cache-Control"] == "no-store"
    assert "+  - {text: 鲸鱼补给站在哪办, facet: where}" in answer.text
    assert "+++ b/intents/schemes/temporary_assistance.yaml" in answer.text


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"scheme": "../../etc/passwd"}, "选好项目"),
        ({"facet": ""}, "选好项目"),
        ({"phrase": " "}, "请写一句话"),
        ({"word": "临时救助"}, "已经是认得的说法"),
    ],
)
def test_a_patch_that_cannot_be_made_says_why_and_keeps_what_was_typed(
    editor: FlaskClient, ask: Callable[..., str], changes: dict[str, str], said: str
) -> None:
    message = ask("鲸鱼咕噜咕噜补给站在哪")
    form = {
        "message": message, "phrase": "鲸鱼补给站在哪办", "scheme": "temporary_assistance",
        "facet": "where",
    }  # fmt: skip
    answer = editor.post("/console/questions/patch", data=form | changes)
    assert answer.status_code == 422
    assert said in answer.text
    if "phrase" not in changes:
        assert "鲸鱼补给站在哪办" in answer.text
