"""What is written about partnerships can be corrected and removed with a reason; sides have versions; jobs count."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

CORRECTABLE = ("partnership_agreement", "partnership_log_entry")


def upgrade() -> None:
    """Go forward."""
    for table in (*CORRECTABLE, "partnership_member"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
            batch_op.add_column(sa.Column("edited_by_id", sa.Integer(), nullable=True))
            batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
            batch_op.create_foreign_key(op.f(f"fk_{table}_edited_by_id"), "person", ["edited_by_id"], ["id"])
    for table in CORRECTABLE:
        with op.batch_alter_table(table) as batch_op:
            batch_op.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
            batch_op.add_column(sa.Column("removed_by_id", sa.Integer(), nullable=True))
            batch_op.add_column(sa.Column("removal_reason", sa.Text(), nullable=False, server_default=""))
            batch_op.create_foreign_key(op.f(f"fk_{table}_removed_by_id"), "person", ["removed_by_id"], ["id"])
    with op.batch_alter_table("partnership_activity") as batch_op:
        batch_op.add_column(sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("job") as batch_op:
        batch_op.add_column(sa.Column("done", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("total", sa.Integer(), nullable=False, server_default="0"))
    forget_defaults()


def forget_defaults() -> None:
    """Leave the first values to the application."""
    filled = [(table, "version") for table in (*CORRECTABLE, "partnership_member")]
    filled += [(table, "removal_reason") for table in CORRECTABLE]
    for table, column in (*filled, ("job", "done"), ("job", "total")):
        with op.batch_alter_table(table) as batch_op:
            batch_op.alter_column(column, server_default=None)


def downgrade() -> None:
    """Go back; what was removed is gone then, for nothing else would mark it."""
    op.execute("DELETE FROM partnership_activity WHERE removed_at IS NOT NULL")
    op.execute(
        "UPDATE partnership_agreement SET renews_id = NULL "
        "WHERE renews_id IN (SELECT id FROM partnership_agreement WHERE removed_at IS NOT NULL)"
    )
    for table in CORRECTABLE:
        op.execute(f"DELETE FROM {table} WHERE removed_at IS NOT NULL")  # noqa: S608 - names of our own
    with op.batch_alter_table("job") as batch_op:
        batch_op.drop_column("total")
        batch_op.drop_column("done")
    with op.batch_alter_table("partnership_activity") as batch_op:
        batch_op.drop_column("removed_at")
    for table in CORRECTABLE:
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(op.f(f"fk_{table}_removed_by_id"), type_="foreignkey")
            batch_op.drop_column("removal_reason")
            batch_op.drop_column("removed_by_id")
            batch_op.drop_column("removed_at")
    for table in (*CORRECTABLE, "partnership_member"):
        with op.batch_alter_table(table) as batch_op:
            batch_op.drop_constraint(op.f(f"fk_{table}_edited_by_id"), type_="foreignkey")
            batch_op.drop_column("version")
            batch_op.drop_column("edited_by_id")
            batch_op.drop_column("edited_at")
