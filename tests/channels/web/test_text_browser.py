"""Every page read in a text browser (w3m), as a screen reader or a very old phone would."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest
from flask.testing import FlaskClient

W3M = shutil.which("w3m")
pytestmark = pytest.mark.skipif(W3M is None, reason="w3m is not installed")


def _read(phone: FlaskClient, address: str) -> str:
    assert W3M is not None
    done = subprocess.run(
        [W3M, "-dump", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8", "-cols", "40"],
        input=phone.get(address).data,
        capture_output=True,
        check=True,
        env={**os.environ, "HOME": os.environ.get("TMPDIR", "/tmp")},
    )
    return "".join(done.stdout.decode("utf-8").split())


def test_a_guide_says_everything_as_text(phone: FlaskClient, codes: dict[str, str]) -> None:
    said = _read(phone, f"/g/{codes['minimum_living_allowance']}")
    for words in ("带什么", "怎么办", "要多久", "去哪里办", "投诉", "给自己家登记", "不收钱"):
        assert words in said, words


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/", ("问一问", "查一查", "登记预申请", "查进度", "110")),
        ("/chat", ("您想问什么", "自动程序")),
        ("/apply/temporary_assistance?place=410482106234", ("姓名", "电话", "同意", "交上去")),
        ("/status", ("编号", "办理码")),
        ("/privacy", ("个人信息",)),
        ("/screen", ("不清楚", "看结果")),
    ],
)
def test_pages_read_as_text(phone: FlaskClient, address: str, words: tuple[str, ...]) -> None:
    said = _read(phone, address)
    for one in words:
        assert one in said, one
