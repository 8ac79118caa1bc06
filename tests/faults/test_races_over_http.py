"""Fifty connections at once to the web server: one is served, the others are told why, none breaks."""

from collections.abc import Iterator
from datetime import date

import browsing
import pytest
import servers
from django.conf import settings
from django.utils import timezone
from django_tenants.utils import tenant_context
from faults import racing
from faults.racing import AT_ONCE, D2020
from pytest_django.plugin import DjangoDbBlocker

from core.access import services as access
from core.appointments import establishment
from core.appointments.models import Appointment, Post
from core.audit.models import AuditEvent
from core.credentials.models import Credential, CredentialSeries
from core.obligations import deadlines
from core.obligations import services as obligations
from core.organisations.models import OrganisationChange
from core.people import services as people
from core.policy.vocabulary import PoliticalStatus
from tenants import registry

ROUNDS = 20
LICENCE = "fuquan_licensing.licence"
HOST = "racing-http"
COMMISSIONER = Post.ORGANISATION_COMMISSIONER
"""A post about which Fuquan's law asks nothing further, so that the establishment alone decides."""


@pytest.fixture(scope="module")
def tenant(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[registry.TenantRecord]:
    """A tenant of this module's own, which runs Fuquan's scheme."""
    with django_db_blocker.unblock(), racing.tenant("racing_http", plugins=["fuquan_licensing"]) as record:
        yield record


@pytest.fixture(scope="module")
def tokens(tenant: registry.TenantRecord) -> list[str]:
    """Tokens of two officers, as many as connections."""
    made = []
    with tenant_context(tenant):
        for name in ("officer", "colleague"):
            user = access.create_user(username=name, name="李娜", actor=browsing.CLERK)
            access.grant_role(user=user, role="ORGANISATION_OFFICER", actor=browsing.CLERK)
            made.append(browsing.token_of(user))
    return made * (AT_ONCE // 2)


def at_once(web: servers.Server, tokens: list[str], documents: list[str]) -> list[str]:
    """Send each document by one of the tokens; return what became of them."""
    host = f"{HOST}.{settings.PUBLIC_HOST}"
    answers = racing.asked_at_once(web, host, list(zip(tokens, documents, strict=True)))
    return racing.outcomes(answers)


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_the_last_place_is_filled_exactly_once(web, tenant, tokens, attempt):
    with tenant_context(tenant):
        town = racing.found(f"第{attempt}镇党委")
        establishment.approve(organisation=town.pk, post=COMMISSIONER, places=1, on=D2020)
        asking = [
            people.register(name="张三", political_status=PoliticalStatus.FULL_MEMBER) for _ in range(AT_ONCE)
        ]

        found = at_once(
            web,
            tokens,
            [
                f'mutation {{ appoint(input: {{person: "{person.pk}", organisation: "{town.pk}", '
                'basis: FULL_TIME, post: ORGANISATION_COMMISSIONER, on: "2021-01-01"}) '
                "{ appointment { id } } }"
                for person in asking
            ],
        )

        assert found == ["DONE", *["QUOTA_FULL"] * (AT_ONCE - 1)]
        assert Appointment.objects.filter(organisation=town).count() == 1


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_a_credential_is_issued_once_and_takes_one_number(web, tenant, tokens, attempt):
    with tenant_context(tenant):
        person = people.register(name=f"李四{attempt}")
        document = (
            f'mutation {{ issueCredential(input: {{kind: "{LICENCE}", level: "JUNIOR", '
            f'person: "{person.pk}", on: "2022-06-01", issuer: "市委组织部", '
            'facts: {exam_passed: true, reviews: {DISCIPLINE: "CLEAR", PUBLIC_SECURITY: "CLEAR"}}}) '
            "{ credential { number } } }"
        )

        found = at_once(web, tokens, [document] * AT_ONCE)

        assert found == [*["CREDENTIAL_HELD"] * (AT_ONCE - 1), "DONE"]
        assert Credential.objects.filter(person=person).count() == 1
        assert CredentialSeries.objects.get().taken == attempt + 1


def test_fifty_people_at_once_get_fifty_numbers_without_a_gap(web, tenant, tokens):
    with tenant_context(tenant):
        before = Credential.objects.count()
        found = at_once(
            web,
            tokens,
            [
                f'mutation {{ issueCredential(input: {{kind: "{LICENCE}", level: "JUNIOR", '
                f'person: "{people.register(name="王五").pk}", on: "2022-06-01", issuer: "市委组织部", '
                'facts: {exam_passed: true, reviews: {DISCIPLINE: "CLEAR", PUBLIC_SECURITY: "CLEAR"}}}) '
                "{ credential { number } } }"
                for _ in range(AT_ONCE)
            ],
        )

        assert found == ["DONE"] * AT_ONCE
        numbers = sorted(Credential.objects.values_list("number", flat=True))
        assert numbers == [f"FQ-2022-{number:05}" for number in range(1, before + AT_ONCE + 1)]


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_two_deciders_leave_one_state_and_one_event(web, tenant, tokens, attempt):
    with tenant_context(tenant):
        duty = obligations.assign(
            obligations.Duty(
                kind="FILING",
                title="备案",
                organisation=racing.found(f"第{attempt}乡党委").pk,
                deadline=deadlines.fixed(date(2026, 12, 31)),
            ),
            on=timezone.localdate(),
        )
        done = obligations.fulfil(obligation=duty.pk, on=timezone.localdate(), evidence="已报")
        before = events(duty.pk)

        found = at_once(
            web,
            tokens,
            [
                f'mutation {{ checkObligation(input: {{id: "{duty.pk}", version: {done.version}}}) '
                "{ obligation { state } } }"
            ]
            * AT_ONCE,
        )

        assert found == [*["CONFLICT"] * (AT_ONCE - 1), "DONE"]
        assert events(duty.pk) == before + 1


@pytest.mark.parametrize("attempt", range(ROUNDS))
def test_of_edits_on_one_version_one_is_kept(web, tenant, tokens, attempt):
    with tenant_context(tenant):
        town = racing.found(f"第{attempt}街道党工委")

        found = at_once(
            web,
            tokens,
            [
                f'mutation {{ renameOrganisation(input: {{id: "{town.pk}", version: 1, '
                f'name: "新{number}街道党工委", on: "2021-01-01"}}) {{ organisation {{ name }} }} }}'
                for number in range(AT_ONCE)
            ],
        )

        assert found == [*["CONFLICT"] * (AT_ONCE - 1), "DONE"]
        assert OrganisationChange.objects.filter(organisation=town).count() == 2


def events(obligation) -> int:
    """Return how many events the audit has of an obligation."""
    return AuditEvent.objects.filter(table_name="core_obligation", row_key=str(obligation)).count()
