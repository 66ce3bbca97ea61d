"""Every feature has the same file names, so whoever knows one knows all."""

from tests.architecture.house import PACKAGE, name_of, rooms

PERMITTED = {
    "__init__", "models", "rules", "policy", "workflow", "queries", "documents", "emails", "actions", "jobs",
    "forms", "views", "cli",
}  # fmt: skip
ENGINES = {
    "audit": {"chain", "spool"},
    "documents": {"canonical", "typesetting"},
    "files": {"storage"},
    "jobs": {"registry", "runner"},
    "notifications": {"delivery"},
    "operations": {"archive", "tables"},
    "search": {"bigrams"},
}
SPLIT = {"views", "forms", "actions", "queries", "models", "rules", "documents", "emails"}
NAMES_THAT_SAY_NOTHING = {
    "utils",
    "util",
    "helpers",
    "helper",
    "services",
    "service",
    "common",
    "misc",
    "manager",
}


def test_feature_when_it_has_modules_then_their_names_are_the_usual_ones():
    strange = [
        name_of(path)
        for room in rooms()
        for path in (PACKAGE / room).glob("*.py")
        if path.stem not in PERMITTED | ENGINES.get(room, set())
    ]
    assert strange == []


def test_feature_when_it_has_folders_then_they_are_split_modules_or_data():
    folders = [path.parent for room in rooms() for path in (PACKAGE / room).glob("*/__init__.py")]
    assert [name_of(folder) for folder in folders if folder.name not in SPLIT] == []


def test_modules_when_named_then_the_name_says_what_they_hold():
    assert [name_of(path) for path in PACKAGE.rglob("*.py") if path.stem in NAMES_THAT_SAY_NOTHING] == []
