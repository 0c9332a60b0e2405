"""The page of what is looked for in a letter says what the rules say."""

from __future__ import annotations

import ast
import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from wizard.documents import letter_check
from wizard.documents.letter_check import rules

ROOT = Path(__file__).parents[2]


def load() -> ModuleType:
    spec = importlib.util.spec_from_file_location(
        "write_letter_checks", ROOT / "tests" / "scripts" / "write_letter_checks.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_page_says_what_the_rules_say() -> None:
    module = load()
    assert module.PAGE.read_text("utf-8") == module.page()


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_each_rule_stands_on_the_page_once(rule: letter_check.RuleText) -> None:
    assert load().page().count(f"### {rule.code}\n\n{rule.what}\n\n**Why.** {rule.why}\n") == 1


def test_no_code_stands_for_two_rules() -> None:
    codes = [rule.code for rule in rules()]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.code)
def test_a_rule_is_one_sentence_of_what_and_one_of_why(rule: letter_check.RuleText) -> None:
    for said in (rule.what, rule.why):
        assert said.endswith(".")
        assert ". " not in said


def test_every_rule_is_used_by_the_check() -> None:
    folder = Path(letter_check.__file__).parent
    used = {
        node.value
        for path in folder.glob("letter_[cpt]*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert {rule.code for rule in rules() if not rule.code.startswith("identifier-")} <= used
