"""A survey that is open, with links to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from browsing import CLERK
from django.db import connection

from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.surveys import ballots, questions, services, template
from core.surveys.models import Survey, SurveyBallotBox
from core.surveys.questions import Option, Question, QuestionKind
from tenants import provisioning, registry, rights
from tenants.models import Tenant

WILLING = Question(
    "willing",
    "您是否愿意继续？",
    QuestionKind.SINGLE,
    (Option("YES", "愿意"), Option("DEPENDS", "看情况"), Option("NO", "不愿意")),
)
NEEDS = Question(
    "needs",
    "您需要什么？",
    QuestionKind.MULTIPLE,
    (Option("PAY", "待遇"), Option("TRAINING", "培训")),
    required=False,
)
MOOD = questions.scale("mood", "您的热情如何？", points=("低", "中", "高"))
ASKED = (WILLING, NEEDS, MOOD)
VALID = {"willing": ["YES"], "mood": ["3"]}


@dataclass
class Open:
    """An open survey, its populations and the tokens of their links."""

    survey: Survey
    populations: dict[str, UUID]
    tokens: dict[str, list[str]]

    def fresh(self) -> Survey:
        """Return the survey as it stands."""
        return Survey.objects.get(pk=self.survey.pk)

    def sums(self, name: str) -> tuple[int, dict[str, list[int]]]:
        """Return the number of valid answers of a population, and its sums by question."""
        box = SurveyBallotBox.objects.get(pk=self.populations[name])
        return ballots.split(ballots.opened(box.sums_cipher, population=box.pk), ASKED)


def opened(
    organisation: Organisation,
    *,
    on: date,
    closes_on: date,
    issued: dict[str, int],
    asked: tuple[Question, ...] = ASKED,
) -> Open:
    """Open a survey and hand out links."""
    survey = services.draft(
        organisation=organisation, title="意愿调查", introduction=template.INTRODUCTION, asked=asked
    )
    result = Open(survey, {}, {})
    for version, (name, count) in enumerate(issued.items(), start=1):
        population = services.add_population(survey=survey.pk, version=version, name=name)
        result.populations[name] = population.pk
        result.tokens[name] = services.issue_links(population=population.pk, links_wanted=count, on=on)
    services.open_survey(survey=survey.pk, version=len(issued) + 1, on=on, closes_on=closes_on)
    return result


def answers(count: int, **chosen: str) -> list[questions.Answer]:
    """Return so many equal answers."""
    return [questions.answer(ASKED, {code: [option] for code, option in chosen.items()})] * count


def committee() -> Organisation:
    """Found a committee."""
    return organisations.found(
        name="甲镇党委",
        kind=Kind.COMMITTEE,
        sector=Sector.TOWNSHIP,
        level=Level.TOWNSHIP,
        division_code="522702",
        on=date(2020, 1, 1),
    )


@contextmanager
def committed_tenant(slug: str) -> Iterator[registry.TenantRecord]:
    """Open a tenant that no other test knows, and take it away again."""
    provisioning.open_tenant(slug=slug, name="丁县", region_code="522702", actor=CLERK, on=date(2026, 1, 1))
    record = registry.by_schema(slug)
    assert record is not None
    yield record
    connection.set_schema_to_public()
    Tenant.objects.filter(schema_name=slug).delete()
    with rights.owner(), connection.cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {slug} CASCADE")
        cursor.execute("DELETE FROM public.audit_head WHERE schema_name = %s", [slug])
