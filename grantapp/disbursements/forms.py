"""Forms of the payment pages."""

from flask_babel import lazy_gettext as _l
from wtforms import SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import Optional

from grantapp.core.money import Money, parse_money
from grantapp.disbursements.rules import PaymentFacts
from grantapp.web.fields import BaseForm, DayField, LongTextField, MoneyField, TextField

CURRENCIES = ("USD", "JPY")


class PaidForm(BaseForm):
    """What the bank statement says of a payment."""

    paid_on = DayField(_l("Day of the payment"), validators=[Optional()])
    paid_currency = SelectField(
        _l("Currency paid"), choices=[SelectChoice(code, code) for code in CURRENCIES]
    )
    paid_amount = TextField(_l("Amount paid"))
    rate = TextField(_l("Exchange rate"))
    rate_source = TextField(_l("Source of the rate"))
    reference = TextField(_l("Bank reference"))

    def facts(self) -> PaymentFacts:
        """Return what was typed as facts; an unreadable amount counts as missing."""
        amount = parse_money(self.paid_amount.data or "", self.paid_currency.data)
        return PaymentFacts(
            self.paid_on.data, amount if isinstance(amount, Money) else None, (self.rate.data or "").strip(),
            self.rate_source.data or "", self.reference.data or "",
        )  # fmt: skip


class ReturnForm(BaseForm):
    """Money that came back."""

    asked = ("amount", "reason")
    amount = MoneyField(_l("Amount returned"))
    reason = LongTextField(_l("Why it was returned"))
