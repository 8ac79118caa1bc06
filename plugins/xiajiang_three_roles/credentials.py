"""The letter of appointment of Xiajiang's three roles (domain.md §6); it ends with its term."""

from core.credentials import kinds
from core.credentials.kinds import CredentialKind
from plugins.xiajiang_three_roles.facts import Role
from plugins.xiajiang_three_roles.scheme import NAME

LETTER = CredentialKind(
    code=f"{NAME}.letter",
    title="聘书",
    wording="经组织研究，聘任为",
    levels=tuple(kinds.Level(role.value, role.label) for role in Role),
    number="XJ-{year}-{serial:04}",
    issue_action=f"{NAME}.appoint",
    climbing=False,
    validity_months="term_months",
)
