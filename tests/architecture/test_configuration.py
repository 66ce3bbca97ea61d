"""config.py, .env.example and docs/operations.md name the same settings; its commands exist."""

import ast
import re

import click

from tests.architecture.house import ROOT, dotted, tree

EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
OPERATIONS = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")


def read_by_the_product():
    """Return every variable that config.py asks the environment for."""
    calls = [node for node in ast.walk(tree(ROOT / "config.py")) if isinstance(node, ast.Call)]
    asked = {
        ast.literal_eval(call.args[0]) for call in calls if dotted(call) == "environ.get" and literal(call)
    }
    required = next(
        ast.literal_eval(node.value)
        for node in tree(ROOT / "config.py").body
        if isinstance(node, ast.Assign) and dotted(node.targets[0]) == "REQUIRED_IN_PRODUCTION"
    )
    return asked | set(required)


def literal(call):
    return isinstance(call.args[0], ast.Constant)


def test_example_when_compared_with_config_then_both_name_the_same():
    assert set(re.findall(r"^#?([A-Z_]+)=", EXAMPLE, re.MULTILINE)) == read_by_the_product()


def test_operations_when_compared_with_config_then_both_name_the_same():
    table = OPERATIONS.partition("## Settings")[2].partition("\n## ")[0].partition("|---")[2]
    assert set(re.findall(r"`([A-Z][A-Z_]+)`", table)) - {"MAIL_FOLDER"} == read_by_the_product() - {
        "MAIL_FOLDER"
    }


def commands_of(group, before=""):
    """Yield the full name of every command of a group."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands_of(command, f"{before}{name} ")
        else:
            yield f"{before}{name}"


def test_operations_when_it_names_commands_then_they_exist_and_none_of_ours_is_missing(house):
    table = OPERATIONS.partition("## Commands")[2].partition("\n## ")[0]
    named = set(re.findall(r"`flask ([a-z -]+)`", table))
    there = set(commands_of(house.cli))
    assert sorted(named - there) == []
    assert sorted(name for name in there - named if not name.startswith("db ")) == []


def test_operations_when_it_names_a_command_anywhere_then_it_exists(house):
    there = set(commands_of(house.cli))
    said = re.findall(r"flask (?:--app wsgi )?([a-z]+(?: [a-z-]+)?)", OPERATIONS)
    assert [words for words in said if words not in there and words.split()[0] not in there] == []


def test_readme_when_it_points_somewhere_then_the_place_exists():
    places = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert [place for place in places if not (ROOT / place).exists()] == []
