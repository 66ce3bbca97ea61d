"""Addresses inside templates: each kind is made once as a pattern, for a list names the same page in every row."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from flask import Flask, current_app, has_request_context, request, url_for

SAFE = "!$'()*,/:;?@"  # what `url_for` leaves as it is in a query
_EXTENSION = "addresses"
_MARK = 10**15  # beyond every number of a row; the nth value of a pattern is marked by the nth from here


def address(endpoint: str, **values: Any) -> str:
    """Return what `url_for` returns."""
    if not has_request_context() or endpoint.startswith("."):
        return url_for(endpoint, **values)
    if endpoint == "static" and set(values) == {"filename"}:
        return _remembered((request.script_root, endpoint, values["filename"]), endpoint, values)
    if all(_is_plain(value) and not name.startswith("_") for name, value in values.items()):
        marks = {name: _MARK + number for number, name in enumerate(values)}
        pattern = _remembered((request.script_root, endpoint, *values), endpoint, marks)
        for name, mark in marks.items():
            pattern = pattern.replace(str(mark), str(values[name]), 1)
        if pattern:
            return pattern
    return url_for(endpoint, **values)


def _is_plain(value: object) -> bool:
    """Whether a value is written into an address as it is."""
    if type(value) is str:
        return value.isascii() and value.replace("_", "").replace("-", "").isalnum()
    return type(value) is int


def _remembered(key: tuple[str, ...], endpoint: str, values: dict[str, Any]) -> str:
    """Return what is known under a key; empty where an address takes only certain words and no mark."""
    known: dict[tuple[str, ...], str] = current_app.extensions[_EXTENSION]
    if key not in known:
        try:
            known[key] = url_for(endpoint, **values)
        except ValueError:
            known[key] = ""
    return known[key]


def this_page(changes: Mapping[str, object]) -> str:
    """Return the address of the present page with some parameters changed; None removes one."""
    kept = {
        name: values
        for name, values in request.args.lists()
        if name != "endpoint" and not name.startswith("_") and name not in changes
    }
    query = urlencode(
        kept | {name: value for name, value in changes.items() if value is not None}, doseq=True, safe=SAFE
    )
    path = address(request.endpoint or "web.healthz", **(request.view_args or {}))
    return f"{path}?{query}" if query else path


def register(app: Flask) -> None:
    """Give the templates this way to make addresses."""
    app.extensions[_EXTENSION] = {}
    app.jinja_env.globals.update(url_for=address, this_page=this_page)
