"""Every write about people, roles and sign-in."""

from grantapp.accounts.actions.links import claim_link, make_link, sweep
from grantapp.accounts.actions.people import create_person, edit_profile, keep_language
from grantapp.accounts.actions.roles import (
    Newcomer,
    accept_invitation,
    create_scope,
    end_role,
    grant_role,
    invite_person,
    join_by_invitation,
)
from grantapp.accounts.actions.sign_in import (
    ask_for_reset,
    begin_sign_in,
    change_password,
    finish_sign_in,
    reset_password,
    send_reset,
    sign_out,
)

__all__ = [
    "Newcomer",
    "accept_invitation",
    "ask_for_reset",
    "begin_sign_in",
    "change_password",
    "claim_link",
    "create_person",
    "create_scope",
    "edit_profile",
    "end_role",
    "finish_sign_in",
    "grant_role",
    "invite_person",
    "join_by_invitation",
    "keep_language",
    "make_link",
    "reset_password",
    "send_reset",
    "sign_out",
    "sweep",
]
