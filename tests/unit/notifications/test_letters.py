"""Facts come back as they were packed; a text is divided into paragraphs, lines and links."""

from datetime import UTC, date, datetime, timedelta

import pytest

from grantapp.core.dates import PartialDate
from grantapp.core.money import Money
from grantapp.core.words import Bilingual
from grantapp.notifications import documents, rules
from grantapp.notifications.documents import Piece, Written
from grantapp.notifications.rules import Link, TokenLink


@pytest.mark.parametrize(
    "value",
    [
        "text", "", 7, True, None, Money(-5, "JPY"), datetime(2026, 3, 15, 3, 59, tzinfo=UTC),
        date(2026, 3, 15), PartialDate(1959, 6), Bilingual("Otsu", "大津市"),
        Link("calls.public_call", {"series": "2026"}),
        TokenLink("accounts.claim", "invitation", "abc"),
        ["a", Money(1, "USD")], {"a": [1, date(2026, 1, 1)]},
    ],
)  # fmt: skip
def test_pack_when_unpacked_then_the_same(value):
    assert rules.unpack(rules.pack({"fact": value})) == {"fact": value}


@pytest.mark.parametrize("value", [1.5, datetime(2026, 1, 1), object(), {1, 2}, b"x"])  # noqa: DTZ001 - refused
def test_pack_when_it_cannot_be_told_then_refused(value):
    with pytest.raises(TypeError):
        rules.pack({"fact": value})


def test_pause_when_attempts_grow_then_it_grows_up_to_its_limit():
    pauses = [rules.pause_after(attempt) for attempt in range(1, rules.MOST_ATTEMPTS)]
    assert pauses[0] == timedelta(minutes=1)
    assert pauses == sorted(pauses)
    assert pauses[-1] <= timedelta(hours=8)


@pytest.mark.parametrize(
    ("line", "links"),
    [
        ("See https://a.example/x?y=1.", ["https://a.example/x?y=1"]),
        ("（https://a.example/x）をご覧ください。", ["https://a.example/x"]),
        ("https://a.example/、https://b.example/。", ["https://a.example/", "https://b.example/"]),
        ('"javascript:alert(1)" <http://a.example>', ["http://a.example"]),
        ("no address here", []),
    ],
)
def test_pieces_when_a_line_holds_addresses_then_only_they_are_links(line, links):
    pieces = documents.pieces_of(line)
    assert [piece.text for piece in pieces if piece.is_link] == links
    assert "".join(piece.text for piece in pieces) == line


def test_paragraphs_when_divided_then_lines_stay_together():
    written = Written("s", "a\nb\n\nc\n", "en")
    assert written.paragraphs == [[[Piece("a")], [Piece("b")]], [[Piece("c")]]]


def test_tidy_when_a_template_leaves_holes_then_one_empty_line():
    assert documents.tidy("\n\na  \n\n\n\nb\n\n") == "a\n\nb\n"
