"""What organizations are, where they are found, and their memberships."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

OLD_KINDS = "kind IN ('local_government', 'committee', 'nonprofit', 'port_authority', 'other')"
NEW_KINDS = "kind IN ('local_government', 'committee', 'nonprofit', 'fiscal_sponsor', 'port_authority', 'school', 'other')"
LEGAL = (
    "legal_status IN ('unknown', 'government', 'charity_us', 'nonprofit_us', 'public_interest_jp', 'general_jp', "
    "'npo_jp', 'school_corporation', 'unincorporated', 'company', 'other')"
)
CLASSES = (
    "population_class IN ('unknown', 'under_10_000', 'under_25_000', 'under_50_000', 'under_100_000', "
    "'under_500_000', 'from_500_000')"
)
SCHEMES = "scheme IN ('ein', 'uei', 'local_code', 'corporate_number')"


def columns() -> list[sa.Column]:
    """Return the new columns of organizations, those that are never empty with a value for the rows there are."""
    return [
        sa.Column("legal_status", sa.String(length=40), nullable=False, server_default="unknown"),
        sa.Column("sort_key", sa.Text(), nullable=False, server_default=""),
        sa.Column("reading_key", sa.Text(), nullable=False, server_default=""),
        sa.Column("phone", sa.String(length=40), nullable=False, server_default=""),
        sa.Column("website", sa.Text(), nullable=False, server_default=""),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
    ]


FILLED = ("legal_status", "sort_key", "reading_key", "phone", "website", "is_demonstration", "version")


def upgrade() -> None:
    """Go forward; what was known of a membership becomes a period without a beginning."""
    with op.batch_alter_table("letter") as batch_op:
        batch_op.add_column(sa.Column("is_office", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("letter") as batch_op:
        batch_op.alter_column("is_office", server_default=None)
    make_tables()
    op.execute(
        "INSERT INTO membership (organization_id, number, population_class, ends_on, recorded_at) "
        "SELECT id, membership_number, 'unknown', good_standing_until, CURRENT_TIMESTAMP FROM organization "
        "WHERE good_standing_until IS NOT NULL"
    )
    with op.batch_alter_table("organization") as batch_op:
        batch_op.drop_constraint(op.f("ck_organization_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_organization_kind_known"), NEW_KINDS)
        for column in columns():
            batch_op.add_column(column)
        batch_op.create_check_constraint(op.f("ck_organization_legal_status_known"), LEGAL)
        batch_op.create_foreign_key(op.f("fk_organization_edited_by_id"), "person", ["edited_by_id"], ["id"])
        batch_op.drop_column("membership_number")
        batch_op.drop_column("good_standing_until")
    op.execute("UPDATE organization SET sort_key = lower(name_en), reading_key = reading")
    op.execute("UPDATE organization SET legal_status = 'government' WHERE kind = 'local_government'")
    with op.batch_alter_table("organization") as batch_op:
        for name in FILLED:
            batch_op.alter_column(name, server_default=None)
        batch_op.create_index(op.f("ix_organization_sort_key"), ["sort_key"])
        batch_op.create_index(op.f("ix_organization_reading_key"), ["reading_key"])


def make_tables() -> None:
    """Make the tables that hang on organizations."""
    op.create_table(
        "address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("postal_code", sa.String(length=12), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("municipality_en", sa.Text(), nullable=False),
        sa.Column("municipality_ja", sa.Text(), nullable=False),
        sa.Column("street_en", sa.Text(), nullable=False),
        sa.Column("street_ja", sa.Text(), nullable=False),
        sa.Column("building_en", sa.Text(), nullable=False),
        sa.Column("building_ja", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_address_organization_id")),
        sa.ForeignKeyConstraint(["region_id"], ["place.id"], name=op.f("fk_address_region_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
        sa.UniqueConstraint("organization_id", name=op.f("uq_address_organization_id")),
    )
    op.create_index(op.f("ix_address_region_id"), "address", ["region_id"])
    op.create_table(
        "organization_identifier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("scheme", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.CheckConstraint(SCHEMES, name=op.f("ck_organization_identifier_scheme_known")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_organization_identifier_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization_identifier")),
        sa.UniqueConstraint(
            "organization_id", "scheme", name=op.f("uq_organization_identifier_organization_id_scheme")
        ),
        sa.UniqueConstraint("scheme", "value", name=op.f("uq_organization_identifier_scheme_value")),
    )
    op.create_index(
        op.f("ix_organization_identifier_organization_id"), "organization_identifier", ["organization_id"]
    )
    op.create_table(
        "membership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("population_class", sa.String(length=40), nullable=False),
        sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("begins_on IS NULL OR begins_on <= ends_on", name=op.f("ck_membership_period")),
        sa.CheckConstraint(CLASSES, name=op.f("ck_membership_population_class_known")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_membership_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
    )
    op.create_index(op.f("ix_membership_organization_id"), "membership", ["organization_id"])


def downgrade() -> None:
    """Go back; of each membership the number and the last day remain."""
    with op.batch_alter_table("letter") as batch_op:
        batch_op.drop_column("is_office")
    with op.batch_alter_table("organization") as batch_op:
        batch_op.add_column(sa.Column("membership_number", sa.String(length=40), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("good_standing_until", sa.Date(), nullable=True))
    op.execute(
        "UPDATE organization SET good_standing_until = "
        "(SELECT max(ends_on) FROM membership WHERE membership.organization_id = organization.id), "
        "membership_number = coalesce((SELECT max(number) FROM membership "
        "WHERE membership.organization_id = organization.id), '')"
    )
    op.execute("UPDATE organization SET kind = 'other' WHERE kind IN ('fiscal_sponsor', 'school')")
    op.drop_table("membership")
    op.drop_table("organization_identifier")
    op.drop_table("address")
    with op.batch_alter_table("organization") as batch_op:
        batch_op.drop_index(op.f("ix_organization_sort_key"))
        batch_op.drop_index(op.f("ix_organization_reading_key"))
        batch_op.drop_constraint(op.f("fk_organization_edited_by_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("ck_organization_legal_status_known"), type_="check")
        batch_op.drop_constraint(op.f("ck_organization_kind_known"), type_="check")
        batch_op.create_check_constraint(op.f("ck_organization_kind_known"), OLD_KINDS)
        for column in columns():
            batch_op.drop_column(column.name)
        batch_op.alter_column("membership_number", server_default=None)
