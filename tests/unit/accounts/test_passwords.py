"""Which passwords are refused and why; how long tries wait."""

from datetime import UTC, datetime, timedelta

import pytest

from grantapp.accounts.models import Role, ScopeKind
from grantapp.accounts.rules import passwords, throttle
from grantapp.accounts.rules.people import normal_address, scope_problems

OWN = ("Dana Whitfield", "dana.w@tacoma.example")


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("a1b2c3d4e5f6g7", "password_short"),
        ("", "password_short"),
        ("e\u0301" * 14, "password_short"),
        ("x" * 257, "password_long"),
        ("aaaaaaaaaaaaaaaaaaaa", "password_repeats"),
        ("abababababababababab", "password_repeats"),
        ("123456789012345678", "password_sequence"),
        ("abcdefghijklmnopqrst", "password_sequence"),
        ("qwertyuiopasdfghjkl", "password_sequence"),
        ("PasswordPassword1!", "password_common"),
        ("ｐａｓｓｗｏｒｄ　ｐａｓｓｗｏｒｄ", "password_common"),
        ("dana whitfield 2026", "password_common"),
        ("dana.w@tacoma.example", "password_common"),
        ("Sister-Cities-2026", "password_common"),
        ("パスワードパスワードパスワード", "password_common"),
        ("correct horse battery staple", "password_common"),
        ("Sakura-Tokyo-2026!!", "password_common"),
        ("東京サクラ姉妹都市交流2026令和富士山", "password_common"),
        ("アリガトウ・コンニチハ・サヨウナラ", "password_common"),
    ],
)
def test_password_when_guessed_first_then_refused_with_the_reason(password, code):
    assert [problem.code for problem in passwords.password_problems(password, OWN)] == [code]


@pytest.mark.parametrize(
    "password",
    [
        "four unrelated words of hers",
        "紫の机と三月の雨そして遠い汽笛",
        "🦆🌊🍞⛰️🎻🧶🌵🪁🧊🔭🎲🫖🪴🧭🛶",
        "dana whitfield keeps seven geese",
        "829174650391847",
        "  leading and trailing  ",
        "kq7 vm2 zt9 wp4 " * 16,
    ],
)
def test_password_when_long_and_own_then_taken(password):
    assert list(passwords.password_problems(password, OWN)) == []


def test_hash_when_composed_or_not_then_the_same_password():
    hashed = passwords.hash_password("Zu\u0308rich und Kitakyu\u0304shu")
    assert passwords.is_right(hashed, "Zürich und Kitakyūshu")
    assert not passwords.is_right(hashed, "Zurich und Kitakyushu")


def test_hash_when_long_then_nothing_is_cut_off():
    hashed = passwords.hash_password("x" * 255 + "a")
    assert not passwords.is_right(hashed, "x" * 255 + "b")


@pytest.mark.parametrize("stored", ["", "not a hash"])
def test_hash_when_there_is_none_then_never_right(stored):
    assert not passwords.is_right(stored, "the password of nobody")


def test_hash_when_made_then_with_the_parameters_decided():
    assert passwords.hash_password("x").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_pause_when_tries_go_on_then_it_grows_to_a_quarter_of_an_hour():
    pauses = [throttle.pause_after(tries).total_seconds() for tries in range(1, 16)]
    assert pauses == [0, 0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]
    assert throttle.pause_after(10_000) == timedelta(minutes=15)


def test_tries_when_a_day_is_quiet_then_they_begin_again():
    at = datetime(2026, 11, 2, tzinfo=UTC)
    assert throttle.tries_after(7, at - timedelta(hours=23), at) == 8
    assert throttle.tries_after(7, at - timedelta(hours=24), at) == 1


def test_address_when_typed_differently_then_one_account():
    assert normal_address(" Dana@Tacoma.Example ") == "dana@tacoma.example"


@pytest.mark.parametrize("role", list(Role))
def test_role_when_placed_then_cities_in_organizations_and_others_elsewhere(role):
    of_a_city = role in (Role.APPLICANT_EDITOR, Role.APPLICANT_SIGNATORY)
    assert bool(list(scope_problems(role, ScopeKind.ORGANIZATION))) != of_a_city
    assert bool(list(scope_problems(role, ScopeKind.PRODUCT))) == of_a_city
    assert bool(list(scope_problems(role, ScopeKind.PROGRAM))) == of_a_city


def test_common_words_when_read_then_written_as_they_are_compared():
    words = passwords.common_words()
    assert len(words) == len(set(words)) > 200
    assert all(word and word == word.casefold() and " " not in word for word in words)
    assert list(words) == sorted(words, key=lambda word: (-len(word), word))
