"""Every write of organizations: who they are, where they are found, and their membership in the network."""

from collections.abc import Mapping

from grantapp.accounts.actions import create_scope
from grantapp.accounts.models import ScopeKind
from grantapp.core.errors import Invalid
from grantapp.core.merging import merge_edits
from grantapp.core.words import Bilingual
from grantapp.core.workflow import Happened, record
from grantapp.database import db
from grantapp.partnerships import policy, queries, rules
from grantapp.partnerships.models import (
    Address,
    Identifier,
    LegalStatus,
    Organization,
    OrganizationKind,
    Scheme,
)
from grantapp.places.models import Place
from grantapp.places.queries import find_by_key
from grantapp.places.rules import government_name, sort_reading
from grantapp.search.actions import refresh
from grantapp.unit_of_work import Actor, action


@action
def ensure_organization(actor: Actor, place_id: int) -> Organization:
    """Return the local government of a place, created with a scope of its own when there is none."""
    policy.IMPORT.require(actor)
    found = queries.find_organization_of_place(place_id)
    if found is not None:
        return found
    place = db.session.get_one(Place, place_id)
    name, reading = government_name(place), sort_reading(place.reading)
    organization = Organization(
        scope=create_scope(actor, ScopeKind.ORGANIZATION), place=place, name=name, reading=reading,
        legal_status=LegalStatus.GOVERNMENT,
    )  # fmt: skip
    organization.identifiers = _numbers_of(place)
    db.session.add(organization)
    db.session.flush()
    refresh(actor, Organization.__subject__, [organization.id])
    record(Happened("organization.created", organization, actor, actor.at, after=place.key))
    return organization


def _numbers_of(place: Place) -> list[Identifier]:
    digits = rules.corporate_digits(place)
    if not digits:
        return []
    number = rules.corporate_check_digit(digits) + digits
    return [
        Identifier(scheme=Scheme.LOCAL_CODE, value=place.local_code),
        Identifier(scheme=Scheme.CORPORATE_NUMBER, value=number),
    ]


@action
def create_organization(
    actor: Actor, place_key: str, kind: OrganizationKind, name: Bilingual, reading: str = ""
) -> Organization:
    """Add an organization of a place: its committee, a fiscal sponsor, a port authority, a school."""
    policy.DESCRIBE_ORGANIZATION.require(actor)
    place = find_by_key(place_key.strip())
    problems = list(rules.check_new_organization(place, name, reading))
    if problems or place is None:
        raise Invalid(problems)
    organization = Organization(
        scope=create_scope(actor, ScopeKind.ORGANIZATION), place=place, kind=kind, name=name,
        reading=reading.strip(),
    )  # fmt: skip
    db.session.add(organization)
    db.session.flush()
    refresh(actor, Organization.__subject__, [organization.id])
    record(Happened("organization.created", organization, actor, actor.at, after=place.key))
    return organization


@action
def edit_organization(
    actor: Actor, organization_id: int, texts: Mapping[str, str], *, version: int, shown: Mapping[str, str]
) -> Organization:
    """Change what is known of an organization; `Changed` when somebody else changed the same field in between.

    Fields that `texts` lacks stay as they are; who an organization is, the program office alone may change.
    """
    organization = queries.get_organization(organization_id, lock=True)
    policy.EDIT_ORGANIZATION.require(actor, organization)
    current = rules.organization_texts(organization)
    wanted = {name: texts.get(name, text) for name, text in current.items()}
    if version != organization.version:
        by = organization.edited_by.name if organization.edited_by else ""
        untouched = {name: text for name, text in current.items() if name not in texts}
        wanted = merge_edits({**shown, **untouched}, wanted, current, by=by, at=organization.edited_at)
    changed = sorted(name for name, text in wanted.items() if text != current[name])
    if set(changed) & set(rules.DESCRIBED):
        policy.DESCRIBE_ORGANIZATION.require(actor, organization)
    _check(organization, wanted)
    if changed:
        _write(organization, wanted)
        organization.version += 1
        organization.edited_at, organization.edited_by_id = actor.at, actor.person_id
        db.session.flush()
        refresh(actor, Organization.__subject__, [organization.id])
        record(Happened("organization.edited", organization, actor, actor.at, facts={"fields": changed}))
    return organization


def _check(organization: Organization, texts: Mapping[str, str]) -> None:
    country = organization.place.country
    problems = list(rules.check_organization(texts, country))
    for scheme, value in _numbers(texts, country).items():
        problems += rules.check_identifier_is_free(
            scheme, queries.find_bearer(scheme, value, organization.id)
        )
    if problems:
        raise Invalid(problems)


def _numbers(texts: Mapping[str, str], country: str) -> dict[Scheme, str]:
    schemes = [scheme for scheme in rules.SCHEMES_OF[country] if texts[scheme].strip()]
    return {scheme: rules.normal_identifier(scheme, texts[scheme]) for scheme in schemes}


def _write(organization: Organization, texts: Mapping[str, str]) -> None:
    organization.kind = OrganizationKind(texts["kind"])
    organization.legal_status = LegalStatus(texts["legal_status"])
    organization.name = Bilingual(texts["name_en"].strip(), texts["name_ja"].strip())
    organization.reading = texts["reading"].strip()
    organization.office = Bilingual(texts["office_en"].strip(), texts["office_ja"].strip())
    organization.mailbox, organization.website = texts["mailbox"].strip(), texts["website"].strip()
    organization.phone = texts["phone"].strip()
    _write_numbers(organization, _numbers(texts, organization.place.country))
    _write_address(organization, texts)


def _write_numbers(organization: Organization, numbers: Mapping[Scheme, str]) -> None:
    known = {identifier.scheme: identifier for identifier in organization.identifiers}
    for scheme in known.keys() - numbers.keys():
        organization.identifiers.remove(known[scheme])
    for scheme, value in numbers.items():
        if scheme in known:
            known[scheme].value = value
        else:
            organization.identifiers.append(Identifier(scheme=scheme, value=value))


def _write_address(organization: Organization, texts: Mapping[str, str]) -> None:
    address = organization.address
    if not any(texts[name].strip() for name in rules.LOCATED):
        organization.address = None
        return
    if address is None:
        address = organization.address = Address(country=organization.place.country)
    region = find_by_key(texts["address_region"].lower())
    address.postal_code = rules.normal_postal_code(address.country, texts["postal_code"])
    address.region = region
    for part in ("municipality", "street", "building"):
        setattr(address, part, Bilingual(texts[f"{part}_en"].strip(), texts[f"{part}_ja"].strip()))


@action
def mark_demonstration(actor: Actor, organization_id: int) -> Organization:
    """Mark that address, numbers and memberships of an organization are invented."""
    organization = queries.get_organization(organization_id, lock=True)
    policy.MARK_DEMONSTRATION.require(actor, organization)
    organization.is_demonstration = True
    record(Happened("organization.marked", organization, actor, actor.at))
    return organization
