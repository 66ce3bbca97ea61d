"""What is invented about partnerships beyond their grants: agreements, journeys, doubts, errands of their people.

Every text says that it is invented, for it stands beside facts that are not.
"""

from datetime import date, datetime, timedelta

from grantapp.accounts.actions import Successor, ask_deletion, ask_to_join, create_person, hand_over
from grantapp.accounts.models import Role
from grantapp.accounts.queries import actor_of, find_person_with_grants
from grantapp.core.words import Bilingual
from grantapp.demo.cast import NOTICE_READ, SYSTEM, Cast
from grantapp.demo.stage import local
from grantapp.partnerships import rules
from grantapp.partnerships.actions import (
    Done,
    Signed,
    change_kind,
    change_side_status,
    choose_columns,
    import_partnership,
    keep_sheet,
    log_activity,
    record_agreement,
)
from grantapp.partnerships.jobs import take_rows
from grantapp.partnerships.models import ActivityKind, Organization, Partnership
from grantapp.partnerships.queries import find_by_places, find_organization_of_place, list_kinds
from grantapp.places.actions import state_claim
from grantapp.places.queries import find_by_key

INVENTED = "Invented for the demonstration / デモ用の架空の記載"
FUNDED, RESTING, RISEN = (
    ("us-wa-tacoma", "jp-40-kitakyushu"), ("us-oh-toledo", "jp-23-toyohashi"), ("us-wa-olympia", "jp-28-kato"),
)  # fmt: skip
SHEET = rules.Sheet(
    ["Town", "State", "自治体名", "種別", "提携年月日"],
    [
        rules.Line(number, dict(zip(["Town", "State", "自治体名", "種別", "提携年月日"], cells, strict=True)))
        for number, cells in enumerate(
            [
                ("Tacoma", "US-WA", "北九州市", "姉妹都市", ""), ("Springfield", "", "足利市", "姉妹都市", ""),
                ("Exampleville", "US-OH", "豊橋市", "姉妹都市", ""), ("Toledo", "US-OH", "豊橋市", "姉妹都市", "2999年"),
            ],
            start=2,
        )
    ],
)  # fmt: skip
MEANINGS = {
    "Town": "us_place", "State": "us_region", "自治体名": "jp_place", "種別": "kind", "提携年月日": "agreed_on",
}  # fmt: skip


def tie_up(cast: Cast, today: date) -> None:
    """Tell everything; the cities of the demonstration and their people must be there."""
    at = local(today - timedelta(days=20), 15)
    _agree(_pair(*FUNDED), at)
    _travel(_pair(*FUNDED), today, at)
    _doubt(_pair(*FUNDED), at)
    _rest(_pair(*RESTING), at)
    _rise(_pair(*RISEN), at)
    _try_a_register(cast, at)
    _run_errands(cast, today, local(today - timedelta(days=2), 11))


def _pair(*keys: str) -> Partnership:
    found = find_by_places(keys)
    if found is None:
        raise LookupError(keys)
    return found


def _office(key: str) -> Organization:
    place = find_by_key(key)
    office = find_organization_of_place(place.id) if place else None
    if office is None:
        raise LookupError(key)
    return office


def _agree(pair: Partnership, at: datetime) -> None:
    actor = SYSTEM.moved_to(at)
    charter = Signed(
        Bilingual("Joint declaration (invented)", "共同宣言（架空）"), "1984-06",
        "Mayor of Tacoma (invented) / 北九州市長（架空）", note=INVENTED,
    )  # fmt: skip
    first = record_agreement(actor, pair.id, charter)
    renewal = Signed(
        Bilingual("Renewed declaration (invented)", "共同宣言の更新（架空）"), "2009-10-03",
        "Mayor of Tacoma (invented) / 北九州市長（架空）", note=INVENTED, renews_id=first.id,
    )  # fmt: skip
    record_agreement(actor, pair.id, renewal)


