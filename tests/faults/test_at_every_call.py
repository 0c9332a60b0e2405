"""Killed at the entry of every file-system call of an update, and refused at every one: old or new, and whole."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import opened
import traced
from traced import Call, Run
from warm import Ended, Warm

opened.no_windows()

pytestmark = opened.full

Home = tuple[Path, str]

#: The updates, by what they do: from the case and a file for new ones to the command.
UPDATES: dict[str, Callable[[str, Path], tuple[str, ...]]] = {
    "an attempt": lambda case, _: ("case", "record", case, "--stage", "step-2", "--outcome", "unresolved"),
    "a new case": lambda _, situation: ("case", "new", "--from", str(situation)),
    "the first case": lambda _, situation: ("case", "new", "--from", str(situation)),
    "a document": lambda case, situation: (
        *("document", "make", "challenge-letter", "--case", case, "--replace"),
        *("-o", str(situation.with_name("letter.md"))),
    ),
}
#: An update makes at least so many calls in its register; fewer, and something was not seen.
FEWEST = 25
#: The calls that are refused: those that write, and those that a failing disk refuses.
REFUSED = re.compile(
    r"open(at)?|p?write(v|64)?|f(data)?sync|rename(at2?)?|link(at)?|unlink(at)?|mkdir(at)?|ftruncate|read|pread64"
)
CODES = ("ENOSPC", "EIO", "EROFS")


class Tried:
    """One update in a folder of its own, as often as it is asked for, from the same beginning."""

    def __init__(self, warm: Warm, made: Home, situation: Path, what: str, folder: Path) -> None:
        self.warm = warm
        self.start = made[0] if what != "the first case" else None
        self.arguments = UPDATES[what](made[1], situation)
        self.folder = folder
        self.home = folder / "home"
        self.register = self.home / "register"
        self.before = opened.all_told(self.start / "register") if self.start else []
        self.calls = self._settled()
        self.done = opened.all_told(self.register)
        assert self.done != self.before

    def run(self, inject: str = "") -> Run:
        """The update, from the beginning again."""
        shutil.rmtree(self.home, ignore_errors=True)
        if self.start:
            shutil.copytree(self.start, self.home)
        else:
            self.home.mkdir()
        return traced.run(self.warm, self.home, self.arguments, self.folder / "out", inject)

    def _settled(self) -> tuple[Call, ...]:
        """The calls of the update. The very first run may still write bytecode, or find no letter to replace."""
        before: tuple[Call, ...] = ()
        for _ in range(5):
            run = self.run()
            assert run.ended.code == 0, run.ended
            if traced.same_calls(before, run.calls):
                return run.calls
            before = run.calls
        raise AssertionError("the update does not make the same calls every time")

    def lists_what_is_there(self, place: str) -> None:
        """Fails unless the program lists the cases as it does when it has to read every one of them."""
        listed = self.warm.command(self.home, "case", "list", "--json", out=self.folder / "list")
        opened.forget_index(self.register)
        anew = self.warm.command(self.home, "case", "list", "--json", out=self.folder / "list")
        assert listed.code == anew.code == 0, f"after {place}: {listed}"
        assert json.loads(listed.said) == json.loads(anew.said), f"after {place} the list is out of date"
        assert len(json.loads(anew.said)) == len(opened.all_told(self.register)), place

    def goes_on(self, place: str) -> None:
        """Fails unless the same update can be made now, and leaves nothing behind."""
        before = opened.all_told(self.register)
        after = self.warm.command(self.home, *self.arguments, out=self.folder / "again")
        assert after.code == 0, f"after {place} nothing can be saved: {after}"
        now = opened.all_told(self.register)
        assert now != before, place
        left = opened.leftovers(self.register)
        assert left == [], f"after {place} and another update there is still {left}"


@pytest.fixture
def tried(request: pytest.FixtureRequest, warm: Warm, made: Home, situation: Path, tmp_path: Path) -> Tried:
    return Tried(warm, made, situation, request.param, tmp_path)


@pytest.mark.parametrize("tried", UPDATES, indirect=True)
def test_an_update_killed_at_the_entry_of_any_call_leaves_the_old_or_the_new(tried: Tried) -> None:
    assert len(tried.calls) >= FEWEST
    seen = set()
    for call in tried.calls:
        ended = killed(tried, call)
        held = opened.all_told(tried.register)
        assert held in (tried.before, tried.done), f"killed at {call.title}, half of it is there"
        if ended.said.strip():
            assert held == tried.done, f"killed at {call.title}, it lost what it had acknowledged"
        seen.add(held == tried.done)
        tried.lists_what_is_there(f"a kill at {call.title}")
        tried.goes_on(f"a kill at {call.title}")
    assert seen == {False, True}


def killed(tried: Tried, call: Call) -> Ended:
    """The update, killed at that call and no other."""
    for _ in range(3):
        run = tried.run(f"{call.name}:signal=KILL:when={call.ordinal}")
        if run.calls and run.calls[-1][:3] == call[:3]:
            assert run.ended.code == -9, run.ended
            return run.ended
    raise AssertionError(f"the kill never came at {call.title}, but at {run.calls[-1:]}")


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("tried", UPDATES, indirect=True)
def test_an_update_refused_at_any_call_says_so_and_changes_nothing(tried: Tried, code: str) -> None:
    refused = [one for one in tried.calls if REFUSED.fullmatch(one.name) and " = -1 " not in one.line]
    assert len(refused) >= 10
    codes = set()
    for call in refused:
        ended = refused_at(tried, call, code)
        judge(tried, ended, f"{code} at {call.title}")
        codes.add(ended.code)
        tried.goes_on(f"{code} at {call.title}")
    assert 3 in codes


def refused_at(tried: Tried, call: Call, code: str) -> Ended:
    """The update, refused at that call and no other."""
    for _ in range(3):
        run = tried.run(f"{call.name}:error={code}:when={call.ordinal}")
        if any(one[:3] == call[:3] and "(INJECTED)" in one.line for one in run.calls):
            return run.ended
    raise AssertionError(f"{code} never came at {call.title}, but at {run.calls[-1:]}")


@pytest.mark.parametrize("name", ["write", "fsync"])
@pytest.mark.parametrize("tried", UPDATES, indirect=True)
def test_a_disk_that_stays_full_from_any_call_on_is_said_and_changes_nothing(tried: Tried, name: str) -> None:
    refused = [one for one in tried.calls if one.name == name]
    assert refused
    for call in refused:
        # The program's own words go through `write` too: what it says then cannot be asked for.
        run = tried.run(f"{name}:error=ENOSPC:when={call.ordinal}+")
        assert run.ended.code != 0 or name == "fsync" or opened.all_told(tried.register) == tried.done
        held = opened.all_told(tried.register)
        assert held in (tried.before, tried.done), call.title
        if run.ended.code == 3 and run.ended.complained:
            assert held == tried.before, f"{call.title}: {run.ended}"
        tried.goes_on(f"a disk that is full from {call.title} on")


def judge(tried: Tried, ended: Ended, place: str) -> None:
    """Fails unless the exit code, the words and the register agree."""
    assert ended.code in (0, 1, 2, 3), f"{place}: {ended}"
    assert "Traceback" not in ended.complained, f"{place}: {ended}"
    assert "something went wrong in the program itself" not in ended.complained, f"{place}: {ended}"
    held = opened.all_told(tried.register)
    if ended.code == 0:
        assert held == tried.done, f"{place}: it says that it is saved, and it is not"
        return
    assert ended.complained.strip(), f"{place}: it fails and does not say why"
    if "did not confirm" in ended.complained and "nothing was recorded" not in ended.complained:
        assert ended.code == 1, f"{place}: {ended}"
        # Of a register that has just been made: then the case is not there yet, and nobody says that it is.
        expected = tried.before if "register.json was saved" in ended.complained else tried.done
        assert held == expected, f"{place}: {ended}"
        return
    assert ended.code == 3, f"{place}: {ended}"
    assert held == tried.before, f"{place}: it says that nothing was saved, and something was: {ended}"


@pytest.mark.parametrize("tried", ["an attempt", "a new case"], indirect=True)
def test_what_is_acknowledged_is_on_the_disk_under_its_name(tried: Tried) -> None:
    """No power cut can be made here; that each file is confirmed before its name, and its name after, can be seen."""
    open_still: dict[str, str] = {}
    renamed = 0
    for call in tried.calls:
        paths = call.about
        if re.fullmatch(r"p?write(v|64)?", call.name):
            open_still[paths[0]] = "written"
        elif call.name in ("fsync", "fdatasync"):
            for name in [one for one in open_still if one == paths[0] or str(Path(one).parent) == paths[0]]:
                if open_still[name] == "named" and name != paths[0]:
                    del open_still[name]
                elif name == paths[0]:
                    open_still[name] = "confirmed"
        elif call.name.startswith(("rename", "link")):
            source, target = paths[-2:]
            assert open_still.get(source, "confirmed") == "confirmed", (
                f"{call.title} before its bytes are safe"
            )
            # The copy before the last change is no promise to anybody.
            if target.endswith((".case", ".json")) and "/previous/" not in target:
                renamed += 1
                open_still[target] = "named"
            open_still.pop(source, None)
    unsafe = [name for name, state in open_still.items() if state == "named"]
    assert unsafe == []
    assert renamed
