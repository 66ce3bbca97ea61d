"""What partnerships and the rows that tell of them must say."""

from grantapp.partnerships.rules.imports import (
    COLUMNS,
    NAME_COLUMNS,
    REQUIRED,
    SIDES,
    PairRow,
    Side,
    check_repetition,
    read_row,
)
from grantapp.partnerships.rules.partnerships import (
    REGION_PARTNERSHIPS,
    check_members,
    partnership_key,
    partnership_name,
    sort_keys,
)
from grantapp.partnerships.rules.words import (
    ACTIVITY_WORDS,
    CLAIM_FIELDS,
    DIRECTION_WORDS,
    KIND_WORDS,
    QUALITY_WORDS,
    STATUS_WORDS,
)

__all__ = [
    "ACTIVITY_WORDS",
    "CLAIM_FIELDS",
    "COLUMNS",
    "DIRECTION_WORDS",
    "KIND_WORDS",
    "NAME_COLUMNS",
    "QUALITY_WORDS",
    "REGION_PARTNERSHIPS",
    "REQUIRED",
    "SIDES",
    "STATUS_WORDS",
    "PairRow",
    "Side",
    "check_members",
    "check_repetition",
    "partnership_key",
    "partnership_name",
    "read_row",
    "sort_keys",
]
