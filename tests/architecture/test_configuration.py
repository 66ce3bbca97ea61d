"""config.py, .env.example and the README name the same settings."""

import ast
import re

from tests.architecture.house import ROOT, dotted, tree

EXAMPLE = (ROOT / ".env.example").read_text(encoding="utf-8")
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


def test_readme_when_compared_with_config_then_both_name_the_same():
    table = README.partition("## Configuration")[2].partition("\n## ")[0]
    assert set(re.findall(r"`([A-Z][A-Z_]+)`", table)) == read_by_the_product()


def test_readme_when_it_points_somewhere_then_the_place_exists():
    places = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert [place for place in places if not (ROOT / place).exists()] == []
