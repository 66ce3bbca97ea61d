"""A browser without JavaScript: follows links, fills in forms, and checks every page that it opens."""

from collections import Counter
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

# html5lib reports these for markup that the living standard allows.
TOLERATED = {"unexpected-end-tag-implies-table-voodoo"}
REDIRECTS = (301, 302, 303, 307, 308)
CONTROLS = ("input", "select", "textarea", "button")


def text_of(element: Element) -> str:
    """Return the visible words of an element, white space folded."""
    return " ".join("".join(element.itertext()).split())


@dataclass
class Form:
    """A form of a page with what it holds now."""

    action: str
    method: str
    multipart: bool
    values: list[tuple[str, Any]]
    buttons: list[tuple[str, str, str]]
    names: set[str]
    choices: dict[str, dict[str, str]] = field(default_factory=dict)
    offered: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Page:
    """One answer, parsed."""

    response: TestResponse
    path: str
    root: Element = field(repr=False)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return self.response.status_code

    @property
    def words(self) -> str:
        """Everything that the page says."""
        body = self.root.find("body")
        return text_of(body) if body is not None else ""

    @property
    def title(self) -> str:
        """The words of the h1."""
        return text_of(next(self.root.iter("h1")))

    def links(self) -> list[tuple[str, str]]:
        """Return each link as its words and its address."""
        return [(text_of(one), one.get("href", "")) for one in self.root.iter("a")]

    def link(self, words: str) -> str:
        """Return the address of the first link that holds some words."""
        return next(href for said, href in self.links() if words in said)

    def forms(self) -> list[Form]:
        """Return the forms of the page."""
        return [_read_form(one, self.path) for one in self.root.iter("form")]

    def form_with(self, *, action: str = "", field_name: str = "", button: str = "") -> Form:
        """Return the first POST form whose action ends so, that has a field, or a button with some words."""
        for form in self.forms():
            fits = (
                (not action or form.action.partition("#")[0].partition("?")[0].endswith(action))
                and (not field_name or field_name in form.names)
                and (not button or any(button in words for words, _name, _value in form.buttons))
            )
            if form.method == "post" and fits:
                return form
        raise AssertionError(f"no form {action or field_name or button} on {self.path}: {self.words[:1500]}")


def _read_form(form: Element, path: str) -> Form:
    values: list[tuple[str, Any]] = []
    buttons: list[tuple[str, str, str]] = []
    names: set[str] = set()
    choices: dict[str, dict[str, str]] = {}
    offered: dict[str, list[str]] = {}
    for control in form.iter():
        name, kind = control.get("name", ""), control.get("type", "")
        if control.tag == "button":
            buttons.append((text_of(control), name, control.get("value", "")))
        elif control.tag in CONTROLS and name:
            names.add(name)
            values += [(name, value) for value in _values_of(control, kind)]
            if kind in ("checkbox", "radio"):
                offered.setdefault(name, []).append(control.get("value", "on"))
            if control.tag == "select":
                choices[name] = {
                    text_of(one): one.get("value", text_of(one)) for one in control.iter("option")
                }
    action = form.get("action") or path
    return Form(
        action, (form.get("method") or "get").lower(), form.get("enctype") == "multipart/form-data", values, buttons, names,
        choices, offered,
    )  # fmt: skip


def _values_of(control: Element, kind: str) -> list[str]:
    if control.get("disabled") is not None or kind in ("file", "submit"):
        return []
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [one for one in options if one.get("selected") is not None] or (
            [] if control.get("multiple") is not None else options[:1]
        )
        return [one.get("value", text_of(one)) for one in chosen]
    if control.tag == "textarea":
        return [(control.text or "").removeprefix("\n")]
    if kind in ("checkbox", "radio"):
        return [control.get("value", "on")] if control.get("checked") is not None else []
    return [control.get("value", "")]


class Visitor:
    """Somebody with a browser of his own."""

    def __init__(self, client: FlaskClient, language: str = "en") -> None:
        self.client, self.language = client, language

    def get(self, path: str, expect: int = 200) -> Page:
        """Open a page and follow redirects; the last answer must have the expected status."""
        return self._arrive(self.client.get(path, headers=self._headers()), expect)

    def submit(
        self, form: Form, values: dict[str, Any] | None = None, button: str = "", expect: int = 200
    ) -> Page:
        """Send a form as it stands with some values changed, by one of its buttons, and follow redirects."""
        changed = values or {}
        unknown = set(changed) - form.names
        assert not unknown, f"the form at {form.action} has no {unknown}; it has {sorted(form.names)}"
        data: dict[str, Any] = {}
        for name, value in form.values:
            if name not in changed:
                data.setdefault(name, []).append(value)
        data.update(changed)
        for words, name, value in form.buttons:
            if name and (button in words if button else words == form.buttons[0][0]):
                data[name] = value
                break
        content_type = "multipart/form-data" if form.multipart else "application/x-www-form-urlencoded"
        response = self.client.post(
            form.action, data=data, headers=self._headers(), content_type=content_type
        )
        return self._arrive(response, expect)

    def _headers(self) -> dict[str, str]:
        return {"Accept-Language": self.language, "Accept": "text/html"}

    def _arrive(self, response: TestResponse, expect: int) -> Page:
        while response.status_code in REDIRECTS:
            response = self.client.get(response.headers["Location"], headers=self._headers())
        path = urlsplit(response.request.url).path
        if response.status_code != expect:
            words = text_of(html5lib.parse(response.get_data(as_text=True), namespaceHTMLElements=False))
            raise AssertionError(f"{response.status_code} at {path}: {words[:3000]}")
        page: Page = getattr(response, "page", None) or check_page(response, path)
        return page


