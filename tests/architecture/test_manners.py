"""Nothing that belongs to one machine, one day or one errand lies in the repository."""

import re

from tests.architecture.house import ROOT, name_of, tracked

# Written in pieces, so that this file may be read by its own test.
FORBIDDEN = re.compile(
    "|".join([
        r"(?<![\w.])/" + r"(?:work|tmp/scratch|home/\w+|Users/\w+)/",
        "py" + r"pi\.", "python" + "hosted", "--(?:extra-)?" + "index-url", "--find" + "-links",
        r"\b" + r"(?:TO" + "DO|FIX" + "ME|X" + "XX|HA" + r"CK)\b", "for " + "now[.,;:)]", "lorem " + "ipsum",
    ])
)  # fmt: skip
TEXT_LIMIT = 2_000_000
BINARY = {".png", ".jpg", ".jpeg", ".gif", ".ico", ".woff2", ".pdf", ".zip", ".mo", ".db"}
CONFLICT = re.compile(r"^(?:<{7} |>{7} |={7}$)", re.MULTILINE)


def texts():
    for path in tracked():
        if path.suffix.lower() not in BINARY:
            yield path, path.read_text(encoding="utf-8")


def test_files_when_read_then_no_forbidden_word_stands_in_them():
    found = [
        f"{name_of(path)}:{text.count(chr(10), 0, hit.start()) + 1} {hit.group()}"
        for path, text in texts()
        for hit in FORBIDDEN.finditer(text)
    ]
    assert found == []


def test_files_when_read_then_no_conflict_was_left():
    assert [name_of(path) for path, text in texts() if CONFLICT.search(text)] == []


def test_files_when_weighed_then_none_is_huge():
    assert [name_of(path) for path in tracked() if path.stat().st_size > TEXT_LIMIT] == []


def test_locks_when_read_then_every_package_has_a_hash_and_no_host_is_named():
    for name in ("base.txt", "dev.txt"):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        pins = re.split(r"\n(?=[a-z0-9])", text)[1:]
        assert len(pins) > 40
        assert [pin.split("==")[0] for pin in pins if "--hash=sha256:" not in pin] == []
        assert "://" not in text


def test_locks_when_compared_then_production_runs_what_was_tested():
    def pins(name):
        text = (ROOT / "requirements" / name).read_text(encoding="utf-8")
        return set(re.findall(r"^[a-z0-9._\-\[\]]+==[^\s;]+", text, re.MULTILINE))

    assert {pin.replace("[binary]", "") for pin in pins("base.txt") - pins("dev.txt")} == set()
