import json
import os
import stat
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import pytest

from core.runtime import folder
from core.runtime.folder import DiskFull, FolderInUse, FolderNotWritable, SecretsDamaged


def test_a_new_folder_gets_private_secrets_that_stay_the_same(tmp_path: Path) -> None:
    with folder.taken(tmp_path / "new" / "var") as first:
        made = first.secrets

    with folder.taken(tmp_path / "new" / "var") as second:
        assert second.secrets == made
    file = tmp_path / "new" / "var" / "secrets.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert json.loads(file.read_text()) == asdict(made)
    assert len(set(asdict(made).values())) == 5


def test_others_cannot_list_the_folder(tmp_path: Path) -> None:
    with folder.taken(tmp_path / "var") as taken:
        assert stat.S_IMODE(taken.path.stat().st_mode) & 0o066 == 0


def test_a_second_instance_is_refused_and_told_who_has_the_folder(tmp_path: Path) -> None:
    with folder.taken(tmp_path):
        with pytest.raises(FolderInUse) as refused, folder.taken(tmp_path):
            pass

        assert f"进程 {os.getpid()}" in refused.value.message
        assert f"kill {os.getpid()}" in refused.value.message
        assert "HONGLING_DATA" in refused.value.message


def test_the_folder_is_free_again_after_its_holder_was_killed(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from core.runtime import folder\n"
        "with folder.taken(Path(sys.argv[1])): print('taken', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "taken\n"
        holder.kill()

    with folder.taken(tmp_path) as taken:
        assert taken.path == tmp_path


def test_a_file_in_place_of_the_folder_is_not_writable(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("not a folder")

    with pytest.raises(FolderNotWritable, match="HONGLING_DATA") as refused, folder.taken(tmp_path / "var"):
        pass

    assert refused.value.exit_code == 3
    assert (tmp_path / "var").read_text() == "not a folder"


def test_a_folder_nobody_can_write_is_named() -> None:
    with pytest.raises(FolderNotWritable, match="/proc/hongling"):
        folder.make(Path("/proc/hongling"))


def test_a_disk_with_too_little_space_is_full_before_anything_is_written(tmp_path: Path) -> None:
    with pytest.raises(DiskFull, match="磁盘空间不足"):
        folder.check_space(tmp_path, needed_bytes=2**62)

    assert list(tmp_path.iterdir()) == []


def test_damaged_secrets_are_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "secrets.json").write_text('{"postgres": "ab')

    with pytest.raises(SecretsDamaged, match=r"secrets\.json"), folder.taken(tmp_path):
        pass

    assert (tmp_path / "secrets.json").read_text() == '{"postgres": "ab'


def test_a_private_file_is_old_or_new_but_never_half(tmp_path: Path) -> None:
    file = tmp_path / "note.json"
    folder.write_private(file, {"a": 1})

    with pytest.raises(TypeError):
        folder.write_private(file, {"a": object()})

    assert json.loads(file.read_text()) == {"a": 1}
