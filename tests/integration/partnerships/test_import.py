"""Importing partnerships: per row, repeatable, complete or not at all."""

import csv
import io
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from grantapp.accounts.models import Role
from grantapp.audit.models import DomainEvent
from grantapp.core.dates import PartialDate
from grantapp.core.errors import Invalid, NotPermitted
from grantapp.core.policy import Actor
from grantapp.database import db
from grantapp.partnerships import actions, documents, jobs, queries
from grantapp.partnerships.models import Organization, Partnership, PartnershipKind, SideStatus
from tests.factories import partnerships as factory
from tests.factories.people import acting

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def _gazetteer(app: Flask) -> None:
    factory.gazetteer()


def file_of(*rows: dict[str, str]) -> bytes:
    """Return a CSV file of rows that differ from the valid one."""
    text = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in {**factory.PAIR, **row}))
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    writer.writerows({**factory.PAIR, **row} for row in rows)
    return text.getvalue().encode()


def outcomes(content: bytes, **options: bool) -> list[str]:
    """Import and return what became of each line."""
    return [result.outcome for result in jobs.import_file(factory.system(), content, **options)]


def reason(**cells: str) -> set[str]:
    """Return the codes with which a single row is refused."""
    (result,) = jobs.import_file(factory.system(), file_of(cells))
    assert result.outcome == jobs.REFUSED
    return {problem.code for problem in result.problems}


def count(model: type) -> int:
    """Return how many rows a table has."""
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_import_when_the_shipped_pairs_come_twice_then_the_second_time_changes_nothing() -> None:
    first = jobs.import_file(factory.system(), documents.shipped_pairs())
    assert {result.outcome for result in first} == {"created"}
    events = count(DomainEvent)
    again = jobs.import_file(factory.system(), documents.shipped_pairs())
    assert {result.outcome for result in again} == {"unchanged"}
    assert count(Partnership) == 79
    assert count(DomainEvent) == events


def test_import_when_created_then_members_offices_and_names_are_there() -> None:
    found = factory.partnership()
    assert found.name.en == "Tacoma – Kitakyushu"
    assert found.name.ja == "タコマ市・北九州市"
    assert found.established == PartialDate(1959, 6)
    assert [(member.side, member.place.key) for member in found.members] == [
        (1, "us-wa-tacoma"), (2, "jp-40-kitakyushu"),
    ]  # fmt: skip
    office = factory.office_of(found, 2)
    assert (office.name.en, office.name.ja) == ("City of Kitakyushu", "北九州市")
    assert office.scope_id
    assert office.scope.kind == "organization"


def test_import_when_two_cities_join_then_they_share_a_side_and_the_office_is_not_doubled() -> None:
    joint = {
        "us_place": "us-il-bloomington;us-il-normal",
        "us_region": "US-IL",
        "jp_place": "旭川市",
        "jp_region": "北海道",
    }
    found = factory.partnership(joint)
    assert [member.side for member in found.members] == [1, 1, 2]
    factory.partnership({"jp_place": "jp-01-sapporo", "jp_region": "JP-01"})
    factory.partnership()
    tacoma = [
        office for office in db.session.scalars(select(Organization)) if office.place.key == "us-wa-tacoma"
    ]
    assert len(tacoma) == 1


def test_import_when_one_side_ended_it_then_the_other_side_keeps_its_word() -> None:
    found = factory.partnership({"jp_status": "ended", "jp_status_on": "2018-10-02"})
    assert [member.status for member in found.members] == [SideStatus.ACTIVE, SideStatus.ENDED]
    assert found.members[1].status_on == PartialDate(2018, 10, 2)


def test_import_when_facts_change_then_the_row_is_updated_and_the_audit_knows_which() -> None:
    factory.partnership({"kind": "friendship_city"})
    assert outcomes(file_of({"agreed_on": "1959-06-30", "jp_status": "dormant"})) == ["updated"]
    found = queries.find_by_places(["us-wa-tacoma", "jp-40-kitakyushu"])
    assert found is not None
    assert found.kind is PartnershipKind.SISTER_CITY
    assert found.established == PartialDate(1959, 6, 30)
    assert found.members[1].status is SideStatus.DORMANT
    verbs = list(db.session.scalars(select(DomainEvent.verb)))
    assert "partnership.corrected" in verbs
    assert "partnership_member.rest" in verbs


def test_import_when_optional_cells_are_empty_then_what_is_known_stays() -> None:
    factory.partnership({"note": "kept", "note_ja": "残る"})
    assert outcomes(b"us_place,jp_place,kind\nus-wa-tacoma,jp-40-kitakyushu,sister_city\n") == ["unchanged"]
    found = queries.find_by_places(["us-wa-tacoma", "jp-40-kitakyushu"])
    assert found is not None
    assert found.note.en == "kept"
    assert found.established


