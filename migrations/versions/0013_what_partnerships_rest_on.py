"""Kinds that a partnership had, its agreements, activities written by hand, and versions of shared facts."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

OLD_KINDS = "kind IN ('sister_city', 'friendship_city', 'sister_state', 'sister_county', 'sister_port', 'other')"
NEW_KINDS = (
    "kind IN ('sister_city', 'friendship_city', 'sister_state', 'sister_county', 'sister_port', 'trilateral', 'other')"
)
OLD_ACTIVITIES = "kind IN ('application', 'award', 'exchange', 'outcome', 'convening', 'agreement')"
NEW_ACTIVITIES = (
    "kind IN ('application', 'award', 'exchange', 'outcome', 'convening', 'agreement', "
    "'visit', 'ceremony', 'meeting')"
)


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("partnership") as batch_op:
        batch_op.drop_constraint(op.f("ck_partnership_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_partnership_kind_known"), NEW_KINDS)
        batch_op.add_column(sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("edited_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.create_foreign_key(op.f("fk_partnership_edited_by_id"), "person", ["edited_by_id"], ["id"])
    with op.batch_alter_table("partnership") as batch_op:
        batch_op.alter_column("version", server_default=None)
    with op.batch_alter_table("partnership_member") as batch_op:
        batch_op.add_column(sa.Column("evidence", sa.Text(), nullable=False, server_default=""))
    with op.batch_alter_table("partnership_member") as batch_op:
        batch_op.alter_column("evidence", server_default=None)
    with op.batch_alter_table("partnership_activity") as batch_op:
        batch_op.drop_constraint(op.f("ck_partnership_activity_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_partnership_activity_kind_known"), NEW_ACTIVITIES)
        batch_op.add_column(sa.Column("dated", sa.String(length=10), nullable=False, server_default=""))
    with op.batch_alter_table("partnership_activity") as batch_op:
        batch_op.alter_column("dated", server_default=None)
    make_tables()


def make_tables() -> None:
    """Make the three new tables."""
    op.create_table(
        "partnership_kind_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(NEW_KINDS, name=op.f("ck_partnership_kind_entry_kind_known")),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_partnership_kind_entry_partnership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership_kind_entry")),
    )
    op.create_index(op.f("ix_partnership_kind_entry_partnership_id"), "partnership_kind_entry", ["partnership_id"])
    op.create_table(
        "partnership_agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("renews_id", sa.Integer(), nullable=True),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("title_ja", sa.Text(), nullable=False),
        sa.Column("signed", sa.String(length=10), nullable=False),
        sa.Column("signatories", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=4), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("language IN ('en', 'ja', 'both')", name=op.f("ck_partnership_agreement_language")),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_partnership_agreement_partnership_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_partnership_agreement_recorded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["renews_id"], ["partnership_agreement.id"], name=op.f("fk_partnership_agreement_renews_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership_agreement")),
    )
    op.create_index(op.f("ix_partnership_agreement_partnership_id"), "partnership_agreement", ["partnership_id"])
    op.create_table(
        "partnership_log_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("recorded_by_id", sa.Integer(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_partnership_log_entry_partnership_id")
        ),
        sa.ForeignKeyConstraint(
            ["recorded_by_id"], ["person.id"], name=op.f("fk_partnership_log_entry_recorded_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership_log_entry")),
    )
    op.create_index(op.f("ix_partnership_log_entry_partnership_id"), "partnership_log_entry", ["partnership_id"])


def downgrade() -> None:
    """Go back; new kinds become the nearest old ones."""
    op.drop_table("partnership_log_entry")
    op.drop_table("partnership_agreement")
    op.drop_table("partnership_kind_entry")
    op.execute("UPDATE partnership SET kind = 'other' WHERE kind = 'trilateral'")
    op.execute("DELETE FROM partnership_activity WHERE kind IN ('visit', 'ceremony', 'meeting')")
    with op.batch_alter_table("partnership_activity") as batch_op:
        batch_op.drop_constraint(op.f("ck_partnership_activity_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_partnership_activity_kind_known"), OLD_ACTIVITIES)
        batch_op.drop_column("dated")
    with op.batch_alter_table("partnership_member") as batch_op:
        batch_op.drop_column("evidence")
    with op.batch_alter_table("partnership") as batch_op:
        batch_op.drop_constraint(op.f("fk_partnership_edited_by_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("ck_partnership_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_partnership_kind_known"), OLD_KINDS)
        batch_op.drop_column("version")
        batch_op.drop_column("edited_by_id")
        batch_op.drop_column("edited_at")
