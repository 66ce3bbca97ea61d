"""Parsing and shape of the forms about organizations."""

from collections.abc import Sequence
from typing import ClassVar

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.validators import Optional

from grantapp.web.editing import EditForm
from grantapp.web.fields import BaseForm, DayField, LongTextField, NameField, TextField


class NewOrganizationForm(BaseForm):
    """An organization beside the city office."""

    asked = ("place",)
    place = TextField(_l("Key of the place"), description=_l("As in the list of places: us-wa-tacoma."))
    kind = SelectField(_l("Kind of organization"))
    name_en = TextField(_l("Name in English"))
    name_ja = NameField(_l("Name in Japanese"))
    reading = NameField(_l("Reading (フリガナ)"))


class OrganizationForm(EditForm):
    """Everything that is known of an organization; the view leaves out what does not fit its country or the reader."""

    kind = SelectField(_l("Kind of organization"))
    legal_status = SelectField(_l("Legal status"))
    name_en = TextField(_l("Name in English"))
    name_ja = NameField(_l("Name in Japanese"))
    reading = NameField(
        _l("Reading (フリガナ)"), description=_l("Hiragana or katakana; half-width is accepted.")
    )
    office_en = TextField(_l("Office in charge, in English"))
    office_ja = NameField(_l("Office in charge, in Japanese"))
    mailbox = TextField(
        _l("Mailbox of the office"), description=_l("Every letter to the organization goes there too.")
    )
    phone = TextField(_l("Telephone"))
    website = TextField(_l("Website"))
    ein = TextField(_l("EIN (tax number)"), description=_l("Nine digits: 12-3456789."))
    uei = TextField(_l("UEI (federal awards)"), description=_l("Twelve letters and digits."))
    local_code = TextField(
        _l("Code of the local government"), description=_l("Six digits; the last one is a check digit.")
    )
    corporate_number = TextField(
        _l("Corporate number (法人番号)"), description=_l("Thirteen digits; the first one is a check digit.")
    )
    postal_code = TextField(_l("Postal code"))
    address_region = SelectField(_l("State or prefecture"))
    municipality_en = TextField(_l("City or town, in English"))
    municipality_ja = NameField(_l("City or town, in Japanese"))
    street_en = TextField(_l("Street and number, in English"))
    street_ja = NameField(_l("Street and number, in Japanese"))
    building_en = TextField(_l("Building, floor or suite, in English"))
    building_ja = NameField(_l("Building, floor or suite, in Japanese"))


class MembershipForm(BaseForm):
    """A period of membership in the network."""

    asked: ClassVar[Sequence[str]] = ("ends_on",)
    number = TextField(_l("Membership number"))
    population_class = SelectField(_l("Population class"))
    begins_on = DayField(_l("Member from"), validators=[Optional()])
    ends_on = DayField(_l("In good standing until"), validators=[Optional()])


class CorrectionForm(MembershipForm):
    """A corrected period, with the reason."""

    asked = ("ends_on", "reason")
    reason = LongTextField(_l("Reason and source"))


class MergeForm(BaseForm):
    """Into which organization a duplicate is merged, and why."""

    asked = ("reason",)
    into = SelectField(_l("The organization that stays"))
    reason = LongTextField(_l("How you know that both are the same"))
