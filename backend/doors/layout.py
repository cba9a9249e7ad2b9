"""What every page's layout needs: the site's name, the day, how instants and money are written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app, request

BEIJING = ZoneInfo("Asia/Shanghai")
_WEEKDAYS = "一二三四五六日"


def beijing_day(moment: datetime | None = None) -> date:
    """Give the calendar day in Beijing at `moment` (aware; default: now)."""
    return (moment or datetime.now(UTC)).astimezone(BEIJING).date()


def say_moment(moment: datetime | None) -> str:
    """Write an instant as residents read it: 11月23日 09:12."""
    if moment is None:
        return ""
    local = moment.astimezone(BEIJING)
    return f"{local.month}月{local.day}日 {local:%H:%M}"


def say_day(day: date | None) -> str:
    """Write a day as residents read it: 2026年11月23日（周一）."""
    if day is None:
        return ""
    return f"{day.year}年{day.month}月{day.day}日（周{_WEEKDAYS[day.weekday()]}）"


def say_fen(fen: int | None) -> str:
    """Write integer fen as yuan: 398元, 398.50元."""
    if fen is None:
        return ""
    return f"{fen // 100}元" if fen % 100 == 0 else f"{fen / 100:.2f}元"


def text_size() -> str:
    """The larger-text choice, kept in a cookie so that it lasts without scripts."""
    return "large" if request.cookies.get("text_size") == "large" else "normal"


def bind(app: Flask) -> None:
    app.jinja_env.filters.update(moment=say_moment, day=say_day, fen=say_fen)

    @app.context_processor
    def _common() -> dict[str, Any]:
        return {
            "site_name": "一门助",
            "text_size": text_size(),
            "public_base_url": current_app.extensions["settings"].public_base_url,
        }
