"""Attachments: content once per tenant, rows that stay, and nothing left behind."""

import hashlib
import io
import os
import time
from datetime import timedelta
from uuid import UUID

import pytest
from browsing import CLERK as OPERATOR
from django.db import connection, transaction
from django.utils import timezone
from django_tenants.utils import tenant_context
from office_files import PDF, files

from core.attachments import kinds, selectors, services, store
from core.attachments.models import Attachment
from core.people import merging
from core.people import services as people

SHA = hashlib.sha256(PDF).hexdigest()


def commit() -> None:
    """Run what the test's transaction would do when it commits."""
    callbacks, connection.run_on_commit = connection.run_on_commit, []
    for _, callback, _ in callbacks:
        callback()


def age(row: Attachment, **passed) -> None:
    Attachment.objects.filter(pk=row.pk).update(uploaded_at=timezone.now() - timedelta(**passed))


def test_content_lies_under_its_digest_in_the_tenants_folder(upload, folder):
    row = upload(name="..\\..\\谈话 记录.pdf")

    assert (row.name, row.kind, row.size_bytes, row.sha256) == ("谈话 记录.pdf", "PDF", len(PDF), SHA)
    assert (folder / "beta" / SHA[:2] / SHA).read_bytes() == PDF
    assert files(folder) == [SHA]


def test_the_same_content_twice_is_two_rows_and_one_file(upload, folder):
    upload()
    upload(name="另一份.pdf")

    assert Attachment.objects.count() == 2
    assert files(folder) == [SHA]


def test_numbers_of_people_do_not_stay_in_a_name(upload):
    assert upload(name="13800138000 张三.pdf").name == "*** 张三.pdf"
    assert upload(name="微信图片_20261122193000.pdf").name == "微信图片_20261122193000.pdf"


def test_a_name_keeps_its_ending_however_long_it_is(upload):
    assert upload(name="长" * 300 + ".pdf").name == "长" * 196 + ".pdf"


def test_a_file_of_the_largest_size_is_taken_and_one_byte_more_is_not(upload, folder, settings):
    settings.ATTACHMENT_BYTES = len(PDF)
    upload()

    with pytest.raises(services.TooLarge):
        upload(PDF + b" ")

    assert Attachment.objects.count() == 1
    assert files(folder) == [SHA]


@pytest.mark.parametrize(
    ("content", "refusal"), [(b"", services.InvalidAttachment), (b"MZ\x90\x00", kinds.UnknownKind)]
)
def test_what_is_not_taken_leaves_neither_row_nor_file(upload, folder, content, refusal):
    with pytest.raises(refusal):
        upload(content)

    assert Attachment.objects.count() == 0
    assert files(folder) == []


def test_nobody_uploads_without_end(upload, settings):
    settings.ATTACHMENT_DRAFTS = 2
    upload()
    upload()

    with pytest.raises(services.InvalidAttachment):
        upload()

    assert Attachment.objects.count() == 2


def test_a_record_takes_drafts_of_its_author_only(upload, attach):
    own, foreign = upload(), upload(actor=OPERATOR)

    attach(own)
    with pytest.raises(services.UnknownAttachment):
        attach(foreign)
    with pytest.raises(services.UnknownAttachment):
        attach(own)

    assert selectors.of(subject_kind="TALK", ids=[UUID(int=7)]) == {UUID(int=7): [own]}
    foreign.refresh_from_db()
    assert foreign.subject_id is None


def test_withdrawing_deletes_the_content_and_keeps_the_row_with_its_hash(upload, attach, folder):
    row = attach(upload())

    services.withdraw(attachment=row.pk, reason="传错了", actor=OPERATOR)
    commit()

    row.refresh_from_db()
    assert (row.sha256, row.withdrawn_reason, row.withdrawn_by_name) == (SHA, "传错了", "测试")
    assert files(folder) == []
    with pytest.raises(store.ContentMissing):
        store.opened(SHA)


