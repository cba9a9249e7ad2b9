"""Windows kept in the console: one by one, from a file, and only in one's own area."""

from __future__ import annotations

import io

from flask.testing import FlaskClient

from backend.accounts.permissions import Role
from backend.extensions import db
from backend.regions.queries import window_for
from tests.console.conftest import Enter, page
from tests.factories.county import COUNTY, OTHER_TOWN, TOWN

HEAD = "区划代码,窗口名称,地址,电话,开放时间,投诉电话\n"
FORM = {
    "name": "蟒川镇窗口",
    "address": "示例路 2 号",
    "phone": "0000-0000002",
    "hours": "工作日",
    "complaint_phone": "12345",
}


def _upload(client: FlaskClient, text: str) -> tuple[int, str]:
    file = (io.BytesIO(text.encode()), "w.csv")
    answer = client.post("/console/offices/import", data={"file": file})
    return answer.status_code, answer.get_data(as_text=True)


def test_a_window_is_changed_and_residents_see_it(enter: Enter) -> None:
    admin = enter(Role.ADMIN, COUNTY, "admin")
    assert "蟒川镇社会救助服务窗口" in page(admin, "/console/offices/")
    bad = admin.post(f"/console/offices/{TOWN}", data=FORM | {"phone": "打电话", "hours": ""})
    assert bad.status_code == 422
    assert "示例路 2 号" in bad.get_data(as_text=True)
    assert admin.post(f"/console/offices/{TOWN}", data=FORM).status_code == 303
    db.session.rollback()
    window = window_for(TOWN)
    assert window is not None
    assert (window.phone, window.address) == ("0000-0000002", "示例路 2 号")


def test_a_file_is_taken_in_whole_or_not_at_all(enter: Enter) -> None:
    admin = enter(Role.ADMIN, COUNTY, "admin")
    good = f"{TOWN},甲窗口,路 1 号,0000-1,工作日,12345\n"
    status, text = _upload(admin, HEAD + good + f"{TOWN},乙,,x,工作日,12345\n")
    assert status == 422
    for said in ("第 3 行“区划代码”：和第 2 行重了", "第 3 行“地址”", "第 3 行“电话”"):
        assert said in text
    db.session.rollback()
    window = window_for(TOWN)
    assert window is not None
    assert window.name != "甲窗口"
    assert _upload(admin, HEAD + good)[0] == 303


def test_another_area_s_windows_are_not_there(enter: Enter) -> None:
    admin = enter(Role.ADMIN, TOWN, "town-admin")
    assert admin.get(f"/console/offices/{OTHER_TOWN}").status_code == 404
    assert admin.post(f"/console/offices/{OTHER_TOWN}", data=FORM).status_code == 404
    assert admin.get("/console/offices/xxxx").status_code == 404
    status, text = _upload(admin, HEAD + f"{OTHER_TOWN},甲,路,0000-1,工作日,12345\n")
    assert (status, "不在您管的范围内" in text) == (422, True)
