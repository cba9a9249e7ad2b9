"""Working days against the published tables, the vectors worked out by hand, and a second source."""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import holidays
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import backend.workdays
from backend import workdays_commands
from backend.workdays import CalendarBroken, Workdays, published, usable
from backend.workdays_commands import calendar
from backend.workdays_table import HolidayYear, read_years

STEPS = (3, 10, 15, 20, 30, 45)
VECTORS = {
    "2026-01-30": ("02-04", "02-13", "02-27", "03-05", "03-19", "04-10"),
    "2026-02-13": ("02-25", "03-05", "03-12", "03-19", "04-02", "04-24"),
    "2026-04-29": ("05-07", "05-15", "05-22", "05-29", "06-12", "07-06"),
    "2026-08-03": ("08-06", "08-17", "08-24", "08-31", "09-14", "10-10"),
    "2026-09-18": ("09-22", "10-09", "10-15", "10-22", "11-05", "11-26"),
    "2026-09-24": ("09-30", "10-15", "10-22", "10-29", "11-12", "12-03"),
    "2026-09-30": ("10-10", "10-20", "10-27", "11-03", "11-17", "12-08"),
    "2026-10-10": ("10-14", "10-23", "10-30", "11-06", "11-20", "12-11"),
}
MONTHS = {
    2025: (19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23),
    2026: (21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23),
}


def days_of(year: int) -> list[date]:
    first = date(year, 1, 1)
    return [first + timedelta(days=step) for step in range((date(year + 1, 1, 1) - first).days)]


@pytest.mark.parametrize("received", VECTORS)
@pytest.mark.parametrize("step", STEPS)
def test_nth_workday(received: str, step: int) -> None:
    count = published().after_workdays(date.fromisoformat(received), step)
    assert count.due_on == date.fromisoformat("2026-" + VECTORS[received][STEPS.index(step)])
    assert not count.provisional
    assert len(count.counted) == step
    assert count.counted[-1] == count.due_on


@pytest.mark.parametrize(
    ("step", "due"),
    [
        (3, "2025-12-29"),
        (10, "2026-01-08"),
        (20, "2026-01-22"),
        (30, "2026-02-05"),
        (45, "2026-03-04"),
    ],
)
def test_across_the_year(step: int, due: str) -> None:
    count = published().after_workdays(date(2025, 12, 24), step)
    assert (count.due_on, count.provisional) == (date.fromisoformat(due), False)


@pytest.mark.parametrize(
    ("start", "due", "off"),
    [
        (date(2026, 9, 24), date(2026, 10, 8), 7),
        (date(2026, 2, 12), date(2026, 2, 24), 5),
    ],
)
def test_seven_natural_days_roll_over(start: date, due: date, off: int) -> None:
    count = published().after_days(start, 7)
    assert count.due_on == due
    assert len(count.skipped) == off


@pytest.mark.parametrize("year", sorted(MONTHS))
def test_workdays_of_each_month(year: int) -> None:
    table = published()
    found = [0] * 12
    for day in days_of(year):
        found[day.month - 1] += table.is_workday(day)
    assert tuple(found) == MONTHS[year]
    assert sum(found) == 248


@pytest.mark.parametrize("year", [year.year for year in published().years])
def test_agrees_with_a_second_source(year: int) -> None:
    table = published()
    for day in days_of(year):
        assert table.is_workday(day) == chinese_calendar.is_workday(day), day


@pytest.mark.parametrize("year", [year.year for year in published().years])
def test_agrees_with_a_third_source(year: int) -> None:
    """`holidays` tells make-up days as working days itself; one day at a time, none left out."""
    table, third = published(), holidays.country_holidays("CN", years=year)
    for day in days_of(year):
        assert table.is_workday(day) == third.is_working_day(day), day


@pytest.mark.parametrize("year", [year.year for year in published().years])
def test_every_limit_from_every_day_agrees_with_a_second_source(year: int) -> None:
    """Not only the days: what is counted from each of them, in working days and rolled over."""
    table, last = published(), published().years[-1].year
    days = [day for one in range(year, last + 1) for day in days_of(one)]
    worked = [day for day in days if chinese_calendar.is_workday(day)]
    for start in days_of(year):
        after = worked[bisect_right(worked, start) :]
        for amount in STEPS:
            if len(after) >= amount:
                assert table.after_workdays(start, amount).due_on == after[amount - 1], start
        week = start + timedelta(days=7)
        if week <= worked[-1]:
            assert table.after_days(start, 7).due_on == worked[bisect_left(worked, week)], start


