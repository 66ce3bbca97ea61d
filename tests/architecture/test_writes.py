"""Writes happen in actions, states change in workflows, and looking changes nothing."""

import ast

from tests.architecture.house import (
    PACKAGE,
    decorators,
    dotted,
    functions,
    modules,
    modules_called,
    name_of,
    rooms,
    route_methods,
    top_functions,
)

WORKFLOW = PACKAGE / "core" / "workflow.py"


def targets(node):
    if isinstance(node, ast.Assign):
        return node.targets
    return [node.target] if isinstance(node, ast.AugAssign | ast.AnnAssign) else []


def assigns_status(node):
    if any(isinstance(item, ast.Attribute) and item.attr == "status" for item in targets(node)):
        return True
    if not isinstance(node, ast.Call):
        return False
    named = [item.value for item in node.args if isinstance(item, ast.Constant)]
    return dotted(node) == "setattr" and "status" in named


def test_status_when_assigned_then_only_the_workflow_does_it():
    found = [
        f"{name_of(path)}:{node.lineno}"
        for path in modules()
        if path != WORKFLOW
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if assigns_status(node)
    ]
    assert found == []


def public_verbs():
    """Yield what others may call; a sequel is called by the workflow alone, inside the action it follows."""
    for path in modules_called("actions"):
        for item in top_functions(path):
            if not item.node.name.startswith("_") and "sequel" not in decorators(item.node):
                yield item


def test_verbs_when_public_then_each_is_an_action():
    assert [str(item) for item in public_verbs() if "action" not in decorators(item.node)] == []


def test_verbs_when_public_then_the_actor_comes_first():
    def first(node):
        return [argument.arg for argument in [*node.args.posonlyargs, *node.args.args]][:1]

    assert [str(item) for item in public_verbs() if first(item.node) != ["actor"]] == []


def test_verbs_when_they_know_the_web_then_not():
    forbidden = {"request", "session", "flash", "g", "current_app"}
    found = [
        f"{name_of(path)}: {alias.name}"
        for path in modules_called("actions")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "flask"
        for alias in node.names
        if alias.name in forbidden
    ]
    assert found == []


def names_of_actions():
    return {item.node.name for item in public_verbs()}


def calls_of_actions(path, node):
    """Yield the verbs that a function calls, as `actions.verb(...)` or by an imported name."""
    imported = {
        alias.asname or alias.name
        for item in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(item, ast.ImportFrom) and (item.module or "").endswith(".actions")
        for alias in item.names
    }
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            parts = dotted(call).split(".")
            if (
                "actions" in parts[-2:-1]
                or (parts[-2:-1] and parts[-2].endswith("_actions"))
                or parts[-1] in imported
            ):
                yield parts[-1]


def test_views_when_they_answer_only_get_then_they_call_no_action():
    verbs = names_of_actions()
    found = [
        f"{item} calls {verb}"
        for path in modules_called("views")
        for item in functions(path)
        if route_methods(item.node) == {"GET"}
        for verb in calls_of_actions(path, item.node)
        if verb in verbs
    ]
    assert found == []


def test_queries_when_read_then_none_writes():
    writing = {"add", "add_all", "delete", "merge", "commit", "flush"}
    found = [
        f"{item}: {dotted(call)}"
        for path in modules_called("queries")
        for item in functions(path)
        for call in ast.walk(item.node)
        if isinstance(call, ast.Call)
        and dotted(call).rpartition(".")[2] in writing
        and "session" in dotted(call).split(".")
    ]
    assert found == []


def test_sql_text_when_used_then_only_in_queries():
    allowed = {"queries", "chain"}  # the chain of the audit locks by hand
    found = [
        f"{name_of(path)}:{node.lineno}"
        for room in rooms()
        for path in (PACKAGE / room).rglob("*.py")
        if path.stem not in allowed and path.parent.name not in allowed
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom)
        and (node.module or "").startswith("sqlalchemy")
        and "text" in [alias.name for alias in node.names]
    ]
    assert found == []
