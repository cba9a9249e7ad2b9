"""A small made-up `policy_texts/` that tests change one thing at a time."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from backend.content.checks import check
from backend.content.findings import Finding
from backend.content.library import Library
from backend.content.loader import load_content

DAY = date(2026, 11, 24)
SOURCE = "{document: 示范救助法, number: 示范令〔2020〕1号, article: 第十条}"
NOTICE = "{document: 示范通知, number: 示范发〔2021〕2号, article: 关于发放的部分}"
BODY = (
    "可以去申请，由窗口认定。先到户籍地的乡镇、街道窗口问一问，带上身份证和户口簿，"
    "别的材料到了那里再补也来得及。办完要{{general.whole}}。"
)


class ContentFolder:
    """Writes files as a colleague would and reads them back."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write(
            "documents.yaml",
            """\
            documents:
              - title: 示范救助法
                short: 救助法
                number: 示范令〔2020〕1号
                issuer: 示范机关
                rank: law
                effective_from: 2020-01-01
                until:
                articles: 20
                read: full
                checked_on: 2026-11-01
              - title: 示范通知
                number: 示范发〔2021〕2号
                issuer: 示范机关
                rank: rule
                effective_from: 2021-01-01
                until: 2030-12-31
                articles: 0
                read: part
                checked_on: 2026-11-01
            """,
        )
        self.figure()
        self.text()

    def write(self, name: str, content: str) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(content), encoding="utf-8")
        return path

    def figure(self, values: str = "[]", *, more: str = "", unit: str = "workdays") -> Path:
        """`values` is one flow list of values; `more` further figures, as block items."""
        head = f"figures:\n  - id: general.whole\n    means: 办完的期限\n    unit: {unit}\n"
        tail = f"    unknown: 请问窗口\n    values: {values}\n{more}"
        return self.write("figures/general.yaml", head + tail)

    def text(self, name: str = "general/materials.md", body: str = BODY, **head: str) -> Path:
        lines = {
            "sources": f"[{SOURCE}]", "effective_from": "2021-01-01", "until": "",
            "place": '"000000000000"', "checked_on": "2026-11-01", "title": "要什么材料",
            "next": "去窗口。",
        } | head  # fmt: skip
        text = "\n".join(f"{key}: {value}" for key, value in lines.items())
        return self.write(name, f"---\n{text}\n---\n{body}\n")

    def procedure(
        self, limit: str = "general.whole", sources: str = SOURCE, more: str = ""
    ) -> Path:
        return self.write(
            "procedures/general.yaml",
            f"""\
            procedure: general
            scheme: general
            variant: normal
            name: 示范办理
            place: "000000000000"
            effective_from: 2021-01-01
            until:
            accepts: township
            clock_starts: accepted
            whole: {{limit: null}}
            written_refusal: {{limit: null, starts: decided}}
            public_notice: {{none: true, why: 保护隐私}}
            payment_starts: 下月
            stages:
              - {{id: visit, name: 入户, who: township, starts: accepted, limit: {limit}, sources: [{SOURCE}]}}
            materials:
              - {{id: id_card, name: 身份证, when: "if:proxy", sources: [{sources}]}}
              {more}
            remedies: {{reconsideration: null, lawsuit: null}}
            sources: [{SOURCE}]
            """,
        )

    def load(self) -> Library:
        return load_content(self.root)

    def findings(self, on: date = DAY) -> list[Finding]:
        return check(self.load(), on, root=self.root)

    def said(self, on: date = DAY) -> str:
        """Give every finding as text; missing facets are left out, a small folder lacks most."""
        kept = [one for one in self.findings(on) if one.file.exists()]
        return "\n".join(str(one) for one in kept)


@pytest.fixture
def folder(tmp_path: Path) -> ContentFolder:
    return ContentFolder(tmp_path / "policy_texts")
