"""People over GraphQL: rights by subtree, versions, unmasking, and a constant number of queries."""

import nobody
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tenants.utils import tenant_context

from core.access.models import IdempotencyRecord
from core.people import services
from core.people.models import IdentityDisclosure, Person

LIST = (
    "query($first: Int, $after: String, $unit: ID) { people(first: $first, after: $after, unit: $unit)"
    " { edges { node { id name organisation { name } idNumber phone } } pageInfo { hasNextPage } } }"
)
UPDATE = "mutation($input: UpdatePersonInput!) { updatePerson(input: $input) { person { major version } } }"
UNMASK = "mutation($input: UnmaskPersonInput!) { unmaskPerson(input: $input) { idNumber phone } }"


@pytest.fixture
def two_units(beta, unit, posted):
    """A unit with a subunit and another unit, one person in each."""
    with tenant_context(beta):
        home, other = unit("甲镇党委"), unit("乙镇党委")
        below = unit("甲村支部", home)
        return home, other, posted("张三", home), posted("李四", below), posted("王五", other)


def test_everything_about_a_person_comes_back(asker):
    officer = asker("ORGANISATION_OFFICER")

    answer = officer.ask(
        "mutation($input: RegisterPersonInput!) { registerPerson(input: $input) { warnings person { name"
        " pinyin sex sexCode birthOn idNumber phone education educationCode major politicalStatus"
        " politicalStatusCode joinedOn fullMemberSince partyWorkSince professionalTitle developmentIntention"
        " version organisation { id } leftOn leaveReason mergedInto } } }",
        {
            "input": {
                "name": "张三",
                "idNumber": nobody.NUMBER,
                "phone": nobody.PHONE,
                "education": "BACHELOR",
                "educationCode": "21",
                "major": "法学",
                "politicalStatus": "FULL_MEMBER",
                "joinedOn": "2012-07-01",
                "fullMemberSince": "2013-07-01",
                "partyWorkSince": "2015-03-01",
                "professionalTitle": "POLITICAL_WORK",
                "developmentIntention": "后备",
            }
        },
    )

    assert answer["data"]["registerPerson"] == {
        "warnings": [],
        "person": {
            "name": "张三",
            "pinyin": "zhang san",
            "sex": "MALE",
            "sexCode": "1",
            "birthOn": "1990-03-07",
            "idNumber": f"5227**********{nobody.NUMBER[-4:]}",
            "phone": "154****1234",
            "education": "BACHELOR",
            "educationCode": "21",
            "major": "法学",
            "politicalStatus": "FULL_MEMBER",
            "politicalStatusCode": "01",
            "joinedOn": "2012-07-01",
            "fullMemberSince": "2013-07-01",
            "partyWorkSince": "2015-03-01",
            "professionalTitle": "POLITICAL_WORK",
            "developmentIntention": "后备",
            "version": 1,
            "organisation": None,
            "leftOn": None,
            "leaveReason": None,
            "mergedInto": None,
        },
    }


def test_an_officer_of_a_unit_sees_its_subtree_only(asker, two_units):
    home, other, *_ = two_units
    officer = asker("UNIT_OFFICER", home)

    def listed(**variables) -> list[str]:
        return [edge["node"]["name"] for edge in officer.ask(LIST, variables)["data"]["people"]["edges"]]

    assert listed() == ["李四", "张三"]
    assert listed(unit=str(other.pk)) == []


@pytest.mark.parametrize("role", ["UNIT_OFFICER", "VIEWER"])
def test_people_elsewhere_do_not_exist(asker, two_units, role):
    home, _, inside, _, outside = two_units
    officer = asker(role, home)
    one = "query($id: ID!) { person(id: $id) { name } }"

    assert officer.ask(one, {"id": str(inside.pk)})["data"] == {"person": {"name": "张三"}}
    assert officer.code(one, {"id": str(outside.pk)}) == "NOT_FOUND"
    assert officer.code(one, {"id": "1"}) == "NOT_FOUND"


