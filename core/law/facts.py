"""Facts of the core's own actions."""

from pydantic import Field

from core.policy.checks import PartOf
from core.policy.fields import Count, Flag, Score
from core.policy.models import Facts


class ExcellentCap(Facts):
    """How many people of a cycle are appraised and how many of them are to be EXCELLENT."""

    checks = (PartOf(("excellent",), "appraised"),)

    appraised: Count = Field(title="参加考核人数", json_schema_extra={"unit": "人"})
    excellent: Count = Field(title="拟定优秀等次人数", json_schema_extra={"unit": "人"})
    cap: Count | None = Field(None, title="其他制度所定的优秀名额", json_schema_extra={"unit": "人"})


class ExamResult(Facts):
    """The score of somebody in an examination; there is none of who did not attend."""

    attended: Flag = Field(title="参加考试")
    score: Score | None = Field(title="成绩", json_schema_extra={"unit": "分"})


class OpenCycle(Facts):
    """What a cycle of appraisal is made of when it is to be opened."""

    has_quant_item: Flag = Field(title="有定量指标")
    evaluator_groups: Count = Field(title="评价主体的类别数", json_schema_extra={"unit": "类"})
    reason_given: Flag = Field(title="已说明理由")


class CloseProject(Facts):
    """How many steps the standard of a project to be closed has, and how many of them were skipped."""

    checks = (PartOf(("skipped",), "steps"),)

    steps: Count = Field(title="所依规范的步骤数", json_schema_extra={"unit": "个"})
    skipped: Count = Field(title="未完成的步骤数", json_schema_extra={"unit": "个"})
