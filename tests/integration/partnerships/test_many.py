"""Directories of many partnerships."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from grantapp.database import db
from grantapp.partnerships.models import Partnership, PartnershipMember
from tests.factories.partnerships import make_many_partnerships

pytestmark = pytest.mark.usefixtures("app")


def test_many_when_made_twice_over_a_page_then_each_has_two_sides(client: FlaskClient) -> None:
    make_many_partnerships(120)
    assert db.session.scalar(select(func.count(Partnership.id))) == 120
    assert db.session.scalar(select(func.count(PartnershipMember.id))) == 240
    page = client.get("/partnerships?size=50")
    assert page.status_code == 200
    assert page.text.count('<a href="/partnerships/') >= 50
