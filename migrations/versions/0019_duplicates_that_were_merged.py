"""Duplicate organizations are merged into one and stay as rows that name it."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("organization") as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("merged_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("merge_reason", sa.Text(), nullable=False, server_default=""))
        batch_op.create_foreign_key(
            op.f("fk_organization_merged_into_id"), "organization", ["merged_into_id"], ["id"]
        )
        batch_op.create_index(op.f("ix_organization_merged_into_id"), ["merged_into_id"])
    with op.batch_alter_table("organization") as batch_op:
        batch_op.alter_column("merge_reason", server_default=None)


def downgrade() -> None:
    """Go back; merged duplicates stand in the lists again, without their people."""
    with op.batch_alter_table("organization") as batch_op:
        batch_op.drop_index(op.f("ix_organization_merged_into_id"))
        batch_op.drop_constraint(op.f("fk_organization_merged_into_id"), type_="foreignkey")
        batch_op.drop_column("merge_reason")
        batch_op.drop_column("merged_at")
        batch_op.drop_column("merged_into_id")
