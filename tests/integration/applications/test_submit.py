"""Sending an application: what it leaves behind, when it is refused, and that it happens once."""

import io
import json
from datetime import timedelta

import pytest
from flask import Flask
from pypdf import PdfReader

from grantapp import jobs
from grantapp.applications import actions, queries
from grantapp.applications.models import Side
from grantapp.audit import chain
from grantapp.audit.queries import timeline_of
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted
from grantapp.documents.canonical import sha256_of_bytes
from grantapp.files.storage import read_bytes
from grantapp.partnerships.models import ActivityKind
from grantapp.partnerships.queries import get_partnership
from tests.factories import applications
from tests.factories.people import NOW


@pytest.fixture
def world(app: Flask):
    return applications.world()


def refusals(world, draft, at=NOW):
    with pytest.raises(Invalid) as refusal:
        actions.submit_application(world.signatory(Side.LEAD, at), draft.id)
    return [problem.code for problem in refusal.value.problems]


def test_submit_when_all_is_done_then_number_snapshot_and_history_stand(world):
    sent = applications.submitted(world)
    assert (sent.number, sent.status, sent.submitted_at) == (f"{world.call.series}-0001", "submitted", NOW)
    assert sent.snapshot.sha256 == sha256_of_bytes(sent.snapshot.content) == sent.endorsement.content_sha256
    activities = get_partnership(world.partnership.id).activities
    assert [(one.kind, one.is_public) for one in activities] == [(ActivityKind.APPLICATION, False)]
    assert list(chain.verify()) == []


def test_submit_when_frozen_then_people_stand_in_the_annex_only(world):
    sent = applications.submitted(world)
    assert "井上" not in sent.snapshot.content.decode()
    assert json.loads(sent.snapshot.annex)["values"]["endorsed_by"]["name"] == "井上 拓也"


def test_submit_when_two_pairs_send_then_numbers_follow_each_other(world):
    second = applications.submitted(applications.world(world.call))
    first = applications.submitted(world)
    assert [one.number for one in (second, first)] == [f"{world.call.series}-{n:04d}" for n in (1, 2)]


def test_submit_when_sent_twice_then_the_second_gets_the_first_and_no_number_is_lost(world):
    sent = applications.submitted(world)
    again = actions.submit_application(world.signatory(Side.LEAD), sent.id)
    assert (again.number, len(timeline_of(again))) == (sent.number, len(timeline_of(sent)))
    assert applications.submitted(applications.world(world.call)).number.endswith("-0002")


def test_submit_when_the_partner_or_an_editor_tries_then_refused(world):
    draft = applications.endorsed(world)
    for who in (world.signatory(Side.PARTNER), world.editor(Side.LEAD)):
        with pytest.raises(NotPermitted):
            actions.submit_application(who, draft.id)
        with pytest.raises(NotPermitted):
            actions.withdraw_application(who, draft.id, "No")


def test_submit_when_not_endorsed_then_refused(world):
    assert refusals(world, applications.ready(world)) == ["not_endorsed"]


def test_submit_when_changed_after_the_agreement_then_refused(world):
    draft = applications.answer(world, applications.endorsed(world), Side.LEAD, {"summary": "Changed"})
    assert refusals(world, draft) == ["not_endorsed"]


def test_submit_when_answers_are_missing_then_every_gap_of_both_sides_is_named_once(world):
    found = refusals(world, applications.draft(world))
    required = [
        "office",
        "contact",
        "title",
        "theme",
        "summary",
        "why",
        "why",
        "budget",
        "accurate",
        "accurate",
    ]
    assert found.count("missing") == len(required)


def test_submit_in_the_last_second_then_received_and_at_the_next_minute_not(world):
    draft = applications.endorsed(world)
    late = refusals(world, draft, world.call.closes_at)
    assert late == ["closed"]
    last = world.call.closes_at - timedelta(seconds=1)
    actions.submit_application(world.signatory(Side.LEAD, last), draft.id)
    assert queries.get_application(draft.id).submitted_at == last


def test_pdf_when_the_job_has_run_twice_then_both_languages_hang_once_with_japanese_text(world):
    sent = applications.submitted(world)
    jobs.drain()
    jobs.drain()
    sent = queries.get_application(sent.id)
    prints = {one.purpose: one for one in queries.pdfs_of(world.editor(Side.LEAD), sent)}
    assert set(prints) == {"pdf-en", "pdf-ja"}
    reader = PdfReader(io.BytesIO(read_bytes(prints["pdf-ja"].storage_key)))
    told = "".join(page.extract_text() for page in reader.pages)
    assert "長年の交流があります。" in told
    assert sent.number in told
    assert "井上 拓也" in told
    fonts = {str(font) for page in reader.pages for font in page["/Resources"]["/Font"].values()}
    assert fonts


def test_withdraw_when_no_reason_is_given_then_refused(world):
    sent = applications.submitted(world)
    with pytest.raises(Invalid):
        actions.withdraw_application(world.signatory(Side.LEAD), sent.id, "  ")
    actions.withdraw_application(world.signatory(Side.LEAD), sent.id, "The visit was moved.")
    assert queries.get_application(sent.id).status == "withdrawn"


def test_decision_when_written_then_only_by_those_who_decide(world):
    sent = applications.submitted(world)
    with pytest.raises(NotPermitted):
        actions.mark_awarded(world.signatory(Side.LEAD), sent.id)
    actions.begin_review(world.staff(), sent.id)
    actions.begin_review(world.staff(), sent.id)
    actions.mark_waitlisted(world.staff(applications.Role.DIRECTOR), sent.id)
    assert actions.mark_awarded(world.staff(applications.Role.DIRECTOR), sent.id).decided_at == NOW


def test_start_when_the_call_is_closed_then_refused(world):
    with pytest.raises(NotAllowedNow):
        applications.draft(world, world.call.closes_at)


def test_start_when_the_city_is_no_member_then_refused(world):
    other = applications.world(world.call)
    with pytest.raises(Invalid):
        actions.start_application(
            other.editor(), world.call.id, world.partnership.id, other.offices[Side.LEAD].id
        )


def test_start_when_the_partner_side_begins_then_it_leads(world):
    lead = world.offices[Side.PARTNER]
    draft = actions.start_application(
        world.editor(Side.PARTNER), world.call.id, world.partnership.id, lead.id
    )
    assert (draft.lead.organization_id, draft.partner.organization_id) == (
        lead.id, world.offices[Side.LEAD].id,
    )  # fmt: skip
