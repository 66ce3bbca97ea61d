"""Organizations: who reads and edits them, their numbers, addresses and memberships, and letters to their offices."""

import json
import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from grantapp.accounts.models import Person, Role
from grantapp.accounts.policy import CITY
from grantapp.accounts.queries import list_recipients
from grantapp.core.errors import Changed, Invalid, NotPermitted
from grantapp.core.words import Bilingual
from grantapp.partnerships import actions, queries, rules
from grantapp.partnerships.jobs import remind_of_memberships
from grantapp.partnerships.models import Organization, OrganizationKind, Scheme
from grantapp.partnerships.rules import StandingState
from tests.factories import letters
from tests.factories import partnerships as factory
from tests.factories.people import NOW, acting, actor, grant, person, staff

SignIn = Callable[[FlaskClient, Person], FlaskClient]
TODAY = NOW.date()
pytestmark = pytest.mark.usefixtures("app")
ADDRESS = {
    "postal_code": "８０３ー８５０１", "address_region": "JP-40", "municipality_ja": "北九州市",
    "municipality_en": "Kitakyushu", "street_ja": "小倉北区城内1番1号", "street_en": "1-1 Jonai, Kokurakita-ku",
}  # fmt: skip


@pytest.fixture
def office() -> Organization:
    """Return the city office of Kitakyushu, partner of Tacoma."""
    factory.gazetteer("us-wa-tacoma", "jp-40-kitakyushu")
    return factory.office_of(factory.partnership(), 2)


def sent(office: Organization, **changes: str) -> dict[str, str]:
    """Return what the form of an office sends with some fields changed."""
    texts = rules.organization_texts(office)
    return texts | changes | {"version": str(office.version), "shown": json.dumps(texts)}


def edit(who: Person, office: Organization, **changes: str) -> Organization:
    """Change some fields of an office as somebody."""
    texts = rules.organization_texts(office)
    return actions.edit_organization(
        actor(who), office.id, texts | changes, version=office.version, shown=texts
    )


def member(office: Organization, begins: date | None, ends: date, number: str = "SCI-0420") -> int:
    """Write down a period of membership; return its id."""
    period = actions.Period(number, begins, ends)
    return actions.record_membership(acting(Role.PROGRAM_OFFICER), office.id, period).id


def test_city_office_when_made_then_its_numbers_follow_from_the_gazetteer(office: Organization) -> None:
    numbers = {identifier.scheme: identifier.value for identifier in office.identifiers}
    assert numbers == {Scheme.LOCAL_CODE: "401005", Scheme.CORPORATE_NUMBER: "8000020401005"}
    assert rules.is_corporate_number(numbers[Scheme.CORPORATE_NUMBER])


def test_edit_when_its_own_people_save_then_contact_and_address_are_kept(
    client: FlaskClient, sign_in: SignIn, office: Organization
) -> None:
    sign_in(client, grant(person(language="ja"), Role.APPLICANT_EDITOR, office.scope_id))
    url = f"/organizations/{office.id}"
    assert 'name="kind"' not in client.get(f"{url}/edit").get_data(as_text=True)
    data = sent(
        office, office_en="International Affairs", office_ja="国際交流課", mailbox="kokusai@kitakyushu.example",
        phone="０９３－５５５－０１４２", **ADDRESS,
    )  # fmt: skip
    data = {name: text for name, text in data.items() if name not in rules.DESCRIBED}
    assert client.post(f"{url}/edit", data=data).status_code == 302
    page = client.get(url).get_data(as_text=True)
    for words in (
        "国際交流課",
        "〒803-8501",
        "福岡県北九州市小倉北区城内1番1号",
        "Kitakyushu, Fukuoka 803-8501",
        "０９３",
    ):
        assert words in page
    wrong = client.post(f"{url}/edit", data=data | {"version": "2", "mailbox": "no address", "phone": "ask"})
    assert wrong.status_code == 422
    assert 'value="no address"' in wrong.get_data(as_text=True)
    assert client.post(f"{url}/standing", data={"ends_on": "2027-01-01"}).status_code == 403


