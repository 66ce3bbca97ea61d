"""The agreement that both cities accept, and a payment that three people move."""

from grantapp import jobs
from grantapp.core import clock
from grantapp.disbursements.queries import list_of_award
from tests.browser.steps.story import Story


def accept(story: Story) -> None:
    """Both signatories read the agreement in their language and type their names; then the award is active."""
    page = f"/awards/{story.award.id}"
    for name, typed in (("lead", "Dana Whitfield"), ("partner", "松永 由紀")):
        who = story[name].open("/home").open(page).follow("See the agreement")
        who.fill({"typed_name": typed}).press("Accept the agreement")
    jobs.drain()
    story["partner"].open(f"{page}/agreement").read("Dana Whitfield", "松永 由紀")
    assert story.award.status == "active"


def pay(story: Story, position: int) -> None:
    """The lead city asks, the officer approves, finance releases and records what the bank paid."""
    payment = list_of_award(story.award.id)[position - 1]
    page = f"/payments/{payment.id}"
    if "finance" not in story.people:
        story.sign_in("finance", "finance@office.example")
    story["lead"].open(f"/awards/{story.award.id}/payments").click(f'a[href="{page}"]').press(
        "Request the payment"
    )
    officer = story["officer"].open("/payments").click(f'a[href="{page}"]').press("Approve the payment")
    assert officer.page.get_by_role("button", name="Release the payment").count() == 0
    finance = story["finance"].open("/home").open(page).press("Release the payment")
    today = clock.now().date().isoformat()
    amount = f"{payment.money.major:.2f}"
    finance.open(page).fill({"paid_on": today, "paid_amount": amount, "reference": f"BANK-{position}"})
    finance.press("Record the payment")
    jobs.drain()
    story["partner"].open(f"/awards/{story.award.id}/payments")
    finance.open("/ledger").click('a[href^="/ledger/"]')
