"""Staff from a file, and what an administrator may and may not do with accounts."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import func, select

from backend.accounts import manage
from backend.accounts.actor import Actor
from backend.accounts.importing import import_staff
from backend.accounts.models import StaffMember
from backend.accounts.permissions import Role
from backend.accounts.problems import AccountNotFound
from backend.accounts.queries import find_staff_id
from backend.departments.names import DEPARTMENTS
from backend.extensions import db
from backend.problems import Invalid, NotAllowed
from backend.sheets import SheetInvalid
from backend.transaction import transaction
from tests.factories.accounts import make_staff, sign_in, sign_in_on_page
from tests.factories.county import COUNTY, OTHER_TOWN, TOWN, make_county

NOW = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)
HEAD = "用户名,姓名,岗位,区划代码,部门\n"
GOOD = HEAD + f"wang,王示例,窗口经办人员,{TOWN},\nli,李示例,部门承办人员,{COUNTY},医疗保障局\n"


@pytest.fixture
def admin(app: object) -> Actor:
    make_county()
    return make_staff(Role.ADMIN, COUNTY, username="admin")


def take_in(raw: bytes, actor: Actor) -> list[str]:
    """Import; give the faults."""
    try:
        with transaction():
            import_staff(raw, DEPARTMENTS, actor, NOW)
    except SheetInvalid as error:
        return error.faults
    return []


def test_every_row_becomes_an_account_whose_password_must_be_changed(
    client: FlaskClient, admin: Actor
) -> None:
    with transaction():
        opened = import_staff(GOOD.encode("utf-8-sig"), DEPARTMENTS, admin, NOW)
    assert [(one.username, one.name) for one in opened] == [("wang", "王示例"), ("li", "李示例")]
    headers = sign_in(client, "wang", opened[0].password)
    assert client.get("/api/v1/intake/cases", headers=headers).status_code == 403


def test_a_spreadsheet_and_an_old_encoding_are_read_as_well(admin: Actor) -> None:
    assert take_in(GOOD.encode("gb18030"), admin) == []
    book = Workbook()
    for row in (HEAD.strip().split(","), ["zhao", "赵示例", "grid_worker", int(TOWN), None], []):
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    assert take_in(stream.getvalue(), admin) == []
    assert find_staff_id("zhao") is not None


def test_every_fault_is_named_and_nothing_is_half_taken_in(admin: Actor) -> None:
    before = db.session.scalar(select(func.count()).select_from(StaffMember))
    rows = [
        f"good,王示例,窗口经办人员,{TOWN},",
        f"good,,窗口,{TOWN},",
        "x,钱示例,部门承办人员,123,",
        "ADMIN,孙示例,主管,110101001000,没有这个局",
    ]
    faults = take_in((HEAD + "\n".join(rows)).encode(), admin)
    for said in (
        "第 3 行“用户名”：和第 2 行重了",
        "第 3 行“姓名”：",
        "第 3 行“岗位”：",
        "第 4 行“用户名”：",
        "第 4 行“区划代码”：",
        "第 4 行“部门”：部门承办人员要写明",
        "第 5 行“用户名”：已经有人用了",
        "第 5 行“部门”：没有这个部门",
        "第 5 行“区划代码”：区划名单里没有",
    ):
        assert any(one.startswith(said) for one in faults), (said, faults)
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(StaffMember)) == before


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "文件是空的"),
        ("用户名,姓名\n".encode(), "缺少这些列：岗位、区划代码"),
        ((HEAD.strip() + ",密码\n").encode(), "“密码”不认识"),
        (b"PK\x03\x04 not a workbook", "打不开"),
        (b"\xd0\xcf\x11\xe0\x00\x00", "XLS"),
        (b"\x81", "读不懂"),
        (b"x" * (2 * 1024 * 1024 + 1), "太大"),
        ((HEAD + 'a,"b\n').encode(), "引号"),
        ((HEAD + f"a\x07b,王示例,主管,{TOWN},\n").encode(), "控制字符"),
    ],
)
def test_what_is_no_list_is_refused_with_words(admin: Actor, raw: bytes, said: str) -> None:
    faults = take_in(raw, admin)
    assert any(said in one for one in faults), faults


def test_an_administrator_keeps_to_the_own_area_and_off_the_own_account(
    app: object, admin: Actor
) -> None:
    town_admin = make_staff(Role.ADMIN, TOWN, username="town-admin")
    far = make_staff(Role.CLERK, OTHER_TOWN, username="far")
    faults = take_in((HEAD + f"new,王示例,窗口经办人员,{OTHER_TOWN},\n").encode(), town_admin)
    assert faults == ["第 2 行“区划代码”：不在您管的范围内。"]
    with pytest.raises(AccountNotFound), transaction():
        manage.disable(far.staff_id, town_admin, NOW)
    with pytest.raises(AccountNotFound), transaction():
        manage.reset_password(admin.staff_id, town_admin, NOW)
    with pytest.raises(NotAllowed), transaction():
        manage.change_post(admin.staff_id, admin, "supervisor", COUNTY, None, NOW)
    near = make_staff(Role.CLERK, TOWN, username="near")
    with pytest.raises(Invalid), transaction():
        manage.change_post(near.staff_id, town_admin, "clerk", COUNTY, None, NOW)


def test_the_pages_open_post_and_retire(client: FlaskClient, admin: Actor) -> None:
    sign_in_on_page(client, "admin")
    form = {"username": "neu", "name": "新示例", "role": "clerk", "division_code": TOWN}
    bad = client.post("/console/staff/new", data=form | {"role": "king"})
    assert bad.status_code == 422
    assert 'value="neu"' in bad.get_data(as_text=True)
    assert "初始密码" in client.post("/console/staff/new", data=form).get_data(as_text=True)
    assert client.post("/console/staff/new", data=form).status_code == 409
    db.session.rollback()
    staff_id = find_staff_id("neu")
    assert "新示例" in client.get("/console/staff/").get_data(as_text=True)
    page = f"/console/staff/{staff_id}"
    post = {"role": "grid_worker", "division_code": OTHER_TOWN}
    assert client.post(f"{page}/post", data=post).status_code == 303
    assert "网格员，汝州市温泉镇" in client.get(page).get_data(as_text=True)
    assert client.post(f"{page}/disable").status_code == 303
    assert "停用" in client.get(page).get_data(as_text=True)
    assert client.post(f"{page}/explode").status_code == 404
    assert client.get("/console/staff/none").status_code == 404


def test_the_import_page_says_row_and_column(client: FlaskClient, admin: Actor) -> None:
    sign_in_on_page(client, "admin")
    file = (io.BytesIO((HEAD + "x,王示例,窗口经办人员,1,\n").encode()), "../../etc/passwd.csv")
    answer = client.post("/console/staff/import", data={"file": file})
    assert answer.status_code == 422
    assert "第 2 行“区划代码”" in answer.get_data(as_text=True)
    good = client.post("/console/staff/import", data={"file": (io.BytesIO(GOOD.encode()), "a.csv")})
    assert "王示例" in good.get_data(as_text=True)
