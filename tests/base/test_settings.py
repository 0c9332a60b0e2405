"""What somebody can set, and what they are told where they set it wrongly."""

from __future__ import annotations

from pathlib import Path

import pytest

from wizard.base.errors import WrongInputError
from wizard.base.settings import Settings, read_settings, settings_in_use


def setting(home: Path, text: str) -> Settings:
    (home / "settings.yaml").write_text(text, encoding="utf-8")
    return read_settings(home)


def faults(home: Path, text: str) -> list[str]:
    with pytest.raises(WrongInputError) as caught:
        setting(home, text)
    start = f"{home / 'settings.yaml'}:"
    assert all(line.startswith(start) for line in caught.value.lines())
    return [line.removeprefix(start) for line in caught.value.lines()]


@pytest.mark.parametrize("text", [None, "", "# nothing yet\n"])
def test_a_file_that_says_nothing_sets_nothing(tmp_path: Path, text: str | None) -> None:
    found = read_settings(tmp_path) if text is None else setting(tmp_path, text)
    assert found == Settings()
    assert (found.name, found.role, found.keep_years, found.lock_minutes) == (
        None,
        "practitioner",
        None,
        None,
    )


def test_everything_that_can_be_set_is_read(tmp_path: Path) -> None:
    text = "name: Siân O'Neill\nrole: named nurse\nkeep_years: 25\nlock_minutes: 15 # a shared office\nflows: ours\n"
    found = setting(tmp_path, f"{text}templates: letters\n")
    assert (found.name, found.role) == ("Siân O'Neill", "named nurse")
    assert (found.keep_years, found.lock_minutes) == (25, 15)
    assert found.flows_folder(tmp_path) == tmp_path / "ours"
    assert found.templates_folder(tmp_path) == tmp_path / "letters"


def test_a_folder_is_seen_from_the_programs_own_unless_it_is_named_in_full(tmp_path: Path) -> None:
    elsewhere = tmp_path / "team" / "letters"
    found = setting(tmp_path / ".", f"templates: '{elsewhere.as_posix()}'\n")
    assert found.templates_folder(tmp_path / "home") == elsewhere
    assert found.flows_folder(tmp_path / "home") is None


def test_the_programs_own_folder_of_templates_is_the_offices_where_there_is_one_and_no_other_is_named(
    tmp_path: Path,
) -> None:
    assert Settings().templates_folder(tmp_path) is None
    (tmp_path / "templates").mkdir()
    assert Settings().templates_folder(tmp_path) == tmp_path / "templates"
    assert Settings(templates="ours").templates_folder(tmp_path) == tmp_path / "ours"


@pytest.mark.parametrize("name", ["李小龍", "علی‌رضا", "N" * 200, "Ng", "1", "Anne-Marie D’Arcy"])
def test_names_of_every_script_are_names(tmp_path: Path, name: str) -> None:
    assert setting(tmp_path, f'name: "{name}"\n').name == name


@pytest.mark.parametrize(
    ("key", "least", "most"),
    [("keep_years", 1, 100), ("lock_minutes", 1, 240)],
)
def test_a_number_is_taken_within_its_bounds_and_not_beyond(
    tmp_path: Path, key: str, least: int, most: int
) -> None:
    for number in (least, most):
        assert getattr(setting(tmp_path, f"{key}: {number}\n"), key) == number
    for number in (least - 1, most + 1):
        (line,) = faults(tmp_path, f"role: nurse\n{key}: {number}\n")
        column = len(key) + 3
        assert line == (
            f"2:{column}: {key}: {number} is out of range; expected a number from {least} to {most}"
        )


@pytest.mark.parametrize("key", ["keep_years", "lock_minutes"])
@pytest.mark.parametrize("value", ["ten", "-1", "2.5", "1e2", "''", "007"])
def test_what_is_no_whole_number_is_refused_where_it_stands(tmp_path: Path, key: str, value: str) -> None:
    (line,) = faults(tmp_path, f"{key}: {value}\n")
    assert line.startswith(f"1:{len(key) + 3}: {key}: ")
    assert "whole number" in line


@pytest.mark.parametrize("key", ["name", "role"])
@pytest.mark.parametrize(
    "value", ['""', '" Siân"', '"Siân "', '"a\\nb"', '"a\\x1bb"', '"a\\u202eb"', "[Siân]", "{a: b}"]
)
def test_a_name_or_role_that_is_no_line_of_text_is_refused_where_it_stands(
    tmp_path: Path, key: str, value: str
) -> None:
    (line,) = faults(tmp_path, f"{key}: {value}\n")
    assert line.startswith(f"1:{len(key) + 3}: {key}: ")
    assert line.isprintable()


@pytest.mark.parametrize(("key", "most"), [("name", 200), ("role", 100)])
def test_a_name_or_role_that_fills_pages_is_refused(tmp_path: Path, key: str, most: int) -> None:
    (line,) = faults(tmp_path, f"{key}: {'x' * (most + 1)}\n")
    assert f"is too long with {most + 1} characters; expected at most {most}" in line


def test_a_slip_in_a_key_is_named_with_the_key_that_was_meant(tmp_path: Path) -> None:
    (line,) = faults(tmp_path, "keep-years: 5\n")
    assert line.startswith("1:1: keep-years: ")
    assert "did you mean 'keep_years'?" in line


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    lines = faults(tmp_path, "keep_years: 0\nlock_minutes: no end\nname: ''\n")
    assert [line.split(":")[0] for line in lines] == ["1", "2", "3"]


def test_with_faults_nothing_is_set_and_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "settings.yaml").write_text("name: Ade\nkeep_years: 0\n", encoding="utf-8")
    found, fault = settings_in_use(tmp_path)
    assert found == Settings()
    assert fault is not None
    assert fault.what.startswith("the settings are not used: 0 is out of range")
