"""States of the database that many tests begin with, built once by each worker and put back afterwards.

A factory marked `@kept` builds as ever at first. While nothing else was written in a test, the
database is wholly described by the calls that led to it; a later test that makes the same calls gets
a copy of that state instead of building it again. Whatever else is written ends this for the test.
"""

import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from functools import wraps
from itertools import count
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple, ParamSpec, TypeVar

from sqlalchemy import event, inspect
from sqlalchemy.engine import Engine

from grantapp.core import clock
from grantapp.core.policy import Permission
from grantapp.database import Base, db
from tests.databases import Database

P = ParamSpec("P")
R = TypeVar("R")
READS = ("SELECT", "WITH", "BEGIN", "COMMIT", "ROLLBACK", "PRAGMA", "SHOW", "SET", "SAVEPOINT", "RELEASE")
SLOW_S = 0.3  # a copy of the database takes about a tenth of this
MOST = 200  # states that one worker keeps
PLAIN = (type(None), str, int, float, bool, bytes, date, type, Permission)


class Row(NamedTuple):
    """A row that a factory took or gave, by its class and primary key."""

    model: type[Base]
    key: tuple[Any, ...]


class Fields(NamedTuple):
    """A dataclass that a factory took or gave."""

    kind: type
    values: tuple[Any, ...]


class Items(NamedTuple):
    """A list, tuple, set or mapping that a factory took or gave."""

    kind: type
    values: tuple[Any, ...]


class Unknown(Exception):
    """Something that cannot be told by its parts, so that the call that has it is not kept."""


@dataclass
class Keeper:
    """What is known of the database of the running test; one for each worker."""

    database: Database | None = None
    folder: Path | None = None
    state: tuple[Any, ...] | None = ()
    seen: set[tuple[Any, ...]] = field(default_factory=set)
    kept: dict[tuple[Any, ...], tuple[str, Any]] = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)
    is_building: bool = False

    @property
    def can_tell(self) -> bool:
        """Whether the factories' calls alone say what the database holds."""
        return self.database is not None and self.state is not None and not self.is_building

    def begin(self, database: Database, folder: Path) -> None:
        """Note that a test begins with an empty database and an empty folder of files."""
        self.database, self.folder, self.state = database, folder, ()

    def forget(self) -> None:
        """Note that the database holds what no factory describes."""
        if not self.is_building:
            self.state = None

    def give(self, build: Callable[[], Any], call: tuple[Any, ...], *, is_small: bool) -> Any:
        """Put the state back to which a call leads, or build it; what is slow or built again is kept.

        What is small is built again each time, yet known: what follows it may be kept.
        """
        assert self.state is not None
        state = (*self.state, call)
        if state in self.kept:
            name, frozen = self.kept[state]
            self._put_back(name)
            self.state = state
            return thaw(frozen)
        begun = perf_counter()
        made = self._build(build)
        is_slow = perf_counter() - begun > SLOW_S
        try:
            frozen = freeze(made)
        except Unknown:
            self.forget()
            return made
        if not is_small and (is_slow or state in self.seen) and len(self.kept) < MOST:
            self.kept[state] = (self._store(), frozen)
        self.seen.add(state)
        self.state = state
        return made

    def _build(self, build: Callable[[], Any]) -> Any:
        self.is_building = True
        try:
            return build()
        finally:
            self.is_building = False

    def _store(self) -> str:
        assert self.database is not None
        assert self.folder is not None
        name = f"kept{next(self.numbers)}"
        _let_go()
        self.database.keep_template(name)
        if self.folder.exists():
            shutil.copytree(self.folder, self._files_of(name))
        self._put_back(name)  # PostgreSQL keeps a state by giving the database another name
        return name

    def _put_back(self, name: str) -> None:
        assert self.database is not None
        assert self.folder is not None
        _let_go()
        self.database.reset(name)
        shutil.rmtree(self.folder, ignore_errors=True)
        if self._files_of(name).exists():
            shutil.copytree(self._files_of(name), self.folder)

    def _files_of(self, name: str) -> Path:
        assert self.folder is not None
        return self.folder.with_name(f"{name}-{self.folder.name}")


keeper = Keeper()


def kept(factory: Callable[P, R]) -> Callable[P, R]:
    """Let a factory's result be kept for the next test that makes the same calls."""
    return _known(factory, is_small=False)


def known(factory: Callable[P, R]) -> Callable[P, R]:
    """Let what is built after a small thing be kept, without keeping the small thing itself."""
    return _known(factory, is_small=True)


def _known(factory: Callable[P, R], *, is_small: bool) -> Callable[P, R]:
    @wraps(factory)
    def give(*args: P.args, **kwargs: P.kwargs) -> R:
        if not keeper.can_tell:
            return factory(*args, **kwargs)
        name = (factory.__module__, factory.__qualname__, clock_now())
        try:
            call = (*name, freeze(args), freeze(kwargs))
        except Unknown:
            keeper.forget()
            return factory(*args, **kwargs)
        given: R = keeper.give(lambda: factory(*args, **kwargs), call, is_small=is_small)
        return given

    return give


def clock_now() -> Any:
    """Return the instant that the test travelled to, or nothing."""
    return clock._travelled.get()


@event.listens_for(Engine, "before_cursor_execute")
def _notice_writes(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
    if keeper.state is not None and not statement.lstrip().upper().startswith(READS):
        keeper.forget()


def _let_go() -> None:
    """Close every connection; rows that the test holds stay, and are read again when they are used."""
    db.session.rollback()
    db.session.expire_all()
    db.engine.dispose()


def freeze(value: Any) -> Any:
    """Return a value by its parts, comparable and without rows of a session."""
    if isinstance(value, Base):
        identity = inspect(value).identity
        if identity is None:
            raise Unknown(value)
        return Row(type(value), tuple(identity))
    if isinstance(value, PLAIN):
        return value
    if is_dataclass(value):
        return Fields(type(value), tuple(freeze(getattr(value, one.name)) for one in fields(value)))
    if isinstance(value, Mapping):
        return Items(dict, tuple((freeze(key), freeze(one)) for key, one in value.items()))
    if isinstance(value, list | tuple | set | frozenset):
        return Items(type(value), tuple(freeze(one) for one in value))
    raise Unknown(value)


def thaw(frozen: Any) -> Any:
    """Return what `freeze` was given, its rows loaded."""
    match frozen:
        case Row(model, key):
            return db.session.get_one(model, key if len(key) > 1 else key[0])
        case Fields(kind, values):
            made = object.__new__(kind)
            for one, value in zip(fields(kind), values, strict=True):
                object.__setattr__(made, one.name, thaw(value))
            return made
        case Items(kind, values) if kind is dict:
            return {thaw(key): thaw(value) for key, value in values}
        case Items(kind, values):
            return kind(thaw(one) for one in values)
    return frozen
