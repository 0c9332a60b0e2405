"""The program finds its flows and templates in a checkout, in an editable install and in a wheel, and declares what it imports."""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import venv
import zipfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[1]
LETTER = ROOT / "tests" / "scripts" / "make_a_letter.py"
#: What a build needs, and nothing of what a developer's own folder may hold besides.
BUILT_FROM = ("wizard", "flows", "templates", "pyproject.toml", "README.md", "LICENSE")
POLICIES = ["barnsley", "manchester", "oxfordshire", "oxfordshire-2015", "torbay"]
PROBE = """
import json, sys, wizard
from wizard.base.paths import shipped
from wizard.casework.choices import policy_choices
print(json.dumps({
    "package": wizard.__file__, "flows": str(shipped("flows")), "templates": str(shipped("templates")),
    "policies": [one.id for one in policy_choices()],
}))
"""
SITUATION = """
policy: oxfordshire
now: 2026-11-18T10:30
risk: welfare
from: {agency: education}
to: [childrens-social-care]
raised: 2026-11-16T09:00
attempts:
  - {stage: step-2, began: 2026-11-16, ended: 2026-11-17, outcome: unresolved}
"""


def run(*command: str | Path, cwd: Path, **variables: str) -> str:
    """What a command prints; its error output where it fails. Nothing of this test's own Python is passed on."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        [str(one) for one in command],
        cwd=cwd,
        env=environ | variables,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{done.args}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def checkout(to: Path) -> Path:
    """A copy of what the program is built from, away from this one."""
    to.mkdir()
    for name in BUILT_FROM:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, to / name, ignore=shutil.ignore_patterns("__pycache__", "shipped"))
        else:
            shutil.copy(ROOT / name, to / name)
    return to


def clean_checkout(to: Path) -> Path:
    """A copy of what version control has: a file that nobody added is not there."""
    for name in run("git", "ls-files", "-z", cwd=ROOT).split("\0"):
        if name and (ROOT / name).is_file():
            (to / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, to / name)
    return to


def environment(at: Path, *, with_pip: bool) -> Path:
    """The folder of the commands of a new, empty environment."""
    venv.create(at, with_pip=with_pip, symlinks=os.name != "nt")
    return at / ("Scripts" if os.name == "nt" else "bin")


def libraries() -> str:
    """The folders that this test's own libraries lie in. The editable link in them is not followed from there."""
    return os.pathsep.join(path for path in sys.path if path.endswith("site-packages"))


# ---- three ways to have the program


def test_a_checkout_that_is_not_installed_finds_its_flows_beside_the_package(tmp_path: Path) -> None:
    here = checkout(tmp_path / "checkout")
    found = json.loads(run(sys.executable, "-c", PROBE, cwd=tmp_path, PYTHONPATH=str(here)))
    assert found == {
        "package": str(here / "wizard" / "__init__.py"),
        "flows": str(here / "flows"),
        "templates": str(here / "templates"),
        "policies": POLICIES,
    }


def test_an_editable_install_finds_the_flows_of_its_checkout(tmp_path: Path) -> None:
    here = checkout(tmp_path / "checkout")
    commands = environment(tmp_path / "env", with_pip=False)
    borrowed = libraries()
    run(
        *(sys.executable, "-m", "pip", "--python", commands / "python", "install", "--quiet"),
        *("--no-deps", "--no-build-isolation", "--no-index", "--ignore-installed", "--editable", here),
        cwd=tmp_path,
        PYTHONPATH=borrowed,
    )
    found = json.loads(run(commands / "python", "-c", PROBE, cwd=tmp_path, PYTHONPATH=borrowed))
    assert found == {
        "package": str(here / "wizard" / "__init__.py"),
        "flows": str(here / "flows"),
        "templates": str(here / "templates"),
        "policies": POLICIES,
    }


