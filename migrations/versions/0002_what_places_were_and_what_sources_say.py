"""What places were, how many people they had, and what sources say."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

OLD_KINDS = "kind IN ('city', 'town', 'village', 'ward', 'county', 'state', 'district', 'prefecture', 'port')"
NEW_KINDS = "kind IN ('city', 'town', 'village', 'ward', 'county', 'state', 'district', 'territory', 'prefecture', 'port')"
SUCCESSION = "succession IN ('merged', 'absorbed', 'renamed')"
FILLED = ("succession_note_en", "succession_note_ja", "local_code", "population_source", "version")


def columns() -> list[sa.Column]:
    """Return the new columns of places, those that are never empty with a value for the rows there are."""
    return [
        sa.Column("succession", sa.String(length=40), nullable=True),
        sa.Column("succession_note_en", sa.Text(), nullable=False, server_default=""),
        sa.Column("succession_note_ja", sa.Text(), nullable=False, server_default=""),
        sa.Column("local_code", sa.String(length=6), nullable=False, server_default=""),
        sa.Column("population_source", sa.Text(), nullable=False, server_default=""),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
    ]


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("place") as batch_op:
        batch_op.drop_constraint(op.f("ck_place_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_place_kind_known"), NEW_KINDS)
        for column in columns():
            batch_op.add_column(column)
        batch_op.create_check_constraint(op.f("ck_place_succession_known"), SUCCESSION)
        batch_op.create_foreign_key(op.f("fk_place_edited_by_id"), "person", ["edited_by_id"], ["id"])
    with op.batch_alter_table("place") as batch_op:
        for name in FILLED:
            batch_op.alter_column(name, server_default=None)
    op.create_table(
        "population_figure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("is_preferred", sa.Boolean(), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_population_figure_value")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_population_figure_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_population_figure")),
        sa.UniqueConstraint("place_id", "year", "source", name=op.f("uq_population_figure_place_id_year_source")),
    )
    op.create_index(op.f("ix_population_figure_place_id"), "population_figure", ["place_id"])
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("field", sa.String(length=40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("stated_on", sa.String(length=10), nullable=False),
        sa.Column("is_preferred", sa.Boolean(), nullable=False),
        sa.Column("reason_en", sa.Text(), nullable=False),
        sa.Column("reason_ja", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    op.create_index(
        op.f("ix_claim_subject_kind_claim_subject_id_claim_field"), "claim", ["subject_kind", "subject_id", "field"]
    )


def downgrade() -> None:
    """Go back."""
    op.drop_table("claim")
    op.drop_table("population_figure")
    op.execute("DELETE FROM place WHERE kind = 'territory'")
    with op.batch_alter_table("place") as batch_op:
        batch_op.drop_constraint(op.f("fk_place_edited_by_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("ck_place_succession_known"), type_="check")
        batch_op.drop_constraint(op.f("ck_place_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_place_kind_known"), OLD_KINDS)
        for column in columns():
            batch_op.drop_column(column.name)
