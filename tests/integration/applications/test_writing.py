"""Two cities write one draft: clashes, versions, files, money, and what ends an agreement."""

import io

import pytest
from flask import Flask
from werkzeug.datastructures import FileStorage

from grantapp.applications import actions, documents, queries, rules
from grantapp.applications.models import Side
from grantapp.applications.rules import LineValues
from grantapp.core.errors import Changed, Invalid, NotAllowedNow, NotPermitted
from grantapp.core.money import Money
from grantapp.files.actions import keep_upload
from grantapp.questionnaires.rules import Change
from tests.factories import applications

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


@pytest.fixture
def world(app: Flask):
    return applications.world()


def save(world, draft, side, key, value, version):
    question = applications.find_question(draft, key)
    return actions.save_section(
        world.editor(side), draft.id, question.section.key, {question.id: Change(value, version)}
    )


def test_save_when_both_write_one_answer_then_the_second_sees_both_texts(world):
    draft = applications.draft(world)
    save(world, draft, Side.LEAD, "summary", "Ours", 0)
    with pytest.raises(Changed) as clash:
        save(world, draft, Side.PARTNER, "summary", "私たちの案", 0)
    assert list(clash.value.yours.values()) == ["私たちの案"]
    assert list(clash.value.theirs.values()) == ["Ours"]
    assert clash.value.by == "Dana Whitfield"
    stored = queries.get_application(draft.id)
    assert documents.answer_by_key(stored, "summary") == "Ours"


def test_save_when_nothing_changed_then_the_version_stays(world):
    draft = save(world, applications.draft(world), Side.LEAD, "summary", "Same", 0)
    before = draft.content_version
    assert save(world, draft, Side.LEAD, "summary", "Same", 1).content_version == before


def test_save_when_title_and_theme_are_answered_then_the_application_bears_them(world):
    draft = applications.ready(world)
    assert (draft.title, draft.theme.code) == ("Garden design exchange", "sustainability")
    assert draft.requested_amount == 1_000_000


def test_save_when_it_is_the_other_citys_question_then_refused(world):
    draft = applications.draft(world)
    with pytest.raises(NotPermitted):
        save(world, draft, Side.LEAD, "contact", "Not ours", 0)


def test_save_when_a_stranger_writes_then_refused(world):
    draft, stranger = applications.draft(world), applications.world(world.call)
    question = applications.find_question(draft, "summary")
    with pytest.raises(NotPermitted):
        actions.save_section(stranger.editor(), draft.id, "project", {question.id: Change("x")})


def test_save_when_submitted_then_not_any_more(world):
    sent = applications.submitted(world)
    with pytest.raises(NotAllowedNow):
        save(world, sent, Side.LEAD, "summary", "Later", 1)


@pytest.mark.parametrize("typed", ["bad \x00 byte", "x" * 1_000_001])
def test_save_when_text_cannot_be_kept_then_the_field_is_named_and_nothing_changes(world, typed):
    draft = applications.draft(world)
    with pytest.raises(Invalid) as refusal:
        save(world, draft, Side.LEAD, "summary", typed, 0)
    assert [one.field for one in refusal.value.problems] == [
        f"q-{applications.find_question(draft, 'summary').id}"
    ]
    assert documents.answer_by_key(queries.get_application(draft.id), "summary") is None


def test_save_when_text_has_emoji_and_rare_kanji_then_it_is_kept_as_typed(world):
    draft = save(world, applications.draft(world), Side.LEAD, "summary", "神 髙﨑 🎋 naïve", 0)
    assert documents.answer_by_key(draft, "summary") == "神 髙﨑 🎋 naïve"


def test_line_when_two_change_it_then_the_second_sees_both(world):
    draft = applications.add_line(world, applications.draft(world), grant_amount=100)
    line = draft.budget_lines[0]
    first = LineValues(line.category_id, "first", 200)
    actions.save_budget_line(world.editor(), draft.id, line.id, first, 1)
    with pytest.raises(Changed) as clash:
        actions.save_budget_line(
            world.editor(Side.PARTNER), draft.id, line.id, LineValues(line.category_id, "second", 300), 1
        )
    assert (clash.value.yours["description"], clash.value.theirs["description"]) == ("second", "first")
    assert queries.get_application(draft.id).requested_amount == 200


