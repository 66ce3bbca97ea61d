"""Forms of the report pages."""

from collections.abc import Mapping

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField
from wtforms.validators import Optional

from grantapp.questionnaires.forms import SectionForm
from grantapp.questionnaires.rules import Change
from grantapp.web.fields import BaseForm, DayField, LongTextField, MoneyField, clean_text

CHOICE, YOURS, COMMENT = "-choice", "-yours", "comment-"


class SpendingForm(BaseForm):
    """What was spent of the grant; `shown` is the amount that the page showed (minor units)."""

    spent = MoneyField(_l("Spent of the grant"))
    shown = HiddenField(default="")
    asked = ("spent",)

    @property
    def shown_amount(self) -> int | None:
        """The amount that the page showed, none when there was none."""
        return int(self.shown.data) if (self.shown.data or "").isdecimal() else None


class ContentForm(BaseForm):
    """One binding button, bound to the content that was shown."""

    shown_sha256 = HiddenField(default="")


class ExtendForm(BaseForm):
    """More time."""

    asked = ("due_on", "reason")
    due_on = DayField(_l("New due day"), validators=[Optional()])
    reason = LongTextField(_l("Reason"))


class CommentsForm(BaseForm):
    """Comments of the office, `comment-` and then "section.question" (nothing for the whole report)."""

    def comments(self) -> Mapping[str, str]:
        """Return what was typed, by question."""
        typed = {
            name.removeprefix(COMMENT): text
            for name, text in request.form.items()
            if name.startswith(COMMENT)
        }
        return {key[:90]: clean_text(text) or "" for key, text in typed.items()}


def changes_of(form: SectionForm) -> dict[int, Change]:
    """Return what was typed; after a clash, each field as the person chose between both texts."""
    changes = form.changes()
    for entry in form.entries:
        name = f"q-{entry.question.id}"
        choice = request.form.get(f"{name}{CHOICE}")
        if choice == "theirs":
            changes.pop(entry.question.id, None)
        elif choice == "yours":
            typed = request.form.getlist(f"{name}{YOURS}")
            several = entry.field is not None and isinstance(entry.field.data, list)
            changes[entry.question.id] = Change(typed if several else "".join(typed), entry.version.data)
    return changes
