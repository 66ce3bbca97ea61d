"""A second account of a person is merged into the one that stays, and names it."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("person") as batch_op:
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_person_merged_into_id"), "person", ["merged_into_id"], ["id"])
        batch_op.create_index(op.f("ix_person_merged_into_id"), ["merged_into_id"])


def downgrade() -> None:
    """Go back; merged accounts stay closed."""
    with op.batch_alter_table("person") as batch_op:
        batch_op.drop_index(op.f("ix_person_merged_into_id"))
        batch_op.drop_constraint(op.f("fk_person_merged_into_id"), type_="foreignkey")
        batch_op.drop_column("merged_into_id")
