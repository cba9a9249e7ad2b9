"""Stages the plan of a scheme and place needs before a decision: written down, or told why they fell
away. Which these are is data (`needed_for` of a stage in policy_texts/procedures)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from backend.content.models import Stage
from backend.intake.clocks import procedure_of
from backend.intake.hanging import Recorded, hanging_in, notice_of
from backend.intake.history import recorded_stages
from backend.intake.models import IntakeCase
from backend.intake.problems import StagesMissing
from backend.intake.states import Result
from backend.intake.words import noted
from backend.problems import FieldError, Invalid


@dataclass(frozen=True)
class Unrecorded:
    """A stage nobody has written down yet; `needed_for` are the results that wait for it, `scheme`
    the added scheme it belongs to (None: the case's own)."""

    stage: str
    title: str
    needed_for: tuple[str, ...]
    scheme: str | None = None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"needed_for": list(self.needed_for)}


def unrecorded(case: IntakeCase, scheme: str | None = None) -> list[Unrecorded]:
    """Give the stages some decision needs and that are not written down, in their order; `scheme`:
    of one added to the case."""
    return [
        Unrecorded(one.id, one.name, one.needed_for, scheme)
        for one in _not_in(recorded_stages(case.id, scheme), case, scheme)
        if one.needed_for
    ]


def explained(
    case: IntakeCase, result: Result, skipped: Mapping[str, str] | None, scheme: str | None = None
) -> dict[str, Any]:
    """Give what is written down about stages that fell away (id -> reason), to go into the event;
    empty where there is nothing to say.

    Raises StagesMissing when the result needs a stage that is neither written down nor explained,
    Invalid for one there is not, or that is written down already.
    """
    said = {stage: words for stage, one in (skipped or {}).items() if (words := noted(one))}
    if not said and not _needs_any(case, result, scheme):
        return {}
    recorded = recorded_stages(case.id, scheme)
    waiting = {one.id: one for one in _not_in(recorded, case, scheme)}
    if wrong := [stage for stage in said if stage not in waiting]:
        sentence = "流程里没有这个环节，或者已经记过了，不用写为什么没走。"
        raise Invalid(errors=[FieldError(f"/skipped/{one}", sentence) for one in wrong])
    _refuse_while_it_hangs(case, said, recorded, scheme)
    missing = [one for one in waiting.values() if result in one.needed_for and one.id not in said]
    if missing:
        raise StagesMissing.of({one.id: one.name for one in missing})
    told = [
        {"stage": stage, "title": waiting[stage].name, "reason": words}
        for stage, words in said.items()
    ]
    return {"skipped": told} if told else {}


def _needs_any(case: IntakeCase, result: Result, scheme: str | None) -> bool:
    procedure = procedure_of(case, scheme)
    return procedure is not None and any(result in one.needed_for for one in procedure.stages)


def _refuse_while_it_hangs(
    case: IntakeCase, said: Mapping[str, str], recorded: Recorded, scheme: str | None
) -> None:
    """A notice that hangs has not fallen away: it is taken down, or hangs to its end."""
    notice = notice_of(case, scheme)
    if notice is None or notice.id not in said:
        return
    if hanging := hanging_in(case, recorded, scheme):
        sentence = f"公示正挂着（{hanging.words}），不是没有走：满了记上，或者先撤下。"
        raise Invalid(errors=[FieldError(f"/skipped/{notice.id}", sentence)])


def _not_in(recorded: Recorded, case: IntakeCase, scheme: str | None) -> list[Stage]:
    """Give the stages up to the decision that are not written down."""
    procedure = procedure_of(case, scheme)
    stages = [one for one in procedure.stages if one.starts != "decided"] if procedure else []
    done = {details["stage"] for _, details in recorded}
    return [one for one in stages if one.id not in done]
