"""`content diff` as a colleague sees it: answers, guides, open cases; clear words for wrong options."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from backend.content.loader import load_content
from backend.extensions import db
from backend.intake.states import CaseState
from tests.factories import intake as made
from tests.factories.county import make_county

ROOT = Path(__file__).resolve().parents[2]
FIGURES = "figures/minimum_living_allowance.yaml"


def run(app: Flask, *words: str) -> Result:
    db.session.rollback()
    return app.test_cli_runner().invoke(args=["content", "diff", *words])


@pytest.fixture
def edited(tmp_path: Path) -> Path:
    """A copy of the content in which the allowance is decided within 25 workdays, not 30."""
    shutil.copytree(ROOT / "policy_texts", tmp_path / "policy_texts")
    path = tmp_path / "policy_texts" / FIGURES
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("value: 30", "value: 25", 1), encoding="utf-8")
    return tmp_path


def test_an_edit_shows_answers_guides_and_open_cases(app: Flask, edited: Path) -> None:
    make_county()
    made.make_places()
    app.extensions["library"] = load_content(ROOT / "policy_texts")
    clerk = made.clerk()
    running = made.case_in(CaseState.ACCEPTED, clerk)
    made.opened(scheme="disaster_relief")  # noise: not accepted, and nothing of it changes
    due = made.row(running).due_on
    result = run(app, "--against", str(edited), "--from", "2026-11-23", "--on", "2026-11-23")
    assert result.exit_code == 0, result.output
    assert "（minimum_living_allowance.whole）" in result.output
    assert "== 回答 低保·要多久（minimum_living_allowance/time_limit）" in result.output
    assert "听法没有比：那份内容里没有 intents/。" in result.output
    assert "25个工作日" in result.output
    assert "== 指引 低保：" in result.output
    assert "在用的码 1 个" in result.output
    assert f"→ {due}" in result.output
    assert "在办的件：1 件会受影响" in result.output
    assert "王" not in result.output  # no person


def test_a_coming_day_tells_who_would_be_handled_anew(app: Flask, tmp_path: Path) -> None:
    made.make_places()
    app.extensions["library"] = load_content(ROOT / "policy_texts")
    waiting = made.opened(scheme="minimum_living_allowance")
    shutil.copytree(ROOT / "policy_texts", tmp_path / "policy_texts")
    path = tmp_path / "policy_texts" / FIGURES
    text = path.read_text(encoding="utf-8")
    until = text.replace("until:", "until: 2026-12-31", 1)
    head, tail = until.split("        sources:", 1)
    turned = (
        "      - {value: 20, place: '000000000000', from: 2027-01-01, status: official, sources: ["
    )
    source = (
        "{document: 最低生活保障审核确认办法, number: 民发〔2021〕57号, article: 第二十二条}]}\n"
    )
    first, rest = tail.split("  - id:", 1)
    path.write_text(f"{head}        sources:{first}{turned}{source}  - id:{rest}", encoding="utf-8")
    result = run(app, "--on", "2027-01-01", "--root", str(tmp_path))
    assert result.exit_code == 0, result.output
    assert "20个工作日" in result.output
    assert "还没受理，到那天以后受理的按新流程办" in result.output
    assert str(made.row(waiting.id).number) in result.output


def test_options_are_explained_when_wrong(app: Flask, tmp_path: Path) -> None:
    assert run(app).exit_code == 2
    assert run(app, "--on", "2026-12-24", "--place", "41").exit_code == 2
    for against in (str(tmp_path), "no-such-revision", "--output=x"):
        result = run(app, f"--against={against}")
        assert result.exit_code == 2
        assert "没有这个文件夹，也没有这个版本" in result.output
    (tmp_path / "policy_texts").mkdir()
    (tmp_path / "policy_texts" / "documents.yaml").write_text("x: 1\n", encoding="utf-8")
    result = run(app, "--on", "2026-12-24", "--root", str(tmp_path))
    assert result.exit_code == 1
    assert "先运行 content check" in result.output


def test_another_word_shows_what_would_be_heard_otherwise(app: Flask, tmp_path: Path) -> None:
    """With the questions nobody answered, and without what the words before did answer."""
    earlier, now = tmp_path / "earlier", tmp_path / "now"
    for folder in (earlier, now):  # without the tables, which are long to read
        shutil.copytree(ROOT / "intents", folder / "intents", ignore=lambda *_: ["weights"])
        (folder / "policy_texts").symlink_to(ROOT / "policy_texts")
    path = now / "intents" / "schemes" / "minimum_living_allowance.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("also_said: [", "also_said: [哪吒票, "), encoding="utf-8")
    twins = now / "tests" / "intents"
    twins.mkdir(parents=True)
    said = "said:\n  procedure:\n    - 哪吒票怎么申请\n    - 低保怎么申请\n"
    (twins / "minimum_living_allowance.yaml").write_text(said, encoding="utf-8")
    client = app.test_client()
    for asked in ("哪吒票怎么办理", "哪吒票怎么办理", "低保怎么申请"):
        assert client.post("/api/v1/chat/messages", json={"text": asked}).status_code == 200
    db.session.commit()
    result = run(app, "--against", str(earlier), "--root", str(now))
    assert result.exit_code == 0, result.output
    assert "没答上的问题 1 种，也一起听" in result.output
    assert "（变对 1 句）" in result.output
    assert (
        "现在：低保·怎么办（minimum_living_allowance/procedure）\n   哪吒票怎么申请"
        in result.output
    )
    assert "   哪吒票怎么办理（问过 2 回）" in result.output
    assert "   低保怎么申请" not in result.output
    assert "轻重表还是从前学的" in result.output


def test_an_old_revision_is_read_from_the_repository(app: Flask) -> None:
    result = run(app, "--against", "HEAD", "--content-only")
    assert result.exit_code == 0, result.output
    assert "处会变" in result.output
