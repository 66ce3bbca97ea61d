"""Parsing and shape of the forms about partnerships."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, SelectField
from wtforms.validators import InputRequired

from grantapp.core.words import Bilingual
from grantapp.core.workflow import REASON_MISSING
from grantapp.partnerships.actions import Done, Signed
from grantapp.partnerships.models import ActivityKind
from grantapp.web.editing import EditForm
from grantapp.web.fields import BaseForm, LongTextField, TextField

REASON_HINT = _l("It stays in the history, with the earlier words.")
DATE_HINT = _l("As far as it is known: 2025, 2025-03 or 2025-03-14.")


class SideStatusForm(EditForm):
    """What one side says of a partnership from now on."""

    status = SelectField(_l("What this side says of it"))
    on = TextField(_l("Since when"), description=DATE_HINT)
    reason = LongTextField(
        _l("Reason and source"),
        description=_l("Everybody reads it beside the status."),
        validators=[InputRequired(_l(REASON_MISSING))],
    )
    file = FileField(_l("File that shows it"))


class PartnershipForm(EditForm):
    """The facts that both sides share."""

    established = TextField(_l("Agreed on"), description=DATE_HINT)
    date_quality = SelectField(_l("How well the date is known"))
    note_en = LongTextField(_l("Note in English"))
    note_ja = LongTextField(_l("Note in Japanese"))
    source = TextField(_l("Source"), description=_l("A web address."))


class KindForm(EditForm):
    """Which kind a partnership is of, since when, and what shows it."""

    asked = ("since", "evidence")
    kind = SelectField(_l("Kind"))
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
    file = FileField(_l("The agreement as a file, which everybody can open"))

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
    file = FileField(_l("File that shows it"))
    is_public = BooleanField(_l("Show it to the public"), default=True)

    @property
    def done(self) -> Done:
        """What was written."""
        return Done(
            ActivityKind(self.kind.data), self.on.data or "",
            Bilingual(self.summary_en.data or "", self.summary_ja.data or ""), self.evidence.data or "",
            self.direction.data, self.is_public.data,
        )  # fmt: skip


class AgreementEditForm(EditForm):
    """A correction of an agreement; `reason` is said each time."""

    asked = ("signed", "reason")
    title_en = TextField(_l("Name of the agreement, in English"))
    title_ja = TextField(_l("Name of the agreement, in Japanese"))
    signed = TextField(_l("Signed on"), description=DATE_HINT)
    signatories = LongTextField(_l("Who signed it"))
    language = SelectField(_l("Language of the agreement"))
    renews = SelectField(_l("Renewal of"))
    note = LongTextField(_l("Note"))
    reason = LongTextField(_l("Reason for the correction"), description=REASON_HINT)


class ActivityEditForm(EditForm):
    """A correction of what was written into the history by hand; `reason` is said each time."""

    asked = ("on", "evidence", "reason")
    kind = SelectField(_l("Kind of activity"))
    on = TextField(_l("When"), description=DATE_HINT)
    direction = SelectField(_l("Direction"))
    summary_en = TextField(_l("What happened, in English"))
    summary_ja = TextField(_l("What happened, in Japanese"))
    evidence = LongTextField(_l("What shows it"))
    audience = SelectField(_l("Who may read it"))
    reason = LongTextField(_l("Reason for the correction"), description=REASON_HINT)


class RemovalForm(BaseForm):
    """Why something is removed."""

    asked = ("reason",)
    reason = LongTextField(_l("Reason for the removal"), description=REASON_HINT)


class EvidenceFileForm(BaseForm):
    """A further file that shows what is written down."""

    file = FileField(_l("File"), validators=[FileRequired(_l("Choose a file."))])
