"""扫码次数: by day, by township and village, codes nobody scans, topics asked after; and the export."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask import Blueprint, Response, abort, render_template, request

from backend.accounts.current import current_actor
from backend.console.charts import bars, columns
from backend.console.guide_code import DRAWN
from backend.console.guides import SCAN_DAYS, reach_of, since
from backend.console.labels import scheme_title
from backend.console.places import chosen_within
from backend.content.names import Scheme
from backend.doors.layout import beijing_day
from backend.guides import counts
from backend.guides.codes import spoken
from backend.guides.listing import Shown, list_guides
from backend.regions.names import short_place
from backend.regions.queries import Division, find_division, full_name

bp = Blueprint(
    "console_guide_counts",
    __name__,
    url_prefix="/console/guides/counts",
    template_folder="templates",
)
PERIODS: Final = (7, 30, 90, 365)
_MOST_BARS: Final = 15
_MOST_COLUMNS: Final = 31
_KINDS: Final = {
    "emergency": "紧急情况",
    "service": "请人办事",
    "smalltalk": "寒暄",
    "clarify": "没说清哪一项",
    "out_of_scope": "不归我们管的",
    "policy": "没说清哪一项",
}


@dataclass(frozen=True)
class Asked:
    """What the page is about: a division of one's own, or all of them, and a period."""

    root: Division | None
    reach: tuple[str, ...]
    days: int
    since: date
    until: date

    @property
    def by_village(self) -> bool:
        return counts.is_one_township(self.reach)


@bp.get("/")
def home() -> str:
    asked = _asked()
    places = counts.scans_by_place(asked.reach, asked.since, villages=asked.by_village)
    idle = list_guides(asked.reach, Shown.UNSCANNED, since(asked.until))
    by_day = _grouped(counts.scans_by_day(asked.reach, asked.since, asked.until))
    return render_template(
        "console/guide_counts.html",
        asked=asked,
        periods=PERIODS,
        total=sum(one.scans for one in places),
        codes=sum(one.codes for one in places),
        places=places,
        by_day=by_day,
        idle=idle,
        idle_days=SCAN_DAYS,
        topics=[(topic_title(one.topic), one.questions) for one in _topics(asked)],
        least=counts.LEAST,
        most_bars=_MOST_BARS,
    )


@bp.get("/charts/<name>")
def chart(name: str) -> Response:
    """Draw one of the figures; the numbers stand in the table beside it."""
    asked = _asked()
    if name == "days":
        grouped = _grouped(counts.scans_by_day(asked.reach, asked.since, asked.until))
        drawn = columns([words for words, _ in grouped], "次", [n for _, n in grouped])
    elif name == "places":
        found = counts.scans_by_place(asked.reach, asked.since, villages=asked.by_village)
        shown = found[:_MOST_BARS]
        drawn = bars([place_title(one.place) for one in shown], [("次", [n.scans for n in shown])])
    elif name == "topics":
        told = [one for one in _topics(asked) if one.questions is not None][:_MOST_BARS]
        drawn = bars(
            [topic_title(one.topic) for one in told], [("次", [n.questions for n in told])]
        )
    else:
        abort(404)
    answer = Response(drawn, mimetype="image/svg+xml")
    answer.headers["Content-Security-Policy"] = DRAWN
    return answer


@bp.get("/export.csv")
def export() -> Response:
    """Every code with its scans in the period; `public` keeps small numbers back."""
    asked, is_public = _asked(), request.args.get("public") == "1"
    stream = io.StringIO()
    writer = csv.writer(stream)
    writer.writerow(
        [
            "乡镇（街道）和村（社区）",
            "区划代码",
            "主题",
            "码",
            "编号",
            "在用",
            "从",
            "到",
            "扫码次数",
        ]
    )
    for one in counts.scans_by_code(asked.reach, asked.since, asked.until):
        is_small = is_public and one.scans < counts.LEAST
        writer.writerow(
            [
                _cell(full_name(one.place)),
                f"\t{one.place}",  # kept as text: a spreadsheet would round it
                _cell(topic_title(one.topic)),
                spoken(one.code),
                one.serial,
                "是" if one.in_use else "停用",
                asked.since.isoformat(),
                asked.until.isoformat(),
                f"少于{counts.LEAST}" if is_small else one.scans,
            ]
        )
    name = f"scans-{asked.since.isoformat()}-{asked.until.isoformat()}.csv"
    answer = Response(stream.getvalue().encode("utf-8-sig"), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@bp.app_template_filter("count_place")
def place_title(code: str) -> str:
    """Give the everyday name of a township or village."""
    division = find_division(code)
    return short_place(division.name) if division else code


def topic_title(topic: str) -> str:
    """Give a scheme's title, or what kind of question it was."""
    return scheme_title(topic) if topic in set(Scheme) else _KINDS.get(topic, topic)


def _asked() -> Asked:
    reach, until = reach_of(current_actor()), beijing_day()
    root = chosen_within(request.args.get("under", ""), reach)
    text = request.args.get("days", "")
    days = int(text) if text in {str(one) for one in PERIODS} else SCAN_DAYS
    return Asked(root, (root.code,) if root else reach, days, since(until, days), until)


def _topics(asked: Asked) -> list[counts.TopicCount]:
    return counts.topics_asked(asked.reach, asked.since)


def _grouped(by_day: list[tuple[date, int]]) -> list[tuple[str, int]]:
    """Give days as they are, or weeks or months where there would be too many."""
    if len(by_day) <= _MOST_COLUMNS:
        return [(f"{day.month}月{day.day}日", number) for day, number in by_day]
    groups: dict[str, int] = {}
    for day, number in by_day:
        monday = day.fromordinal(day.toordinal() - day.weekday())
        name = (
            f"{monday.month}月{monday.day}日起"
            if len(by_day) <= 120
            else f"{day.year}年{day.month}月"
        )
        groups[name] = groups.get(name, 0) + number
    return list(groups.items())


def _cell(text: str) -> str:
    """Give text a spreadsheet will not take for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r\n＝＋－＠" else text
