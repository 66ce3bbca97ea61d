"""Addresses to which nothing is sent any more."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "dead_address",
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("marked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("marked_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_dead_address_letter_id_letter")),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_dead_address")),
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("dead_address")
