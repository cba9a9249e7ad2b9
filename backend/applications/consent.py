"""Which parts of a pre-application need which consent. Pure.

Personal information: 个人信息保护法第十三条、第十七条; sensitive kinds (health, minors under 14, money):
第二十八条至第三十一条. Each sensitive kind is optional; without the consent it is refused with a
sentence that says how to apply in person.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.problems import FieldError

NOTICE_VERSION = "2026-11"
UNDER_AGE = 14
_IN_PERSON = "请到乡镇、街道的社会救助窗口当面申请，或打 12345 请人帮助。"
_WITHOUT_CONSENT = "没有同意处理个人信息，我们不能在线登记。" + _IN_PERSON
_SENSITIVE = (
    "这一项属于敏感信息，要先单独同意才能在线填。也可以不填它，先登记姓名和电话，由窗口给您回电；"
    "或者" + _IN_PERSON
)
SENSITIVE_CAUSES = {"illness", "serious_illness", "disability", "violence", "abuse"}


def consent_faults(body: Mapping[str, Any], this_year: int) -> list[FieldError]:
    """Give the faults of consent in a pre-application given as plain data."""
    consents = body["consents"]
    faults = []
    if not consents["personal_information"]:
        faults.append(FieldError("/consents/personal_information", _WITHOUT_CONSENT))
    if not consents["sensitive_information"]:
        faults += [FieldError(pointer, _SENSITIVE) for pointer in _sensitive(body, this_year)]
    return faults


def _sensitive(body: Mapping[str, Any], this_year: int) -> list[str]:
    found: list[str] = []
    for place, member in enumerate(body["household"]):
        if member["conditions"]:
            found.append(f"/household/{place}/conditions")
        if member["monthly_income_fen"] is not None:
            found.append(f"/household/{place}/monthly_income_fen")
        born = member["birth_year"]
        if born is not None and this_year - born < UNDER_AGE:
            found.append(f"/household/{place}/birth_year")
    situation = body["situation"]
    if SENSITIVE_CAUSES & set(situation["causes"]):
        found.append("/situation/causes")
    for name in ("monthly_income_fen", "yearly_essential_expenses_fen"):
        if situation[name] is not None:
            found.append(f"/situation/{name}")
    return found
