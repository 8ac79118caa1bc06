"""Write people: register, change, let leave, erase."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any, Unpack
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.db.models.functions import Now
from django.utils import timezone

from core import identifiers
from core.actors import Actor
from core.audit import acting
from core.audit import services as audit
from core.errors import DomainError
from core.organisations.models import Organisation
from core.people import duplicates, identities, texts
from core.people.codes import LeaveReason
from core.people.details import PLAIN, Checked, Details, InvalidPerson, checked
from core.people.models import IdentityDisclosure, Person

NAMING = ("name", "pinyin", "major", "development_intention")
"""Texts of the person's own row that lawful erasure takes."""
_SEALED = ("id_number_cipher", "id_number_blind", "phone_cipher", "phone_blind")
_IN_POST = """
SELECT op.name FROM core_appointment a
  JOIN core_organisationperiod op ON op.organisation_id = a.organisation_id
   AND op.from_on <= greatest(a.from_on, %(on)s)
   AND (op.until_on IS NULL OR op.until_on > greatest(a.from_on, %(on)s))
 WHERE a.person_id = %(person)s AND (a.until_on IS NULL OR a.until_on > %(on)s)
 ORDER BY op.name
"""


class UnknownPerson(DomainError):
    """There is no such person, or none that the asker may see."""

    code = "NOT_FOUND"


class OutdatedVersion(DomainError):
    """Somebody else changed the person since it was read."""

    code = "CONFLICT"


class Duplicate(DomainError):
    """The person seems to be recorded already; `extensions.duplicates` says as whom and by what."""

    code = "DUPLICATE_PERSON"


class StillInPost(DomainError):
    """Someone with appointments in force cannot leave; `extensions.organisations` names where."""

    code = "STILL_IN_POST"


@dataclass(frozen=True)
class Recorded:
    """A person as written, and what somebody should look at."""

    person: Person
    warnings: tuple[str, ...] = ()


def register(**details: Unpack[Details]) -> Person:
    """Register a person today and return it; `record` says more."""
    return record(**details).person


def record(
    *,
    on: date | None = None,
    kept_by: Organisation | None = None,
    distinct: bool = False,
    **details: Unpack[Details],
) -> Recorded:
    """Register a person and return it with warnings about what need not be wrong.

    :param on: the day of registration, today by default.
    :param kept_by: the organisation that keeps the file of somebody without a post.
    :param distinct: somebody has made sure that it is nobody recorded under the same name and birth date.
    :raises InvalidPerson: if a detail cannot be right.
    :raises Duplicate: if the identity number is another's, or name, birth date and organisation are.
    """
    found = checked(details, on=on or timezone.localdate())
    person = Person(id=identifiers.new(), kept_by=kept_by)
    with transaction.atomic():
        _refuse_duplicates(person, found, distinct=distinct)
        _put(person, found.values, sealed=identities.FIELDS)
        with _one_identity():
            person.save(force_insert=True)
    return Recorded(person=person, warnings=found.warnings)


def change(
    *,
    person_id: UUID,
    version: int,
    on: date,
    kept_by: Organisation | None = None,
    **details: Unpack[Details],
) -> Recorded:
    """Change the given details of a person and return it.

    :param version: the version that was read before changing; a later one is never overwritten.
    :param kept_by: the organisation that is to keep the file; None leaves it where it is.
    :raises UnknownPerson: if there is no such person, or it was merged into another or erased.
    :raises OutdatedVersion: if somebody else changed the person since.
    :raises InvalidPerson: as `record`.
    :raises Duplicate: if the identity number is another's.
    """
    with transaction.atomic():
        person = _held(person_id, version=version)
        whole = {**details_of(person), **details}
        if "name" in details and "pinyin" not in details and details["name"] != person.name:
            whole["pinyin"] = None
        found = checked(whole, on=on)
        _refuse_duplicates(person, found, distinct=True)
        _put(person, found.values, sealed=details.keys())
        person.kept_by, person.version = kept_by or person.kept_by, version + 1
        with _one_identity():
            person.save()
    return Recorded(person=person, warnings=found.warnings)


def leave(*, person_id: UUID, version: int, on: date, reason: LeaveReason) -> Person:
    """Record that a person is no longer among the people of this tenant from a day on; nothing is deleted.

    :raises StillInPost: if an appointment is in force on that day or later.
    :raises UnknownPerson: as `change`.
    :raises OutdatedVersion: as `change`.
    """
    with transaction.atomic():
        person = _held(person_id, version=version)
        with connection.cursor() as cursor:
            cursor.execute(_IN_POST, {"person": person_id, "on": on})
            places = [name for (name,) in cursor.fetchall()]
        if places:
            raise StillInPost(
                f"{person.name}在 {on} 仍有任职：{'、'.join(places)}。请先办理离任，再登记离开。",
                extensions={"organisations": places},
            )
        person.left_on, person.leave_reason, person.version = on, reason.value, version + 1
        person.save(update_fields=["left_on", "leave_reason", "version"])
    return person


def readmit(*, person_id: UUID, version: int) -> Person:
    """Take back that a person has left.

    :raises UnknownPerson: as `change`.
    :raises OutdatedVersion: as `change`.
    """
    with transaction.atomic():
        person = _held(person_id, version=version)
        person.left_on, person.leave_reason, person.version = None, "", version + 1
        person.save(update_fields=["left_on", "leave_reason", "version"])
    return person


