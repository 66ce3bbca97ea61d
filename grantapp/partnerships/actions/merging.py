"""Merging a duplicate organization into the one that stays."""

from sqlalchemy import update

from grantapp.accounts.actions import move_people
from grantapp.core.errors import require_valid
from grantapp.core.workflow import Happened, record
from grantapp.database import assign, db
from grantapp.partnerships import policy, queries, rules
from grantapp.partnerships.models import Organization
from grantapp.search.actions import refresh
from grantapp.unit_of_work import Actor, action


@action
def merge_organization(actor: Actor, gone_id: int, into_id: int, reason: str) -> Organization:
    """Give everything of a duplicate to the organization that stays; its row and its history stay and name it."""
    locked = {
        identity: queries.get_organization(identity, lock=True) for identity in sorted({gone_id, into_id})
    }
    gone, kept = locked[gone_id], locked[into_id]
    policy.MERGE.require(actor, gone)
    require_valid(rules.check_merge(gone, kept, reason))
    _move_facts(gone, kept)
    people = move_people(actor, gone.scope_id, kept.scope_id)
    _move_records(gone, kept)
    gone.merged_into_id, gone.merged_at, gone.merge_reason = kept.id, actor.at, reason.strip()
    for changed in (gone, kept):
        changed.version += 1
        changed.edited_at, changed.edited_by_id = actor.at, actor.person_id
    db.session.flush()
    facts = {"into": kept.id, "people": people}
    happened = Happened(
        "organization.merged", gone, actor, actor.at, reason=reason.strip(), facts=facts, also=(kept,)
    )
    record(happened)
    refresh(actor, Organization.__subject__, [gone.id, kept.id])
    return kept


def _move_facts(gone: Organization, kept: Organization) -> None:
    """Move memberships, and of numbers and address what the other one lacks; the rest stays with the duplicate."""
    assign(kept, rules.facts_to_fill(gone, kept))
    known = {identifier.scheme for identifier in kept.identifiers}
    with db.session.no_autoflush:
        for identifier in gone.identifiers:
            if identifier.scheme not in known:
                identifier.organization_id = kept.id
        for period in gone.memberships:
            period.organization_id = kept.id
        if gone.address is not None and kept.address is None:
            gone.address.organization_id = kept.id
    db.session.flush()


def _move_records(gone: Organization, kept: Organization) -> None:
    """Let what later features wrote about the duplicate tell of the one that stays."""
    for column in queries.columns_of_later_features():
        moving = update(column.table).where(column == gone.id).values({column.name: kept.id})
        db.session.execute(moving)
    db.session.expire(gone, ["identifiers", "memberships", "address"])
    db.session.expire(kept, ["identifiers", "memberships", "address"])
