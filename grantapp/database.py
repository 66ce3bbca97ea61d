"""The database: base class, naming convention, column types, engine hooks, pages by key."""

import enum
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any, TypeVar, cast

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    DateTime,
    Dialect,
    Engine,
    Enum,
    Index,
    Integer,
    MetaData,
    Select,
    String,
    Table,
    Text,
    and_,
    event,
    func,
    or_,
    select,
    text,
)
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.orm import Composite, DeclarativeBase, Mapped, Mapper, composite, mapped_column
from sqlalchemy.orm.attributes import QueryableAttribute
from sqlalchemy.types import TypeDecorator, TypeEngine

from grantapp.core.dates import PartialDate
from grantapp.core.paging import COUNT_LIMIT, Page, read_cursor, write_cursor
from grantapp.core.sorting import kana_key, latin_key
from grantapp.core.words import Bilingual

BUSY_TIMEOUT_MS = 15_000  # SQLite's waiting is not fair: at 5 s some of eight busy threads were turned away
LARGEST_INTEGER, LARGEST_BIG_INTEGER = 2**31 - 1, 2**63 - 1
CONVENTION = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
Row = TypeVar("Row")


class Base(DeclarativeBase):
    """Every table's class."""

    metadata = MetaData(naming_convention=CONVENTION)


db = SQLAlchemy(model_class=Base)


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept in UTC on every engine (SQLite would drop the zone)."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive instant; store UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime refused")
        aware = value.astimezone(UTC)
        return aware.replace(tzinfo=None) if dialect.name == "sqlite" else aware

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return an aware UTC instant."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class PartialDateText(TypeDecorator[PartialDate]):
    """A partial date as "1959", "1959-06" or "1959-06-01"; empty when unknown. Sorts rightly as text."""

    impl = String(10)
    cache_ok = True

    def process_bind_param(self, value: PartialDate | None, dialect: Dialect) -> str:
        """Write the text form."""
        return str(value or PartialDate())

    def process_result_value(self, value: str | None, dialect: Dialect) -> PartialDate:
        """Read the text form."""
        return PartialDate.parse(value or "")


SORT_KEY = Text().with_variant(postgresql.TEXT(collation="C"), "postgresql")  # by code points, as SQLite does


class Named:
    """A record that lists show in the order of its name: by Latin letters in English, by its reading in Japanese."""

    sort_key: Mapped[str] = mapped_column(SORT_KEY, default="", index=True)
    reading_key: Mapped[str] = mapped_column(SORT_KEY, default="", index=True)

    def sorted_by(self) -> tuple[str, str]:
        """Return what it is sorted by in English and in Japanese."""
        raise NotImplementedError

    @classmethod
    def key_in(cls, language: str) -> QueryableAttribute[Any]:
        """Return the column that lists in a language are sorted by."""
        column = cls.reading_key if language == "ja" else cls.sort_key
        return cast(QueryableAttribute[Any], column)


@event.listens_for(Named, "before_insert", propagate=True)
@event.listens_for(Named, "before_update", propagate=True)
def _keep_sort_keys(_mapper: Mapper[Any], _connection: Any, row: Named) -> None:
    latin, kana = row.sorted_by()
    row.sort_key, row.reading_key = latin_key(latin), kana_key(kana)


def enum_column(kind: type[enum.StrEnum], **options: Any) -> Mapped[Any]:
    """Return a column of lower-case codes; the CHECK constraint that holds them is added when its class is mapped."""
    kind_type = Enum(
        kind,
        native_enum=False,
        create_constraint=False,
        length=40,
        values_callable=lambda members: [m.value for m in members],
    )
    return mapped_column(kind_type, **options)


@event.listens_for(Base, "instrument_class", propagate=True)
def _check_enums(mapper: Mapper[Any], _class: type) -> None:
    table = mapper.local_table
    if not isinstance(table, Table):
        return
    for column in table.columns:
        if isinstance(column.type, Enum):
            table.append_constraint(
                CheckConstraint(column.in_(column.type.enums), name=f"{column.name}_known")
            )


def bilingual(name: str) -> Composite[Bilingual]:
    """Return a text in both languages, kept in the columns `<name>_en` and `<name>_ja`."""
    return composite(
        Bilingual,
        mapped_column(f"{name}_en", Text, default="", nullable=False),
        mapped_column(f"{name}_ja", Text, default="", nullable=False),
    )


def minor_units(**options: Any) -> Mapped[Any]:
    """Return a column of whole minor units of money (SQLite's integers need a CHECK: `whole_units`)."""
    return mapped_column(BigInteger, **options)


def whole_units(*columns: str) -> list[CheckConstraint]:
    """Return CHECKs that columns hold whole numbers, since SQLite keeps '12.5x' in an INTEGER column."""
    return [
        CheckConstraint(f"{name} IS NULL OR {name} = CAST({name} AS BIGINT)", name=f"{name}_whole")
        for name in columns
    ]


