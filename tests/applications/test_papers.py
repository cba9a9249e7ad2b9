"""Papers through the applicant's door and the window's: limits, consent, who may open, what stays."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.attachments import services, store, uploads
from backend.attachments.models import Attachment
from backend.attachments.sweeping import YOUNG, sweep
from backend.audit.models import AuditEntry
from backend.extensions import db, utc_now
from tests.applications.conftest import Applicant, apply, io_of
from tests.factories.county import bearer
from tests.factories.papers import pdf, picture

CASES = "/api/v1/intake/cases"


@pytest.fixture(autouse=True)
def _drawn_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw in this process: what the program of its own adds is tested with the drawing."""
    from backend.attachments.drawing import Drawn
    from backend.attachments.problems import refused
    from backend.attachments.redraw import Unreadable, redraw

    def draw(raw: bytes) -> Drawn:
        try:
            about, drawn, thumb = redraw(raw)
        except Unreadable as unreadable:
            raise refused(unreadable.fault) from unreadable
        return Drawn(about["media_type"], about["pages"], drawn, thumb)

    monkeypatch.setattr(services, "draw_anew", draw)


def _files(app: Flask) -> list[Path]:
    folder = Path(app.extensions["settings"].var_dir) / "files"
    return [path for path in folder.rglob("*") if path.is_file()]


@pytest.fixture(autouse=True)
def _no_files_before(app: Flask) -> None:
    for path in _files(app):
        path.unlink()


def _deeds(action: str) -> list[AuditEntry]:
    db.session.rollback()  # what the door wrote meanwhile is seen by a fresh read
    query = select(AuditEntry).where(AuditEntry.action == action).order_by(AuditEntry.seq)
    return list(db.session.scalars(query))


def test_a_photo_is_kept_sealed_and_comes_back_bare(app: Flask, applicant: Applicant) -> None:
    raw = picture()
    card = applicant.send(raw=raw, name="../../etc/王示例身份证.jpg")
    assert card["kind_title"] == "身份证"
    assert "name" not in card
    names = [path.name for path in _files(app)]
    assert sorted(names) == [f"{card['id']}.paper", f"{card['id']}.thumb"]
    assert all(b"\xff\xd8\xff" not in path.read_bytes()[:200] for path in _files(app))
    back = applicant.post(f"attachments/{card['id']}")
    assert back.data.startswith(b"\xff\xd8\xff")
    assert b"CameraMakerCanary" not in back.data
    assert back.headers["Content-Disposition"] == 'attachment; filename="id_card-1.jpg"'
    assert back.headers["Content-Security-Policy"].startswith("sandbox;")
    assert back.headers["X-Content-Type-Options"] == "nosniff"
    assert back.headers["Cache-Control"] == "no-store"
    assert [one.actor for one in _deeds("attachment:opened")] == ["resident"]


def test_a_scan_is_taken_too(applicant: Applicant) -> None:
    card = applicant.send(raw=pdf(2), kind="medical")
    assert (card["media_type"], card["pages"]) == ("application/pdf", 2)
    assert b"JavaScript" not in applicant.post(f"attachments/{card['id']}").data


def test_the_same_upload_again_is_one_paper(app: Flask, applicant: Applicant) -> None:
    raw = picture()
    first, again = applicant.send(raw=raw), applicant.send(raw=raw)
    assert first == again
    data = {"file": (io_of(raw), "a.jpg"), "kind": "income", "sensitive_consent": "true"}
    answer = applicant.post("attachments", 201, data=data, headers={"Idempotency-Key": "one"})
    other = {"file": (io_of(picture((300, 300))), "b.jpg"), "sensitive_consent": "true"}
    reused = applicant.post("attachments", 422, data=other, headers={"Idempotency-Key": "one"})
    assert answer.get_json()["id"] != first["id"]
    assert reused.get_json()["type"] == "/problems/key-reused"
    assert len(_files(app)) == 4


def test_without_consent_nothing_is_kept(app: Flask, applicant: Applicant) -> None:
    refused = applicant.send(422, sensitive_consent="")
    assert "带原件到窗口一样办" in refused["detail"]
    assert _files(app) == []
    applicant.send()
    assert applicant.post("copy").get_json()["consents"]["sensitive_information"] is True
    kinds = [one["kind"] for one in applicant.post("copy").get_json()["changes"]]
    assert kinds == ["consent_given"]
    applicant.send(raw=picture((500, 500)), sensitive_consent="")


