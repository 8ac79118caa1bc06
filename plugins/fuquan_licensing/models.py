"""All tables of the plugin: its nouns' models, nothing else."""

from plugins.fuquan_licensing.bank.models import Question, QuestionVersion
from plugins.fuquan_licensing.examinations.models import Examination, Mark, Registration, Round
from plugins.fuquan_licensing.sittings.models import Answer, Sitting

__all__ = [
    "Answer",
    "Examination",
    "Mark",
    "Question",
    "QuestionVersion",
    "Registration",
    "Round",
    "Sitting",
]
