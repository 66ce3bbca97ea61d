"""Who opened which page and whose records it showed, loaded from the spool of each host."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "access_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("request_id", sa.String(length=64), nullable=False),
        sa.Column("method", sa.String(length=10), nullable=False),
        sa.Column("endpoint", sa.String(length=120), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("ms", sa.Integer(), nullable=False),
        sa.Column("statements", sa.Integer(), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("on_behalf_of", sa.Integer(), nullable=True),
        sa.Column("session_key", sa.String(length=80), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_entry")),
    )
    with op.batch_alter_table("access_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_entry_actor_id_access_entry_at"), ["actor_id", "at"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_entry_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_entry_session_key"), ["session_key"], unique=False)
    op.create_table(
        "access_spool",
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("position", sa.BigInteger(), nullable=False),
        sa.Column("loaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("fingerprint", name=op.f("pk_access_spool")),
    )
    op.create_table(
        "access_subject",
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["access_entry.id"], name=op.f("fk_access_subject_entry_id_access_entry")),
        sa.PrimaryKeyConstraint("entry_id", "kind", "subject_id", name=op.f("pk_access_subject")),
    )
    with op.batch_alter_table("access_subject", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_subject_kind_access_subject_subject_id"), ["kind", "subject_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    for table in ("access_subject", "access_spool", "access_entry"):
        op.drop_table(table)