@pytest.mark.parametrize(
    ("raw", "words"),
    [(b"", "空的"), (b"MZ\x90\0" * 50, "只收照片"), (picture()[:700], "重新拍一张")],
)
def test_a_refused_file_leaves_nothing(
    app: Flask, applicant: Applicant, raw: bytes, words: str
) -> None:
    answer = applicant.send(422, raw=raw)
    assert words in answer["detail"]
    assert answer["errors"][0]["pointer"] == "/file"
    assert _files(app) == []


def test_limits_hold(app: Flask, applicant: Applicant, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 1000)
    assert "10 MB" in applicant.send(413)["detail"]
    monkeypatch.setattr(uploads, "MOST_BYTES", 10_000_000)
    monkeypatch.setattr(services, "MOST_FILES", 2)
    for side in (300, 301):
        applicant.send(raw=picture((side, side)))
    assert "放满了" in applicant.send(409, raw=picture((302, 302)))["detail"]
    monkeypatch.setattr(services, "MOST_FILES", 12)
    monkeypatch.setattr(services, "MOST_CASE_BYTES", 1000)
    assert "40 MB" in applicant.send(409, raw=picture((302, 302)))["detail"]
    assert len(_files(app)) == 4


def test_the_form_holds_nothing_else(applicant: Applicant) -> None:
    assert applicant.send(422, state="accepted")["type"] == "/problems/invalid-fields"
    assert applicant.send(422, kind="passport")["errors"][0]["pointer"] == "/kind"
    two = {"file": [(io_of(picture()), "a.jpg"), (io_of(picture()), "b.jpg")]}
    assert applicant.post("attachments", 422, data=two).get_json()["errors"]
    assert applicant.post("attachments", 415, json={"file": "x"}).get_json()
    wrong = Applicant(applicant.client, applicant.number, "AAA-AAA-AAA")
    assert wrong.send(404)["type"] == "/problems/no-such-pre-application"


