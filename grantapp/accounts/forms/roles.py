"""Forms about roles: proposals, requests, successors, acting on behalf of a city."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from grantapp.accounts.forms.people import LANGUAGE_NAMES, LONGEST_ADDRESS, AddressField
from grantapp.accounts.rules.people import LONGEST_NAME
from grantapp.core.words import LANGUAGES
from grantapp.web.fields import BaseForm, DayField, LongTextField, ReasonForm, RowField, TextField, row_id

ADDRESS_MISSING = _l("Enter an email address.")


class _AddresseeForm(BaseForm):
    email = AddressField(_l("Email address"), [InputRequired(ADDRESS_MISSING), Length(max=LONGEST_ADDRESS)])
    name = TextField(_l("Name"), [Length(max=LONGEST_NAME)])
    language = SelectField(
        _l("Language of the letter"), choices=[SelectChoice(code, LANGUAGE_NAMES[code]) for code in LANGUAGES]
    )


class InvitationForm(_AddresseeForm):
    """Whom to invite, into which role, where; why, when a second person has to confirm it."""

    role = SelectField(_l("Role"), choices=[])
    scope_id = SelectField(_l("Where the role holds"), coerce=row_id, choices=[])
    reason = LongTextField(_l("Why this role"))


class RoleForm(BaseForm):
    """A further role for a person; why, when a second person has to confirm it."""

    role = SelectField(_l("Role"), choices=[])
    scope_id = SelectField(_l("Where the role holds"), coerce=row_id, choices=[])
    reason = LongTextField(_l("Why this role"))


class ColleagueForm(_AddresseeForm):
    """Whom to invite into one's own office."""

    role = RadioField(_l("Role"), choices=[])


class HandOverForm(_AddresseeForm):
    """Who takes a role over, and from which day."""

    asked = ("on",)
    on = DayField(_l("Day of the hand-over"), [Optional()])


class JoinForm(BaseForm):
    """For which office somebody says that he works."""

    asked = ("reason",)
    scope_id = RowField(_l("Organization"), [InputRequired(_l("Choose the office for which you work."))])
    role = RadioField(_l("Role"), choices=[])
    reason = LongTextField(_l("How you belong to this office"))


class DeputyForm(BaseForm):
    """Why the program office acts for a city."""

    asked = ("reason",)
    occasion = RadioField(_l("Occasion"), choices=[])
    reason = LongTextField(_l("Reason"))


class WhyForm(ReasonForm):
    """Why something is refused, ended or closed."""

    reason = LongTextField(_l("Reason"))


class MergeForm(WhyForm):
    """Which account of the same person stays, by its address."""

    email = TextField(_l("Address of the account that stays"), [InputRequired(_l("Enter the address."))])


class WishForm(BaseForm):
    """Why somebody wants his data deleted; he need not say it."""

    reason = LongTextField(_l("Why (you need not say it)"))
