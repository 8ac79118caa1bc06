"""All models of the app `core`: the nouns' models, nothing else."""

from core.audit.models import AuditEvent, AuditSeal
from core.decisions.models import DecisionRecord, PolicyVersion
from core.organisations.models import Organisation, OrganisationPeriod
from core.people.models import Appointment, Person

__all__ = [
    "Appointment",
    "AuditEvent",
    "AuditSeal",
    "DecisionRecord",
    "Organisation",
    "OrganisationPeriod",
    "Person",
    "PolicyVersion",
]
