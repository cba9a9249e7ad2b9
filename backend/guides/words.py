"""Words a guide needs for the ids of the content files. Pure."""

from __future__ import annotations

from typing import Final

LOCAL_LIMIT: Final = "以当地规定为准"

WHO: Final = {
    "applicant": "本人",
    "village": "村（社区）",
    "township": "乡镇、街道",
    "county_civil_affairs": "县级民政部门",
    "county_disabled_persons_federation": "县级残联",
    "county_healthcare_security": "县级医保部门",
    "county_emergency_management": "县级应急管理部门",
    "county_housing": "县级住房保障部门",
    "county_human_resources": "县级人社部门",
    "county_health": "县级卫生健康部门",
    "county_education": "县级教育部门",
    "relief_station": "救助管理站",
    "school": "就读学校",
    "trade_union": "工会",
}

CONDITIONS: Final = {
    "disability": "有残疾的",
    "serious_illness": "有大病、重病的",
    "minor": "家里有没成年孩子的",
    "student": "家里有人上学的",
    "proxy": "请人代办的",
    "elderly": "家里有老人的",
    "death": "家里有人去世的",
    "disaster": "遭了灾的",
    "lost_contact": "有人失去联系的",
    "imprisonment": "有人服刑、被关押的",
    "rent": "租房住的",
    "medical_bills": "看病花钱多的",
}

# figure id of a hotline, when to call it
CONTACT_HOTLINES: Final = (
    ("hotline.government", "问政策、投诉办事"),
    ("hotline.discipline", "反映干部违纪违法"),
    ("hotline.legal_aid", "免费问法律"),
)
