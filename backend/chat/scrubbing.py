"""A question without the person in it, for colleagues who mend the words. Pure.

Numbers of people were masked before the question was kept; here names, house numbers and every other
long number go too. Names of places stay: which township asks is what an editor must know.
"""

from __future__ import annotations

import re
from typing import Final

from backend.masks import mask_free_text

# Common family names, most frequent first; a name is one of them with one or two signs after it.
_FAMILY: Final = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_SAID_NAME: Final = re.compile(
    rf"(我叫|俺叫|名叫|名字叫|叫做|姓名(?:是|[:：])?|本人|我是|俺是)\s*[{_FAMILY}][一-鿿]{{1,2}}(?=[，,。.、；;！!？?\s]|$)"
)
_TITLED: Final = re.compile(
    rf"[{_FAMILY}](?:某|[一-鿿]{{1,2}})?(?=(?:书记|主任|村长|支书|会计|医生|老师|局长|镇长|科长|所长|站长|先生|女士))"
)
_CARD_LIKE: Final = re.compile(r"[0-9０-９][0-9０-９Xx\s-]{4,}[0-9０-９Xx]")
_MASKED: Final = re.compile(r"[0-9]{3,4}\*{4,}[0-9]{3,4}[0-9Xx]?")
_HOUSE: Final = re.compile(
    r"[0-9０-９一二三四五六七八九十百]{1,5}(?:号楼|号院|单元|栋|幢|号|组|室|门牌)"
)
_MAIL: Final = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_WECHAT: Final = re.compile(r"((?:微信|QQ|qq|vx|VX|wx)(?:号|是|[:：])*\s*)[A-Za-z0-9_-]{4,}")


def scrubbed(question: str) -> str:
    """Give the question with what points to a person replaced by stars or 某."""
    text = _MASKED.sub("***", mask_free_text(question))
    text = _MAIL.sub("***", text)
    text = _WECHAT.sub(r"\1***", text)
    text = _SAID_NAME.sub(r"\1某某", text)
    text = _TITLED.sub("某", text)
    text = _CARD_LIKE.sub("***", text)
    return _HOUSE.sub("某号", text)
