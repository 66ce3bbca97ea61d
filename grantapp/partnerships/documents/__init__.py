"""Partnerships as tables, sheets and as a picture."""

from grantapp.partnerships.documents.map import Drawing, Land, Pair, Spot, draw, draw_around, land, pairs_of
from grantapp.partnerships.documents.organizations import ORGANIZATION_HEAD, Cell, Word, organization_rows
from grantapp.partnerships.documents.table import (
    EXPORT_HEAD,
    LARGEST_FILE,
    export_rows,
    read_sheet,
    read_table,
    refused_rows,
    shipped_pairs,
)

__all__ = [
    "EXPORT_HEAD",
    "LARGEST_FILE",
    "ORGANIZATION_HEAD",
    "Cell",
    "Drawing",
    "Land",
    "Pair",
    "Spot",
    "Word",
    "draw",
    "draw_around",
    "export_rows",
    "land",
    "organization_rows",
    "pairs_of",
    "read_sheet",
    "read_table",
    "refused_rows",
    "shipped_pairs",
]
