"""The journey, the report that is returned once, the outcome, the close, and what the public sees of it."""

from datetime import timedelta
from typing import Any

from grantapp import jobs
from grantapp.applications.models import Side
from grantapp.reports.models import Requirement, RequirementKind
from grantapp.reports.queries import list_of_award
from tests.browser.somebody import Somebody
from tests.browser.steps.story import Story

BOTH: dict[str, Any] = {"reached": "140", "accurate": "yes"}
ANSWERS: dict[str, dict[str, Any]] = {
    "lead": BOTH | {
        "against_objectives": "Eight people were trained; the garden is repaired.", "travelled": "8",
        "changed": "Our gardeners prune as their teachers do.", "goes_on": "They teach ten volunteers each spring.",
        "practice": "Give every pair one task and let them finish it.", "events": "An open garden day in each city.",
        "statement": "Two ports now share a garden.",
    },
    "partner": BOTH | {"changed": "教えることで、私たちも学びました。", "goes_on": "毎年秋に庭師を派遣します。"},
}  # fmt: skip


def travel(story: Story) -> None:
    """The lead city records the journey and a delegate."""
    lead, award = story["lead"].open(f"/awards/{story.award.id}/exchange"), story.award
    first = award.period_starts_on + timedelta(days=20)
    lead.follow("Record a journey")
    lead.fill({
        "direction": "outbound", "starts_on": first.isoformat(), "ends_on": (first + timedelta(days=9)).isoformat(),
        "destination": "Kitakyushu",
    })  # fmt: skip
    lead.press("Record the journey")
    if not lead.page.locator('[name="organization"]').count():
        lead.follow("Change the journey or its people")
    lead.fill({"role": "city_staff", "organization": "Parks Tacoma"}).press("Add the delegate")
    story["partner"].open(f"/awards/{award.id}/exchange").read("Parks Tacoma")


def final_report(story: Story) -> Requirement:
    """Return the final report of the award."""
    return next(one for one in list_of_award(story.award.id) if one.kind == RequirementKind.FINAL_REPORT)


def report(story: Story) -> None:
    """Both cities write, the lead sends, the office returns it once, the partner confirms, the office accepts."""
    lead, partner, officer = story["lead"], story["partner"], story["officer"]
    page = f"/reports/{final_report(story).id}"
    lead.open(f"/awards/{story.award.id}/reports").click(f'a[href="{page}"]').press("Start the report")
    for section in final_report(story).report.sheet.version.sections:
        for who, side in ((lead, Side.LEAD), (partner, Side.PARTNER)):
            write(who, f"{page}/sections/{section.key}", section, side)
    lead.open(f"{page}/spending").fill({"spent": "9000"}).press("Save")
    send(lead, page)
    jobs.drain()
    confirm(partner, page)
    officer.open("/reports").open(f"{page}/review")
    comment = "Please say who taught them."
    officer.fill({"comment-results.against_objectives": comment}).press("Return with comments")
    jobs.drain()
    mend(story, page, comment)
    send(lead, page)
    confirm(partner, page)
    officer.open(f"{page}/review").press("Accept the report")
    jobs.drain()


def write(who: Somebody, address: str, section: Any, side: Side) -> None:
    """Answer what belongs to a side in a section of the report."""
    who.open(address)
    values = {}
    for question in section.questions:
        name, answer = f"q-{question.id}", ANSWERS[side].get(question.key)
        if answer and who.page.locator(f'[name="{name}"]').count():
            values[name] = answer
    who.fill(values).press("Save and back to the report")


def send(lead: Somebody, page: str) -> None:
    """Check everything and send it."""
    lead.open(f"{page}/send").press("Send the report to the program office")


def confirm(partner: Somebody, page: str) -> None:
    """Read everything and confirm it."""
    partner.open(page).follow("Read and confirm").press("Confirm the report")


def mend(story: Story, page: str, comment: str) -> None:
    """Find the comment beside its answer and add to the answer."""
    lead = story["lead"].open(page).follow("Go to the first comment").read(comment)
    question = next(
        one for section in final_report(story).report.sheet.version.sections
        for one in section.questions if one.key == "against_objectives"
    )  # fmt: skip
    lead.type_text(f"q-{question.id}", "Eight people were trained by two master gardeners.")
    lead.see_saved()
    lead.press("Save and back to the report")


def record_outcome(story: Story) -> None:
    """The lead city records a figure with its evidence."""
    lead = story["lead"].open(f"/awards/{story.award.id}/outcomes").follow("Record an outcome")
    lead.page.locator('[name="indicator"]').select_option("delegates")
    lead.fill({
        "value": "8", "year": str(story.award.period_ends_on.year), "method": "counted", "attribution": "caused",
        "description_en": "Gardeners who learned in Kitakyushu", "evidence": "List of delegates",
    })  # fmt: skip
    lead.press("Record the outcome").read("Gardeners who learned in Kitakyushu")


def close(story: Story) -> None:
    """The office waives the later questions and closes the award, nothing standing open."""
    officer, page = story["officer"], f"/awards/{story.award.id}/closeout"
    follow_up = next(one for one in list_of_award(story.award.id) if one.kind == RequirementKind.FOLLOW_UP)
    officer.open(f"/reports/{follow_up.id}/time")
    officer.fill({"waive-reason": "Told at the conference instead."}).press("Waive the report")
    officer.open(page).fill({"note": "Thank you, both."}).press("Close the award")
    jobs.drain()
    assert story.award.status == "completed"


def find_it_in_public(story: Story) -> None:
    """A stranger finds the award, its outcome and the partnership's history, in both languages."""
    stranger = story.come("reader", "ja").open("/").open("/awards-and-outcomes")
    stranger.open(f"/awards-and-outcomes/{story.award.number}").switch_to("en")
    stranger.read(
        "Learning and keeping a Japanese garden", "Gardeners who learned in Kitakyushu", "$10,000.00"
    )
    partnership = story.application.partnership_id
    stranger.open(f"/partnerships/{partnership}").read(story.award.number)
