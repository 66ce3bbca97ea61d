"""Partnerships as tables, sheets and as a picture."""

from grantapp.partnerships.documents.map import Drawing, Land, Pair, Spot, draw, land, pairs_of
from grantapp.partnerships.documents.table import (
    EXPORT_HEAD,
    LARGEST_FILE,
    Line,
    export_rows,
    read_table,
    shipped_pairs,
)

__all__ = [
    "EXPORT_HEAD",
    "LARGEST_FILE",
    "Drawing",
    "Land",
    "Line",
    "Pair",
    "Spot",
    "draw",
    "export_rows",
    "land",
    "pairs_of",
    "read_table",
    "shipped_pairs",
]
