"""What happens to what people type: kept, shown again when refused, and never overwritten."""

import io
import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask

from grantapp.accounts.models import Role
from grantapp.applications import actions, documents, queries
from grantapp.applications.models import Side
from grantapp.applications.rules import LineValues
from grantapp.core import clock
from tests.factories import applications, people
from tests.factories.people import NOW
from tests.visitor import Visitor


@pytest.fixture(autouse=True)
def _at_now() -> Iterator[None]:
    with clock.travel(NOW):
        yield


@pytest.fixture
def world(app: Flask):
    return applications.world()


@pytest.fixture
def visit(app: Flask, sign_in):
    def of(person, language="en"):
        return Visitor(sign_in(app.test_client(), person), language)

    return of


def name_of(draft, key):
    return f"q-{applications.find_question(draft, key).id}"


def value_in(draft, key):
    return documents.answer_by_key(queries.get_application(draft.id), key)


def test_start_when_the_pair_applied_already_then_warned_and_sure_is_needed(world, visit):
    lead = visit(world.editors[Side.LEAD])
    path = f"/calls/{world.call.series}/apply"
    begun = lead.submit(lead.get(path).form_with(field_name="partnership_id"))
    assert begun.path.startswith("/applications/")
    warned = lead.submit(lead.get(path).form_with(field_name="partnership_id"), expect=422)
    assert "already" in warned.words
    again = lead.submit(warned.form_with(field_name="partnership_id"), {"again": "y"})
    assert again.path != begun.path


def test_start_when_the_other_country_leads_then_not_said_that_one_s_own_city_does(visit):
    world = applications.world(lead_country="US")
    path = f"/calls/{world.call.series}/apply"
    assert "Your city leads" in visit(world.editors[Side.LEAD]).get(path).words
    page = visit(world.editors[Side.PARTNER]).get(path)
    assert "相手国側の都市が代表都市となります" in page.words
    assert "貴市が代表都市" not in page.words


def test_section_when_saved_then_on_to_the_next_or_back_to_the_list(world, visit):
    draft, lead = applications.draft(world), visit(world.editors[Side.LEAD])
    page = lead.get(f"/applications/{draft.id}/sections/project")
    form = page.form_with(action="/project")
    onward = lead.submit(form, {name_of(draft, "title"): "Gardens"}, button="Save and continue")
    assert onward.path.endswith("/budget")
    page = lead.get(f"/applications/{draft.id}/sections/project")
    back = lead.submit(
        page.form_with(action="/project"), {name_of(draft, "summary"): "Short"}, button="back to list"
    )
    assert (back.path, back.title) == (f"/applications/{draft.id}", "Gardens")


@pytest.mark.parametrize("typed", ["half \x00 text", "x" * 150_000])
def test_section_when_refused_then_what_was_typed_stands_there_again(world, visit, typed):
    draft, lead = applications.draft(world), visit(world.editors[Side.LEAD])
    form = lead.get(f"/applications/{draft.id}/sections/project").form_with(action="/project")
    summary, title = name_of(draft, "summary"), name_of(draft, "title")
    refused = lead.submit(form, {summary: typed, title: "Kept on the page"}, expect=422)
    again = dict(refused.form_with(action="/project").values)
    assert again[title] == "Kept on the page"
    assert again[summary].replace("\ufffd", "\x00") == typed
    assert value_in(draft, "title") is None


def test_section_when_a_megabyte_is_sent_then_a_clear_page_and_nothing_lost(world, visit):
    draft, lead = applications.draft(world), visit(world.editors[Side.LEAD])
    form = lead.get(f"/applications/{draft.id}/sections/project").form_with(action="/project")
    form.multipart = False
    page = lead.submit(form, {name_of(draft, "summary"): "x" * 1_000_000}, expect=422)
    assert len(dict(page.form_with(action="/project").values)[name_of(draft, "summary")]) == 1_000_000
    assert value_in(draft, "summary") is None


