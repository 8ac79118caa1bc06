import pytest

from core.policy.vocabulary import PoliticalStatus, Sector, sector_in


@pytest.mark.parametrize(
    ("sector", "listed", "inside"),
    [
        (Sector.ORGAN, [Sector.ORGAN], True),
        (Sector.ORGAN, [Sector.TWO_NEW], False),
        (Sector.TWO_NEW, [Sector.TWO_NEW], True),
        (Sector.PRIVATE_ENTERPRISE, [Sector.TWO_NEW], True),
        (Sector.SOCIAL_ORGANISATION, [Sector.TWO_NEW], True),
        (Sector.SOCIAL_ORGANISATION, [Sector.PRIVATE_ENTERPRISE], False),
        (Sector.TWO_NEW, [Sector.PRIVATE_ENTERPRISE, Sector.SOCIAL_ORGANISATION], True),
        (Sector.TWO_NEW, [], False),
    ],
)
def test_either_kind_of_two_new_counts_where_two_new_is_listed(sector, listed, inside):
    assert sector_in(sector, listed) is inside


def test_codes_carry_their_chinese_terms():
    assert (Sector.TWO_NEW, Sector.TWO_NEW.label) == ("TWO_NEW", "两新组织")
    assert [status.label for status in PoliticalStatus][:2] == ["中共党员", "中共预备党员"]
    assert len(PoliticalStatus) == 13
