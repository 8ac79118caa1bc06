"""Codes about people with their Chinese terms, and the national codes beside them. Pure."""

from core.policy.choice import Choice
from core.policy.vocabulary import PoliticalStatus

POLITICAL_STATUS_GB: dict[str, str] = {
    status.value: f"{number:02}" for number, status in enumerate(PoliticalStatus, start=1)
}
"""GB/T 4762: 01 中共党员 to 13 群众."""


class Sex(Choice):
    """Sex by GB/T 2261.1."""

    UNKNOWN = "UNKNOWN", "未知的性别"
    MALE = "MALE", "男性"
    FEMALE = "FEMALE", "女性"
    UNSTATED = "UNSTATED", "未说明的性别"


SEX_GB: dict[str, str] = {
    Sex.UNKNOWN.value: "0",
    Sex.MALE.value: "1",
    Sex.FEMALE.value: "2",
    Sex.UNSTATED.value: "9",
}


class Education(Choice):
    """Highest education (domain.md §2.2)."""

    GRADUATE = "GRADUATE", "研究生"
    BACHELOR = "BACHELOR", "本科"
    COLLEGE = "COLLEGE", "大专"
    SECONDARY_VOCATIONAL = "SECONDARY_VOCATIONAL", "中专"
    HIGH_SCHOOL = "HIGH_SCHOOL", "高中"
    MIDDLE_SCHOOL_OR_BELOW = "MIDDLE_SCHOOL_OR_BELOW", "初中及以下"


EDUCATION_GB: dict[str, tuple[str, ...]] = {
    Education.GRADUATE.value: tuple(map(str, range(10, 20))),
    Education.BACHELOR.value: ("20", "21", "22", "23", "28"),
    Education.COLLEGE.value: ("30", "31", "32", "33"),
    Education.SECONDARY_VOCATIONAL.value: tuple(map(str, range(40, 50))),
    Education.HIGH_SCHOOL.value: ("60", "61", "62", "63"),
    Education.MIDDLE_SCHOOL_OR_BELOW.value: ("70", "71", "72", "73", "80", "81", "83", "90"),
}
"""GB/T 4658: the codes that each of our terms covers, the code of the whole group first."""


class ProfessionalTitle(Choice):
    """Kind of professional title."""

    POLITICAL_WORK = "POLITICAL_WORK", "政工类"
    SOCIAL_WORK = "SOCIAL_WORK", "社会工作类"


class LeaveReason(Choice):
    """Why someone is no longer among the people of this tenant."""

    RESIGNED = "RESIGNED", "离职"
    TRANSFER_REQUESTED = "TRANSFER_REQUESTED", "本人申请转岗"
    TRANSFERRED = "TRANSFERRED", "组织调动"
    RETIRED = "RETIRED", "退休"
    DISMISSED = "DISMISSED", "免职"
    DECEASED = "DECEASED", "去世"
    OTHER = "OTHER", "其他"
