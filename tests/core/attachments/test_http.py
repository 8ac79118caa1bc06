"""Upload and download over HTTP, as a browser and as a program."""

import io
import json
import re
from uuid import UUID

import browsing
import pytest
from asking import Asker, token_of
from browsing import PASSWORD, csrf_token, sign_in
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django_tenants.utils import tenant_context
from office_files import PDF, files

from core.access import services as access
from core.actors import Actor
from core.attachments import services
from core.attachments.models import Attachment
from core.people import services as people

NAME = "谈话“记录”.pdf"


@pytest.fixture
def officer(client, town) -> Asker:
    return Asker(client, token_of("ORGANISATION_OFFICER"))


@pytest.fixture
def unit_officer(client, town) -> Asker:
    return Asker(client, token_of("UNIT_OFFICER", organisation=town.pk))


@pytest.fixture
def other_officer(client, other) -> Asker:
    return Asker(client, token_of("UNIT_OFFICER", organisation=other.pk))


@pytest.fixture
def viewer(client, town) -> Asker:
    return Asker(client, token_of("VIEWER"))


def send(client, content: bytes = PDF, *, token: str | None = None, **form):
    """Upload as a form does; the test's connection serves its tenant again afterwards."""
    headers = {} if token is None else {"authorization": f"Bearer {token}"}
    tenant = connection.tenant
    try:
        return client.post(
            "/attachments/", {"file": SimpleUploadedFile(NAME, content), **form}, headers=headers
        )
    finally:
        connection.set_tenant(tenant)


def fetch(asker: Asker, id: object):
    tenant = connection.tenant
    try:
        return asker.client.get(f"/attachments/{id}/", headers={"authorization": f"Bearer {asker.token}"})
    finally:
        connection.set_tenant(tenant)


def code(answer) -> str:
    [error] = answer.json()["errors"]
    assert re.search(r"[一-鿿]", error["message"])
    return error["extensions"]["code"]


def given_to(officer: Asker, town, **more) -> UUID:
    """Upload as the officer and let a talk of the town have it."""
    id = UUID(send(officer.client, token=officer.token).json()["id"])
    row = Attachment.objects.get(pk=id)
    author = Actor(row.uploaded_by_realm, row.uploaded_by_id, row.uploaded_by_name)
    given = {"subject_kind": "TALK", "permission": "talks.see", **more}
    services.attach(attachments=[id], subject=UUID(int=7), organisation=town.pk, actor=author, **given)
    return id


def test_a_program_uploads_with_its_token_and_gets_the_hash(officer, folder):
    answer = send(officer.client, token=officer.token)

    assert answer.status_code == 201
    assert answer.json() == {
        "id": str(Attachment.objects.get().pk),
        "name": NAME,
        "type": "PDF",
        "size": len(PDF),
        "sha256": Attachment.objects.get().sha256,
    }
    assert files(folder) == [answer.json()["sha256"]]


def test_an_upload_is_recorded_as_the_uploaders(officer):
    send(officer.client, token=officer.token)

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT actor_name FROM audit_event WHERE table_name = 'core_attachment' AND operation = 'INSERT'"
        )
        assert cursor.fetchall() == [("测试",)]


def test_a_browser_uploads_with_the_forms_token_and_not_without(client, town, folder):
    user = access.create_user(username="lina", name="李娜", actor=browsing.CLERK, password=PASSWORD)
    access.grant_role(user=user, role="ORGANISATION_OFFICER", actor=browsing.CLERK)
    tenant = connection.tenant
    sign_in(client)
    token = csrf_token(client.get("/accounts/password/change/", follow=True))
    connection.set_tenant(tenant)

    forged = send(client)
    sent = send(client, csrfmiddlewaretoken=token)

    assert (forged.status_code, code(forged)) == (403, "FORBIDDEN")
    assert sent.status_code == 201
    assert len(files(folder)) == 1


def test_a_stranger_uploads_nothing(client, town, folder):
    answer = send(client)

    assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")
    assert files(folder) == []


def test_somebody_who_may_write_nothing_uploads_nothing(viewer, folder):
    answer = send(viewer.client, token=viewer.token)

    assert (answer.status_code, code(answer)) == (403, "FORBIDDEN")
    assert files(folder) == []