def check_page(response: TestResponse, path: str) -> Page:
    """Return an HTML answer as a page after the checks that every page must pass."""
    assert response.mimetype == "text/html", f"{path} is {response.mimetype}"
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(response.get_data(as_text=True))
    faults = [(where, code) for where, code, _data in parser.errors if code not in TOLERATED]
    assert not faults, f"{path} is not valid HTML5: {faults[:5]}"
    page = Page(response, path, root)
    _check_heads(page)
    _check_ids(page)
    _check_labels(page)
    _check_inline(page)
    _check_places(page)
    _check_names(page)
    _check_tables(page)
    return page


def _check_heads(page: Page) -> None:
    heads = list(page.root.iter("h1"))
    assert len(heads) == 1, f"{page.path} has {len(heads)} h1"
    title = text_of(next(page.root.iter("title")))
    assert title.startswith(text_of(heads[0])), f"{page.path}: title {title!r}, h1 {text_of(heads[0])!r}"
    html = page.root if page.root.tag == "html" else next(page.root.iter("html"))
    assert html.get("lang") in ("en", "ja")


def _check_ids(page: Page) -> None:
    ids = Counter(one.get("id") for one in page.root.iter() if isinstance(one.tag, str) and one.get("id"))
    double = [name for name, count in ids.items() if count > 1]
    assert not double, f"{page.path} repeats ids {double}"
    for one in page.root.iter():
        for reference in (one.get("aria-describedby") or "").split() + (
            one.get("aria-labelledby") or ""
        ).split():
            assert reference in ids, f"{page.path}: {reference} is described but not there"


def _check_labels(page: Page) -> None:
    labelled = {one.get("for") for one in page.root.iter("label")}
    inside = {
        id(control)
        for label in page.root.iter("label")
        for control in label.iter()
        if control.tag in CONTROLS
    }
    for control in page.root.iter():
        if control.tag not in ("input", "select", "textarea") or control.get("type") in ("hidden", "submit"):
            continue
        named = control.get("id") in labelled or id(control) in inside
        named = named or control.get("aria-label") or control.get("aria-labelledby")
        assert named, f"{page.path}: {control.tag} {control.get('name')} has no label"


def _check_inline(page: Page) -> None:
    for one in page.root.iter():
        if not isinstance(one.tag, str):
            continue
        assert one.tag != "style", f"{page.path} has inline style"
        assert one.get("style") is None, f"{page.path}: style attribute on {one.tag}"
        assert not [name for name in one.attrib if str(name).startswith("on")], (
            f"{page.path}: handler on {one.tag}"
        )
        if one.tag == "script":
            assert one.get("src"), f"{page.path} has inline script"


def _check_places(page: Page) -> None:
    """Every label and every link inside the page leads to something that is there."""
    ids = {one.get("id") for one in page.root.iter() if isinstance(one.tag, str)}
    for one in page.root.iter("label"):
        assert one.get("for") in ids or one.get("for") is None, f"{page.path}: a label for {one.get('for')}"
    for one in page.root.iter("a"):
        address = one.get("href", "")
        assert address, f"{page.path}: a link without address: {text_of(one)}"
        if address.startswith("#"):
            assert address[1:] in ids, f"{page.path}: {address} leads nowhere"


def _check_names(page: Page) -> None:
    """Every link and button says what it does; headings leave out no level; there is one main part."""
    for one in (*page.root.iter("a"), *page.root.iter("button")):
        assert text_of(one) or one.get("aria-label"), f"{page.path}: a {one.tag} without words"
    levels = [int(one.tag[1]) for one in page.root.iter() if one.tag in ("h1", "h2", "h3", "h4", "h5")]
    jumps = [(a, b) for a, b in pairwise(levels) if b > a + 1]
    assert not jumps, f"{page.path}: headings jump {jumps}"
    assert len(list(page.root.iter("main"))) == 1, f"{page.path} has not one main part"


def _check_tables(page: Page) -> None:
    """Every table says what it holds."""
    for one in page.root.iter("table"):
        caption = one.find("caption")
        assert caption is not None, f"{page.path}: a table without a caption"
        assert text_of(caption), f"{page.path}: an empty caption"
