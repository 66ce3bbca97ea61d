"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What keeps the books and published forms from being rewritten.
TRIGGERS = {
    "sqlite": [
        """CREATE TRIGGER ledger_transaction_no_update BEFORE UPDATE ON ledger_transaction BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
        """CREATE TRIGGER ledger_transaction_no_delete BEFORE DELETE ON ledger_transaction BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
        """CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
        """CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END""",
    ],
    "postgresql": [
        """CREATE OR REPLACE FUNCTION ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'the ledger is append-only' USING ERRCODE = '23001'; END $$""",
        """CREATE TRIGGER ledger_transaction_no_update BEFORE UPDATE ON ledger_transaction FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()""",
        """CREATE TRIGGER ledger_transaction_no_delete BEFORE DELETE ON ledger_transaction FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()""",
        """CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()""",
        """CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry FOR EACH ROW EXECUTE FUNCTION ledger_is_append_only()""",
    ],
}


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "audit_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("seal", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "domain_event",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("verb", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("previous_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_domain_event")),
        sa.UniqueConstraint("hash", name=op.f("uq_domain_event_hash")),
    )
    with op.batch_alter_table("domain_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_domain_event_actor_id"), ["actor_id"], unique=False)

    op.create_table(
        "funder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ja", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funder")),
        sa.UniqueConstraint("key", name=op.f("uq_funder_key")),
    )
    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("group_en", sa.Text(), nullable=False),
        sa.Column("group_ja", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("title_ja", sa.Text(), nullable=False),
        sa.Column("unit_en", sa.Text(), nullable=False),
        sa.Column("unit_ja", sa.Text(), nullable=False),
        sa.Column("decimals", sa.Integer(), nullable=False),
        sa.Column("adds_up", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicator")),
        sa.UniqueConstraint("code", name=op.f("uq_indicator_code")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=80), nullable=False),
        sa.Column("ids", sa.JSON(), nullable=False),
        sa.Column("dedupe_key", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'running', 'done', 'failed')", name=op.f("ck_job_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_job_dedupe_key")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_job_state_job_run_at"), ["state", "run_at"], unique=False)

    op.create_table(
        "ledger_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("floor", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "floor IS NULL OR floor = CAST(floor AS BIGINT)", name=op.f("ck_ledger_account_floor_whole")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_account")),
        sa.UniqueConstraint("id", "floor", name=op.f("uq_ledger_account_id_floor")),
        sa.UniqueConstraint(
            "kind",
            "subject_kind",
            "subject_id",
            "currency",
            name=op.f("uq_ledger_account_kind_subject_kind_subject_id_currency"),
        ),
    )
    op.create_table(
        "letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("recipient_name", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("dedupe_key", sa.String(length=200), nullable=False),
        sa.Column("message_id", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('queued', 'sending', 'sent', 'failed')", name=op.f("ck_letter_state_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
        sa.UniqueConstraint("dedupe_key", name=op.f("uq_letter_dedupe_key")),
        sa.UniqueConstraint("message_id", name=op.f("uq_letter_message_id")),
    )
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_letter_state_letter_send_at"), ["state", "send_at"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_letter_subject_kind_letter_subject_id"),
            ["subject_kind", "subject_id"],
            unique=False,
        )

    op.create_table(
        "partnership",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ja", sa.Text(), nullable=False),
        sa.Column("sort_key", sa.Text(), nullable=False),
        sa.Column("reading_key", sa.Text(), nullable=False),
        sa.Column("established", sa.String(length=10), nullable=False),
        sa.Column("date_quality", sa.String(length=40), nullable=False),
        sa.Column("note_en", sa.Text(), nullable=False),
        sa.Column("note_ja", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "date_quality IN ('stated', 'derived', 'doubtful', 'unknown')",
            name=op.f("ck_partnership_date_quality_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('sister_city', 'friendship_city', 'sister_state', 'sister_county', 'sister_port', 'other')",
            name=op.f("ck_partnership_kind_known"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership")),
        sa.UniqueConstraint("key", name=op.f("uq_partnership_key")),
    )
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_partnership_reading_key"), ["reading_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_partnership_sort_key"), ["sort_key"], unique=False)

    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=False),
        sa.Column("session_token", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deactivated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_demonstration", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("email", name=op.f("uq_person_email")),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ja", sa.Text(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("successor_id", sa.Integer(), nullable=True),
        sa.Column("succeeded_on", sa.Date(), nullable=True),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("population_year", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('city', 'town', 'village', 'ward', 'county', 'state', 'district', 'prefecture', 'port')",
            name=op.f("ck_place_kind_known"),
        ),
        sa.ForeignKeyConstraint(["region_id"], ["place.id"], name=op.f("fk_place_region_id")),
        sa.ForeignKeyConstraint(["successor_id"], ["place.id"], name=op.f("fk_place_successor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("key", name=op.f("uq_place_key")),
    )
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_country"), ["country"], unique=False)
        batch_op.create_index(batch_op.f("ix_place_region_id"), ["region_id"], unique=False)

    op.create_table(
        "questionnaire",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("title_ja", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire")),
        sa.UniqueConstraint("key", name=op.f("uq_questionnaire_key")),
    )
    op.create_table(
        "rule_set",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("title_ja", sa.Text(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_set")),
        sa.UniqueConstraint("key", name=op.f("uq_rule_set_key")),
    )
    op.create_table(
        "scope",
        sa.Column("id", sa.Integer(), sa.Identity(always=False, start=2), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.CheckConstraint(
            "kind IN ('product', 'program', 'organization')", name=op.f("ck_scope_kind_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scope")),
    )
    op.create_table(
        "sign_in_throttle",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_sign_in_throttle")),
    )
    op.create_table(
        "snapshot",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("annex", sa.LargeBinary(), nullable=True),
        sa.Column("annex_salt", sa.String(length=32), nullable=False),
        sa.Column("annex_sha256", sa.String(length=64), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snapshot")),
    )
    with op.batch_alter_table("snapshot", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_snapshot_subject_kind_snapshot_subject_id"),
            ["subject_kind", "subject_id"],
            unique=False,
        )

    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("storage_key", sa.String(length=64), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("side", sa.String(length=20), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("size >= 0", name=op.f("ck_stored_file_size")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
        sa.UniqueConstraint("storage_key", name=op.f("uq_stored_file_storage_key")),
    )
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_stored_file_subject_kind_stored_file_subject_id"),
            ["subject_kind", "subject_id"],
            unique=False,
        )

    op.create_table(
        "worker_heartbeat",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_worker_heartbeat")),
    )
    op.create_table(
        "access_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=320), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column("scope_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose IN ('invitation', 'reset')", name=op.f("ck_access_token_purpose_known")),
        sa.CheckConstraint(
            "role IN ('applicant_editor', 'applicant_signatory', 'reviewer', 'program_officer', 'finance_officer', 'director', 'funder_observer', 'auditor', 'administrator')",
            name=op.f("ck_access_token_role_known"),
        ),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_access_token_created_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_access_token_person_id")),
        sa.ForeignKeyConstraint(["scope_id"], ["scope.id"], name=op.f("fk_access_token_scope_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_token")),
        sa.UniqueConstraint("hash", name=op.f("uq_access_token_hash")),
        sa.UniqueConstraint("public_id", name=op.f("uq_access_token_public_id")),
    )
    with op.batch_alter_table("access_token", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_access_token_email_access_token_purpose"), ["email", "purpose"], unique=False
        )

    op.create_table(
        "event_personal",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=32), nullable=False),
        sa.Column("values", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["domain_event.id"], name=op.f("fk_event_personal_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_event_personal")),
    )
    op.create_table(
        "event_subject",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["domain_event.id"], name=op.f("fk_event_subject_event_id")),
        sa.PrimaryKeyConstraint("event_id", "position", name=op.f("pk_event_subject")),
    )
    with op.batch_alter_table("event_subject", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_event_subject_kind_event_subject_subject_id"), ["kind", "subject_id"], unique=False
        )

    op.create_table(
        "funder_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("funder_id", sa.Integer(), nullable=False),
        sa.Column("rule_set_id", sa.Integer(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("title_ja", sa.Text(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_funder_grant_amount")),
        sa.CheckConstraint(
            "amount IS NULL OR amount = CAST(amount AS BIGINT)", name=op.f("ck_funder_grant_amount_whole")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_funder_grant_period")),
        sa.ForeignKeyConstraint(["funder_id"], ["funder.id"], name=op.f("fk_funder_grant_funder_id")),
        sa.ForeignKeyConstraint(["rule_set_id"], ["rule_set.id"], name=op.f("fk_funder_grant_rule_set_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funder_grant")),
        sa.UniqueConstraint("key", name=op.f("uq_funder_grant_key")),
    )
    op.create_table(
        "ledger_transaction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["recorded_by"], ["person.id"], name=op.f("fk_ledger_transaction_recorded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transaction")),
    )
    with op.batch_alter_table("ledger_transaction", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ledger_transaction_subject_kind_ledger_transaction_subject_id"),
            ["subject_kind", "subject_id"],
            unique=False,
        )

    op.create_table(
        "letter_attempt",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("letter_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["letter_id"], ["letter.id"], name=op.f("fk_letter_attempt_letter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_attempt")),
    )
    with op.batch_alter_table("letter_attempt", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_attempt_letter_id"), ["letter_id"], unique=False)

    op.create_table(
        "organization",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("scope_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("name_en", sa.Text(), nullable=False),
        sa.Column("name_ja", sa.Text(), nullable=False),
        sa.Column("reading", sa.Text(), nullable=False),
        sa.Column("office_en", sa.Text(), nullable=False),
        sa.Column("office_ja", sa.Text(), nullable=False),
        sa.Column("mailbox", sa.String(length=320), nullable=False),
        sa.Column("membership_number", sa.String(length=40), nullable=False),
        sa.Column("good_standing_until", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "kind IN ('local_government', 'committee', 'nonprofit', 'port_authority', 'other')",
            name=op.f("ck_organization_kind_known"),
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_organization_place_id")),
        sa.ForeignKeyConstraint(["scope_id"], ["scope.id"], name=op.f("fk_organization_scope_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organization")),
        sa.UniqueConstraint("scope_id", name=op.f("uq_organization_scope_id")),
    )
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_organization_place_id"), ["place_id"], unique=False)

    op.create_table(
        "partnership_activity",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("direction", sa.String(length=20), nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=False),
        sa.Column("summary_ja", sa.Text(), nullable=False),
        sa.Column("subject_kind", sa.String(length=40), nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('application', 'award', 'exchange', 'outcome', 'convening', 'agreement')",
            name=op.f("ck_partnership_activity_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_partnership_activity_partnership_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership_activity")),
        sa.UniqueConstraint(
            "kind",
            "subject_kind",
            "subject_id",
            name=op.f("uq_partnership_activity_kind_subject_kind_subject_id"),
        ),
    )
    with op.batch_alter_table("partnership_activity", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_partnership_activity_partnership_id"), ["partnership_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_partnership_activity_subject_kind_partnership_activity_subject_id"),
            ["subject_kind", "subject_id"],
            unique=False,
        )

    op.create_table(
        "partnership_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("signed_as_id", sa.Integer(), nullable=True),
        sa.Column("side", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("status_on", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "status IN ('active', 'dormant', 'suspended', 'ended')",
            name=op.f("ck_partnership_member_status_known"),
        ),
        sa.CheckConstraint("side >= 1", name=op.f("ck_partnership_member_side")),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_partnership_member_partnership_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_partnership_member_place_id")),
        sa.ForeignKeyConstraint(
            ["signed_as_id"], ["place.id"], name=op.f("fk_partnership_member_signed_as_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partnership_member")),
        sa.UniqueConstraint(
            "partnership_id", "place_id", name=op.f("uq_partnership_member_partnership_id_place_id")
        ),
    )
    with op.batch_alter_table("partnership_member", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_partnership_member_partnership_id"), ["partnership_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_partnership_member_place_id"), ["place_id"], unique=False)

    op.create_table(
        "questionnaire_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["questionnaire_id"], ["questionnaire.id"], name=op.f("fk_questionnaire_version_questionnaire_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_questionnaire_version")),
        sa.UniqueConstraint(
            "questionnaire_id", "number", name=op.f("uq_questionnaire_version_questionnaire_id_number")
        ),
    )
    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("scope_id", sa.Integer(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("granted_by", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('applicant_editor', 'applicant_signatory', 'reviewer', 'program_officer', 'finance_officer', 'director', 'funder_observer', 'auditor', 'administrator')",
            name=op.f("ck_role_grant_role_known"),
        ),
        sa.ForeignKeyConstraint(["granted_by"], ["person.id"], name=op.f("fk_role_grant_granted_by")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_role_grant_person_id")),
        sa.ForeignKeyConstraint(["scope_id"], ["scope.id"], name=op.f("fk_role_grant_scope_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint(
            "person_id",
            "role",
            "scope_id",
            "granted_at",
            name=op.f("uq_role_grant_person_id_role_scope_id_granted_at"),
        ),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_role_grant_scope_id"), ["scope_id"], unique=False)

    op.create_table(
        "answer_sheet",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["version_id"], ["questionnaire_version.id"], name=op.f("fk_answer_sheet_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_sheet")),
    )
    op.create_table(
        "ledger_entry",
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("previous_seq", sa.Integer(), nullable=True),
        sa.Column("transaction_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("after", sa.BigInteger(), nullable=False),
        sa.Column("floor", sa.BigInteger(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "(seq = 1 AND previous_seq IS NULL AND before = 0) OR (seq > 1 AND previous_seq = seq - 1)",
            name=op.f("ck_ledger_entry_sequence"),
        ),
        sa.CheckConstraint("after = before + amount", name=op.f("ck_ledger_entry_sum")),
        sa.CheckConstraint("after >= floor", name=op.f("ck_ledger_entry_floor")),
        sa.CheckConstraint(
            "after IS NULL OR after = CAST(after AS BIGINT)", name=op.f("ck_ledger_entry_after_whole")
        ),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_ledger_entry_amount")),
        sa.CheckConstraint(
            "amount IS NULL OR amount = CAST(amount AS BIGINT)", name=op.f("ck_ledger_entry_amount_whole")
        ),
        sa.CheckConstraint(
            "before IS NULL OR before = CAST(before AS BIGINT)", name=op.f("ck_ledger_entry_before_whole")
        ),
        sa.CheckConstraint(
            "floor IS NULL OR floor = CAST(floor AS BIGINT)", name=op.f("ck_ledger_entry_floor_whole")
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "floor"],
            ["ledger_account.id", "ledger_account.floor"],
            name=op.f("fk_ledger_entry_account_id_floor"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id", "previous_seq", "before"],
            ["ledger_entry.account_id", "ledger_entry.seq", "ledger_entry.after"],
            name="fk_ledger_entry_previous",
        ),
        sa.ForeignKeyConstraint(
            ["transaction_id"], ["ledger_transaction.id"], name=op.f("fk_ledger_entry_transaction_id")
        ),
        sa.PrimaryKeyConstraint("account_id", "seq", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("account_id", "seq", "after", name=op.f("uq_ledger_entry_account_id_seq_after")),
    )
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_ledger_entry_transaction_id"), ["transaction_id"], unique=False)

    op.create_table(
        "program",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column("scope_id", sa.Integer(), nullable=False),
        sa.Column("funder_grant_id", sa.Integer(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("title_ja", sa.Text(), nullable=False),
        sa.Column("objective_en", sa.Text(), nullable=False),
        sa.Column("objective_ja", sa.Text(), nullable=False),
        sa.Column("organizer_en", sa.Text(), nullable=False),
        sa.Column("organizer_ja", sa.Text(), nullable=False),
        sa.Column("note_en", sa.Text(), nullable=False),
        sa.Column("note_ja", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["funder_grant_id"], ["funder_grant.id"], name=op.f("fk_program_funder_grant_id")
        ),
        sa.ForeignKeyConstraint(["scope_id"], ["scope.id"], name=op.f("fk_program_scope_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program")),
        sa.UniqueConstraint("key", name=op.f("uq_program_key")),
        sa.UniqueConstraint("scope_id", name=op.f("uq_program_scope_id")),
    )
    op.create_table(
        "section",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("title_ja", sa.Text(), nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=False),
        sa.Column("summary_ja", sa.Text(), nullable=False),
        sa.CheckConstraint("kind IN ('questions', 'budget')", name=op.f("ck_section_kind_known")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["questionnaire_version.id"], name=op.f("fk_section_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_section")),
        sa.UniqueConstraint("version_id", "key", name=op.f("uq_section_version_id_key")),
    )
    with op.batch_alter_table("section", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_section_version_id"), ["version_id"], unique=False)

    op.create_table(
        "call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_version_id", sa.Integer(), nullable=False),
        sa.Column("report_version_id", sa.Integer(), nullable=False),
        sa.Column("series", sa.String(length=20), nullable=False),
        sa.Column("next_number", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("title_ja", sa.Text(), nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=False),
        sa.Column("summary_ja", sa.Text(), nullable=False),
        sa.Column("eligibility_en", sa.Text(), nullable=False),
        sa.Column("eligibility_ja", sa.Text(), nullable=False),
        sa.Column("eligibility_lead_en", sa.Text(), nullable=False),
        sa.Column("eligibility_lead_ja", sa.Text(), nullable=False),
        sa.Column("eligibility_partner_en", sa.Text(), nullable=False),
        sa.Column("eligibility_partner_ja", sa.Text(), nullable=False),
        sa.Column("invented_en", sa.Text(), nullable=False),
        sa.Column("invented_ja", sa.Text(), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("reviews_due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decision_on", sa.Date(), nullable=False),
        sa.Column("exchange_from_on", sa.Date(), nullable=False),
        sa.Column("exchange_until_on", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("ceiling_amount", sa.BigInteger(), nullable=False),
        sa.Column("budget_amount", sa.BigInteger(), nullable=False),
        sa.Column("match_percent", sa.Integer(), nullable=False),
        sa.Column("indirect_percent", sa.Integer(), nullable=False),
        sa.Column("rate_text", sa.String(length=20), nullable=False),
        sa.Column("rate_currency", sa.String(length=3), nullable=False),
        sa.Column("rate_on", sa.Date(), nullable=True),
        sa.Column("rate_source", sa.Text(), nullable=False),
        sa.Column("accept_days", sa.Integer(), nullable=False),
        sa.Column("report_days", sa.Integer(), nullable=False),
        sa.Column("advance_percent", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status <> 'published' OR published_at IS NOT NULL", name=op.f("ck_call_published")
        ),
        sa.CheckConstraint("status IN ('draft', 'published')", name=op.f("ck_call_status_known")),
        sa.CheckConstraint("advance_percent BETWEEN 0 AND 100", name=op.f("ck_call_advance")),
        sa.CheckConstraint(
            "budget_amount IS NULL OR budget_amount = CAST(budget_amount AS BIGINT)",
            name=op.f("ck_call_budget_amount_whole"),
        ),
        sa.CheckConstraint(
            "ceiling_amount > 0 AND budget_amount >= ceiling_amount", name=op.f("ck_call_amounts")
        ),
        sa.CheckConstraint(
            "ceiling_amount IS NULL OR ceiling_amount = CAST(ceiling_amount AS BIGINT)",
            name=op.f("ck_call_ceiling_amount_whole"),
        ),
        sa.CheckConstraint("closes_at > opens_at", name=op.f("ck_call_window")),
        sa.CheckConstraint("match_percent BETWEEN 0 AND 100", name=op.f("ck_call_match")),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_call_program_id")),
        sa.ForeignKeyConstraint(
            ["questionnaire_version_id"],
            ["questionnaire_version.id"],
            name=op.f("fk_call_questionnaire_version_id"),
        ),
        sa.ForeignKeyConstraint(
            ["report_version_id"], ["questionnaire_version.id"], name=op.f("fk_call_report_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call")),
        sa.UniqueConstraint("series", name=op.f("uq_call_series")),
    )
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_program_id"), ["program_id"], unique=False)

    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("type", sa.String(length=40), nullable=False),
        sa.Column("answered_by", sa.String(length=40), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("label_ja", sa.Text(), nullable=False),
        sa.Column("hint_en", sa.Text(), nullable=False),
        sa.Column("hint_ja", sa.Text(), nullable=False),
        sa.Column("required", sa.Boolean(), nullable=False),
        sa.Column("settings", sa.JSON(), nullable=False),
        sa.Column("condition", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "answered_by IN ('lead', 'partner', 'shared', 'each')", name=op.f("ck_question_answered_by_known")
        ),
        sa.CheckConstraint(
            "type IN ('short_text', 'long_text', 'choice', 'choices', 'number', 'date', 'partial_date', 'email', 'declaration', 'files')",
            name=op.f("ck_question_type_known"),
        ),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_question_section_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("section_id", "key", name=op.f("uq_question_section_id_key")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_section_id"), ["section_id"], unique=False)

    op.create_table(
        "theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("title_ja", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("description_ja", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["program_id"], ["program.id"], name=op.f("fk_theme_program_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme")),
        sa.UniqueConstraint("program_id", "code", name=op.f("uq_theme_program_id_code")),
    )
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_theme_program_id"), ["program_id"], unique=False)

    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=20), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.Column("updated_side", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_answer_question_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["answer_sheet.id"], name=op.f("fk_answer_sheet_id")),
        sa.ForeignKeyConstraint(["updated_by"], ["person.id"], name=op.f("fk_answer_updated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint(
            "sheet_id", "question_id", "side", name=op.f("uq_answer_sheet_id_question_id_side")
        ),
    )
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answer_sheet_id"), ["sheet_id"], unique=False)

    op.create_table(
        "application",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("partnership_id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("theme_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=40), nullable=True),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("content_version", sa.Integer(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("asked_version", sa.Integer(), nullable=True),
        sa.Column("requested_amount", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("snapshot_id", sa.Integer(), nullable=True),
        sa.Column("pdf_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "status <> 'withdrawn' OR withdrawn_at IS NOT NULL", name=op.f("ck_application_withdrawn")
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'under_review', 'awarded', 'declined', 'waitlisted', 'withdrawn', 'ineligible')",
            name=op.f("ck_application_status_known"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'withdrawn') OR (submitted_at IS NOT NULL AND number IS NOT NULL)",
            name=op.f("ck_application_submitted"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('awarded', 'declined', 'waitlisted') OR decided_at IS NOT NULL",
            name=op.f("ck_application_decided"),
        ),
        sa.CheckConstraint(
            "requested_amount IS NULL OR requested_amount = CAST(requested_amount AS BIGINT)",
            name=op.f("ck_application_requested_amount_whole"),
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_application_call_id")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_application_created_by")),
        sa.ForeignKeyConstraint(
            ["partnership_id"], ["partnership.id"], name=op.f("fk_application_partnership_id")
        ),
        sa.ForeignKeyConstraint(["pdf_id"], ["stored_file.id"], name=op.f("fk_application_pdf_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["answer_sheet.id"], name=op.f("fk_application_sheet_id")),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name=op.f("fk_application_snapshot_id")),
        sa.ForeignKeyConstraint(["submitted_by"], ["person.id"], name=op.f("fk_application_submitted_by")),
        sa.ForeignKeyConstraint(["theme_id"], ["theme.id"], name=op.f("fk_application_theme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application")),
        sa.UniqueConstraint("number", name=op.f("uq_application_number")),
        sa.UniqueConstraint("sheet_id", name=op.f("uq_application_sheet_id")),
    )
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_application_call_id"), ["call_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_application_partnership_id"), ["partnership_id"], unique=False)

    op.create_table(
        "cost_category",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=10), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("title_ja", sa.Text(), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("explanation_en", sa.Text(), nullable=False),
        sa.Column("explanation_ja", sa.Text(), nullable=False),
        sa.Column("is_indirect", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "rule IN ('allowed', 'approval', 'never')", name=op.f("ck_cost_category_rule_known")
        ),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_cost_category_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cost_category")),
        sa.UniqueConstraint("call_id", "code", name=op.f("uq_cost_category_call_id_code")),
    )
    with op.batch_alter_table("cost_category", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cost_category_call_id"), ["call_id"], unique=False)

    op.create_table(
        "criterion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("title_ja", sa.Text(), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("description_ja", sa.Text(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("anchors", sa.JSON(), nullable=False),
        sa.CheckConstraint("weight BETWEEN 1 AND 100", name=op.f("ck_criterion_weight")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_criterion_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_criterion")),
        sa.UniqueConstraint("call_id", "position", name=op.f("uq_criterion_call_id_position")),
    )
    with op.batch_alter_table("criterion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_criterion_call_id"), ["call_id"], unique=False)

    op.create_table(
        "decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("frozen_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status <> 'released' OR released_at IS NOT NULL", name=op.f("ck_decision_released")
        ),
        sa.CheckConstraint(
            "status = 'draft' OR (frozen_at IS NOT NULL AND frozen_by IS NOT NULL)",
            name=op.f("ck_decision_frozen"),
        ),
        sa.CheckConstraint(
            "status IN ('draft', 'frozen', 'approved', 'released')", name=op.f("ck_decision_status_known")
        ),
        sa.CheckConstraint(
            "status NOT IN ('approved', 'released') OR approved_at IS NOT NULL",
            name=op.f("ck_decision_approved"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('approved', 'released') OR approved_by <> frozen_by",
            name=op.f("ck_decision_two_people"),
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_decision_approved_by")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_decision_call_id")),
        sa.ForeignKeyConstraint(["frozen_by"], ["person.id"], name=op.f("fk_decision_frozen_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("call_id", name=op.f("uq_decision_call_id")),
    )
    op.create_table(
        "key_date",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("title_ja", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_key_date_call_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_date")),
    )
    with op.batch_alter_table("key_date", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_key_date_call_id"), ["call_id"], unique=False)

    op.create_table(
        "application_reader",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_reader_application_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_application_reader_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_reader")),
    )
    with op.batch_alter_table("application_reader", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_reader_application_id"), ["application_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_application_reader_person_id"), ["person_id"], unique=False)

    op.create_table(
        "application_side",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=40), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("side IN ('lead', 'partner')", name=op.f("ck_application_side_side_known")),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_application_side_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_application_side_organization_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_application_side")),
        sa.UniqueConstraint("application_id", "side", name=op.f("uq_application_side_application_id_side")),
    )
    with op.batch_alter_table("application_side", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_application_side_application_id"), ["application_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_application_side_organization_id"), ["organization_id"], unique=False
        )

    op.create_table(
        "award",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("awarded_amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("active_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("declined_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("period_starts_on", sa.Date(), nullable=False),
        sa.Column("period_ends_on", sa.Date(), nullable=False),
        sa.Column("public_summary_en", sa.Text(), nullable=False),
        sa.Column("public_summary_ja", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "status <> 'completed' OR completed_at IS NOT NULL", name=op.f("ck_award_completed")
        ),
        sa.CheckConstraint("status <> 'declined' OR declined_at IS NOT NULL", name=op.f("ck_award_declined")),
        sa.CheckConstraint(
            "status IN ('offered', 'accepted', 'active', 'suspended', 'completed', 'terminated', 'declined', 'lapsed')",
            name=op.f("ck_award_status_known"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('accepted', 'active', 'suspended', 'completed') OR accepted_at IS NOT NULL",
            name=op.f("ck_award_accepted"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('active', 'completed') OR active_at IS NOT NULL", name=op.f("ck_award_active")
        ),
        sa.CheckConstraint("awarded_amount > 0", name=op.f("ck_award_amount")),
        sa.CheckConstraint(
            "awarded_amount IS NULL OR awarded_amount = CAST(awarded_amount AS BIGINT)",
            name=op.f("ck_award_awarded_amount_whole"),
        ),
        sa.CheckConstraint("period_ends_on >= period_starts_on", name=op.f("ck_award_period")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_award_application_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award")),
        sa.UniqueConstraint("application_id", name=op.f("uq_award_application_id")),
        sa.UniqueConstraint("number", name=op.f("uq_award_number")),
    )
    op.create_table(
        "budget_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.Integer(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("grant_amount", sa.BigInteger(), nullable=False),
        sa.Column("lead_cash", sa.BigInteger(), nullable=False),
        sa.Column("lead_in_kind", sa.BigInteger(), nullable=False),
        sa.Column("partner_cash", sa.BigInteger(), nullable=False),
        sa.Column("partner_in_kind", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.Integer(), nullable=True),
        sa.Column("updated_side", sa.String(length=20), nullable=False),
        sa.CheckConstraint("grant_amount >= 0", name=op.f("ck_budget_line_grant_amount")),
        sa.CheckConstraint(
            "grant_amount IS NULL OR grant_amount = CAST(grant_amount AS BIGINT)",
            name=op.f("ck_budget_line_grant_amount_whole"),
        ),
        sa.CheckConstraint("lead_cash >= 0", name=op.f("ck_budget_line_lead_cash")),
        sa.CheckConstraint(
            "lead_cash IS NULL OR lead_cash = CAST(lead_cash AS BIGINT)",
            name=op.f("ck_budget_line_lead_cash_whole"),
        ),
        sa.CheckConstraint("lead_in_kind >= 0", name=op.f("ck_budget_line_lead_in_kind")),
        sa.CheckConstraint(
            "lead_in_kind IS NULL OR lead_in_kind = CAST(lead_in_kind AS BIGINT)",
            name=op.f("ck_budget_line_lead_in_kind_whole"),
        ),
        sa.CheckConstraint("partner_cash >= 0", name=op.f("ck_budget_line_partner_cash")),
        sa.CheckConstraint(
            "partner_cash IS NULL OR partner_cash = CAST(partner_cash AS BIGINT)",
            name=op.f("ck_budget_line_partner_cash_whole"),
        ),
        sa.CheckConstraint("partner_in_kind >= 0", name=op.f("ck_budget_line_partner_in_kind")),
        sa.CheckConstraint(
            "partner_in_kind IS NULL OR partner_in_kind = CAST(partner_in_kind AS BIGINT)",
            name=op.f("ck_budget_line_partner_in_kind_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_budget_line_application_id")
        ),
        sa.ForeignKeyConstraint(
            ["category_id"], ["cost_category.id"], name=op.f("fk_budget_line_category_id")
        ),
        sa.ForeignKeyConstraint(["updated_by"], ["person.id"], name=op.f("fk_budget_line_updated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_budget_line")),
    )
    with op.batch_alter_table("budget_line", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_budget_line_application_id"), ["application_id"], unique=False)

    op.create_table(
        "endorsement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("content_version", sa.Integer(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_endorsement_application_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_endorsement_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endorsement")),
    )
    with op.batch_alter_table("endorsement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_endorsement_application_id"), ["application_id"], unique=False)

    op.create_table(
        "recommendation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("score_text", sa.Text(), nullable=False),
        sa.Column("spread_text", sa.Text(), nullable=False),
        sa.Column("review_count", sa.Integer(), nullable=False),
        sa.Column("recommended", sa.String(length=40), nullable=False),
        sa.Column("recommended_amount", sa.BigInteger(), nullable=False),
        sa.Column("decided", sa.String(length=40), nullable=True),
        sa.Column("decided_amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(recommended = 'fund') = (recommended_amount > 0)",
            name=op.f("ck_recommendation_recommended_money"),
        ),
        sa.CheckConstraint(
            "decided IN ('fund', 'waitlist', 'decline')", name=op.f("ck_recommendation_decided_known")
        ),
        sa.CheckConstraint(
            "decided IS NULL OR (decided = 'fund') = (decided_amount > 0)",
            name=op.f("ck_recommendation_decided_money"),
        ),
        sa.CheckConstraint(
            "recommended IN ('fund', 'waitlist', 'decline')", name=op.f("ck_recommendation_recommended_known")
        ),
        sa.CheckConstraint(
            "decided_amount IS NULL OR decided_amount = CAST(decided_amount AS BIGINT)",
            name=op.f("ck_recommendation_decided_amount_whole"),
        ),
        sa.CheckConstraint(
            "recommended_amount >= 0 AND decided_amount >= 0", name=op.f("ck_recommendation_amounts")
        ),
        sa.CheckConstraint(
            "recommended_amount IS NULL OR recommended_amount = CAST(recommended_amount AS BIGINT)",
            name=op.f("ck_recommendation_recommended_amount_whole"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_recommendation_application_id")
        ),
        sa.ForeignKeyConstraint(["decision_id"], ["decision.id"], name=op.f("fk_recommendation_decision_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recommendation")),
        sa.UniqueConstraint("application_id", name=op.f("uq_recommendation_application_id")),
    )
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recommendation_decision_id"), ["decision_id"], unique=False)

    op.create_table(
        "recusal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_recusal_application_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recusal_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusal")),
    )
    with op.batch_alter_table("recusal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recusal_application_id"), ["application_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recusal_person_id"), ["person_id"], unique=False)

    op.create_table(
        "review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("application_id", sa.Integer(), nullable=False),
        sa.Column("reviewer_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("assigned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("assigned_by", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "status <> 'submitted' OR submitted_at IS NOT NULL", name=op.f("ck_review_submitted")
        ),
        sa.CheckConstraint(
            "status IN ('assigned', 'refused', 'in_progress', 'submitted', 'void')",
            name=op.f("ck_review_status_known"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('in_progress', 'submitted') OR started_at IS NOT NULL",
            name=op.f("ck_review_started"),
        ),
        sa.ForeignKeyConstraint(
            ["application_id"], ["application.id"], name=op.f("fk_review_application_id")
        ),
        sa.ForeignKeyConstraint(["assigned_by"], ["person.id"], name=op.f("fk_review_assigned_by")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["person.id"], name=op.f("fk_review_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review")),
        sa.UniqueConstraint(
            "application_id", "reviewer_id", name=op.f("uq_review_application_id_reviewer_id")
        ),
    )
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_review_application_id"), ["application_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_review_reviewer_id"), ["reviewer_id"], unique=False)

    op.create_table(
        "agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=False),
        sa.Column("pdf_id", sa.Integer(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_agreement_award_id")),
        sa.ForeignKeyConstraint(["pdf_id"], ["stored_file.id"], name=op.f("fk_agreement_pdf_id")),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name=op.f("fk_agreement_snapshot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement")),
        sa.UniqueConstraint("award_id", name=op.f("uq_agreement_award_id")),
    )
    op.create_table(
        "closeout",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("checklist", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_closeout_award_id")),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_closeout_closed_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closeout")),
        sa.UniqueConstraint("award_id", name=op.f("uq_closeout_award_id")),
    )
    op.create_table(
        "conflict_of_interest",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.String(length=40), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "answer IN ('none', 'conflict', 'unsure')", name=op.f("ck_conflict_of_interest_answer_known")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_conflict_of_interest_answered_by")
        ),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_conflict_of_interest_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conflict_of_interest")),
    )
    with op.batch_alter_table("conflict_of_interest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conflict_of_interest_review_id"), ["review_id"], unique=False)

    op.create_table(
        "disbursement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("condition", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("requested_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_by", sa.Integer(), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("paid_amount", sa.BigInteger(), nullable=True),
        sa.Column("paid_currency", sa.String(length=3), nullable=False),
        sa.Column("rate_text", sa.String(length=20), nullable=False),
        sa.Column("rate_source", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "condition IN ('agreement', 'final_report')", name=op.f("ck_disbursement_condition_known")
        ),
        sa.CheckConstraint(
            "status <> 'paid' OR (paid_at IS NOT NULL AND paid_on IS NOT NULL AND paid_amount IS NOT NULL)",
            name=op.f("ck_disbursement_paid"),
        ),
        sa.CheckConstraint(
            "status IN ('scheduled', 'requested', 'approved', 'released', 'paid', 'failed', 'cancelled')",
            name=op.f("ck_disbursement_status_known"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('approved', 'released', 'paid') OR (approved_by IS NOT NULL AND approved_at IS NOT NULL)",
            name=op.f("ck_disbursement_approved"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('released', 'paid') OR (released_by IS NOT NULL AND released_at IS NOT NULL)",
            name=op.f("ck_disbursement_released"),
        ),
        sa.CheckConstraint(
            "status NOT IN ('requested', 'approved', 'released', 'paid') OR requested_at IS NOT NULL",
            name=op.f("ck_disbursement_requested"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_disbursement_amount")),
        sa.CheckConstraint(
            "amount IS NULL OR amount = CAST(amount AS BIGINT)", name=op.f("ck_disbursement_amount_whole")
        ),
        sa.CheckConstraint(
            "paid_amount IS NULL OR paid_amount = CAST(paid_amount AS BIGINT)",
            name=op.f("ck_disbursement_paid_amount_whole"),
        ),
        sa.CheckConstraint(
            "released_by IS NULL OR released_by <> approved_by", name=op.f("ck_disbursement_two_people")
        ),
        sa.CheckConstraint(
            "released_by IS NULL OR released_by <> requested_by",
            name=op.f("ck_disbursement_not_the_requester"),
        ),
        sa.ForeignKeyConstraint(["approved_by"], ["person.id"], name=op.f("fk_disbursement_approved_by")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_disbursement_award_id")),
        sa.ForeignKeyConstraint(["released_by"], ["person.id"], name=op.f("fk_disbursement_released_by")),
        sa.ForeignKeyConstraint(["requested_by"], ["person.id"], name=op.f("fk_disbursement_requested_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disbursement")),
        sa.UniqueConstraint("award_id", "position", name=op.f("uq_disbursement_award_id_position")),
    )
    with op.batch_alter_table("disbursement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_disbursement_award_id"), ["award_id"], unique=False)

    op.create_table(
        "exchange",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("destination", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("direction IN ('outbound', 'inbound')", name=op.f("ck_exchange_direction_known")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_exchange_dates")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_exchange_award_id")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_exchange_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exchange")),
    )
    with op.batch_alter_table("exchange", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exchange_award_id"), ["award_id"], unique=False)

    op.create_table(
        "outcome_value",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value_text", sa.String(length=40), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("attribution", sa.String(length=40), nullable=False),
        sa.Column("description_en", sa.Text(), nullable=False),
        sa.Column("description_ja", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("evidence_file_id", sa.Integer(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "attribution IN ('caused', 'contributed')", name=op.f("ck_outcome_value_attribution_known")
        ),
        sa.CheckConstraint(
            "method IN ('counted', 'estimated', 'surveyed')", name=op.f("ck_outcome_value_method_known")
        ),
        sa.CheckConstraint("year BETWEEN 1900 AND 2200", name=op.f("ck_outcome_value_year")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_outcome_value_award_id")),
        sa.ForeignKeyConstraint(
            ["evidence_file_id"], ["stored_file.id"], name=op.f("fk_outcome_value_evidence_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicator.id"], name=op.f("fk_outcome_value_indicator_id")
        ),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_outcome_value_recorded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outcome_value")),
        sa.UniqueConstraint(
            "award_id",
            "indicator_id",
            "year",
            "version",
            name=op.f("uq_outcome_value_award_id_indicator_id_year_version"),
        ),
    )
    with op.batch_alter_table("outcome_value", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outcome_value_award_id"), ["award_id"], unique=False)

    op.create_table(
        "requirement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("due_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind IN ('final_report', 'follow_up')", name=op.f("ck_requirement_kind_known")),
        sa.CheckConstraint(
            "status <> 'accepted' OR accepted_at IS NOT NULL", name=op.f("ck_requirement_accepted")
        ),
        sa.CheckConstraint(
            "status <> 'changes_requested' OR returned_at IS NOT NULL", name=op.f("ck_requirement_returned")
        ),
        sa.CheckConstraint(
            "status <> 'in_progress' OR started_at IS NOT NULL", name=op.f("ck_requirement_started")
        ),
        sa.CheckConstraint(
            "status <> 'submitted' OR submitted_at IS NOT NULL", name=op.f("ck_requirement_submitted")
        ),
        sa.CheckConstraint(
            "status IN ('open', 'in_progress', 'submitted', 'changes_requested', 'accepted', 'waived')",
            name=op.f("ck_requirement_status_known"),
        ),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_requirement_award_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement")),
        sa.UniqueConstraint(
            "award_id", "kind", "due_until", name=op.f("uq_requirement_award_id_kind_due_until")
        ),
    )
    with op.batch_alter_table("requirement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_requirement_award_id"), ["award_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_requirement_due_until"), ["due_until"], unique=False)

    op.create_table(
        "score",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("criterion_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=True),
        sa.Column("not_applicable", sa.Boolean(), nullable=False),
        sa.Column("comment_to_panel", sa.Text(), nullable=False),
        sa.Column("comment_to_cities", sa.Text(), nullable=False),
        sa.CheckConstraint("points IS NULL OR NOT not_applicable", name=op.f("ck_score_one_of_two")),
        sa.CheckConstraint("points IS NULL OR points BETWEEN 1 AND 5", name=op.f("ck_score_points")),
        sa.ForeignKeyConstraint(["criterion_id"], ["criterion.id"], name=op.f("fk_score_criterion_id")),
        sa.ForeignKeyConstraint(["review_id"], ["review.id"], name=op.f("fk_score_review_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score")),
        sa.UniqueConstraint("review_id", "criterion_id", name=op.f("uq_score_review_id_criterion_id")),
    )
    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_score_review_id"), ["review_id"], unique=False)

    op.create_table(
        "agreement_acceptance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("agreement_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("typed_name", sa.Text(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("side IN ('lead', 'partner')", name=op.f("ck_agreement_acceptance_side_known")),
        sa.ForeignKeyConstraint(
            ["agreement_id"], ["agreement.id"], name=op.f("fk_agreement_acceptance_agreement_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_agreement_acceptance_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_agreement_acceptance")),
        sa.UniqueConstraint("agreement_id", "side", name=op.f("uq_agreement_acceptance_agreement_id_side")),
    )
    with op.batch_alter_table("agreement_acceptance", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_agreement_acceptance_agreement_id"), ["agreement_id"], unique=False
        )

    op.create_table(
        "delegate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exchange_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organization", sa.Text(), nullable=False),
        sa.Column("is_minor", sa.Boolean(), nullable=False),
        sa.Column("is_funded", sa.Boolean(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('elected_official', 'city_staff', 'business', 'nonprofit', 'educator', 'youth', 'artist', 'interpreter', 'other')",
            name=op.f("ck_delegate_role_known"),
        ),
        sa.ForeignKeyConstraint(["exchange_id"], ["exchange.id"], name=op.f("fk_delegate_exchange_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delegate")),
    )
    with op.batch_alter_table("delegate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delegate_exchange_id"), ["exchange_id"], unique=False)

    op.create_table(
        "report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("requirement_id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("snapshot_id", sa.Integer(), nullable=True),
        sa.Column("content_version", sa.Integer(), nullable=False),
        sa.Column("content_sha256", sa.String(length=64), nullable=False),
        sa.Column("spent_amount", sa.BigInteger(), nullable=True),
        sa.Column("sent_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.Integer(), nullable=True),
        sa.Column("confirmed_sha256", sa.String(length=64), nullable=False),
        sa.CheckConstraint("spent_amount >= 0", name=op.f("ck_report_spent")),
        sa.CheckConstraint(
            "spent_amount IS NULL OR spent_amount = CAST(spent_amount AS BIGINT)",
            name=op.f("ck_report_spent_amount_whole"),
        ),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_report_confirmed_by")),
        sa.ForeignKeyConstraint(
            ["requirement_id"], ["requirement.id"], name=op.f("fk_report_requirement_id")
        ),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name=op.f("fk_report_sent_by")),
        sa.ForeignKeyConstraint(["sheet_id"], ["answer_sheet.id"], name=op.f("fk_report_sheet_id")),
        sa.ForeignKeyConstraint(["snapshot_id"], ["snapshot.id"], name=op.f("fk_report_snapshot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report")),
        sa.UniqueConstraint("requirement_id", name=op.f("uq_report_requirement_id")),
        sa.UniqueConstraint("sheet_id", name=op.f("uq_report_sheet_id")),
    )
    op.create_table(
        "report_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("question_key", sa.String(length=90), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_report_comment_person_id")),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"], name=op.f("fk_report_comment_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_comment")),
    )
    with op.batch_alter_table("report_comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_comment_report_id"), ["report_id"], unique=False)
    for statement in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("report_comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_report_comment_report_id"))

    op.drop_table("report_comment")
    op.drop_table("report")
    with op.batch_alter_table("delegate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delegate_exchange_id"))

    op.drop_table("delegate")
    with op.batch_alter_table("agreement_acceptance", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_agreement_acceptance_agreement_id"))

    op.drop_table("agreement_acceptance")
    with op.batch_alter_table("score", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_score_review_id"))

    op.drop_table("score")
    with op.batch_alter_table("requirement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_requirement_due_until"))
        batch_op.drop_index(batch_op.f("ix_requirement_award_id"))

    op.drop_table("requirement")
    with op.batch_alter_table("outcome_value", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_outcome_value_award_id"))

    op.drop_table("outcome_value")
    with op.batch_alter_table("exchange", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_exchange_award_id"))

    op.drop_table("exchange")
    with op.batch_alter_table("disbursement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_disbursement_award_id"))

    op.drop_table("disbursement")
    with op.batch_alter_table("conflict_of_interest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conflict_of_interest_review_id"))

    op.drop_table("conflict_of_interest")
    op.drop_table("closeout")
    op.drop_table("agreement")
    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_review_reviewer_id"))
        batch_op.drop_index(batch_op.f("ix_review_application_id"))

    op.drop_table("review")
    with op.batch_alter_table("recusal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recusal_person_id"))
        batch_op.drop_index(batch_op.f("ix_recusal_application_id"))

    op.drop_table("recusal")
    with op.batch_alter_table("recommendation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recommendation_decision_id"))

    op.drop_table("recommendation")
    with op.batch_alter_table("endorsement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_endorsement_application_id"))

    op.drop_table("endorsement")
    with op.batch_alter_table("budget_line", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_budget_line_application_id"))

    op.drop_table("budget_line")
    op.drop_table("award")
    with op.batch_alter_table("application_side", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_side_organization_id"))
        batch_op.drop_index(batch_op.f("ix_application_side_application_id"))

    op.drop_table("application_side")
    with op.batch_alter_table("application_reader", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_reader_person_id"))
        batch_op.drop_index(batch_op.f("ix_application_reader_application_id"))

    op.drop_table("application_reader")
    with op.batch_alter_table("key_date", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_key_date_call_id"))

    op.drop_table("key_date")
    op.drop_table("decision")
    with op.batch_alter_table("criterion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_criterion_call_id"))

    op.drop_table("criterion")
    with op.batch_alter_table("cost_category", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cost_category_call_id"))

    op.drop_table("cost_category")
    with op.batch_alter_table("application", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_application_partnership_id"))
        batch_op.drop_index(batch_op.f("ix_application_call_id"))

    op.drop_table("application")
    with op.batch_alter_table("answer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_answer_sheet_id"))

    op.drop_table("answer")
    with op.batch_alter_table("theme", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_theme_program_id"))

    op.drop_table("theme")
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_section_id"))

    op.drop_table("question")
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_program_id"))

    op.drop_table("call")
    with op.batch_alter_table("section", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_section_version_id"))

    op.drop_table("section")
    op.drop_table("program")
    with op.batch_alter_table("ledger_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_entry_transaction_id"))

    op.drop_table("ledger_entry")
    op.drop_table("answer_sheet")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_scope_id"))
        batch_op.drop_index(batch_op.f("ix_role_grant_person_id"))

    op.drop_table("role_grant")
    op.drop_table("questionnaire_version")
    with op.batch_alter_table("partnership_member", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partnership_member_place_id"))
        batch_op.drop_index(batch_op.f("ix_partnership_member_partnership_id"))

    op.drop_table("partnership_member")
    with op.batch_alter_table("partnership_activity", schema=None) as batch_op:
        batch_op.drop_index(
            batch_op.f("ix_partnership_activity_subject_kind_partnership_activity_subject_id")
        )
        batch_op.drop_index(batch_op.f("ix_partnership_activity_partnership_id"))

    op.drop_table("partnership_activity")
    with op.batch_alter_table("organization", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_organization_place_id"))

    op.drop_table("organization")
    with op.batch_alter_table("letter_attempt", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_attempt_letter_id"))

    op.drop_table("letter_attempt")
    with op.batch_alter_table("ledger_transaction", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_ledger_transaction_subject_kind_ledger_transaction_subject_id"))

    op.drop_table("ledger_transaction")
    op.drop_table("funder_grant")
    with op.batch_alter_table("event_subject", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_event_subject_kind_event_subject_subject_id"))

    op.drop_table("event_subject")
    op.drop_table("event_personal")
    with op.batch_alter_table("access_token", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_token_email_access_token_purpose"))

    op.drop_table("access_token")
    op.drop_table("worker_heartbeat")
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_stored_file_subject_kind_stored_file_subject_id"))

    op.drop_table("stored_file")
    with op.batch_alter_table("snapshot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_snapshot_subject_kind_snapshot_subject_id"))

    op.drop_table("snapshot")
    op.drop_table("sign_in_throttle")
    op.drop_table("scope")
    op.drop_table("rule_set")
    op.drop_table("questionnaire")
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_region_id"))
        batch_op.drop_index(batch_op.f("ix_place_country"))

    op.drop_table("place")
    op.drop_table("person")
    with op.batch_alter_table("partnership", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_partnership_sort_key"))
        batch_op.drop_index(batch_op.f("ix_partnership_reading_key"))

    op.drop_table("partnership")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_letter_subject_kind_letter_subject_id"))
        batch_op.drop_index(batch_op.f("ix_letter_state_letter_send_at"))
        batch_op.drop_index(batch_op.f("ix_letter_person_id"))

    op.drop_table("letter")
    op.drop_table("ledger_account")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_job_state_job_run_at"))

    op.drop_table("job")
    op.drop_table("indicator")
    op.drop_table("funder")
    with op.batch_alter_table("domain_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_domain_event_actor_id"))

    op.drop_table("domain_event")
    op.drop_table("audit_head")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION ledger_is_append_only()")
