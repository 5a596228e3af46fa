from base64 import b64encode

import pytest

from index.errors import InputError
from ui import passwords
from ui.passwords import Cost

CHEAP = Cost(n=2, r=1, p=1)


def test_a_password_matches_its_own_hash_and_no_other():
    kept = passwords.hashed("correct horse", CHEAP)
    assert passwords.matches("correct horse", kept)
    for wrong in ("correct hors", "Correct horse", "correct horse ", "", kept):
        assert not passwords.matches(wrong, kept)


def test_two_hashes_of_one_password_differ_and_hold_nothing_of_it():
    first, second = (passwords.hashed("correct horse", CHEAP) for _ in range(2))
    assert first != second
    assert first.split("$")[4] != second.split("$")[4]
    assert "horse" not in first


def test_a_hash_is_that_of_scrypt():
    # The third test vector of RFC 7914, section 12, as far as 32 bytes go.
    known = bytes.fromhex("fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162")
    kept = f"scrypt$1024$8$16${b64encode(b'NaCl').decode()}${b64encode(known).decode()}"
    assert passwords.matches("password", kept)


def test_a_hash_names_its_parameters():
    kept = passwords.hashed("correct horse", Cost(n=4, r=2, p=1))
    assert kept.startswith("scrypt$4$2$1$")
    assert passwords.is_current(kept, Cost(n=4, r=2, p=1))
    assert not passwords.is_current(kept, CHEAP)


def test_a_hash_of_other_parameters_is_still_compared():
    assert passwords.matches("correct horse", passwords.hashed("correct horse", Cost(8, 2, 2)))


def test_what_keyboards_write_in_two_ways_is_one_password():
    assert passwords.matches("cafe\u0301 noir 12", passwords.hashed("café noir 12", CHEAP))


def test_nobody_is_matched_by_no_password():
    kept = passwords.of_nobody(CHEAP)
    assert not passwords.matches("", kept)
    assert passwords.is_current(kept, CHEAP)


@pytest.mark.parametrize("password", ["", "123456789", "x" * 1001])
def test_a_password_that_is_too_short_or_too_long_is_refused(password: str):
    with pytest.raises(InputError, match=f"the password has {len(password)} characters; it needs"):
        passwords.require_good(password)


@pytest.mark.parametrize("password", ["1234567890", "x" * 1000, "пароль пароль"])
def test_a_password_of_ten_characters_will_do(password: str):
    passwords.require_good(password)


def test_the_default_cost_takes_32_mb():
    assert 128 * Cost().n * Cost().r == 32 * 2**20
    assert passwords.matches("correct horse", passwords.hashed("correct horse", Cost()))
