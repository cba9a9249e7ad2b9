"""Made-up sheets, whole without a database."""

from __future__ import annotations

import random
from datetime import date
from typing import Any

from backend.content.names import Scheme
from backend.guides.codes import new_code, spoken
from backend.guides.poster_words import HEADLINES
from backend.guides.posters import Poster

BASE = "https://jiuzhu.example.gov.cn"


def make_poster(seed: int = 1, topic: Scheme = Scheme.GENERAL, **changes: Any) -> Poster:
    """Give the sheet of a village window; `seed` draws its code."""
    code = new_code(random.Random(seed).choice)
    headline, for_whom = HEADLINES[topic]
    values: dict[str, Any] = {
        "code": code,
        "spoken": spoken(code),
        "address": f"{BASE}/g/{code}",
        "domain": BASE.removeprefix("https://"),
        "topic": topic.value,
        "headline": headline,
        "for_whom": for_whom,
        "village": "寺上村",
        "township": "汝州市蟒川镇",
        "window": "蟒川镇社会救助服务窗口（示例）",
        "window_address": "示例地址：蟒川镇党群服务中心一楼 1 号窗口",
        "hours": "周一至周五 8:30–12:00、14:30–18:00，法定假日除外（示例）",
        "phone": "0000-0000106（示例）",
        "complaint_phone": "0000-0000999（示例）",
        "is_demo": True,
        "serial": 1200 + seed,
        "printed_on": date(2026, 11, 23),
    }
    return Poster(**(values | changes))
