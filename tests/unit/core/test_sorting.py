"""Names stand in the order in which people look for them, in either language."""

from hypothesis import given
from hypothesis import strategies as st

from grantapp.core.sorting import kana_key, latin_key


def test_latin_names_when_sorted_then_capitals_accents_and_marks_do_not_count():
    names = [
        "Øster",
        "Otsu",
        "ōtsu",
        "O'Fallon",
        "Ｏｔｔａｗａ",
        "St. Louis",
        "St Paul",
        "Straße",
        "Zürich",
        "ardmore",
    ]
    assert sorted(names, key=latin_key) == [
        "ardmore", "O'Fallon", "Øster", "Otsu", "ōtsu", "Ｏｔｔａｗａ", "St. Louis", "St Paul", "Straße", "Zürich",
    ]  # fmt: skip


def test_readings_when_sorted_then_in_the_order_of_dictionaries():
    readings = [
        "ババ",
        "ハハ",
        "はは",
        "パパ",
        "ハシ",
        "ｱｵﾓﾘ",
        "アーモリ",
        "オーツ",
        "オオサカ",
        "ン",
    ]
    assert sorted(readings, key=kana_key) == [
        "アーモリ", "ｱｵﾓﾘ", "オオサカ", "オーツ", "ハシ", "ハハ", "はは", "ババ", "パパ", "ン",
    ]  # fmt: skip


def test_readings_when_written_in_any_kana_then_one_key():
    assert kana_key("きたきゅうしゅう") == kana_key("キタキュウシュウ") == kana_key("ｷﾀｷｭｳｼｭｳ")
    assert kana_key("José García") == latin_key("Jose Garcia")


@given(st.text(max_size=30), st.text(max_size=30))
def test_keys_when_anything_is_written_then_storable_and_equal_for_equals(one, other):
    for key in (latin_key, kana_key):
        assert "\x00" not in key(one)
        assert not any("\ud800" <= character <= "\udfff" for character in key(one))
        assert (one == other) <= (key(one) == key(other))
