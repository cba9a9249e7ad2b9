"""A form filled with a pen comes back to the window: scanned, photographed, or its code typed."""

from __future__ import annotations

import io
import re
from datetime import date

import pytest
from flask.testing import FlaskClient
from PIL import Image

from backend.accounts.permissions import Role
from backend.doors.layout import beijing_day
from backend.extensions import db, utc_now
from backend.guides.posters import Size, poster_pdf
from backend.guides.queries import Guide, find_guide, guides_of
from backend.guides.services import issue_codes
from backend.guides.sheets import poster_of
from backend.intake.models import IntakeCase
from backend.printing.pictures import drawn
from backend.printing.qr import png
from backend.transaction import transaction
from tests.console.conftest import Enter
from tests.factories.county import OTHER_VILLAGE, VILLAGE
from tests.factories.papers import picture

DOOR = "/console/paper/"


@pytest.fixture
def clerk(enter: Enter) -> FlaskClient:
    return enter()


def _guide(place: str = VILLAGE, topic: str = "minimum_living_allowance") -> Guide:
    with transaction():
        issue_codes([(place, topic)], utc_now())
    found = find_guide(next(one.code for one in guides_of(place) if one.topic == topic))
    assert found
    return found


def _sheet(guide: Guide, on: date | None = None) -> Image.Image:
    poster = poster_of(guide, on or beijing_day())
    return drawn(poster_pdf([poster], Size.FORM, ""), dpi=150)


def _photo(image: Image.Image, kind: str = "JPEG") -> io.BytesIO:
    out = io.BytesIO()
    image.convert("RGB").save(out, kind)
    return io.BytesIO(out.getvalue())


def _scan(client: FlaskClient, file: io.BytesIO) -> tuple[int, str]:
    answer = client.post(f"{DOOR}scan", data={"file": (file, "../x.jpg")})
    return answer.status_code, answer.headers.get("Location") or answer.get_data(as_text=True)


def _is_begun(text: str) -> bool:
    return (
        f'value="{VILLAGE}" selected' in text
        and 'value="minimum_living_allowance" selected' in text
    )


@pytest.mark.parametrize(
    "typed", ["{code}", "{lower}", "{spoken}", "http://127.0.0.1:8000/g/{code}/form"]
)
def test_a_code_typed_or_scanned_begins_the_form(clerk: FlaskClient, typed: str) -> None:
    code = _guide().code
    written = typed.format(code=code, lower=code.lower(), spoken=f"{code[:3]}-{code[3:]}")
    answer = clerk.get(DOOR, query_string={"form": written})
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert _is_begun(answer.get_data(as_text=True))


def test_a_photo_askew_in_bad_light_begins_the_form_and_nothing_of_it_is_kept(
    clerk: FlaskClient,
) -> None:
    paper = Image.eval(_sheet(_guide()).convert("L"), lambda tone: 60 + tone // 2)
    desk = Image.new("L", (paper.width + 300, paper.height + 300), 90)
    desk.paste(paper, (150, 150))
    status, where = _scan(clerk, _photo(desk.rotate(8, fillcolor=90)))
    assert status == 303, where
    assert _is_begun(clerk.get(where).get_data(as_text=True))
    assert db.session.query(IntakeCase).count() == 0


def test_a_scan_as_pdf_begins_the_form(clerk: FlaskClient) -> None:
    status, where = _scan(clerk, _photo(_sheet(_guide()), "PDF"))
    assert status == 303, where


def test_what_cannot_be_read_says_what_to_do(clerk: FlaskClient) -> None:
    for file, words in (
        (io.BytesIO(picture()), "没找到码"),
        (io.BytesIO(b"not a picture at all"), "只收照片"),
        (io.BytesIO(png("https://elsewhere.example/g/AAAAAAA/form")), "不是我们的"),
        (io.BytesIO(png("http://127.0.0.1:8000/field/refer?paper=ABCDEFGH")), "网格员"),
    ):
        status, text = _scan(clerk, file)
        assert status == 422
        assert words in text, words
    two = Image.new("RGB", (900, 450), "white")
    for at, word in ((20, "one"), (460, "two")):
        two.paste(Image.open(io.BytesIO(png(word))).convert("RGB").resize((420, 420)), (at, 15))
    assert "不止一个码" in _scan(clerk, _photo(two))[1]
    for typed in ("", "<script>alert(1)</script>", "9" * 900, "AAAAAAA"):
        answer = clerk.get(DOOR, query_string={"form": typed})
        assert answer.status_code == (422 if typed else 200)
        assert "<script>alert" not in answer.get_data(as_text=True)


def test_another_window_s_form_is_told_and_not_chosen(clerk: FlaskClient) -> None:
    answer = clerk.get(DOOR, query_string={"form": _guide(OTHER_VILLAGE).code})
    assert answer.status_code == 422
    assert "不归您的窗口" in answer.get_data(as_text=True)
    assert f'value="{OTHER_VILLAGE}"' not in answer.get_data(as_text=True)


def test_typed_in_with_what_was_ticked_it_is_one_case(clerk: FlaskClient) -> None:
    text = clerk.get(DOOR, query_string={"form": _guide().code}).get_data(as_text=True)
    key, guide = (re.findall(f'name="{name}" value="([^"]+)"', text)[0] for name in ("once_key", "guide"))  # fmt: skip
    form = {
        "once_key": key, "guide": guide, "scheme": "minimum_living_allowance", "residence": VILLAGE,
        "name": "王示例", "phone": "1", "filed_by": "self", "personal_information": "yes",
        "sensitive_information": "yes", "cause": ["illness", "no-such", "schooling"],
    }  # fmt: skip
    wrong = clerk.post(DOOR, data=form)
    assert wrong.status_code == 422
    assert 'value="illness" checked' in wrong.get_data(as_text=True)
    done = clerk.post(DOOR, data=form | {"phone": "13800000000"})
    assert "录好了" in done.get_data(as_text=True), done.get_data(as_text=True)
    db.session.rollback()
    case = db.session.query(IntakeCase).one()
    shown = clerk.get(f"/console/cases/{case.id}").get_data(as_text=True)
    assert "生病、住院" in shown
    assert "上学负担重" in shown


def test_scanned_by_a_telephone_the_code_leads_each_to_their_page(
    clerk: FlaskClient, enter: Enter
) -> None:
    code = _guide().code
    assert clerk.get(f"/g/{code}/form").headers["Location"] == f"{DOOR}?form={code}"
    stranger = clerk.application.test_client()
    assert stranger.get(f"/g/{code}/form").headers["Location"] == f"/g/{code}"
    assert stranger.get("/g/XXXXXXX/form").status_code == 404
    assert stranger.get(DOOR, query_string={"form": code}).status_code == 302
    assert stranger.post(f"{DOOR}scan").status_code == 401
    worker = enter(Role.GRID_WORKER, username="walker")
    assert worker.get(f"/g/{code}/form").headers["Location"] == f"/g/{code}"
    assert worker.post(f"{DOOR}scan").status_code == 403
