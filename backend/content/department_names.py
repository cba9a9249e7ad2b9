"""The departments there are, with the names residents know: the one list, for the table of who leads
what, for the units of a place, and for every page. Pure."""

from __future__ import annotations

from typing import Final

DEPARTMENTS: Final = {
    "civil_affairs": "民政局",
    "healthcare_security": "医疗保障局",
    "health": "卫生健康局",
    "education": "教育局",
    "housing": "住房和城乡建设局",
    "human_resources": "人力资源和社会保障局",
    "emergency_management": "应急管理局",
    "disabled_persons_federation": "残疾人联合会",
    "trade_union": "总工会",
    "public_security": "公安局",
    "justice": "司法局",
    "charity_redcross": "慈善总会、红十字会",
}
BY_NAME: Final = {name: id_ for id_, name in DEPARTMENTS.items()}
