"""Agreements and activities that are corrected and removed with reasons; two people who write at once."""

import io
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from grantapp.accounts.models import Person, Role
from grantapp.audit.queries import words_before
from grantapp.core.dates import PartialDate
from grantapp.core.errors import Changed, Invalid, NotPermitted
from grantapp.core.words import Bilingual
from grantapp.files.queries import list_files
from grantapp.partnerships import actions, policy, queries, rules
from grantapp.partnerships.models import ActivityKind, LogEntry, Partnership, PartnershipAgreement
from tests.factories import partnerships as factory
from tests.factories.people import acting, actor, grant, person, staff

SignIn = Callable[[FlaskClient, Person], FlaskClient]
PDF = b"%PDF-1.7\n%%EOF\n"
pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def tie(app: object) -> Partnership:
    """Return Tacoma and Kitakyushu."""
    factory.gazetteer("us-wa-tacoma", "jp-40-kitakyushu")
    return factory.partnership()


@pytest.fixture
def charter(tie: Partnership) -> PartnershipAgreement:
    """Return an agreement with a wrong signatory."""
    said = actions.Signed(Bilingual("Charter", "盟約"), "1959-06", signatories="Mayor Wrong")
    return actions.record_agreement(acting(Role.PROGRAM_OFFICER), tie.id, said)


@pytest.fixture
def visit(tie: Partnership) -> LogEntry:
    """Return a visit that the public reads."""
    done = actions.Done(ActivityKind.VISIT, "2012-06", Bilingual("Gardeners came", ""), "Report", "inbound")
    return actions.log_activity(acting(Role.PROGRAM_OFFICER), tie.id, done)


def editor(tie: Partnership) -> Person:
    """Return somebody who works for the American side."""
    found = person()
    grant(found, Role.APPLICANT_EDITOR, factory.office_of(tie).scope_id)
    return found


def correct(charter: PartnershipAgreement, version: int = 1, reason: str = "Misread", **texts: str) -> Any:
    """Correct an agreement as the office does that saw it uncorrected."""
    shown = {"title_en": "Charter", "title_ja": "盟約", "signed": "1959-06", "signatories": "Mayor Wrong",
             "language": "both", "renews": "", "note": ""}  # fmt: skip
    return actions.edit_agreement(
        factory.system(), charter.id, {**shown, **texts}, reason=reason, version=version, shown=shown
    )


def test_agreement_when_corrected_then_the_page_shows_the_new_words_and_the_audit_keeps_the_old(
    tie: Partnership, charter: PartnershipAgreement
) -> None:
    correct(charter, signatories="Mayor Right", signed="1959-07", title_en="Sister city charter")
    (line,) = queries.list_activities(factory.system(), tie)
    assert (line.summary.en, line.dated) == ("Sister city charter", PartialDate(1959, 7))
    ((entry, before),) = words_before(charter)
    assert (entry.verb, entry.reason) == ("partnership_agreement.corrected", "Misread")
    assert before == {"signatories": "Mayor Wrong", "signed": "1959-06", "title_en": "Charter"}


def test_agreement_when_two_people_correct_it_then_nobody_overwrites_the_other(
    charter: PartnershipAgreement,
) -> None:
    correct(charter, signatories="Mayor Right")
    merged = correct(charter, note="In two copies")
    assert (merged.signatories, merged.note) == ("Mayor Right", "In two copies")
    with pytest.raises(Changed) as clash:
        correct(charter, signatories="Mayor Left")
    assert clash.value.theirs == {"signatories": "Mayor Right"}


