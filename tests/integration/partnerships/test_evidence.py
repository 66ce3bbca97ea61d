"""What the office and the sides write about a partnership, and what the page shows of it."""

import io
import json
from collections.abc import Callable
from datetime import date

import pytest
from flask.testing import FlaskClient

from grantapp.accounts.models import Person, Role
from grantapp.core.dates import PartialDate
from grantapp.core.errors import Changed, Invalid, NotPermitted
from grantapp.core.words import Bilingual
from grantapp.files.queries import list_files
from grantapp.partnerships import actions, queries, rules
from grantapp.partnerships.models import ActivityKind, Partnership, PartnershipKind
from grantapp.places.actions import state_claim
from tests.factories import partnerships as factory
from tests.factories.people import NOW, acting, actor, grant, person, staff

SignIn = Callable[[FlaskClient, Person], FlaskClient]
PDF = b"%PDF-1.7\n%%EOF\n"
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def tie(app: object) -> Partnership:
    """Return Tacoma and Kitakyushu."""
    factory.gazetteer("us-wa-tacoma", "jp-40-kitakyushu")
    return factory.partnership()


def editor(tie: Partnership, side: int) -> Person:
    """Return somebody who works for a side."""
    found = person()
    grant(found, Role.APPLICANT_EDITOR, factory.office_of(tie, side).scope_id)
    return found


def done(on: str = "2012-06", **options: object) -> actions.Done:
    """Return an exchange visit."""
    said = {"kind": ActivityKind.VISIT, "summary": Bilingual("Gardeners came", ""), "evidence": "City report"}
    return actions.Done(on=on, **{**said, **options})  # type: ignore[arg-type]


def change_kind(tie: Partnership, kind: str, since: str, evidence: str) -> None:
    """Write a kind down as somebody who saw the present version."""
    texts = {"kind": kind, "since": since, "evidence": evidence}
    now = queries.get_partnership(tie.id)
    actions.change_kind(factory.system(), tie.id, texts, version=now.version, shown={})


def test_kind_when_it_changes_then_the_earlier_one_stays_with_its_date(tie: Partnership) -> None:
    change_kind(tie, "friendship_city", "1990", "Council record")
    history = [(entry.kind, entry.since) for entry in queries.list_kinds(tie.id)]
    assert history == [("sister_city", PartialDate(1959, 6)), ("friendship_city", PartialDate(1990))]
    change_kind(tie, "friendship_city", "1991", "Council record")  # the same kind corrects its date
    assert [entry.since for entry in queries.list_kinds(tie.id)] == [PartialDate(1959, 6), PartialDate(1991)]
    found = queries.get_partnership(tie.id)
    assert found.kind == PartnershipKind.FRIENDSHIP_CITY


