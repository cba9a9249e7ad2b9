"""Local units kept in the console: a form, a file that is rehearsed first, own area only, history."""

from __future__ import annotations

import io
import re

from flask.testing import FlaskClient

from backend.accounts.permissions import Role
from backend.departments.queries import Unit, units_under
from backend.extensions import db
from tests.console.conftest import Apply, Enter, act, page
from tests.factories.county import COUNTY, OTHER_TOWN, TOWN

HOME = "/console/departments/"
HEAD = "区划代码,部门,单位名称,值班电话,牵头项目,配合项目,从哪天,到哪天,依据\n"
ROW = f"{COUNTY},医疗保障局,示例医疗保障局,0000-0000003,医疗救助,,2026-01-01,,三定方案\n"
FORM = {
    "division_code": TOWN,
    "department": "housing",
    "name": "示例住建办",
    "phone": "0000-0000004",
    "leads": ["住房救助"],
    "from_on": "2026-01-01",
    "source": "镇里定的",
}


def _units() -> list[Unit]:
    db.session.rollback()
    found = units_under([COUNTY])
    db.session.rollback()
    return found


def _upload(client: FlaskClient, text: str) -> tuple[int, str]:
    file = (io.BytesIO(text.encode()), "u.csv")
    answer = client.post(f"{HOME}import", data={"file": file})
    return answer.status_code, answer.get_data(as_text=True)


def _agree(client: FlaskClient, shown: str) -> tuple[int, str]:
    agreed = re.search(r'name="agreed" value="([0-9a-f]+)"', shown)
    assert agreed is not None
    answer = client.post(f"{HOME}import", data={"agreed": agreed[1], "rows": HEAD + ROW})
    return answer.status_code, answer.get_data(as_text=True)


def test_a_file_is_looked_at_first_and_taken_in_when_agreed(enter: Enter) -> None:
    admin = enter(Role.ADMIN, COUNTY, "admin")
    assert "还没有登记" in page(admin, HOME)
    status, shown = _upload(admin, HEAD + ROW)
    assert status == 200
    assert "新增 <b>1</b> 个" in shown
    assert "示例医疗保障局" in shown
    assert _units() == []
    assert _agree(admin, shown)[0] == 303
    assert [one.name for one in _units()] == ["示例医疗保障局"]
    status, stale = _agree(admin, shown)
    assert (status, "登记又变了" in stale, "不用导入" in stale) == (200, True, True)
    assert "值班电话" in _upload(admin, HEAD + ROW.replace("0000-0000003", "没有"))[1]


def test_a_unit_is_added_changed_and_its_changes_stand_beside_it(enter: Enter) -> None:
    admin = enter(Role.ADMIN, COUNTY, "admin")
    bad = admin.post(f"{HOME}new", data=FORM | {"phone": "打"})
    assert (bad.status_code, "示例住建办" in bad.get_data(as_text=True)) == (422, True)
    assert admin.post(f"{HOME}new", data=FORM).status_code == 303
    (unit,) = _units()
    shown = page(admin, HOME + unit.id)
    assert re.search(r'value="住房救助" checked', shown)
    assert admin.post(HOME + unit.id, data=FORM | {"phone": "0000-5"}).status_code == 303
    assert "改值班电话" in page(admin, HOME + unit.id)


def test_another_area_s_units_are_not_there(enter: Enter) -> None:
    admin = enter(Role.ADMIN, COUNTY, "admin")
    far = enter(Role.ADMIN, OTHER_TOWN, "far")
    admin.post(f"{HOME}new", data=FORM)
    (unit,) = _units()
    assert far.get(HOME + unit.id).status_code == 404
    assert far.post(HOME + unit.id, data=FORM).status_code == 404
    assert far.post(f"{HOME}new", data=FORM).status_code == 404
    assert far.get(f"{HOME}xxxx").status_code == 404
    assert "示例住建办" not in page(far, HOME)
    assert "不在您管的范围内" in _upload(far, HEAD + ROW)[1]


def test_a_case_names_the_local_unit_and_its_phone(
    enter: Enter, clerk: FlaskClient, apply: Apply
) -> None:
    admin = enter(Role.ADMIN, COUNTY, "admin")
    _agree(admin, _upload(admin, HEAD + ROW)[1])
    case_id = apply()
    act(clerk, case_id, "claim")
    offered = page(clerk, f"/console/cases/{case_id}")
    assert "示例医疗保障局" in offered
    assert "值班电话 0000-0000003" in offered
    act(clerk, case_id, "refer", departments=["healthcare_security"], note="请核对报销")
    shown = page(clerk, f"/console/cases/{case_id}")
    assert 'href="tel:0000-0000003"' in shown
