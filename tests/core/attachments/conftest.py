"""Units of tenant beta, files, and somebody who uploads them."""

import io
from collections.abc import Callable
from datetime import date
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from office_files import PDF

from core.actors import Actor
from core.attachments import services
from core.attachments.models import Attachment
from core.organisations import services as organisations
from core.organisations.models import Kind, Level, Organisation, Sector
from core.people import services as people
from core.people.models import Person

CLERK = Actor(realm="tenant", id="0192f0c4-0000-7000-8000-0000000000aa", name="李娜")


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings) -> Path:
    """An empty folder for attachments."""
    settings.ATTACHMENTS_DIR = tmp_path / "attachments"
    return settings.ATTACHMENTS_DIR


@pytest.fixture
def town(in_beta) -> Organisation:
    return _found("甲镇党委")


@pytest.fixture
def other(in_beta) -> Organisation:
    return _found("乙镇党委")


@pytest.fixture
def somebody(town) -> Person:
    """A person whose file is kept in the town."""
    return people.record(name="张三", kept_by=town).person


@pytest.fixture
def upload(in_beta) -> Callable[..., Attachment]:
    def make(content: bytes = PDF, *, name: str = "谈话.pdf", actor: Actor = CLERK) -> Attachment:
        return services.upload(content=io.BytesIO(content), name=name, actor=actor)

    return make


@pytest.fixture
def attach(town) -> Callable[..., Attachment]:
    """Let a talk have a draft."""

    def make(row: Attachment, *, actor: Actor = CLERK, **more) -> Attachment:
        given = {
            "subject_kind": "TALK",
            "subject": UUID(int=7),
            "permission": "talks.see",
            "organisation": town.pk,
            **more,
        }
        [attached] = services.attach(attachments=[row.pk], actor=actor, **given)
        return attached

    return make


@pytest.fixture
def client(client_of) -> Client:
    return client_of("beta")


def _found(name: str) -> Organisation:
    return organisations.found(
        name=name,
        kind=Kind.COMMITTEE,
        sector=Sector.TOWNSHIP,
        level=Level.TOWNSHIP,
        division_code="360823",
        on=date(2020, 1, 1),
    )
