"""The certificate of Jiangsu's four levels (domain.md §5): one form for the province, counted by city."""

from core.credentials import kinds
from core.credentials.kinds import CredentialKind, Step, Verb
from core.policy.vocabulary import CredentialStatus
from plugins.jiangsu_four_level.rules_standing import PASSED
from plugins.jiangsu_four_level.scheme import NAME
from plugins.jiangsu_four_level.vocabulary import Consequence, Level

INSPECTION = f"{NAME}.annual_inspection"
WITHDRAWAL = f"{NAME}.withdraw"

CERTIFICATE = CredentialKind(
    code=f"{NAME}.certificate",
    title="两新组织党务工作者资格认证证书",
    wording="经个人申报、组织审核、培训测试、综合评定和公示，符合两新组织党务工作者资格条件",
    levels=tuple(kinds.Level(level.value, level.label) for level in Level),
    number="JS-{region}-{year}-{serial:05}",
    issue_action=f"{NAME}.certify",
    steps=(
        Step(Verb.SUSPEND, INSPECTION, key="result", value=Consequence.SUSPENDED),
        Step(Verb.RESTORE, INSPECTION, key="result", value=PASSED),
        Step(Verb.LOWER, INSPECTION, key="result", value=Consequence.LOWERED),
        Step(Verb.REVOKE, WITHDRAWAL, key="status", value=CredentialStatus.REVOKED),
        Step(Verb.EXPIRE, WITHDRAWAL, key="status", value=CredentialStatus.EXPIRED),
        Step(Verb.EXPIRE, INSPECTION, key="result", value=Consequence.EXPIRED),
    ),
    inspection=INSPECTION,
    by_city=True,
)
