"""Facts due for another look."""

from __future__ import annotations

from datetime import date, timedelta

from backend.content.upkeep import beginning, checked_before, ending, not_known_at
from tests.content.conftest import DAY, SOURCE, ContentFolder

NATION = "000000000000"


def value(number: int, since: str, until: str = "") -> str:
    return (
        f"{{value: {number}, place: '{NATION}', from: {since}, until: {until or 'null'}, "
        f"status: official, sources: [{SOURCE}]}}"
    )


def test_what_was_checked_long_ago_comes_oldest_first(folder: ContentFolder) -> None:
    folder.text("general/where.md", checked_on="2026-01-10")
    library = folder.load()
    assert [one.on for one in checked_before(library, DAY, 6)] == [date(2026, 1, 10)]
    assert checked_before(library, DAY, 12) == []
    assert len(checked_before(library, DAY + timedelta(days=300), 6)) == 4


def test_a_value_about_to_end_tells_whether_the_next_is_there(folder: ContentFolder) -> None:
    folder.figure(f"[{value(30, '2021-01-01', '2026-12-31')}]")
    (alone,) = ending(folder.load(), DAY, timedelta(days=90))
    assert (alone.on, alone.todo) == (date(2026, 12, 31), "还没有下一个值，请补上")
    folder.figure(f"[{value(30, '2021-01-01', '2026-12-31')}, {value(20, '2027-01-01')}]")
    (followed,) = ending(folder.load(), DAY, timedelta(days=90))
    assert followed.todo == "下一个值已经写好"
    assert ending(folder.load(), DAY, timedelta(days=30)) == []


def test_documents_to_come_and_figures_to_fill(folder: ContentFolder) -> None:
    library = folder.load()
    assert [one.name for one in beginning(library, date(2020, 6, 1))] == ["《示范通知》"]
    assert [one.name for one in not_known_at(library, DAY, NATION)] == ["办完的期限"]
