"""Roles hold inside a scope; a product-wide one covers all; pages have opaque cursors; tokens are derived."""

import base64

from grantapp.core.paging import page_size, read_cursor, write_cursor
from grantapp.core.policy import Actor, Grant
from grantapp.core.tokens import derive_token, hash_token, new_token_id


def test_holds_when_scope_differs_then_no() -> None:
    actor = Actor(1, grants=frozenset({Grant("officer", 5, "program")}))
    assert actor.holds(["officer"], 5)
    assert not actor.holds(["officer"], 6)
    assert not actor.holds(["director"], 5)


def test_holds_when_product_wide_then_everywhere() -> None:
    actor = Actor(1, grants=frozenset({Grant("officer", 1, "product")}))
    assert actor.holds(["officer"], 99)
    assert actor.everywhere(["officer"])


def test_cursor_when_read_back_then_the_same() -> None:
    assert read_cursor(write_cursor("after", ["大津", 7]), 2) == ("after", ["大津", 7])


def test_cursor_when_not_ours_then_none() -> None:
    for text in (
        "",
        "x",
        "WzFd",
        write_cursor("sideways", [1]),
        write_cursor("after", [1, 2]),
        write_cursor("after", [{}]),
        base64.urlsafe_b64encode(b"[" * 5000).decode(),
    ):
        assert read_cursor(text, 1) is None


def test_page_size_when_another_is_asked_then_the_smallest() -> None:
    assert [page_size(asked) for asked in ("50", "7", None, "100; DROP")] == [50, 25, 25, 25]


def test_token_when_secret_or_purpose_differs_then_another() -> None:
    token_id = new_token_id()
    raw = derive_token("secret", "reset", token_id)
    assert raw == derive_token("secret", "reset", token_id)
    assert (
        len({raw, derive_token("other", "reset", token_id), derive_token("secret", "invitation", token_id)})
        == 3
    )
    assert token_id not in hash_token(raw)
