"""Each stop that docs/architecture.md names is where it says."""

import re

from tests.architecture.house import ROOT

WALK = re.compile(r"`((?:grantapp|templates)/[\w./]+)`(?: `((?:def )?\w+)`)?")


def test_signposts_when_followed_then_each_leads_to_its_place():
    found = WALK.findall((ROOT / "docs" / "architecture.md").read_text(encoding="utf-8"))
    assert len(found) > 15
    lost = [
        f"{path} {name}".strip()
        for path, name in found
        if not (ROOT / path).is_file() or (name and name not in (ROOT / path).read_text(encoding="utf-8"))
    ]
    assert lost == []
