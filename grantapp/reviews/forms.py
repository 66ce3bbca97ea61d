"""Parsing and shape of the forms of reviewers, office and director."""

from collections.abc import Iterable
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import pgettext
from wtforms import HiddenField, RadioField, SelectMultipleField
from wtforms.fields import SelectChoice

from grantapp.core.money import Money
from grantapp.core.words import N_
from grantapp.reviews import rules
from grantapp.reviews.actions import AmountChange
from grantapp.reviews.documents import RankedLine
from grantapp.reviews.models import ConflictAnswer, Outcome, Review
from grantapp.web.fields import (
    BaseForm,
    LongTextField,
    MoneyField,
    ReasonForm,
    TextField,
    VersionField,
    row_id,
)

ANSWER_WORDS = {
    ConflictAnswer.NONE: N_("No, I have no connection to either city"),
    ConflictAnswer.CONFLICT: N_("Yes, I have a conflict of interest and step back"),
    ConflictAnswer.UNSURE: N_("I am not sure; the program office shall decide"),
}
SETTLE_WORDS = {
    ConflictAnswer.NONE: N_("No conflict: the reviewer may read and score"),
    ConflictAnswer.CONFLICT: N_("Conflict: the reviewer is recused"),
}


def outcome_words() -> dict[Outcome, str]:
    """Return the outcomes in the reader's language."""
    return {
        Outcome.FUND: pgettext("outcome", "Fund"),
        Outcome.WAITLIST: pgettext("outcome", "Waitlist"),
        Outcome.DECLINE: pgettext("outcome", "Decline"),
    }


def _choices(words: dict[Any, str]) -> list[SelectChoice]:
    return [SelectChoice(code.value, _l(word)) for code, word in words.items()]


class ConflictForm(BaseForm):
    """The question before any text."""

    answer = RadioField(_l("Your answer"), choices=_choices(ANSWER_WORDS))
    reason = LongTextField(
        _l("What the connection is"),
        description=_l("Only if you answer yes or are not sure. The program office reads it, nobody else."),
    )


class SettleForm(BaseForm):
    """What the office says where a reviewer was unsure."""

    answer = RadioField(_l("Your decision"), choices=_choices(SETTLE_WORDS))
    reason = LongTextField(_l("Reason"))


class DeclineForm(ReasonForm):
    """Why a reviewer declines."""

    reason = LongTextField(_l("Reason"), description=_l("No time, not your field: a few words are enough."))


class VoidForm(ReasonForm):
    """Why a review is taken out."""

    reason = LongTextField(_l("Reason"), description=_l("It stays on record with your name."))


class AssignForm(BaseForm):
    """Who is asked to review an application."""

    reviewers = SelectMultipleField(_l("Reviewers"), coerce=row_id, validate_choice=False)


class ScoreForm(BaseForm):
    """The scores and comments of a review; its fields come from the criteria (`score_form`)."""

    version = VersionField()
    then = HiddenField()

    def marks(self, criterion_ids: Iterable[int]) -> dict[int, rules.Mark]:
        """Return what was typed for each criterion."""
        return {key: self._mark(key) for key in criterion_ids if rules.score_field(key) in self}

    def _mark(self, key: int) -> rules.Mark:
        said = (self[rules.score_field(key)].data or "").strip()
        comments = [self[rules.comment_field(audience, key)].data or "" for audience in ("panel", "cities")]
        points = None if said in ("", rules.NOT_APPLICABLE) else int(said) if said.isdecimal() else 0
        return rules.Mark(points, said == rules.NOT_APPLICABLE, *comments)


def score_form(review: Review) -> ScoreForm:
    """Return the form of a review with one score and two comments for each criterion, as kept so far."""
    fields: dict[str, Any] = {}
    kept: dict[str, Any] = {"version": review.version}
    marks = rules.marks_of(review)
    for criterion in review.application.call.criteria:
        mark, name = marks.get(criterion.id, rules.Mark()), rules.score_field(criterion.id)
        fields[name] = TextField()
        kept[name] = rules.NOT_APPLICABLE if mark.not_applicable else str(mark.points or "")
        for audience, text in (("panel", mark.comment_to_panel), ("cities", mark.comment_to_cities)):
            fields[rules.comment_field(audience, criterion.id)] = LongTextField()
            kept[rules.comment_field(audience, criterion.id)] = text
    form: ScoreForm = type("CriteriaForm", (ScoreForm,), fields)(data=kept)
    return form


class LineForm(BaseForm):
    """What is recommended or decided for one application."""

    outcome = RadioField(_l("What is to happen"))
    amount = MoneyField(_l("Amount"))
    reason = LongTextField(
        _l("Reason"), description=_l("It stays in the decision record; cities do not read it.")
    )
    version = VersionField()

    def money(self, currency: str) -> Money:
        """Return the amount typed, zero for none."""
        return self.amount.data or Money(0, currency)


class AmountsForm(BaseForm):
    """The amounts of the table; its fields come from the rows (`amounts_form`)."""

    def changes(self, rows: Iterable[RankedLine]) -> list[AmountChange]:
        """Return the amounts that were sent."""
        found = []
        for row in rows:
            key = row.application.id
            if rules.amount_field(key) in self and self[rules.amount_field(key)].raw_data:
                money = self[rules.amount_field(key)].data
                found.append(AmountChange(key, money, self[f"version-{key}"].data))
        return found


def amounts_form(rows: Iterable[RankedLine]) -> AmountsForm:
    """Return the form of a table with an amount and a version for each row."""
    fields: dict[str, Any] = {}
    kept: dict[str, Any] = {}
    for row in rows:
        key = row.application.id
        fields[rules.amount_field(key)] = MoneyField(currency=row.application.call.currency)
        fields[f"version-{key}"] = VersionField()
        kept |= {
            rules.amount_field(key): row.money or None,
            f"version-{key}": row.line.version if row.line else 0,
        }
    form: AmountsForm = type("RowsForm", (AmountsForm,), fields)(data=kept)
    return form


class ShownForm(BaseForm):
    """What a check page carries: the fingerprint of what was looked at."""

    shown = HiddenField()


class ReopenForm(ReasonForm):
    """Why a ranking is opened again."""

    reason = LongTextField(_l("Reason"), description=_l("It stays in the decision record."))
