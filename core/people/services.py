"""Write people and their appointments."""

from datetime import date

from django.db import IntegrityError, transaction
from pypinyin import Style, lazy_pinyin

from core.errors import DomainError
from core.organisations.models import Organisation
from core.people.models import Appointment, Person


class InvalidPerson(DomainError):
    """A person cannot be registered as described."""

    code = "BAD_USER_INPUT"


class AlreadyFullTime(DomainError):
    """The person holds another full-time post in that period."""

    code = "ALREADY_FULL_TIME"


def pinyin(name: str) -> str:
    """Return the pinyin by which a name is sorted and found.

    >>> pinyin("吴川")
    'wu chuan'
    """
    return " ".join(lazy_pinyin(name, style=Style.NORMAL)).lower()


def register(*, name: str) -> Person:
    """Register a person and return it.

    :raises InvalidPerson: if the name is empty.
    """
    if not name.strip():
        raise InvalidPerson("请填写姓名。")
    return Person.objects.create(name=name.strip(), pinyin=pinyin(name.strip())[:200])


def appoint(
    *,
    person: Person,
    organisation: Organisation,
    basis: Appointment.Basis,
    on: date,
    until: date | None = None,
) -> Appointment:
    """Give a person a post from a day on and return the appointment.

    :param until: first day on which the post is no longer held, or None.
    :raises AlreadyFullTime: if a full-time post overlaps another of the person.
    """
    try:
        with transaction.atomic():
            return Appointment.objects.create(
                person=person, organisation=organisation, basis=basis, from_on=on, until_on=until
            )
    except IntegrityError as error:
        if "person_has_one_full_time_post_a_day" not in str(error):
            raise
        raise AlreadyFullTime(f"{person.name}在 {on} 起已有专职岗位；请先结束原岗位，或改为兼职。") from error
