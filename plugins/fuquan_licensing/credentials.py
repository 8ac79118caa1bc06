"""The licence of Fuquan's scheme (domain.md §4); it does not lapse unless a policy says so."""

from core.credentials import kinds
from core.credentials.kinds import CredentialKind, Step, Verb
from plugins.fuquan_licensing.facts import Level
from plugins.fuquan_licensing.scheme import NAME

LICENCE = CredentialKind(
    code=f"{NAME}.licence",
    title="党务工作者资格证书",
    wording="经考试合格、联审无异议，具备从事党务工作的任职资格",
    levels=tuple(kinds.Level(level.value, level.label) for level in Level),
    number="FQ-{year}-{serial:05}",
    issue_action=f"{NAME}.issue",
    steps=(Step(Verb.REVOKE, f"{NAME}.revoke"),),
    validity_months="validity_months",
)
