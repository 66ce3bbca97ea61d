"""What the tests of the house share: its rooms, files and functions, read without importing them."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "grantapp"
TEMPLATES = ROOT / "templates"
Function = ast.FunctionDef | ast.AsyncFunctionDef


class Found(NamedTuple):
    """A function, the file it stands in and the lines it takes, decorators left out."""

    path: Path
    node: Function
    lines: int

    def __str__(self) -> str:
        return f"{name_of(self.path)}:{self.node.lineno} {self.node.name}"


def name_of(path: Path) -> str:
    """Return a path as a person would say it."""
    return path.relative_to(ROOT).as_posix()


@cache
def tracked() -> tuple[Path, ...]:
    """Return every file that belongs to the repository."""
    command = [
        "git",
        "-c",
        "safe.directory=*",
        "ls-files",
        "--cached",
        "--others",
        "--exclude-standard",
        "-z",
    ]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return tuple(path for name in listed.split("\0") if name and (path := ROOT / name).is_file())


@cache
def modules() -> tuple[Path, ...]:
    """Return every module of the product."""
    return tuple(sorted(PACKAGE.rglob("*.py")))


@cache
def tree(path: Path) -> ast.Module:
    """Return a module as a tree."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


@cache
def layers() -> tuple[str, ...]:
    """Return the rooms of the house from the top down, as the import contract names them."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    contract = next(item for item in settings["contracts"] if item["id"] == "between-features")
    return tuple(re.findall(r"\w+", " ".join(contract["layers"])))


def rooms() -> tuple[str, ...]:
    """Return the packages that hold features or services."""
    plain = {"core", "web", "demo", "static", "translations"}
    found = (path.parent.name for path in PACKAGE.glob("*/__init__.py"))
    return tuple(sorted(name for name in found if name not in plain))


def modules_called(name: str) -> Iterator[Path]:
    """Yield `<feature>/<name>.py` of every feature, and the modules of `<feature>/<name>/`."""
    for room in rooms():
        yield from PACKAGE.glob(f"{room}/{name}.py")
        yield from PACKAGE.glob(f"{room}/{name}/*.py")


def functions(path: Path) -> Iterator[Found]:
    """Yield every function of a module, nested ones and methods too."""
    for node in ast.walk(tree(path)):
        if isinstance(node, Function):
            yield Found(path, node, (node.end_lineno or node.lineno) - node.lineno + 1)


def top_functions(path: Path) -> Iterator[Found]:
    """Yield the functions that stand at the top of a module."""
    top = tree(path).body
    return (found for found in functions(path) if found.node in top)


def dotted(node: ast.expr) -> str:
    """Return `a.b.c` of a name or attribute, a call's function included; empty for anything else."""
    if isinstance(node, ast.Call):
        return dotted(node.func)
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return node.id if isinstance(node, ast.Name) else ""


def decorators(function: Function) -> list[str]:
    """Return the names of a function's decorators, without the module they come from."""
    return [dotted(item).rpartition(".")[2] for item in function.decorator_list]


def route_methods(function: Function) -> set[str] | None:
    """Return the methods that a view answers, or None when it is no view."""
    answered: set[str] = set()
    for item in function.decorator_list:
        last = dotted(item).rpartition(".")[2]
        if not isinstance(item, ast.Call) or last not in {"route", "get", "post", "put", "patch", "delete"}:
            continue
        answered |= {last.upper()} if last != "route" else methods_argument(item)
    return answered or None


def methods_argument(call: ast.Call) -> set[str]:
    """Return the methods of a `route(...)`, GET when it names none."""
    for keyword in call.keywords:
        if keyword.arg == "methods":
            return set(ast.literal_eval(keyword.value))
    return {"GET"}