def test_line_when_removed_twice_then_the_sum_follows_and_nothing_breaks(world):
    draft = applications.add_line(world, applications.draft(world), grant_amount=100)
    line_id = draft.budget_lines[0].id
    for _time in range(2):
        draft = actions.remove_budget_line(world.editor(), draft.id, line_id)
    assert (draft.requested_amount, draft.budget_lines) == (0, [])


def test_file_when_attached_and_removed_then_the_content_changes_with_it(world):
    draft = applications.ready(world)
    question = applications.find_question(draft, "letter")
    hashes = {draft.content_sha256}
    upload = keep_upload(FileStorage(io.BytesIO(PDF), "参加確約書.pdf"))
    draft = actions.attach_answer_file(world.editor(), draft.id, "papers", question.id, upload)
    hashes.add(draft.content_sha256)
    stored = queries.files_of(draft)
    assert [one.name for one in stored] == ["参加確約書.pdf"]
    draft = actions.remove_answer_file(world.editor(), draft.id, "papers", question.id, stored[0].id)
    assert (queries.files_of(draft), len(hashes)) == ([], 2)


def test_endorse_when_another_content_was_shown_then_nothing_is_agreed(world):
    draft = applications.ready(world)
    with pytest.raises(Changed):
        actions.endorse(world.signatory(), draft.id, "0" * 64)
    assert queries.get_application(draft.id).endorsement is None


def test_endorse_when_an_answer_is_missing_then_refused(world):
    draft = applications.draft(world)
    sha = documents.sha256_of_content(draft, [])
    with pytest.raises(Invalid):
        actions.endorse(world.signatory(), draft.id, sha)


@pytest.mark.parametrize("who", ["editor", "lead"])
def test_endorse_when_not_a_signatory_of_the_partner_then_refused(world, who):
    draft = applications.ready(world)
    actor = world.editor(Side.PARTNER) if who == "editor" else world.signatory(Side.LEAD)
    with pytest.raises(NotPermitted):
        actions.endorse(actor, draft.id, draft.content_sha256)


def test_endorse_when_given_twice_then_it_stands_once(world):
    draft = applications.endorsed(world)
    actions.endorse(world.signatory(), draft.id, draft.content_sha256)
    assert len(queries.get_application(draft.id).endorsements) == 1


def test_endorsement_when_an_answer_changes_then_it_ends_and_the_difference_is_known(world):
    draft = applications.endorsed(world)
    given = draft.endorsement
    draft = applications.answer(world, draft, Side.PARTNER, {"why": "新しい理由"})
    assert draft.endorsement is None
    assert not rules.endorsement_holds(draft)
    snapshot = queries.endorsed_snapshot(given)
    found = documents.differences_from(snapshot, documents.content_of(draft, queries.files_of(draft)))
    assert [(one.side, one.before, one.after) for one in found] == [
        ("partner", "長年の交流があります。", "新しい理由")
    ]


def test_endorsement_when_the_budget_changes_then_it_ends(world):
    draft = applications.add_line(world, applications.endorsed(world), "VEN", lead_cash=100)
    assert draft.endorsement is None


def test_ask_when_everything_is_answered_then_the_next_step_of_the_lead_is_to_wait(world):
    draft = applications.ready(world)
    progress = rules.progress_of(draft)
    assert rules.next_step(draft, progress, Side.LEAD, applications.NOW).code == "ask"
    draft = actions.ask_endorsement(world.editor(), draft.id)
    steps = [rules.next_step(draft, progress, side, applications.NOW).code for side in Side]
    assert steps == ["wait_endorse", "endorse"]


def test_differences_when_a_line_is_removed_and_another_changed_then_each_by_its_cost(world):
    draft = applications.ready(world)
    before = documents.content_of(draft, [])
    air, venue = draft.budget_lines
    actions.remove_budget_line(world.editor(), draft.id, air.id)
    values = LineValues(venue.category_id, venue.description, lead_cash=250_000)
    actions.save_budget_line(world.editor(), draft.id, venue.id, values, venue.version)
    after = documents.content_of(queries.get_application(draft.id), [])
    found = {one.label.en: (one.before, one.after) for one in documents.differences(before, after)}
    was, now = found["Venue"]
    assert (was.amounts, now.amounts) == (
        {"lead_cash": Money(300_000, "USD")}, {"lead_cash": Money(250_000, "USD")},
    )  # fmt: skip
    assert found["International airfare"][1] is None
