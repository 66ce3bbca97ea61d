"""Addresses inside templates: each kind is made once as a pattern, for a list names the same page in every row."""

from typing import Any

from flask import Flask, current_app, has_request_context, request, url_for

_EXTENSION = "addresses"
_MARK = 10**15  # beyond every number of a row; the nth value of a pattern is marked by the nth from here


def address(endpoint: str, **values: Any) -> str:
    """Return what `url_for` returns."""
    if not has_request_context() or endpoint.startswith("."):
        return url_for(endpoint, **values)
    if endpoint == "static" and set(values) == {"filename"}:
        return _remembered((request.script_root, endpoint, values["filename"]), endpoint, values)
    if all(type(value) is int for value in values.values()):
        marks = {name: _MARK + number for number, name in enumerate(values)}
        pattern = _remembered((request.script_root, endpoint, *values), endpoint, marks)
        for name, mark in marks.items():
            pattern = pattern.replace(str(mark), str(values[name]), 1)
        return pattern
    return url_for(endpoint, **values)


def _remembered(key: tuple[str, ...], endpoint: str, values: dict[str, Any]) -> str:
    known: dict[tuple[str, ...], str] = current_app.extensions[_EXTENSION]
    if key not in known:
        known[key] = url_for(endpoint, **values)
    return known[key]


def register(app: Flask) -> None:
    """Give the templates this way to make addresses."""
    app.extensions[_EXTENSION] = {}
    app.jinja_env.globals["url_for"] = address
