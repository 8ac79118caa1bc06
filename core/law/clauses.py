"""Clauses that the core's own findings cite (domain.md §2); what the source leaves open says so."""

from functools import partial

from core.policy.decision import Clause

SOURCE = "核心规则（各地通用）"
clause = partial(Clause, source=SOURCE)

EXCELLENT = clause("CORE-EXCELLENT", "一个考核周期内优秀等次不超过规定比例，名额向下取整（比例为本系统默认）")
QUANT = clause("CORE-QUANT", "考核周期应有定量指标；没有的，须说明理由")
GROUPS = clause("CORE-GROUPS", "考核周期不应只由一类评价主体打分；只有一类的，须说明理由")
STEPS = clause("CORE-STEPS", "项目办结前，所依规范的步骤应全部完成；跳过的，须有批准的例外")
