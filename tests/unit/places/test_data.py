"""The facts the product ships: the gazetteer, the known pairs and the program must agree with each other."""

import csv
import json
import re
import unicodedata
from collections import Counter
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pycountry

import grantapp
from grantapp.core.dates import PartialDate
from grantapp.places.documents import region_boxes, shipped_gazetteer
from grantapp.places.models import Succession
from grantapp.places.rules import CLAIM_FIELDS, is_local_code, sort_reading

ROOT = Path(grantapp.__path__[0])
KANA = re.compile(r"[ぁ-ゖァ-ヺー]+")
PARTIAL_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")
STATUSES = {"active", "dormant", "suspended", "ended"}


def rows_of(path: str) -> list[dict[str, str]]:
    """Return the rows of a shipped CSV file."""
    with (ROOT / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


REGIONS = rows_of("places/data/regions.csv")
PLACES = rows_of("places/data/places.csv")
FIGURES = rows_of("places/data/populations.csv")
CLAIMS = rows_of("places/data/claims.csv")
BOXES = region_boxes()
PAIRS = rows_of("partnerships/data/us_japan_pairs.csv")
BY_KEY = {row["key"]: row for row in shipped_gazetteer()}


def test_regions_when_read_then_all_states_and_prefectures_are_there_once() -> None:
    codes = Counter(row["code"] for row in REGIONS)
    assert max(codes.values()) == 1
    assert Counter(row["kind"] for row in REGIONS) == {
        "state": 50, "district": 1, "territory": 5, "prefecture": 47,
    }  # fmt: skip
    assert {f"JP-{number:02}" for number in range(1, 48)} <= codes.keys()


def test_regions_when_compared_with_iso_3166_then_codes_and_names_agree() -> None:
    known = {entry.code: entry.name for entry in pycountry.subdivisions if entry.country_code in ("US", "JP")}
    outlying = {"US-UM"}  # minor islands without a government
    assert known.keys() - outlying == {row["code"] for row in REGIONS}
    for row in REGIONS:
        iso = known[row["code"]].replace("Virgin Islands, U.S.", "U.S. Virgin Islands")
        assert plain(iso) == plain(row["name_en"]), row["code"]


def plain(name: str) -> str:
    """Return a name without macrons and accents, in which lists of names differ."""
    return "".join(c for c in unicodedata.normalize("NFD", name) if not unicodedata.combining(c))


def test_place_keys_when_read_then_each_is_unique_and_says_its_region() -> None:
    assert len(BY_KEY) == len(PLACES) + len(REGIONS)
    for row in PLACES:
        assert re.fullmatch(r"[a-z]{2}-[a-z0-9]+(-[a-z]+)*", row["key"]), row["key"]
        assert row["key"].startswith(row["region"].lower()), row["key"]


def test_places_when_read_then_every_region_exists_in_the_same_country() -> None:
    regions = {row["code"]: row for row in REGIONS}
    for row in PLACES:
        assert regions[row["region"]]["country"] == row["country"], row["key"]


def test_time_zones_when_read_then_each_is_known_to_the_tz_database() -> None:
    for row in [*REGIONS, *PLACES]:
        assert ZoneInfo(row["time_zone"]).key == row["time_zone"]
    assert {row["time_zone"] for row in PLACES if row["country"] == "JP"} == {"Asia/Tokyo"}
    assert BY_KEY["us-hi-honolulu"]["time_zone"] == "Pacific/Honolulu"


def test_coordinates_when_read_then_each_lies_inside_its_state_or_prefecture() -> None:
    for row in PLACES:
        assert BOXES[row["region"]].holds(float(row["latitude"]), float(row["longitude"])), row["key"]
    for row in REGIONS:
        assert BOXES[row["code"]].holds(float(row["latitude"]), float(row["longitude"])), row["code"]


def test_boxes_when_read_then_the_islands_of_kyushu_do_not_reach_hokkaido() -> None:
    assert not BOXES["JP-01"].holds(33.19009, 130.02084)
    assert not BOXES["JP-13"].holds(33.636, 133.006), "where another list puts Shinagawa"
    assert all(box.south < box.north and box.west < box.east for box in BOXES.values())


def test_local_codes_when_read_then_each_living_place_of_japan_has_one_with_its_check_digit() -> None:
    for row in BY_KEY.values():
        expected = row["country"] == "JP" and not row["successor_key"]
        assert bool(row["local_code"]) == expected, row["key"]
        if expected:
            assert is_local_code(row["local_code"]), row["key"]
            assert row["local_code"][:2] == row["key"][3:5], row["key"]
    codes = [row["local_code"] for row in BY_KEY.values() if row["local_code"]]
    assert len(set(codes)) == len(codes)


def test_readings_when_read_then_they_are_kana_of_the_right_kind() -> None:
    for row in [*REGIONS, *PLACES]:
        assert KANA.fullmatch(row["reading"]), row
        script = r"[ァ-ヺー]+" if row["country"] == "US" else r"[ぁ-ゖー]+"
        assert re.fullmatch(script, row["reading"]), row


def test_japanese_readings_when_read_then_they_end_as_their_suffix_is_read() -> None:
    endings = {
        "市": ("し",),
        "町": ("まち", "ちょう"),
        "村": ("むら", "そん"),
        "区": ("く",),
        "県": ("けん",),
    }
    for row in PLACES:
        assert row["name_ja"].endswith(row["suffix_ja"]), row["key"]
        if row["country"] == "JP" and row["suffix_ja"] in endings:
            assert row["reading"].endswith(endings[row["suffix_ja"]]), row["key"]
    assert BY_KEY["jp-07-miharu"]["reading"] == "みはるまち"
    assert BY_KEY["jp-25-otsu"]["reading"] == "おおつし"
    assert BY_KEY["jp-26-yawata"]["reading"] == "やわたし"


def test_populations_when_read_then_every_living_place_has_one_with_year_and_source() -> None:
    counted = {row["key"] for row in FIGURES}
    assert counted == {key for key, row in BY_KEY.items() if not row["successor_key"]}
    for row in FIGURES:
        assert int(row["value"]) > 0, row
        assert 2000 <= int(row["year"]) <= 2025, row
        assert row["source"], row
    assert len({(row["key"], row["year"], row["source"]) for row in FIGURES}) == len(FIGURES)


def test_populations_of_regions_when_added_up_then_they_are_those_of_both_countries() -> None:
    census = {row["key"]: int(row["value"]) for row in FIGURES if row["source"].startswith("2020 census")}
    states = [f"us-{row['code'][3:].lower()}" for row in REGIONS if row["kind"] in ("state", "district")]
    assert sum(census[key] for key in states) == 331_449_281
    assert sum(census[f"jp-{number:02}"] for number in range(1, 48)) == 126_146_099


def test_claims_when_read_then_each_field_has_one_preferred_source_with_a_reason() -> None:
    fields = {(row["key"], row["field"]) for row in CLAIMS}
    for key, field in fields:
        said = [row for row in CLAIMS if (row["key"], row["field"]) == (key, field)]
        preferred = [row for row in said if row["preferred"]]
        assert key in BY_KEY
        assert field in CLAIM_FIELDS["place"]
        assert len(said) > len(preferred) == 1
        assert preferred[0]["reason_en"]
        assert preferred[0]["reason_ja"]
        assert all(PartialDate.parse(row["stated_on"]) is not None for row in said)


def test_former_municipalities_when_read_then_the_successor_lives_and_the_day_is_known() -> None:
    former = [row for row in PLACES if row["successor_key"]]
    assert len(former) == 8
    for row in former:
        successor = BY_KEY[row["successor_key"]]
        assert not successor["successor_key"]
        assert successor["region"] == row["region"]
        assert date.fromisoformat(row["succeeded_on"]) > date(2000, 1, 1)
        assert row["succession"] in set(Succession)
    assert BY_KEY["jp-41-yamauchi"]["successor_key"] == "jp-41-takeo"


def test_readings_when_sorted_then_each_country_has_its_own_kana() -> None:
    assert BY_KEY["jp-27-ibaraki"]["reading"] == "いばらきし"
    assert sort_reading(BY_KEY["jp-27-ibaraki"]["reading"]) == "イバラキシ"
    assert sort_reading("ﾏﾂﾅｶﾞ") == "マツナガ"


def test_homonyms_when_read_then_they_are_told_apart() -> None:
    springfields = {row["region"] for row in PLACES if row["name_en"] == "Springfield"}
    assert springfields == {"US-IL", "US-MA", "US-MO"}
    assert {row["region"] for row in PLACES if row["name_en"] == "Portland"} == {"US-ME", "US-OR"}
    assert BY_KEY["jp-27-ibaraki"]["name_ja"] == "茨木市"
    assert {BY_KEY["jp-23-miyoshi"]["name_ja"], BY_KEY["jp-36-miyoshi"]["name_ja"]} == {"みよし市", "三好市"}
    assert float(BY_KEY["us-oh-milan"]["longitude"]) < -82, "Milan lies in Erie County, not at Canal Fulton"


def test_pairs_when_read_then_every_place_exists_on_its_side() -> None:
    for row in PAIRS:
        for key in row["us_place"].split(";"):
            assert BY_KEY[key]["region"] == row["us_region"], row
        assert BY_KEY[row["jp_place"]]["region"] == row["jp_region"], row
        if row["jp_signed_as"]:
            assert BY_KEY[row["jp_signed_as"]]["successor_key"] == row["jp_place"]


def test_pairs_when_read_then_dates_statuses_and_sources_are_whole() -> None:
    assert len({(row["us_place"], row["jp_place"]) for row in PAIRS}) == len(PAIRS) == 79
    for row in PAIRS:
        assert row["kind"] in {"sister_city", "sister_state"}
        assert {row["us_status"], row["jp_status"]} <= STATUSES
        assert row["source"].startswith(("https://", "http://"))
        assert bool(row["agreed_on"]) == (row["date_quality"] != "unknown"), row
        assert not row["agreed_on"] or PARTIAL_DATE.fullmatch(row["agreed_on"])
        assert bool(row["note"]) == bool(row["note_ja"])


def test_pairs_when_one_side_ended_it_then_the_other_keeps_its_own_status() -> None:
    osaka = next(row for row in PAIRS if row["jp_place"] == "jp-27-osaka")
    assert (osaka["us_status"], osaka["jp_status"], osaka["jp_status_on"]) == (
        "active",
        "ended",
        "2018-10-02",
    )


def test_the_real_program_when_read_then_each_funded_exchange_is_a_known_pair() -> None:
    facts = json.loads((ROOT / "programs/data/leading_asia.json").read_text(encoding="utf-8"))
    themes = {theme["code"] for theme in facts["program"]["themes"]}
    pairs = {(row["us_place"], row["jp_place"]) for row in PAIRS}
    funded = facts["funded_exchanges"]
    assert Counter(exchange["year"] for exchange in funded) == {2011: 5, 2012: 7}
    for exchange in funded:
        assert (exchange["recipient"], exchange["partner"]) in pairs
        assert exchange["theme"] in themes
        assert exchange["focus"]["en"]
        assert exchange["focus"]["ja"]
