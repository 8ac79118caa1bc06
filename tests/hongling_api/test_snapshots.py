"""What is kept of the API beside the code is what the code says."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from hongling_api import snapshots


@pytest.mark.parametrize("path", sorted(snapshots.texts()), ids=lambda path: path.name)
def test_kept_files_are_up_to_date(path) -> None:
    assert path.read_text(encoding="utf-8") == snapshots.texts()[path], (
        "run make schema and commit the result"
    )


def test_checking_fails_with_the_difference(tmp_path, monkeypatch) -> None:
    kept = tmp_path / "tenant.graphql"
    kept.write_text("type Query {\n  old: Int\n}\n", encoding="utf-8")
    monkeypatch.setattr(snapshots, "PROJECT", tmp_path)
    monkeypatch.setattr(snapshots, "texts", lambda: {kept: "type Query {\n  new: Int\n}\n"})
    printed = StringIO()

    with pytest.raises(CommandError, match="1 个文件与代码不一致"):
        call_command("graphql_schema", "--check", stdout=printed)

    assert "-  old: Int\n+  new: Int" in printed.getvalue()
    assert "old" in kept.read_text(encoding="utf-8")


def test_writing_brings_the_files_up_to_date(tmp_path, monkeypatch) -> None:
    kept = tmp_path / "below" / "tenant.graphql"
    monkeypatch.setattr(snapshots, "PROJECT", tmp_path)
    monkeypatch.setattr(snapshots, "texts", lambda: {kept: "type Query\n"})

    call_command("graphql_schema", stdout=StringIO())
    call_command("graphql_schema", "--check", stdout=StringIO())

    assert kept.read_text(encoding="utf-8") == "type Query\n"
