"""What the paper form of a pre-application asks, as it is printed and as the window types it in. Pure.

The notice is the one residents read before the form on their phone, in fewer words; its version
stands on the sheet, so that whoever types it in knows what the person has signed.
"""

from __future__ import annotations

from typing import Final

TITLE: Final = "救助登记表"
UNDER_TITLE: Final = "登记不是正式申请，窗口点了受理才开始算时间"
NOTICE_VERSION: Final = "2026-11"
NOTICE: Final = (
    "填的内容只给窗口看，用来给您回电话、看您可能需要哪样救助。能空就空，只有姓名、电话、住哪里要写。"
    "办完两年删掉，随时可以不要。不收一分钱，不收原件。不满十四岁的，请大人来填。"
)
# word in the body of a pre-application -> what stands beside the box
CAUSES: Final = (
    ("illness", "有人生病、住院"),
    ("disability", "有人残疾"),
    ("accident", "出了事故、意外"),
    ("disaster", "遭了灾、失了火"),
    ("unemployment", "丢了活、断了收入"),
    ("schooling", "上学花销大"),
    ("housing", "没房住、房子危险"),
    ("elderly", "老人没人照顾"),
    ("minor", "孩子没人照顾"),
    ("death", "家里有人去世"),
)
FILED_BY: Final = (
    ("self", "我自己"),
    ("relative", "家里人、亲戚"),
    ("village_assistant", "村（社区）的人"),
)
CONSENTS: Final = (
    ("personal_information", "我看过上面几句，同意把填的交给窗口（要勾）"),
    ("sensitive_information", "同意窗口看生病、残疾、收入这些，决定以后半年就删（可以不勾）"),
    ("economic_verification", "同意核对家里的收入、财产（可以不勾，到时再说也行）"),
)
