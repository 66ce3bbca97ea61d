"""Requests for roles, hand-overs, the yearly question, acting for a city, copies and deletion of personal data."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "data_copy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("storage_key", sa.String(length=64), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_data_copy_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_data_copy")),
    )
    with op.batch_alter_table("data_copy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_data_copy_person_id"), ["person_id"], unique=False)

    op.create_table(
        "deletion_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("status = 'asked' OR decided_at IS NOT NULL", name=op.f("ck_deletion_request_decided")),
        sa.CheckConstraint(
            "status IN ('asked', 'done', 'refused', 'withdrawn')", name=op.f("ck_deletion_request_status_known")
        ),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_deletion_request_decided_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_deletion_request_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deletion_request")),
    )
    with op.batch_alter_table("deletion_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deletion_request_person_id"), ["person_id"], unique=False)

    op.create_table(
        "deputation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("scope_id", sa.Integer(), nullable=False),
        sa.Column("occasion", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "occasion IN ('paper', 'phone', 'letter', 'other')", name=op.f("ck_deputation_occasion_known")
        ),
        sa.CheckConstraint("until_at > begun_at", name=op.f("ck_deputation_until")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_deputation_person_id")),
        sa.ForeignKeyConstraint(["scope_id"], ["scope.id"], name=op.f("fk_deputation_scope_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deputation")),
    )
    with op.batch_alter_table("deputation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deputation_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deputation_scope_id"), ["scope_id"], unique=False)

    op.create_table(
        "role_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("scope_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("due_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_role_check_answered_by")),
        sa.ForeignKeyConstraint(["scope_id"], ["scope.id"], name=op.f("fk_role_check_scope_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_check")),
        sa.UniqueConstraint("key", name=op.f("uq_role_check_key")),
    )
    with op.batch_alter_table("role_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_check_scope_id"), ["scope_id"], unique=False)

    op.create_table(
        "role_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("scope_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "role IN ('applicant_editor', 'applicant_signatory', 'reviewer', 'program_officer', 'finance_officer', 'director', 'funder_observer', 'auditor', 'administrator')",
            name=op.f("ck_role_request_role_known"),
        ),
        sa.CheckConstraint("status = 'asked' OR decided_at IS NOT NULL", name=op.f("ck_role_request_decided")),
        sa.CheckConstraint(
            "status IN ('asked', 'granted', 'refused', 'withdrawn')", name=op.f("ck_role_request_status_known")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_role_request_asked_by")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_role_request_decided_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_request_person_id")),
        sa.ForeignKeyConstraint(["scope_id"], ["scope.id"], name=op.f("fk_role_request_scope_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_request")),
    )
    with op.batch_alter_table("role_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_request_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_request_scope_id"), ["scope_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_request_status_role_request_role"), ["status", "role"], unique=False)

    op.create_table(
        "handover",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("grant_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token_id", sa.Integer(), nullable=True),
        sa.Column("successor_grant_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "token_id IS NOT NULL OR successor_grant_id IS NOT NULL", name=op.f("ck_handover_successor")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_handover_asked_by")),
        sa.ForeignKeyConstraint(["grant_id"], ["role_grant.id"], name=op.f("fk_handover_grant_id")),
        sa.ForeignKeyConstraint(["successor_grant_id"], ["role_grant.id"], name=op.f("fk_handover_successor_grant_id")),
        sa.ForeignKeyConstraint(["token_id"], ["access_token.id"], name=op.f("fk_handover_token_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover")),
        sa.UniqueConstraint("token_id", name=op.f("uq_handover_token_id")),
    )
    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_handover_grant_id"), ["grant_id"], unique=False)

    op.add_column("person", sa.Column("anonymized_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Go back."""
    op.drop_column("person", "anonymized_at")

    with op.batch_alter_table("handover", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_handover_grant_id"))

    op.drop_table("handover")
    with op.batch_alter_table("role_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_request_status_role_request_role"))
        batch_op.drop_index(batch_op.f("ix_role_request_scope_id"))
        batch_op.drop_index(batch_op.f("ix_role_request_person_id"))

    op.drop_table("role_request")
    with op.batch_alter_table("role_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_check_scope_id"))

    op.drop_table("role_check")
    with op.batch_alter_table("deputation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deputation_scope_id"))
        batch_op.drop_index(batch_op.f("ix_deputation_person_id"))

    op.drop_table("deputation")
    with op.batch_alter_table("deletion_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deletion_request_person_id"))

    op.drop_table("deletion_request")
    with op.batch_alter_table("data_copy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_data_copy_person_id"))

    op.drop_table("data_copy")
