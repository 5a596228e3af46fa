"""Of another's conversation nothing is seen, and nothing of it changes."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from made_answers import answer

from index.errors import UnknownConversation
from ui.feedback import Feedback
from ui.history import FILE, History
from ui.kept import Place
from ui.turns import Turn

OWNERS = ("", "ada", "Ada", "ada ", "eve", "%", "a'--")


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[History]:
    with History.open(tmp_path / FILE) as opened:
        yield opened


def asked(question: str) -> Turn:
    return Turn(answer(question=question, text=f"{question} Secretly."))


def mine(kept: History, owner: str) -> tuple[Place, Place]:
    """Keep a conversation of a whole answer, with a thumb, and one that grows."""
    whole = kept.start(owner, asked("First?"))
    kept.keep(owner, whole, asked("First?"), "whole")
    Feedback(kept).vote(owner, whole, "up", "So it is.")
    return whole, kept.ask(owner, whole.conversation, asked("Second?"))


Operation = Callable[[History, str, Place, Place], object]
OPERATIONS: dict[str, Operation] = {
    "ask": lambda kept, who, whole, _: kept.ask(who, whole.conversation, asked("Mine?")),
    "ask anew": lambda kept, who, whole, _: kept.ask(who, whole.conversation, asked("M?"), at=1),
    "keep": lambda kept, who, _, growing: kept.keep(who, growing, asked("Mine?")),
    "end": lambda kept, who, _, growing: kept.keep(who, growing, asked("Mine?"), "whole"),
    "read": lambda kept, who, whole, _: kept.read(who, whole.conversation),
    "rename": lambda kept, who, whole, _: kept.rename(who, whole.conversation, "Mine"),
    "pin": lambda kept, who, whole, _: kept.pin(who, whole.conversation),
    "delete": lambda kept, who, whole, _: kept.delete(who, whole.conversation),
    "vote": lambda kept, who, whole, _: Feedback(kept).vote(who, whole, "down", "No."),
    "withdraw": lambda kept, who, whole, _: Feedback(kept).withdraw(who, whole),
}
# What gives an owner's own, and so nothing of others, and what is for the server alone.
UNCHECKED = {"open", "close", "file", "settle", "start", "list", "count", "forget", "votes"}


def test_every_operation_is_looked_at():
    public = {name for kind in (History, Feedback) for name in vars(kind) if name[0] != "_"}
    assert public == {name.split()[0] for name in OPERATIONS} - {"end"} | UNCHECKED


@pytest.mark.parametrize("other", OWNERS[1:])
@pytest.mark.parametrize("name", OPERATIONS)
@pytest.mark.parametrize("owner", ["", "ada"])
def test_no_operation_reaches_anothers_conversation(
    kept: History, name: str, owner: str, other: str
):
    if owner == other:
        other = ""
    whole, growing = mine(kept, owner)
    before = kept.read(owner, whole.conversation)
    with pytest.raises(UnknownConversation) as refused:
        OPERATIONS[name](kept, other, whole, growing)
    # The same words as for what was never there.
    nowhere = Place("0" * 32, 1)
    with pytest.raises(UnknownConversation) as absent:
        OPERATIONS[name](kept, other, nowhere, nowhere)
    assert str(refused.value) == str(absent.value)
    assert kept.read(owner, whole.conversation) == before


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_reaches_ones_own(kept: History, name: str):
    OPERATIONS[name](kept, "ada", *mine(kept, "ada"))


@pytest.mark.parametrize("name", ["keep", "end", "vote", "withdraw"])
def test_a_turn_of_another_is_not_reached_through_a_conversation_of_ones_own(
    kept: History, name: str
):
    whole, growing = mine(kept, "ada")
    own, _ = mine(kept, "eve")
    before = kept.read("ada", whole.conversation)
    through = (Place(own.conversation, whole.turn), Place(own.conversation, growing.turn))
    with pytest.raises(UnknownConversation):
        OPERATIONS[name](kept, "eve", *through)
    assert kept.read("ada", whole.conversation) == before


@pytest.mark.parametrize("words", ["", "first", "secretly", "first secretly"])
def test_list_and_count_give_ones_own_alone(kept: History, words: str):
    own = {owner: mine(kept, owner)[0].conversation for owner in OWNERS}
    for owner, conversation in own.items():
        assert [one.id for one in kept.list(owner, words)] == [conversation]
        assert kept.count(owner, words) == 1
    assert kept.list("nobody", words) == ()
    assert kept.count("nobody", words) == 0


@pytest.mark.parametrize("gone", OWNERS)
def test_forgetting_an_owner_leaves_all_others(kept: History, gone: str):
    for owner in OWNERS:
        mine(kept, owner)
    assert kept.forget(gone) == 1
    assert {owner: kept.count(owner) for owner in OWNERS} == {
        owner: int(owner != gone) for owner in OWNERS
    }
    assert len(Feedback(kept).votes()) == len(OWNERS) - 1


def test_a_thumb_of_another_is_not_shown_as_ones_own(kept: History):
    thumbs = {}
    for owner in ("ada", "eve"):
        whole, _ = mine(kept, owner)
        thumbs[owner] = whole
    Feedback(kept).vote("eve", thumbs["eve"], "down")
    for owner, thumb in (("ada", "up"), ("eve", "down")):
        assert kept.read(owner, thumbs[owner].conversation).turns[0].thumb == thumb
