"""Nothing in the house is larger than a page of a book."""

from tests.architecture.house import (
    ROOT,
    TEMPLATES,
    functions,
    modules,
    modules_called,
    name_of,
    route_methods,
)

VIEW, FUNCTION, MODULE, TEMPLATE, TEST_MODULE = 40, 50, 400, 200, 500


def lines(path):
    return len(path.read_text(encoding="utf-8").splitlines())


def too_long(paths, limit):
    return [f"{name_of(path)}: {lines(path)}" for path in paths if lines(path) > limit]


def test_functions_when_measured_then_none_is_over_the_limit():
    places = [*modules(), *ROOT.glob("*.py"), *(ROOT / "migrations").glob("*.py")]
    found = [item for path in places for item in functions(path)]
    assert [f"{item}: {item.lines}" for item in found if item.lines > FUNCTION] == []


def test_views_when_measured_then_none_is_over_the_limit():
    found = [item for path in modules_called("views") for item in functions(path) if route_methods(item.node)]
    assert [f"{item}: {item.lines}" for item in found if item.lines > VIEW] == []


def test_modules_when_measured_then_none_is_over_the_limit():
    assert too_long([*modules(), *ROOT.glob("*.py")], MODULE) == []


def test_templates_when_measured_then_none_is_over_the_limit():
    assert too_long((path for path in TEMPLATES.rglob("*") if path.is_file()), TEMPLATE) == []


def test_test_modules_when_measured_then_none_is_over_the_limit():
    assert too_long((ROOT / "tests").rglob("*.py"), TEST_MODULE) == []