def test_import_when_a_former_town_signed_then_it_is_kept_beside_its_successor() -> None:
    found = factory.partnership({
        "us_place": "us-ca-sebastopol", "us_region": "US-CA", "jp_place": "武雄市", "jp_region": "JP-41",
        "jp_signed_as": "Yamauchi",
    })  # fmt: skip
    assert found.members[1].signed_as is not None
    assert found.members[1].signed_as.name.ja == "山内町"


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"us_place": "Atlantis"}, "unknown_place"),
        ({"us_place": "Springfield", "us_region": ""}, "ambiguous"),
        ({"us_place": "Portland", "us_region": "WA"}, "unknown_place"),
        ({"jp_place": "Ibaraki", "jp_region": "茨城県"}, "kind_fits"),
        ({"us_region": "Cascadia"}, "unknown_place"),
        ({"us_place": "us-wa-tacoma;us-wa-tacoma"}, "same_place"),
        ({"kind": "sister_state"}, "kind_fits"),
        ({"jp_place": "山内町", "jp_region": "JP-41"}, "merged"),
        ({"jp_signed_as": "jp-41-yamauchi", "jp_region": ""}, "not_predecessor"),
        ({"agreed_on": "soon"}, "date"),
    ],
)
def test_import_when_a_row_is_wrong_then_it_is_refused_with_its_reason(
    cells: dict[str, str], code: str
) -> None:
    assert code in reason(**cells)
    assert count(Partnership) == count(Organization) == 0


def test_import_when_one_row_is_wrong_then_the_others_are_taken() -> None:
    good = {"us_place": "us-wa-renton", "jp_place": "jp-28-nishiwaki", "jp_region": "JP-28"}
    assert outcomes(file_of({"us_place": "Atlantis"}, good, {})) == ["refused", "created", "created"]
    assert count(Partnership) == 2


def test_import_when_a_file_names_a_pair_twice_then_the_second_line_is_refused_in_a_rehearsal_too() -> None:
    content = file_of({}, {"agreed_on": "1960"})
    assert outcomes(content, rehearse=True) == outcomes(content) == ["created", "refused"]
    found = queries.find_by_places(["us-wa-tacoma", "jp-40-kitakyushu"])
    assert found is not None
    assert found.established == PartialDate(1959, 6)


def test_import_when_only_rehearsed_then_nothing_is_written() -> None:
    assert outcomes(documents.shipped_pairs(), rehearse=True) == ["created"] * 79
    assert count(Partnership) == count(Organization) == 0


def test_import_when_the_file_is_malformed_then_no_row_is_written() -> None:
    content = file_of({}) + b'us-wa-renton,US-WA,"jp-28-nishiwaki,JP-28,sister_city,,\n'
    with pytest.raises(Invalid):
        jobs.import_file(factory.system(), content)
    assert count(Partnership) == 0


@pytest.mark.parametrize("who", [Role.APPLICANT_SIGNATORY, Role.REVIEWER, Role.FUNDER_OBSERVER, Role.AUDITOR])
def test_import_when_others_ask_then_it_is_not_permitted(who: Role) -> None:
    with pytest.raises(NotPermitted):
        actions.import_partnership(acting(who), factory.row())


def test_import_when_the_public_asks_then_it_is_not_permitted() -> None:
    with pytest.raises(NotPermitted):
        actions.import_partnership(Actor.anonymous(), factory.row())


def run(app: Flask, path: Path, *options: str) -> tuple[int, str]:
    """Run the import command; return its exit code and output."""
    result = app.test_cli_runner().invoke(args=["partnerships", "import", str(path), *options])
    return result.exit_code, result.output


def test_import_command_when_run_then_each_line_has_its_result(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_bytes(file_of({}, {"us_place": "Atlantis"}))
    code, output = run(app, path, "--dry-run")
    assert code == 1
    assert "Nothing was written. 1 created, 1 refused" in output
    code, output = run(app, path)
    assert code == 1
    assert "line 2: created jp-40-kitakyushu+us-wa-tacoma" in output
    assert "line 3: refused us_place: The gazetteer has no place “Atlantis”" in output
    path.write_bytes(file_of({}))
    assert run(app, path) == (0, "line 2: unchanged jp-40-kitakyushu+us-wa-tacoma\n1 unchanged\n")


def test_import_command_when_the_file_is_malformed_then_it_says_so(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_bytes(b"PK\x03\x04")
    code, output = run(app, path)
    assert code == 2
    assert "neither an XLSX sheet nor a CSV file" in output


def test_import_command_when_saved_as_cp932_then_it_is_read(app: Flask, tmp_path: Path) -> None:
    path = tmp_path / "pairs.csv"
    path.write_bytes("us_place,jp_place,kind\nタコマ市,北九州市,sister_city\n".encode("cp932"))
    assert run(app, path)[0] == 0
