"""`accounts …`: says what it did, and exits non-zero when it could not."""

from __future__ import annotations

from flask import Flask

from tests.factories.accounts import PASSWORD
from tests.factories.county import TOWN, make_county


def _run(app: Flask, *words: str, given: str = PASSWORD + "\n") -> tuple[int, str]:
    result = app.test_cli_runner().invoke(args=["accounts", *words], input=given)
    return result.exit_code, result.output


def _create(app: Flask, **changes: str) -> tuple[int, str]:
    options = {"username": "new-clerk", "role": "clerk", "division": TOWN} | changes
    words = [part for name, value in options.items() for part in (f"--{name}", value)]
    return _run(app, "create", *words, "--password-stdin")


def test_create_list_disable(app: Flask) -> None:
    make_county()
    code, said = _create(app, name="王示例")
    assert code == 0, said
    assert "窗口经办人员" in said
    assert "蟒川镇" in said
    assert PASSWORD not in said
    assert "new-clerk\t王示例" in _run(app, "list")[1]
    assert _run(app, "disable", "--username", "new-clerk")[0] == 0
    assert "已停用" in _run(app, "list")[1]


def test_refusals_exit_non_zero_and_say_why(app: Flask) -> None:
    make_county()
    assert _create(app)[0] == 0
    for changes, words in (
        ({}, "已经有人用"),
        ({"username": "other", "division": "410482106999"}, "请核对"),
        ({"username": "other", "role": "handler"}, "部门"),
    ):
        code, said = _create(app, **changes)
        assert code != 0
        assert words in said
    assert _run(app, "disable", "--username", "nobody")[0] != 0
    assert _run(app, "create", "--username", "x1", "--role", "clerk", "--division", TOWN)[0] != 0


def test_a_weak_password_is_refused(app: Flask) -> None:
    make_county()
    words = (
        "create",
        "--username",
        "x1",
        "--role",
        "clerk",
        "--division",
        TOWN,
        "--password-stdin",
    )
    code, said = _run(app, *words, given="12345678\n")
    assert code != 0
    assert "太常见" in said
    assert "12345678" not in said


def test_post_and_password(app: Flask) -> None:
    make_county()
    _create(app)
    moved = ("post", "--username", "new-clerk", "--role", "supervisor", "--division", TOWN)
    assert "主管" in _run(app, *moved)[1]
    renewed = ("password", "--username", "new-clerk", "--password-stdin")
    assert _run(app, *renewed, given=PASSWORD + "新\n")[0] == 0
