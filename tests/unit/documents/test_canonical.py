"""One content has one form, whoever writes it down; what has none is refused."""

import enum
import hashlib
import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grantapp.core.dates import PartialDate
from grantapp.core.money import Money
from grantapp.core.words import Bilingual
from grantapp.documents import canonical, rules
from grantapp.documents.models import Snapshot
from grantapp.documents.rules import AnnexState

WHOLE = st.integers(-canonical.LARGEST_NUMBER, canonical.LARGEST_NUMBER)
TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
PLAIN = st.recursive(
    st.none() | st.booleans() | WHOLE | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


class Color(enum.StrEnum):
    RED = "red"


@given(PLAIN)
def test_bytes_when_read_and_written_again_then_the_same(content):
    written = canonical.canonical_bytes(content)
    assert json.loads(written) == content
    assert canonical.canonical_bytes(json.loads(written)) == written


def test_hash_when_the_order_differs_then_the_same():
    assert canonical.sha256_of({"b": 1, "a": [1, 2]}) == canonical.sha256_of({"a": (1, 2), "b": 1})
    assert canonical.sha256_of({"a": [2, 1], "b": 1}) != canonical.sha256_of({"a": [1, 2], "b": 1})


def test_hash_when_computed_by_hand_then_the_same():
    expected = hashlib.sha256('{"a":"姉妹都市","b":[1,true,null]}'.encode()).hexdigest()
    assert canonical.sha256_of({"b": [1, True, None], "a": "姉妹都市"}) == expected


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Money(1800000, "USD"), {"amount": 1800000, "currency": "USD"}),
        (Bilingual("Otsu", "大津市"), {"en": "Otsu", "ja": "大津市"}),
        (datetime(2026, 3, 15, 12, 59, tzinfo=timezone(timedelta(hours=9))), "2026-03-15T03:59:00+00:00"),
        (datetime(2026, 3, 15, tzinfo=UTC), "2026-03-15T00:00:00+00:00"),
        (date(2026, 3, 15), "2026-03-15"),
        (PartialDate(1959, 6), "1959-06"),
        (Color.RED, "red"),
    ],
)
def test_plain_when_given_our_own_values_then_data(value, plain):
    assert canonical.plain({"x": value}) == {"x": plain}


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), 2**53, datetime(2026, 1, 1), {1: "x"}, b"x", {"x"}, "a\0b", object()],  # noqa: DTZ001 - refused
)
def test_plain_when_there_is_no_one_form_then_refused(value):
    with pytest.raises(TypeError):
        canonical.canonical_bytes({"x": [value]})


def test_plain_when_half_a_character_then_refused():
    with pytest.raises(UnicodeEncodeError):
        canonical.canonical_bytes({"x": "\ud800"})


def test_plain_when_names_are_rare_characters_then_stored_as_typed():
    assert canonical.canonical_bytes("神\ufa19が\u304b\u3099") == '"神\ufa19が\u304b\u3099"'.encode()


def snapshot(content=b"{}", annex=None, annex_hash=""):
    return Snapshot(
        kind="application", subject_id=7, content=content, sha256=hashlib.sha256(b"{}").hexdigest(),
        annex=annex, annex_sha256=annex_hash,
    )  # fmt: skip


ANNEX_HASH = hashlib.sha256(b"[]").hexdigest()


@pytest.mark.parametrize(
    ("frozen", "holds", "annex"),
    [
        (snapshot(), True, AnnexState.NONE),
        (snapshot(b"{ }"), False, AnnexState.NONE),
        (snapshot(annex=b"[]", annex_hash=ANNEX_HASH), True, AnnexState.HOLDS),
        (snapshot(annex=b"[1]", annex_hash=ANNEX_HASH), False, AnnexState.ALTERED),
        (snapshot(annex=None, annex_hash=ANNEX_HASH), True, AnnexState.ERASED),
    ],
)
def test_verify_when_compared_then_it_says_what_holds(frozen, holds, annex):
    found = rules.verify(frozen)
    assert (found.holds, found.annex) == (holds, annex)


def test_file_name_when_downloaded_then_it_names_record_and_hash():
    assert rules.file_name(snapshot()) == "application-7-44136fa355b3.json"
    assert rules.file_name(snapshot(), "annex") == "application-7-annex-44136fa355b3.json"