def _travel(pair: Partnership, today: date, at: datetime) -> None:
    visit, ceremony = ActivityKind.VISIT, ActivityKind.CEREMONY
    told = (
        (visit, 100, "outbound", "Gardeners visited Kitakyushu (invented)", "造園家が北九州市を訪問（架空）"),
        (visit, 260, "inbound", "Pupils visited Tacoma (invented)", "高校生がタコマ市を訪問（架空）"),
        (ceremony, 420, "", "Tree planting for the anniversary (invented)", "周年記念植樹（架空）"),
    )
    for kind, days, way, english, japanese in told:
        on = (today - timedelta(days=days)).isoformat()
        done = Done(kind, on, Bilingual(english, japanese), INVENTED, way)
        log_activity(SYSTEM.moved_to(at), pair.id, done)


def _doubt(pair: Partnership, at: datetime) -> None:
    """Let two invented registers disagree about the day of the agreement; one is preferred."""
    actor = SYSTEM.moved_to(at)
    reason = Bilingual("Invented: the signed sheet shows this day.", "架空：署名文書の日付によります。")
    own = str(pair.established) or "1959"
    state_claim(
        actor, pair, field="established", value=own, source="Register A (invented / 架空)", reason=reason
    )
    state_claim(actor, pair, field="established", value="1960-04", source="Register B (invented / 架空)")


def _rest(pair: Partnership, at: datetime) -> None:
    (side, *_others) = pair.members
    said = {"status": "dormant", "on": "2021-04", "reason": INVENTED}
    change_side_status(SYSTEM.moved_to(at), side.id, said, version=side.version, shown={})


def _rise(pair: Partnership, at: datetime) -> None:
    """Let friends become sisters; today's kind is the true one."""
    actor, kind = SYSTEM.moved_to(at), pair.kind.value
    us, jp = sorted((member.place for member in pair.members), key=lambda place: place.country, reverse=True)
    friends = {"us_place": us.key, "jp_place": jp.key, "kind": "friendship_city"}
    row, _problems = rules.read_row(friends, at.date())
    if row is None:
        raise LookupError(pair.key)
    import_partnership(actor, row)
    since = str(pair.established) or "1981"
    for step in (
        {"kind": "friendship_city", "since": since, "evidence": INVENTED},
        {"kind": kind, "since": "2016-05", "evidence": INVENTED},
    ):
        shown = rules.kind_texts(pair, list_kinds(pair.id))
        change_kind(actor, pair.id, step, version=pair.version, shown=shown)


def _try_a_register(cast: Cast, at: datetime) -> None:
    officer = cast.actor("officer", at)
    run = keep_sheet(officer, "register (invented).xlsx", SHEET, rehearse=True)
    choose_columns(officer, run.id, MEANINGS)
    take_rows(officer, run.id)


def _run_errands(cast: Cast, today: date, at: datetime) -> None:
    """Leave a hand-over, a request to work for a city and a request for deletion open."""
    editor = cast.editor(_office("jp-40-kitakyushu"), at)
    holder = find_person_with_grants(editor.person_id or 0)
    if holder is None:
        raise LookupError("editor of Kitakyushu")
    successor = Successor("tanaka@kitakyushu.example", "田中 直樹", "ja")
    hand_over(editor, holder.grants[0].id, successor, today + timedelta(days=14))
    newcomer = create_person(
        SYSTEM.moved_to(at), email="morgan@tacoma.example", name="Ellis Morgan", reading="", language="en",
        zone="America/Los_Angeles", password_hash=cast.password_hash, is_demonstration=True, **NOTICE_READ,
    )  # fmt: skip
    person = find_person_with_grants(newcomer.id) or newcomer
    reason = "I joined the sister-city office this month (invented)."
    ask_to_join(actor_of(person, at), _office("us-wa-tacoma").scope_id, Role.APPLICANT_EDITOR, reason)
    ask_deletion(cast.editor(_office("us-oh-toledo"), at), "I have left the city (invented).")
