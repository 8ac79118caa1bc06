"""All models of the app `core`: the nouns' models, nothing else."""

from core.appointments.models import Appointment, AppointmentChange, Quota
from core.assessments.models import (
    Assessment,
    AssessmentCycle,
    AssessmentListing,
    AssessmentReport,
    AssessmentResult,
    AssessmentReview,
    AssessmentScore,
)
from core.attachments.models import Attachment
from core.audit.models import AuditEvent, AuditSeal
from core.credentials.models import Credential, CredentialSeries, CredentialStep
from core.decisions.models import DecisionRecord, PolicyException, PolicyVersion
from core.examinations.models import Examination, ExaminationResult
from core.honours.models import Honour
from core.notices.models import Notice
from core.obligations.models import Obligation
from core.organisations.models import (
    Organisation,
    OrganisationChange,
    OrganisationPeriod,
    OrganisationSuccession,
)
from core.people.models import IdentityDisclosure, Person, PersonMerge
from core.projects.models import Project, ProjectEntry, ProjectMember, Standard
from core.surveys.models import Survey, SurveyBallotBox, SurveyLink, SurveyPopulation
from core.talks.models import Talk
from core.training.models import TrainingAttendance, TrainingSession

__all__ = [
    "Appointment",
    "AppointmentChange",
    "Assessment",
    "AssessmentCycle",
    "AssessmentListing",
    "AssessmentReport",
    "AssessmentResult",
    "AssessmentReview",
    "AssessmentScore",
    "Attachment",
    "AuditEvent",
    "AuditSeal",
    "Credential",
    "CredentialSeries",
    "CredentialStep",
    "DecisionRecord",
    "Examination",
    "ExaminationResult",
    "Honour",
    "IdentityDisclosure",
    "Notice",
    "Obligation",
    "Organisation",
    "OrganisationChange",
    "OrganisationPeriod",
    "OrganisationSuccession",
    "Person",
    "PersonMerge",
    "PolicyException",
    "PolicyVersion",
    "Project",
    "ProjectEntry",
    "ProjectMember",
    "Quota",
    "Standard",
    "Survey",
    "SurveyBallotBox",
    "SurveyLink",
    "SurveyPopulation",
    "Talk",
    "TrainingAttendance",
    "TrainingSession",
]
