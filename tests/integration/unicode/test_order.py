"""Lists stand in the order of the reader's language, the same on either database."""

from dataclasses import replace

import pytest

from grantapp.accounts.models import Role
from grantapp.accounts.queries import lists as people_lists
from grantapp.core.sorting import kana_key
from grantapp.core.words import Bilingual
from grantapp.database import db
from grantapp.partnerships.models import Partnership
from grantapp.partnerships.queries import list_organizations, list_partnerships
from grantapp.partnerships.queries.directory import Filters as Directory
from grantapp.partnerships.queries.organizations import OrganizationFilters
from grantapp.places import queries as places
from grantapp.unit_of_work import writing
from tests.factories import partnerships, people

PEOPLE = {
    "Åsa Berg": "", "albert Zoe": "", "José García": "", "Jose Abe": "",
    "髙﨑 花子": "タカサキ ハナコ", "馬場 一": "ババ ハジメ",
    "母里 太": "ハハリ フトシ", "伊藤 蘭": "いとう らん", "安部 礼": "ｱﾍﾞ ﾚｲ",
}  # fmt: skip
IN_ENGLISH = ["albert Zoe", "Åsa Berg", "Jose Abe", "José García"]
IN_JAPANESE = ["安部 礼", "伊藤 蘭", "髙﨑 花子", "馬場 一", "母里 太"]
OTHER = {
    "us_place": "us-ca-sebastopol",
    "us_region": "US-CA",
    "jp_place": "jp-41-takeo",
    "jp_region": "JP-41",
}


@pytest.fixture
def reader(app):
    """Return the office, reading English and reading Japanese."""
    office = people.acting(Role.ADMINISTRATOR)
    return {language: replace(office, language=language) for language in ("en", "ja")}


def test_people_when_listed_then_by_letters_in_english_and_by_reading_in_japanese(reader):
    for name, reading in PEOPLE.items():
        people.person(name, reading=reading)
    listed = {
        language: [one.name for one in people_lists.list_people(actor, people_lists.Filters(), size=100).rows]
        for language, actor in reader.items()
    }
    assert [name for name in listed["en"] if name in IN_ENGLISH] == IN_ENGLISH
    assert [name for name in listed["ja"] if name in IN_JAPANESE] == IN_JAPANESE
    assert listed["ja"].index("José García") < listed["ja"].index("安部 礼")
    exported = [one.name for one in people_lists.export_people(reader["ja"], people_lists.Filters())]
    assert exported == listed["ja"]


def test_people_when_paged_then_no_name_is_left_out_or_twice(reader):
    for name, reading in PEOPLE.items():
        people.person(name, reading=reading)
    for actor in reader.values():
        seen, cursor = [], ""
        while True:
            page = people_lists.list_people(actor, people_lists.Filters(), cursor=cursor, size=2)
            seen += [one.id for one in page.rows]
            if not (cursor := page.next_cursor):
                break
        assert len(seen) == len(set(seen)) > len(PEOPLE)


def test_person_when_he_takes_another_name_then_he_stands_elsewhere(reader):
    zoe = people.person("Zoe", reading="ゾーイ")
    with writing():
        zoe.name, zoe.reading = "Ábel", "アベル"
    assert (zoe.sort_key, zoe.reading_key) == ("abel", "アヘル アベル")


def test_places_offices_and_partnerships_when_listed_then_in_the_order_of_the_language(reader):
    partnerships.gazetteer("us-wa-tacoma", "jp-40-kitakyushu", "us-ca-sebastopol", "jp-41-takeo")
    made = [partnerships.partnership(), partnerships.partnership(OTHER)]
    english = [one.name.en for one in places.list_places(reader["en"], places.Filters(), size=100).rows]
    assert english == sorted(english, key=str.casefold)
    japanese = [one.reading for one in places.list_places(reader["ja"], places.Filters(), size=100).rows]
    assert len(japanese) > len(made)
    assert japanese == sorted(japanese, key=kana_key)
    assert japanese != [
        one.reading for one in places.list_places(reader["en"], places.Filters(), size=100).rows
    ]
    rows = {
        key: [one.id for one in list_partnerships(actor, Directory()).rows] for key, actor in reader.items()
    }
    assert rows["en"] == rows["ja"] == [made[1].id, made[0].id]
    offices = [
        one.name.en
        for one in list_organizations(reader["en"], OrganizationFilters(on=people.NOW.date())).rows
    ]
    assert offices == sorted(offices, key=str.casefold)


def test_keys_when_compared_by_the_database_then_by_code_points_on_either_engine(app):
    partnerships.gazetteer("us-wa-tacoma", "jp-40-kitakyushu")
    found = partnerships.partnership()
    with writing():
        found.name = Bilingual("x", "x")
    for smaller, larger in (("Z", "a"), ("a b", "ab"), ("z", "タ"), ("タコマ", "高"), ("a", "a ")):
        with writing():
            found.sort_key = smaller
        assert db.session.query(Partnership).filter(Partnership.sort_key < larger).count() == 1, (
            smaller,
            larger,
        )
