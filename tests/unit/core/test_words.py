"""A text with marks of direction turns nothing but itself; half-width katakana are widened and nothing else is."""

import pytest

from grantapp.core.words import full_width_kana, isolated


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Dana", "Dana"), ("", ""), ("a\u202eb", "a\u202eb\u202c"), ("\u202ea\u202c", "\u202ea\u202c"),
        ("\u2067a\u202eb", "\u2067a\u202eb\u202c\u2069"), ("\u202ea\u2069", "\u202ea\u2069\u202c"), ("\u200fa", "\u200fa"),
    ],
)  # fmt: skip
def test_text_when_it_turns_the_writing_then_it_ends_with_itself(typed, shown):
    assert isolated(typed) == shown


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("ﾀｶﾞﾜ ﾊﾅｺ", "タガワ ハナコ"), ("髙﨑 神", "髙﨑 神"), ("ﾃﾞｲﾅ A１", "デイナ A１"), ("ｺｰﾋﾟｰ｡", "コーピー。"), ("", "")],
)  # fmt: skip
def test_kana_when_half_width_then_only_they_are_widened(typed, kept):
    assert full_width_kana(typed) == kept
