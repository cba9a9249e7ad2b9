"""What people ticked, in plain words: who filled it in, hardships, relations. Pure."""

from __future__ import annotations

from typing import Final

FILED_BY: Final = {
    "self": "本人",
    "relative": "家里人、亲戚代填",
    "village_assistant": "村（社区）协理员代填",
    "grid_worker": "网格员代填",
}
# What pages and programs send as causes (situation) and conditions (of a household member).
HARDSHIPS: Final = {
    "illness": "生病、住院",
    "serious_illness": "大病",
    "chronic_illness": "长年吃药",
    "medical_bills": "看病花销大",
    "disability": "残疾",
    "severe_disability": "重度残疾",
    "mental_disability": "精神残疾",
    "no_income": "没有收入或收入断了",
    "unemployment": "丢了活",
    "accident": "出了事故、意外",
    "disaster": "遭了灾",
    "fire": "着了火",
    "flood": "遭了水",
    "schooling": "上学负担重",
    "student": "在上学",
    "education": "上学负担重",
    "elderly": "老人没人照顾",
    "children": "孩子没人抚养",
    "minor": "孩子没人照顾",
    "orphan": "没了父母的孩子",
    "housing": "没房住、房子危险",
    "renting": "租房住",
    "rent": "租房住",
    "death": "家里有人去世",
    "bereavement": "家里有人去世",
    "lost_contact": "家里有人失去联系",
    "missing": "家里有人失踪",
    "imprisonment": "家里有人服刑",
    "imprisoned": "服刑",
    "violence": "受到家庭暴力",
    "abuse": "受到伤害、虐待",
    "other": "别的难处",
}
RELATIONS: Final = {
    "self": "本人",
    "spouse": "配偶",
    "child": "子女",
    "son": "儿子",
    "daughter": "女儿",
    "parent": "父母",
    "father": "父亲",
    "mother": "母亲",
    "grandparent": "祖父母、外祖父母",
    "grandchild": "孙辈",
    "sibling": "兄弟姐妹",
    "other": "其他",
}


def hardships(words: object) -> str:
    """Name causes or conditions; a word nobody has named yet is shown as it was sent."""
    if not isinstance(words, list):
        return ""
    return "、".join(HARDSHIPS.get(str(word), str(word)) for word in words)
