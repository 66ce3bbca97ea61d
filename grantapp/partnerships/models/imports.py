"""Imports of partnerships: the file's rows, what became of each, and what it was before."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from grantapp.accounts.models import Person
from grantapp.database import Base, UtcDateTime


class ImportRun(Base):
    """A file that was taken, or only tried (`is_rehearsal`); its rows are done one by one by a job.

    `header` holds the file's own headers, `columns` which of our columns each means ("" is left out; {} when the
    cells stand under our names already; None until somebody has said it).
    """

    __tablename__ = "import_run"
    __subject__ = "import_run"

    id: Mapped[int] = mapped_column(primary_key=True)
    file_name: Mapped[str] = mapped_column(Text)
    is_rehearsal: Mapped[bool]
    total: Mapped[int]
    header: Mapped[list[str]] = mapped_column(JSON, default=list)
    columns: Mapped[Mapping[str, str] | None] = mapped_column(JSON(none_as_null=True))
    started_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    started_by: Mapped[Person | None] = relationship(foreign_keys=[started_by_id])
    undone_by: Mapped[Person | None] = relationship(foreign_keys=[undone_by_id])


class ImportRow(Base):
    """A row of a file: its cells by the file's headers, the outcome ("" when not done) and why.

    `cells` is None where the row has another width than the header.
    `before` and `after` hold the partnership's facts around the import, `offices` the organizations it made.
    """

    __tablename__ = "import_row"

    id: Mapped[int] = mapped_column(primary_key=True)
    run_id: Mapped[int] = mapped_column(ForeignKey("import_run.id"), index=True)
    line: Mapped[int]
    cells: Mapped[Mapping[str, str] | None] = mapped_column(JSON)
    outcome: Mapped[str] = mapped_column(String(20), default="")
    key: Mapped[str] = mapped_column(String(200), default="")
    partnership_id: Mapped[int | None]
    problems: Mapped[list[Any]] = mapped_column(JSON, default=list)
    before: Mapped[Mapping[str, Any] | None] = mapped_column(JSON)
    after: Mapped[Mapping[str, Any] | None] = mapped_column(JSON)
    offices: Mapped[list[int]] = mapped_column(JSON, default=list)
    run: Mapped[ImportRun] = relationship()

    __table_args__ = (UniqueConstraint("run_id", "line"),)
