"""Every write of the index: beside the fact that it tells of, in the same transaction."""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert, select

from grantapp.core.errors import NotPermitted
from grantapp.database import db
from grantapp.search import bigrams, rules
from grantapp.search.models import FTS, SearchEntry
from grantapp.unit_of_work import Actor, action

BATCH = 500
_QUIET = {"synchronize_session": False}


@action
def index(actor: Actor, kind: str, subject_id: int, texts: Iterable[str]) -> None:
    """Write by which texts one record is found, and again what is found by its texts too."""
    _write(kind, {subject_id: list(texts)})
    _follow(actor, kind, [subject_id])


@action
def refresh(actor: Actor, kind: str, subject_ids: Sequence[int]) -> None:
    """Write records of a registered kind again, from their own texts."""
    if not subject_ids:
        return
    texts = {identity: list(said) for identity, said in rules.sources[kind].texts(subject_ids)}
    _write(kind, {identity: texts.get(identity, []) for identity in subject_ids})
    _follow(actor, kind, subject_ids)


@action
def rebuild(actor: Actor, kind: str) -> int:
    """Write all records of a registered kind anew; return how many."""
    if not actor.is_system:
        raise NotPermitted("search:rebuild")
    _remove(select(SearchEntry.id).where(SearchEntry.kind == kind))
    count, texts = 0, iter(rules.sources[kind].texts(None))
    while batch := dict(islice(texts, BATCH)):
        _insert(kind, batch)
        count += len(batch)
    return count


def _follow(actor: Actor, kind: str, subject_ids: Sequence[int]) -> None:
    for entry in rules.sources.values():
        if kind in entry.after:
            refresh(actor, entry.kind, entry.after[kind](subject_ids))


def _write(kind: str, texts: dict[int, Sequence[str]]) -> None:
    known = SearchEntry.kind == kind, SearchEntry.subject_id.in_(list(texts))
    _remove(select(SearchEntry.id).where(*known))
    _insert(kind, {identity: said for identity, said in texts.items() if said})


def _remove(chosen: Any) -> None:
    if _on_sqlite():
        db.session.execute(delete(FTS).where(FTS.c.rowid.in_(chosen)))
    db.session.execute(delete(SearchEntry).where(SearchEntry.id.in_(chosen)), execution_options=_QUIET)


def _insert(kind: str, texts: dict[int, Sequence[str]]) -> None:
    terms = {identity: bigrams.terms_of(said) for identity, said in texts.items()}
    if not terms:
        return
    rows = [{"kind": kind, "subject_id": identity, "terms": said} for identity, said in terms.items()]
    added = db.session.execute(insert(SearchEntry).returning(SearchEntry.id, SearchEntry.subject_id), rows)
    if _on_sqlite():
        words = [{"rowid": entry, "terms": " ".join(terms[identity])} for entry, identity in added]
        db.session.execute(insert(FTS), words)


def _on_sqlite() -> bool:
    return db.session.get_bind().dialect.name == "sqlite"
