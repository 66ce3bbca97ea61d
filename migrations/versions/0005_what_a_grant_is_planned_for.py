"""What a grant of a funder is planned for, line by line."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "funder_grant_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("title_ja", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_funder_grant_line_amount")),
        sa.CheckConstraint(
            "amount IS NULL OR amount = CAST(amount AS BIGINT)", name=op.f("ck_funder_grant_line_amount_whole")
        ),
        sa.ForeignKeyConstraint(
            ["grant_id"], ["funder_grant.id"], name=op.f("fk_funder_grant_line_grant_id_funder_grant")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funder_grant_line")),
    )
    with op.batch_alter_table("funder_grant_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_funder_grant_line_grant_id"), ["grant_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("funder_grant_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_funder_grant_line_grant_id"))
    op.drop_table("funder_grant_line")
