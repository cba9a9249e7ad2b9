"""The real command on a real port: it starts, answers, keeps what it acknowledged, starts again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from benchmarks.load import free_port, wait_for
from tests.conftest import POSTGRES_URL, fresh_postgres_database

ROOT = Path(__file__).resolve().parents[2]
KEYS = {"SECRET_KEY": "s" * 48, "DATA_KEYS": "k1:" + "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="}
pytestmark = pytest.mark.served


@contextmanager
def serving(folder: Path, **environment: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-m", "backend", "serve", "--demo"],
        cwd=ROOT,
        env=os.environ | {"VAR_DIR": str(folder), "PORT": str(port)} | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_for(port, "/readyz", 120)
        yield f"http://127.0.0.1:{port}", process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(30)


def _apply(base: str, key: str) -> dict[str, str]:
    body = {
        "scheme": "temporary_assistance",
        "applicant": {"name": "冯示例甲", "phone": "13800000000", "residence": "410482106234"},
        "consents": {"personal_information": True},
    }
    answer = requests.post(
        f"{base}/api/v1/pre-applications", json=body, headers={"Idempotency-Key": key}, timeout=30
    )
    assert answer.status_code == 201, answer.text
    found: dict[str, str] = answer.json()
    return found


def _status(base: str, receipt: dict[str, str]) -> int:
    answer = requests.post(
        f"{base}/api/v1/pre-applications/{receipt['number']}/status",
        json={"access_code": receipt["access_code"]},
        timeout=30,
    )
    return answer.status_code


def test_kill_loses_nothing_acknowledged(tmp_path: Path) -> None:
    with serving(tmp_path) as (base, process):
        assert requests.get(base + "/", timeout=30).status_code == 200
        receipt = _apply(base, "before-the-kill")
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(10)
    with serving(tmp_path) as (base, _):
        assert _status(base, receipt) == 200
        assert _apply(base, "before-the-kill")["number"] == receipt["number"]
    assert (tmp_path / "demo_accounts.txt").stat().st_mode & 0o777 == 0o600
    for key in (tmp_path / "keys").iterdir():
        assert key.stat().st_mode & 0o777 == 0o600
    store = b"".join(path.read_bytes() for path in tmp_path.glob("yimenzhu.sqlite3*"))
    for personal in ("冯示例甲", "13800000000", receipt["access_code"]):
        assert personal.encode() not in store


@pytest.mark.postgres
@pytest.mark.skipif(not POSTGRES_URL, reason="TEST_POSTGRES_URL is not set")
def test_the_same_command_on_postgresql(tmp_path: Path) -> None:
    address = fresh_postgres_database("served")
    with serving(tmp_path, DATABASE_URL=address, **KEYS) as (base, _):
        receipt = _apply(base, "on-postgresql")
        assert _status(base, receipt) == 200


def test_a_real_database_without_keys_is_refused(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "backend", "serve"],
        cwd=ROOT,
        env={**os.environ, "VAR_DIR": str(tmp_path), "DATABASE_URL": "sqlite:////tmp/none.db"},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode != 0
    assert "DATA_KEYS" in done.stderr