def test_edit_when_a_city_changes_who_it_is_then_it_is_not_permitted(office: Organization) -> None:
    own = grant(person(), Role.APPLICANT_EDITOR, office.scope_id)
    with pytest.raises(NotPermitted):
        edit(own, office, kind="school")
    assert edit(staff(Role.PROGRAM_OFFICER), office, kind="port_authority").kind == "port_authority"


def test_edit_when_another_office_bears_the_number_then_it_is_refused(office: Organization) -> None:
    officer = staff(Role.PROGRAM_OFFICER)
    other = actions.create_organization(
        actor(officer),
        "jp-40-kitakyushu",
        OrganizationKind.COMMITTEE,
        Bilingual("Committee", "委員会"),
        "イインカイ",
    )
    with pytest.raises(Invalid) as refusal:
        edit(officer, other, local_code="401005")
    assert [(problem.field, problem.code) for problem in refusal.value.problems] == [("local_code", "taken")]
    edit(officer, office, local_code="", corporate_number="")
    assert edit(officer, other, local_code="４０１００５").identifiers[0].value == "401005"


def test_edit_when_two_write_at_once_then_the_second_sees_both_texts(
    client: FlaskClient, sign_in: SignIn, office: Organization
) -> None:
    data = sent(office, office_en="Mine", phone="093-555-0142")
    edit(staff(Role.PROGRAM_OFFICER), office, office_en="Theirs", website="https://kitakyushu.example")
    sign_in(client, grant(person(), Role.APPLICANT_EDITOR, office.scope_id))
    data = {name: text for name, text in data.items() if name not in rules.DESCRIBED}
    answer = client.post(f"/organizations/{office.id}/edit", data=data)
    assert answer.status_code == 409
    page = answer.get_data(as_text=True)
    hidden = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))
    chosen = {name: unescape(value) for name, value in hidden.items()} | {"office_en-choice": "theirs"}
    assert client.post(f"/organizations/{office.id}/edit", data=chosen).status_code == 302
    saved = queries.get_organization(office.id)
    assert (saved.office.en, saved.phone, saved.website) == (
        "Theirs",
        "093-555-0142",
        "https://kitakyushu.example",
    )


def test_edit_when_a_field_is_cleared_by_both_then_no_clash_is_shown(office: Organization) -> None:
    officer = staff(Role.PROGRAM_OFFICER)
    edit(officer, office, **ADDRESS)
    texts = rules.organization_texts(office)
    empty = texts | dict.fromkeys(rules.LOCATED, "")
    actions.edit_organization(actor(officer), office.id, empty, version=2, shown=texts)
    assert queries.get_organization(office.id).address is None
    actions.edit_organization(actor(officer), office.id, empty, version=2, shown=texts)
    with pytest.raises(Changed):
        actions.edit_organization(
            actor(officer), office.id, texts | {"street_en": "2-2 Jonai"}, version=2, shown=texts
        )


def test_page_when_the_public_looks_then_only_public_facts_stand_there(
    client: FlaskClient, sign_in: SignIn, office: Organization
) -> None:
    edit(
        staff(Role.PROGRAM_OFFICER),
        office,
        mailbox="kokusai@kitakyushu.example",
        phone="093-555-0142",
        **ADDRESS,
    )
    member(office, None, TODAY + timedelta(days=200))
    grant(person(name="Sato Hanako"), Role.APPLICANT_EDITOR, office.scope_id)
    url = f"/organizations/{office.id}"
    page = client.get(url).get_data(as_text=True)
    assert "8000020401005" in page
    assert "Member in good standing" in page
    for secret in ("kokusai@kitakyushu.example", "093-555-0142", "城内", "Sato Hanako", "SCI-0420"):
        assert secret not in page
    assert client.post(f"{url}/edit").status_code == 302
    stranger = factory.office_of(factory.partnership(), 1)
    sign_in(client, grant(person(), Role.APPLICANT_EDITOR, stranger.scope_id))
    assert "Sato Hanako" not in client.get(url).get_data(as_text=True)
    assert client.post(f"{url}/edit").status_code == 404
    assert client.get("/organizations/99999").status_code == 404


