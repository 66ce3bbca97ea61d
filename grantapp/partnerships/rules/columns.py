"""Which column of a file means which of ours: guessed, changed by hand, checked."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from grantapp.core.errors import Problem
from grantapp.core.words import N_
from grantapp.partnerships.rules.imports import COLUMNS, NAME_COLUMNS, REQUIRED
from grantapp.partnerships.rules.runs import FROM_REFUSALS, column_of

LEFT_OUT = ""
COLUMN_WORDS = {
    "us_place": N_("Place in the United States"), "us_region": N_("State"),
    "us_signed_as": N_("American signatory"), "us_status": N_("Status of the American side"),
    "us_status_on": N_("Since when (American side)"), "jp_place": N_("Place in Japan"),
    "jp_region": N_("Prefecture"), "jp_signed_as": N_("Japanese signatory"),
    "jp_status": N_("Status of the Japanese side"), "jp_status_on": N_("Since when (Japanese side)"),
    "kind": N_("Kind"), "agreed_on": N_("Agreed on"), "date_quality": N_("How well the date is known"),
    "note": N_("Note in English"), "note_ja": N_("Note in Japanese"), "source": N_("Source"),
}  # fmt: skip
READ_OVER = (*NAME_COLUMNS, *FROM_REFUSALS)


def is_ours(header: Sequence[str]) -> bool:
    """Whether a file has our own headers and nobody need say what they mean."""
    return set(header) <= {*COLUMNS, *READ_OVER} and set(REQUIRED) <= set(header)


def guess_columns(header: Sequence[str], before: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return what each header seems to mean, or meant `before`; each of our columns is given once."""
    guessed: dict[str, str] = {}
    for name in header:
        column = before[name] if before and name in before else column_of(name)
        free = column in COLUMNS and column not in guessed.values()
        guessed[name] = column if free else LEFT_OUT
    return guessed


def check_columns(columns: Mapping[str, str]) -> Iterable[Problem]:
    """Yield why rows cannot be read so: a column is lacking, or two headers mean the same."""
    for column in REQUIRED:
        if column not in columns.values():
            message = N_("No column of the file is “%(column)s”. Choose the one that holds it.")
            yield Problem("columns", "columns_missing", message, {"column": column})
    for column, number in Counter(columns.values()).items():
        if column != LEFT_OUT and number > 1:
            message = N_("“%(column)s” is chosen for several columns of the file. Choose it once.")
            yield Problem("columns", "columns_twice", message, {"column": column})


def renamed(cells: Mapping[str, str] | None, columns: Mapping[str, str] | None) -> dict[str, str] | None:
    """Return the cells of a row under our names; None for a row of another width."""
    if cells is None or not columns:
        return None if cells is None else dict(cells)
    return {columns[name]: text for name, text in cells.items() if columns.get(name)}