def test_nothing_is_changed_elsewhere(asker, two_units, beta):
    home, other, inside, _, outside = two_units
    officer = asker("UNIT_OFFICER", home)
    given = {"id": str(outside.pk), "version": 1}
    operations = {
        UPDATE: {"input": {**given, "major": "法学"}},
        "mutation($input: MergePeopleInput!) { mergePeople(input: $input) { person { id } } }": {
            "input": {"kept": str(inside.pk), "absorbed": str(outside.pk), "reason": "重复"}
        },
        "mutation($input: ReleasePersonInput!) { releasePerson(input: $input) { person { id } } }": {
            "input": {**given, "on": "2026-05-01", "reason": "RETIRED"}
        },
        "mutation($input: RegisterPersonInput!) { registerPerson(input: $input) { person { id } } }": {
            "input": {"name": "赵六", "unit": str(other.pk)}
        },
    }

    assert {officer.code(query, variables) for query, variables in operations.items()} == {"NOT_FOUND"}
    with tenant_context(beta):
        assert set(Person.objects.values_list("version", "left_on", "merged_into")) == {(1, None, None)}
        assert Person.objects.count() == 3


def test_a_person_of_another_tenant_does_not_exist(asker, alpha, beta):
    officer = asker("ORGANISATION_OFFICER")
    with tenant_context(alpha):
        elsewhere = services.register(name="张三")

    assert (
        officer.code("query($id: ID!) { person(id: $id) { name } }", {"id": str(elsewhere.pk)}) == "NOT_FOUND"
    )


def test_an_edit_on_an_outdated_version_is_refused(asker, two_units):
    officer, person = asker("ORGANISATION_OFFICER"), two_units[2]
    edit = {"input": {"id": str(person.pk), "version": 1, "major": "法学"}}

    assert officer.ask(UPDATE, edit)["data"]["updatePerson"]["person"] == {"major": "法学", "version": 2}
    assert officer.code(UPDATE, edit) == "CONFLICT"


def test_unmasking_needs_the_right_and_is_kept_nowhere(asker, beta):
    with tenant_context(beta):
        person = services.register(name="张三", id_number=nobody.NUMBER, phone=nobody.PHONE)
    officer, viewer = asker("ORGANISATION_OFFICER"), asker("VIEWER")
    asked = {"input": {"id": str(person.pk), "fields": ["ID_NUMBER"], "reason": "核对档案"}}

    answers = [officer.ask(UNMASK, asked, **{"idempotency-key": "k"})["data"] for _ in range(2)]

    assert answers == [{"unmaskPerson": {"idNumber": nobody.NUMBER, "phone": None}}] * 2
    assert viewer.code(UNMASK, asked) == "FORBIDDEN"
    with tenant_context(beta):
        assert IdentityDisclosure.objects.count() == 2
        assert IdempotencyRecord.objects.count() == 0


def test_merging_and_parting(asker, beta, posted):
    with tenant_context(beta):
        kept, absorbed = posted("张三"), posted("张三", phone=nobody.PHONE)
    officer = asker("ORGANISATION_OFFICER")

    merge = officer.ask(
        "mutation($input: MergePeopleInput!)"
        " { mergePeople(input: $input) { merge { id } person { phone } } }",
        {"input": {"kept": str(kept.pk), "absorbed": str(absorbed.pk), "reason": "重复"}},
    )["data"]["mergePeople"]
    parted = officer.ask(
        "mutation($input: UnmergePeopleInput!) { unmergePeople(input: $input) { people { id phone } } }",
        {"input": {"merge": merge["merge"]["id"], "reason": "误并"}},
    )["data"]["unmergePeople"]
    log = officer.ask(f'{{ personMerges(person: "{kept.pk}") {{ keptId reason undoneByName }} }}')["data"]

    assert merge["person"] == {"phone": "154****1234"}
    assert parted["people"] == [
        {"id": str(kept.pk), "phone": None},
        {"id": str(absorbed.pk), "phone": "154****1234"},
    ]
    assert log["personMerges"] == [{"keptId": str(kept.pk), "reason": "重复", "undoneByName": "测试"}]


@pytest.mark.parametrize("role", ["ORGANISATION_OFFICER", "UNIT_OFFICER"])
def test_the_list_makes_as_many_queries_for_ten_rows_as_for_a_hundred(asker, beta, unit, posted, role):
    with tenant_context(beta):
        home = unit("甲镇党委")
        for number in range(101):
            posted(f"张{number}", home)
    officer = asker(role, home if role == "UNIT_OFFICER" else None)
    officer.ask(LIST, {"first": 1, "unit": str(home.pk)})
    made = {}

    for first in (10, 100):
        with CaptureQueriesContext(connection) as queries:
            answer = officer.ask(LIST, {"first": first, "unit": str(home.pk)})
        assert len(answer["data"]["people"]["edges"]) == first
        made[first] = [query["sql"] for query in queries if not query["sql"].startswith("SET ")]

    assert len(made[10]) == len(made[100]) <= 4
