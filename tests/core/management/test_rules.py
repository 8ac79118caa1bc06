"""`hongling rules`: the pages in docs/rules are what the code says."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core.management.commands import rules


@pytest.mark.parametrize("name", sorted(rules.pages()))
def test_kept_pages_are_up_to_date(name):
    kept = (rules.FOLDER / name).read_text(encoding="utf-8")

    assert kept == rules.pages()[name], "run `hongling rules` and commit the result"


def test_there_is_a_page_for_each_scheme_and_no_other():
    assert sorted(path.name for path in rules.FOLDER.iterdir()) == [
        "core.md",
        "fuquan_licensing.md",
        "guizhou_township.md",
        "jiangsu_four_level.md",
        "xiajiang_three_roles.md",
    ]


def test_checking_fails_with_the_difference_and_writes_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr(rules, "FOLDER", tmp_path)
    call_command("rules", stdout=StringIO())
    page = tmp_path / "fuquan_licensing.md"
    changed = page.read_text(encoding="utf-8").replace("报名考试", "报名")
    page.write_text(changed, encoding="utf-8")
    (tmp_path / "gone.md").write_text("旧", encoding="utf-8")
    printed = StringIO()

    with pytest.raises(CommandError, match="2 个文件与代码不一致"):
        call_command("rules", "--check", stdout=printed)

    assert "-## 报名\n+## 报名考试" in printed.getvalue()
    assert page.read_text(encoding="utf-8") == changed


def test_writing_brings_the_pages_up_to_date_and_removes_others(tmp_path, monkeypatch):
    monkeypatch.setattr(rules, "FOLDER", tmp_path / "below")
    call_command("rules", stdout=StringIO())
    (tmp_path / "below" / "gone.md").write_text("旧", encoding="utf-8")

    call_command("rules", stdout=StringIO())
    call_command("rules", "--check", stdout=StringIO())

    assert len(list((tmp_path / "below").iterdir())) == 5
