"""What intake refuses, and how it says so."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from backend.doors.layout import say_moment
from backend.intake.states import Action, CaseState
from backend.intake.wording import ACTION_TITLES, EVENTS, STATE_TITLES, event_by, staff_label
from backend.problems import FieldError, Problem


class CaseNotFound(Problem):
    """Unknown, deleted, or in another's area: the same answer for all."""

    slug, title, status = "case-not-found", "没有找到这件办件", 404
    detail_default = "请核对编号；不归您的窗口办的，这里看不到。"


class CaseAlreadyClaimed(Problem):
    slug, title, status = "case-already-claimed", "该办件已被认领", 409

    @classmethod
    def by(cls, family_name: str, since: datetime | None) -> CaseAlreadyClaimed:
        """Tell who holds it (姓+某) and since when."""
        who = staff_label(family_name)
        when = f"已于{say_moment(since)} " if since else "已"
        return cls(
            f"{who}{when}认领。您可以查看进度，或请其转办。",
            extra={
                "holder": who,
                "since": since.isoformat().replace("+00:00", "Z") if since else None,
            },
        )


class CaseChanged(Problem):
    slug, title, status = "case-changed", "办件已有变化", 409
    detail_default = "您看的时候还不是这样。请刷新，看清现在的情况再决定；您填的内容没有保存。"

    @classmethod
    def since(
        cls,
        version: int,
        state: CaseState,
        family_name: str | None,
        events: Iterable[tuple[str, str, str, datetime]],
    ) -> CaseChanged:
        """Tell what happened meanwhile; each event is (name, kind of actor, surname, instant)."""
        changes = [
            {
                "name": name,
                "words": EVENTS[name],
                "by": event_by(kind, surname),
                "at": at.isoformat().replace("+00:00", "Z"),
            }
            for name, kind, surname, at in events
        ]
        told = "；".join(f"{one['by']}：{one['words']}" for one in changes[-3:])
        detail = f"您看过以后有变化：{told}。" if told else ""
        return cls(
            f"{detail}请刷新，看清现在的情况再决定；您填的内容没有保存。",
            extra={
                "version": version,
                "state": str(state),
                "holder": staff_label(family_name) if family_name else None,
                "changes": changes,
            },
        )


class MoveNotAllowed(Problem):
    slug, title, status = "move-not-allowed", "现在不能这样办", 409

    @classmethod
    def from_state(
        cls, state: CaseState, action: Action, allowed: Iterable[Action]
    ) -> MoveNotAllowed:
        """Tell the present state and what can be done instead."""
        allowed = list(allowed)
        instead = "、".join(ACTION_TITLES[item] for item in allowed) or "没有可做的"
        return cls(
            f"这件现在是“{STATE_TITLES[state]}”，不能{ACTION_TITLES[action]}。可以：{instead}。",
            extra={"state": str(state), "allowed": [str(item) for item in allowed]},
        )


class ReasonMissing(Problem):
    slug, title, status = "reason-missing", "要写明理由", 422
    detail_default = "这一步要写清理由，居民看得到；办不了的，还要写明依据的文件和条款。"

    @classmethod
    def of(cls, **sentences: str) -> ReasonMissing:
        """Name each missing field with a sentence: of(reason="…", article="…")."""
        return cls(errors=[FieldError(f"/{name}", words) for name, words in sentences.items()])


class StagesMissing(Problem):
    """A decision before what its procedure needs was done, or said why it fell away."""

    slug, title, status = "stages-missing", "流程里还有环节没有记", 422
    detail_default = "流程里还有环节没有记。办过的先记上；没有走的，写明为什么。"

    @classmethod
    def of(cls, stages: Mapping[str, str]) -> StagesMissing:
        """Name each stage (id -> name) and the field in which to say why it fell away."""
        sentence = "还没有记“{}”。办过的，先记上；没有走的，在这里写明为什么，居民看得到。"
        return cls(
            f"作决定以前，流程里还要有：{'、'.join(stages.values())}。办过的，先用“记办理环节”记上；"
            "没有走的，逐项写明为什么。",
            errors=[
                FieldError(f"/skipped/{id_}", sentence.format(name)) for id_, name in stages.items()
            ],
            extra={"stages": [{"stage": id_, "title": name} for id_, name in stages.items()]},
        )


class ToldOnceAlready(Problem):
    """What could have been said the first time is asked for again."""

    slug, title, status = "told-once-already", "第一次就该说全", 409
    detail_default = "第一次告知时就知道要的材料，再要补须主管同意；已经替您报给主管。"

    @classmethod
    def of(cls, items: Sequence[str]) -> ToldOnceAlready:
        listed = "、".join(items)
        return cls(
            f"“{listed}”第一次告知时就知道要，却没有说。想再要的已经记下、报给主管，等主管同意或退回；"
            "窗口自己能查的，不用居民再跑。",
            extra={"items": list(items)},
        )

    @property
    def items(self) -> list[str]:
        return list(self.extra["items"])


class OwnCase(Problem):
    slug, title, status = "own-case", "本人的办件要回避", 403
    detail_default = "这件用的是您自己或近亲属的电话、证件号，请由同事或主管办理。"


class PlaceNotServed(Problem):
    slug, title, status = "place-not-served", "这个地方还没有开通", 422
    detail_default = (
        "没有查到这个地方的受理窗口。请核对所选的村（社区）；"
        "着急请直接去乡镇、街道的社会救助窗口，或打 12345。"
    )
