"""Which records of a kind hold the words that somebody typed."""

from sqlalchemy import Select, cast, false, literal, literal_column, select
from sqlalchemy.dialects.postgresql import TSQUERY

from grantapp.database import db
from grantapp.search import bigrams
from grantapp.search.models import FTS, SearchEntry


def matching(kind: str, words: str) -> Select[int]:
    """Return the selection of the ids of records that hold all words; none when nothing can be looked for.

    Use it as `Model.id.in_(matching(kind, words))` beside the condition of what the reader may see.
    """
    runs = bigrams.runs_of(words)
    found = select(SearchEntry.subject_id).where(SearchEntry.kind == kind)
    if not runs:
        return found.where(false())
    if db.session.get_bind().dialect.name == "postgresql":
        query = cast(literal(bigrams.tsquery(runs)), TSQUERY)
        return found.where(SearchEntry.terms.op("@@", is_comparison=True)(query))
    matches = literal_column("search_fts").op("MATCH", is_comparison=True)(bigrams.fts5_query(runs))
    # The sum keeps SQLite from asking the index anew for each entry: it finds first, and looks up then.
    return found.join(FTS, SearchEntry.id == FTS.c.rowid + 0).where(matches)
