"""Imports as a whole: tried, taken, interrupted, repeated, and undone exactly or not at all."""

import csv
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, func, select

from grantapp.accounts.models import Person, Role, Scope
from grantapp.core.errors import Invalid, NotAllowedNow, NotPermitted
from grantapp.core.words import Bilingual
from grantapp.database import db
from grantapp.jobs import drain
from grantapp.jobs.queries import find_job
from grantapp.partnerships import actions, documents, jobs, queries, rules
from grantapp.partnerships.models import ActivityKind, ImportRun, Organization, Partnership, SideStatus
from grantapp.search.queries import matching
from grantapp.web.exports import xlsx_bytes
from tests.factories import partnerships as factory
from tests.factories.people import acting, staff

SignIn = Callable[[FlaskClient, Person], FlaskClient]
pytestmark = pytest.mark.usefixtures("app")
OTHER = {
    "us_place": "us-ca-sebastopol",
    "us_region": "US-CA",
    "jp_place": "jp-41-takeo",
    "jp_region": "JP-41",
}
WRONG = {"us_place": "Nowhere"}


@pytest.fixture(autouse=True)
def _places(app: Flask) -> None:
    factory.gazetteer("us-wa-tacoma", "jp-40-kitakyushu", "us-ca-sebastopol", "jp-41-takeo", "jp-41-yamauchi")


