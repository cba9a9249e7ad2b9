"""The doors of slips: who may take one out, and what it carries."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from tests.console.conftest import Apply, act


def test_a_slip_is_a_file_of_its_own(clerk: FlaskClient, apply: Apply) -> None:
    case_id = apply()
    act(clerk, case_id, "claim")
    act(clerk, case_id, "accept")
    page = clerk.get(f"/console/cases/{case_id}").get_data(as_text=True)
    assert f"/console/cases/{case_id}/slips/acceptance.pdf" in page
    paper = clerk.get(f"/console/cases/{case_id}/slips/acceptance.pdf")
    assert paper.status_code == 200
    assert paper.data.startswith(b"%PDF-")
    assert paper.headers["Content-Disposition"].startswith("attachment;")
    assert paper.headers["Cache-Control"] == "no-store"
    text = clerk.get(f"/console/cases/{case_id}/slips/acceptance.txt")
    assert text.content_type == "text/plain; charset=utf-8"
    assert text.get_data(as_text=True).startswith("受理通知书\n")


@pytest.mark.parametrize("name", ["acceptance.exe", "refusal.pdf", "acceptance", "..%2f.pdf"])
def test_anything_else_is_not_there(clerk: FlaskClient, apply: Apply, name: str) -> None:
    case_id = apply()
    act(clerk, case_id, "claim")
    act(clerk, case_id, "accept")
    assert clerk.get(f"/console/cases/{case_id}/slips/{name}").status_code == 404


def test_another_township_sees_none(
    clerk: FlaskClient, stranger: FlaskClient, apply: Apply
) -> None:
    case_id = apply()
    act(clerk, case_id, "claim")
    act(clerk, case_id, "accept")
    assert stranger.get(f"/console/cases/{case_id}/slips/acceptance.txt").status_code == 404
