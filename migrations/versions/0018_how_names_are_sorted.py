"""Names are sorted by keys of their own, by code points on every engine."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from grantapp.core.sorting import kana_key, latin_key

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

NEW = ("person", "place")
OLD = ("organization", "partnership")
KEYS = ("sort_key", "reading_key")
KEY = sa.Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")
NAMES = {
    "person": "SELECT id, name, name, reading FROM person",
    "place": "SELECT id, name_en, name_ja, reading FROM place",
    "organization": "SELECT id, name_en, name_ja, reading FROM organization",
    "partnership": (
        "SELECT member.partnership_id, place.name_en, place.name_ja, place.reading FROM partnership_member member"
        " JOIN place ON place.id = member.place_id ORDER BY member.partnership_id, member.position"
    ),
}


def upgrade() -> None:
    """Go forward; every name gets its keys."""
    for table in NEW:
        with op.batch_alter_table(table) as batch:
            for key in KEYS:
                batch.add_column(sa.Column(key, KEY, nullable=False, server_default=""))
        with op.batch_alter_table(table) as batch:
            for key in KEYS:
                batch.alter_column(key, server_default=None)
                batch.create_index(op.f(f"ix_{table}_{key}"), [key], unique=False)
    _sort_by(KEY)
    for table in NAMES:
        _fill(table)


def downgrade() -> None:
    """Go back."""
    _sort_by(sa.Text())
    for table in NEW:
        with op.batch_alter_table(table) as batch:
            for key in KEYS:
                batch.drop_index(op.f(f"ix_{table}_{key}"))
                batch.drop_column(key)


def _sort_by(kind: sa.types.TypeEngine[str]) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in OLD:
            for key in KEYS:
                op.alter_column(table, key, type_=kind)


def _fill(table: str) -> None:
    names: dict[int, tuple[list[str], list[str]]] = {}
    for identity, english, japanese, reading in op.get_bind().execute(sa.text(NAMES[table])):
        latin, kana = names.setdefault(identity, ([], []))
        latin.append(english or japanese)
        kana.append(reading or japanese or english)
    rows = [
        {"id": identity, "latin": latin_key(" ".join(latin)), "kana": kana_key(" ".join(kana))}
        for identity, (latin, kana) in names.items()
    ]
    if rows:
        update = f"UPDATE {table} SET sort_key = :latin, reading_key = :kana WHERE id = :id"  # noqa: S608
        op.get_bind().execute(sa.text(update), rows)
