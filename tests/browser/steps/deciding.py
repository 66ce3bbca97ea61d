"""From the assignment to the released decision: officer, reviewer, director."""

from grantapp import jobs
from tests.browser.steps.story import DANA, MATSUNAGA, Story
from tests.journeys import walk


def assign(story: Story) -> None:
    """The officer finds the application in the list and asks a reviewer."""
    story.sign_in("officer", "officer@office.example")
    officer = story["officer"].open("/office/applications").read(story.application.number)
    officer.open("/reviews").follow("Exchange grants").follow("Assign")
    officer.page.get_by_label("Reviewer", exact=True).check()
    officer.press("Ask these reviewers")
    jobs.drain()


def review(story: Story) -> None:
    """The reviewer answers the conflict question before any text, scores beside the application, and submits."""
    story.sign_in("reviewer", "reviewer@office.example")
    reviewer = story["reviewer"].open("/reviews/mine").follow("Open it")
    assert "Learning and keeping a Japanese garden" not in reviewer.words
    reviewer.fill({"answer": "none"}).press("Send the answer")
    reviewer.read("Learning and keeping a Japanese garden", "庭は、毎年手を入れなければ失われます。")
    for place, criterion in enumerate(story.application.call.criteria):
        reviewer.page.locator(f"#score-{criterion.id}-{5 - place % 2}").check()
        if place == 0:
            reviewer.see_saved()
    comments = reviewer.page.locator("details.score-comment").first
    comments.locator("summary").click()
    first = story.application.call.criteria[0].id
    reviewer.type_text(f"cities-{first}", "A clear plan with people who stay.")
    reviewer.see_saved()
    reviewer.press("Submit review")
    reviewer.open("/reviews/mine").read("1 of 1 submitted")


def decide(story: Story) -> None:
    """The officer recommends and freezes, the director approves and releases; both cities get a letter."""
    officer = story["officer"].open("/decisions").follow("Exchange grants")
    officer.click(f'a[href="/decisions/applications/{story.application_id}"]')
    officer.fill({"outcome": "fund", "amount": "10000", "reason": "The highest score and a plan that lasts."})
    officer.press("Save the recommendation")
    call = story.application.call_id
    officer.open(f"/decisions/{call}").follow("Freeze this ranking").press("Freeze the ranking")
    story.sign_in("director", "director@office.example")
    director = story["director"].open("/home").open(f"/decisions/{call}")
    director.follow("Approve the decision").press("Approve the decision")
    director.open(f"/decisions/{call}").follow("Release the decision").press("Release the decision")
    jobs.drain()
    assert walk.letters_to(DANA)["decision_award"] == "en"
    assert walk.letters_to(MATSUNAGA)["decision_award"] == "ja"
    story["lead"].open(f"{story.hub}/result").read("$10,000.00", "A clear plan with people who stay.")