def test_content_that_another_row_has_stays_when_one_is_withdrawn(upload, folder):
    first, _ = upload(), upload()

    services.withdraw(attachment=first.pk, reason="传错了", actor=OPERATOR)
    commit()

    assert files(folder) == [SHA]


def test_a_withdrawal_that_is_rolled_back_leaves_the_content(upload, folder):
    row = upload()

    with pytest.raises(RuntimeError), transaction.atomic():
        services.withdraw(attachment=row.pk, reason="传错了", actor=OPERATOR)
        raise RuntimeError
    commit()

    row.refresh_from_db()
    assert row.withdrawn_at is None
    assert files(folder) == [SHA]


def test_withdrawing_needs_a_reason_and_happens_once(upload):
    row = upload()

    with pytest.raises(services.InvalidAttachment):
        services.withdraw(attachment=row.pk, reason=" ", actor=OPERATOR)
    services.withdraw(attachment=row.pk, reason="传错了", actor=OPERATOR)
    with pytest.raises(services.AlreadyWithdrawn):
        services.withdraw(attachment=row.pk, reason="传错了", actor=OPERATOR)
    with pytest.raises(services.UnknownAttachment):
        services.withdraw(attachment=UUID(int=9), reason="传错了", actor=OPERATOR)


def test_a_draft_is_swept_after_a_day_and_not_before(upload, attach, folder):
    used, fresh, stale = attach(upload()), upload(PDF + b"1"), upload(PDF + b"2")
    age(used, days=9)
    age(fresh, hours=23)
    age(stale, hours=25)

    swept = services.sweep(now=timezone.now())
    commit()

    assert swept == 1
    stale.refresh_from_db()
    assert stale.withdrawn_reason == "上传后一天内未用于任何记录。"
    assert files(folder) == sorted([used.sha256, fresh.sha256])


def test_an_interrupted_upload_is_removed_after_a_day(in_beta, folder):
    coming = folder / "beta" / ".coming"
    coming.mkdir(parents=True)
    for name, hours in (("old", 25), ("young", 23)):
        (coming / name).write_bytes(PDF)
        at = time.time() - hours * 3600
        os.utime(coming / name, (at, at))

    assert services.sweep(now=timezone.now()) == 1
    assert files(folder) == ["young"]


def test_content_without_a_row_is_swept(in_beta, folder):
    coming, sha256, _ = store.receive(io.BytesIO(PDF))
    store.keep(coming, sha256=sha256)

    assert services.sweep(now=timezone.now()) == 1
    assert files(folder) == []


def test_attachments_follow_a_merged_person(upload, attach, somebody, town):
    same = people.record(name="张三", kept_by=town, distinct=True).person
    row = attach(upload(), subject_kind="PERSON", subject=same.pk, permission="people.see", person=same.pk)

    merging.merge(kept_id=somebody.pk, absorbed_id=same.pk, actor=OPERATOR, reason="重复")

    assert selectors.of(subject_kind="PERSON", ids=[somebody.pk]) == {somebody.pk: [row]}


def test_lawful_erasure_takes_name_and_content(upload, attach, somebody, folder):
    row = attach(upload(name="张三处分.pdf"), person=somebody.pk)

    people.erase(person_id=somebody.pk, actor=OPERATOR, reason="依法申请")
    services.sweep(now=timezone.now())

    row.refresh_from_db()
    assert row.name == "（已抹除）"
    assert files(folder) == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_event WHERE new::text LIKE '%%张三处分%%'")
        assert cursor.fetchone() == (0,)


def test_no_content_stands_in_the_database(upload):
    upload("绝密内容".encode())

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_event WHERE new::text LIKE '%%绝密内容%%'")
        assert cursor.fetchone() == (0,)


def test_tenants_have_folders_of_their_own(alpha, upload):
    upload()
    with tenant_context(alpha):
        assert list(store.contents()) == []
        with pytest.raises(store.ContentMissing):
            store.opened(SHA)
