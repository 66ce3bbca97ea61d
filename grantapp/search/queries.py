"""Which records of a kind hold the words that somebody typed."""

from typing import Any

from sqlalchemy import ColumnElement, Select, cast, false, literal, literal_column, select
from sqlalchemy.dialects.postgresql import TSQUERY

from grantapp.database import db
from grantapp.search import bigrams
from grantapp.search.models import FTS, SearchEntry


def matching(kind: str, words: str) -> Select[int]:
    """Return the selection of the ids of records that hold all words; none when nothing can be looked for.

    Use it as `Model.id.in_(matching(kind, words))` beside the condition of what the reader may see.
    """
    return select(SearchEntry.subject_id).where(SearchEntry.kind == kind, _holds(bigrams.runs_of(words)))


def _holds(runs: list[bigrams.Run]) -> ColumnElement[bool]:
    if not runs:
        return false()
    if db.session.get_bind().dialect.name == "sqlite":
        found: Any = select(FTS.c.rowid).where(
            literal_column("search_fts").op("MATCH")(bigrams.fts5_query(runs))
        )
        return SearchEntry.id.in_(found)
    query = cast(literal(bigrams.tsquery(runs)), TSQUERY)
    return SearchEntry.terms.op("@@", is_comparison=True)(query)
