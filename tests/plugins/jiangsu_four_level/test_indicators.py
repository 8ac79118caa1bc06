"""Figures of certificates, and of who was trained enough by the law of the place."""

from datetime import date

import pytest
from browsing import CLERK
from counting import by, credential, total, trained, unit, worker

from core.decisions import enacting
from core.organisations.models import Sector

CERTIFICATE = "jiangsu_four_level.certificate"


@pytest.fixture
def firm(in_alpha):
    """The branch of a private enterprise in Suzhou."""
    return unit("甲公司党支部", Sector.PRIVATE_ENTERPRISE, division_code="320505")


def test_certified_are_workers_of_two_new_organisations_with_a_valid_certificate(firm):
    certified, suspended = worker("张三", firm), worker("李四", firm)
    worker("王五", unit("乙协会党支部", Sector.SOCIAL_ORGANISATION))
    credential(worker("赵六", unit("丙村党支部", Sector.VILLAGE)), CERTIFICATE, "JUNIOR")
    credential(certified, CERTIFICATE, "SENIOR")
    credential(suspended, CERTIFICATE, "JUNIOR", steps=((date(2022, 7, 1), "SUSPENDED"),))

    assert total("certified_share", "2022") == (1, 3)
    assert total("certificates", "2022") == 2
    assert by("certificates", "level", "2022") == {"JUNIOR": 1, "SENIOR": 1}


@pytest.mark.parametrize(
    ("sessions", "met"),
    [((), 0), (("2.5",), 0), (("3",), 1), (("1.5", "1.5"), 1)],
)
def test_enough_training_is_one_session_and_three_days_in_the_year(firm, sessions, met):
    someone = worker("张三", firm)
    for number, days in enumerate(sessions, start=1):
        trained(someone, firm, days=days, last_on=date(2022, number, 10))

    assert total("training_met_share", "2022") == (met, 1)


def test_a_quarter_shows_what_was_attended_since_new_year(firm):
    someone = worker("张三", firm)
    trained(someone, firm, days="3", last_on=date(2021, 12, 31))
    trained(someone, firm, days="2", last_on=date(2022, 1, 1))
    trained(someone, firm, days="1", last_on=date(2022, 4, 1))

    shown = [total("training_met_share", period) for period in ("2021Q4", "2022Q1", "2022Q2", "2022-06")]

    assert shown == [(1, 1), (0, 1), (1, 1), (1, 1)]


def test_each_city_asks_for_its_own_days(firm):
    elsewhere = unit("乙公司党支部", Sector.PRIVATE_ENTERPRISE, division_code="320102")
    for organisation in (firm, elsewhere):
        trained(worker("张三", organisation), organisation, days="4", last_on=date(2022, 5, 1))

    enacting.enact(
        plugin="jiangsu_four_level",
        parameters={"minimum_days": 5},
        effective_from=date(2022, 1, 1),
        region="320500",
        basis_title="苏州市细则",
        reason="补录",
        actor=CLERK,
        today=date(2022, 12, 1),
    )

    assert total("training_met_share", "2021") == (0, 2)
    assert total("training_met_share", "2022") == (1, 2)
    assert total("training_met_share", "2022", organisations=[firm.pk]) == (0, 1)