def unmask(
    *, person_id: UUID, fields: tuple[identities.Field, ...], actor: Actor, reason: str
) -> dict[str, str | None]:
    """Return a person's identity number and phone in clear, and record who was shown them and why.

    :raises InvalidPerson: if the reason is empty, or holds such a number itself.
    :raises UnknownPerson: if there is no such person.
    """
    reason = reason_given(reason, deed="查看完整的身份证号或电话")
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        raise unknown()
    shown: dict[str, str | None] = {field: opened(person, field) for field in fields}
    with acting(actor=actor, reason=reason):
        IdentityDisclosure.objects.create(
            person=person, fields=list(fields), reason=reason, **actor.columns("disclosed_to")
        )
    return shown


def erase(*, person_id: UUID, actor: Actor, reason: str) -> Person:
    """Erase lawfully all that names a person, here and in the audit; codes and days stay for statistics.

    Free texts about the person in other tables go too (`texts`). Rows merged into it lose the same. It
    cannot be undone.

    :raises InvalidPerson: if no legal ground is given.
    :raises UnknownPerson: if there is no such person, or it was merged into another or erased before.
    """
    reason = reason_given(reason, deed="抹除个人信息")
    with acting(actor=actor, reason=reason):
        person = _held(person_id)
        rows = [person]
        for row in rows:
            # The list grows while it is walked: what was merged into a merged row belongs to it too.
            rows += Person.objects.select_for_update().filter(merged_into=row)
            row.name, row.pinyin, row.major, row.development_intention = texts.ERASED, "", "", ""
            for column in _SEALED:
                setattr(row, column, None)
            row.erased_at, row.version = Now(), row.version + 1
            row.save()
            audit.erase(
                table="core_person",
                row_key=str(row.pk),
                fields=[*NAMING, *_SEALED],
                actor=actor,
                reason=reason,
            )
            texts.erase(person_id=row.pk, actor=actor, reason=reason)
        person.refresh_from_db()
    return person


def opened(person: Person, field: identities.Field) -> str | None:
    """Return a person's identity number or phone in clear; for services, never for answers."""
    return identities.opened(_cipher(person, field), person_id=person.pk, field=field)


def _cipher(person: Person, field: identities.Field) -> bytes | None:
    sealed = person.id_number_cipher if field == "id_number" else person.phone_cipher
    return None if sealed is None else bytes(sealed)


def details_of(person: Person) -> dict[str, Any]:
    """Return all the details of a person, identity in clear; for services, never for answers."""
    plain = {key: getattr(person, key) for key in PLAIN}
    return {**plain, **{field: opened(person, field) for field in identities.FIELDS}}


def reason_given(reason: str, *, deed: str) -> str:
    """Return a reason that may be kept.

    :raises InvalidPerson: if it is empty or too long.
    :raises identities.NumberInText: if it holds an identity number or a phone.
    """
    reason = reason.strip()
    if not 0 < len(reason) <= 500:
        raise InvalidPerson(f"{deed}须写明理由，不超过 500 字。")
    return identities.refuse_numbers(reason, what="理由")


def unknown() -> UnknownPerson:
    """Return the refusal for people who do not exist or may not be seen: it does not tell which."""
    return UnknownPerson("没有这名党务工作者，或不在您的权限范围内：请核对编号。")


def seal(person: Person, field: identities.Field, clear: str | None) -> None:
    """Set a person's identity number or phone on the row."""
    cipher, blind = (
        (None, None) if clear is None else identities.seal(clear, person_id=person.pk, field=field)
    )
    setattr(person, f"{field}_cipher", cipher)
    setattr(person, f"{field}_blind", blind)


def _put(person: Person, values: Mapping[str, Any], *, sealed: Collection[str]) -> None:
    for key in PLAIN:
        setattr(person, key, values[key])
    for field in identities.FIELDS:
        if field in sealed:
            seal(person, field, values[field])


def _held(person_id: UUID, *, version: int | None = None) -> Person:
    """Return a person locked until the end of the transaction."""
    person = (
        Person.objects.select_for_update()
        .filter(pk=person_id, merged_into__isnull=True, erased_at__isnull=True)
        .first()
    )
    if person is None:
        raise unknown()
    if version is not None and person.version != version:
        raise OutdatedVersion(
            f"{person.name}的资料已被他人修改（现为第 {person.version} 版）：请重新读取后再改。",
            extensions={"version": person.version},
        )
    return person


def _refuse_duplicates(person: Person, found: Checked, *, distinct: bool) -> None:
    """Refuse what stands under another identifier already; two at once meet at the database's constraint."""
    others = duplicates.of(
        name=found.values["name"],
        birth_on=None if distinct else found.values["birth_on"],
        id_number=found.values["id_number"],
        organisation_id=person.kept_by_id,
        other_than=person.pk,
    )
    if not others:
        return
    certain = others[0].basis == duplicates.Basis.ID_NUMBER
    raise Duplicate(
        f"身份证号已登记在{others[0].name}名下：请查找该人员，不要重复登记；确为同一人的两份档案请合并。"
        if certain
        else f"本单位已有同名且出生日期相同的{others[0].name}：如不是同一人，请注明“确认不是同一人”再登记。",
        extensions={"duplicates": [other.as_json() for other in others]},
    )


@contextmanager
def _one_identity() -> Iterator[None]:
    """Tell the loser of two who record one identity number at once."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "identity_number_of_one_person" not in str(error):
            raise
        raise Duplicate(
            "身份证号刚由他人登记：请查找该人员，不要重复登记。", extensions={"duplicates": []}
        ) from None
