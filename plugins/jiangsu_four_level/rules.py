"""Jiangsu's rules, one pure function for each action of domain.md §5, gathered from their themes."""

from plugins.jiangsu_four_level.rules_certification import advance, apply, certify, evaluate, move
from plugins.jiangsu_four_level.rules_posts import assessors, dispatch_instructor, select_secretary
from plugins.jiangsu_four_level.rules_standing import allowance, annual_inspection, report_change, withdraw
from plugins.jiangsu_four_level.rules_training import training, training_plan

__all__ = [
    "advance",
    "allowance",
    "annual_inspection",
    "apply",
    "assessors",
    "certify",
    "dispatch_instructor",
    "evaluate",
    "move",
    "report_change",
    "select_secretary",
    "training",
    "training_plan",
    "withdraw",
]