def test_page_when_its_people_look_then_they_see_each_other(
    client: FlaskClient, sign_in: SignIn, office: Organization
) -> None:
    grant(person(name="Sato Hanako"), Role.APPLICANT_SIGNATORY, office.scope_id)
    sign_in(client, grant(person(), Role.APPLICANT_EDITOR, office.scope_id))
    assert "Sato Hanako" in client.get(f"/organizations/{office.id}").get_data(as_text=True)


def test_new_organization_when_the_officer_adds_a_committee_then_it_has_a_scope_of_its_own(
    client: FlaskClient, sign_in: SignIn, office: Organization
) -> None:
    sign_in(client, staff(Role.PROGRAM_OFFICER))
    data = {"place": "us-wa-tacoma", "kind": "committee", "name_en": "Kitakyushu Committee", "name_ja": ""}
    assert client.get("/organizations/new").status_code == 200
    answer = client.post("/organizations/new", data=data)
    assert answer.status_code == 302
    added = queries.get_organization(int(re.findall(r"\d+", answer.location)[0]))
    assert added.scope_id != office.scope_id
    assert added.kind == OrganizationKind.COMMITTEE
    assert client.post("/organizations/new", data=data | {"place": "us-wa-nowhere"}).status_code == 422
    assert client.post("/organizations/new", data=data | {"name_en": ""}).status_code == 422


def test_standing_when_the_officer_writes_periods_then_history_and_state_follow(
    client: FlaskClient, sign_in: SignIn, office: Organization
) -> None:
    sign_in(client, staff(Role.PROGRAM_OFFICER))
    url = f"/organizations/{office.id}/standing"
    assert client.get(url).status_code == 200
    data = {
        "number": "SCI-0420",
        "begins_on": "2026-01-01",
        "ends_on": "2027-06-30",
        "population_class": "unknown",
    }
    assert client.post(url, data=data).status_code == 302
    memberships = queries.get_organization(office.id).memberships
    assert rules.standing(memberships, date(2026, 6, 1)) == StandingState.GOOD
    assert client.post(url, data=data).status_code == 422, "the same period twice"
    assert client.post(url, data=data | {"ends_on": "someday"}).status_code == 422
    correction = f"{url}/{memberships[0].id}"
    assert client.get(correction).status_code == 200
    assert client.post(correction, data=data | {"ends_on": "2026-12-31"}).status_code == 422, "no reason"
    assert (
        client.post(correction, data=data | {"ends_on": "2026-12-31", "reason": "Misread"}).status_code == 302
    )
    assert queries.get_organization(office.id).memberships[0].ends_on == date(2026, 12, 31)
    other = factory.office_of(factory.partnership(), 1)
    assert client.get(f"/organizations/{other.id}/standing/{memberships[0].id}").status_code == 404
    sign_in(client, grant(person(), Role.APPLICANT_EDITOR, office.scope_id))
    assert client.get(correction).status_code == 403


def test_standing_when_asked_in_sql_then_it_equals_the_rule(office: Organization) -> None:
    other = factory.office_of(factory.partnership(), 1)
    member(office, date(2026, 1, 1), date(2026, 12, 31))
    member(other, date(2024, 1, 1), date(2024, 12, 31))
    member(other, date(2025, 1, 1), date(2026, 3, 31))
    reader = acting(Role.PROGRAM_OFFICER)
    for on in (
        date(2023, 6, 1),
        date(2024, 12, 1),
        date(2026, 3, 31),
        date(2026, 4, 1),
        date(2026, 12, 15),
        date(2027, 1, 1),
    ):
        for state in StandingState:
            filters = queries.OrganizationFilters(on=on, standing=state.value)
            found = {row.id for row in queries.list_organizations(reader, filters).rows}
            wanted = {one.id for one in (office, other) if rules.standing(one.memberships, on) == state}
            assert found == wanted, (on, state)


