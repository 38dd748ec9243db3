import pytest

from moothall.core.base.errors import BadInput
from moothall.people.passwords import SAMPLE_PASSWORD, Passwords, check_new_password

CHEAP = Passwords(time_cost=1, memory_kib=8)


def test_a_password_matches_its_hash_only():
    hashed = CHEAP.hash("a stony field of rye")
    assert hashed.startswith("$argon2id$")
    assert CHEAP.matches(hashed, "a stony field of rye")
    assert not CHEAP.matches(hashed, "a stony field of rice")


@pytest.mark.parametrize("password", ["", "nobody has this password", "x" * 100_000, "\ud800\0"])
def test_somebody_without_a_password_matches_none(password):
    assert not CHEAP.matches(None, password)


def test_what_is_no_hash_matches_nothing():
    assert not CHEAP.matches("$2b$12$old", "a stony field of rye")


def test_composed_and_decomposed_letters_are_the_same():
    assert CHEAP.matches(CHEAP.hash("Übergröße ist schön"), "U\u0308bergro\u0308ße ist scho\u0308n")


def test_a_hash_of_another_cost_is_outdated_and_still_good():
    hashed = CHEAP.hash("a stony field of rye")
    dearer = Passwords(time_cost=2, memory_kib=16)
    assert dearer.is_outdated(hashed) and not CHEAP.is_outdated(hashed)
    assert dearer.matches(hashed, "a stony field of rye")


@pytest.mark.parametrize("password", [
    "short", "elevenchars", "passwordpassword", "P4ssw0rd123456", "Sunshine2024!!", "123456789012", "aaaaaaaaaaaaaa",
    "abcabcabcabcabc", "qwertzuiopasdf", "poiuytrewqpoiuy", "correct horse battery staple", "Mot-De-Passe-2024",
    "moothall-demo", "ann.bernard99", "Ann Bernard 2024", "ann.bernard@example.org", "x" * 600, "!!!!!!!!!!!!!!!",
])  # fmt: skip
def test_a_password_that_is_easy_to_guess_is_refused(password):
    with pytest.raises(BadInput):
        check_new_password(password, "ann.bernard", "Ann Bernard", "ann.bernard@example.org")


@pytest.mark.parametrize(
    "password", ["a stony field of rye", "Übergröße ist schön", "kT7#pLq9$vXz", "ann likes mooring ropes"]
)
def test_a_password_that_is_hard_to_guess_is_taken(password):
    check_new_password(password, "ann", "Ann Bernard", "ann@example.org")


def test_the_password_of_the_samples_is_for_samples_only():
    check_new_password(SAMPLE_PASSWORD, "member", sample=True)
    with pytest.raises(BadInput):
        check_new_password(SAMPLE_PASSWORD, "member")
