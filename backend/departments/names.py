"""The departments a window may ask for help (协办部门), by their names. Pure."""

from __future__ import annotations

from backend.content.department_names import DEPARTMENTS

__all__ = ["DEPARTMENTS", "department_title"]


def department_title(department: str) -> str:
    """Give the department's name; an id not in the list (协办单位) is shown as it is."""
    return DEPARTMENTS.get(department, department)
