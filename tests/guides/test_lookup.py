"""Mistyped, altered, of another deployment, retired, a foreign address: told apart."""

from __future__ import annotations

import random

import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.guides.codes import ALPHABET, near_codes, new_code, read_code, spoken
from backend.guides.lookup import Fault, look_up
from backend.guides.queries import guides_of
from tests.factories.county import VILLAGE, make_county

BASE = "http://127.0.0.1:8000"


@pytest.fixture
def code(app: Flask) -> str:
    make_county()
    return guides_of(VILLAGE)[0].code


def _wrong(code: str, *places: int) -> str:
    """Put another character of ours at each place."""
    for place in places:
        other = ALPHABET[(ALPHABET.index(code[place]) + 5) % len(ALPHABET)]
        code = code[:place] + other + code[place + 1 :]
    return code


def _meant(written: str) -> set[str]:
    found = look_up(written)
    assert found.fault is Fault.MISTYPED, (written, found.fault)
    return {one.code for one in found.suggestions}


def test_one_slip_finds_the_code_meant(code: str) -> None:
    slips = [_wrong(code, place) for place in range(7)]
    slips += [code[:place] + "O" + code[place + 1 :] for place in range(7)]  # not one of ours
    slips += [code[:place] + code[place + 1 :] for place in range(7)]  # left out
    slips += [code[:place] + "K" + code[place:] for place in range(8)]  # one too many
    slips += [
        code[:at] + code[at + 1] + code[at] + code[at + 2 :]
        for at in range(6)
        if code[at] != code[at + 1]
    ]
    for slip in slips:
        if read_code(slip) is None:
            assert _meant(slip) == {code}, slip
            assert _meant(spoken(slip).lower()) == {code}, slip


def test_two_wrong_characters_are_still_found(code: str) -> None:
    for first, second in ((0, 1), (2, 6), (3, 5)):
        slip = _wrong(code, first, second)
        if read_code(slip) is None:
            assert code in _meant(slip)
    assert code in _meant("01" + code[2:])


def test_every_candidate_is_sound() -> None:
    dice = random.Random(3)
    for _ in range(20):
        written = new_code(dice.choice)[:6] + dice.choice("OI0158" + ALPHABET)
        for candidates in near_codes(written):
            assert all(read_code(one) for one in candidates)


def test_too_far_off_is_not_guessed(code: str) -> None:
    assert look_up(_wrong(code, 0, 2, 4)).fault in {Fault.ALTERED, Fault.ELSEWHERE}
    for written in ("3", "村里的码", "a" * 300, "", "ZZZZZZZ0000", "\x00" * 7):
        assert look_up(written).fault is Fault.NO_CODE, written


def test_a_sound_code_never_issued_here_is_of_elsewhere(code: str) -> None:
    dice = random.Random(9)
    for _ in range(20):
        other = new_code(dice.choice)
        assert look_up(other).fault is (None if other == code else Fault.ELSEWHERE)


@pytest.mark.parametrize("form", ["{base}/g/{code}", "{base}/g/{low}?x=1#top", "127.0.0.1:8000/g/{code}",
                                  "//127.0.0.1:8000/G/{code}/"])  # fmt: skip
def test_our_own_address_is_read(code: str, form: str) -> None:
    found = look_up(form.format(base=BASE, code=code, low=code.lower()))
    assert found.guide
    assert found.guide.code == code


@pytest.mark.parametrize(
    "address",
    ["https://jiuzhu.evil.example/g/{code}", "http://127.0.0.1:8000@evil.example/g/{code}",
     "http://127.0.0.1:8000.evil.example/g/{code}", "http://127.0.0.1:8001/g/{code}",
     "{base}/apply/{code}", "evil.example/g/{code}", "javascript://127.0.0.1/g/{code}",
     "http://[/g/{code}"],
)  # fmt: skip
def test_a_foreign_address_is_named_as_such(code: str, address: str) -> None:
    found = look_up(address.format(base=BASE, code=code))
    assert (found.guide, found.fault) == (None, Fault.FOREIGN_ADDRESS)


def test_the_api_says_which_fault_it_is(client: FlaskClient, code: str) -> None:
    body = client.get(f"/api/v1/guides/{_wrong(code, 2)}").get_json()
    assert body["reason"] == "mistyped"
    assert body["suggestions"] == [
        {"code": code, "topic": "general", "place": VILLAGE, "url": f"{BASE}/g/{code}"}
    ]
    assert client.get("/api/v1/guides/3").get_json()["reason"] == "no-code"