@pytest.mark.parametrize(
    ("kind", "since", "evidence", "field"),
    [
        ("trilateral", "1990", "x", "kind"), ("friendship_city", "1959", "x", "since"),
        ("friendship_city", "", "x", "since"), ("friendship_city", "1990-13", "x", "since"),
        ("friendship_city", "2999", "x", "since"), ("friendship_city", "1990", " ", "evidence"),
    ],
)  # fmt: skip
def test_kind_when_it_cannot_be_then_it_is_refused(
    tie: Partnership, kind: str, since: str, evidence: str, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        change_kind(tie, kind, since, evidence)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_facts_when_two_people_change_them_then_each_field_is_kept_or_both_are_shown(
    tie: Partnership,
) -> None:
    shown = rules.texts_of(tie)
    actions.edit_partnership(factory.system(), tie.id, {**shown, "note_en": "A"}, version=1, shown=shown)
    actions.edit_partnership(factory.system(), tie.id, {**shown, "note_ja": "い"}, version=1, shown=shown)
    assert queries.get_partnership(tie.id).note == Bilingual("A", "い")
    with pytest.raises(Changed) as clash:
        actions.edit_partnership(factory.system(), tie.id, {**shown, "note_en": "B"}, version=1, shown=shown)
    assert (clash.value.yours, clash.value.theirs) == ({"note_en": "B"}, {"note_en": "A"})


def test_side_when_it_speaks_then_for_itself_and_never_for_the_other(tie: Partnership) -> None:
    ours = actor(editor(tie, 1))
    own, other = tie.members
    said = {"status": "dormant", "on": "2012", "reason": "Council, 3 May"}
    actions.change_side_status(ours, own.id, said, version=1, shown={})
    assert queries.get_member(own.id).evidence == "Council, 3 May"
    with pytest.raises(NotPermitted):
        actions.change_side_status(ours, other.id, said, version=1, shown={})
    with pytest.raises(NotPermitted):
        actions.edit_partnership(ours, tie.id, rules.texts_of(tie), version=1, shown={})
    actions.log_activity(ours, tie.id, done())
    with pytest.raises(NotPermitted):
        actions.log_activity(acting(Role.REVIEWER), tie.id, done())


def test_journeys_when_written_down_then_the_newest_in_each_direction_is_known(tie: Partnership) -> None:
    for on, direction in (("1999", "outbound"), ("2001-05", "outbound"), ("2000-01-02", "both")):
        actions.log_activity(factory.system(), tie.id, done(on, direction=direction))
    last = queries.last_journeys(tie.id)
    assert {way: activity.on for way, activity in last.items()} == {
        "outbound": date(2001, 5, 1), "inbound": date(2000, 1, 2),
    }  # fmt: skip
    assert last["outbound"].dated == PartialDate(2001, 5)


def test_agreement_when_it_renews_one_of_another_partnership_then_the_link_is_dropped(
    tie: Partnership,
) -> None:
    first = actions.record_agreement(
        factory.system(), tie.id, actions.Signed(Bilingual("Charter", ""), "1959-06", renews_id=999)
    )
    renewed = actions.record_agreement(
        factory.system(), tie.id, actions.Signed(Bilingual("Renewal", ""), "1999", renews_id=first.id)
    )
    assert (first.renews_id, renewed.renews_id) == (None, first.id)
    assert [one.summary.en for one in queries.list_activities(factory.system(), tie)] == [
        "Renewal",
        "Charter",
    ]


def test_page_when_facts_are_known_then_it_shows_both_sides_and_where_registers_disagree(
    client: FlaskClient, tie: Partnership
) -> None:
    state_claim(
        factory.system(), tie, field="established", value="1959-06-25", source="Register A",
        reason=Bilingual("The signed sheet says so.", "協定書による。"),
    )  # fmt: skip
    state_claim(factory.system(), tie, field="established", value="1960", source="Register B")
    recent = NOW.date().replace(year=NOW.year - 1)
    actions.log_activity(factory.system(), tie.id, done(recent.isoformat(), direction="inbound"))
    actions.log_activity(factory.system(), tie.id, done("1980", is_public=False))
    page = client.get(f"/partnerships/{tie.id}").text
    for words in (
        "Register A",
        "Register B",
        "The signed sheet says so.",
        "Gardeners came",
        "<strong>1</strong> – Exchange visit 1",
    ):
        assert words in page
    assert page.count("Gardeners came") == 2  # in the history and as the last journey
    assert "Write an agreement down" not in page


def test_pages_when_a_side_writes_then_files_hang_on_what_they_show(
    client: FlaskClient, sign_in: SignIn, tie: Partnership
) -> None:
    sign_in(client, editor(tie, 2))
    base = f"/partnerships/{tie.id}"
    assert client.get(f"{base}/agreements/new").status_code == 200
    sent = {"title_en": "Charter", "title_ja": "協定", "signed": "1959-06", "language": "both", "renews": ""}
    wrong = client.post(f"{base}/agreements/new", data={**sent, "signed": "then"})
    assert wrong.status_code == 422
    assert "協定" in wrong.text
    file = {"file": (io.BytesIO(PDF), "charter.pdf")}
    answer = client.post(f"{base}/agreements/new", data={**sent, **file}, content_type="multipart/form-data")
    assert answer.status_code == 302
    (agreement,) = queries.list_agreements(tie.id)
    assert [one.name for one in list_files(agreement, "agreement")] == ["charter.pdf"]
    assert "charter.pdf" in client.get(base).text
    assert client.get(f"{base}/activities/new").status_code == 200
    sent = {"kind": "ceremony", "direction": "", "on": "2011", "summary_ja": "記念式典", "evidence": "広報"}
    assert client.post(f"{base}/activities/new", data={**sent, "is_public": "y"}).status_code == 302
    assert "記念式典" in client.get(base).text
    assert client.get(f"{base}/edit").status_code == 403


def test_pages_when_the_office_edits_then_a_clash_shows_both_texts(
    client: FlaskClient, sign_in: SignIn, tie: Partnership
) -> None:
    sign_in(client, staff(Role.PROGRAM_OFFICER))
    shown = rules.texts_of(tie)
    base = f"/partnerships/{tie.id}"
    assert client.get(f"{base}/kind").status_code == 200
    assert client.get(f"{base}/edit").status_code == 200
    actions.edit_partnership(factory.system(), tie.id, {**shown, "note_en": "Theirs"}, version=1, shown=shown)
    sent = {**shown, "note_en": "Mine", "version": "1", "shown": json.dumps(shown)}
    answer = client.post(f"{base}/edit", data=sent)
    assert answer.status_code == 409
    assert "Mine" in answer.text
    assert "Theirs" in answer.text
