"""Disbursements: payments in turn, never by one person alone, with date and rate."""

from flask import Flask

from grantapp.awards import policy as awards
from grantapp.core import ports
from grantapp.core.words import N_
from grantapp.disbursements import actions as actions
from grantapp.disbursements import policy, queries, views
from grantapp.web.components import NavigationItem, Tab, add_navigation, add_tab

ports.subject(
    ports.Subject(
        "disbursement", N_("payment"), queries.get_disbursement,
        lambda payment, _language: f"{payment.award.number} / {payment.position}",
        "disbursements.disbursement", lambda payment: {"disbursement_id": payment.id}, policy.VIEW,
    )
)  # fmt: skip
add_navigation(NavigationItem("staff", 60, N_("Payments"), "disbursements.queue", policy.QUEUE.allows))
add_tab(Tab("award", 30, N_("Payments"), "disbursements.of_award", awards.VIEW.allows))


def register(app: Flask) -> None:
    """Bind the pages."""
    app.register_blueprint(views.bp)
