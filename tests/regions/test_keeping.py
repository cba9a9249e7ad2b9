"""Divisions and windows are kept between questions, and never longer than they hold."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event, text

from backend.extensions import db
from backend.regions import keeping
from backend.regions.queries import find_division, full_name, named_in, window_by_id, window_for
from backend.regions.windows import save_window
from backend.transaction import transaction
from tests.factories import intake as make
from tests.regions.test_loader import OURS, _load

VALUES = {
    "division_code": make.TOWN,
    "name": "示例镇社会救助窗口",
    "address": "示例路九号",
    "phone": "0000-0000009",
    "hours": "工作日",
    "complaint_phone": "12345",
}


@pytest.fixture
def office(app: Flask) -> Flask:
    make.make_places()
    return app


def _phone() -> str:
    found = window_for(make.VILLAGE)
    assert found is not None
    return found.phone


def _elsewhere(app: Flask) -> str:
    """Give the phone as another thread, with a session of its own, sees it."""
    found: list[str] = []

    def look() -> None:
        with app.app_context():
            found.append(_phone())
            db.session.remove()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return found[0]


def test_what_is_known_is_not_read_again(office: Flask) -> None:
    asked: list[str] = []

    def note(_conn: Any, _cur: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    def look() -> None:
        find_division(make.VILLAGE)
        window_for(make.VILLAGE)
        window_by_id(make.window_id(make.TOWN))
        full_name(make.VILLAGE)
        assert named_in("我在示例镇", make.COUNTY)

    look()
    event.listen(db.engine, "before_cursor_execute", note)
    with transaction():
        look()
    event.remove(db.engine, "before_cursor_execute", note)
    selects = [one for one in asked if one.startswith("SELECT")]
    assert len(selects) == 1
    assert "region_stamp" in selects[0]


def test_a_change_holds_everywhere_with_its_commit_and_not_before(office: Flask) -> None:
    assert _phone() == _elsewhere(office) == "0000-0000001"
    with transaction():
        save_window(VALUES)
        assert _phone() == VALUES["phone"]  # one's own change, at once
        assert _elsewhere(office) == "0000-0000001"
    assert _phone() == _elsewhere(office) == VALUES["phone"]


def test_what_was_taken_back_is_kept_by_nobody(office: Flask) -> None:
    _phone()
    with pytest.raises(KeyError):
        _change_and_fail()
    assert _phone() == _elsewhere(office) == "0000-0000001"


def _change_and_fail() -> None:
    with transaction():
        save_window(VALUES)
        assert _phone() == VALUES["phone"]
        raise KeyError


def test_a_loaded_list_is_seen(app: Flask, tmp_path: Path) -> None:
    assert find_division("990482101201") is None
    _load(tmp_path / "a.csv", OURS)
    assert full_name("990482101201").endswith("东村")
    _load(tmp_path / "a.csv", OURS.replace("东村", "东风村"))
    assert full_name("990482101201").endswith("东风村")


def test_a_strange_hand_is_seen_within_a_minute(
    office: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody changes the table by hand, without a stamp."""
    assert _phone() == "0000-0000001"
    db.session.remove()
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE assistance_window SET phone = '0000-0000008'"))
    later = keeping.time.monotonic() + 61
    monkeypatch.setattr(keeping.time, "monotonic", lambda: later)
    assert _phone() == "0000-0000008"
