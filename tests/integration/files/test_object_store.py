"""The same files in a bucket: a stand-in that speaks S3 runs beside the test, on this machine only."""

import logging
from datetime import timedelta

import boto3
import pytest
from moto.server import ThreadedMotoServer

from grantapp.core import clock
from grantapp.files import actions, storage
from tests.factories import people, uploads

BUCKET = "grantapp-files"


@pytest.fixture
def bucket(app, monkeypatch):
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    for name, value in {
        "AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": endpoint, "AWS_ALLOW_HTTP": "true",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    boto3.client("s3", region_name="us-east-1", endpoint_url=endpoint).create_bucket(Bucket=BUCKET)
    monkeypatch.setitem(app.config, "FILES_URL", f"s3://{BUCKET}/files")
    app.extensions.pop("stores", None)
    yield
    app.extensions.pop("stores", None)
    server.stop()


def test_bucket_when_a_file_is_attached_then_its_bytes_come_back(owned, bucket):
    kept = actions.keep_upload(uploads.upload("髙﨑.pdf", uploads.PDF))
    stored = actions.attach(people.actor(owned), kept, subject=owned)
    assert storage.read_bytes(stored.storage_key) == uploads.PDF


def test_bucket_when_an_owner_downloads_then_the_bytes_are_streamed(client, sign_in, owned, bucket):
    kept = actions.keep_upload(uploads.upload("plan.pdf", uploads.PDF))
    stored = actions.attach(people.actor(owned), kept, subject=owned)
    answer = sign_in(client, owned).get(f"/files/{stored.id}")
    assert (answer.status_code, answer.data) == (200, uploads.PDF)


def test_bucket_when_bytes_are_gone_then_it_is_told(app, bucket):
    kept = storage.keep_bytes("report.pdf", uploads.PDF, "application/pdf")
    assert kept.storage_key in storage.keys_before(clock.now() + timedelta(hours=1))
    storage.delete(kept.storage_key)
    storage.delete(kept.storage_key)
    with pytest.raises(storage.MissingBytes):
        storage.read_bytes(kept.storage_key)