def test_section_when_both_changed_it_then_one_is_chosen_and_the_rest_is_kept(world, visit):
    draft = applications.draft(world)
    lead, partner = visit(world.editors[Side.LEAD]), visit(world.editors[Side.PARTNER])
    path, summary, title = (
        f"/applications/{draft.id}/sections/project",
        name_of(draft, "summary"),
        name_of(draft, "title"),
    )
    first, second = (one.get(path).form_with(action="/project") for one in (lead, partner))
    lead.submit(first, {summary: "The lead's text"})
    clash = partner.submit(
        second, {summary: "The partner's text", title: "Untouched by the lead"}, expect=409
    )
    assert "The lead's text" in clash.words
    assert "The partner's text" in clash.words
    assert (value_in(draft, "summary"), value_in(draft, "title")) == (
        "The lead's text",
        "Untouched by the lead",
    )
    joined = {f"{summary}-choice": "both", summary: "Both texts in one"}
    partner.submit(clash.form_with(action="/settle"), joined)
    assert value_in(draft, "summary") == "Both texts in one"


@pytest.mark.parametrize(("choice", "kept"), [("yours", "Mine"), ("theirs", "Theirs")])
def test_clash_when_settled_then_the_chosen_text_stands(world, visit, choice, kept):
    draft = applications.draft(world)
    lead, partner = visit(world.editors[Side.LEAD]), visit(world.editors[Side.PARTNER])
    path, summary = f"/applications/{draft.id}/sections/project", name_of(draft, "summary")
    form = lead.get(path).form_with(action="/project")
    partner.submit(partner.get(path).form_with(action="/project"), {summary: "Theirs"})
    clash = lead.submit(form, {summary: "Mine"}, expect=409)
    lead.submit(clash.form_with(action="/settle"), {f"{summary}-choice": choice})
    assert value_in(draft, "summary") == kept


def autosave(visitor, draft, values):
    path = f"/applications/{draft.id}/sections/project/autosave"
    return visitor.client.post(path, data=values, headers={"Accept": "application/json"})


def test_autosave_when_typed_then_new_versions_come_back_and_a_clash_is_told(world, visit):
    draft, lead = applications.draft(world), visit(world.editors[Side.LEAD])
    summary = name_of(draft, "summary")
    version = summary.replace("q-", "version-")
    saved = autosave(lead, draft, {summary: "First", version: "0"})
    assert saved.json["versions"][version] == 1
    assert saved.json["saved_at_text"] == "Saved 07:00 PT · 00:00 JST"
    clash = autosave(visit(world.editors[Side.PARTNER]), draft, {summary: "Second", version: "0"})
    assert (clash.status_code, bool(clash.json["clash_url"])) == (409, True)
    refused = autosave(lead, draft, {summary: "bad \x00", version: "1"})
    assert (refused.status_code, list(refused.json["errors"])) == (422, [summary])
    assert value_in(draft, "summary") == "First"


def test_file_when_refused_then_the_text_beside_it_is_saved(world, visit):
    draft, lead = applications.draft(world), visit(world.editors[Side.LEAD])
    page = lead.get(f"/applications/{draft.id}/sections/papers")
    form = page.form_with(action="/papers")
    letter = f"file-{applications.find_question(draft, 'letter').id}"
    form.names.add(letter)
    page = lead.submit(
        form, {letter: (io.BytesIO(b"MZ\x90\x00"), "letter.pdf"), name_of(draft, "accurate"): "y"}, expect=422
    )
    assert "letter.pdf" in page.words
    stored = queries.get_application(draft.id)
    assert [(one.side, one.value) for one in stored.sheet.answers] == [("lead", True)]


