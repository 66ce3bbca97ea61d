"""The base form and our own fields: text as typed, money, problems brought back beside their field."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from flask import has_request_context, request
from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import DateField, Field, HiddenField, IntegerField, StringField, TextAreaField, ValidationError
from wtforms.widgets import TextInput

from grantapp.core.eras import parse_day
from grantapp.core.errors import Invalid, Problem
from grantapp.core.money import Money, parse_money
from grantapp.core.words import N_, full_width_kana, shown_text, unstorable
from grantapp.web.formats import language, say
from grantapp.web.requests import UnreadableForm

LONGEST_TEXT = 100_000
LARGEST_ID = 2**31 - 1
UNSTORABLE = N_(
    "This text holds a character that cannot be stored. Remove it and save again; nothing is lost."
)
DAY_HINT = N_("For example 2026-03-14 or R8.3.14.")
TOO_LONG = N_("This text is longer than any answer may be. Shorten it and save again.")


def clean_text(value: str | None) -> str | None:
    """Return text as typed with line ends as LF; ValidationError for NUL, lone surrogates or too much text."""
    if value is None:
        return None
    value = value.replace("\r\n", "\n").replace("\r", "\n")
    if unstorable(value):
        raise ValidationError(gettext(UNSTORABLE))
    if len(value) > LONGEST_TEXT:
        raise ValidationError(gettext(TOO_LONG))
    return value


def row_id(text: str | int) -> int:
    """Return the number of a row as a list offers it; ValueError for what no database could hold."""
    number = int(text)
    if not 0 <= number <= LARGEST_ID:
        raise ValueError(text)
    return number


class CleanMixin:
    """A field that shows what was typed again even when it cannot be stored."""

    data: Any

    def pre_validate(self, form: Any) -> None:
        """Check what was typed."""
        try:
            self.data = clean_text(self.data)
        except ValidationError:
            self.data = shown_text(self.data or "")
            raise


class TextField(CleanMixin, StringField):
    """One line of text; line ends that a program has put in become spaces (no browser sends any)."""

    def pre_validate(self, form: Any) -> None:
        """Check what was typed and keep it on its line."""
        super().pre_validate(form)
        self.data = " ".join(self.data.splitlines()) if self.data and "\n" in self.data else self.data


class NameField(TextField):
    """A name, a reading or a part of an address: half-width katakana are accepted and kept full-width."""

    def pre_validate(self, form: Any) -> None:
        """Check what was typed and widen it."""
        super().pre_validate(form)
        self.data = full_width_kana(self.data) if self.data else self.data


class LongTextField(CleanMixin, TextAreaField):
    """Several lines of text."""


class MoneyField(Field):
    """An amount typed by a person; `data` is Money. The currency is given when the form is made."""

    widget = TextInput()

    def __init__(self, label: str = "", validators: Any = None, currency: str = "USD", **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        self.currency, self.typed = currency, ""

    def _value(self) -> str:
        if self.typed or not isinstance(self.data, Money):
            return self.typed
        return f"{self.data.major}"

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed, keeping it for the page that shows it again."""
        self.typed = shown_text(str(valuelist[0])) if valuelist else ""
        if not self.typed.strip():
            self.data = None
            return
        found = parse_money(self.typed, self.currency)
        if isinstance(found, Problem):
            self.data = None
            raise ValueError(gettext(found.message))  # noqa: TRY004 - what WTForms turns into the field's error
        self.data = found


class DayInput(TextInput):
    """The browser's own picker of days; a text in Japanese, for no picker takes 令和8年3月14日."""

    def __call__(self, field: Any, **kwargs: Any) -> Any:
        """Return the control: what was typed and is no day stays to be read."""
        kwargs["type"] = "date" if _picks_days() and (field.data or not field.raw_data) else "text"
        return super().__call__(field, **kwargs)


class DayField(DateField):
    """A day, written in western or Japanese years; `data` is a date."""

    data: Any
    description: Any
    widget = DayInput()

    def __init__(self, label: Any = "", validators: Any = None, **kwargs: Any) -> None:
        super().__init__(label, validators, **kwargs)
        if not self.description and has_request_context() and not _picks_days():
            self.description = gettext(DAY_HINT)

    def _value(self) -> str:
        if self.raw_data and not (self.data and _picks_days()):
            return shown_text(str(self.raw_data[0]))
        return self.data.isoformat() if self.data else ""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read what was typed."""
        if not valuelist:
            return
        self.data = None
        found = parse_day(str(valuelist[0]))
        if isinstance(found, Problem):
            raise ValueError(say(found.message, found.parameters))  # noqa: TRY004 - what WTForms shows as an error
        self.data = found


def _picks_days() -> bool:
    return language() != "ja"


class RowField(IntegerField):
    """The number of a row; nothing when it is none."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read the number; what no database could hold is no choice."""
        self.data = None
        if valuelist:
            try:
                self.data = row_id(valuelist[0])
            except ValueError:
                raise ValueError(self.gettext("Not a valid choice.")) from None


class VersionField(HiddenField):
    """The version that the form showed; the action compares."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Read a whole number, 0 when it is none."""
        self.data = int(valuelist[0]) if valuelist and str(valuelist[0]).isdecimal() else 0


class BaseForm(FlaskForm):
    """Parses and shapes; rules live in `rules.py` and come back as problems beside their field.

    `asked` names the fields whose label says "required": the rules refuse them when they are empty.
    """

    asked: ClassVar[Sequence[str]] = ()

    class Meta(FlaskForm.Meta):
        """Reads forms only: the usual one would take any JSON for a form, and crash over a list."""

        def wrap_formdata(self, form: Any, formdata: Any) -> Any:
            """Return what was sent as a form; UnreadableForm for anything else."""
            if has_request_context() and request.is_json:
                raise UnreadableForm
            return super().wrap_formdata(form, formdata)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.asked:
            self[name].flags.required = True

    def validate(self, extra_validators: Any = None) -> bool:
        """Check what was sent; fields that show it raw (figures, days) show nothing that a page cannot hold."""
        passed = bool(super().validate(extra_validators))
        for field in self:
            field.raw_data = [
                shown_text(one) if isinstance(one, str) else one for one in field.raw_data or ()
            ]
        return passed

    def carry_out(self, write: Callable[[], Any]) -> bool:
        """Run a write; on `Invalid` put each problem beside its field and return False."""
        try:
            write()
        except Invalid as refusal:
            self.add_problems(refusal.problems)
            return False
        return True

    def errors_by_field(self) -> dict[str, list[str]]:
        """Return what speaks against each field, as scripts show it beside them."""
        return {name: list(map(str, found)) for name, found in self.errors.items() if name}

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """Put translated problems beside their fields, those without a field on top of the form."""
        for problem in problems:
            sentence = say(problem.message, problem.parameters)
            field = self._fields.get(problem.field)
            if field is None:
                self.form_errors.append(sentence)
            else:
                field.errors = [*field.errors, sentence]


class ConfirmForm(BaseForm):
    """A form without fields, for one binding button."""


class ReasonForm(BaseForm):
    """A form that asks for a reason."""

    asked = ("reason",)
    reason = LongTextField()
