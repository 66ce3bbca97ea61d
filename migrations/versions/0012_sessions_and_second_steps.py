"""A session is a row of its own; second steps; which notice on personal data was read; links for signing up."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "authenticator",
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("set_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_step", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_authenticator_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_authenticator")),
    )
    op.create_table(
        "passkey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_passkey_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index(op.f("ix_passkey_person_id"), "passkey", ["person_id"], unique=False)
    op.create_table(
        "person_session",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("device", sa.Text(), nullable=False),
        sa.Column("factor", sa.String(length=40), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_why", sa.String(length=40), nullable=True),
        sa.CheckConstraint(
            "ended_why IN ('signed_out', 'revoked', 'password', 'factor', 'closed')",
            name=op.f("ck_person_session_ended_why_known"),
        ),
        sa.CheckConstraint(
            "factor IN ('none', 'totp', 'recovery', 'passkey')", name=op.f("ck_person_session_factor_known")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_person_session_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person_session")),
        sa.UniqueConstraint("key", name=op.f("uq_person_session_key")),
    )
    op.create_index(op.f("ix_person_session_person_id"), "person_session", ["person_id"], unique=False)
    op.create_table(
        "recovery_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recovery_code_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recovery_code")),
    )
    op.create_index(op.f("ix_recovery_code_person_id"), "recovery_code", ["person_id"], unique=False)
    with op.batch_alter_table("person") as batch:
        batch.drop_column("session_token")
        batch.add_column(sa.Column("privacy_version", sa.String(length=20), server_default="", nullable=False))
        batch.add_column(sa.Column("privacy_read_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("person") as batch:
        batch.alter_column("privacy_version", server_default=None)
    _allow_purposes("'invitation', 'reset', 'sign_up'")


def downgrade() -> None:
    """Go back; everybody signs in anew."""
    op.execute("DELETE FROM access_token WHERE purpose = 'sign_up'")
    _allow_purposes("'invitation', 'reset'")
    with op.batch_alter_table("person") as batch:
        batch.drop_column("privacy_read_at")
        batch.drop_column("privacy_version")
        batch.add_column(sa.Column("session_token", sa.String(length=64), server_default="", nullable=False))
    with op.batch_alter_table("person") as batch:
        batch.alter_column("session_token", server_default=None)
    for table in ("recovery_code", "person_session", "passkey", "authenticator"):
        op.drop_table(table)


def _allow_purposes(codes: str) -> None:
    with op.batch_alter_table("access_token") as batch:
        batch.drop_constraint(op.f("ck_access_token_purpose_known"), type_="check")
        batch.create_check_constraint(op.f("ck_access_token_purpose_known"), f"purpose IN ({codes})")
