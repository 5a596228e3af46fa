"""Guessing names and passwords over http."""

from pathlib import Path

import pytest
from fake_clock import FakeClock
from sign_in_pages import RIGHT, pages, visitor

from ui import signing_in
from ui.passwords import Cost
from ui.users import Users
from ui.waits import Waits


@pytest.fixture
def small(tmp_path: Path) -> Users:
    """Users whose passwords are compared quickly, ann and bob."""
    users = Users(tmp_path, cost=Cost(n=2, r=1, p=1))
    users.add("ann", RIGHT["password"])
    users.add("bob", "another password")
    return users


def test_guessing_is_slowed_down_and_the_time_is_told(small: Users):
    clock = FakeClock()
    doors = signing_in.Doors(Waits(60, clock), Waits(900, clock))
    app = pages(small, doors)
    guess = {"name": "ann", "password": "wrong password"}
    stranger = visitor(app)
    assert [stranger.post("/sign-in", data=guess).status_code for _ in range(5)] == [403] * 5
    # The right password too: whoever guesses would learn that it is.
    for told in (stranger.post("/sign-in", data=RIGHT), visitor(app).post("/sign-in", data=RIGHT)):
        assert (told.status_code, told.headers["retry-after"]) == (429, "1")
        assert "Too many tries. Try again in 1 second." in told.text
    clock.sleep(1)
    assert stranger.post("/sign-in", data=RIGHT).status_code == 303


def test_a_name_is_guarded_from_many_addresses(small: Users):
    clock = FakeClock()
    app = pages(small, signing_in.Doors(Waits(60, clock), Waits(900, clock)))
    for number in range(5):
        guess = {"name": " ANN", "password": "wrong password"}
        visitor(app, client=(f"10.0.0.{number}", 5000)).post("/sign-in", data=guess)
    assert visitor(app, client=("10.0.0.9", 5000)).post("/sign-in", data=RIGHT).status_code == 429
    bob = {"name": "bob", "password": "another password"}
    assert visitor(app, client=("10.0.0.9", 5000)).post("/sign-in", data=bob).status_code == 303


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("10.0.0.1", "10.0.0.1", True),
        ("10.0.0.1", "10.0.0.2", False),
        ("2001:db8::1", "2001:db8::2:3", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:10.0.0.1", "10.0.0.1", True),
    ],
)
def test_an_address_is_guarded_over_many_names(small: Users, first: str, second: str, same: bool):
    clock = FakeClock()
    app = pages(small, signing_in.Doors(Waits(60, clock), Waits(900, clock)))
    for number in range(14):
        guess = {"name": f"name{number}", "password": "wrong password"}
        visitor(app, client=(first, 5000)).post("/sign-in", data=guess)
        clock.sleep(512 if number < 13 else 0)
    told = visitor(app, client=(second, 5000)).post("/sign-in", data=RIGHT)
    assert told.status_code == (429 if same else 303)
    assert "Try again in 9 minutes." in told.text or not same, told.text[-1500:]
