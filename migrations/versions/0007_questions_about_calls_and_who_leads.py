"""Questions about calls, and in which country the lead city lies."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.add_column(sa.Column("lead_country", sa.String(length=2), server_default="", nullable=False))
    op.create_table(
        "call_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=40), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("question_en", sa.Text(), nullable=False),
        sa.Column("question_ja", sa.Text(), nullable=False),
        sa.Column("answer_en", sa.Text(), nullable=False),
        sa.Column("answer_ja", sa.Text(), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "status <> 'answered' OR answered_at IS NOT NULL", name=op.f("ck_call_question_answered")
        ),
        sa.CheckConstraint("status IN ('asked', 'answered')", name=op.f("ck_call_question_status_known")),
        sa.ForeignKeyConstraint(["answered_by"], ["person.id"], name=op.f("fk_call_question_answered_by_person")),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_call_question_asked_by_person")),
        sa.ForeignKeyConstraint(["call_id"], ["call.id"], name=op.f("fk_call_question_call_id_call")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_question")),
    )
    with op.batch_alter_table("call_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_call_question_asked_by"), ["asked_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_call_question_call_id"), ["call_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("call_question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_call_question_call_id"))
        batch_op.drop_index(batch_op.f("ix_call_question_asked_by"))
    op.drop_table("call_question")
    with op.batch_alter_table("call", schema=None) as batch_op:
        batch_op.drop_column("lead_country")
