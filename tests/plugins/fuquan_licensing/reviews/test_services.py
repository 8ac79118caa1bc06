"""The joint review: every passed candidate before every body, each decided once by who speaks for it."""

from decimal import Decimal

import licensing
import nobody
import pytest
from browsing import CLERK

from core.access import services as access
from core.organisations.facts import Outdated
from core.people import services as people
from core.people.identities import NumberInText
from core.people.models import IdentityDisclosure
from plugins.fuquan_licensing.examinations.models import Examination, Mark
from plugins.fuquan_licensing.examinations.stages import Stage, WrongStage
from plugins.fuquan_licensing.reviews import selectors, services
from plugins.fuquan_licensing.reviews.models import ReviewCase, ReviewDesk


@pytest.fixture
def examination(in_alpha) -> Examination:
    """A scored examination: two passed, one failed by a hundredth, one did not come."""
    return licensing.scored(60, 100, Decimal("59.99"), None)


@pytest.fixture
def opened(examination) -> Examination:
    """The same, under review."""
    return licensing.opened(examination)


@pytest.fixture
def discipline(in_alpha):
    """A reviewer of the discipline inspection."""
    return licensing.reviewer("DISCIPLINE")


def case(body: str, name: str) -> ReviewCase:
    return ReviewCase.objects.get(body=body, registration__person__name=name)


def outcomes(examination: Examination) -> dict[str, tuple]:
    examination.refresh_from_db()
    rows = selectors.outcomes(
        examination=examination.pk, stage=Stage(examination.stage), limit=10, today=licensing.today()
    )
    return {row.person_name: (row.review and row.review.value, row.reason) for row in rows}


def test_everybody_who_passed_stands_before_every_body(opened):
    cases = set(ReviewCase.objects.values_list("registration__person__name", "body", "opinion"))

    assert cases == {(name, body, "") for name in ("考生0", "考生1") for body in licensing.BODIES}
    assert opened.stage == Stage.SCORED


def test_opening_again_adds_only_who_passed_since(opened, discipline):
    licensing.decide(discipline, case("DISCIPLINE", "考生0"))
    failed = opened.registrations.get(person__name="考生2")
    Mark.objects.create(
        registration=failed, number=2, score=60, source=Mark.Source.REMARK, **CLERK.columns("recorded_by")
    )

    licensing.opened(opened)

    assert ReviewCase.objects.count() == 6
    assert case("DISCIPLINE", "考生0").opinion == "CLEAR"


def test_where_nobody_passed_there_is_nothing_to_review(in_alpha):
    assert licensing.opened(licensing.scored(59, None)).stage == Stage.REVIEWED


def test_a_review_is_opened_on_the_version_that_was_seen(examination):
    with pytest.raises(Outdated):
        services.open_review(examination=examination.pk, version=3, on=licensing.today(), actor=CLERK)

    assert ReviewCase.objects.count() == 0


def test_an_examination_that_is_not_scored_is_not_reviewed(examination):
    Examination.objects.update(stage=Stage.SAT)

    with pytest.raises(WrongStage):
        licensing.opened(examination)

    assert ReviewCase.objects.count() == 0


def test_the_last_opinion_lets_the_examination_be_reviewed(opened, discipline):
    security = licensing.reviewer("PUBLIC_SECURITY")
    for name in ("考生0", "考生1"):
        licensing.decide(discipline, case("DISCIPLINE", name))
    licensing.decide(security, case("PUBLIC_SECURITY", "考生0"))
    before = Examination.objects.get().stage
    licensing.decide(security, case("PUBLIC_SECURITY", "考生1"), "OBJECTION", "有未结案件")

    assert (before, Examination.objects.get().stage) == (Stage.SCORED, Stage.REVIEWED)


def test_an_opinion_is_given_once(opened, discipline):
    first = licensing.decide(discipline, case("DISCIPLINE", "考生0"), "OBJECTION", licensing.SECRET_NOTE)

    with pytest.raises(services.AlreadyDecided):
        licensing.decide(discipline, first, "CLEAR", version=2)

    kept = case("DISCIPLINE", "考生0")
    assert (kept.opinion, kept.note, kept.version) == ("OBJECTION", licensing.SECRET_NOTE, 2)
    assert kept.decided_by_id == str(discipline.pk)


def test_an_opinion_on_what_a_colleague_decided_meanwhile_is_refused(opened, discipline):
    colleague = licensing.reviewer("DISCIPLINE", username="colleague")
    licensing.decide(colleague, case("DISCIPLINE", "考生0"))

    with pytest.raises(Outdated):
        licensing.decide(discipline, case("DISCIPLINE", "考生0"), "OBJECTION", "理由")

    assert case("DISCIPLINE", "考生0").opinion == "CLEAR"


