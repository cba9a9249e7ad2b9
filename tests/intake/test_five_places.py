"""Procedure is data: five places' ways of handling, three as counties have published them and two made
up to be awkward, configured by text files alone. Expected days were counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from textwrap import dedent

import pytest
from flask import Flask
from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.content.library import Library
from backend.content.loader import load_content
from backend.content.models import Unit
from backend.extensions import db
from backend.intake import clocks, services
from backend.intake.deadlines import Clock, due_by, due_for
from backend.intake.jobs import remind
from backend.intake.limits import procedure_for, rules_for, stage_rule
from backend.intake.problems import MoveNotAllowed
from backend.intake.reading import read_case
from backend.intake.recounting import recount_clocks
from backend.intake.running import clocks_of
from backend.intake.states import CaseState
from backend.notifications.models import OutboxMessage
from backend.slips.services import slip_for_resident
from backend.slips.sheet import SlipKind
from backend.slips.text import as_text
from backend.transaction import transaction
from backend.workdays import published
from tests.factories import intake as make

S = CaseState
SOURCE = "{document: 示范救助法, number: 示范令〔2020〕1号, article: 第十条}"
STEPS, QUICK, SUPPORT, AWKWARD, MONTHS = (
    "991001000000", "991002000000", "991003000000", make.COUNTY, "991005000000",
)  # fmt: skip
# figure -> {place: (unit, value)}; where a place is not named, only the county knows.
FIGURES: dict[str, dict[str, tuple[str, int]]] = {
    "temporary_assistance.survey": {STEPS: ("workdays", 3)},
    "temporary_assistance.opinion": {STEPS: ("workdays", 2)},
    "temporary_assistance.notice": {STEPS: ("days", 3)},
    "temporary_assistance.confirmation": {STEPS: ("workdays", 2)},
    "temporary_assistance.quick": {QUICK: ("workdays", 3)},
    "temporary_assistance.papers_later": {QUICK: ("workdays", 5)},
    "temporary_assistance.whole_hours": {AWKWARD: ("hours", 48)},
    "temporary_assistance.months": {MONTHS: ("months", 1)},
    "temporary_assistance.months_longer": {MONTHS: ("months", 2)},
    "extreme_poverty_support.check": {SUPPORT: ("workdays", 15)},
    "extreme_poverty_support.notice": {SUPPORT: ("days", 7)},
    "extreme_poverty_support.confirmation": {SUPPORT: ("workdays", 10)},
    "minimum_living_allowance.whole": {AWKWARD: ("workdays", 20)},
    "minimum_living_allowance.survey": {AWKWARD: ("workdays", 3)},
    "minimum_living_allowance.notice": {AWKWARD: ("days", 7)},
    "minimum_living_allowance.refusal": {AWKWARD: ("workdays", 3)},
    "window.contact_workdays": {AWKWARD: ("workdays", 2), MONTHS: ("workdays", 0)},
    "window.urgent_contact_workdays": {STEPS: ("workdays", 1)},
    "window.urgent_contact_hours": {AWKWARD: ("hours", 6)},
    "window.acceptance_workdays": {AWKWARD: ("workdays", 5)},
    "window.supplement_days": {AWKWARD: ("days", 10)},
    "window.transfer_answer_workdays": {AWKWARD: ("workdays", 1)},
    "window.referral_answer_workdays": {AWKWARD: ("workdays", 1)},
}


def stage(name: str, starts: str, limit: str | None) -> str:
    return (
        f"  - {{id: {name}, name: 环节, who: township, starts: {starts},"
        f" limit: {limit or 'null'}, sources: [{SOURCE}]}}\n"
    )


def procedure(
    name: str,
    place: str,
    stages: str,
    whole: str = "{limit: null}",
    more: str = "",
    variant: str = "",
) -> str:
    scheme = name.removesuffix("_emergency")
    return (
        f"procedure: {name}\nscheme: {scheme}\nvariant: {variant or 'normal'}\nname: 示范流程\n"
        f'place: "{place}"\neffective_from: 2026-01-01\nuntil:\naccepts: township\n'
        f"clock_starts: accepted\nwhole: {whole}\npayment_starts: 按月\n{more}stages:\n{stages}"
        f"materials: []\nremedies: {{}}\nsources: [{SOURCE}]\n"
    )


PROCEDURES = {
    # three working days, two, a notice of three natural days, two more
    STEPS: procedure(
        "temporary_assistance", STEPS,
        stage("survey", "accepted", "temporary_assistance.survey")
        + stage("opinion", "previous", "temporary_assistance.opinion")
        + stage("notice", "previous", "temporary_assistance.notice")
        + stage("confirmation", "previous", "temporary_assistance.confirmation"),
    ),
    # three working days in all; help first, papers within five
    QUICK: procedure(
        "temporary_assistance_emergency", QUICK,
        stage("help", "accepted", None)
        + stage("papers", "previous", "temporary_assistance.papers_later"),
        whole="{limit: temporary_assistance.quick}", variant="emergency",
    ),
    # fifteen working days at the township, seven natural days of notice, ten at the county
    SUPPORT: procedure(
        "extreme_poverty_support", SUPPORT,
        stage("check", "accepted", "extreme_poverty_support.check")
        + stage("notice", "previous", "extreme_poverty_support.notice")
        + stage("confirmation", "previous", "extreme_poverty_support.confirmation"),
    ),
    # awkward: the clock stands still for papers after acceptance; refusals and notices as they come
    AWKWARD: procedure(
        "minimum_living_allowance", AWKWARD,
        stage("survey", "accepted", "minimum_living_allowance.survey")
        + stage("notice", "previous", "minimum_living_allowance.notice")
        + stage("refusal", "decided", "minimum_living_allowance.refusal"),
        whole="{limit: minimum_living_allowance.whole}",
        more="pauses: supplement\n"
        "written_refusal: {limit: minimum_living_allowance.refusal, starts: decided}\n"
        "public_notice: {limit: minimum_living_allowance.notice, where: village}\n",
    ),
    # awkward: calendar months, doubled when extended, no notice, a step nobody timed
    MONTHS: procedure(
        "temporary_assistance", MONTHS,
        stage("visit", "accepted", None),
        whole="{limit: temporary_assistance.months, extended: temporary_assistance.months_longer}",
        more="public_notice: {none: true, why: 人少，不贴}\n",
    ),
}  # fmt: skip


def write_places(root: Path) -> Library:
    """Write the five places as a colleague would, and read them back."""
    (root / "figures").mkdir(parents=True)
    (root / "procedures").mkdir()
    (root / "documents.yaml").write_text(
        dedent("""\
        documents:
          - title: 示范救助法
            number: 示范令〔2020〕1号
            issuer: 示范机关
            rank: law
            effective_from: 2020-01-01
            until:
            articles: 20
            read: full
            checked_on: 2026-11-01
        """),
        "utf-8",
    )
    files: dict[str, str] = {}
    for id_, values in FIGURES.items():
        unit = next(iter(values.values()))[0]
        told = "".join(
            f'      - {{value: {value}, place: "{place}", from: 2026-01-01, until: ,'
            f" status: promise, sources: [{SOURCE}]}}\n"
            for place, (_, value) in values.items()
        )
        files.setdefault(id_.partition(".")[0], "figures:\n")
        files[id_.partition(".")[0]] += (
            f"  - id: {id_}\n    means: 示范\n    unit: {unit}\n    unknown: 问窗口\n"
            f"    values:\n{told}"
        )
    for name, text in files.items():
        (root / "figures" / f"{name}.yaml").write_text(text, "utf-8")
    for place, text in PROCEDURES.items():
        name = text.partition("\n")[0].removeprefix("procedure: ")
        (root / "procedures" / f"{name}@{place}.yaml").write_text(text, "utf-8")
    return load_content(root)


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return write_places(tmp_path_factory.mktemp("places") / "policy_texts")


DAY = date(
    2026, 9, 18
)  # a Friday; 9-20 is worked, 9-25 to 27 and 10-1 to 7 are off, 10-10 is worked


@pytest.mark.parametrize(
    ("place", "scheme", "urgent", "expected"),
    [
        (STEPS, "temporary_assistance", False,
         {"survey": "2026-09-22", "opinion": "2026-09-21", "notice": "2026-09-21",
          "confirmation": "2026-09-21"}),
        (QUICK, "temporary_assistance", True, {"": "2026-09-22", "papers": "2026-09-24"}),
        (SUPPORT, "extreme_poverty_support", False,
         {"check": "2026-10-15", "notice": "2026-09-28", "confirmation": "2026-10-09"}),
        (AWKWARD, "minimum_living_allowance", False,
         {"": "2026-10-22", "survey": "2026-09-22", "notice": "2026-09-28", "refusal": "2026-09-22"}),
        (MONTHS, "temporary_assistance", False, {"": "2026-10-19", "longer": "2026-11-18"}),
    ],
)  # fmt: skip
def test_every_limit_of_five_places(
    places: Library, place: str, scheme: str, urgent: bool, expected: dict[str, str]
) -> None:
    """Each stage counted from one day; the whole, where there is one, under the empty name."""
    found: dict[str, str] = {}
    rules = rules_for(places, scheme, urgent=urgent, place=place, received_on=DAY, accepted_on=DAY)
    for name, is_extended in (("", False), ("longer", True)):
        clock = Clock(S.ACCEPTED, DAY, DAY, accepted_on=DAY, is_extended=is_extended)
        due = due_for(clock, rules, published())
        if due is not None and (not is_extended or rules.extended):
            assert "示范救助法" in due.source
            found[name] = due.due_on.isoformat()
    way = procedure_for(places, scheme, urgent=urgent, place=place, on=DAY)
    assert way is not None
    for one in way.stages:
        if rule := stage_rule(places, way, one, DAY, place):
            found[one.id] = due_by(rule, DAY, published()).due_on.isoformat()
    assert found == expected


def test_promises_differ_by_place(places: Library) -> None:
    night = datetime(2026, 9, 18, 15, 30, tzinfo=UTC)  # 23:30 in Beijing

    def contact(place: str, urgent: bool) -> str:
        rules = rules_for(
            places, "general", urgent=urgent, place=place, received_on=DAY, accepted_on=None
        )
        due = due_for(Clock(S.SUBMITTED, DAY, DAY, received_at=night), rules, published())
        return due.as_dict()["due_at"] or due.due_on.isoformat() if due else ""

    assert contact(AWKWARD, urgent=True) == "2026-09-18T21:30:00Z"
    assert contact(AWKWARD, urgent=False) == "2026-09-21"
    assert contact(STEPS, urgent=True) == "2026-09-20"
    assert contact(MONTHS, urgent=False) == "2026-09-18"
    assert contact(QUICK, urgent=True) == "", "nobody promised anything there"


@pytest.fixture
def awkward(office: Flask, places: Library) -> Iterator[None]:
    before = office.extensions["library"]
    office.extensions["library"] = places
    yield
    office.extensions["library"] = before


def at(day: int, month: int = 9) -> datetime:
    return datetime(2026, month, day, 1, 0, tzinfo=UTC)


def test_the_clock_stands_still_for_papers(office: Flask, awkward: None, clerk: Actor) -> None:
    case_id = make.opened(now=at(18)).id
    make.do("claim", case_id, clerk, now=at(18))
    make.do("accept", case_id, clerk, now=at(18))
    assert make.row(case_id).due_on == date(2026, 10, 22)
    make.do("ask_supplement", case_id, clerk, ["户口簿"], now=at(21))
    row = make.row(case_id)
    assert (row.state, row.due_on) == (S.AWAITING_SUPPLEMENT, None)
    supplement = {one.name: one.due.due_on for one in clocks_of(case_id)}["supplement"]
    assert supplement == date(2026, 10, 8), "ten days, rolled over the holiday"
    with transaction():
        services.supplement_received(case_id, at(24), ["户口簿"])
    row = make.row(case_id)
    assert (row.state, row.due_on) == (S.ACCEPTED, date(2026, 10, 27)), "three working days waited"
    assert any("不计时" in line for line in services.progress_of(case_id).due_why)


def test_a_stage_stands_still_with_its_case(office: Flask, awkward: None, clerk: Actor) -> None:
    """Three working days for the survey: two are left when the papers are asked for, and again when
    they come. Nobody is reminded in between, nor told that the stage is late."""
    case_id = make.opened(now=at(18)).id
    make.do("claim", case_id, clerk, now=at(18))
    make.do("accept", case_id, clerk, now=at(18))
    make.do("ask_supplement", case_id, clerk, ["户口簿"], now=at(20))
    later = at(24)
    with transaction():
        assert remind(later) == 0, "the ten days for the papers are not over either"
    (survey,) = services.progress_of(case_id).clocks
    assert survey.is_still
    assert not survey.is_overdue(later.date())
    with transaction():
        services.supplement_received(case_id, later, ["户口簿"])
    (survey,) = services.progress_of(case_id).clocks
    assert (survey.is_still, survey.due.due_on) == (False, date(2026, 9, 29))
    assert "9月21日至9月24日等您补材料，不计时。" in survey.due.why
    assert recount_clocks(dry_run=True).changed == [], "counted again, it is the same day"


def test_until_when_papers_are_to_come_is_told(office: Flask, awkward: None, clerk: Actor) -> None:
    """On the status page, to programs and on the slip: the day, the count behind it, the source."""
    case_id = make.case_in(S.IN_HAND, clerk)
    make.do("ask_supplement", case_id, clerk, ["户口簿"], now=at(21))
    until = services.progress_of(case_id).asked_until
    assert until is not None
    assert until.due_on == date(2026, 10, 8), "ten days, rolled over the holiday"
    with transaction():
        text = as_text(slip_for_resident(case_id, SlipKind.SUPPLEMENT))
    for words in (
        "请在这天以前补来：2026年10月8日",
        "10天内",
        "最后一天遇放假，往后顺延：10月1日至10月7日国庆节放假。",
        "《示范救助法》第十条",
        "不会因为晚了就不办",
    ):
        assert words in text
    assert "until" not in read_case(case_id, clerk).events[-1].details
    make.do("take_supplement", case_id, clerk, now=at(22))
    assert services.progress_of(case_id).asked_until is None


def test_papers_are_the_residents_to_bring(office: Flask, awkward: None, clerk: Actor) -> None:
    """The day before, they are reminded, once, and so is the clerk; after it the clerk calls once
    more. Nobody is late, and no supervisor hears of it."""
    case_id = make.case_in(S.IN_HAND, clerk)
    make.do("ask_supplement", case_id, clerk, ["户口簿"], now=at(7))
    for day in (15, 16, 16, 17, 18, 18, 22):
        with transaction():
            remind(at(day))
    told = db.session.scalars(
        select(OutboxMessage)
        .where(OutboxMessage.event.contains("papers") | OutboxMessage.event.contains("escalated"))
        .order_by(OutboxMessage.seq)
    )
    assert [(one.event, one.audience, one.created_at.day) for one in told] == [
        ("case:papers_due_soon", "staff", 16),
        ("case:papers_due_soon", "resident", 16),
        ("case:papers_overdue", "staff", 18),
    ]


def test_a_public_notice_hangs_on_meanwhile(office: Flask, awkward: None, clerk: Actor) -> None:
    case_id = make.opened(now=at(18)).id
    make.do("claim", case_id, clerk, now=at(18))
    make.do("accept", case_id, clerk, now=at(18))
    make.do("record_stage", case_id, clerk, "survey", now=at(18))
    make.do("ask_supplement", case_id, clerk, ["户口簿"], now=at(20))
    make.do("take_supplement", case_id, clerk, now=at(22))
    notice = {one.name: one.due.due_on for one in clocks_of(case_id)}["stage:notice"]
    assert notice == date(2026, 9, 29), "seven days, rolled over the festival, done the day after"


def test_waiting_for_papers_undoes_no_acceptance(
    office: Flask, awkward: None, clerk: Actor
) -> None:
    """In the state of a case that was never accepted, it is neither accepted nor refused anew."""
    case_id = make.opened(now=at(18)).id
    make.do("claim", case_id, clerk, now=at(18))
    make.do("accept", case_id, clerk, now=at(18))
    make.do("ask_supplement", case_id, clerk, ["户口簿"], now=at(21))
    words = {"accept": (), "decline": (make.REASON, make.ARTICLE)}
    words |= {"transfer": (make.OTHER_VILLAGE, "住在那边")}
    offered = make.do("claim", case_id, clerk, now=at(22)).actions
    for move, said in words.items():
        with pytest.raises(MoveNotAllowed, match="已经正式受理") as refused:
            make.do(move, case_id, clerk, *said, now=at(24))
        assert "take-supplement" in refused.value.extra["allowed"]
        assert move not in offered
    make.do("take_supplement", case_id, clerk, ["户口簿"], now=at(24))
    assert make.row(case_id).due_on == date(2026, 10, 27), "three working days waited, no more"


def test_stages_follow_one_another(office: Flask, awkward: None, clerk: Actor) -> None:
    case_id = make.opened(now=at(18)).id
    make.do("claim", case_id, clerk, now=at(18))
    make.do("accept", case_id, clerk, now=at(18))

    def running() -> dict[str, date]:
        return {one.name: one.due.due_on for one in clocks_of(case_id) if one.ended_at is None}

    assert running() == {"stage:survey": date(2026, 9, 22)}
    make.do("record_stage", case_id, clerk, "survey", now=at(24))
    assert running() == {"stage:notice": date(2026, 10, 9)}, "7 days end in the holiday"
    with pytest.raises(MoveNotAllowed, match="10月8日"):
        make.do("record_stage", case_id, clerk, "notice", now=at(30))
    make.do("record_stage", case_id, clerk, "notice_hung", now=at(24))
    with pytest.raises(MoveNotAllowed, match="10月9日"):
        make.do("record_stage", case_id, clerk, "notice", now=at(8, 10))
    make.do("record_stage", case_id, clerk, "notice", now=at(9, 10))
    assert running() == {}
    words = (services.Result.REFUSED, make.REASON, make.ARTICLE)
    make.do("close", case_id, clerk, *words, now=at(9, 10))
    assert running() == {"stage:refusal": date(2026, 10, 13)}
    make.do("follow_up", case_id, clerk, "delivered", "window", now=at(12, 10))
    assert running() == {}


def test_a_limit_in_hours_is_over_at_its_hour(
    office: Flask, awkward: None, places: Library, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then it may be extended, not until midnight; and the longer one is called so."""
    case_id = make.case_in(S.ACCEPTED, clerk)
    rules = rules_for(
        places, "minimum_living_allowance", urgent=False, place=make.TOWN,
        received_on=make.DAY, accepted_on=make.DAY,
    )  # fmt: skip
    assert rules.whole is not None
    hours = replace(rules.whole, amount=48, unit=Unit.HOURS)
    longer = replace(hours, id="longer", amount=96)
    monkeypatch.setattr(clocks, "_rules", lambda *_: replace(rules, whole=hours, extended=longer))
    make.do("record_stage", case_id, clerk, "progress")
    due = make.row(case_id).due_at
    assert due == make.NOW + timedelta(hours=48)
    words = ("家人在外地",)
    with pytest.raises(MoveNotAllowed, match="期限已经过了"):
        make.do("extend", case_id, make.supervisor(), *words, now=due + timedelta(minutes=1))
    make.do("extend", case_id, make.supervisor(), *words, now=due)
    assert make.row(case_id).due_at == make.NOW + timedelta(hours=96)


def test_the_longer_limit_is_called_so_wherever_it_is_told(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    make.do("extend", case_id, make.supervisor(), "家人在外地")
    progress = services.progress_of(case_id)
    assert "受理后办完（延长后），45个工作日内" in progress.due_why[0]
    assert progress.events[-1][1] == "办理期限依规定延长：家人在外地"


def test_no_extension_after_the_day_has_passed(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    late = make.NOW + timedelta(days=90)
    with pytest.raises(MoveNotAllowed, match="到期以前"):
        make.do("extend", case_id, make.supervisor(), "家人在外地", now=late)
