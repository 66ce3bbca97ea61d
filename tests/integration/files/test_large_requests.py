"""Requests that are too large get a page in the reader's language, on a real server too."""

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import request

from grantapp import create_app
from grantapp.web.access import public, takes_files
from tests.conftest import SETTINGS
from tests.factories import uploads

ROOT = Path(__file__).parents[3]
MEGABYTE = 1024 * 1024


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """Return a browser of an application with a page that takes files and one that does not."""
    database = tmp_path_factory.mktemp("large") / "large.db"
    app = create_app(SETTINGS | {"SQLALCHEMY_DATABASE_URI": f"sqlite:///{database}"})

    @public
    @takes_files
    def attach():
        return str(len(request.files["plan"].read()))

    @public
    def write():
        return str(len(request.form["text"]))

    app.add_url_rule("/attach", "attach", attach, methods=["POST"])
    app.add_url_rule("/write", "write", write, methods=["POST"])
    return app.test_client()


def send(browser, path, size, **headers):
    part = b'--limit\r\nContent-Disposition: form-data; name="plan"; filename="plan.pdf"\r\n\r\n'
    body = part + uploads.PDF.ljust(size, b" ") + b"\r\n--limit--\r\n"
    return browser.post(path, data=body, content_type="multipart/form-data; boundary=limit", headers=headers)


def test_upload_when_it_is_smaller_than_a_file_may_be_then_it_passes_the_limit_of_other_pages(browser):
    assert send(browser, "/attach", 9 * MEGABYTE).text == str(9 * MEGABYTE)


def test_upload_when_the_page_takes_no_files_then_too_large(browser):
    assert send(browser, "/write", 3 * MEGABYTE).status_code == 413


@pytest.mark.parametrize(("language", "words"), [("en", "10 MB"), ("ja", "10")])
def test_upload_when_sixty_megabytes_then_a_page_that_says_the_limit_and_the_way_back(
    browser, language, words
):
    answer = send(
        browser, "/attach", 60 * MEGABYTE,
        **{"Accept-Language": language, "Referer": "http://localhost/applications/7"},
    )  # fmt: skip
    assert answer.status_code == 413
    assert f'<html lang="{language}">' in answer.text
    assert words in answer.text
    assert 'href="/applications/7"' in answer.text


def test_upload_when_it_came_from_another_host_then_no_way_back_to_it(browser):
    answer = send(browser, "/attach", 60 * MEGABYTE, Referer="https://evil.example/applications/7")
    assert "evil.example" not in answer.text
    assert "/applications/7" not in answer.text


def test_upload_when_a_script_sends_it_then_its_answer_is_json(browser):
    answer = send(browser, "/attach", 60 * MEGABYTE, Accept="application/json")
    assert (answer.status_code, answer.json) == (413, {"error": 413})


@pytest.fixture
def port(tmp_path):
    """Return the port of the real server with the whole product."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number = probe.getsockname()[1]
    command = [
        str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--host", "127.0.0.1",
        "--port", str(number), "--workers", "1", "--blocking-threads", "4", "--log-level", "warning",
        "wsgi:app",
    ]  # fmt: skip
    environment = {**os.environ, "DATABASE_URL": f"sqlite:///{tmp_path / 'server.db'}"}
    server = subprocess.Popen(command, cwd=ROOT, env=environment)
    limit = time.monotonic() + 40
    while time.monotonic() < limit:
        try:
            socket.create_connection(("127.0.0.1", number), 1).close()
            break
        except OSError:
            time.sleep(0.2)
    yield number
    server.terminate()
    server.wait(20)


def test_server_when_sixty_megabytes_arrive_then_the_page_reaches_the_sender(port):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = b"language=en&filler=" + b"x" * (60 * MEGABYTE)
    connection.request(
        "POST",
        "/language",
        body,
        {"Content-Type": "application/x-www-form-urlencoded", "Accept-Language": "en"},
    )
    answer = connection.getresponse()
    page = answer.read().decode()
    connection.close()
    assert answer.status == 413
    assert "too large" in page
