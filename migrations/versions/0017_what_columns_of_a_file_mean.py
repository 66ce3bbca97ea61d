"""An import remembers the headers of its file and what somebody said they mean."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward; the cells of earlier imports stand under our own names."""
    with op.batch_alter_table("import_run") as batch_op:
        batch_op.add_column(sa.Column("header", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("columns", sa.JSON(), nullable=True, server_default="{}"))
    with op.batch_alter_table("import_run") as batch_op:
        batch_op.alter_column("header", server_default=None)
        batch_op.alter_column("columns", server_default=None)


def downgrade() -> None:
    """Go back; what was never explained cannot be taken."""
    op.execute("DELETE FROM import_row WHERE run_id IN (SELECT id FROM import_run WHERE columns IS NULL)")
    op.execute("DELETE FROM import_run WHERE columns IS NULL")
    with op.batch_alter_table("import_run") as batch_op:
        batch_op.drop_column("columns")
        batch_op.drop_column("header")
