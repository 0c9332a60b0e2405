"""A clock that jumps back, another version of the program, a folder that may only be read, one that is copied away."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import opened
from jobs import AT, AUTHOR
from warm import SITUATION, Warm

from wizard.base.errors import EscalateError
from wizard.register.cases import NewEvent

opened.no_windows()

Home = tuple[Path, str]

# ---- a clock that jumps back


def test_events_keep_their_order_though_the_clock_jumps_back(tmp_path: Path) -> None:
    folder = tmp_path / "register"
    case = opened.register(folder).create([NewEvent(kind="opened", data={"n": 1})], at=AT, author=AUTHOR)
    for number, days in enumerate((-3650, 0, -1, 3650, -3650), 2):
        at = AT + timedelta(days=days)
        case = opened.register(folder).commit(
            case.id,
            [NewEvent(kind="noted", data={"n": number})],
            expected_version=number - 1,
            at=at,
            author=AUTHOR,
        )
        assert case.events[-1].time[:10] == at.date().isoformat()
        (listed,) = opened.register(folder).list()
        assert (listed.version, listed.changed) == (number, case.events[-1].time)
    assert [event.data["n"] for event in opened.register(folder).get(case.id).events] == list(range(1, 7))


def test_the_list_is_up_to_date_though_the_files_say_that_they_are_older(tmp_path: Path) -> None:
    folder = tmp_path / "register"
    register = opened.register(folder)
    case = register.create([NewEvent(kind="opened", data={})], at=AT, author=AUTHOR)
    past = (1_000_000_000, 1_000_000_000)
    for version in range(1, 6):
        assert [one.version for one in opened.register(folder).list()] == [version]
        case = opened.register(folder).commit(
            case.id, [NewEvent(kind="noted", data={})], expected_version=version, at=AT, author=AUTHOR
        )
        for path in folder.rglob("*"):  # as a disk does whose clock was put back
            os.utime(path, past)
    assert [one.version for one in opened.register(folder).list()] == [6]


# ---- two versions of the program


def versions(folder: Path) -> list[int]:
    """The formats of other versions of the program: every older one, and the next."""
    number = opened.format_of(folder)
    return [*range(1, number), number + 1]


def test_a_register_of_another_version_is_refused_and_not_touched(
    warm: Warm, home: Home, situation: Path, tmp_path: Path
) -> None:
    folder = home[0] / "register"
    ours = opened.format_of(folder)
    for number in versions(folder):
        opened.with_format(folder, number)
        before = snapshot(home[0])
        for command in (
            ("case", "show", home[1]),
            ("case", "list"),
            ("case", "record", home[1], "--stage", "step-2", "--outcome", "unresolved"),
            ("case", "new", "--from", situation),
        ):
            done = warm.command(home[0], *command, out=tmp_path / "out")
            assert done.code != 0, f"a register of format {number} was used by {command}"
            assert str(number) in done.complained, done
            assert number > ours or "migrate" in done.complained, done
            assert home[1] not in done.said
        assert snapshot(home[0]) == before


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, to the byte."""
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_an_event_of_a_kind_that_only_a_newer_version_knows_survives_an_older_one(
    warm: Warm, home: Home, tmp_path: Path
) -> None:
    folder = home[0] / "register"
    register = opened.register(folder)
    data = {"text": "Zoë 张伟", "deep": [{"x": [1, 2.5, None, True]}], "": "", "seq": 99, "big": 2**63 - 1}
    version = register.get(home[1]).version
    register.commit(
        home[1],
        [NewEvent(kind="kind-of-a-newer-version", data={**data})],
        expected_version=version,
        at=AT,
        author=AUTHOR,
    )
    for command in (
        ("case", "record", home[1], "--stage", "step-2", "--outcome", "unresolved"),
        ("case", "show", home[1]),
        ("case", "list"),
    ):
        done = warm.command(home[0], *command, out=tmp_path / "out")
        assert done.code == 0, done
    kept = opened.register(folder).get(home[1]).events
    assert len(kept) == version + 2
    assert (kept[version].kind, json.dumps(kept[version].data)) == (
        "kind-of-a-newer-version",
        json.dumps(data),
    )


def test_keys_that_only_a_newer_version_knows_survive_a_commit_of_an_older_one(tmp_path: Path) -> None:
    folder = tmp_path / "register"
    register = opened.register(folder)
    case = register.create([NewEvent(kind="opened", data={})], at=AT, author=AUTHOR)
    opened.add_keys_of_a_newer_version(folder, case.id)
    before = opened.stored_events(folder, case.id)
    assert opened.NEWER in before[0]
    opened.register(folder).commit(
        case.id, [NewEvent(kind="noted", data={})], expected_version=1, at=AT, author=AUTHOR
    )
    assert opened.stored_events(folder, case.id)[:1] == before


# ---- a folder that may only be read


@pytest.fixture
def read_only(made: Home) -> Iterator[Home]:
    """A home that its owner, who is bound by permissions, may only read."""
    above = Path(tempfile.mkdtemp(prefix="escalate-read-only-"))
    above.chmod(0o755)
    home = above / "home"
    (above / "situation.yaml").write_text(SITUATION, encoding="utf-8")
    shutil.copytree(made[0], home)
    paths = [home, *home.rglob("*")]
    for path in paths:
        path.chmod(0o500 if path.is_dir() else 0o400)
        if os.geteuid() == 0:
            os.chown(path, 65534, 65534)
    yield home, made[1]
    for path in paths:
        if path.is_dir():
            path.chmod(0o700)
    shutil.rmtree(above)


def test_in_a_folder_that_may_only_be_read_looking_works_and_saving_says_why_not(
    warm: Warm, read_only: Home, tmp_path: Path
) -> None:
    home, case_id = read_only
    job = "command_as_nobody" if os.geteuid() == 0 else "command"
    before = snapshot(home)
    for command in (("case", "show", case_id), ("case", "list")):
        done = warm.do(job, home, *command, out=tmp_path / "out")
        assert (done.code, case_id in done.said) == (0, True), done
    for command in (
        ("case", "record", case_id, "--stage", "step-2", "--outcome", "unresolved"),
        ("case", "new", "--from", home.parent / "situation.yaml"),
    ):
        done = warm.do(job, home, *command, out=tmp_path / "out")
        assert done.code == 3, done
        assert "no permission" in done.complained, done
        assert "Nothing has been changed" in done.complained, done
        assert done.said == ""
    assert snapshot(home) == before


# ---- a folder that a service copies


def test_a_register_in_a_folder_that_is_copied_away_is_refused_with_advice(
    warm: Warm, situation: Path, tmp_path: Path
) -> None:
    for folder in ("OneDrive - An Example Council", "Dropbox", "Nextcloud"):
        home = tmp_path / folder / "escalate"
        done = warm.command(home, "case", "new", "--from", situation, out=tmp_path / "out")
        assert done.code == 2, done
        said = re.sub(r"\s+", " ", done.complained)
        assert folder.split(" ")[0] in said, done
        assert "ESCALATE_HOME" in said, done
        assert "Traceback" not in said, done
        assert not home.exists(), "it was refused, and something was made all the same"


def test_a_marker_that_is_no_text_is_damage_and_no_fault_of_the_program(
    warm: Warm, home: Home, tmp_path: Path
) -> None:
    path = opened.marker(home[0] / "register")
    path.write_bytes(b'{"format": "\xff"}')
    done = warm.command(home[0], "case", "list", out=tmp_path / "out")
    assert done.code == 1, done
    assert "register.json is damaged" in done.complained, done
    with pytest.raises(EscalateError):
        opened.register(home[0] / "register").list()
