"""The policy in force on any day equals a replay of all enactments in the order in which they were made."""

from datetime import date, timedelta

from deciding import ACTOR
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.decisions import enacting, selectors, services
from core.policy import jsontext

PLUGIN = "fuquan_licensing"
START = date(2024, 1, 1)
HORIZON = 8
REGIONS = ("", "520000", "522700", "522702", "522701")
PARAMETERS = ("months_between_levels", "filing_working_days")

enactments = st.tuples(
    st.sampled_from(REGIONS[:4]),
    st.integers(0, HORIZON - 1),
    st.dictionaries(st.sampled_from(PARAMETERS), st.integers(1, 30), max_size=2),
)


def day(number: int) -> date:
    return START + timedelta(days=number)


class Replay:
    """The policy of each region day by day; None where a region has none of its own."""

    def __init__(self, first: dict) -> None:
        self.days: dict[str, list[dict | None]] = {region: [None] * HORIZON for region in REGIONS}
        self.days[""] = [first] * HORIZON
        self.begins: dict[str, set[int]] = {region: set() for region in REGIONS}

    def in_force(self, region: str, on: int) -> dict:
        """Return the parameters of the nearest region that has some on a day."""
        around = ["", f"{region[:2]}0000", f"{region[:4]}00", region] if region else [""]
        own = [self.days[scope][on] for scope in around]
        return next(values for values in reversed(own) if values is not None)

    def enact(self, region: str, on: int, values: dict) -> None:
        """Put parameters in force from a day until the next version of the region begins."""
        complete = {**self.in_force(region, on), **values}
        later = [begin for begin in self.begins[region] if begin > on]
        for number in range(on, min(later, default=HORIZON)):
            self.days[region][number] = complete
        self.begins[region].add(on)


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(enactments, max_size=8))
def test_in_force_on_any_day_is_what_all_enactments_in_order_make_of_it(in_alpha, taken):
    with transaction.atomic():
        first = jsontext.read(selectors.in_force(plugin=PLUGIN, on=START).parameters)
        replay = Replay(first)
        for region, on, values in taken:
            enacting.enact(
                plugin=PLUGIN,
                parameters=values,
                effective_from=day(on),
                region=region,
                basis_title="办法",
                reason="追溯",
                actor=ACTOR,
                today=day(HORIZON),
            )
            replay.enact(region, on, values)

        for on in range(HORIZON):
            for region in REGIONS:
                version = selectors.in_force(plugin=PLUGIN, on=day(on), region=region)
                assert jsontext.read(version.parameters) == replay.in_force(region, on)
                asked = services.decide(
                    action=f"{PLUGIN}.quota",
                    facts={"sector": "ORGAN", "staff_count": 9},
                    on=day(on),
                    today=START,
                )
                assert asked.version == selectors.in_force(plugin=PLUGIN, on=day(on))
        transaction.set_rollback(True)
