"""Everybody in the demonstration: the office, five reviewers, and two people for each city. All are invented."""

from base64 import b32encode
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from grantapp.accounts.actions import create_person, grant_role, set_up_authenticator
from grantapp.accounts.models import Person, Role
from grantapp.accounts.policy import needs_factor
from grantapp.accounts.queries import actor_of, find_person_with_grants
from grantapp.accounts.rules.factors import current_code
from grantapp.accounts.rules.privacy import PRIVACY_VERSION
from grantapp.core.policy import Actor
from grantapp.partnerships.models import Organization

SYSTEM = Actor.system("demo")
NOTICE_READ = {"privacy_version": PRIVACY_VERSION}
PASSWORD = "two cities one bridge"
OFFICE = {
    "administrator": (Role.ADMINISTRATOR, "Naomi Brandt", "en"),
    "officer": (Role.PROGRAM_OFFICER, "Rosa Castellano", "en"),
    "director": (Role.DIRECTOR, "Walter Hayes", "en"),
    "finance": (Role.FINANCE_OFFICER, "Priya Raman", "en"),
    "observer": (Role.FUNDER_OBSERVER, "小林 直子", "ja"),
    "auditor": (Role.AUDITOR, "Jonas Weber", "en"),
    "reviewer": (Role.REVIEWER, "Ellen Prakash", "en"),
    "reviewer2": (Role.REVIEWER, "佐藤 恵", "ja"),
    "reviewer3": (Role.REVIEWER, "Tomás Alvarez", "en"),
    "reviewer4": (Role.REVIEWER, "中村 健", "ja"),
    "reviewer5": (Role.REVIEWER, "Grace Oduya", "en"),
}
REVIEWERS = ("reviewer", "reviewer2", "reviewer3", "reviewer4", "reviewer5")
READINGS = {"小林 直子": "コバヤシ ナオコ", "佐藤 恵": "サトウ メグミ", "中村 健": "ナカムラ ケン"}
NAMES = {
    "US": ["Dana Whitfield", "Marcus Oyelaran", "Helen Brooks", "Luis Ortega", "Karen Lindqvist", "James Tran",
           "Abigail Stone", "Peter Novak", "Ruth Delgado", "Samuel Reed", "Nina Kowalski", "Omar Haddad"],
    "JP": ["松永 由紀", "井上 拓也", "山田 花子", "高橋 誠", "伊藤 さくら", "渡辺 大輔", "小川 美咲", "清水 徹",
           "森 和子", "池田 翔", "橋本 香", "石井 浩二"],
}  # fmt: skip
KANA = {
    "松永 由紀": "マツナガ ユキ", "井上 拓也": "イノウエ タクヤ", "山田 花子": "ヤマダ ハナコ", "高橋 誠": "タカハシ マコト",
    "伊藤 さくら": "イトウ サクラ", "渡辺 大輔": "ワタナベ ダイスケ", "小川 美咲": "オガワ ミサキ", "清水 徹": "シミズ トオル",
    "森 和子": "モリ カズコ", "池田 翔": "イケダ ショウ", "橋本 香": "ハシモト カオリ", "石井 浩二": "イシイ コウジ",
}  # fmt: skip
LATIN = {
    "松永 由紀": "matsunaga", "井上 拓也": "inoue", "山田 花子": "yamada", "高橋 誠": "takahashi", "伊藤 さくら": "ito",
    "渡辺 大輔": "watanabe", "小川 美咲": "ogawa", "清水 徹": "shimizu", "森 和子": "mori", "池田 翔": "ikeda",
    "橋本 香": "hashimoto", "石井 浩二": "ishii", "小林 直子": "kobayashi", "佐藤 恵": "sato", "中村 健": "nakamura",
}  # fmt: skip
TITLES = {
    ("US", Role.APPLICANT_EDITOR): "Community and Economic Development", ("US", Role.APPLICANT_SIGNATORY): "City Manager",
    ("JP", Role.APPLICANT_EDITOR): "国際交流課 主査", ("JP", Role.APPLICANT_SIGNATORY): "国際交流課 課長",
}  # fmt: skip


@dataclass
class Cast:
    """People by their part; `signs_in` are those with a password."""

    password_hash: str
    people: dict[str, Person] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, part: str, at: datetime) -> Actor:
        """Return who plays a part, at an instant."""
        if part not in self.actors:
            person = find_person_with_grants(self.people[part].id)
            if person is None:
                raise LookupError(part)
            self.actors[part] = actor_of(person, at)
        return self.actors[part].moved_to(at)

    def editor(self, office: Organization, at: datetime) -> Actor:
        """Return who writes for an organization."""
        return self.actor(f"editor {office.id}", at)

    def signatory(self, office: Organization, at: datetime) -> Actor:
        """Return who signs for an organization."""
        return self.actor(f"signatory {office.id}", at)


def hire_office(cast: Cast, at: datetime) -> None:
    """Create the program office and the reviewers with product-wide roles."""
    for part, (role, name, language) in OFFICE.items():
        family = LATIN.get(name) or name.split()[-1].lower().replace("á", "a")
        domain = {Role.REVIEWER: "panel.example", Role.FUNDER_OBSERVER: "funder.example"}.get(
            role, "office.example"
        )
        zone = "Asia/Tokyo" if language == "ja" else "America/New_York"
        cast.people[part] = create_person(
            SYSTEM.moved_to(at), email=f"{family}@{domain}", name=name, reading=READINGS.get(name, ""), language=language,
            zone=zone, password_hash=cast.password_hash, is_demonstration=True,
            **NOTICE_READ,
        )  # fmt: skip
        grant_role(SYSTEM.moved_to(at), cast.people[part].id, role, 1)
        if needs_factor([role]):
            _give_app(cast.people[part], at)


def secret_of(email: str) -> str:
    """Return the secret of a demonstration person's app, which everybody may know (base 32)."""
    return b32encode(sha256(f"demonstration {email}".encode()).digest()[:20]).decode()


def _give_app(person: Person, at: datetime) -> None:
    """Set an authenticator app up, as people of the office must; `dev.py code` shows its codes."""
    myself = Actor(person.id, person.name, person.language, person.zone, at=at)
    secret = secret_of(person.email)
    set_up_authenticator(myself, secret, current_code(secret, at))


def staff_city(cast: Cast, office: Organization, at: datetime) -> None:
    """Create an editor and a signatory of a city, once; who they are follows from the order of the cities."""
    if f"editor {office.id}" in cast.people:
        return
    country = office.place.country
    names = NAMES[country]
    first = 2 * sum(one.startswith(f"editor {country}") for one in cast.people)
    slug = office.place.key.split("-", 2)[-1]
    for offset, role, part in (
        (0, Role.APPLICANT_EDITOR, "editor"),
        (1, Role.APPLICANT_SIGNATORY, "signatory"),
    ):
        name = names[(first + offset) % len(names)]
        family = LATIN.get(name) or name.split()[-1].lower()
        person = create_person(
            SYSTEM.moved_to(at), email=f"{family}@{slug}.example", name=name, reading=KANA.get(name, ""),
            title=TITLES[country, role], language="ja" if country == "JP" else "en", zone=office.place.zone,
            password_hash=cast.password_hash, is_demonstration=True,
            **NOTICE_READ,
        )  # fmt: skip
        grant_role(SYSTEM.moved_to(at), person.id, role, office.scope_id)
        cast.people[f"{part} {office.id}"] = cast.people[f"{part} {country} {office.id}"] = person
