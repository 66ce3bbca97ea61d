"""From the public call to the receipt: reading, starting, inviting, writing together, agreeing, submitting."""

from sqlalchemy import select

from grantapp import jobs
from grantapp.applications.models import Application, Side
from grantapp.database import db
from grantapp.questionnaires.models import Section
from tests.browser.somebody import Somebody
from tests.browser.steps.story import DANA, MATSUNAGA, Story
from tests.journeys import walk


def find_the_call(story: Story) -> None:
    """A stranger reads the call in Japanese; the lead city in English, with both clocks and every question."""
    stranger = story.come("stranger", "ja").open("/").open("/calls")
    stranger.open(f"/calls/{story.series}").read("日本時間")
    stranger.switch_to("en")
    assert "Exchange grants" in stranger.title
    story.sign_in("lead", DANA)
    lead = story["lead"].open("/calls").follow("Exchange grants")
    lead.read("ET", "JST", "$18,000")
    lead.click('a[href$="/form"]')
    lead.open(f"/calls/{story.series}")


def start(story: Story) -> None:
    """Start from the call's own button; the one partnership and office are chosen already."""
    story["lead"].follow("Start an application").press("Start the application")
    story.application_id = db.session.scalars(select(Application.id)).one()
    assert story["lead"].path == story.hub


def invite(story: Story) -> None:
    """Invite the partner, who opens the letter's link, chooses a password, and lands in Japanese."""
    lead = story["lead"].follow("Invite the partner city")
    lead.fill({"name": "松永 由紀", "email": MATSUNAGA, "language": "ja", "role": "applicant_signatory"})
    lead.press("Send the invitation").read("松永 由紀")
    jobs.drain()
    partner = story.people["partner"] = story.come("partner", "ja")
    partner.open(walk.newcomer_s_link("application_invitation", MATSUNAGA))
    partner.fill({"name": "松永 由紀", "password": walk.PASSWORD, "again": walk.PASSWORD})
    partner.press("Create my account")
    partner.open("/home").open(story.hub).read("タコマ", "北九州")


def confirm_who_signs(story: Story) -> None:
    """The office lets the person sign whom the other city proposed; nobody makes the partner's representative."""
    app = story.app
    app.config["WTF_CSRF_ENABLED"] = False  # the officer's own pages are walked without a browser
    walk.confirm_representative(walk.sign_in(app, "officer@office.example"), MATSUNAGA)
    app.config["WTF_CSRF_ENABLED"] = True


def write_together(story: Story) -> None:
    """Fill in every section from both sides; the first text is typed by hand and saved by itself."""
    for section in story.application.sheet.version.sections:
        if section.kind == "budget":
            add_costs(story)
        for name, side in (("lead", Side.LEAD), ("partner", Side.PARTNER)):
            write_section(story, story[name], section, side)


def write_section(story: Story, who: Somebody, section: Section, side: Side) -> None:
    """Open a section from the task list, answer what belongs to one's side, and go back to the list."""
    if who.path != story.hub:
        who.open(story.hub)
    who.click(
        f'.tasks a[href$="{walk.section_path(story.application_id, section)}"], .tasks a[href$="/{section.key}"]'
    )
    answers = walk.answers_of(side)
    values = {}
    for question in section.questions:
        name = f"file-{question.id}" if question.type == "files" else f"q-{question.id}"
        shown = who.page.locator(f'[name="{name}"]').count()
        if shown and question.key in answers and not is_written(who, name):
            values[name] = answers[question.key]
    if not values:
        return
    who.fill(values)
    who.press("Save and back to list")
    assert who.path == story.hub, who.words[:2000]


def is_written(who: Somebody, name: str) -> bool:
    """Whether the other side has answered a shared question already."""
    field = who.page.locator(f'[name="{name}"]').first
    if field.evaluate("one => one.type") in ("radio", "checkbox"):
        return who.page.locator(f'[name="{name}"]:checked').count() > 0
    return bool(field.input_value())


def add_costs(story: Story) -> None:
    """Add three lines of the budget; the total follows the typing."""
    lead = story["lead"].open(f"{story.hub}/budget")
    for cost, amounts in (
        ("International airfare", {"grant_amount": "10000"}),
        ("Venue and equipment rental", {"partner_in_kind": "2,000.00"}),
        ("Materials, printing, publication", {"lead_cash": "１５００"}),
    ):
        lead.follow("Add a line")
        lead.page.get_by_label("Kind of cost").select_option(label=cost)
        lead.fill({"description": "Three offers"} | amounts)
        lead.page.locator("[data-sum=line]").get_by_text("$").wait_for()
        lead.press("Save and close the line")
    lead.read("$13,500.00")


def meet_in_one_section(story: Story) -> None:
    """Both cities change one answer: the page saves by itself, then shows both texts, and one is chosen."""
    lead, partner = story["lead"], story["partner"]
    section = f"{story.hub}/sections/project"
    name = next(f"q-{one.id}" for one in find_section(story, "project").questions if one.key == "summary")
    lead.open(section)
    partner.open(section)
    lead.type_text(name, "Eight gardeners learn in Kitakyushu.")
    counter = lead.page.locator(f"#{name}-counter").inner_text()
    assert counter == "195 words left"
    assert lead.see_saved().startswith("Saved")
    partner.type_text(name, "北九州で八人の庭師が学びます。")
    partner.click("[data-save-text] a").read(
        "Eight gardeners learn in Kitakyushu.", "北九州で八人の庭師が学びます。"
    )
    partner.page.locator(f"#{name}-choice-theirs").check()
    partner.press("Save what I chose")
    lead.open(f"{story.hub}/check").read("Eight gardeners learn in Kitakyushu.")


def find_section(story: Story, key: str) -> Section:
    """Return a section of the form by its key."""
    return next(one for one in story.application.sheet.version.sections if one.key == key)


def endorse_and_submit(story: Story) -> None:
    """The partner agrees to exactly this content, the lead submits, and both get a number and letters."""
    lead, partner = story["lead"], story["partner"]
    lead.open(story.hub).press("Ask for agreement")
    jobs.drain()
    partner.open(story.hub).follow("Read and agree").press("Agree to this content")
    lead.open(story.hub).follow("Submit the application").press("Submit the application")
    number = story.application.number
    assert number
    assert lead.path == f"{story.hub}/receipt"
    lead.read(number)
    jobs.drain()
    lead.open(f"{story.hub}/receipt").read("PDF")
    partner.open(f"{story.hub}/receipt").read(number)
    assert walk.letters_to(DANA)["application_received"] == "en"
    assert walk.letters_to(MATSUNAGA)["application_received"] == "ja"
