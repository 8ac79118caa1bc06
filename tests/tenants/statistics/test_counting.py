"""The published figures of a tenant equal a count of its records, after whatever was written."""

from datetime import date

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from publishing import TODAY, figures, law_with, recounted, worked_off
from recounting import draw

from core.appointments.models import Appointment
from core.obligations.models import Obligation
from core.organisations.models import OrganisationPeriod
from core.people.models import Person
from core.training.models import TrainingKind, TrainingSession


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(seed=st.integers(0, 2**32))
def test_after_random_writes_the_figures_equal_a_recount(in_beta, seed):
    with transaction.atomic():
        law_with(figure_years=3, figure_detail_years=1)
        worked_off(on=TODAY)
        town = draw(seed)
        worked_off(on=TODAY)
        for _ in range(3):
            change(town)
            worked_off(on=TODAY)

        assert figures() == recounted(on=TODAY)
        transaction.set_rollback(True)


def change(town) -> None:
    """Make one random write past the services, as an import or a repair would."""
    dice = town.dice
    match dice.randrange(6):
        case 0:
            rows(Person, dice, town.people).update(birth_on=date(1990, 1, 1))
        case 1:
            rows(Appointment, dice, town.posts).delete()
        case 2:
            rows(Appointment, dice, town.posts).update(until_on=None, end_reason="", basis="PART_TIME")
        case 3:
            rows(OrganisationPeriod, dice, town.periods).update(sector="SCHOOL")
        case 4:
            rows(Obligation, dice, town.duties).delete()
        case _:
            rows(TrainingSession, dice, town.sessions).update(kind=TrainingKind.CONTEST)


def rows(model, dice, drawn):
    """Return one of the rows that were drawn, or none where there are none."""
    return model.objects.filter(pk__in=[one.pk for one in dice.sample(drawn, min(1, len(drawn)))])
