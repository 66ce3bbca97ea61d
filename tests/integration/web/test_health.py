"""Whether the product says truly that it can serve people, and to whom it says why not."""

import pytest

from grantapp.accounts.models import Role
from grantapp.files import storage
from tests.factories import people


@pytest.fixture
def migrated(monkeypatch):
    monkeypatch.setattr(
        "grantapp.web.queries._database_state", lambda: {"database": True, "migrations": True}
    )


@pytest.fixture
def no_store(app, monkeypatch):
    app.extensions.pop("store_probed", None)
    monkeypatch.setattr(storage, "_store", lambda: None)
    yield
    app.extensions.pop("store_probed", None)


def test_ready_when_all_holds_then_200_and_not_kept(client, migrated, app):
    app.extensions.pop("store_probed", None)
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["reasons"]) == (200, [])
    assert set(answer.json["checks"]) == {"database", "migrations", "storage", "mail"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert storage.keys_before(people.NOW.replace(year=2099)) == []


def test_ready_when_tables_were_not_migrated_then_503_with_the_reason(client):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["reasons"]) == (503, ["migrations"])


def test_ready_when_the_store_is_gone_then_503_with_the_reason(client, migrated, no_store):
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json["reasons"]) == (503, ["storage"])


def test_ready_when_production_has_no_mail_then_503(client, migrated, app, monkeypatch):
    monkeypatch.setitem(app.config, "PRODUCTION", "yes")
    assert client.get("/readyz").json["reasons"] == ["mail"]


@pytest.mark.parametrize(
    "asked", [{"environ_base": {"REMOTE_ADDR": "203.0.113.9"}}, {"headers": {"X-Forwarded-For": "127.0.0.1"}}]
)
def test_ready_when_a_stranger_asks_then_one_word(client, no_store, migrated, asked):
    answer = client.get("/readyz", **asked)
    assert (answer.status_code, answer.text) == (503, "unavailable\n")


def test_ready_when_staff_asks_from_elsewhere_then_everything(client, sign_in, migrated):
    sign_in(client, people.staff(Role.ADMINISTRATOR))
    answer = client.get("/readyz", environ_base={"REMOTE_ADDR": "203.0.113.9"})
    assert answer.json["checks"]["database"] is True
    assert client.get("/healthz").json == {"status": "ok"}
