"""Sending an application: what it leaves behind, and when it is refused."""

from datetime import timedelta

import pytest
from flask import Flask

from grantapp.applications import actions, queries
from grantapp.applications.models import Side
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted
from grantapp.documents.canonical import sha256_of_bytes
from tests.factories import applications
from tests.factories.people import NOW


def test_submit_when_all_is_done_then_number_snapshot_and_receipt_stand(app: Flask):
    world = applications.world()
    sent = applications.submitted(world)
    assert (sent.number, sent.status, sent.submitted_at) == (f"{world.call.series}-0001", "submitted", NOW)
    assert sent.snapshot.sha256 == sha256_of_bytes(sent.snapshot.content) == sent.endorsement.content_sha256
