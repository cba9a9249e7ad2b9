"""Nobody can be found from a scrubbed question; where it was asked can."""

from __future__ import annotations

import pytest

from backend.chat.scrubbing import scrubbed


@pytest.mark.parametrize(
    ("question", "left"),
    [
        ("我叫张示例，寄料镇的，低保咋办", "我叫某某，寄料镇的，低保咋办"),
        ("我是王二 电话13800000000", "我是某某 电话***"),
        ("身份证110101190001010000能办吗", "身份证***能办吗"),
        ("卡号 6222 0000 0000 0000 钱没到", "卡号 *** 钱没到"),
        ("找李书记没人管", "找某书记没人管"),
        ("陈示例主任不给办", "某主任不给办"),
        ("小屯镇3组12号的老人", "小屯镇某号某号的老人"),
        ("微信号abc_1234联系我", "微信号***联系我"),
        ("发到 a.b@example.org", "发到 ***"),
        ("我是低保户，孩子上学", "我是低保户，孩子上学"),
        ("我是残疾人能领吗", "我是残疾人能领吗"),
        ("一家5口一个月800元", "一家5口一个月800元"),
    ],
)
def test_people_go_and_places_stay(question: str, left: str) -> None:
    assert scrubbed(question) == left
