"""Demonstration data are made by the same services as everything else."""

from core import plugins
from core.appointments.models import Appointment, AppointmentChange
from core.demo import Demo
from core.organisations.models import OrganisationChange, OrganisationPeriod


def test_a_demonstration_tenant_has_organisations_people_and_the_facts_behind_them(in_alpha):
    demo = plugins.describe("fuquan_licensing", "demo", expected=Demo)
    assert demo is not None

    demo.fill()

    assert OrganisationPeriod.objects.count() == OrganisationChange.objects.count() == 549
    assert Appointment.objects.count() == AppointmentChange.objects.count() == 652
