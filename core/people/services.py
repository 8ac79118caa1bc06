"""Write people."""

from core import pinyin
from core.errors import DomainError
from core.people.models import Person


class InvalidPerson(DomainError):
    """A person cannot be registered as described."""

    code = "BAD_USER_INPUT"


def register(*, name: str) -> Person:
    """Register a person and return it.

    :raises InvalidPerson: if the name is empty.
    """
    if not name.strip():
        raise InvalidPerson("请填写姓名。")
    return Person.objects.create(name=name.strip(), pinyin=pinyin.of(name.strip())[:200])
