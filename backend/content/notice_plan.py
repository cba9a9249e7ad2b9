"""`policy_texts/notices/plan.yaml`: who is told what at which move, by which channels, and when it may leave.

Read once. The shapes refuse what no notice may say: a placeholder outside the fixed list, a channel
that does not exist, words of a scheme or of money.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from string import Template
from typing import Annotated, Final, Literal, Self

from pydantic import AfterValidator, Field, model_validator

from backend.content.files import FileShape, read_yaml

ROOT: Final = Path(__file__).resolve().parents[2]
FILE: Final = Path("policy_texts") / "notices" / "plan.yaml"
PLACEHOLDERS: Final = frozenset({"number", "window_phone"})
_OF_SEVERAL: Final = frozenset({"count", "numbers"})
_NEVER: Final = ("低保", "特困", "救助金", "补贴", "元", "病", "残", "不予", "拒", "身份证", "姓名")
_BEIJING: Final = timedelta(hours=8)

ResidentChannel = Literal["wechat_official", "mini_program", "phone"]
StaffChannel = Literal["robot", "mail", "sms"]


def _safe_words(text: str) -> str:
    odd = set(Template(text).get_identifiers()) - PLACEHOLDERS - _OF_SEVERAL
    if odd or not Template(text).is_valid():
        raise ValueError(
            f"里有不能用的占位 {'、'.join(sorted(odd)) or '$'}；只用 $number、$window_phone"
        )
    said = [word for word in _NEVER if word in text]
    if said:
        raise ValueError(f"里写了“{said[0]}”；通知只说有新进展和去哪看")
    if len(text) > 60:
        raise ValueError("太长；一句话不超过 60 个字")
    return text


Words = Annotated[str, Field(min_length=1), AfterValidator(_safe_words)]
Hour = Annotated[int, Field(ge=0, le=23)]


class Quiet(FileShape):
    """Hours of Beijing in which residents are left in peace; may go over midnight."""

    from_hour: Hour
    until_hour: Hour

    def is_now(self, hour: int) -> bool:
        if self.from_hour <= self.until_hour:
            return self.from_hour <= hour < self.until_hour
        return hour >= self.from_hour or hour < self.until_hour


class Move(FileShape):
    """What happens at one move: the channels it may leave by, in order; whether at night, at once."""

    channels: tuple[str, ...]
    urgent: bool = False
    soon: bool = False
    words: str = ""


class ResidentMove(FileShape):
    channels: Annotated[list[ResidentChannel], Field(min_length=1)]
    urgent: bool = False
    soon: bool = False


class StaffMove(FileShape):
    words: Words
    channels: list[StaffChannel]
    urgent: bool = False
    soon: bool = False


class ResidentPlan(FileShape):
    title: Words
    news: Words
    plain: Words
    several: Words
    call: Words
    always: Words
    moves: dict[str, ResidentMove]


class StaffPlan(FileShape):
    """`sms`: all that a text message to a supervisor's own phone says, whatever it is about."""

    title: Words
    several: Words
    sms: Words
    moves: dict[str, StaffMove]


class PlanFile(FileShape):
    quiet: Quiet
    merge_minutes: Annotated[int, Field(ge=0, le=60)]
    resident: ResidentPlan
    staff: StaffPlan

    @model_validator(mode="after")
    def _named(self) -> Self:
        for name in (*self.resident.moves, *self.staff.moves):
            if not name.startswith("case:"):
                raise ValueError(f"的 {name} 不是办件的一步；写成 case:… ")
        return self


class NoticePlan:
    """The plan, ready to be asked."""

    def __init__(self, file: PlanFile) -> None:
        self.file = file
        self.moves: Mapping[str, Mapping[str, Move]] = {
            "resident": {
                name: Move(channels=tuple(one.channels), urgent=one.urgent, soon=one.soon)
                for name, one in file.resident.moves.items()
            },
            "staff": {
                name: Move(
                    channels=tuple(one.channels), urgent=one.urgent, soon=one.soon, words=one.words
                )
                for name, one in file.staff.moves.items()
            },
        }
        self._merge = timedelta(minutes=file.merge_minutes)

    def move(self, audience: str, event: str) -> Move | None:
        return self.moves.get(audience, {}).get(event)

    def leaves_at(self, audience: str, event: str, now: datetime, *, urgent: bool) -> datetime:
        """Give when a notice put at `now` may leave: after the moment in which others join it, and
        for residents not at night unless it is urgent."""
        move = self.move(audience, event)
        if audience != "resident" or move is None or urgent or move.urgent:
            return now
        return self.after_night(now if move.soon else now + self._merge)

    def joined_by_day(self, now: datetime) -> datetime:
        """Give when what is put at `now` may leave at the earliest: others join it, and not at night."""
        return self.after_night(now + self._merge)

    def after_night(self, moment: datetime) -> datetime:
        """Give `moment`, or the end of the quiet hours it falls into."""
        quiet, local = self.file.quiet, moment + _BEIJING
        if not quiet.is_now(local.hour):
            return moment
        morning = local.replace(hour=quiet.until_hour, minute=0, second=0, microsecond=0)
        if morning <= local:
            morning += timedelta(days=1)
        return morning - _BEIJING


@functools.cache
def plan(root: Path = ROOT) -> NoticePlan:
    """Give the plan of the project. Raises ContentError."""
    return NoticePlan(read_yaml(root / FILE, PlanFile))
