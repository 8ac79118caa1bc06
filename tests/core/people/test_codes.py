"""Codes of people agree with the vocabulary that facts use, and with the national standards."""

from core.people import codes
from core.people.models import Person
from core.policy.vocabulary import PoliticalStatus


def choices(field: str) -> dict[str, str]:
    return dict(Person._meta.get_field(field).flatchoices)


def test_political_status_is_stored_as_the_vocabulary_has_it():
    assert choices("political_status") == {status.value: status.label for status in PoliticalStatus}


def test_political_status_has_the_codes_01_to_13():
    assert list(codes.POLITICAL_STATUS_GB) == [status.value for status in PoliticalStatus]
    assert list(codes.POLITICAL_STATUS_GB.values()) == [f"{number:02}" for number in range(1, 14)]
    assert (codes.POLITICAL_STATUS_GB["ZHIGONG"], codes.POLITICAL_STATUS_GB["MASSES"]) == ("09", "13")


def test_sex_has_the_codes_of_the_standard():
    assert codes.SEX_GB == {"UNKNOWN": "0", "MALE": "1", "FEMALE": "2", "UNSTATED": "9"}


def test_every_education_covers_codes_of_its_own():
    covered = [code for group in codes.EDUCATION_GB.values() for code in group]

    assert set(codes.EDUCATION_GB) == {education.value for education in codes.Education}
    assert len(covered) == len(set(covered))
    assert codes.EDUCATION_GB["BACHELOR"][0] == "20"


def test_terms_are_those_of_the_domain():
    assert [education.label for education in codes.Education] == [
        "研究生", "本科", "大专", "中专", "高中", "初中及以下",
    ]  # fmt: skip
    assert [title.label for title in codes.ProfessionalTitle] == ["政工类", "社会工作类"]
