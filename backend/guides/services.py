"""What can be done with codes: issue, re-point, retire, restore, note a printing, count.

Nothing here changes a printed bit: a sheet says its code, its place and its serial for ever.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, select, text, update

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.audit.trail import record
from backend.content.names import Scheme
from backend.extensions import db
from backend.guides.codes import new_code
from backend.guides.models import GuideChange, GuideCode, GuideQuestion, GuideScan, PrintedSheet
from backend.guides.queries import Guide, as_guide
from backend.problems import Conflict, FieldError, Invalid, NotFound
from backend.regions.queries import find_division

MOST_WORDS = 200
_LEAST_WORDS = 4


class GuideChanged(Conflict):
    slug, title = "guide-code-changed", "这个码刚被别人改过"
    detail_default = "请刷新页面，看清现在指向哪里，再决定改不改。"


class GuideRetired(Conflict):
    slug, title = "guide-code-retired", "这个码已停用"
    detail_default = "请先恢复使用，或者另发一个码。"


def issue_codes(wanted: Iterable[tuple[str, str]], now: datetime, by: str | None = None) -> int:
    """Issue a code for every (place, topic) that has none in use; give how many were made.

    Running it again makes nothing twice, so a job that was cut off can be started once more. `by` is
    the id of whoever asked for them, None for the service itself.
    """
    _one_issuer()
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
        rows.append(_row(code, place, topic, serial, now, by))
    db.session.add_all(rows)
    db.session.flush()
    return len(rows)


def issue_for(actor: Actor, places: Sequence[str], topics: Sequence[str], now: datetime) -> int:
    """Issue what is missing for every place and topic; give how many codes were made.

    Raises NotFound when a place lies outside the actor's subtree, Invalid for no known topic.
    """
    for place in places:
        _within_reach(actor, place)
    for topic in topics:
        _check_topic(topic)
    wanted = [(place, topic) for topic in topics for place in places]
    made = issue_codes(wanted, now, actor.staff_id)
    if made:
        record("guide:issued", places[0], actor.staff_id, places[0], {"codes": made})
    return made


def _one_issuer() -> None:
    """Serials run without a double: on PostgreSQL others wait here (SQLite has one writer anyway)."""
    if db.session.connection().dialect.name == "postgresql":
        db.session.execute(text("LOCK TABLE guide_code IN SHARE ROW EXCLUSIVE MODE"))


def _row(
    code: str, place: str, topic: str, serial: int, now: datetime, by: str | None
) -> GuideCode:
    return GuideCode(
        code=code,
        place=place,
        topic=topic,
        now_place=place,
        now_topic=topic,
        serial=serial,
        issued_at=now,
        issued_by=by,
        version=1,
    )


def repoint(
    code: str, place: str, topic: str, why: str, version: int, actor: Actor, now: datetime
) -> Guide:
    """Let a printed code lead to another place or topic; the sheet stays as it is.

    Raises NotFound (no such code, or it or the new place lies outside the actor's subtree),
    GuideRetired, GuideChanged when someone changed it since `version`, and Invalid.
    """
    row = _own(code, actor)
    division = find_division(place)
    if division is None or not division.is_current:
        raise Invalid(errors=[FieldError("/place", "没有这个地方，请从名单里选。")])
    _within_reach(actor, place)
    _check_topic(topic)
    if (row.now_place, row.now_topic) == (place, topic):
        raise Invalid(errors=[FieldError("/place", "现在就是指到这里，不用改。")])
    if row.retired_at is not None:
        raise GuideRetired
    return _change(row, "repointed", why, version, actor, now, now_place=place, now_topic=topic)


def retire(code: str, why: str, version: int, actor: Actor, now: datetime) -> Guide:
    """Take a code out of use with a reason residents read; scanning it says where to go now."""
    row = _own(code, actor)
    if row.retired_at is not None:
        raise GuideRetired("已经停用过了，不用再停。")
    return _change(
        row, "retired", why, version, actor, now, retired_at=now, retired_why=why.strip()
    )


def restore(code: str, why: str, version: int, actor: Actor, now: datetime) -> Guide:
    """Put a retired code back into use: the sheet on the wall opens its guide again."""
    row = _own(code, actor)
    if row.retired_at is None:
        raise Conflict("这个码正在用，不用恢复。")
    return _change(row, "restored", why, version, actor, now, retired_at=None, retired_why=None)


def _own(code: str, actor: Actor) -> GuideCode:
    row = db.session.get(GuideCode, code)
    if row is None:
        raise NotFound
    _within_reach(actor, row.place)
    return row


def _within_reach(actor: Actor, place: str) -> None:
    if not actor.covers(Permission.MANAGE_GUIDES, place):
        raise NotFound


def _check_topic(topic: str) -> None:
    if topic not in set(Scheme):
        raise Invalid(errors=[FieldError("/topic", "没有这个主题，请从名单里选。")])


def _change(
    row: GuideCode,
    event: str,
    why: str,
    version: int,
    actor: Actor,
    now: datetime,
    **values: object,
) -> Guide:
    """Change the row as `version` saw it, keep what was done, and note it in the trail."""
    why = why.strip()
    if not _LEAST_WORDS <= len(why) <= MOST_WORDS:
        sentence = f"请写明原因，{_LEAST_WORDS} 到 {MOST_WORDS} 个字。"
        raise Invalid(errors=[FieldError("/why", sentence)])
    unchanged: ColumnElement[bool] = GuideCode.version == version
    changed = db.session.execute(
        update(GuideCode)
        .where(GuideCode.code == row.code, unchanged)
        .values(changed_at=now, version=version + 1, **values)
    )
    if changed.rowcount == 0:  # type: ignore[attr-defined]
        raise GuideChanged
    db.session.refresh(row)
    db.session.add(
        GuideChange(
            code=row.code,
            version=row.version,
            event=event,
            place=row.now_place,
            topic=row.now_topic,
            why=why,
            by=actor.staff_id,
            at=now,
        )
    )
    record(f"guide:{event}", row.code, actor.staff_id, row.place, {"version": row.version})
    return as_guide(row)


def note_printed(guides: Sequence[Guide], size: str, on: date, by: str) -> int:
    """Keep the identity of the sheets just made; give how many were not known yet."""
    known = set(
        db.session.scalars(
            select(PrintedSheet.code).where(
                PrintedSheet.size == size, PrintedSheet.printed_on == on
            )
        )
    )
    rows = [
        PrintedSheet(
            code=guide.code,
            size=size,
            printed_on=on,
            serial=guide.serial,
            place=guide.printed_place,
            topic=guide.printed_topic,
            by=by,
        )
        for guide in guides
        if guide.code not in known
    ]
    db.session.add_all(rows)
    db.session.flush()
    if rows:
        first = rows[0]
        record("guide:printed", first.code, by, first.place, {"size": size, "sheets": len(rows)})
    return len(rows)


def count_scans(scans: Sequence[tuple[str, date]]) -> None:
    """Add scans, given as (code, day), to the counts."""
    for (code, day), number in sorted(Counter(scans).items()):
        more = update(GuideScan).where(GuideScan.code == code, GuideScan.day == day)
        added = db.session.execute(more.values(scans=GuideScan.scans + number))
        if added.rowcount == 0:  # type: ignore[attr-defined]
            db.session.add(GuideScan(code=code, day=day, scans=number))
            db.session.flush()


def count_questions(asked: Sequence[tuple[str, date, str]]) -> None:
    """Add questions asked after a scan, given as (code, day, topic), to the counts."""
    for (code, day, topic), number in sorted(Counter(asked).items()):
        more = update(GuideQuestion).where(
            GuideQuestion.code == code, GuideQuestion.day == day, GuideQuestion.topic == topic
        )
        added = db.session.execute(more.values(questions=GuideQuestion.questions + number))
        if added.rowcount == 0:  # type: ignore[attr-defined]
            db.session.add(GuideQuestion(code=code, day=day, topic=topic, questions=number))
            db.session.flush()
