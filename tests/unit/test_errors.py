import inspect
import re

import pytest

from index import errors
from index.errors import DatelineError

TREE = re.compile(r"^((?:[│ ]   |[├└]── )*)(\w+) {2,}(\S.*)$")
CLASSES = {
    name: found
    for name, found in vars(errors).items()
    if inspect.isclass(found) and issubclass(found, DatelineError)
}


def drawn() -> dict[str, tuple[str, str]]:
    """Read the tree in the module's docstring: name -> (parent, what is said of it)."""
    found: dict[str, tuple[str, str]] = {}
    above = ["Exception"]
    for line in (errors.__doc__ or "").splitlines():
        if match := TREE.match(line):
            depth = len(match.group(1)) // 4 + 1
            del above[depth:]
            found[match.group(2)] = (above[-1], match.group(3))
            above.append(match.group(2))
    return found


def test_the_tree_that_is_drawn_is_the_tree_that_is_there():
    there = {name: found.__bases__[0].__name__ for name, found in CLASSES.items()}
    assert {name: parent for name, (parent, _) in drawn().items()} == there


def test_every_error_is_described():
    assert [name for name, found in CLASSES.items() if not found.__doc__] == []


@pytest.mark.parametrize("name", CLASSES)
def test_the_exit_status_is_2_for_what_a_person_can_ask_differently(name: str):
    said = {name: said for name, (_, said) in drawn().items()}
    usage = issubclass(CLASSES[name], errors.InputError) or name == "LibraryNotFound"
    assert CLASSES[name].exit_status == (2 if usage else 1)
    if stated := re.search(r"exit status (\d)", said[name]):
        assert CLASSES[name].exit_status == int(stated.group(1))


def test_one_base_catches_them_all():
    assert all(issubclass(found, DatelineError) for found in CLASSES.values())
    assert len(CLASSES) == len(drawn())
