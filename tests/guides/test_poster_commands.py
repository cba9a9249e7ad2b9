"""`flask posters`: one command issues, proves, writes and notes; run again it finishes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pypdfium2
import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from backend.extensions import db
from backend.guides import poster_commands
from backend.guides.models import GuideCode, PrintedSheet
from backend.regions.models import WindowRow
from backend.transaction import transaction
from tests.factories.county import COUNTY, OTHER_VILLAGE, TOWN, VILLAGE, make_county


@pytest.fixture(autouse=True)
def county(app: Flask) -> None:
    make_county()


def _run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["posters", *words])


def _make(app: Flask, out: Path, *words: str, under: str = COUNTY) -> Result:
    return _run(app, "make", "--under", under, "--out", str(out), *words)


def _count(model: type[GuideCode] | type[PrintedSheet]) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_make_writes_a_page_for_every_village(app: Flask, tmp_path: Path) -> None:
    out = tmp_path / "posters.pdf"
    answer = _make(app, out, "--on", "2026-11-23")
    assert answer.exit_code == 0, answer.output
    assert "2 个地方：新发 1 个码，印好 2 张" in answer.output
    assert "PUBLIC_BASE_URL" in answer.stderr
    assert len(pypdfium2.PdfDocument(out.read_bytes())) == 2
    rows = db.session.scalars(select(PrintedSheet).order_by(PrintedSheet.place)).all()
    assert [(row.place, row.topic, row.size, row.by) for row in rows] == [
        (OTHER_VILLAGE, "general", "a4", "command"),
        (VILLAGE, "general", "a4", "command"),
    ]
    first = out.read_bytes()
    again = _make(app, out, "--on", "2026-11-23")
    assert "新发 0 个码" in again.output
    assert out.read_bytes() == first
    assert _count(PrintedSheet) == 2


def test_a_job_cut_off_half_way_is_finished_by_running_it_again(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "posters.pdf"

    def _power_cut(*_args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(poster_commands, "_write", _power_cut)
        assert _make(app, out).exit_code != 0
    assert not out.exists()
    codes = _count(GuideCode)
    assert codes == 3, "the codes issued before the cut are kept and used"
    assert _make(app, out).exit_code == 0
    assert (_count(GuideCode), _count(PrintedSheet)) == (codes, 2)
    assert [one.name for one in tmp_path.iterdir()] == ["posters.pdf"]


def test_an_archive_and_other_sizes(app: Flask, tmp_path: Path) -> None:
    out = tmp_path / "posters.zip"
    answer = _make(app, out, "--format", "zip", "--size", "card", "--topic", "elderly_allowance")
    assert answer.exit_code == 0, answer.output
    with zipfile.ZipFile(out) as archive:
        assert len(archive.namelist()) == 2 * 2 + 2


def test_a_sheet_that_cannot_be_printed_is_named_and_the_rest_is_written(
    app: Flask, tmp_path: Path
) -> None:
    with transaction():
        window = db.session.scalars(select(WindowRow).where(WindowRow.division_code == TOWN)).one()
        window.address = "很长的地址" * 40
    out = tmp_path / "posters.pdf"
    answer = _make(app, out)
    assert answer.exit_code == 1
    assert "没印：汝州市蟒川镇寺上村：“很长的地址" in answer.stderr
    assert "有 1 张没印" in answer.stderr
    assert len(pypdfium2.PdfDocument(out.read_bytes())) == 1
    assert _count(PrintedSheet) == 1


@pytest.mark.parametrize(
    ("under", "said"), [("999999999999", "没有区划"), ("41", "没有区划"), (VILLAGE, "没有这一级")]
)
def test_an_unknown_place_is_refused(app: Flask, tmp_path: Path, under: str, said: str) -> None:
    answer = _make(app, tmp_path / "x.pdf", "--level", "township", under=under)
    assert answer.exit_code == 1
    assert said in answer.output


def test_a_missing_folder_is_refused_before_the_work(app: Flask, tmp_path: Path) -> None:
    answer = _make(app, tmp_path / "nowhere" / "x.pdf")
    assert answer.exit_code == 1
    assert "没有文件夹" in answer.output
    assert _count(GuideCode) == 2


def test_issue_alone_prints_nothing(app: Flask) -> None:
    words = ("issue", "--under", TOWN, "--topic", "general", "--topic", "child_support")
    assert "1 个地方，新发 1 个码" in _run(app, *words).output
    assert "新发 0 个码" in _run(app, *words).output
    assert _count(PrintedSheet) == 0
