"""The agreement as plain data: what is frozen, hashed, shown and printed."""

import json
from datetime import date
from typing import Any

from grantapp.applications.models import Application
from grantapp.awards.models import Agreement, Award
from grantapp.core.dates import local_day
from grantapp.core.money import Money, minor_digits
from grantapp.core.words import LANGUAGES, Bilingual
from grantapp.web.formats import date_in


def agreement_content(award: Award, application: Application) -> dict[str, Any]:
    """Return the agreement: parties, project, money, period and the terms of the call and its money."""
    call = application.call
    return {
        "kind": "grant_agreement",
        "number": award.number,
        "program": _both(call.program.title),
        "organizer": _both(call.program.organizer),
        "funder": _both(call.program.funder_grant.funder.name),
        "call": _both(call.title),
        "project": application.title,
        "parties": [
            {
                "side": half.side.value,
                "organization": _both(half.organization.name),
                "place": _both(half.organization.place.name),
            }
            for half in application.sides
        ],
        "amount": {"minor_units": award.awarded_amount, "currency": award.currency},
        "period": {
            "starts_on": award.period_starts_on.isoformat(),
            "ends_on": award.period_ends_on.isoformat(),
        },
        "terms": {
            "advance_percent": call.advance_percent,
            "report_days": call.report_days,
            "match_percent": call.match_percent,
            "indirect_percent": call.indirect_percent,
        },
        "application_sha256": application.snapshot.sha256 if application.snapshot else "",
    }


def print_data(agreement: Agreement) -> dict[str, Any]:
    """Return what the printed agreement shows: the frozen content, its hash, and the acceptances so far.

    It was issued on the office's day; each city signed on its own.
    """
    content: dict[str, Any] = json.loads(agreement.snapshot.content)
    application = agreement.award.application
    zones = {half.side: half.organization.place.zone for half in application.sides}
    money = Money(content["amount"]["minor_units"], content["amount"]["currency"])
    return {
        **content,
        "sha256": agreement.snapshot.sha256,
        "amount_text": f"{money.major:,.{minor_digits(money.currency)}f} {money.currency}",
        "issued_on": _day(local_day(agreement.issued_at, application.call.program.zone)),
        "period": {name: _day(date.fromisoformat(on)) for name, on in content["period"].items()},
        "signed": [
            {
                "side": one.side.value,
                "name": one.typed_name,
                "date": _day(local_day(one.at, zones[one.side])),
            }
            for one in agreement.acceptances
        ],
    }


def _day(on: date) -> dict[str, str]:
    return {language: date_in(on, language) for language in LANGUAGES}


def _both(text: Bilingual) -> dict[str, str]:
    return {"en": text.en, "ja": text.ja}