def file_of(*rows: dict[str, str], head: tuple[str, ...] = ()) -> bytes:
    """Return a CSV file of rows that differ from the valid one."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(head) or [*factory.PAIR, "us_status", "note"])
    writer.writeheader()
    writer.writerows({**factory.PAIR, **row} for row in rows)
    return text.getvalue().encode()


def state() -> list[Any]:
    """Return everything that an import may touch."""
    found = db.session.scalars(select(Partnership).order_by(Partnership.key)).all()
    counts = [db.session.scalar(select(func.count()).select_from(model)) for model in (Organization, Scope)]
    return [counts, [(one.key, rules.facts_of(one)) for one in found]]


def found_by(word: str) -> dict[str, int]:
    """Return how many rows the search finds by a word, by kind; those of removed records too."""
    kinds = (Partnership.__subject__, Organization.__subject__)
    return {kind: len(db.session.scalars(matching(kind, word)).all()) for kind in kinds}


def taken(content: bytes, **options: Any) -> ImportRun:
    """Import a file and return its run."""
    jobs.import_file(factory.system(), content, **options)
    return db.session.scalars(select(ImportRun).order_by(ImportRun.id.desc()).limit(1)).one()


def test_undo_when_nothing_happened_since_then_all_is_as_before() -> None:
    factory.partnership()
    before = state()
    run = taken(file_of({"us_status": "ended", "note": "x", "agreed_on": "1960"}, OTHER, WRONG))
    assert queries.count_outcomes([run.id])[run.id] == {"updated": 1, "created": 1, "refused": 1}
    assert state() != before
    actions.undo_import(factory.system(), run.id)
    assert state() == before
    assert found_by("takeo") == {Partnership.__subject__: 0, Organization.__subject__: 0}
    assert list(db.session.scalars(queries.narrow(select(Partnership), queries.Filters(text="takeo")))) == []
    with pytest.raises(NotAllowedNow):
        actions.undo_import(factory.system(), run.id)


def test_undo_when_later_work_stands_on_it_then_all_of_it_is_named_and_nothing_changes() -> None:
    factory.partnership()
    run = taken(file_of({"note": "x"}, OTHER))
    tie = queries.find_by_places(["us-ca-sebastopol", "jp-41-takeo"])
    assert tie is not None
    actions.record_activity(
        factory.system(),
        tie.id,
        ActivityKind.AWARD,
        on=factory.TODAY,
        subject=tie,
        summary=Bilingual("Gardens", ""),
    )
    jobs.import_file(factory.system(), file_of({"note": "y"}))
    before = state()
    with pytest.raises(Invalid) as refused:
        actions.undo_import(factory.system(), run.id)
    assert {(one.code, one.parameters["name"]) for one in refused.value.problems} == {
        ("changed", "Tacoma – Kitakyushu"), ("used", "Sebastopol – Takeo"),
    }  # fmt: skip
    assert state() == before


def test_undo_when_the_later_import_is_undone_first_then_the_earlier_one_can_be() -> None:
    first = taken(file_of({}))
    second = taken(file_of({"us_status": "dormant"}))
    with pytest.raises(Invalid):
        actions.undo_import(factory.system(), first.id)
    actions.undo_import(factory.system(), second.id)
    actions.undo_import(factory.system(), first.id)
    assert state()[1] == []


def test_import_when_a_status_has_no_single_step_then_it_is_taken_all_the_same() -> None:
    taken(file_of({"us_status": "ended"}))
    run = taken(file_of({"us_status": "dormant"}))
    found = queries.find_by_places(["us-wa-tacoma", "jp-40-kitakyushu"])
    assert found is not None
    assert found.members[0].status == SideStatus.DORMANT
    actions.undo_import(factory.system(), run.id)
    assert found.members[0].status == SideStatus.ENDED


def test_rehearsal_when_it_ends_then_nothing_is_written_and_it_can_be_taken_in_earnest() -> None:
    before = state()
    run = taken(file_of({}, OTHER, WRONG), rehearse=True)
    assert state() == before
    assert queries.count_outcomes([run.id])[run.id] == {"created": 2, "refused": 1}
    with pytest.raises(NotAllowedNow):
        actions.undo_import(factory.system(), run.id)
    again = actions.repeat_import(factory.system(), run.id)
    drain()
    assert queries.count_outcomes([again.id])[again.id] == {"created": 2, "refused": 1}


def test_import_when_interrupted_then_the_rest_is_done_and_nothing_twice() -> None:
    lines = documents.read_table(file_of({}, OTHER, {}))
    run = actions.start_import(factory.system(), "pairs.csv", lines, rehearse=False)
    rows = queries.rows_of(run.id)
    actions.take_row(factory.system(), rows[0].id)
    drain()
    assert [row.outcome for row in queries.rows_of(run.id)] == ["created", "created", "refused"]
    assert queries.rows_of(run.id)[2].problems[0][3] == {"line": "2"}
    finished = queries.load_run(run.id)
    assert finished is not None
    assert finished.finished_at


def test_import_when_the_actor_is_a_city_then_it_is_refused() -> None:
    found = factory.partnership()
    city = acting(Role.APPLICANT_EDITOR, factory.office_of(found).scope_id)
    with pytest.raises(NotPermitted):
        actions.start_import(city, "x.csv", [], rehearse=True)


def test_sheet_when_it_is_xlsx_with_headers_of_another_register_then_it_is_understood() -> None:
    head = ["US City", "State", "自治体名", "都道府県", "種別", "提携年月日"]
    rows = [
        ["Tacoma", "US-WA", "北九州市", "JP-40", "姉妹都市", 1959],
        ["Sebastopol", "US-CA", "武雄市", "JP-41", "Sister City", ""],
    ]
    run = taken(xlsx_bytes(head, rows), name="register.xlsx")
    assert queries.count_outcomes([run.id])[run.id] == {"created": 2}
    found = queries.find_by_places(["us-wa-tacoma", "jp-40-kitakyushu"])
    assert found is not None
    assert str(found.established) == "1959"


def test_pages_when_staff_imports_then_they_lead_from_trial_to_undo(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, staff(Role.PROGRAM_OFFICER))
    assert client.get("/partnerships/imports").status_code == 200
    sent = {"file": (io.BytesIO(file_of({}, OTHER, WRONG)), "pairs.csv"), "mode": "try"}
    answer = client.post("/partnerships/imports", data=sent, content_type="multipart/form-data")
    trial = answer.headers["Location"]
    assert "Look again" in client.get(trial).text
    drain()
    assert "The gazetteer has no place “Nowhere”" in client.get(trial).text
    assert "Import these rows now" in client.get(trial).text
    refused = client.get(f"{trial}/refused.csv").text
    assert "Nowhere" in refused
    assert client.get(f"{trial}/refused.xlsx").data.startswith(b"PK")
    run = client.post(f"{trial}/repeat").headers["Location"]
    drain()
    assert client.get(f"{run}?outcome=created").text.count("us-ca-sebastopol") == 1
    assert client.get(f"{run}/undo").status_code == 200
    assert client.post(f"{run}/undo").headers["Location"] == run
    assert "Undone" in client.get(run).text
    assert state()[1] == []


def test_pages_when_headers_are_foreign_then_a_person_says_what_they_mean_and_it_is_remembered(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, staff(Role.PROGRAM_OFFICER))
    head = ["Town", "St.", "自治体名", "Rank", "Remark"]  # a dot is no path into a row
    sheet = xlsx_bytes(head, [["Tacoma", "US-WA", "北九州市", "姉妹都市", "Old"], ["X", "", "", "", ""]])

    def send() -> str:
        sent = {"file": (io.BytesIO(sheet), "towns.xlsx"), "mode": "try"}
        answer = client.post("/partnerships/imports", data=sent, content_type="multipart/form-data")
        return answer.headers["Location"]

    asked = send()
    page = client.get(asked).text
    assert 'selected value="jp_place"' in page  # guessed
    assert 'selected value="us_place"' not in page
    assert client.get(asked.removesuffix("/columns")).status_code == 302  # nothing runs before
    wrong = client.post(asked, data={f"columns-{at}": "us_place" for at in range(5)})
    assert wrong.status_code == 422
    assert "is chosen for several columns" in wrong.text
    right = dict(enumerate(["us_place", "us_region", "jp_place", "kind", "note"]))
    trial = client.post(asked, data={f"columns-{at}": said for at, said in right.items()}).headers["Location"]
    drain()
    shown = client.get(trial).text
    assert "Tacoma – 北九州市" in shown
    assert "Remark" in shown
    assert "Town" in client.get(f"{trial}/refused.csv").text  # under the headers of the file
    assert 'selected value="us_place"' in client.get(send()).text  # remembered
    again = client.post(asked, data={f"columns-{at}": said for at, said in (right | {4: ""}).items()})
    assert again.headers["Location"] != trial  # a trial that is over is made once more
    client.post(f"{trial}/repeat")
    drain()
    found = queries.find_by_places(["us-wa-tacoma", "jp-40-kitakyushu"])
    assert found is not None
    assert found.note.en == "Old"


def test_import_when_under_way_then_the_job_counts_its_rows() -> None:
    lines = documents.read_table(file_of({}, OTHER))
    run = actions.start_import(factory.system(), "pairs.csv", lines, rehearse=True)
    drain()
    work = find_job(rules.import_key(run.id))
    assert work is not None
    assert (work.done, work.total) == (2, 2)


def test_undo_when_there_are_more_rows_then_no_more_statements_are_asked() -> None:
    factory.gazetteer("us-ca-los-angeles")
    few = taken(file_of({}))
    more = [{"us_place": key, "us_region": ""} for key in ("us-ca-los-angeles", "us-ca-sebastopol")]
    many = taken(file_of(*more, {"jp_place": "jp-41-takeo", "jp_region": ""}))
    assert queries.count_outcomes([many.id])[many.id] == {"created": 3}
    assert abs(statements(few) - statements(many)) <= 4  # the office of Kitakyushu goes with the first


def statements(run: ImportRun) -> int:
    """Return how many SELECTs undoing an import asks."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        actions.undo_import(factory.system(), run.id)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)
    return len([statement for statement in asked if statement.startswith("SELECT")])


def test_pages_when_the_file_is_no_table_then_it_is_refused_at_the_field(
    client: FlaskClient, sign_in: SignIn
) -> None:
    sign_in(client, staff(Role.PROGRAM_OFFICER))
    for content in (b"%PDF-1.7", b"PK\x03\x04broken", b"a,a\n1,2\n"):
        sent = {"file": (io.BytesIO(content), "x.xlsx"), "mode": "import"}
        answer = client.post("/partnerships/imports", data=sent, content_type="multipart/form-data")
        assert answer.status_code == 422
        assert 'aria-invalid="true"' in answer.text
    assert client.post("/partnerships/imports", data={}).status_code == 422


def test_refused_file_when_mended_then_it_can_be_imported(client: FlaskClient, sign_in: SignIn) -> None:
    sign_in(client, staff(Role.PROGRAM_OFFICER))
    run = taken(file_of(WRONG))
    content = client.get(f"/partnerships/imports/{run.id}/refused.csv").data.replace(
        b"Nowhere", b"us-wa-tacoma"
    )
    again = taken(content)
    assert queries.count_outcomes([again.id])[again.id] == {"created": 1}
