"""What a poster calls out: per topic a headline, and in one line for whom it is. Our own words. Pure.

No figure and no promise stands here: paper hangs for years. What holds today, the code opens.
"""

from __future__ import annotations

from typing import Final

from backend.content.names import Scheme

# topic -> (headline, at most 9 characters; for whom, at most 27 characters)
HEADLINES: Final[dict[Scheme, tuple[str, str]]] = {
    Scheme.GENERAL: ("有难处，扫这里", "吃穿、看病、上学、住房有困难的，都能问、能登记"),
    Scheme.MINIMUM_LIVING_ALLOWANCE: (
        "低保怎么申请",
        "一家人收入低、日子过不下去的，看怎么办、带什么",
    ),
    Scheme.EXTREME_POVERTY_SUPPORT: (
        "特困供养怎么办",
        "没劳动能力、没收入、没人赡养抚养的老人、残疾人、孩子",
    ),
    Scheme.TEMPORARY_ASSISTANCE: (
        "突然有难，找这里",
        "遇上意外、大病、急事，眼下过不去的，都可以来问",
    ),
    Scheme.MEDICAL_ASSISTANCE: ("看病钱，能帮一把", "医药费报销后自己掏的还太多、负担不起的"),
    Scheme.EDUCATION_ASSISTANCE: ("上学有难，找这里", "家里困难、孩子上学交不起费用的"),
    Scheme.HOUSING_ASSISTANCE: ("住房有难，找这里", "房子不安全、没房住又租不起的困难家庭"),
    Scheme.EMPLOYMENT_ASSISTANCE: ("想找活干，找这里", "低保等困难家庭里能干活、还没找到活的人"),
    Scheme.DISASTER_RELIEF: ("受了灾，找这里", "遭水、旱、风、雹、地震等灾，吃住有困难的"),
    Scheme.DISABILITY_SUBSIDIES: ("残疾人补贴", "困难残疾人、需要长期照护的重度残疾人"),
    Scheme.CHILD_SUPPORT: ("孩子没人养，找这里", "孤儿，和爸妈都顾不上、没人抚养的孩子"),
    Scheme.LEFT_BEHIND_CHILDREN: ("留守孩子，有人管", "爸妈在外打工、留在家里的孩子和照看的老人"),
    Scheme.VAGRANT_RELIEF: ("回不了家，有人帮", "在外头没吃没住、找不到家人的人"),
    Scheme.LOW_INCOME_FAMILY: ("收入不高也能问", "够不上低保、但开支大、日子紧巴的家庭"),
    Scheme.ELDERLY_ALLOWANCE: ("老人补贴怎么领", "高龄老人，和需要照护的困难老人"),
    Scheme.HARDSHIP_WORKERS: ("职工有难，找工会", "生活困难的职工和他们的家里人"),
    Scheme.CHARITY_ASSISTANCE: ("慈善也能帮一把", "政府帮了还有困难的家庭，可以再问慈善帮扶"),
    Scheme.CATASTROPHE_BACKSTOP: ("难处太大，再兜底", "各种救助都用过、还是过不去的家庭"),
}

STEPS: Final = (
    ("扫码", "用微信或者相机"),
    ("看这里怎么办", "带什么、去哪里办"),
    ("先登记，等电话", "窗口的人给您回电话"),
)
PROMISE: Final = "办事不收一分钱 · 不要银行密码 · 不要短信验证码"
