"""What can be done with codes: issue, re-point, retire, count a scan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import func, select, update

from backend.extensions import db
from backend.guides.codes import new_code
from backend.guides.models import GuideCode, GuideScan
from backend.guides.queries import Guide, as_guide
from backend.problems import Conflict, NotFound


class GuideChanged(Conflict):
    slug, title = "guide-code-changed", "这个码刚被别人改过"
    detail_default = "请刷新页面，看清现在指向哪里，再决定改不改。"


def issue_codes(wanted: Iterable[tuple[str, str]], now: datetime) -> int:
    """Issue a code for every (place, topic) that has none in use; give how many were made.

    Running it again makes nothing twice, so a job that was cut off can be started once more.
    """
    in_use = set(
        db.session.execute(
            select(GuideCode.place, GuideCode.topic).where(GuideCode.retired_at.is_(None))
        ).tuples()
    )
    taken = set(db.session.scalars(select(GuideCode.code)))
    serial = db.session.scalar(select(func.max(GuideCode.serial))) or 0
    rows: list[GuideCode] = []
    for place, topic in wanted:
        if (place, topic) in in_use:
            continue
        in_use.add((place, topic))
        code = new_code()
        while code in taken:
            code = new_code()
        taken.add(code)
        serial += 1
        rows.append(_row(code, place, topic, serial, now))
    db.session.add_all(rows)
    db.session.flush()
    return len(rows)


def _row(code: str, place: str, topic: str, serial: int, now: datetime) -> GuideCode:
    return GuideCode(
        code=code,
        place=place,
        topic=topic,
        now_place=place,
        now_topic=topic,
        serial=serial,
        issued_at=now,
        version=1,
    )


def repoint(code: str, place: str, topic: str, version: int, now: datetime) -> Guide:
    """Let a printed code lead to another place or topic; the sheet stays as it is.

    Raises NotFound, GuideChanged when someone changed it since `version`.
    """
    return _change(code, version, now, now_place=place, now_topic=topic)


def retire(code: str, why: str, version: int, now: datetime) -> Guide:
    """Take a code out of use with a reason; scanning it says where to go now."""
    return _change(code, version, now, retired_at=now, retired_why=why)


def _change(code: str, version: int, now: datetime, **values: object) -> Guide:
    changed = db.session.execute(
        update(GuideCode)
        .where(GuideCode.code == code, GuideCode.version == version)
        .values(changed_at=now, version=version + 1, **values)
    )
    row = db.session.get(GuideCode, code, populate_existing=True)
    if row is None:
        raise NotFound
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        raise GuideChanged
    return as_guide(row)


def count_scans(scans: Sequence[tuple[str, date]]) -> None:
    """Add scans, given as (code, day), to the counts."""
    for (code, day), number in sorted(Counter(scans).items()):
        more = update(GuideScan).where(GuideScan.code == code, GuideScan.day == day)
        added = db.session.execute(more.values(scans=GuideScan.scans + number))
        if added.rowcount == 0:  # type: ignore[attr-defined]
            db.session.add(GuideScan(code=code, day=day, scans=number))
            db.session.flush()