def test_nobody_decides_a_case_of_another_body(opened, discipline):
    with pytest.raises(services.UnknownCase):
        licensing.decide(discipline, case("PUBLIC_SECURITY", "考生0"))

    assert case("PUBLIC_SECURITY", "考生0").opinion == ""


def test_who_was_released_decides_nothing_more(opened, discipline):
    services.release(user=discipline.pk, actor=CLERK)

    with pytest.raises(services.NoDesk):
        licensing.decide(discipline, case("DISCIPLINE", "考生0"))

    assert case("DISCIPLINE", "考生0").opinion == ""


@pytest.mark.parametrize(
    ("note", "error"),
    [(" ", services.BadOpinion), ("多" * 501, services.BadOpinion), (nobody.NUMBER, NumberInText)],
)
def test_an_objection_says_why_without_numbers(opened, discipline, note, error):
    with pytest.raises(error):
        licensing.decide(discipline, case("DISCIPLINE", "考生0"), "OBJECTION", note)

    assert case("DISCIPLINE", "考生0").version == 1


def test_a_body_that_the_policy_does_not_name_has_no_desk(in_alpha):
    user = access.create_user(username="lina", name="李娜", actor=CLERK)

    with pytest.raises(services.BadDesk, match="DISCIPLINE（纪检机关）"):
        services.seat(user=user.pk, body="TAX", on=licensing.today(), actor=CLERK)

    assert ReviewDesk.objects.count() == 0


def test_nobody_speaks_for_two_bodies(discipline):
    with pytest.raises(services.BadDesk, match="只代表一个机关"):
        services.seat(user=discipline.pk, body="PUBLIC_SECURITY", on=licensing.today(), actor=CLERK)

    assert services.body_of(discipline.pk) == "DISCIPLINE"


def test_who_was_released_may_speak_for_another_body(discipline):
    services.release(user=discipline.pk, actor=CLERK)

    services.seat(user=discipline.pk, body="PUBLIC_SECURITY", on=licensing.today(), actor=CLERK)

    assert services.body_of(discipline.pk) == "PUBLIC_SECURITY"
    assert ReviewDesk.objects.count() == 2


def test_the_body_is_shown_the_identity_number_and_that_is_recorded(opened, discipline):
    candidate = licensing.person("考生0")
    people.change(person_id=candidate.pk, version=1, on=licensing.today(), id_number=nobody.NUMBER)

    shown = services.identify(
        case=case("DISCIPLINE", "考生0").pk, user=discipline.pk, actor=licensing.actor_of(discipline)
    )

    [row] = IdentityDisclosure.objects.all()
    assert shown == nobody.NUMBER
    assert (row.person_id, row.disclosed_to_id, row.fields) == (
        candidate.pk,
        str(discipline.pk),
        ["id_number"],
    )


def test_a_case_that_is_decided_shows_no_identity_number(opened, discipline):
    decided = licensing.decide(discipline, case("DISCIPLINE", "考生0"))

    with pytest.raises(services.AlreadyDecided):
        services.identify(case=decided.pk, user=discipline.pk, actor=CLERK)

    assert IdentityDisclosure.objects.count() == 0


def test_outcomes_tell_nothing_before_all_of_the_examination_is_reviewed(opened, discipline):
    licensing.decide(discipline, case("DISCIPLINE", "考生0"), "OBJECTION", licensing.SECRET_NOTE)
    licensing.decide(licensing.reviewer("PUBLIC_SECURITY"), case("PUBLIC_SECURITY", "考生0"))

    assert outcomes(opened) == {
        "考生0": ("IN_REVIEW", "审核中"),
        "考生1": ("IN_REVIEW", "审核中"),
        "考生2": (None, "考试未合格：请参加培训后再次报考"),
        "考生3": (None, "未参加考试"),
    }


def test_outcomes_do_not_tell_one_body_from_another(examination):
    licensing.reviewed(examination, objections={"DISCIPLINE": "考生0", "PUBLIC_SECURITY": "考生1"})

    found = outcomes(examination)

    assert found["考生0"] == found["考生1"] == ("NOT_PASSED", "审核未通过")


def test_who_passed_the_review_waits_for_the_licence_and_gets_it(examination):
    licensing.reviewed(examination)
    before = outcomes(examination)["考生0"]
    licensing.issued(examination)

    assert (before, outcomes(examination)["考生0"]) == (("PASSED", "审核通过，待发证"), ("PASSED", ""))
