"""The index: the terms of each record, in PostgreSQL as a tsvector, in SQLite beside a table of FTS5."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Dialect,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    cast,
    column,
    event,
    table,
)
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from grantapp.database import Base
from grantapp.search import bigrams

STORED = Text().with_variant(TSVECTOR(), "postgresql")


class Terms(TypeDecorator[Sequence[str]]):
    """Terms in order; written only, for the engines find in them and nobody reads them."""

    impl = STORED
    cache_ok = True

    def process_bind_param(self, value: Sequence[str] | None, dialect: Dialect) -> str:
        """Write the terms as the engine takes them."""
        return bigrams.tsvector(value or ()) if dialect.name == "postgresql" else " ".join(value or ())

    def bind_expression(self, bindparam: BindParameter[Any]) -> ColumnElement[Any]:
        """Say what the text is."""
        return cast(bindparam, STORED)


class SearchEntry(Base):
    """What can be found of one record."""

    __tablename__ = "search_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int]
    terms: Mapped[Sequence[str]] = mapped_column(Terms)

    __table_args__ = (
        UniqueConstraint("kind", "subject_id"),
        Index("ix_search_entry_terms", "terms", postgresql_using="gin").ddl_if(dialect="postgresql"),
    )


FTS = table("search_fts", column("rowid", Integer), column("terms"))
MAKE_FTS = (
    "CREATE VIRTUAL TABLE search_fts USING fts5"
    "(terms, tokenize = \"unicode61 remove_diacritics 0 categories 'L* N* M* S* Co'\")"
)


@event.listens_for(SearchEntry.__table__, "after_create")
def _make_fts(_table: Table, connection: Connection, **_options: Any) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(MAKE_FTS)


@event.listens_for(SearchEntry.__table__, "before_drop")
def _drop_fts(_table: Table, connection: Connection, **_options: Any) -> None:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TABLE search_fts")
