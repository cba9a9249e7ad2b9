"""Between the form's fields and the body of a pre-application. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from backend.applications.consent import NOTICE_VERSION
from backend.channels.web.amounts import read_number
from backend.problems import FieldError

# word in the body -> what is ticked; `True` where it is a sensitive kind (health)
CAUSES: Final = (
    ("illness", "有人生病、住院", True),
    ("disability", "有人残疾", True),
    ("accident", "出了事故、意外", False),
    ("disaster", "遭了灾、失了火", False),
    ("unemployment", "丢了活、断了收入", False),
    ("schooling", "上学花销大", False),
    ("housing", "没房住、房子危险", False),
    ("elderly", "老人没人照顾", False),
    ("minor", "孩子没人照顾", False),
    ("death", "家里有人去世", False),
    ("other", "别的难处", False),
)
FILED_BY: Final = (
    ("self", "我给自己家填"),
    ("relative", "我帮亲戚、邻居填"),
    ("village_assistant", "我是村（社区）协理员，帮住户填"),
)
_CAUSE_WORDS: Final = {word for word, _, _ in CAUSES}
_FIELDS: Final = {
    "/also_schemes": "also",
    "/applicant/name": "name",
    "/applicant/phone": "phone",
    "/applicant/residence": "place",
    "/applicant/id_number": "id_number",
    "/applicant/address": "address",
    "/situation/causes": "causes",
    "/situation/description": "description",
    "/situation/monthly_income_fen": "monthly_income",
    "/situation/yearly_essential_expenses_fen": "yearly_costs",
    "/filed_by/kind": "filed_by",
    "/filed_by/name": "filer_name",
    "/filed_by/phone": "filer_phone",
    "/filed_by/relation": "filer_relation",
    "/consents/personal_information": "consent",
    "/consents/sensitive_information": "sensitive_consent",
}
_TOO_MANY: Final = "一次最多再选四样，别的见了面跟窗口说。"
_PLAIN: Final = {
    "name": "请写姓名。",
    "phone": "请写一个能打通的电话。",
    "also": _TOO_MANY,
    "place": "请选现在住的村或社区。",
}
_AMOUNT: Final = "请只写数字，比如 800；不清楚就空着。"
_AMOUNTS: Final = ("monthly_income", "yearly_costs")
_MUST_BE_FILLED: Final = "这一项必须填。"


def body_of(
    scheme: str, filled: Mapping[str, str], causes: Iterable[str], also: Iterable[str] = ()
) -> dict[str, Any]:
    """Give the body of a pre-application; empty fields are left out, unknown causes dropped."""
    applicant = {
        "name": filled.get("name"),
        "phone": filled.get("phone"),
        "residence": filled.get("place"),
        "id_number": filled.get("id_number"),
        "address": filled.get("address"),
    }
    filer = {
        "kind": filled.get("filed_by") or "self",
        "name": filled.get("filer_name"),
        "phone": filled.get("filer_phone"),
        "relation": filled.get("filer_relation"),
    }
    if filer["kind"] == "self":
        filer = {"kind": "self"}
    situation: dict[str, Any] = {
        "causes": [word for word in dict.fromkeys(causes) if word in _CAUSE_WORDS],
        "description": filled.get("description"),
        "monthly_income_fen": _fen(filled.get("monthly_income")),
        "yearly_essential_expenses_fen": _fen(filled.get("yearly_costs")),
    }
    body: dict[str, Any] = {
        "scheme": str(scheme),
        "also_schemes": [one for one in dict.fromkeys(also) if one != scheme],
        "applicant": _filled_in(applicant),
        "situation": _filled_in(situation) | {"urgent": filled.get("urgent") == "yes"},
        "filed_by": _filled_in(filer),
        "consents": {
            "personal_information": filled.get("consent") == "yes",
            "sensitive_information": filled.get("sensitive_consent") == "yes",
            "notice_version": NOTICE_VERSION,
        },
    }
    guide = (filled.get("guide") or "").strip()
    return body | ({"guide_code": guide[:20]} if guide else {})


def _fen(written: str | None) -> int | None:
    """Give written yuan in fen; what is no number comes out below zero and is refused."""
    yuan = read_number(written or "")
    return None if yuan is None else yuan * 100


def fault_fields(errors: Iterable[FieldError]) -> tuple[dict[str, str], str]:
    """Give field -> sentence, and what belongs to no field."""
    found: dict[str, str] = {}
    general: list[str] = []
    for error in errors:
        field = _FIELDS.get(error.pointer)
        if field is None:
            general.append(error.detail)
        else:
            is_plain = error.detail == _MUST_BE_FILLED or field == "also"
            plain = _PLAIN.get(field) if is_plain else None
            if field in _AMOUNTS and "同意" not in error.detail:
                plain = _AMOUNT
            found.setdefault(field, plain or error.detail)
    return found, " ".join(dict.fromkeys(general))


def _filled_in(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value
        for name, value in values.items()
        if value is not None and (not isinstance(value, str) or value.strip())
    }