def test_a_new_policy_is_made_from_the_files_beside_the_program(tmp_path: Path) -> None:
    here = checkout(tmp_path / "checkout")
    run(*(sys.executable, "-m", "wizard", "policy", "new", "x"), cwd=tmp_path, PYTHONPATH=str(here))
    made = {
        path.relative_to(tmp_path / "x").as_posix()
        for path in (tmp_path / "x").rglob("*.*")
        if path.is_file()
    }
    names = ("policy", "contacts", "vignettes")
    assert made == {f"{one}.yaml" for one in names} | {f".schema/{one}.schema.json" for one in names}


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of an empty environment in which the wheel was installed, and nothing else but what it asks for."""
    folder = tmp_path_factory.mktemp("wheel")
    here = clean_checkout(folder / "checkout")
    run(
        *(
            sys.executable,
            "-m",
            "pip",
            "wheel",
            "--quiet",
            "--no-deps",
            "--no-build-isolation",
            "-w",
            folder,
            here,
        ),
        cwd=folder,
    )
    (wheel,) = folder.glob("*.whl")
    shutil.rmtree(here)
    commands = environment(folder / "env", with_pip=True)
    run(
        *(commands / "python", "-m", "pip", "install", "--quiet", "-c", ROOT / "constraints.txt", wheel),
        cwd=folder,
    )
    return commands


@pytest.mark.wheel
def test_a_wheel_carries_every_flow_and_template_and_no_tests(installed: Path) -> None:
    (wheel,) = installed.parents[1].glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    tracked = run("git", "ls-files", "-z", "flows", "templates", cwd=ROOT).split("\0")
    assert {f"wizard/shipped/{name}" for name in tracked if name} <= names
    assert {name.partition("/")[0] for name in names if ".dist-info/" not in name} == {"wizard"}


@pytest.mark.wheel
def test_an_installed_wheel_finds_its_flows_inside_itself(installed: Path, tmp_path: Path) -> None:
    found = json.loads(run(installed / "python", "-c", PROBE, cwd=tmp_path))
    inside = Path(found["package"]).parent
    assert inside.is_relative_to(installed.parent)
    assert found["flows"] == str(inside / "shipped" / "flows")
    assert found["templates"] == str(inside / "shipped" / "templates")
    assert found["policies"] == POLICIES


@pytest.mark.wheel
def test_an_installed_wheel_gives_advice(installed: Path, tmp_path: Path) -> None:
    (tmp_path / "situation.yaml").write_text(SITUATION, encoding="utf-8")
    advice = json.loads(run(installed / "escalate", "advise", "situation.yaml", "--json", cwd=tmp_path))
    assert (advice["status"], advice["stage"]["id"]) == ("act", "step-3")


@pytest.mark.wheel
def test_an_installed_wheel_makes_a_letter(installed: Path, tmp_path: Path) -> None:
    letter = Path(run(installed / "python", LETTER, tmp_path, cwd=tmp_path).strip())
    assert "The referral of 13 November was closed without an assessment." in letter.read_text("utf-8")


@pytest.mark.wheel
def test_an_installed_wheel_has_the_fonts_and_the_letterhead_that_its_documents_need(
    installed: Path, tmp_path: Path
) -> None:
    (tmp_path / "situation.yaml").write_text(SITUATION, encoding="utf-8")
    home = str(tmp_path / "home")
    new = (installed / "escalate", "case", "new", "--from", "situation.yaml")
    case = run(*new, cwd=tmp_path, ESCALATE_HOME=home).strip()
    for name, begins in (
        ("letter.pdf", b"%PDF"),
        ("letter.docx", b"PK"),
        ("letter.html", b"<!doctype html>"),
    ):
        make = ("document", "make", "challenge-letter", "--case", case, "-o", name)
        run(installed / "escalate", *make, cwd=tmp_path, ESCALATE_HOME=home)
        assert (tmp_path / name).read_bytes().startswith(begins)


@pytest.mark.wheel
def test_an_installed_wheel_makes_a_new_policy_that_checks_clean(installed: Path, tmp_path: Path) -> None:
    run(installed / "escalate", "policy", "new", "my-county", cwd=tmp_path)
    said = run(installed / "escalate", "check", "my-county", "--coverage", cwd=tmp_path)
    assert said == "my-county: 5 vignettes come out right, every rule is exercised\n"


@pytest.mark.wheel
def test_the_flows_of_an_installed_wheel_pass_their_vignettes(installed: Path, tmp_path: Path) -> None:
    said = run(installed / "escalate", "check", cwd=tmp_path)
    assert re.findall(r"^(\S+): \d+ vignettes come out right", said, re.MULTILINE) == POLICIES


# ---- whatever is imported is declared


def declared(*, extra: str | None = None) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    listed = project["dependencies"] + (project["optional-dependencies"][extra] if extra else [])
    return {canonicalize_name(Requirement(one).name) for one in listed}


def imported(folder: Path) -> set[str]:
    """The distributions that the Python files of a folder import, wherever in the file."""
    provided = metadata.packages_distributions()
    return {
        canonicalize_name(provided.get(name, [name])[0])  # one that is not installed goes by its own name
        for file in folder.rglob("*.py")
        for name in _imports(ast.parse(file.read_text("utf-8")))
        if name not in sys.stdlib_module_names
        and name != "wizard"
        and not any((place / f"{name}.py").exists() for place in (file.parent, ROOT / "tests" / "scripts"))
    }


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_the_program_declares_what_it_imports_and_nothing_else() -> None:
    # The one that is not imported: Windows has no time zones of its own.
    assert imported(ROOT / "wizard") == declared() - {"tzdata"}


def test_the_tests_declare_what_they_import() -> None:
    # What a measurement is held against is installed only where somebody measures.
    bench = imported(ROOT / "tests" / "bench") - declared(extra="bench")
    rest = imported(ROOT / "tests") - imported(ROOT / "tests" / "bench")
    assert (bench | rest) - declared(extra="test") == set()


# ---- the constraints


def constrained() -> set[str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return {canonicalize_name(line.partition("==")[0]) for line in lines if not line.startswith("#")}


def needed(asked: list[Requirement]) -> set[str]:
    """Every distribution that these requirements bring in here, and those that theirs do."""
    found: set[tuple[str, str]] = set()
    while asked:
        one = asked.pop()
        for extra in ("", *one.extras):
            key = (canonicalize_name(one.name), extra)
            if key in found:
                continue
            found.add(key)
            for text in metadata.requires(one.name) or []:
                further = Requirement(text)
                if further.marker is None or further.marker.evaluate({"extra": extra}):
                    asked.append(further)
    return {name for name, _ in found}


def test_the_constraints_hold_names_and_versions_only() -> None:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    wrong = [one for one in lines if not re.fullmatch(r"#.*|[A-Za-z0-9._-]+==[0-9][A-Za-z0-9.]*", one)]
    assert wrong == []


def test_the_constraints_name_all_that_running_testing_and_building_need() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    project = settings["project"]
    asked = [
        Requirement(one)
        for one in (
            *project["dependencies"],
            *project["optional-dependencies"]["test"],
            *settings["build-system"]["requires"],
        )
    ]
    here = [one for one in asked if one.marker is None or one.marker.evaluate()]
    assert needed(here) - constrained() == set()
