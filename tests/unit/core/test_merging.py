"""Two people edit one record: what only one changed is kept, what both changed is shown."""

import pytest

from grantapp.core.errors import Changed
from grantapp.core.merging import merge_edits

SHOWN = {"name": "Takeo", "reading": "たけおし", "zone": "Asia/Tokyo"}


def test_merge_when_each_changed_another_field_then_both_changes_stand() -> None:
    merged = merge_edits(SHOWN, SHOWN | {"name": "Takeo City"}, SHOWN | {"reading": "タケオシ"})
    assert merged == {"name": "Takeo City", "reading": "タケオシ", "zone": "Asia/Tokyo"}


def test_merge_when_both_changed_a_field_then_both_texts_are_shown() -> None:
    with pytest.raises(Changed) as refusal:
        merge_edits(
            SHOWN, SHOWN | {"name": "Takeo City", "zone": "UTC"}, SHOWN | {"name": "TAKEO"}, by="Sato"
        )
    assert refusal.value.yours == {"name": "Takeo City"}
    assert refusal.value.theirs == {"name": "TAKEO"}
    assert refusal.value.by == "Sato"


def test_merge_when_both_wrote_the_same_then_nobody_is_asked() -> None:
    assert merge_edits(SHOWN, SHOWN | {"name": "TAKEO"}, SHOWN | {"name": "TAKEO"})["name"] == "TAKEO"


def test_merge_when_what_was_shown_is_unknown_then_every_difference_is_shown() -> None:
    with pytest.raises(Changed):
        merge_edits({}, SHOWN | {"name": "Takeo City"}, SHOWN)
