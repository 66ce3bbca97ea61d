"""An invitation rests on its sender's role; a role is held, and asked for, once at a time.

Invitations that are open already rest on nothing and live out their two weeks.
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

HELD, ASKED = "ended_at IS NULL", "status = 'asked'"


def upgrade() -> None:
    """Go forward; of roles that stand twice the first one goes on."""
    with op.batch_alter_table("access_token") as batch:
        batch.add_column(sa.Column("grant_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f("fk_access_token_grant_id"), "role_grant", ["grant_id"], ["id"])
        batch.create_index(op.f("ix_access_token_grant_id"), ["grant_id"], unique=False)
    op.execute(
        "UPDATE role_grant SET ended_at = granted_at WHERE ended_at IS NULL AND EXISTS (SELECT 1 FROM role_grant first"
        " WHERE first.person_id = role_grant.person_id AND first.role = role_grant.role AND first.ended_at IS NULL"
        " AND first.scope_id = role_grant.scope_id AND first.id < role_grant.id)"
    )
    op.execute(
        "UPDATE role_request SET status = 'withdrawn', decided_at = asked_at WHERE status = 'asked' AND EXISTS (SELECT 1"
        " FROM role_request first WHERE first.email = role_request.email AND first.role = role_request.role"
        " AND first.scope_id = role_request.scope_id AND first.status = 'asked' AND first.id < role_request.id)"
    )
    _once("uq_role_grant_held", "role_grant", ["person_id", "role", "scope_id"], HELD)
    _once("uq_role_request_asked", "role_request", ["email", "role", "scope_id"], ASKED)


def downgrade() -> None:
    """Go back."""
    op.drop_index(op.f("uq_role_request_asked"), table_name="role_request")
    op.drop_index(op.f("uq_role_grant_held"), table_name="role_grant")
    with op.batch_alter_table("access_token") as batch:
        batch.drop_index(op.f("ix_access_token_grant_id"))
        batch.drop_constraint(op.f("fk_access_token_grant_id"), type_="foreignkey")
        batch.drop_column("grant_id")


def _once(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(op.f(name), table, columns, unique=True, sqlite_where=where, postgresql_where=where)
