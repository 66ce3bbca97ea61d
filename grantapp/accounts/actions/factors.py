"""Second factors are set up, shown and removed; the person gets a letter about every change."""

from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import delete

from grantapp.accounts import emails, policy, queries
from grantapp.accounts.actions.tries import CODE, PROOF, count_try, forget_tries
from grantapp.accounts.models import Authenticator, Factor, Passkey, Person, RecoveryCode, SpentChallenge
from grantapp.accounts.queries import sessions
from grantapp.accounts.rules import factors as rules
from grantapp.accounts.rules import throttle
from grantapp.core import clock
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted, Problem
from grantapp.core.tokens import hash_token
from grantapp.core.workflow import Happened
from grantapp.database import db, insert_once
from grantapp.extensions import secret_key
from grantapp.unit_of_work import Actor, action, record

APP, CODES, KEY = "app", "codes", "key"
WRONG = Problem("code", "code_wrong", rules.CODE_WRONG)


@dataclass(frozen=True)
class KeyMade:
    """What a device says of a passkey that it has made, after its answer was verified."""

    credential_id: str
    public_key: str
    sign_count: int
    name: str


@action
def set_up_authenticator(actor: Actor, secret: str, code: str) -> list[str]:
    """Take an app as second factor once it shows the right code; return new recovery codes, shown only now."""
    person = _own(actor)
    step = rules.matching_step(secret, code, actor.at, 0)
    if step is None:
        raise Invalid([WRONG])
    known = sessions.get_authenticator(person.id, lock=True)
    if known is None:
        known = Authenticator(person_id=person.id)
        db.session.add(known)
    known.secret, known.set_up_at, known.last_step = rules.seal(secret_key(), secret), actor.at, step
    db.session.flush()
    _changed(actor, person, "person.app_set_up", APP)
    return _new_codes(actor, person)


@action
def renew_recovery_codes(actor: Actor) -> list[str]:
    """Replace the recovery codes; return the new ones, shown only now."""
    person = _own(actor)
    _changed(actor, person, "person.codes_renewed", CODES)
    return _new_codes(actor, person)


@action
def remove_authenticator(actor: Actor) -> None:
    """Remove the app; somebody of the program office keeps at least one factor."""
    person = _own(actor)
    known = sessions.get_authenticator(person.id, lock=True)
    if known is None:
        return
    _, keys = sessions.factors_of(person.id)
    _refuse_last(actor, person, keys)
    db.session.delete(known)
    if not keys:
        _drop_codes(person)
    _changed(actor, person, "person.app_removed", APP)


@action
def drop_factors(actor: Actor, person: Person, reason: str = "") -> bool:
    """Delete app, codes and passkeys as part of another action, which has asked for the right; False without any."""
    has_app, keys = sessions.factors_of(person.id)
    for kind in (Authenticator, Passkey):
        db.session.execute(
            delete(kind).where(kind.person_id == person.id),
            execution_options={"synchronize_session": "fetch"},
        )
    _drop_codes(person)
    had_some = has_app or keys > 0
    if had_some:
        record(Happened("person.factor_reset", person, actor, actor.at, reason=reason))
    return had_some


@action
def begin_code(actor: Actor, person_id: int) -> timedelta:
    """Count a try before the code is looked at; return how long to wait when it comes too early."""
    return count_try(actor, throttle.key_of(CODE, str(person_id)))


@action
def begin_proof(actor: Actor, person_id: int) -> timedelta:
    """Count a try of somebody signed in; strangers who guess at the sign-in page do not slow him down."""
    return count_try(actor, throttle.key_of(PROOF, str(person_id)))


@action
def show_code(actor: Actor, person_id: int, typed: str) -> Factor | None:
    """Compare a code from the app or from paper, each good once; return the kind of factor, None when wrong.

    The try was counted before (`begin_code`); a right one is forgotten.
    """
    if (app := sessions.get_authenticator(person_id, lock=True)) is not None:
        secret = rules.unseal(secret_key(), app.secret) or ""
        step = rules.matching_step(secret, typed, clock.wall(), app.last_step) if secret else None
        if step is not None:
            app.last_step = step
            forget_tries(actor, throttle.key_of(CODE, str(person_id)))
            return Factor.TOTP
    return Factor.RECOVERY if _use_recovery_code(actor, person_id, typed) else None


