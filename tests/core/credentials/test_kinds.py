"""Kinds of credentials as data."""

from dataclasses import replace

import pytest

from core.credentials import kinds
from core.credentials.kinds import CredentialKind, Level, Step, Verb
from core.policy.models import Policy
from core.policy.scheme import Action, Scheme
from plugins.fuquan_licensing.credentials import LICENCE
from plugins.fuquan_licensing.scheme import SCHEME
from plugins.jiangsu_four_level.credentials import CERTIFICATE
from plugins.jiangsu_four_level.scheme import SCHEME as JIANGSU
from plugins.xiajiang_three_roles.credentials import LETTER
from plugins.xiajiang_three_roles.scheme import SCHEME as XIAJIANG


@pytest.mark.parametrize(("kind", "scheme"), [(LICENCE, SCHEME), (CERTIFICATE, JIANGSU), (LETTER, XIAJIANG)])
def test_the_schemes_kinds_are_sound(kind, scheme):
    assert list(kind.problems(scheme)) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"code": "other.licence"}, "须以 fuquan_licensing. 开头"),
        ({"levels": ()}, "级别缺失或重复"),
        ({"levels": (Level("A", "甲"), Level("A", "乙"))}, "级别缺失或重复"),
        ({"number": "FQ-{year}"}, "须恰有一个 serial"),
        ({"number": "{serial}{serial}"}, "须恰有一个 serial"),
        ({"number": "{name}-{serial}"}, "须恰有一个 serial"),
        ({"issue_action": "fuquan_licensing.gone"}, "fuquan_licensing.gone"),
        ({"steps": (Step(Verb.REVOKE, "fuquan_licensing.gone"),)}, "fuquan_licensing.gone"),
        ({"inspection": "fuquan_licensing.gone"}, "fuquan_licensing.gone"),
        ({"validity_months": "months"}, "有效期参数 months"),
    ],
)
def test_what_is_wrong_with_a_kind_is_named(change, words):
    [problem] = replace(LICENCE, **change).problems(SCHEME)

    assert words in problem


def test_levels_are_climbed_from_the_lowest():
    assert LICENCE.below("SENIOR") == ("JUNIOR", "INTERMEDIATE")
    assert LICENCE.above("JUNIOR") == ("INTERMEDIATE", "SENIOR")
    assert LICENCE.below("JUNIOR") == LICENCE.above("SENIOR") == ()


def test_roles_stand_side_by_side():
    assert LETTER.below("SUPERVISOR") == LETTER.above("COMMISSIONER") == ()


def test_a_series_is_named_by_all_but_the_serial():
    prefix = CERTIFICATE.prefix(year=2022, region="320500")

    assert kinds.number(prefix, 7) == "JS-320500-2022-00007"
    assert kinds.number(prefix, 123456) == "JS-320500-2022-123456"


def test_a_scheme_of_nothing_but_a_kind_is_described():
    kind = CredentialKind("s.card", "证", "是", (Level("A", "甲"),), "{serial}", "s.issue")
    scheme = Scheme(
        "s", "制度", "来源", Policy, (Action("s.issue", "发证", SCHEME.actions[0].facts, lambda: None),)
    )

    assert list(kind.problems(scheme)) == []
    assert (kind.label("A"), kind.label("B"), kind.has("B"), kind.step(Verb.REVOKE)) == (
        "甲",
        "B",
        False,
        None,
    )