def test_budget_when_an_amount_cannot_be_read_then_it_stands_there_again(world, visit):
    draft, lead = applications.draft(world), visit(world.editors[Side.LEAD])
    category = str(draft.call.costs[0].id)
    form = lead.get(f"/applications/{draft.id}/budget?line=new").form_with(field_name="grant_amount")
    typed = {
        "category_id": category,
        "description": "Six returns",
        "grant_amount": "7,080.505",
        "lead_cash": "２００",
    }
    refused = lead.submit(form, typed, expect=422)
    again = refused.form_with(field_name="grant_amount")
    assert dict(again.values)["grant_amount"] == "7,080.505"
    lead.submit(again, {"grant_amount": "$7,080.50"}, button="Save and close")
    line = queries.get_application(draft.id).budget_lines[0]
    assert (line.grant_amount, line.lead_cash, line.description) == (708_050, 20_000, "Six returns")


def test_budget_when_both_changed_a_line_then_both_values_are_shown(world, visit):
    draft = applications.add_line(world, applications.draft(world), grant_amount=100)
    lead, partner = visit(world.editors[Side.LEAD]), visit(world.editors[Side.PARTNER])
    path = f"/applications/{draft.id}/budget?line={draft.budget_lines[0].id}"
    first, second = (one.get(path).form_with(field_name="grant_amount") for one in (lead, partner))
    lead.submit(first, {"grant_amount": "200"}, button="Save and close")
    clash = partner.submit(second, {"grant_amount": "300"}, button="Save and close", expect=409)
    assert "$200.00" in clash.words
    again = clash.form_with(field_name="grant_amount")
    assert dict(again.values)["grant_amount"] == "300"
    partner.submit(again, button="Save and close")
    assert queries.get_application(draft.id).requested_amount == 30_000


def test_submit_when_pressed_twice_then_the_second_reads_the_receipt(world, visit):
    draft, lead = applications.endorsed(world), visit(world.signatories[Side.LEAD])
    form = lead.get(f"/applications/{draft.id}/submit").form_with(action="/submit")
    first, second = lead.submit(form), lead.submit(form)
    assert first.path == second.path == f"/applications/{draft.id}/receipt"
    assert first.title == second.title


def test_submit_when_the_call_has_closed_then_the_deadline_is_said_on_both_clocks(world, visit):
    draft, lead = applications.endorsed(world), visit(world.signatories[Side.LEAD])
    form = lead.get(f"/applications/{draft.id}/submit").form_with(action="/submit")
    with clock.travel(world.call.closes_at + timedelta(seconds=1)):
        late = lead.submit(form, expect=422)
    sentence = re.search(
        r"This call closed on (.+?)\. Your draft is kept but can no longer be submitted\.", late.words
    )
    assert sentence
    assert {"PT", "JST"} <= set(sentence.group(1).split())
    assert queries.get_application(draft.id).status == "draft"


def test_endorse_when_the_content_moved_then_the_newer_version_is_shown(world, visit):
    draft, partner = applications.ready(world), visit(world.signatories[Side.PARTNER])
    form = partner.get(f"/applications/{draft.id}/endorse").form_with(action="/endorse")
    applications.answer(world, draft, Side.LEAD, {"summary": "A newer text"})
    moved = partner.submit(form, expect=409)
    assert "A newer text" in moved.words
    agreed = partner.submit(moved.form_with(action="/endorse"))
    assert agreed.path == f"/applications/{draft.id}"
    assert queries.get_application(draft.id).endorsement is not None


def test_draft_when_the_office_looks_then_only_a_count(world, visit):
    draft = applications.ready(world)
    staff = visit(people.grant(people.person(), Role.PROGRAM_OFFICER))
    listed = staff.get("/office/applications")
    assert "1 draft" in listed.words
    assert "Garden design" not in listed.words
    staff.get(f"/applications/{draft.id}", expect=404)
    staff.get(f"/applications/{draft.id}/read", expect=404)


def test_csv_when_filtered_then_exactly_those_rows(world, visit):
    sent = applications.submitted(world)
    staff = visit(people.grant(people.person(), Role.PROGRAM_OFFICER))
    text = staff.client.get(f"/office/applications.csv?call={world.call.series}").get_data(as_text=True)
    assert [line.split(",")[0] for line in text.splitlines()[1:]] == [sent.number]
    assert (
        len(staff.client.get("/office/applications.csv?call=none").get_data(as_text=True).splitlines()) == 1
    )


