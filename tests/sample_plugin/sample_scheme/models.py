"""Tables of the sample scheme."""

from django.db import models

from core.people.models import Person


class SampleVisit(models.Model):
    """One visit that a person paid on a day."""

    # The core deletes a person without asking the tables of plugins that a tenant may not have;
    # PostgreSQL's own constraint still refuses.
    person = models.ForeignKey(Person, on_delete=models.DO_NOTHING, related_name="+")
    paid_on = models.DateField()


class SampleTopic(models.Model):
    """Reference data: what a visit may be about."""

    name = models.CharField(max_length=50, unique=True)