def test_a_store_that_fails_keeps_neither_file_nor_row(
    app: Flask, applicant: Applicant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(services, "record", fail)
    applicant.send(500)
    assert _files(app) == []
    assert db.session.scalar(select(Attachment.id)) is None


def test_a_full_disk_keeps_neither(
    app: Flask, applicant: Applicant, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store, "put_file", full)
    answer = applicant.send(503)
    assert answer["type"] == "/problems/out-of-service"
    assert _files(app) == []


def test_staff_open_with_reach_and_reason(
    client: FlaskClient, applicant: Applicant, clerk: dict[str, str]
) -> None:
    card, case = applicant.send(), applicant.case_id
    address = f"{CASES}/{case}/attachments"
    listed = client.get(address, headers=clerk).get_json()["attachments"]
    assert [one["id"] for one in listed] == [card["id"]]
    far = bearer(client, "clerk-far")
    for path in (address, f"{address}/{card['id']}"):
        call = client.get if path == address else client.post
        extra = {} if path == address else {"json": {"reason": "想看看"}}
        assert call(path, headers=far, **extra).status_code == 404
    opened = client.post(f"{address}/{card['id']}", headers=clerk, json={})
    assert opened.get_json()["type"] == "/problems/reason-missing"
    opened = client.post(f"{address}/{card['id']}", headers=clerk, json={"reason": "核对证件"})
    assert opened.status_code == 200
    client.post(f"{CASES}/{case}/claim", headers=clerk, json={"version": 1})
    assert client.post(f"{address}/{card['id']}", headers=clerk, json={}).status_code == 200
    assert len(_deeds("attachment:opened")) == 2
    views = applicant.post("copy").get_json()["views"]
    assert [one["why"] for one in views] == ["这件正由他（她）办理", "核对证件"]
    assert views[0]["who"] == "窗口经办人员 c某"
    assert "蟒川镇" in views[0]["where"]


def test_a_paper_of_another_case_does_not_open(
    client: FlaskClient, applicant: Applicant, clerk: dict[str, str]
) -> None:
    card = applicant.send()
    other = apply(client, "k2", applicant=_other())
    assert other.post(f"attachments/{card['id']}", 404).get_json()
    address = f"{CASES}/{other.case_id}/attachments/{card['id']}"
    answer = client.post(address, headers=clerk, json={"reason": "核对证件"})
    unknown = client.post(address[:-32] + "0" * 32, headers=clerk, json={"reason": "核对证件"})
    assert answer.status_code == unknown.status_code == 404
    assert answer.get_json()["detail"] == unknown.get_json()["detail"]


def test_the_window_adds_only_with_consent(
    client: FlaskClient, applicant: Applicant, clerk: dict[str, str]
) -> None:
    address = f"{CASES}/{applicant.case_id}/attachments"
    refused = client.post(address, headers=clerk, data={"file": (io_of(picture()), "a.jpg")})
    assert refused.status_code == 422
    data = {"file": (io_of(picture()), "a.jpg"), "sensitive_consent": "true", "kind": "other"}
    added = client.post(address, headers=clerk, data=data)
    assert added.status_code == 201
    assert added.get_json()["added_by"] == "staff"
    grid = bearer(client, "grid")
    assert client.post(address, headers=grid, data={}).status_code == 403


def test_a_case_that_waited_for_papers_goes_on(
    client: FlaskClient, applicant: Applicant, clerk: dict[str, str]
) -> None:
    case = f"{CASES}/{applicant.case_id}"
    client.post(f"{case}/claim", headers=clerk, json={"version": 1})
    client.post(f"{case}/ask-supplement", headers=clerk, json={"version": 2, "items": ["户口簿"]})
    applicant.send(kind="household_book")
    state = client.get(case, headers=clerk).get_json()["state"]
    assert state == "in_hand"


def test_the_sweeper_finds_orphans_both_ways(app: Flask, applicant: Applicant) -> None:
    kept = applicant.send()
    lost = applicant.send(raw=picture((333, 333)))
    store.path_of(lost["id"], "paper").unlink()
    stray = store.path_of("ab" * 16, "paper")
    stray.parent.mkdir(parents=True, exist_ok=True)
    stray.write_bytes(b"left by a crash")
    part = stray.with_name(".part-" + stray.name)
    part.write_bytes(b"never finished")
    young = sweep(utc_now())
    assert (young.files, young.rows) == (0, 1)
    later = sweep(utc_now() + YOUNG * 2)
    assert (later.files, later.rows) == (2, 0)
    assert {path.stem for path in _files(app)} == {kept["id"]}
    assert [one.fields["attachment"] for one in _deeds("attachment:lost")] == [lost["id"]]


def test_a_scanner_has_its_say(app: Flask, applicant: Applicant) -> None:
    class Finds:
        def is_clean(self, raw: bytes) -> bool:
            return False

    class Away:
        def is_clean(self, raw: bytes) -> bool:
            raise ConnectionRefusedError

    before = app.extensions["attachment_scanner"]
    try:
        app.extensions["attachment_scanner"] = Finds()
        assert "不安全" in applicant.send(422)["detail"]
        app.extensions["attachment_scanner"] = Away()
        assert applicant.send(503)["type"] == "/problems/out-of-service"
    finally:
        app.extensions["attachment_scanner"] = before
    assert _files(app) == []


def test_names_from_outside_never_reach_the_disk() -> None:
    for name in ("../../etc/passwd", "x" * 32, "a" * 31, "A" * 32, "%2e%2e"):
        with pytest.raises(ValueError, match="our names"):
            store.path_of(name, "paper")


def _other() -> dict[str, str]:
    return {"name": "赵示例", "phone": "13800000001", "residence": "410482106234"}


def test_small_pictures_are_sealed_too_and_each_look_is_in_the_trail(
    app: Flask, client: FlaskClient, applicant: Applicant, clerk: dict[str, str]
) -> None:
    card = applicant.send()
    sealed = store.path_of(card["id"], "thumb").read_bytes()
    assert not any(mark in sealed for mark in (b"\xff\xd8\xff", b"JFIF"))
    assert store.read(card["id"], "thumb").startswith(b"\xff\xd8\xff")
    applicant.post(f"attachments/{card['id']}")
    applicant.post(f"attachments/{card['id']}")
    fields = [one.fields for one in _deeds("attachment:opened")]
    assert [(one["attachment"], one["what"]) for one in fields] == [(card["id"], "paper")] * 2


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_an_upload_that_broke_off_leaves_nothing(
    app: Flask, applicant: Applicant, share: float
) -> None:
    head = (
        b'--x\r\nContent-Disposition: form-data; name="sensitive_consent"\r\n\r\ntrue\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    )
    whole = head + picture() + b"\r\n--x--\r\n"
    answer = applicant.client.post(
        f"/api/v1/pre-applications/{applicant.number}/attachments",
        data=whole[: int(len(whole) * share)],
        content_type="multipart/form-data; boundary=x",
        headers={"X-Access-Code": applicant.code},
    )
    assert 400 <= answer.status_code < 500
    assert _files(app) == []
    assert db.session.scalar(select(Attachment.id)) is None
