"""A text with marks of direction turns nothing but itself."""

import pytest

from grantapp.core.words import isolated


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Dana", "Dana"), ("", ""), ("a\u202eb", "a\u202eb\u202c"), ("\u202ea\u202c", "\u202ea\u202c"),
        ("\u2067a\u202eb", "\u2067a\u202eb\u202c\u2069"), ("\u202ea\u2069", "\u202ea\u2069\u202c"), ("\u200fa", "\u200fa"),
    ],
)  # fmt: skip
def test_text_when_it_turns_the_writing_then_it_ends_with_itself(typed, shown):
    assert isolated(typed) == shown
