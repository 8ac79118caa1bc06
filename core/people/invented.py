"""People for demonstrations and measurements: plausible, and nobody.

Their identity numbers carry sequence codes 996 to 999, which were kept for centenarians: with a birth date
of these times such a number is valid and no person's. Their mobile numbers begin with 154, which no operator
has.
"""

import random
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from core import pinyin
from core.people import identity_numbers, services
from core.people.codes import EDUCATION_GB, Education, ProfessionalTitle, Sex
from core.people.models import Person
from core.policy.vocabulary import PoliticalStatus

_DAYS_OF_A_WORKING_LIFE = (22 * 365, 58 * 365)
_MAJORS = ("法学", "汉语言文学", "行政管理", "思想政治教育", "会计学", "农学", "社会工作", "计算机应用")
_EDUCATION = [*[Education.BACHELOR] * 5, *[Education.COLLEGE] * 4, Education.GRADUATE, Education.HIGH_SCHOOL]
_STATUS = [*[PoliticalStatus.FULL_MEMBER] * 17, PoliticalStatus.PROBATIONARY_MEMBER, PoliticalStatus.MASSES]
_TITLES = ["", "", ProfessionalTitle.POLITICAL_WORK.value, ProfessionalTitle.SOCIAL_WORK.value]
_SEQUENCES = {Sex.MALE: (997, 999), Sex.FEMALE: (996, 998)}


def people(
    names: Iterable[str],
    *,
    dice: random.Random,
    region_code: str,
    on: date,
    ages: tuple[int, int] = _DAYS_OF_A_WORKING_LIFE,
) -> Iterator[Person]:
    """Yield unsaved people of these names with identity and career, for one bulk write.

    :param on: the day on which they are all of working age; nothing about them is later.
    :param ages: how many days before that day they were born, at least and at most.
    """
    taken: set[str] = set()
    for name in names:
        number = identity_number(dice=dice, region_code=region_code, on=on, ages=ages, taken=taken)
        education = dice.choice(_EDUCATION)
        yield person(name, number=number, education=education, status=dice.choice(_STATUS), dice=dice, on=on)


def person(
    name: str,
    *,
    number: identity_numbers.IdentityNumber,
    education: Education,
    status: PoliticalStatus,
    dice: random.Random,
    on: date,
) -> Person:
    """Return an unsaved person of this name, number, education and political status, with a career.

    :param on: a day on which the person is at least 22; nothing about the person is later.
    """
    joined_on = number.born_on + timedelta(days=dice.randint(19 * 365, 22 * 365 - 366))
    made = Person(
        name=name,
        pinyin=pinyin.of(name),
        sex=number.sex.value,
        birth_on=number.born_on,
        education=education.value,
        education_code=EDUCATION_GB[education.value][0],
        major=dice.choice(_MAJORS),
        political_status=status.value,
        joined_on=None if status == PoliticalStatus.MASSES else joined_on,
        full_member_since=joined_on + timedelta(days=366) if status == PoliticalStatus.FULL_MEMBER else None,
        party_work_since=max(on - timedelta(days=dice.randint(0, 12 * 365)), joined_on),
        professional_title=dice.choice(_TITLES),
    )
    services.seal(made, "id_number", number.text)
    services.seal(made, "phone", f"154{dice.randrange(10**8):08}")
    return made


def identity_number(
    *, dice: random.Random, region_code: str, on: date, ages: tuple[int, int], taken: set[str]
) -> identity_numbers.IdentityNumber:
    """Return a number that is none of those taken, and take it.

    :param ages: how many days before `on` the person was born, at least and at most.
    """
    while True:
        born_on = on - timedelta(days=dice.randint(*ages))
        sex = dice.choice((Sex.MALE, Sex.FEMALE))
        first = f"{region_code}{born_on:%Y%m%d}{dice.choice(_SEQUENCES[sex])}"
        text = first + identity_numbers.check_digit(first)
        if text not in taken:
            taken.add(text)
            return identity_numbers.read(text)
