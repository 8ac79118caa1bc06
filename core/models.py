"""All models of the app `core`: the nouns' models, nothing else."""

from core.appointments.models import Appointment, AppointmentChange, Quota
from core.audit.models import AuditEvent, AuditSeal
from core.decisions.models import DecisionRecord, PolicyVersion
from core.organisations.models import (
    Organisation,
    OrganisationChange,
    OrganisationPeriod,
    OrganisationSuccession,
)
from core.people.models import IdentityDisclosure, Person, PersonMerge
from core.projects.models import Project, ProjectEntry, ProjectMember, Standard

__all__ = [
    "Appointment",
    "AppointmentChange",
    "AuditEvent",
    "AuditSeal",
    "DecisionRecord",
    "IdentityDisclosure",
    "Organisation",
    "OrganisationChange",
    "OrganisationPeriod",
    "OrganisationSuccession",
    "Person",
    "PersonMerge",
    "PolicyVersion",
    "Project",
    "ProjectEntry",
    "ProjectMember",
    "Quota",
    "Standard",
]
