"""`never_ask/`: what is read, what a place adds, and what `content check` says of a faulty entry."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from backend.content.commands import content
from backend.content.demands import ears_of
from backend.content.findings import ContentError
from backend.content.loader import load_content
from backend.content.names import Scheme
from backend.content.never_ask import FEWEST_PHRASES
from backend.content.saved_replies import read_saved_replies
from backend.content.words import load_words
from tests.content.conftest import DAY, SOURCE, ContentFolder

FILE = "never_ask/general.yaml"
TOWN = "999001001000"


def entry(**parts: str) -> str:
    values = {
        "id": "income_proof", "name": "收入证明", "why": "能查到", "instead": "窗口自己查",
        "words": "[收入证明]", "refused": "[收入证明, 开个收入证明]", "allowed": "[身份证, 户口簿]",
        "sources": f"[{SOURCE}]",
    } | parts  # fmt: skip
    lines = [f"    {name}: {value}" for name, value in values.items() if value]
    return "  -" + "\n".join(lines).removeprefix("   ") + "\n"


def head(*entries: str, more: str = "") -> str:
    start = "schemes: [general]\neffective_from: 2021-01-01\nchecked_on: 2026-11-01\n"
    return start + more + "never_ask:\n" + "".join(entries)


def said(folder: ContentFolder) -> str:
    try:
        return folder.said()
    except ContentError as fault:
        return "\n".join(map(str, fault.findings))


def test_a_whole_entry_is_read(folder: ContentFolder) -> None:
    folder.write(FILE, head(entry()))
    assert "income_proof" not in said(folder)
    (one,) = folder.load().never_asked("general", DAY)
    assert (one.name, one.instead, one.on_guides) == ("收入证明", "窗口自己查", False)
    assert folder.load().never_asked("temporary_assistance", DAY) == []


def test_a_place_adds_its_own(folder: ContentFolder) -> None:
    words = {"words": "[近照]", "refused": "[近照, 一张近照]"}
    folder.write(FILE, head(entry(), entry(id="photo", place=f'"{TOWN}"', **words)))
    assert "photo" not in said(folder)
    library = folder.load()
    assert [one.id for one in library.never_asked("general", DAY)] == ["income_proof"]
    there = library.never_asked("general", DAY, TOWN)
    assert [one.id for one in there] == ["income_proof", "photo"]
    assert TOWN in library.places


def test_what_a_procedure_forbids_in_its_own_file_is_read_and_told_to_move(
    folder: ContentFolder,
) -> None:
    path = folder.procedure()
    own = f"never_ask:\n  - {{name: 照片, why: 不看, terms: [近照], sources: [{SOURCE}]}}\n"
    path.write_text(path.read_text(encoding="utf-8") + own, encoding="utf-8")
    (one,) = folder.load().never_asked("general", DAY, procedure="general")
    assert (one.name, one.words) == ("照片", ("近照",))
    assert "“照片”写在流程里，没有试的话" in said(folder)


def test_some_hold_in_one_way_of_handling_and_from_a_day(folder: ContentFolder) -> None:
    folder.write(FILE, head(entry(procedures="[general]", effective_from="2026-11-24")))
    library = folder.load()
    assert library.never_asked("general", DAY) == []
    assert len(library.never_asked("general", DAY, procedure="general")) == 1
    assert library.never_asked("general", DAY.replace(day=23), procedure="general") == []
    assert DAY in library.turning_days


@pytest.mark.parametrize(
    ("entries", "message"),
    [
        ([entry(sources="")], "sources"),
        ([entry(sources="[]")], "sources"),
        ([entry(refused="[收入证明]")], "refused"),
        ([entry(allowed="")], "allowed"),
        ([entry(words="")], "没有写 words 或 patterns"),
        ([entry(patterns="[收入+证明]")], "这条写法不能用"),
        ([entry(hint="看看")], "hint"),
        ([entry(instead="")], "instead"),
        ([entry(), entry()], "登记了两次"),
        ([entry(refused="[收入证明, 贫困证明]")], "income_proof 的“贫困证明”没有拦下"),
        ([entry(allowed="[身份证, 收入证明一份]")], "“收入证明一份”被 income_proof 拦下了（听出“收入证明”）"),
        ([entry(words="[收入证明, 薪水条]")], "income_proof 的“薪水条”，refused 里没有一句用到"),
        ([entry(instead="3天内查")], "正文里直接写了"),
        ([entry(words="[身份证]", refused="[身份证, 身份证一份]", allowed="[户口簿, 照片]")], "材料 id_card：社会救助总说的“身份证”被 income_proof 拦下了"),
        ([entry(sources=f"[{SOURCE.replace('第十条', '第九十条')}]")], "没有第九十条"),
    ],
)  # fmt: skip
def test_a_faulty_entry_is_told(folder: ContentFolder, entries: list[str], message: str) -> None:
    folder.procedure()
    folder.write(FILE, head(*entries))
    assert message in said(folder)


def test_phrases_that_must_pass_are_tried(folder: ContentFolder) -> None:
    passing = "may_ask:\n  - {schemes: [general], phrases: [户口簿, 收入证明]}\n"
    folder.write(FILE, head(entry(), more=passing))
    told = said(folder)
    assert "“收入证明”被 income_proof 拦下了" in told
    assert "户口簿" not in told
    assert f"{FILE.rpartition('/')[2]}" in told


def test_what_lifts_a_refusal_holds_for_the_whole_file(folder: ContentFolder) -> None:
    allowed = "[收入证明（查不到的）, 授权查收入证明]"
    more = "unless: [查不到]\nnot: [授权.{0,2}查]\n"
    folder.write(FILE, head(entry(allowed=allowed), more=more))
    assert "income_proof" not in said(folder)


def test_a_colleague_tries_a_phrase() -> None:
    root = Path(__file__).parents[2]
    run = CliRunner().invoke
    told = run(content, ["demand", "村里开个收入证明", "--root", str(root)]).output
    assert "听出“村里开个收入”" in told
    assert "policy_texts/never_ask/checked_by_offices.yaml:" in told
    assert "可以要" in run(content, ["demand", "残疾人证", "--root", str(root)]).output
    wrong = run(content, ["demand", "残疾人证", "--place", "1", "--root", str(root)])
    assert wrong.exit_code == 2
    assert "12 位区划代码" in wrong.output


def test_no_sentence_offered_to_clerks_is_itself_refused() -> None:
    root = Path(__file__).parents[2]
    library = load_content(root / "policy_texts")
    ears = ears_of(library, load_words(root / "intents"))
    for reply in read_saved_replies(root):
        for scheme in Scheme:
            assert not ears.demands(reply.text, library.never_asked(scheme, DAY)), reply.id


def test_the_real_entries_name_source_phrases_and_what_to_do_instead() -> None:
    library = load_content(Path(__file__).parents[2] / "policy_texts")
    assert len(library.never_ask) >= 30
    for one in library.never_ask:
        assert one.sources, one.id
        assert one.instead, one.id
        assert min(len(one.refused), len(one.allowed)) >= FEWEST_PHRASES, one.id
    refused = {phrase for one in library.never_ask for phrase in one.refused}
    passing = {phrase for one in library.never_ask for phrase in one.allowed}
    passing |= {phrase for one in library.may_ask for phrase in one.phrases}
    assert len(passing) >= len(refused) / 2
