"""A pack holds what happened, and its own verifier names whatever was altered."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.audit.models import AuditEntry
from backend.evidence import verifier
from backend.extensions import db
from backend.intake.reading import unmask_case
from backend.intake.residents import dispute
from backend.intake.states import CaseState, Result
from backend.transaction import transaction
from tests.factories import intake as make


@pytest.fixture
def number(app: Flask) -> str:
    """A case from the first day to its refusal, read once by a colleague."""
    make.make_places()
    clerk: Actor = make.clerk()
    case_id = make.case_in(CaseState.ACCEPTED, clerk)
    make.do("record_stage", case_id, clerk, "survey", "两人入户")
    make.do("close", case_id, clerk, Result.REFUSED, "人均收入高于标准。", make.ARTICLE)
    with transaction():
        unmask_case(case_id, make.clerk(), "主管抽查", make.NOW)
    return make.row(case_id).number or ""


def _export(app: Flask, number: str, out: Path, *more: str) -> tuple[int, str]:
    arguments = ["evidence", "export", "--case", number, "--out", str(out), *more]
    done = app.test_cli_runner().invoke(args=arguments)
    return done.exit_code, done.output


def _verify(*arguments: str) -> tuple[int, str]:
    """Run the verifier by itself: no path to the project, no site packages."""
    done = subprocess.run(
        [sys.executable, "-I", "-S", *arguments], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_everything_is_in_it_and_it_proves_itself(app: Flask, number: str, tmp_path: Path) -> None:
    out, folder = tmp_path / "pack.zip", tmp_path / "open"
    code, said = _export(app, number, out)
    assert code == 0, said
    assert out.stat().st_mode & 0o077 == 0, "nobody else on the machine reads it"
    with zipfile.ZipFile(out) as pack:
        pack.extractall(folder)
    told = {one.stem: json.loads(one.read_text()) for one in folder.glob("*.json")}
    assert [one["name"] for one in told["events"]] == [
        "case:opened", "case:claimed", "case:accepted", "case:stage_recorded", "case:closed",
    ]  # fmt: skip
    assert told["case"]["reason"] == "人均收入高于标准。"
    assert told["case"]["person"]["name"] == "王*"
    assert "13800000000" not in (folder / "case.json").read_text()
    whole = [one for one in told["clocks"]["set"] if one["due"] and one["due"]["on"]]
    assert whole[-1]["due"]["derivation"]["counted"]
    assert told["clocks"]["set"][-1]["due"] is None, "an ended case has no clock"
    assert {one["audience"] for one in told["notices"]} >= {"resident"}
    assert "case:unmasked" in [one["action"] for one in told["reads"]]
    assert (folder / "content/procedures/minimum_living_allowance.yaml").is_file()
    digest = hashlib.sha256((folder / "manifest.json").read_bytes()).hexdigest()
    assert digest in said
    assert hashlib.sha256(out.read_bytes()).hexdigest() in said
    exported = db.session.scalars(
        select(AuditEntry).where(AuditEntry.action == "evidence:exported")
    ).one()
    assert exported.fields["manifest_sha256"] == digest
    code, said = _verify(str(folder / "verify.py"), str(folder), digest)
    assert (code, said.startswith("完整")) == (0, True), said
    code, said = _verify(str(folder / "verify.py"), str(out))
    assert (code, "清单本身没有核对" in said) == (0, True), said


def test_every_scheme_of_the_case_and_what_came_of_it_is_in_it(app: Flask, tmp_path: Path) -> None:
    make.make_places()
    clerk = make.clerk()
    case_id = make.case_in(CaseState.ACCEPTED, clerk)
    make.do("add_item", case_id, clerk, "housing_assistance", (), "看房子")
    words = (None, "民政、住建", "由住建局先看")
    make.do("record_meeting", case_id, make.supervisor(), *words)
    with transaction():
        dispute(case_id, make.NOW, "等太久了")
    _export(app, make.row(case_id).number or "", tmp_path / "pack.zip")
    files = verifier.read_files(tmp_path / "pack.zip")
    for scheme in ("minimum_living_allowance", "housing_assistance"):
        assert {f"content/procedures/{scheme}.yaml", f"content/figures/{scheme}.yaml"} <= set(files)
    told = json.loads(files["case.json"])
    assert [one["scheme"] for one in told["items"]][1] == "housing_assistance"
    assert told["meetings"][0]["decision"] == "由住建局先看"
    (objection,) = told["objections_and_reviews"]
    code, said = _export(app, objection["id"], tmp_path / "objection.zip")
    assert code == 0, said


def test_any_altered_byte_is_named(app: Flask, number: str, tmp_path: Path) -> None:
    out = tmp_path / "pack.zip"
    _export(app, number, out)
    whole = verifier.read_files(out)
    assert verifier.faults_in(whole) == []
    for name, content in whole.items():
        step = max(1, len(content) // 40)
        for place in [*range(0, len(content), step), len(content) - 1]:
            changed = bytearray(content)
            changed[place] ^= 1
            faults = verifier.faults_in(whole | {name: bytes(changed)})
            assert any(name in fault for fault in faults), (name, place)
        assert any(name in one for one in verifier.faults_in(_without(whole, name))), name
    assert verifier.faults_in(whole | {"more.txt": b""}) == ["多出来的文件：more.txt。"]


def _without(files: dict[str, bytes], name: str) -> dict[str, bytes]:
    return {one: content for one, content in files.items() if one != name}


def test_a_rewritten_pack_is_told_by_its_step_or_its_digest(
    app: Flask, number: str, tmp_path: Path
) -> None:
    """Whoever alters a step and writes the manifest anew is named by the chain; whoever rewrites
    everything, by the digest that was printed."""
    out, folder = tmp_path / "pack.zip", tmp_path / "open"
    _export(app, number, out)
    files = verifier.read_files(out)
    digest = hashlib.sha256(files["manifest.json"]).hexdigest()
    events = json.loads(files["events.json"])
    events[2]["actor_surname"] = "赵"
    forged = _manifest_anew(files | {"events.json": json.dumps(events).encode()})
    assert verifier.faults_in(forged) == ["经过第 3 步的内容被改动过。"]
    forged = _manifest_anew(files | {"case.json": b"{}"})
    for name, content in forged.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    assert _verify(str(folder / "verify.py"))[0] == 0, "without the digest nobody could tell"
    code, said = _verify(str(folder / "verify.py"), str(folder), digest)
    assert code == 1
    assert "指纹对不上：manifest.json" in said


def _manifest_anew(files: dict[str, bytes]) -> dict[str, bytes]:
    manifest = json.loads(files["manifest.json"])
    for name in manifest["files"]:
        manifest["files"][name] = hashlib.sha256(files[name]).hexdigest()
    listed = json.dumps(manifest).encode()
    seal = f"{hashlib.sha256(listed).hexdigest()}\n".encode()
    return files | {"manifest.json": listed, "manifest.sha256": seal}


def test_whole_only_with_a_reason_that_stays(app: Flask, number: str, tmp_path: Path) -> None:
    out = tmp_path / "pack.zip"
    code, said = _export(app, number, out, "--whole")
    assert code != 0
    assert "写明为什么" in said
    assert not out.exists()
    code, said = _export(app, number, out, "--whole", "--reason", "法院调取")
    assert code == 0, said
    assert "13800000000" in verifier.read_files(out)["case.json"].decode()
    code, said = _export(app, number, out)
    assert (code != 0, "换一个文件名" in said) == (True, True)
    code, said = _export(app, "000000000000", tmp_path / "none.zip")
    assert (code != 0, "没有这个编号" in said) == (True, True)
