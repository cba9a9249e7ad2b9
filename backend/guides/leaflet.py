"""The large-print leaflet (宣传单): the guide on paper for whoever has no phone."""

from __future__ import annotations

from backend.guides.renderings import Shown, contact_lines, sections_of
from backend.printing.documents import Document

LARGE = 18.0


def leaflet(shown: Shown) -> bytes:
    """Give the guide as a PDF in 18-point type. Raises GlyphsMissing for a name the font lacks."""
    content = shown.content
    paper = Document(
        f"{shown.subject}怎么办",
        footer=f"{shown.address}　第 {shown.serial} 号　{content.as_of}",
        size=LARGE,
    )
    paper.paragraph(shown.place_name, strong=True)
    for heading, section in sections_of(content):
        paper.heading(heading)
        points: list[str] = []
        for line in section.body.split("\n"):
            if line.startswith("· "):
                points.append(line[2:])
                continue
            paper.bullets(points)
            points = []
            paper.paragraph(line)
        paper.bullets(points)
        paper.note(f"{section.source_line}。核对于 {section.checked_on}。")
    paper.heading("窗口和电话")
    paper.bullets(contact_lines(content))
    paper.paragraph("有危险先打 110，急病打 120，着火打 119。", strong=True)
    paper.paragraph("网上登记只是预申请，窗口点了受理才开始算时间。办救助不收钱。")
    return paper.build()
