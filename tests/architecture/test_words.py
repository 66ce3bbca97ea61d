"""Every word a person reads comes from the catalogs, and the Japanese one is complete."""

import re

import pytest
from babel.messages.pofile import read_po

import dev
from tests.architecture.house import PACKAGE, ROOT, TEMPLATES

JAPANESE = PACKAGE / "translations" / "ja" / "LC_MESSAGES" / "messages.po"
HOLE = re.compile(r"%\(\w+\)[sd]|%[sd]")
SAME_IN_BOTH = {
    "CSV", "EN", "English", "Grantapp", "JPY", "JST", "PDF", "USD", "XLSX", "amp", "copy", "hellip", "mdash",
    "middot", "nbsp", "ndash", "rarr", "times",
}  # fmt: skip
NOT_TEXT = re.compile(
    r"""
    {\#.*?\#} | {{.*?}} | <!--.*?--> | <code.*?</code>
    | {%-?\ block\ \w*class\w*\ -?%} .*? {%-?\ endblock.*?%}         # classes of the body
    | {%-?\s*trans\b .*? endtrans\s*-?%}
    | <(?P<tag>\w+)[^>]*\ lang="(?:en|ja)"[^>]*> [^<]* </(?P=tag)>   # said in one language on purpose
    | {%.*?%}
    """,
    re.DOTALL | re.VERBOSE,
)
SPOKEN = re.compile(r"""\s(?:alt|aria-label|placeholder|title|aria-description)=(?:"([^"]*)"|'([^']*)')""")
TAG = re.compile(r"""<[^>]*>|[\w-]+=(?:"[^"<>]*"|'[^'<>]*')""", re.DOTALL)
WORD = re.compile(r"[A-Za-z]{2,}|[\u3040-\u30ff\u4e00-\u9fff]+")


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    template = tmp_path_factory.mktemp("words") / "messages.pot"
    dev.extract(template)
    with template.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def japanese():
    with JAPANESE.open("rb") as file:
        return read_po(file, locale="ja")


def ids(catalog):
    return {(message.context, forms(message.id)[0]) for message in catalog if message.id}


def forms(value):
    return value if isinstance(value, tuple) else (value,)


def test_catalog_when_compared_with_the_product_then_no_word_is_missing(collected, japanese):
    assert sorted(map(str, ids(collected) - ids(japanese))) == []


def test_catalog_when_compared_with_the_product_then_no_word_is_left_over(collected, japanese):
    assert sorted(map(str, ids(japanese) - ids(collected))) == []


def test_catalog_when_read_then_everything_is_translated_and_certain(japanese):
    messages = [message for message in japanese if message.id]
    assert [message.id for message in messages if message.fuzzy or not all(forms(message.string))] == []


def test_catalog_when_read_then_the_holes_of_both_languages_are_equal(japanese):
    def holes(texts):
        return {hole for text in texts for hole in HOLE.findall(text)}

    messages = [message for message in japanese if message.id and any(forms(message.string))]
    assert [m.id for m in messages if holes(forms(m.id)) != holes(forms(m.string))] == []


def unmarked(text):
    """Return the words of a template that no catalog will ever see."""
    bare = NOT_TEXT.sub(" ", text)
    attributes = " ".join(part for pair in SPOKEN.findall(bare) for part in pair)
    return [word for word in WORD.findall(f"{attributes} {TAG.sub(' ', bare)}") if word not in SAME_IN_BOTH]


def test_templates_when_read_then_every_word_is_marked():
    found = {
        path.relative_to(ROOT).as_posix(): words
        for path in TEMPLATES.rglob("*.html")
        if (words := unmarked(path.read_text(encoding="utf-8")))
    }
    assert found == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<p>Hello</p>", ["Hello"]),
        ("<p>{{ _('Hello') }}</p>", []),
        ("{% trans %}Hello{% endtrans %}", []),
        ('<img alt="Map">', ["Map"]),
        ("<p>助成金</p>", ["助成金"]),
    ],
)
def test_unmarked_when_a_word_stands_bare_then_it_is_found(text, words):
    assert unmarked(text) == words
