"""Stages the plan of a scheme and place needs before a decision: written down, or told why they fell
away. Which these are is data (`needed_for` of a stage in policy_texts/procedures)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from backend.content.models import Stage
from backend.intake.clocks import procedure_of
from backend.intake.history import events_named
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
        for one in _open(case, scheme)
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
    waiting = {one.id: one for one in _open(case, scheme)}
    if wrong := [stage for stage in said if stage not in waiting]:
        sentence = "流程里没有这个环节，或者已经记过了，不用写为什么没走。"
        raise Invalid(errors=[FieldError(f"/skipped/{one}", sentence) for one in wrong])
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


def _open(case: IntakeCase, scheme: str | None) -> list[Stage]:
    """Give the stages up to the decision that are not written down."""
    procedure = procedure_of(case, scheme)
    stages = [one for one in procedure.stages if one.starts != "decided"] if procedure else []
    if not stages:
        return []
    done = {
        details["stage"]
        for _, details in events_named(case.id, "case:stage_recorded")
        if details.get("scheme") == scheme
    }
    return [one for one in stages if one.id not in done]
