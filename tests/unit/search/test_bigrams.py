"""One spelling of each text; words, pairs of signs, and queries made of them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantapp.search import bigrams

SAME = [
    ("タケオ", "たけお"), ("ﾀｹｵ", "たけお"), ("ｶﾞｯｺｳ", "がっこう"), ("Ōtsu", "otsu"), ("ＴＡＫＥＯ", "takeo"),
    ("Straße", "strasse"), ("髙﨑", "高崎"), ("\ufa19戸", "神戸"), ("龍ヶ崎", "龍ケ崎"), ("São Paulo", "sao paulo"),
    ("１２", "12"), ("㈱", "(株)"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), SAME)
def test_fold_when_spelled_otherwise_then_it_is_the_same(one: str, other: str) -> None:
    assert bigrams.fold(one) == bigrams.fold(other)


def test_fold_when_the_voice_marks_differ_then_the_signs_stay_apart() -> None:
    assert bigrams.fold("か") != bigrams.fold("が") != bigrams.fold("は")


def test_terms_when_japanese_then_overlapping_pairs_and_the_last_sign() -> None:
    assert bigrams.terms_of(["姉妹都市・交流 Takeo-2024"]) == [
        "姉妹", "妹都", "都市", "市", "交流", "流", "takeo", "2024",
    ]  # fmt: skip


def test_runs_when_one_sign_or_a_word_then_the_end_is_open() -> None:
    assert bigrams.runs_of("交 交流 tak") == [
        bigrams.Run(("交",), open_end=True), bigrams.Run(("交流",), open_end=False),
        bigrams.Run(("tak",), open_end=True),
    ]  # fmt: skip


@pytest.mark.parametrize("nothing", ["", "  ", "%_*", "\"'()", "\u202e", "・", "😀"])
def test_runs_when_nothing_can_be_looked_for_then_there_are_none(nothing: str) -> None:
    assert bigrams.runs_of(nothing) == []


@given(st.text(max_size=80))
def test_terms_when_any_text_then_they_hold_letters_figures_and_signs_only(text: str) -> None:
    assert all(term and not set(term) & set("\"'\\ *:&|!()<>\x00") for term in bigrams.terms_of([text]))
    assert bigrams.fold(bigrams.fold(text)) == bigrams.fold(text)