def once_while(name: str, condition: str, *columns: str) -> Index:
    """Return an index that lets a combination of columns stand once among the rows for which a condition holds."""
    where = text(condition)
    return Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where)


@event.listens_for(Engine, "connect")
def _prepare_sqlite(connection: Any, _record: Any) -> None:
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None  # we say BEGIN ourselves; the driver's own way loses updates
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={BUSY_TIMEOUT_MS}",
    ):
        connection.execute(f"PRAGMA {pragma}")


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Any) -> None:
    if connection.dialect.name == "sqlite":
        locked = connection.get_execution_options().get("write_lock")
        connection.exec_driver_sql("BEGIN IMMEDIATE" if locked else "BEGIN")


def assign(row: Base, values: Mapping[str, Any]) -> list[str]:
    """Give a row values under their names; return the names whose values differed."""
    changed = [name for name, value in values.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, values[name])
    return changed


def insert_once(model: type[Base], unique: str, **values: Any) -> bool:
    """Insert a row unless its unique column holds the value already; say whether it was inserted."""
    make = sqlite_insert if db.session.get_bind().dialect.name == "sqlite" else postgresql_insert
    column: QueryableAttribute[Any] = getattr(model, unique)
    statement = make(model).values(**values).on_conflict_do_nothing(index_elements=[column]).returning(column)
    return db.session.scalar(statement) is not None


def fetch_page(
    statement: Select[*tuple[Any, ...]],
    keys: Sequence[QueryableAttribute[Any]],
    *,
    cursor: str = "",
    size: int = 25,
    descending: bool = False,
    line: Callable[..., Any] | None = None,
) -> Page[Any]:
    """Return one page by key: `keys` are never NULL, end in a unique column and are all sorted the same way.

    A statement of columns needs `line`: what makes a row of them, which bears the keys under their names.
    """
    direction, values = read_cursor(cursor, len(keys)) or ("", [])
    begins = _key_values(keys, values)
    backward = begins is not None and direction == "before"
    narrowed = statement if begins is None else statement.where(_beyond(keys, begins, descending != backward))
    order = (key.desc() if descending != backward else key.asc() for key in keys)
    result = db.session.execute(narrowed.order_by(*order).limit(size + 1))
    rows = [line(*row) for row in result] if line else list(result.scalars())
    more, rows = len(rows) > size, rows[:size]
    if backward:
        rows.reverse()
    total = _count(statement, keys[-1]) if more or begins is not None else len(rows)
    return _as_page(rows, keys, size, total, begins is not None, backward, more)


def _count(statement: Select[*tuple[Any, ...]], key: QueryableAttribute[Any]) -> int:
    counted = statement.order_by(None).with_only_columns(key).limit(COUNT_LIMIT + 1).subquery()
    return db.session.scalar(select(func.count()).select_from(counted)) or 0


def _key_values(keys: Sequence[QueryableAttribute[Any]], values: Sequence[Any]) -> list[Any] | None:
    """Return a cursor's values as their columns take them, None when a hand has been at the cursor."""
    if not values:
        return None
    try:
        return [_key_value(key.type, value) for key, value in zip(keys, values, strict=True)]
    except (TypeError, ValueError):
        return None


def _key_value(kind: TypeEngine[Any], value: Any) -> Any:
    if isinstance(kind, Integer):
        limit = LARGEST_BIG_INTEGER if isinstance(kind, BigInteger) else LARGEST_INTEGER
        if type(value) is not int or abs(value) > limit:
            raise ValueError("not a key of this column")
        return value
    if isinstance(kind, Enum) and value not in kind.enums:
        raise ValueError("not a code of this column")
    if "\x00" in value or any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("a text that cannot be stored")
    readers: dict[type[Any], Callable[[str], Any]] = {
        UtcDateTime: datetime.fromisoformat, Date: date.fromisoformat, PartialDateText: PartialDate.parse,
    }  # fmt: skip
    return readers.get(type(kind), str)(value)


def _beyond(keys: Sequence[Any], values: Sequence[Any], descending: bool) -> Any:
    steps = []
    for index, key in enumerate(keys):
        same = [earlier == value for earlier, value in zip(keys[:index], values[:index], strict=True)]
        step = key < values[index] if descending else key > values[index]
        steps.append(and_(*same, step))
    return or_(*steps)


def _as_page(
    rows: list[Any], keys: Sequence[Any], size: int, total: int, moved: bool, backward: bool, more: bool
) -> Page[Any]:
    def cursor(direction: str, row: Any) -> str:
        return write_cursor(direction, [getattr(row, key.key) for key in keys])

    has_next, has_previous = (True, more) if backward else (more, moved)
    return Page(
        rows, size, total,
        cursor("after", rows[-1]) if rows and has_next else "",
        cursor("before", rows[0]) if rows and has_previous else "",
    )  # fmt: skip