def test_refusals_name_what_is_wrong(officer, settings, folder):
    settings.ATTACHMENT_BYTES = 1_000
    program = send(officer.client, b"MZ\x90\x00", token=officer.token)
    large = send(officer.client, PDF + bytes(1_000), token=officer.token)
    huge = send(officer.client, PDF + bytes(9_000), token=officer.token)
    empty = send(officer.client, b"", token=officer.token)

    assert (program.status_code, code(program)) == (415, "FILE_TYPE_REFUSED")
    assert (large.status_code, code(large)) == (413, "FILE_TOO_LARGE")
    assert (huge.status_code, code(huge)) == (413, "FILE_TOO_LARGE")
    assert (empty.status_code, code(empty)) == (400, "BAD_USER_INPUT")
    assert Attachment.objects.count() == 0
    assert files(folder) == []


def test_a_file_larger_than_a_request_elsewhere_may_be_is_taken(officer):
    answer = send(officer.client, PDF + b" " * 5_000_000, token=officer.token)

    assert answer.status_code == 201
    assert answer.json()["size"] == len(PDF) + 5_000_000


def test_no_other_page_takes_files(client, in_beta):
    page = client.get("/accounts/login/")
    form = {"csrfmiddlewaretoken": csrf_token(page), "file": SimpleUploadedFile("x.pdf", PDF)}

    answer = client.post("/accounts/login/", form)

    assert answer.status_code == 400


def test_who_may_read_the_record_downloads_the_file_under_its_name(officer, unit_officer, town):
    id = given_to(officer, town)

    answer = fetch(unit_officer, id)

    assert b"".join(answer.streaming_content) == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''%E8%B0%88%E8%AF%9D")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"]


def test_out_of_sight_is_not_found(officer, other_officer, viewer, town):
    id = given_to(officer, town)

    for asker, wanted in ((other_officer, id), (viewer, id), (officer, UUID(int=9))):
        answer = fetch(asker, wanted)
        assert (answer.status_code, code(answer)) == (404, "NOT_FOUND")


def test_a_file_about_somebody_out_of_sight_is_not_found(officer, unit_officer, town, other):
    elsewhere = people.record(name="李四", kept_by=other).person
    id = given_to(officer, town, person=elsewhere.pk)

    assert fetch(unit_officer, id).status_code == 404
    assert fetch(officer, id).status_code == 200


def test_a_draft_is_its_uploaders_alone(officer, unit_officer):
    id = send(officer.client, token=officer.token).json()["id"]

    assert fetch(officer, id).status_code == 200
    assert fetch(unit_officer, id).status_code == 404


def test_another_tenants_file_is_not_found(alpha, officer, client_of):
    id = send(officer.client, token=officer.token).json()["id"]
    with tenant_context(alpha):
        stranger = Asker(client_of("alpha"), token_of("ORGANISATION_OFFICER"))
        answer = fetch(stranger, id)

    assert (answer.status_code, code(answer)) == (404, "NOT_FOUND")


def test_a_stranger_is_sent_to_sign_in(client, upload):
    answer = client.get(f"/attachments/{upload().pk}/")

    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/accounts/login/?next=/attachments/")


def test_a_withdrawn_file_is_not_found_and_its_row_is_shown(officer, town):
    id = given_to(officer, town)
    withdrawn = officer.data(
        """mutation ($id: ID!) { withdrawAttachment(input: {id: $id, reason: "传错了"})
        { attachment { name kind sha256 withdrawnReason } } }""",
        id=str(id),
    )["withdrawAttachment"]["attachment"]

    assert withdrawn["withdrawnReason"] == "传错了"
    assert fetch(officer, id).status_code == 404


def test_withdrawing_asks_for_the_right_to_change_the_record(officer, viewer, other_officer, town):
    id = given_to(officer, town, subject_kind="HONOUR", permission="honours.see")
    withdraw = """mutation ($id: ID!) { withdrawAttachment(input: {id: $id, reason: "传错了"})
        { attachment { id } } }"""

    assert fetch(viewer, id).status_code == 200
    for asker in (viewer, other_officer):
        assert asker.refusal(withdraw, id=str(id))["code"] == "NOT_FOUND"
    assert Attachment.objects.get(pk=id).withdrawn_at is None


def test_what_is_no_form_is_refused(officer):
    answer = officer.client.post(
        "/attachments/",
        json.dumps({"file": "x"}),
        content_type="application/json",
        headers={"authorization": f"Bearer {officer.token}"},
    )

    assert (answer.status_code, code(answer)) == (400, "BAD_USER_INPUT")


def test_a_stream_without_an_end_of_form_is_refused(officer):
    answer = officer.client.generic(
        "POST",
        "/attachments/",
        io.BytesIO(b"--x").read(),
        content_type="multipart/form-data; boundary=",
        headers={"authorization": f"Bearer {officer.token}"},
    )

    assert (answer.status_code, code(answer)) == (400, "BAD_USER_INPUT")
