"""Which limits hold for a case: figures and procedures of the content, as StageRules. Pure."""

from __future__ import annotations

from datetime import date
from typing import Final

from backend.content.library import Library
from backend.content.models import Procedure, Unit
from backend.content.names import Scheme
from backend.intake.deadlines import StageRule, StageRules

CONTACT: Final = "window.contact_workdays"
URGENT_CONTACT: Final = "window.urgent_contact_workdays"
ACCEPTANCE: Final = "window.acceptance_workdays"
_TITLES: Final = {
    CONTACT: "收到登记后联系您",
    URGENT_CONTACT: "收到急事登记后联系您",
    ACCEPTANCE: "材料齐后答复是否受理",
}


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
    contact = URGENT_CONTACT if urgent else CONTACT
    promises = StageRules(
        contact=_rule(library, contact, _TITLES[contact], received_on, place),
        acceptance=_rule(library, ACCEPTANCE, _TITLES[ACCEPTANCE], received_on, place),
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
        extended=_rule(library, longer, f"{title}（延长后）", accepted_on, place)
        if longer
        else None,
    )


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


def title_of(rule: str, procedure: Procedure | None) -> str:
    """Say again what a stored rule asks for."""
    name = procedure.name if procedure else "这一项"
    return _TITLES.get(rule, f"{name}，受理后办完")


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
