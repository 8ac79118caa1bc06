"""The list behind a figure is as long as the figure says, and names only what the reader may see."""

from datetime import date

import pytest
from browsing import CLERK
from counting import TODAY, post

from core.appointments import establishment
from core.appointments.models import Appointment, EndReason, Post
from core.indicators import periods, records, registry, selectors
from core.indicators.records import Part, Sight
from core.organisations.models import Sector
from core.people import services as people
from core.people.codes import Sex
from core.people.models import Person

SPAN = periods.passed(periods.parse("2022"), today=TODAY)
ALL = Sight(organisations=None, people=None, today=TODAY)


def page(code: str, part: Part = Part.NUMERATOR, *, sight: Sight = ALL, limit: int = 100, **more):
    return records.page(
        indicator=registry.active()[code], part=part, span=SPAN, sight=sight, limit=limit, **more
    )


@pytest.fixture
def town(branch, found, posted):
    """Two organisations with people who came, stayed and left."""
    office = found("乙机关党支部", sector=Sector.ORGAN)
    establishment.approve(organisation=branch.pk, post=Post.WORKER, places=3, minimum=2, on=date(2020, 1, 1))
    young = {"birth_on": date(1995, 5, 5), "sex": Sex.FEMALE.value, "education": "BACHELOR"}
    old = {"birth_on": date(1965, 5, 5), "full_member_since": date(1990, 1, 1)}
    posted("zhao", branch, person=young, entry_channel="ELECTED")
    several = posted("qian", office, person=old, post=Post.SECRETARY, also_head=True)
    post(several, branch, basis=Appointment.Basis.PART_TIME)
    posted("sun", office, until=date(2022, 5, 1), end_reason=EndReason.RESIGNED)
    posted("li", office, on=date(2022, 2, 1), basis=Appointment.Basis.PART_TIME)
    return {"branch": branch, "office": office}


@pytest.mark.parametrize("code", [indicator.code for indicator in registry.CORE])
def test_the_amounts_of_the_records_add_up_to_the_figure(town, code):
    for organisations in (None, [town["branch"].pk], []):
        [whole] = selectors.cells(
            indicators=[registry.active()[code]], span=SPAN, organisations=organisations
        )

        for part, figure in ((Part.NUMERATOR, whole.numerator), (Part.DENOMINATOR, whole.denominator)):
            rows = page(code, part, organisations=organisations)
            assert sum(row.amount for row in rows) == (figure or 0)
            assert len({(row.kind, row.id) for row in rows}) == len(rows)


@pytest.mark.parametrize("code", [indicator.code for indicator in registry.CORE])
def test_the_cells_of_every_dimension_add_up_to_the_whole_and_list_their_records(town, code):
    indicator = registry.active()[code]
    [whole] = selectors.cells(indicators=[indicator], span=SPAN)

    for dimension in indicator.dimensions:
        cells = selectors.cells(indicators=[indicator], span=SPAN, splits=[(dimension,)])
        assert sum(cell.numerator for cell in cells) == whole.numerator
        assert sum(cell.denominator or 0 for cell in cells) == (whole.denominator or 0)
        for cell in cells:
            rows = page(code, dimension=cell.dimension)
            assert sum(row.amount for row in rows) == cell.numerator


def test_records_come_by_pinyin_page_by_page(town):
    first = page("workers", limit=2)
    after = (first[-1].key[0], first[-1].key[1], first[-1].id)

    assert [row.name for row in first] == ["li", "qian"]
    assert [row.name for row in page("workers", limit=2, after=after)] == ["zhao"]


def test_a_record_says_where_and_what(town):
    [row] = page("elected_share")

    assert (row.kind, row.name, row.label, row.organisation_name) == (
        "PERSON",
        "zhao",
        "选举产生",
        "甲村党支部",
    )


def test_who_is_out_of_sight_is_counted_without_a_name_at_the_end(town):
    sight = Sight(organisations=[town["branch"].pk], people=[town["branch"].pk], today=TODAY)

    rows = page("workers", sight=sight)

    assert [(row.hidden, row.name, row.organisation_name) for row in rows] == [
        (False, "qian", None),
        (False, "zhao", "甲村党支部"),
        (True, None, None),
    ]
    assert rows[-1].pinyin == ""
    assert rows[-1].label is None


def test_an_organisation_out_of_sight_has_no_name(town):
    sight = Sight(organisations=[town["office"].pk], people=[], today=TODAY)

    assert [row.name for row in page("organisations", sight=sight)] == ["乙机关党支部", None]
    assert [row.name for row in page("workers", sight=sight)] == [None, None, None]


def test_who_was_erased_is_counted_without_a_name(town):
    people.erase(person_id=Person.objects.get(name="zhao").pk, actor=CLERK, reason="本人申请")

    assert [row.name for row in page("workers")] == ["li", "qian", None]


def test_a_count_has_no_denominator_behind_it(town):
    assert page("workers", Part.DENOMINATOR) == []


def test_a_dimension_that_the_indicator_lacks_is_refused(town):
    with pytest.raises(selectors.BadDimension, match="可用的维度为 sector、level") as refused:
        page("organisations", dimension={"sex": "MALE"})

    assert refused.value.extensions["dimensions"] == ["sector", "level"]
