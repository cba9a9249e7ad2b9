"""Procedure is data: five places' ways of handling, three as counties have published them and two made
up to be awkward, configured by text files alone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from textwrap import dedent

from backend.content.library import Library
from backend.content.loader import load_content
from tests.factories import intake as make

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


def at(day: int, month: int = 9) -> datetime:
    """Give nine in the morning of a day in the autumn of 2026, in which the places are tested."""
    return datetime(2026, month, day, 1, 0, tzinfo=UTC)
