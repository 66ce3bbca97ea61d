"""Organizations and lasting partnerships of cities, with their history across programs."""

from flask import Flask

from grantapp.accounts.queries import MAILBOXES
from grantapp.core.policy import Actor
from grantapp.core.ports import Subject, sentence, subject
from grantapp.core.words import N_
from grantapp.notifications.rules import Recipient
from grantapp.partnerships import cli, documents, policy, queries, rules, views
from grantapp.partnerships.models import (
    LogEntry,
    Organization,
    Partnership,
    PartnershipAgreement,
    PartnershipMember,
)
from grantapp.partnerships.rules import map as map_rules
from grantapp.places.models import Place
from grantapp.places.queries import PICTURES, TIES, Picture, Tie
from grantapp.places.rules import CLAIM_FIELDS
from grantapp.search.rules import Source, source

subject(
    Subject(
        kind=Partnership.__subject__, word=N_("partnership"), load=queries.load_partnership,
        label=lambda partnership, language: partnership.name.in_(language),
        endpoint="partnerships.partnership",
        values=lambda partnership: {"partnership_id": partnership.id}, view=policy.VIEW,
    )
)  # fmt: skip
subject(
    Subject(
        kind=PartnershipMember.__subject__, word=N_("side of a partnership"), load=queries.load_member,
        label=lambda member, language: member.place.name.in_(language), endpoint="partnerships.partnership",
        values=lambda member: {"partnership_id": member.partnership_id}, view=policy.VIEW,
    )
)  # fmt: skip
subject(
    Subject(
        kind=Organization.__subject__, word=N_("organization"), load=queries.load_organization,
        label=lambda organization, language: organization.name.in_(language),
        endpoint="partnerships.organization",
        values=lambda organization: {"organization_id": organization.id}, view=policy.VIEW_ORGANIZATION,
    )
)  # fmt: skip
subject(
    Subject(
        kind=PartnershipAgreement.__subject__, word=N_("partnership agreement"), load=queries.load_agreement,
        label=lambda agreement, language: agreement.title.in_(language), endpoint="partnerships.partnership",
        values=lambda agreement: {"partnership_id": agreement.partnership_id}, view=policy.VIEW,
    )
)  # fmt: skip
subject(
    Subject(
        kind=LogEntry.__subject__, word=N_("entry of a partnership's history"), load=queries.load_log_entry,
        label=lambda entry, language: entry.partnership.name.in_(language),
        endpoint="partnerships.partnership",
        values=lambda entry: {"partnership_id": entry.partnership_id}, view=policy.VIEW,
    )
)  # fmt: skip
sentence("partnership.edited", N_("%(who)s changed what is known of the partnership"))
sentence("partnership.kind_changed", N_("%(who)s noted that the partnership became another kind"))
sentence("partnership.kind_corrected", N_("%(who)s corrected what is known of the kind of the partnership"))
sentence("partnership_member.corrected", N_("%(who)s corrected what is known of the status of one side"))
sentence("partnership_agreement.corrected", N_("%(who)s corrected an agreement of the partnership"))
sentence("partnership_agreement.removed", N_("%(who)s removed an agreement of the partnership"))
sentence("partnership_log_entry.corrected", N_("%(who)s corrected an activity of the partnership"))
sentence("partnership_log_entry.removed", N_("%(who)s removed an activity of the partnership"))
sentence("partnership_agreement.recorded", N_("%(who)s wrote down an agreement of the partnership"))
sentence(
    "partnership_log_entry.recorded", N_("%(who)s wrote an activity into the history of the partnership")
)
sentence("partnership.created", N_("%(who)s added the partnership to the directory"))
sentence("partnership.corrected", N_("%(who)s corrected the partnership in the directory"))
sentence("partnership.import_undone", N_("%(who)s took back what an import had written"))
sentence("organization.created", N_("%(who)s added the organization"))
sentence("organization.edited", N_("%(who)s changed what is known of the organization"))
sentence("organization.standing_confirmed", N_("%(who)s confirmed the membership of the organization"))
sentence("organization.standing_corrected", N_("%(who)s corrected the membership of the organization"))
sentence("organization.merged", N_("%(who)s merged a duplicate into the organization that stays"))
sentence("organization.marked", N_("%(who)s marked that data of the organization are invented"))

source(
    Source(
        Partnership.__subject__, queries.searchable_texts,
        after={Place.__subject__: queries.partnerships_named_after},
    )
)  # fmt: skip
source(
    Source(
        Organization.__subject__, queries.organization_texts_of,
        after={Place.__subject__: queries.organizations_named_after},
    )
)  # fmt: skip
CLAIM_FIELDS[Partnership.__subject__] = rules.CLAIM_FIELDS


@TIES.answer
def _partnerships_of(_actor: Actor, place: Place) -> list[Tie]:
    return [_tie_of(found, place) for found in queries.partnerships_of_places([place.id], signed=True)]


def _tie_of(found: Partnership, place: Place) -> Tie:
    own = [member for member in found.members if place.id in (member.place_id, member.signed_as_id)]
    others = [member for member in found.members if member not in own]
    said = dict.fromkeys(rules.STATUS_WORDS[member.status] for member in [*own, *others])
    return Tie(
        found.name, rules.KIND_WORDS[found.kind], "partnerships.partnership", {"partnership_id": found.id},
        found.established, tuple(member.place for member in others), tuple(said),
    )  # fmt: skip


@PICTURES.answer
def _picture_of(actor: Actor, place: Place) -> Picture | None:
    found = queries.partnerships_of_places([place.id], signed=True)
    standings = queries.standings(pair.id for pair in found)
    funded = {pair for pair, standing in standings.items() if standing.awards}
    drawing = documents.draw_around(found, funded, actor.language)
    return Picture(documents.land(), drawing, map_rules) if drawing else None


@MAILBOXES.answer
def _mailboxes_of(_actor: Actor, scope_id: int) -> list[Recipient]:
    return queries.mailboxes_of(scope_id)


def register(app: Flask) -> None:
    """Add the pages and commands of partnerships."""
    app.register_blueprint(views.bp)
    app.cli.add_command(cli.group)
