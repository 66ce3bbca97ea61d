"""Parsing and shape of the forms about partnerships."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField, ValidationError
from wtforms.validators import InputRequired

from grantapp.core.dates import PartialDate
from grantapp.core.eras import parse_date
from grantapp.core.errors import Problem
from grantapp.core.words import N_, Bilingual
from grantapp.core.workflow import REASON_MISSING
from grantapp.partnerships.actions import Done, Signed
from grantapp.partnerships.models import ActivityKind
from grantapp.partnerships.rules import NO_DATE
from grantapp.web.editing import EditForm
from grantapp.web.fields import BaseForm, LongTextField, TextField
from grantapp.web.formats import say

DATE_HINT = _l("As far as it is known: 2025, 2025-03 or 2025-03-14.")
CHANGES = (
    ("rest", N_("Let it rest")), ("suspend", N_("Suspend it")),
    ("end", N_("End it")), ("resume", N_("Take it up again")),
)  # fmt: skip


class SideStatusForm(BaseForm):
    """What one side says of a partnership from now on."""

    transition = SelectField(_l("What this side has done"))
    on = TextField(_l("Since when"), description=DATE_HINT)
    file = FileField(_l("File that shows it (optional)"))
    reason = LongTextField(
        _l("Reason and source"),
        description=_l("Everybody reads it beside the status."),
        validators=[InputRequired(_l(REASON_MISSING))],
    )

    def validate_on(self, field: TextField) -> None:
        """Take a date known to the year, the month or the day."""
        typed = (field.data or "").strip()
        found = parse_date(typed, unreadable=NO_DATE) if typed else PartialDate()
        if isinstance(found, Problem):
            raise ValidationError(say(found.message, found.parameters))
        self.since = found


class PartnershipForm(EditForm):
    """The facts that both sides share."""

    established = TextField(_l("Agreed on"), description=DATE_HINT)
    date_quality = SelectField(_l("How well the date is known"))
    note_en = LongTextField(_l("Note in English"))
    note_ja = LongTextField(_l("Note in Japanese"))
    source = TextField(_l("Source"), description=_l("A web address."))


class KindForm(BaseForm):
    """That a partnership became another kind."""

    asked = ("since", "evidence")
    kind = SelectField(_l("New kind"))
    since = TextField(_l("Since when"), description=DATE_HINT)
    evidence = LongTextField(_l("What shows it"))


class AgreementForm(BaseForm):
    """A signed agreement or its renewal."""

    asked = ("signed",)
    title_en = TextField(_l("Name of the agreement, in English"))
    title_ja = TextField(_l("Name of the agreement, in Japanese"))
    signed = TextField(_l("Signed on"), description=DATE_HINT)
    signatories = LongTextField(_l("Who signed it"))
    language = SelectField(_l("Language of the agreement"))
    renews = SelectField(_l("Renewal of"))
    note = LongTextField(_l("Note"))
    file = FileField(_l("The agreement as a file (optional, public)"))

    @property
    def said(self) -> Signed:
        """What was written."""
        renews = self.renews.data or ""
        return Signed(
            Bilingual(self.title_en.data or "", self.title_ja.data or ""), self.signed.data or "",
            self.signatories.data or "", self.language.data, self.note.data or "",
            int(renews) if renews.isdecimal() else None,
        )  # fmt: skip


class ActivityForm(BaseForm):
    """A visit, ceremony or meeting."""

    asked = ("on", "evidence")
    kind = SelectField(_l("Kind of activity"))
    on = TextField(_l("When"), description=DATE_HINT)
    direction = SelectField(_l("Direction"))
    summary_en = TextField(_l("What happened, in English"))
    summary_ja = TextField(_l("What happened, in Japanese"))
    evidence = LongTextField(_l("What shows it"))
    file = FileField(_l("File that shows it (optional)"))
    is_public = BooleanField(_l("Show it to the public"), default=True)

    @property
    def done(self) -> Done:
        """What was written."""
        return Done(
            ActivityKind(self.kind.data), self.on.data or "",
            Bilingual(self.summary_en.data or "", self.summary_ja.data or ""), self.evidence.data or "",
            self.direction.data, self.is_public.data,
        )  # fmt: skip
