"""Facts of one telling case for each of the core's own actions; the rulebook shows what follows."""

from typing import Any

EXAMPLES: dict[str, dict[str, Any]] = {
    "excellent_cap": {"appraised": 47, "excellent": 8},
    "exam_result": {"attended": True, "score": 60},
    "open_cycle": {"has_quant_item": False, "evaluator_groups": 1, "reason_given": False},
    "close_project": {"steps": 5, "skipped": 1},
}
