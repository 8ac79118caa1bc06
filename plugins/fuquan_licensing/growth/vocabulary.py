"""Codes of shadowing, degree study and the dual appraisal with their Chinese terms (domain.md §4). Pure."""

from core.policy.choice import Choice


class HostLevel(Choice):
    """Where somebody is shadowing."""

    PROVINCE = "PROVINCE", "省"
    CITY = "CITY", "州"
    COUNTY = "COUNTY", "市"
    ELSEWHERE = "ELSEWHERE", "其他"


class State(Choice):
    """What became of a nomination."""

    NOMINATED = "NOMINATED", "已推荐"
    APPROVED = "APPROVED", "已同意"
    DECLINED = "DECLINED", "未同意"


class Route(Choice):
    """How somebody studies for a degree."""

    ADULT = "ADULT", "成人教育"
    SELF_TAUGHT = "SELF_TAUGHT", "自学考试"
    CORRESPONDENCE = "CORRESPONDENCE", "函授"


class Outcome(Choice):
    """How a study ended."""

    GRADUATED = "GRADUATED", "毕业"
    GIVEN_UP = "GIVEN_UP", "中止"


class Side(Choice):
    """Who scores in the dual appraisal (双管理)."""

    OWN = "OWN", "所在单位"
    SUPERIOR = "SUPERIOR", "上级单位"