@action
def add_passkey(actor: Actor, made: KeyMade) -> list[str]:
    """Keep the public half of a key that the device has made; the first factor of an account brings recovery codes.

    Returns the new codes, shown only now; none when the account has codes already.
    """
    person = _own(actor)
    if sessions.factors_of(person.id)[1] >= rules.MOST_PASSKEYS:
        raise NotAllowedNow(rules.TOO_MANY_KEYS, code="passkey.many")
    if sessions.find_passkey(made.credential_id) is not None:
        raise Invalid([Problem("key", "key_refused", rules.KEY_REFUSED)])
    key = Passkey(
        person_id=person.id, name=made.name.strip()[: rules.LONGEST_KEY_NAME], credential_id=made.credential_id,
        public_key=made.public_key, sign_count=made.sign_count, made_at=actor.at,
    )  # fmt: skip
    db.session.add(key)
    db.session.flush()
    _changed(actor, person, "person.key_added", KEY)
    return [] if sessions.count_recovery_codes(person.id) else _new_codes(actor, person)


@action
def spend_challenge(actor: Actor, challenge: str) -> bool:  # noqa: ARG001 - every verb takes its actor first
    """Note that a challenge was answered; False when it was before: the same answer opens nothing twice."""
    return insert_once(SpentChallenge, "hash", hash=hash_token(challenge), spent_at=clock.wall())


@action
def use_passkey(actor: Actor, passkey_id: int, sign_count: int) -> Passkey:
    """Note that a key has signed a challenge; its counter goes up so that a copy is found out."""
    key = sessions.get_passkey(passkey_id, lock=True)
    if key is None or (sign_count and sign_count <= key.sign_count):
        raise Invalid([Problem("key", "key_refused", rules.KEY_REFUSED)])
    key.sign_count, key.used_at = sign_count, actor.at
    return key


@action
def remove_passkey(actor: Actor, passkey_id: int) -> None:
    """Remove a key; somebody of the program office keeps at least one factor."""
    person = _own(actor)
    key = sessions.get_passkey(passkey_id, lock=True)
    if key is None or key.person_id != person.id:
        raise NotPermitted(policy.EDIT_PERSON.name)
    has_app, keys = sessions.factors_of(person.id)
    _refuse_last(actor, person, int(has_app) + keys - 1)
    db.session.delete(key)
    _changed(actor, person, "person.key_removed", KEY)


def _use_recovery_code(actor: Actor, person_id: int, typed: str) -> bool:
    code = sessions.find_recovery_code(person_id, hash_token(rules.normal_code(typed)))
    if code is None:
        return False
    code.used_at = actor.at
    forget_tries(actor, throttle.key_of(CODE, str(person_id)))
    person = queries.get_person(person_id)
    if person is not None:
        myself = replace(actor, person_id=person_id, name=person.name)
        _changed(myself, person, "person.code_used", "used")
    return True


def _new_codes(actor: Actor, person: Person) -> list[str]:
    _drop_codes(person)
    codes = rules.new_recovery_codes()
    for code in codes:
        hashed = hash_token(rules.normal_code(code))
        db.session.add(RecoveryCode(person_id=person.id, hash=hashed, made_at=actor.at))
    return codes


def _drop_codes(person: Person) -> None:
    db.session.execute(
        delete(RecoveryCode).where(RecoveryCode.person_id == person.id),
        execution_options={"synchronize_session": False},
    )


def _refuse_last(actor: Actor, person: Person, left: int) -> None:
    """Refuse by the roles that are held, not by those of the moment: who acts for a city is still of the office."""
    held = [grant.role for grant in queries.grants_of(person) if grant.runs(actor.at)]
    if left < 1 and policy.needs_factor(held):
        raise NotAllowedNow(rules.LAST_FACTOR, code="factor.last")


def _changed(actor: Actor, person: Person, verb: str, what: str) -> None:
    happened = Happened(verb, person, actor, actor.at)
    record(happened)
    emails.factor_changed(actor, person, what)


def _own(actor: Actor) -> Person:
    person = queries.get_person(actor.person_id, lock=True) if actor.person_id else None
    if person is None or not policy.EDIT_PERSON.allows(actor, person):
        raise NotPermitted(policy.EDIT_PERSON.name)
    return person
