"""Our request: a form that cannot be read is refused as such, never taken for an empty one."""

from typing import Any

from flask import Request
from werkzeug.exceptions import BadRequest
from werkzeug.formparser import FormDataParser


class UnreadableForm(BadRequest):
    """What was sent cannot be read as a form: broken off, or a file's name in an old encoding."""


class StrictFormParser(FormDataParser):
    """Says when a form cannot be read; the usual one hands over an empty form, which looks like an expired one."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        """Return the form and its files; UnreadableForm when they cannot be read."""
        self.silent = False
        try:
            return super().parse(*args, **kwargs)
        except ValueError as error:
            raise UnreadableForm from error


class OurRequest(Request):
    """A request whose form was read wholly or not at all."""

    form_data_parser_class = StrictFormParser
