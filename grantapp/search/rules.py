"""Which kinds of records can be found, by which texts, and whose texts change when those of others do."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Texts = Iterable[tuple[int, Sequence[str]]]


@dataclass(frozen=True)
class Source:
    """A kind: `texts(ids)` yields id and texts of these records (of all when None), without statements per row.

    `after` names other kinds whose texts stand in this one, each with the ids here that follow theirs.
    """

    kind: str
    texts: Callable[[Sequence[int] | None], Texts]
    after: Mapping[str, Callable[[Sequence[int]], Sequence[int]]] = field(default_factory=dict)


sources: dict[str, Source] = {}


def source(entry: Source) -> Source:
    """Register a kind of record; a kind registered twice fails at start."""
    if entry.kind in sources:
        raise ValueError(f"search source {entry.kind} exists already")
    sources[entry.kind] = entry
    return entry