def test_a_broken_table_stops_nothing(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The year that can be read is used; the other's days are plain, and every answer says so."""
    good = Path(backend.workdays.__file__).parent / "workdays_data" / "2026.json"
    (tmp_path / "2026.json").write_text(good.read_text("utf-8"), "utf-8")
    (tmp_path / "2027.json").write_text("{", "utf-8")
    table = usable(tmp_path)
    assert [year.year for year in table.years] == [2026]
    assert "holiday table unusable" in caplog.text
    assert table.after_workdays(date(2026, 12, 30), 3).provisional
    assert usable(tmp_path / "nowhere").after_days(date(2026, 9, 24), 7).provisional


def test_days_of_waiting_do_not_count() -> None:
    paused = {date(2026, 8, 5), date(2026, 8, 6), date(2026, 8, 7)}
    table = published()
    count = table.after_workdays(date(2026, 8, 3), 3, paused, "等")
    assert count.due_on == date(2026, 8, 11)
    assert [item.day for item in count.skipped if item.why == "等"] == sorted(paused)
    assert table.after_days(date(2026, 8, 3), 7, paused, "等").due_on == date(2026, 8, 13)


@pytest.mark.parametrize(
    ("step", "first_over"),
    [
        (3, date(2026, 12, 29)),
        (10, date(2026, 12, 18)),
        (15, date(2026, 12, 11)),
        (20, date(2026, 12, 4)),
        (30, date(2026, 11, 20)),
        (45, date(2026, 10, 30)),
    ],
)
def test_provisional_from_the_day_the_span_leaves_the_table(step: int, first_over: date) -> None:
    table = published()
    assert table.after_workdays(first_over, step).provisional
    assert not table.after_workdays(first_over - timedelta(days=1), step).provisional


def test_unpublished_years_count_monday_to_friday_and_say_so() -> None:
    count = published().after_workdays(date(2026, 12, 31), 3)
    assert count.due_on == date(2027, 1, 6)
    assert count.provisional
    whys = [one.why for one in count.skipped]
    assert whys == ["元旦放假", "周六", "周日"], "what is missing is said once, by `provisional`"


def test_the_feasts_of_a_fixed_day_are_off_also_before_the_notice_comes() -> None:
    """全国年节及纪念日放假办法第二条; those that go by the moon, and 清明, only a notice tells."""
    table, off = published(), {(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)}
    first = date(2031, 1, 1)
    assert not table.covers(first)
    days = [first + timedelta(days=step) for step in range(365)]
    plain = [day for day in days if day.weekday() < 5]
    assert [day for day in plain if not table.is_workday(day)] == [
        day for day in plain if (day.month, day.day) in off
    ]
    assert table.why_off(date(2031, 10, 1)) == "国庆节放假"
    assert table.after_days(date(2031, 4, 24), 7).due_on == date(2031, 5, 5)  # 1 May, a Thursday


def test_in_a_published_year_the_notice_alone_counts() -> None:
    year = HolidayYear(2031, "示例", date(2030, 11, 1), "", "", date(2030, 11, 1), {}, {})
    assert Workdays([year]).is_workday(date(2031, 1, 1))


def test_the_derivation_names_every_day() -> None:
    story = published().after_workdays(date(2026, 9, 30), 3).as_json()
    assert story["counted"] == ["2026-10-08", "2026-10-09", "2026-10-10"]
    assert story["skipped"][0] == {"day": "2026-10-01", "why": "国庆节放假"}
    assert len(story["skipped"]) == 7
    assert published().why_worked(date(2026, 10, 10)) == "周六，国庆节调休上班"


def test_months_end_on_the_months_last_day_and_roll_over() -> None:
    assert published().after_months(date(2025, 8, 31), 6).due_on == date(2026, 2, 28)
    assert published().after_months(date(2026, 4, 1), 6).due_on == date(2026, 10, 8)


def test_zero_days_is_the_day_itself_or_the_next_worked_one() -> None:
    assert published().after_workdays(date(2026, 11, 23), 0).due_on == date(2026, 11, 23)
    assert published().after_workdays(date(2026, 10, 3), 0).due_on == date(2026, 10, 8)


@given(st.dates(date(2024, 12, 1), date(2027, 6, 1)), st.integers(0, 60))
def test_each_further_day_is_later_and_worked(start: date, amount: int) -> None:
    table = published()
    shorter, longer = table.after_workdays(start, amount), table.after_workdays(start, amount + 1)
    assert longer.due_on > shorter.due_on or amount == 0
    assert table.is_workday(longer.due_on)
    assert longer.due_on > start
    span = {*longer.counted, *(item.day for item in longer.skipped)}
    assert len(span) == (longer.due_on - start).days


@pytest.mark.parametrize("amount", [-1, 4000])
def test_absurd_limits_are_refused(amount: int) -> None:
    with pytest.raises(ValueError, match="limit"):
        published().after_days(date(2026, 1, 1), amount)


def test_check_names_the_days_without_a_table() -> None:
    result = CliRunner().invoke(calendar, ["check", "--on", "2026-11-23"])
    assert result.exit_code == 1
    assert "缺 2027-01-01 至 2027-01-21，共 21 天" in result.output
    assert CliRunner().invoke(calendar, ["check", "--on", "2026-10-01"]).exit_code == 0


def broken(folder: Path, **changes: object) -> Path:
    data = json.loads((Path("backend/workdays_data") / "2026.json").read_text("utf-8"))
    (folder / "2026.json").write_text(json.dumps(data | changes), "utf-8")
    return folder


@pytest.mark.parametrize(
    "changes",
    [
        {"year": 2027},
        {"holiday": []},
        {"make_up_workdays": [{"name": "元旦", "day": "2026-01-05"}]},
        {"holidays": [{"name": "元旦", "from": "2026-01-03", "until": "2026-01-01"}]},
        {"holidays": [{"name": "元旦", "from": "2027-01-01", "until": "2027-01-03"}]},
        {"issued_on": "soon"},
        {"holidays": [], "make_up_workdays": []},
        {"holidays": [{"name": "元旦", "from": "9999-12-30", "until": "9999-12-31"}]},
        {"holidays": [{"name": 5, "from": "2026-01-01", "until": "2026-01-03"}]},
    ],
)
def test_a_slip_in_the_file_is_named(tmp_path: Path, changes: dict[str, object]) -> None:
    with pytest.raises(CalendarBroken, match=r"2026\.json"):
        read_years(broken(tmp_path, **changes))


def test_a_year_half_copied_is_no_table(tmp_path: Path) -> None:
    """Without 端午 its three days would be counted as worked, and nobody would see it."""
    data = json.loads((Path("backend/workdays_data") / "2026.json").read_text("utf-8"))
    some = [one for one in data["holidays"] if one["name"] != "端午节"]
    with pytest.raises(CalendarBroken, match="缺端午"):
        read_years(broken(tmp_path, holidays=some))
    assert usable(tmp_path).after_workdays(date(2026, 6, 17), 3).provisional


@pytest.mark.parametrize("content", ["[" * 200_000, "", "null", "[]", "\0"])
def test_whatever_lies_there_stops_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / "2027.json").write_text(content, "utf-8")
    (tmp_path / "2028.json").mkdir()
    assert usable(tmp_path).years == ()


def test_check_says_which_table_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken_table() -> Workdays:
        raise CalendarBroken("节假日表 2027.json 用不了：缺端午。请对照通知改好。")

    monkeypatch.setattr(workdays_commands, "published", broken_table)
    result = CliRunner().invoke(calendar, ["check"])
    assert result.exit_code == 1
    assert "2027.json" in result.output
    assert "暂定" in result.output


def test_a_day_both_off_and_worked_is_refused(tmp_path: Path) -> None:
    both = {"make_up_workdays": [{"name": "国庆节", "day": "2026-10-03"}]}
    with pytest.raises(CalendarBroken, match="2026-10-03"):
        Workdays(read_years(broken(tmp_path, **both)))
