"""Every write about people, roles and sign-in."""

from grantapp.accounts.actions.people import create_person, edit_profile, keep_language
from grantapp.accounts.actions.roles import create_scope, end_role, grant_role, invite_person

__all__ = ["create_person", "create_scope", "edit_profile", "end_role", "grant_role", "invite_person", "keep_language"]
