"""Codes that several plugins and the core share, with the terms of domain.md §2.1 to §2.4."""

from collections.abc import Iterable

from core.policy.choice import Choice


class Sector(Choice):
    """Kind of unit that an organisation belongs to; in facts, TWO_NEW stands for either kind of 两新 unit."""

    TOWNSHIP = "TOWNSHIP", "乡镇"
    SUBDISTRICT = "SUBDISTRICT", "街道"
    ORGAN = "ORGAN", "机关"
    INSTITUTION = "INSTITUTION", "事业单位"
    SOE = "SOE", "国有企业"
    VILLAGE = "VILLAGE", "村"
    COMMUNITY = "COMMUNITY", "社区"
    PRIVATE_ENTERPRISE = "PRIVATE_ENTERPRISE", "非公有制企业"
    SOCIAL_ORGANISATION = "SOCIAL_ORGANISATION", "社会组织"
    SCHOOL = "SCHOOL", "学校"
    HOSPITAL = "HOSPITAL", "公立医院"
    TWO_NEW = "TWO_NEW", "两新组织"


TWO_NEW_SECTORS = frozenset({Sector.PRIVATE_ENTERPRISE, Sector.SOCIAL_ORGANISATION})


class PoliticalStatus(Choice):
    """Political status by GB/T 4762, codes 01 to 13 in this order."""

    FULL_MEMBER = "FULL_MEMBER", "中共党员"
    PROBATIONARY_MEMBER = "PROBATIONARY_MEMBER", "中共预备党员"
    LEAGUE_MEMBER = "LEAGUE_MEMBER", "共青团员"
    RCCK = "RCCK", "民革"
    CDL = "CDL", "民盟"
    CNDCA = "CNDCA", "民建"
    CAPD = "CAPD", "民进"
    CPWDP = "CPWDP", "农工党"
    ZHIGONG = "ZHIGONG", "致公党"
    JIUSAN = "JIUSAN", "九三学社"
    TAIMENG = "TAIMENG", "台盟"
    INDEPENDENT = "INDEPENDENT", "无党派人士"
    MASSES = "MASSES", "群众"


class PersonGrade(Choice):
    """Grade of a person in an appraisal."""

    EXCELLENT = "EXCELLENT", "优秀"
    COMPETENT = "COMPETENT", "称职（合格）"
    BASIC = "BASIC", "基本称职（基本合格）"
    INCOMPETENT = "INCOMPETENT", "不称职（不合格）"


class UnitGrade(Choice):
    """Grade of an organisation in an appraisal."""

    GOOD = "GOOD", "好"
    FAIR = "FAIR", "较好"
    AVERAGE = "AVERAGE", "一般"
    POOR = "POOR", "差"


class CredentialStatus(Choice):
    """Where a certificate stands; each step is a new row."""

    VALID = "VALID", "有效"
    SUSPENDED = "SUSPENDED", "暂停"
    REVOKED = "REVOKED", "注销"
    SUPERSEDED = "SUPERSEDED", "已晋级"
    EXPIRED = "EXPIRED", "失效"


def sector_in(sector: Sector, listed: Iterable[Sector]) -> bool:
    """Tell whether a sector is among those listed, where TWO_NEW and its two kinds stand for each other.

    >>> sector_in(Sector.PRIVATE_ENTERPRISE, [Sector.TWO_NEW])
    True
    >>> sector_in(Sector.TWO_NEW, [Sector.PRIVATE_ENTERPRISE])
    False
    """
    named = set(listed)
    if Sector.TWO_NEW in named:
        named |= TWO_NEW_SECTORS
    elif named >= TWO_NEW_SECTORS:
        named.add(Sector.TWO_NEW)
    return sector in named
