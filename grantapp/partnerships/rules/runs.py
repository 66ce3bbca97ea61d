"""What an import remembers of a partnership, and which words of other sheets mean our columns and codes."""

from collections.abc import Mapping
from typing import Any

from grantapp.core.dates import PartialDate
from grantapp.core.words import N_, Bilingual
from grantapp.partnerships.models import DateQuality, Partnership, PartnershipKind

REFUSED = "refused"
IMPORT_WORK = "partnerships.import"
OUTCOME_WORDS = {
    "created": N_("Created"), "updated": N_("Updated"), "unchanged": N_("Unchanged"), REFUSED: N_("Not taken"),
}  # fmt: skip
# Headers under which other registers keep the same, in small letters.
HEADERS = {
    "us city": "us_place", "us member": "us_place", "u.s. city": "us_place", "american city": "us_place",
    "米国側": "us_place", "米国都市": "us_place", "提携先": "us_place", "姉妹都市（米国）": "us_place",
    "us state": "us_region", "state": "us_region", "州": "us_region", "州名": "us_region",
    "japan city": "jp_place", "japanese city": "jp_place", "jp city": "jp_place", "自治体名": "jp_place",
    "日本側": "jp_place", "日本都市": "jp_place", "prefecture": "jp_region", "都道府県": "jp_region",
    "都道府県名": "jp_region", "type": "kind", "種別": "kind", "区分": "kind", "date": "agreed_on",
    "date of agreement": "agreed_on", "established": "agreed_on", "year": "agreed_on", "提携年月日": "agreed_on",
    "締結年月日": "agreed_on", "提携日": "agreed_on", "notes": "note", "備考": "note_ja", "出典": "source",
    "url": "source",
}  # fmt: skip
FROM_REFUSALS = ("line", "problems")  # columns of the file of refused rows; read over
KIND_ALIASES = {
    "sister city": "sister_city", "sister cities": "sister_city", "姉妹都市": "sister_city",
    "姉妹": "sister_city", "friendship city": "friendship_city", "友好都市": "friendship_city",
    "友好": "friendship_city", "sister state": "sister_state", "姉妹州": "sister_state",
    "姉妹県": "sister_state", "sister county": "sister_county", "姉妹郡": "sister_county",
    "sister port": "sister_port", "姉妹港": "sister_port",
}  # fmt: skip


def import_key(run_id: int) -> str:
    """Return the key of the background work that takes the rows of an import."""
    return f"{IMPORT_WORK}:{run_id}"


def column_of(header: str) -> str:
    """Return our column for a header of a sheet: its own name, or the one that other registers mean by it."""
    name = header.strip().lstrip("\ufeff")
    return HEADERS.get(name.casefold(), name)


def in_codes(cells: Mapping[str, str]) -> dict[str, str]:
    """Return cells with the words of other registers as our codes."""
    kind = cells.get("kind", "").strip()
    return {**cells, "kind": KIND_ALIASES.get(kind.casefold(), kind)}


def facts_of(partnership: Partnership) -> dict[str, Any]:
    """Return what an import may change of a partnership, as plain values."""
    return {
        "kind": partnership.kind.value, "established": str(partnership.established),
        "date_quality": partnership.date_quality.value, "note": [partnership.note.en, partnership.note.ja],
        "source": partnership.source,
        "members": {
            str(member.id): [member.status.value, str(member.status_on), member.signed_as_id]
            for member in partnership.members
        },
    }  # fmt: skip


def values_of(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Return the shared values of facts as a partnership holds them."""
    return {
        "kind": PartnershipKind(facts["kind"]), "established": PartialDate.parse(facts["established"]),
        "date_quality": DateQuality(facts["date_quality"]), "note": Bilingual(*facts["note"]),
        "source": facts["source"],
    }  # fmt: skip
