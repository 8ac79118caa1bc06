"""What is recorded of a person, checked as a whole before anything is written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, TypedDict

from core import pinyin
from core.errors import DomainError
from core.people import identities, identity_numbers
from core.people.codes import EDUCATION_GB, Education, LeaveReason, ProfessionalTitle, Sex
from core.policy.vocabulary import PoliticalStatus
from core.reference import selectors as reference

EARLIEST_BIRTH = date(1900, 1, 1)
LONGEST = {"name": 100, "pinyin": 200, "major": 100, "development_intention": 500}
_PINYIN = re.compile(r"[a-zü0-9·' -]+")
_CODED = {
    "sex": Sex,
    "education": Education,
    "political_status": PoliticalStatus,
    "professional_title": ProfessionalTitle,
    "leave_reason": LeaveReason,
}
_DAYS = {
    "birth_on": "出生日期",
    "joined_on": "入党日期",
    "full_member_since": "转正日期",
    "party_work_since": "从事党务工作日期",
}
_TEXTS = {"name": "姓名", "major": "专业", "development_intention": "培养意向"}


class InvalidPerson(DomainError):
    """A person cannot be recorded as described; `extensions.problems` lists why."""

    code = "BAD_USER_INPUT"


class Details(TypedDict, total=False):
    """What may be said of a person; None or an empty text takes a value away."""

    name: str
    pinyin: str | None
    id_number: str | None
    phone: str | None
    sex: str | None
    birth_on: date | None
    education: str | None
    education_code: str | None
    major: str | None
    political_status: str | None
    joined_on: date | None
    full_member_since: date | None
    party_work_since: date | None
    professional_title: str | None
    development_intention: str | None


PLAIN = frozenset(Details.__annotations__) - set(identities.FIELDS)
"""The details that stand in columns of their own, in clear."""


@dataclass(frozen=True)
class Checked:
    """Details that agree with each other, and what somebody should look at all the same."""

    values: dict[str, Any]
    warnings: tuple[str, ...]


def checked(details: Mapping[str, Any], *, on: date) -> Checked:
    """Return all the details of one person in the form in which they are stored.

    Pinyin, birth date, sex and code of education are made from what else is given where they are missing.

    :param details: all that is to be recorded; what is missing is unknown.
    :raises InvalidPerson: if something cannot be right, naming everything that cannot.
    """
    unknown = details.keys() - Details.__annotations__.keys()
    if unknown:
        raise TypeError(f"no such details of a person: {sorted(unknown)}")
    values: dict[str, Any] = {key: details.get(key) or None for key in Details.__annotations__}
    problems: list[str] = []
    warnings: list[str] = []
    _texts(values, problems)
    _codes(values, problems)
    _identity(values, problems, warnings, on=on)
    _dates(values, problems, on=on)
    if problems:
        raise InvalidPerson("；".join(problems) + "。", extensions={"problems": problems})
    clear = ("birth_on", "joined_on", "full_member_since", "party_work_since", *identities.FIELDS)
    stored = {key: value if key in clear else value or "" for key, value in values.items()}
    return Checked(values=stored, warnings=tuple(warnings))


def _texts(values: dict[str, Any], problems: list[str]) -> None:
    for key, label in _TEXTS.items():
        text = (values[key] or "").strip()
        values[key] = text or None
        if len(text) > LONGEST[key]:
            problems.append(f"{label}不得超过 {LONGEST[key]} 字")
        _try(lambda text=text, label=label: identities.refuse_numbers(text, what=label), problems)
    if not values["name"]:
        problems.append("请填写姓名")
        return
    spelt = " ".join((values["pinyin"] or pinyin.of(values["name"])).lower().split())
    values["pinyin"] = spelt[: LONGEST["pinyin"]]
    if values["pinyin"] != pinyin.of(values["name"])[: LONGEST["pinyin"]] and not _PINYIN.fullmatch(spelt):
        problems.append("姓名拼音只能用小写字母，音节之间用空格分开，例如 wang jian guo")


def _codes(values: dict[str, Any], problems: list[str]) -> None:
    for key, kind in _CODED.items():
        if values.get(key) is not None and values[key] not in {choice.value for choice in kind}:
            problems.append(f"{key} 没有代码 {values[key]}")
    education, code = values["education"], values["education_code"]
    known = EDUCATION_GB.get(education or "", ())
    if code is None:
        values["education_code"] = known[0] if known else None
    elif not education:
        problems.append("填写学历代码时请同时填写学历")
    elif known and code not in known:
        problems.append(f"学历代码与学历 {education} 不符，可用：{'、'.join(known)}")


def _identity(values: dict[str, Any], problems: list[str], warnings: list[str], *, on: date) -> None:
    if values["phone"] is not None:
        values["phone"] = _try(lambda: identities.phone(values["phone"]), problems)
    if values["id_number"] is None:
        return
    number = _try(lambda: identity_numbers.read(values["id_number"]), problems)
    if number is None:
        return
    values["id_number"] = number.text
    if values["birth_on"] not in (None, number.born_on):
        problems.append("出生日期与身份证号不一致：请核对两者")
    if values["sex"] in (Sex.MALE, Sex.FEMALE) and values["sex"] != number.sex:
        problems.append("性别与身份证号不一致：请核对两者")
    values["birth_on"] = values["birth_on"] or number.born_on
    values["sex"] = values["sex"] or number.sex.value
    if reference.division(code=number.region_code, on=on) is None:
        known = reference.division(code=number.region_code, on=number.born_on)
        state = "现已撤销或改码" if known else "不在行政区划代码表中"
        warnings.append(f"身份证号前六位的地区代码{state}：请核对，确认无误可以保留。")


def _dates(values: dict[str, Any], problems: list[str], *, on: date) -> None:
    given = {key: values[key] for key in _DAYS if values[key] is not None}
    problems += [f"{_DAYS[key]}不能晚于 {on}" for key, day in given.items() if day > on]
    birth = given.pop("birth_on", None)
    if birth is not None and birth < EARLIEST_BIRTH:
        problems.append(f"出生日期不能早于 {EARLIEST_BIRTH}")
    problems += [f"{_DAYS[key]}须晚于出生日期" for key, day in given.items() if birth and day <= birth]
    joined, full = given.get("joined_on"), given.get("full_member_since")
    if joined and full and full < joined:
        problems.append("转正日期不能早于入党日期")
    if full and values["political_status"] == PoliticalStatus.PROBATIONARY_MEMBER:
        problems.append("中共预备党员没有转正日期：请改填政治面貌，或去掉转正日期")


def _try(step: Any, problems: list[str]) -> Any:
    """Return what a step returns; of a refusal note the words."""
    try:
        return step()
    except DomainError as refusal:
        problems.append(refusal.message.rstrip("。"))
        return None
