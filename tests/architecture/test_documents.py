"""Pages that the product writes about itself are up to date."""

import re

import pytest

from grantapp import cli
from tests.architecture.house import ROOT, name_of


@pytest.mark.usefixtures("house")
def test_generated_pages_when_compared_then_none_is_stale():
    assert [name_of(path) for path in cli.stale_pages()] == []


def test_documents_when_they_point_somewhere_then_the_place_exists():
    broken = [
        f"{name_of(page)}: {place}"
        for page in (ROOT / "docs").rglob("*.md")
        for place in re.findall(r"\]\((?![a-z]+:)([^)#\s]+)", page.read_text(encoding="utf-8"))
        if not (page.parent / place).exists()
    ]
    assert broken == []
