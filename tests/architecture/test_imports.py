"""Who may import whom."""

import subprocess
import sys

from tests.architecture.house import PACKAGE, ROOT, layers, rooms


def test_imports_when_the_contracts_are_checked_then_all_are_kept():
    command = [
        sys.executable,
        "-c",
        "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports(no_cache=True))",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_rooms_when_listed_then_each_has_its_place_in_the_order():
    assert set(rooms()) <= set(layers())


def test_packages_when_nested_then_each_folder_with_modules_is_a_package():
    folders = {path.parent for path in PACKAGE.rglob("*.py")}
    assert [str(folder) for folder in folders if not (folder / "__init__.py").exists()] == []
