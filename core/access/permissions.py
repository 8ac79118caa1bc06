"""Who may do what, as data: permissions, roles, and the marks that fields of the API carry.

Pure: no Django, no clock, no database. To see and to change something are two permissions, a right that no
role grants is refused, and system, security-audit and business work are separate roles.
"""

from dataclasses import dataclass
from typing import Literal

Realm = Literal["tenant", "public"]
Place = Literal["organisation", "region"]

PERMISSIONS: dict[str, str] = {
    "organisations.see": "查看党组织",
    "organisations.change": "维护党组织",
    "people.see": "查看党务工作者",
    "people.change": "维护党务工作者",
    "identity.see": "查看完整的身份证号和电话",
    "assessments.see": "查看考核与考试",
    "assessments.change": "办理考核与考试",
    "credentials.see": "查看证书",
    "credentials.change": "办理证书",
    "training.see": "查看教育培训",
    "training.change": "办理教育培训",
    "obligations.see": "查看待办",
    "obligations.change": "办理待办",
    "talks.see": "查看谈话记录",
    "talks.change": "登记谈话",
    "honours.see": "查看荣誉与典型",
    "honours.change": "登记荣誉与典型",
    "projects.see": "查看项目与台账",
    "projects.change": "办理项目",
    "surveys.see": "查看问卷及其结果",
    "surveys.change": "编制和发放问卷",
    "schemes.see": "查看制度业务",
    "schemes.change": "办理制度业务",
    "cases.review": "审核分派给本人的事项",
    "decide.ask": "咨询制度条件",
    "decide.policy": "以调整后的参数试算",
    "decisions.see": "查看认定记录",
    "decisions.change": "作出认定",
    "policies.see": "查看制度参数",
    "policies.change": "调整制度参数",
    "audit.see": "查看审计记录",
    "users.see": "查看用户与权限",
    "users.change": "管理用户与权限",
    "tenants.see": "查看单位",
    "tenants.change": "管理单位",
    "statistics.see": "查看统计",
    "reports.submit": "报送统计期间",
    "reports.decide": "审核统计期间的报送",
}
"""Every permission and what it is called; there are no others."""

SIGNED_IN = frozenset({"decide.ask"})
"""What everybody who has signed in may do, whatever the roles."""


class UnknownPermission(ValueError):
    """A permission was named that does not exist: a fault of the program, found when it starts."""


@dataclass(frozen=True)
class Role:
    """A named bundle of permissions that an administrator grants within one realm.

    `place` is what it can be limited to, if anything; `place_required` says that it must be.
    """

    code: str
    title: str
    realm: Realm
    permissions: frozenset[str]
    place: Place | None = None
    place_required: bool = False

    def __post_init__(self) -> None:
        for permission in self.permissions:
            known(permission)


def known(permission: str) -> str:
    """Return the permission.

    :raises UnknownPermission: if there is none of this name.
    """
    if permission not in PERMISSIONS:
        raise UnknownPermission(f"没有名为 {permission} 的权限；现有权限见 core/access/permissions.py。")
    return permission


_WORK = ("assessments", "training", "obligations", "honours", "projects", "surveys")
"""Daily work that a unit does for itself."""

_BUSINESS_SEE = frozenset(
    {"organisations.see", "people.see", "schemes.see", "decisions.see", "policies.see", "statistics.see"}
    | {"credentials.see", *(f"{work}.see" for work in _WORK)}
)
_UNIT_CHANGE = frozenset(
    {"organisations.change", "people.change", "schemes.change", "talks.see", "talks.change"}
    | {f"{work}.change" for work in _WORK}
)
_BUSINESS_CHANGE = _UNIT_CHANGE | {
    "decisions.change",
    "policies.change",
    "cases.review",
    "credentials.change",
}
_REGISTRY = frozenset({"tenants.see", "tenants.change", "policies.see", "policies.change", "statistics.see"})


ROLES: tuple[Role, ...] = (
    Role("ADMINISTRATOR", "系统管理员", "tenant", frozenset({"users.see", "users.change", "decide.policy"})),
    Role("AUDITOR", "安全审计员", "tenant", frozenset({"audit.see"})),
    Role(
        "ORGANISATION_OFFICER",
        "组织部门工作人员",
        "tenant",
        _BUSINESS_SEE | _BUSINESS_CHANGE | {"identity.see", "decide.policy", "reports.submit"},
    ),
    Role(
        "UNIT_OFFICER",
        "所在单位党务干部",
        "tenant",
        _BUSINESS_SEE | _UNIT_CHANGE | {"decide.policy"},
        place="organisation",
        place_required=True,
    ),
    Role("REVIEWER", "审核人员", "tenant", frozenset({"cases.review"}), place="organisation"),
    Role("VIEWER", "查阅人员", "tenant", _BUSINESS_SEE, place="organisation"),
    Role("PLATFORM_ADMINISTRATOR", "平台管理员", "public", _REGISTRY | {"users.see", "users.change"}),
    Role(
        "PROVINCE_ADMINISTRATOR",
        "省级管理员",
        "public",
        _REGISTRY | {"reports.decide"},
        place="region",
        place_required=True,
    ),
    Role(
        "STATISTICS_READER",
        "统计读者",
        "public",
        frozenset({"tenants.see", "statistics.see"}),
        place="region",
    ),
    Role("AUDITOR", "安全审计员", "public", frozenset({"audit.see"})),
)
INCOMPATIBLE = frozenset(
    {frozenset({"ADMINISTRATOR", "AUDITOR"}), frozenset({"PLATFORM_ADMINISTRATOR", "AUDITOR"})}
)
"""Pairs that one user must not hold: whoever grants rights is not who watches how they are used."""

_BY_KEY = {(role.realm, role.code): role for role in ROLES}


def roles(realm: Realm) -> tuple[Role, ...]:
    """Return the roles of one realm, in the order in which they are shown."""
    return tuple(role for role in ROLES if role.realm == realm)


def role(realm: Realm, code: str) -> Role | None:
    """Return the role of this code, or None: a role that no longer exists grants nothing.

    >>> role("public", "AUDITOR").title
    '安全审计员'
    >>> role("tenant", "STATISTICS_READER") is None
    True
    """
    return _BY_KEY.get((realm, code))


@dataclass(frozen=True)
class Mark:
    """What a field of the API demands: nothing, a sign-in, or a permission."""

    kind: Literal["anyone", "signed_in", "requires"]
    permission: str = ""

    def __post_init__(self) -> None:
        if self.kind == "requires":
            known(self.permission)


def allowed(role: Role | None, mark: Mark) -> bool:
    """Return whether someone with just this role may use a field; None stands for not signed in.

    >>> allowed(role("tenant", "REVIEWER"), Mark("requires", "people.see"))
    False
    """
    if mark.kind == "anyone":
        return True
    if role is None:
        return False
    return mark.kind == "signed_in" or mark.permission in role.permissions | SIGNED_IN