@pytest.mark.parametrize(
    ("texts", "field"),
    [({"reason": " "}, "reason"), ({"signed": "soon"}, "signed"), ({"title_en": "", "title_ja": ""}, "title_en")],
)  # fmt: skip
def test_agreement_when_the_correction_lacks_something_then_it_is_refused(
    charter: PartnershipAgreement, texts: dict[str, str], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        correct(charter, **texts)
    assert [problem.field for problem in refused.value.problems] == [field]


def test_activity_when_removed_then_it_counts_nowhere_and_is_not_deleted(
    client: FlaskClient, sign_in: SignIn, tie: Partnership, visit: LogEntry
) -> None:
    actions.remove_activity(factory.system(), visit.id, "It was another city")
    assert queries.last_journeys(tie.id) == {}
    assert queries.standings([tie.id]) == {}
    assert [words for _id, words in queries.searchable_texts([tie.id]) if "Gardeners came" in words] == []
    assert "Gardeners came" not in client.get(f"/partnerships/{tie.id}").text
    page = sign_in(client, editor(tie)).get(f"/partnerships/{tie.id}").text
    assert "Gardeners came" in page
    assert "It was another city" in page
    with pytest.raises(Invalid):
        actions.remove_activity(factory.system(), visit.id, "Again")


def test_place_when_it_has_partners_then_its_page_draws_them_and_lists_them_beside(
    client: FlaskClient, tie: Partnership
) -> None:
    page = client.get("/places/us-wa-tacoma").text
    assert page.count('class="map-thin"') == 1
    assert page.count('class="map-square"') == 2
    assert '<a href="/places/jp-40-kitakyushu"' in page
    assert "Active partnership" in page
    assert 'class="map"' not in client.get("/places/us-wa").text


def test_history_when_somebody_else_corrects_it_then_it_is_refused(
    charter: PartnershipAgreement, visit: LogEntry
) -> None:
    stranger = acting(Role.REVIEWER)
    with pytest.raises(NotPermitted):
        actions.remove_agreement(stranger, charter.id, "x")
    with pytest.raises(NotPermitted):
        actions.remove_activity(stranger, visit.id, "x")


def test_pages_when_a_side_corrects_then_reason_files_and_earlier_words_are_kept(
    client: FlaskClient, sign_in: SignIn, tie: Partnership, visit: LogEntry, charter: PartnershipAgreement
) -> None:
    sign_in(client, editor(tie))
    base = f"/partnerships/activities/{visit.id}"
    shown = rules.activity_texts(queries.get_activity_of(visit), visit.evidence)
    sent = {**shown, "kind": "ceremony", "on": "2012-07", "version": "1", "shown": json.dumps(shown)}
    assert client.post(f"{base}/edit", data={**sent, "reason": ""}).status_code == 422
    assert client.post(f"{base}/edit", data={**sent, "reason": "Newspaper"}).status_code == 302
    assert (queries.get_activity_of(visit).kind, queries.get_activity_of(visit).dated) == (
        "ceremony", PartialDate(2012, 7),
    )  # fmt: skip
    assert "Exchange visit" in client.get(f"{base}/edit").text  # the earlier words
    clash = client.post(f"{base}/edit", data={**sent, "on": "2012-08", "reason": "Diary"})
    assert clash.status_code == 409
    file = {"file": (io.BytesIO(PDF), "diary.pdf")}
    client.post(f"{base}/files", data=file, content_type="multipart/form-data")
    (kept,) = list_files(visit)
    assert "diary.pdf" in client.get(f"{base}/edit").text
    client.post(f"/partnerships/agreements/{charter.id}/files/{kept.id}/remove")  # hangs on another record
    assert list_files(visit)
    client.post(f"{base}/files/{kept.id}/remove")
    assert list_files(visit) == []
    assert client.get(f"/partnerships/agreements/{charter.id}/edit").status_code == 200
    gone = f"/partnerships/agreements/{charter.id}/remove"
    assert client.post(gone, data={"reason": ""}).status_code == 422
    assert client.post(gone, data={"reason": "Never signed"}).status_code == 302
    assert queries.list_agreements(tie.id) == []


def test_side_and_kind_when_two_people_write_at_once_then_both_texts_are_shown(
    client: FlaskClient, sign_in: SignIn, tie: Partnership
) -> None:
    sign_in(client, staff(Role.PROGRAM_OFFICER))
    member = tie.members[0]
    shown = rules.side_texts(member)
    theirs = {"status": "dormant", "on": "2012", "reason": "Letter"}
    actions.change_side_status(factory.system(), member.id, theirs, version=1, shown=shown)
    sent = {"status": "ended", "on": "2012", "reason": "Council", "version": "1", "shown": json.dumps(shown)}
    clash = client.post(f"/partnerships/sides/{member.id}/status", data=sent)
    assert clash.status_code == 409
    assert "Dormant partnership" in clash.text
    assert "Ended partnership" in clash.text
    shown = rules.kind_texts(tie, [])
    kind = {"kind": "friendship_city", "since": "1990", "evidence": "Letter"}
    actions.change_kind(factory.system(), tie.id, kind, version=1, shown=shown)
    sent = {"kind": "other", "since": "1991", "evidence": "x", "version": "1", "shown": json.dumps(shown)}
    clash = client.post(f"/partnerships/{tie.id}/kind", data=sent)
    assert clash.status_code == 409
    assert "Friendship city" in clash.text


def test_history_when_a_register_or_the_product_wrote_it_then_the_office_alone_corrects_it(tie):
    said = actions.Signed(Bilingual("Charter", "盟約"), "1959-06")
    charter = actions.record_agreement(factory.system(), tie.id, said)
    assert not policy.CORRECT_HISTORY.allows(actor(editor(tie)), charter)
    assert policy.CORRECT_HISTORY.allows(acting(Role.PROGRAM_OFFICER), charter)
