"""All tables of the plugin: its nouns' models, nothing else."""

from plugins.fuquan_licensing.bank.models import Question, QuestionVersion
from plugins.fuquan_licensing.changes.models import Change
from plugins.fuquan_licensing.examinations.models import Examination, Mark, Registration, Round
from plugins.fuquan_licensing.growth.models import (
    DegreeStudy,
    DualScore,
    DutyStatement,
    Mentoring,
    Placement,
    ShadowingBatch,
)
from plugins.fuquan_licensing.licences.models import Licence, PayLink, Revocation
from plugins.fuquan_licensing.reviews.models import ReviewCase, ReviewDesk
from plugins.fuquan_licensing.sittings.models import Answer, Sitting

__all__ = [
    "Answer",
    "Change",
    "DegreeStudy",
    "DualScore",
    "DutyStatement",
    "Examination",
    "Licence",
    "Mark",
    "Mentoring",
    "PayLink",
    "Placement",
    "Question",
    "QuestionVersion",
    "Registration",
    "ReviewCase",
    "ReviewDesk",
    "Revocation",
    "Round",
    "ShadowingBatch",
    "Sitting",
]
