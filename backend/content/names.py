"""The fixed names of schemes and facets (design.md §3), with their Chinese titles, in display order."""

from enum import StrEnum


class Titled(StrEnum):
    """An id with the title a resident reads; members compare equal to their id."""

    title_zh: str

    def __new__(cls, value: str, title_zh: str = "") -> "Titled":
        member = str.__new__(cls, value)
        member._value_ = value
        member.title_zh = title_zh
        return member


class Scheme(Titled):
    """救助项目. The order is the one lists show."""

    MINIMUM_LIVING_ALLOWANCE = "minimum_living_allowance", "低保"
    EXTREME_POVERTY_SUPPORT = "extreme_poverty_support", "特困"
    TEMPORARY_ASSISTANCE = "temporary_assistance", "临时救助"
    MEDICAL_ASSISTANCE = "medical_assistance", "医疗救助"
    EDUCATION_ASSISTANCE = "education_assistance", "教育救助"
    HOUSING_ASSISTANCE = "housing_assistance", "住房救助"
    EMPLOYMENT_ASSISTANCE = "employment_assistance", "就业救助"
    DISASTER_RELIEF = "disaster_relief", "受灾人员救助"
    DISABILITY_SUBSIDIES = "disability_subsidies", "残疾人两项补贴"
    CHILD_SUPPORT = "child_support", "孤儿和事实无人抚养儿童"
    LEFT_BEHIND_CHILDREN = "left_behind_children", "留守儿童"
    VAGRANT_RELIEF = "vagrant_relief", "流浪乞讨人员救助"
    LOW_INCOME_FAMILY = "low_income_family", "低保边缘与刚性支出困难家庭"
    ELDERLY_ALLOWANCE = "elderly_allowance", "高龄津贴等"
    HARDSHIP_WORKERS = "hardship_workers", "困难职工"
    CHARITY_ASSISTANCE = "charity_assistance", "慈善救助"
    CATASTROPHE_BACKSTOP = "catastrophe_backstop", "托底救助"
    GENERAL = "general", "社会救助总说"


class Facet(Titled):
    """问的是哪一面. The order is the one a guide follows."""

    OVERVIEW = "overview", "是什么"
    ELIGIBILITY = "eligibility", "什么人可以申请"
    AMOUNT = "amount", "能有多少钱"
    MATERIALS = "materials", "要什么材料"
    PROCEDURE = "procedure", "怎么办"
    WHERE = "where", "去哪里办"
    TIME_LIMIT = "time_limit", "要多久"
    PAYMENT = "payment", "怎么发钱"
    PROGRESS = "progress", "办到哪一步"
    REVIEW = "review", "复核和停发"
    APPEAL = "appeal", "不服怎么办"
    REPORT_FRAUD = "report_fraud", "怎么举报"
    PROXY = "proxy", "请人代办"
    VERIFICATION = "verification", "家庭经济状况核对"
    INTERACTION = "interaction", "能不能同时享受"
