"""Which limits hold for a case: figures and procedures of the content, as StageRules. Pure."""

from __future__ import annotations

from datetime import date
from typing import Final

from backend.content.library import Library
from backend.content.models import Procedure, Stage, Unit
from backend.content.names import Scheme
from backend.intake.deadlines import StageRule, StageRules
from backend.intake.kept import kept

CONTACT: Final = "window.contact_workdays"
URGENT_CONTACT: Final = "window.urgent_contact_workdays"
URGENT_HOURS: Final = "window.urgent_contact_hours"
TRANSFER_ANSWER: Final = "window.transfer_answer_workdays"
REFERRAL_ANSWER: Final = "window.referral_answer_workdays"
REFERRAL_RESULT: Final = "window.referral_result_workdays"
SUPPLEMENT: Final = "window.supplement_days"
SUPPLEMENT_REMINDER: Final = "window.supplement_reminder_days"
ACCEPTANCE: Final = "window.acceptance_workdays"
_TITLES: Final = {
    CONTACT: "收到登记后联系您",
    URGENT_CONTACT: "收到急事登记后联系您",
    URGENT_HOURS: "收到急事登记后联系您",
    TRANSFER_ANSWER: "转办后对方窗口答复接不接",
    REFERRAL_ANSWER: "请协办后部门答复接不接",
    REFERRAL_RESULT: "部门接办后答复结果",
    SUPPLEMENT: "告知后把材料补来",
    SUPPLEMENT_REMINDER: "告知后没补来，窗口再联系居民",
    ACCEPTANCE: "材料齐后答复是否受理",
}
_LONGER: Final = "（延长后）"


@kept
def rules_for(
    library: Library,
    scheme: str | None,
    *,
    urgent: bool,
    place: str,
    received_on: date,
    accepted_on: date | None,
) -> StageRules:
    """Give the limits as they hold: promises on the day of receipt, the procedure on the day of
    acceptance; a local value wins over the national one."""
    hours = rule_named(library, URGENT_HOURS, received_on, place) if urgent else None
    promises = StageRules(
        contact=hours
        or rule_named(library, URGENT_CONTACT if urgent else CONTACT, received_on, place),
        acceptance=rule_named(library, ACCEPTANCE, received_on, place),
    )
    if accepted_on is None or scheme is None:
        return promises
    procedure = procedure_for(library, scheme, urgent=urgent, place=place, on=accepted_on)
    if procedure is None:
        return promises
    whole, longer = procedure.whole.limit, procedure.whole.extended
    title = f"{procedure.name}，受理后办完"
    return StageRules(
        contact=promises.contact,
        acceptance=promises.acceptance,
        whole=_rule(library, whole, title, accepted_on, place) if whole else None,
        extended=_rule(library, longer, f"{title}{_LONGER}", accepted_on, place)
        if longer
        else None,
        pauses=procedure.pauses,
    )


def rule_named(library: Library, figure: str, on: date, place: str) -> StageRule | None:
    """Give one of the window's own limits as it holds at this place; None where nobody set it."""
    return _rule(library, figure, _TITLES[figure], on, place)


def named_rule(library: Library, figure: str, title: str, on: date, place: str) -> StageRule | None:
    """Give any limit by its figure, under the title it is told by; None where nobody set it."""
    return _rule(library, figure, title, on, place)


def stage_rule(
    library: Library, procedure: Procedure, stage: Stage, on: date, place: str
) -> StageRule | None:
    """Give the limit of one stage as it holds on the day it begins."""
    if stage.limit is None:
        return None
    return _rule(library, stage.limit, f"{procedure.name}：{stage.name}", on, place)


@kept
def procedure_for(
    library: Library, scheme: str, *, urgent: bool, place: str, on: date
) -> Procedure | None:
    """Choose the way of handling: the emergency variant when it is urgent and there is one. The
    delegated variant holds only where a place says so, by a file for that place."""
    if scheme == Scheme.GENERAL:
        return None
    known = [one for one in library.procedures_of(scheme, on, place) if _holds_here(one)]
    wanted = "emergency" if urgent else "normal"
    return next((one for one in known if one.variant == wanted), known[0] if known else None)


def title_of(rule: str, *ways: Procedure | None) -> str:
    """Say again what a stored rule asks for: by that of the ways of handling whose limit it is, else
    by the first."""
    known = [one for one in ways if one is not None]
    own = (one for one in known if rule in (one.whole.limit, one.whole.extended))
    procedure = next(own, known[0] if known else None)
    name = procedure.name if procedure else "这一项"
    whole = procedure.whole if procedure else None
    is_longer = whole is not None and whole.extended == rule != whole.limit
    return _TITLES.get(rule, f"{name}，受理后办完{_LONGER if is_longer else ''}")


def _holds_here(procedure: Procedure) -> bool:
    return procedure.variant in ("normal", "emergency") or procedure.place != "000000000000"


def _rule(library: Library, figure: str, title: str, on: date, place: str) -> StageRule | None:
    if figure not in library.figures:
        return None
    value = library.figure_value(figure, on, place)
    if value is None or not value.unit.is_time or not isinstance(value.value, int):
        return None
    first = value.sources[0] if value.sources else None
    document = library.document(first.document) if first else None
    name = (document.short or document.title) if document else ""
    source = f"《{name or first.document}》{first.article}" if first else ""
    return StageRule(figure, title, value.value, Unit(value.unit), value.status, source)
