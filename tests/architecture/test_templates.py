"""Templates mirror the views: each is used, and each that is named exists."""

import ast
import re

from tests.architecture.house import PACKAGE, ROOT, TEMPLATES, dotted, modules, tree

RENDERERS = {"render_template", "render_page", "render", "stream_template", "get_template"}
NAMED_IN_TEMPLATE = re.compile(r"""{%-?\s*(?:extends|include|import|from)\s+["']([^"']+)["']""")
NAME = re.compile(r"^[a-z0-9_/]+(?:\.[a-z]+)?\.(?:html|txt|xml|svg|ics)$")
LETTER_PARTS = ("subject.en.txt", "subject.ja.txt", "body.en.txt", "body.ja.txt")


def existing():
    return {path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*") if path.is_file()}


def named_in_modules():
    """Return every template that a module names, be it as an argument, a default or a part of a table."""
    constants = (
        node for path in modules() for node in ast.walk(tree(path)) if isinstance(node, ast.Constant)
    )
    return {node.value for node in constants if isinstance(node.value, str) and NAME.match(node.value)}


def rendered():
    """Return the templates that are handed to a renderer in so many words."""
    calls = (node for path in modules() for node in ast.walk(tree(path)) if isinstance(node, ast.Call))
    first = (call.args[0] for call in calls if call.args and dotted(call).rpartition(".")[2] in RENDERERS)
    return {node.value for node in first if isinstance(node, ast.Constant) and "." in str(node.value)}


def named_in_templates():
    texts = [path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*") if path.is_file()]
    return {name for text in texts for name in NAMED_IN_TEMPLATE.findall(text)}


def letters():
    """Return the names of the letters: each is a folder with subject and body, written in both languages."""
    return {path.name for path in (TEMPLATES / "emails").glob("*") if path.is_dir()}


def words_in_modules():
    constants = (
        node for path in modules() for node in ast.walk(tree(path)) if isinstance(node, ast.Constant)
    )
    return {node.value for node in constants if isinstance(node.value, str)}


def test_templates_when_rendered_then_each_exists():
    ours = {name for name in rendered() if not name.startswith("bootstrap")}
    assert sorted(ours - existing()) == []


def test_templates_when_they_extend_or_include_then_each_exists():
    ours = {name for name in named_in_templates() if not name.startswith("bootstrap")}
    assert sorted(ours - existing()) == []


def test_templates_when_they_exist_then_each_is_used():
    used = named_in_modules() | named_in_templates()
    said = words_in_modules()
    used |= {f"emails/{letter}/{part}" for letter in letters() & said for part in LETTER_PARTS}
    used |= {f"print/{word}.typ" for word in said} | {"print/base.typ"}  # what the others import
    assert sorted(existing() - used) == []


def test_letters_when_they_exist_then_each_is_written_in_both_languages():
    parts = [f"emails/{name}/{part}" for name in letters() for part in LETTER_PARTS]
    assert sorted(set(parts) - existing()) == []


def test_letters_when_read_then_each_part_is_in_its_language():
    kana, characters = re.compile(r"[\u3040-\u30ff]"), re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
    texts = {path: path.read_text(encoding="utf-8") for path in (TEMPLATES / "emails").rglob("*.txt")}
    wrong = [path for path, text in texts.items() if path.name.endswith(".en.txt") and kana.search(text)]
    wrong += [
        path for path, text in texts.items() if path.name.endswith(".ja.txt") and not characters.search(text)
    ]
    assert [path.relative_to(ROOT).as_posix() for path in wrong] == []


def test_templates_when_read_then_nothing_stands_inline():
    """The content security policy would silence it."""
    inline = re.compile(
        r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld\+)?json)|javascript:"
    )
    pages = [path for path in TEMPLATES.rglob("*.html") if path.relative_to(TEMPLATES).parts[0] != "emails"]
    found = [
        f"{path.relative_to(ROOT).as_posix()}:{number}"
        for path in pages
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if inline.search(line)
    ]
    assert found == []


def test_forms_when_they_post_then_each_carries_its_token():
    form = re.compile(r"<form\b[^>]*method=[\"']post[\"'][^>]*>(.*?)</form>", re.DOTALL | re.IGNORECASE)
    found = [
        path.relative_to(ROOT).as_posix()
        for path in TEMPLATES.rglob("*.html")
        for inside in form.findall(path.read_text(encoding="utf-8"))
        if "csrf" not in inside and "hidden_tag" not in inside
    ]
    assert found == []


def test_statics_when_named_then_each_exists():
    named = re.compile(r"""url_for\(\s*["']static["'],\s*filename=["']([^"']+)["']""")
    texts = [path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*") if path.is_file()]
    wanted = {name for text in texts for name in named.findall(text)}
    assert sorted(name for name in wanted if not (PACKAGE / "static" / name).exists()) == []