def test_organizations_when_listed_then_the_condition_equals_the_permission(office: Organization) -> None:
    offices = [factory.office_of(factory.partnership(), side) for side in (1, 2)]
    for who in (
        staff(Role.DIRECTOR),
        staff(Role.REVIEWER),
        grant(person(), Role.APPLICANT_EDITOR, office.scope_id),
    ):
        reader = actor(who)
        listed = {
            row.id for row in queries.list_organizations(reader, queries.OrganizationFilters(on=TODAY)).rows
        }
        assert listed == {one.id for one in offices if factory.sees(reader, one)}


def test_organizations_when_narrowed_then_reading_place_and_kind_are_found(
    client: FlaskClient, sign_in: SignIn, office: Organization
) -> None:
    sign_in(client, staff(Role.PROGRAM_OFFICER))
    for query in (
        "q=tacoma",
        "q=タコマ",
        "q=ﾀｺﾏ",
        "region=US-WA",
        "q=Tacoma&kind=local_government",
        "standing=none&region=US-WA",
    ):
        page = client.get(f"/organizations?{quote(query, safe='=&')}").get_data(as_text=True)
        assert "City of Tacoma" in page, query
        assert "City of Kitakyushu" not in page, query
    assert "No organization fits" in client.get("/organizations?kind=school").get_data(as_text=True)
    table = client.get("/organizations.csv?region=JP-40").get_data(as_text=True)
    assert table.startswith("\ufeffOrganization,")
    assert "8000020401005" in table
    assert client.get("/organizations.xlsx?region=JP-40").data.startswith(b"PK")
    assert "Tacoma" not in table


def test_letters_when_an_office_has_a_mailbox_then_it_gets_them_too(office: Organization) -> None:
    own = grant(person(), Role.APPLICANT_EDITOR, office.scope_id)
    assert [one.address for one in list_recipients(CITY, office.scope_id)] == [own.email]
    edit(own, office, mailbox="kokusai@kitakyushu.example", office_ja="国際交流課")
    mailbox = list_recipients(CITY, office.scope_id)[1]
    assert (mailbox.address, mailbox.name, mailbox.language) == (
        "kokusai@kitakyushu.example",
        "北九州市 国際交流課",
        "ja",
    )
    edit(own, office, mailbox=own.email.upper())
    assert len(list_recipients(CITY, office.scope_id)) == 1, "nobody gets a letter twice"


def test_reminder_when_a_membership_ends_soon_then_people_and_mailbox_get_one_letter(
    office: Organization,
) -> None:
    own = grant(person(name="Sato", language="ja"), Role.APPLICANT_EDITOR, office.scope_id)
    edit(own, office, mailbox="kokusai@kitakyushu.example")
    identity = member(office, None, factory.system().at.date() + timedelta(days=30))
    assert actions.remind_of_membership(factory.system(), identity)
    assert not actions.remind_of_membership(factory.system(), identity), "once for each period"
    delivered = {letter.address: written for letter, written in letters.delivered()}
    assert set(delivered) == {own.email, "kokusai@kitakyushu.example"}
    assert "Sato 様" in delivered[own.email].text
    assert "北九州市 御中" in delivered["kokusai@kitakyushu.example"].text
    with pytest.raises(NotPermitted):
        actions.remind_of_membership(acting(Role.PROGRAM_OFFICER), identity)


def test_reminder_when_the_membership_was_renewed_then_no_letter_goes_out(office: Organization) -> None:
    grant(person(), Role.APPLICANT_EDITOR, office.scope_id)
    ends = TODAY + timedelta(days=30)
    identity = member(office, None, ends)
    member(office, ends + timedelta(days=1), ends + timedelta(days=366))
    assert not actions.remind_of_membership(factory.system(), identity)
    remind_of_memberships()
    assert letters.delivered() == []


def test_tasks_when_memberships_end_soon_then_officers_see_them(office: Organization) -> None:
    member(office, None, TODAY + timedelta(days=30))
    tasks = queries.tasks_for(acting(Role.PROGRAM_OFFICER))
    assert [task.values for task in tasks] == [{"organization_id": office.id}]
    assert queries.tasks_for(acting(Role.REVIEWER)) == []
    assert queries.tasks_for(acting(Role.APPLICANT_EDITOR, office.scope_id)) == []
