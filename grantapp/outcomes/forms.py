"""Forms of outcomes."""

from decimal import Decimal

from flask_babel import gettext
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, FileField, IntegerField, RadioField, SelectChoice, SelectField
from wtforms.validators import Optional

from grantapp.core.words import Bilingual
from grantapp.outcomes.models import Attribution, Indicator, Method, OutcomeValue
from grantapp.outcomes.rules import Figure
from grantapp.questionnaires.rules import read_number
from grantapp.web.fields import BaseForm, LongTextField, TextField
from grantapp.web.formats import text

METHODS = {
    Method.COUNTED: _l("Counted"), Method.ESTIMATED: _l("Estimated"), Method.SURVEYED: _l("Surveyed"),
}  # fmt: skip
ATTRIBUTIONS = {
    Attribution.CAUSED: _l("The exchange caused it"),
    Attribution.CONTRIBUTED: _l("The exchange contributed to it"),
}


class FigureForm(BaseForm):
    """One figure with its evidence."""

    asked = ("indicator", "year", "value", "method", "attribution", "reason")
    indicator = SelectField(_l("Indicator"), choices=[])
    year = IntegerField(_l("Year of effect"), validators=[Optional()])
    value = TextField(_l("Figure"))
    method = RadioField(
        _l("How it was found"), choices=[SelectChoice(code.value, words) for code, words in METHODS.items()]
    )
    attribution = RadioField(
        _l("Part of the exchange in it"),
        choices=[SelectChoice(code.value, words) for code, words in ATTRIBUTIONS.items()],
    )
    description_en = LongTextField(_l("What the figure counts, in English"))
    description_ja = LongTextField(_l("What the figure counts, in Japanese"))
    evidence = TextField(_l("Evidence: a document or a link"))
    file = FileField(_l("Evidence as a file"))
    is_public = BooleanField(_l("Show on the public page of the award"), default=True)
    reason = LongTextField(_l("Why it is corrected"))

    def figure(self) -> Figure:
        """Return what was typed; a figure that cannot be read counts as missing."""
        typed: Decimal | None = read_number(self.value.data or "")
        return Figure(
            self.indicator.data or "",
            self.year.data or 0,
            typed,
            Method(self.method.data),
            Attribution(self.attribution.data),
            Bilingual(self.description_en.data or "", self.description_ja.data or ""),
            self.evidence.data or "",
            bool(self.is_public.data),
        )


def offer(form: FigureForm, indicators: list[Indicator]) -> FigureForm:
    """Fill the list of indicators, by group."""
    form.indicator.choices = [
        SelectChoice("", gettext("Choose an indicator")),
        *(
            SelectChoice(one.code, f"{text(one.title)} ({text(one.unit)})", optgroup=text(one.group))
            for one in indicators
        ),
    ]
    return form


def of_value(value: OutcomeValue) -> FigureForm:
    """Return the form filled with a figure that is to be corrected."""
    return FigureForm(
        formdata=None, indicator=value.indicator.code, year=value.year, value=value.value_text,
        method=value.method.value, attribution=value.attribution.value, description_en=value.description.en,
        description_ja=value.description.ja, evidence=value.evidence, is_public=value.is_public,
    )  # fmt: skip