def test_line_when_somebody_removed_it_meanwhile_then_what_was_typed_stands_in_a_new_line(world, visit):
    draft = applications.add_line(world, applications.draft(world), grant_amount=100)
    line, lead = draft.budget_lines[0], visit(world.editors[Side.LEAD])
    form = lead.get(f"/applications/{draft.id}/budget?line={line.id}").form_with(field_name="grant_amount")
    actions.remove_budget_line(world.editor(Side.PARTNER), draft.id, line.id)
    page = lead.submit(form, {"description": "Two nights in Kokura", "grant_amount": "250"}, expect=409)
    again = page.form_with(field_name="grant_amount")
    assert again.action.endswith("line=new")
    assert "Two nights in Kokura" in dict(again.values).values()
    lead.submit(again, {}, button="Save and close the line")
    assert [one.grant_amount for one in queries.get_application(draft.id).budget_lines] == [25_000]


def test_section_when_a_second_clash_comes_up_meanwhile_then_it_joins_the_first(world, visit, monkeypatch):
    draft = applications.draft(world)
    lead = visit(world.editors[Side.LEAD])
    path, summary, title = (
        f"/applications/{draft.id}/sections/project", name_of(draft, "summary"), name_of(draft, "title"),
    )  # fmt: skip
    form = lead.get(path).form_with(action="/project")
    applications.answer(world, draft, Side.PARTNER, {"summary": "Theirs"})
    save = actions.save_section

    def overtaken(actor, application_id, key, changes):
        if len(changes) == 3:  # the rest, after the first clash was found
            monkeypatch.setattr(actions, "save_section", save)
            applications.answer(world, draft, Side.PARTNER, {"title": "Their title"})
        return save(actor, application_id, key, changes)

    monkeypatch.setattr(actions, "save_section", overtaken)
    page = lead.submit(form, {summary: "Ours", title: "Our title"}, expect=409)
    kept = dict(page.form_with(action="/settle").values)
    assert (kept[f"{summary}-yours"], kept[f"{title}-yours"]) == ("Ours", "Our title")


def test_section_when_one_saved_it_himself_in_between_then_no_other_is_named(world, visit):
    draft = applications.draft(world)
    lead = visit(world.editors[Side.LEAD])
    path, summary = f"/applications/{draft.id}/sections/project", name_of(draft, "summary")
    form = lead.get(path).form_with(action="/project")
    lead.submit(form, {summary: "First"})
    page = lead.submit(form, {summary: "Second"}, expect=409)
    assert "You saved this section yourself" in page.words
    lead.submit(form, {summary: "First"})  # the same text is no clash, whatever version was shown


def test_submit_when_pressed_twice_at_once_then_the_second_sees_the_receipt(world, visit):
    draft, lead = applications.endorsed(world), visit(world.signatories[Side.LEAD])
    form = lead.get(f"/applications/{draft.id}/submit").form_with(action="/submit")
    with_number = applications.submitted(world, draft).number
    assert lead.submit(form).path.endswith("/receipt")
    assert queries.get_application(draft.id).number == with_number


def test_receipt_when_nothing_was_sent_yet_then_told_so(world, visit):
    draft = applications.draft(world)
    page = visit(world.editors[Side.LEAD]).get(f"/applications/{draft.id}/receipt")
    assert "There is no receipt yet" in page.words


def test_endorse_page_when_the_budget_changed_then_lines_with_names_and_money(world, visit):
    draft = applications.endorsed(world)
    line = draft.budget_lines[0]
    values = LineValues(line.category_id, "7 returns", grant_amount=1_100_000, partner_in_kind=200_000)
    actions.save_budget_line(world.editor(), draft.id, line.id, values, line.version)
    page = visit(world.signatories[Side.PARTNER]).get(f"/applications/{draft.id}/endorse")
    assert re.search(r"7 returns\S+：\$11,000\.00北九州（\S+）：\$2,000\.00", page.words)
    assert re.search(r"6 returns\S+：\$10,000\.00", page.words)
