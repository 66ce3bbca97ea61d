"""What the pages of an application take in: a start, a person, a budget line, a settled clash."""

from collections.abc import Iterable
from typing import Any

from flask import request
from flask_babel import gettext
from wtforms import BooleanField, HiddenField, RadioField, SelectChoice, SelectField

from grantapp.accounts.models import Role
from grantapp.applications.models import Application, BudgetLine
from grantapp.applications.rules import AMOUNTS, LineValues
from grantapp.calls.models import CostRule
from grantapp.core.money import Money
from grantapp.core.words import N_
from grantapp.partnerships.models import Organization, Partnership
from grantapp.questionnaires.forms import SectionForm
from grantapp.questionnaires.models import QuestionType
from grantapp.questionnaires.rules import Change, field_name
from grantapp.web.fields import BaseForm, MoneyField, TextField, VersionField, row_id
from grantapp.web.formats import text

ROLE_CHOICES = {
    Role.APPLICANT_EDITOR: N_("Editor: writes answers and the budget"),
    Role.APPLICANT_SIGNATORY: N_("Authorized representative: also agrees and submits for the city"),
}
LANGUAGE_CHOICES = {"en": "English", "ja": "日本語"}
AMOUNT_WORDS = {
    "grant_amount": N_("From the grant"),
    "lead_cash": N_("Cash"),
    "lead_in_kind": N_("In kind"),
    "partner_cash": N_("Cash"),
    "partner_in_kind": N_("In kind"),
}


class StartForm(BaseForm):
    """Which partnership applies, which own office leads, and whether a second application is meant."""

    partnership_id = RadioField(validate_choice=False, coerce=row_id)
    organization_id = RadioField(validate_choice=False, coerce=row_id)
    again = BooleanField()


def start_form(partnerships: Iterable[Partnership], organizations: Iterable[Organization]) -> StartForm:
    """Return the form of a start with the actor's own choices."""
    form = StartForm()
    form.partnership_id.label.text = gettext("Partnership")
    form.partnership_id.choices = [SelectChoice(one.id, text(one.name)) for one in partnerships]
    form.organization_id.label.text = gettext("Organization that leads")
    form.organization_id.choices = [SelectChoice(one.id, text(one.name)) for one in organizations]
    form.again.label.text = gettext("Start another application of this pair")
    for field in (form.partnership_id, form.organization_id):
        if field.data is None and len(field.choices) == 1:
            field.data = field.choices[0].value
    return form


class PersonForm(BaseForm):
    """Somebody who is invited."""

    name = TextField()
    email = TextField()
    language = RadioField(validate_choice=False)
    role = RadioField(validate_choice=False)


def person_form(language: str, role: Role) -> PersonForm:
    """Return the form of an invitation, with what is likely."""
    form = PersonForm()
    form.name.label.text, form.email.label.text = gettext("Name"), gettext("Email address")
    form.language.label.text, form.role.label.text = gettext("Language of letters"), gettext("Role")
    form.language.choices = [SelectChoice(code, word) for code, word in LANGUAGE_CHOICES.items()]
    form.role.choices = [SelectChoice(code.value, gettext(word)) for code, word in ROLE_CHOICES.items()]
    form.language.data = form.language.data or language
    form.role.data = form.role.data if form.role.data in ROLE_CHOICES else role.value
    return form


class EndorseForm(BaseForm):
    """The hash of the content that the page showed."""

    shown_sha256 = HiddenField()


class LineForm(BaseForm):
    """One open budget line."""

    category_id = SelectField(validate_choice=False)
    description = TextField()
    version = VersionField()

    def values(self) -> LineValues:
        """Return what was typed; an empty amount is zero."""
        chosen = self.category_id.data or ""
        amounts = {name: self[name].data.amount if self[name].data else 0 for name in AMOUNTS}
        return LineValues(int(chosen) if chosen.isdecimal() else None, self.description.data or "", **amounts)


def line_form(application: Application, line: BudgetLine | None) -> LineForm:
    """Return the form of a line (none: a new one) in the call's currency."""
    currency = application.call.currency
    fields: dict[str, Any] = {
        name: MoneyField(gettext(word), currency=currency) for name, word in AMOUNT_WORDS.items()
    }
    form: LineForm = type("LineForm", (LineForm,), fields)(data=_stored(line, currency))
    form.category_id.label.text = gettext("Kind of cost")
    form.description.label.text = gettext("How it was worked out")
    paid = [one for one in application.call.costs if one.rule != CostRule.NEVER]
    form.category_id.choices = [SelectChoice("", gettext("Choose"))]
    form.category_id.choices += [SelectChoice(str(one.id), text(one.title)) for one in paid]
    return form


def _stored(line: BudgetLine | None, currency: str) -> dict[str, Any]:
    if line is None:
        return {"version": 0}
    amounts = {name: Money(getattr(line, name), currency) for name in AMOUNTS}
    said = {"category_id": str(line.category_id), "description": line.description, "version": line.version}
    return {**said, **amounts}


def settled_changes(form: SectionForm) -> dict[int, Change]:
    """Return what was chosen on the page of a clash: one's own text, or the one joined by hand."""
    changes = {}
    for entry in form.entries:
        name = field_name(entry.question)
        choice = request.form.get(f"{name}-choice")
        if choice in ("yours", "both") and entry.field is not None:
            typed: Any = request.form.getlist(f"{name}-yours") if choice == "yours" else [entry.field.data]
            several = entry.question.type == QuestionType.CHOICES
            value = typed if several else next(iter(typed), None)
            changes[entry.question.id] = Change(value, entry.version.data)
    return changes
