"""The bench measures what it says: a page and its floor in turns, statements without BEGIN, nothing else on stdout."""

import json
import sqlite3

import pytest

from tests.load import bench
from tests.load.pages import Measured


def test_floor_when_made_then_it_asks_again_and_writes_the_words_of_the_page():
    driver, asked = sqlite3.connect(":memory:"), []
    driver.set_trace_callback(asked.append)
    written = []
    page = b"<script>code()</script><p title='x'>Two &amp; <b>cities</b></p>"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            bench, "FLAT", type("Flat", (), {"render": lambda _self, words: written.extend(words)})()
        )
        bench.floor_of([("SELECT ?", (7,))], page, driver)()
    driver.close()
    assert (asked, written) == (["SELECT 7"], ["Two", "&", "cities"])


def test_measure_when_a_page_is_cached_then_no_statement_else_some(app):
    cached = bench.measure(app, Measured("directory", "/partnerships", cached=True), 5)
    again = bench.measure(app, Measured("directory", "/partnerships"), 5)
    app.config["PAGE_CACHE_SECONDS"] = 0
    assert (cached["statements"], again["statements"] > 0, cached["bytes"]) == (0, True, again["bytes"])
    assert set(again) == {"page", "median_ms", "p95_ms", "statements", "bytes", "floor_ms", "ratio"}
    assert again["ratio"] > 1


def test_measure_when_a_page_does_not_answer_then_it_says_which(app):
    with pytest.raises(SystemExit, match="nowhere"):
        bench.measure(app, Measured("nowhere", "/nowhere"), 5)


def test_bench_when_asked_for_json_then_stdout_is_one_object(monkeypatch, capsys):
    monkeypatch.setitem(bench.BENCHES, "pages", lambda _options: print("progress") or {"pages": []})
    bench.main(["pages", "--json"])
    assert json.loads(capsys.readouterr().out) == {"pages": []}
