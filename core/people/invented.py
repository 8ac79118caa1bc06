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


def people(names: Iterable[str], *, dice: random.Random, region_code: str, on: date) -> Iterator[Person]:
    """Yield unsaved people of these names with identity and career, for one bulk write.

    :param on: the day on which they are all of working age; nothing about them is later.
    """
    taken: set[str] = set()
    for name in names:
        sex = dice.choice((Sex.MALE, Sex.FEMALE))
        number = _number(dice, region_code, sex, on)
        while number.text in taken:
            number = _number(dice, region_code, sex, on)
        taken.add(number.text)
        education = dice.choice(_EDUCATION)
        status = dice.choice(_STATUS)
        joined_on = number.born_on + timedelta(days=dice.randint(19 * 365, 22 * 365 - 366))
        person = Person(
            name=name,
            pinyin=pinyin.of(name),
            sex=sex.value,
            birth_on=number.born_on,
            education=education.value,
            education_code=EDUCATION_GB[education.value][0],
            major=dice.choice(_MAJORS),
            political_status=status.value,
            joined_on=None if status == PoliticalStatus.MASSES else joined_on,
            full_member_since=joined_on + timedelta(days=366)
            if status == PoliticalStatus.FULL_MEMBER
            else None,
            party_work_since=max(on - timedelta(days=dice.randint(0, 12 * 365)), joined_on),
            professional_title=dice.choice(_TITLES),
        )
        services.seal(person, "id_number", number.text)
        services.seal(person, "phone", f"154{dice.randrange(10**8):08}")
        yield person


def _number(dice: random.Random, region_code: str, sex: Sex, on: date) -> identity_numbers.IdentityNumber:
    born_on = on - timedelta(days=dice.randint(*_DAYS_OF_A_WORKING_LIFE))
    first = f"{region_code}{born_on:%Y%m%d}{dice.choice(_SEQUENCES[sex])}"
    return identity_numbers.read(first + identity_numbers.check_digit(first))
