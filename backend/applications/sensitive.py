"""Which parts of what was sent in are of a sensitive kind, and the same body without them. Pure.

个人信息保护法第二十八条: health, disability, money, children under 14. What the person wrote in their own
words is taken out too: it mostly tells of illness or want.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any, Final

from backend.applications.consent import SENSITIVE_CAUSES, UNDER_AGE

SAID_AS: Final = "生病、残疾、收入和花销、不满十四岁孩子的出生年、自己写的难处、照片和文件"


def without_sensitive(body: Mapping[str, Any], this_year: int) -> dict[str, Any]:
    """Give the body (a pre-application's or a referral's) without its sensitive parts."""
    plain = copy.deepcopy(dict(body))
    for member in _members(plain):
        member["conditions"] = []
        member["monthly_income_fen"] = None
        born = member.get("birth_year")
        if born is not None and this_year - born < UNDER_AGE:
            member["birth_year"] = None
    situation = plain.get("situation")
    if isinstance(situation, dict):
        causes = situation.get("causes") or []
        situation["causes"] = [one for one in causes if one not in SENSITIVE_CAUSES]
        for name in ("description", "monthly_income_fen", "yearly_essential_expenses_fen"):
            if name in situation:
                situation[name] = None
    if isinstance(plain.get("consent"), dict):
        plain["consent"]["reason"] = None  # why a household could not be asked tells of its plight
    return plain


def _members(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    household = body.get("household")
    return household if isinstance(household, list) else []
