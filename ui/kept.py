"""What is kept of a conversation, and how it comes out of the file again."""

import datetime
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import sqlalchemy as sa
from pydantic import ValidationError
from pydantic_core import PydanticSerializationError

from assistant.answer import Answer, Sentence
from index.errors import InputError, UnknownConversation
from ui.history_file import conversations, turns
from ui.turns import Turn

_OLD = "Kept by another version of Dateline, so only its text can be shown."
_TITLE = 60

State = Literal["growing", "whole", "failed"]
Thumb = Literal["up", "down"]


@dataclass(frozen=True)
class Place:
    """Where an answer is kept: the conversation's id, and what names the turn in it for good."""

    conversation: str
    turn: int


@dataclass(frozen=True)
class Summary:
    """A conversation as the list shows it.

    Attributes:
        id: Cannot be guessed.
        title: One line.
        created: ISO 8601, UTC.
        changed: When something was last asked in it, likewise.
        pinned: Whether it stands before the others.
        turns: How many questions it holds.
    """

    id: str
    title: str
    created: str
    changed: str
    pinned: bool
    turns: int


@dataclass(frozen=True, kw_only=True)
class KeptTurn(Turn):
    """A turn as it is kept.

    Attributes:
        place: Where.
        state: "growing" while it is answered; "whole" once nothing more comes, also where a
            person stopped it; "failed" if an error or the program's end cut it off. The note says
            what happened.
        asked: When, ISO 8601, UTC.
        thumb: What its owner thought of it; None for nothing.
    """

    place: Place
    state: State
    asked: str
    thumb: Thumb | None = None


@dataclass(frozen=True)
class Kept:
    """A conversation with its turns, in order; `turns` is a `Conversation` of the page."""

    summary: Summary
    turns: tuple[KeptTurn, ...]


_COUNTED = (
    sa.select(sa.func.count())
    .where(turns.c.conversation == conversations.c.row)
    .correlate(conversations)
    .scalar_subquery()
)
SUMMARIES = sa.select(
    *(conversations.c[name] for name in ("id", "title", "created", "changed", "pinned")), _COUNTED
)


def conversation_row(connection: sa.Connection, owner: str, conversation: str) -> int:
    """Find an owner's conversation by its id.

    Raises:
        UnknownConversation: If there is none, or it is another's.
    """
    mine = (conversations.c.id == conversation, conversations.c.owner == owner)
    row = connection.scalar(sa.select(conversations.c.row).where(*mine))
    if row is None:
        raise UnknownConversation(
            "there is no such conversation (any more); the list shows those that are kept"
        )
    return int(row)


def turn_row(connection: sa.Connection, owner: str, place: Place) -> sa.Row[Any]:
    """Find an owner's turn.

    Raises:
        UnknownConversation: If there is none, or it is another's.
    """
    row = conversation_row(connection, owner, place.conversation)
    mine = (turns.c.conversation == row, turns.c.row == place.turn)
    found = connection.execute(sa.select(turns).where(*mine)).one_or_none()
    if found is None:
        raise UnknownConversation("that answer is not kept any more: its question was asked anew")
    return found


def grow(connection: sa.Connection, row: int, number: int, turn: Turn, now: str) -> int:
    """Keep a turn that grows, and give what names it.

    Raises:
        InputError: If its question has no words, or holds what is no text.
    """
    if not turn.answer.question.strip():
        raise InputError("the question is empty; write it in words")
    made = sa.insert(turns).values(
        conversation=row,
        number=number,
        question=turn.answer.question,
        text="",
        record=record(turn.answer),
        note=turn.note,
        state="growing",
        asked=now,
    )
    return int(connection.execute(made.returning(turns.c.row)).scalar_one())


def record(answer: Answer) -> str:
    """Write an answer's record.

    Raises:
        InputError: If it holds half of a character, which no text can.
    """
    try:
        return answer.model_dump_json()
    except PydanticSerializationError as error:
        raise InputError("the question holds what is no text; write it anew") from error


def loaded(record: str, question: str, text: str) -> tuple[Answer, str]:
    """Read an answer's record, and say what is wrong with it, "" if nothing is.

    Args:
        record: As it was written, by whatever version.
        question: What is shown if this version cannot read it.
        text: Likewise, as the answer.
    """
    try:
        return Answer.model_validate_json(record), ""
    except ValidationError:
        said = (Sentence(text=text),) if text else ()
        plain = {"question": question, "standalone_question": question}
        return Answer(**plain, text=text, sentences=said), _OLD


def summary(row: Any) -> Summary:
    """Read a row of `SUMMARIES`."""
    return Summary(*row)


def kept_turns(conversation: str, rows: Iterable[Any]) -> tuple[KeptTurn, ...]:
    """Read the turns of a conversation out of their rows, with the owner's thumbs beside them."""
    return tuple(_kept(Place(conversation, row.row), row) for row in rows)


def _kept(place: Place, row: Any) -> KeptTurn:
    answer, wrong = loaded(row.record, row.question, row.text)
    note = " ".join(filter(None, (row.note, wrong)))
    state, asked, thumb = row.state, row.asked, row.thumb
    return KeptTurn(answer, note, place=place, state=state, asked=asked, thumb=thumb)


def line(text: str) -> str:
    """Write a text in one line, without what cannot be seen."""
    seen = (" " if unicodedata.category(one) in _UNSEEN else one for one in text)
    return " ".join("".join(seen).split())


# Controls, halves of characters, and what separates lines. Not "format": some scripts and emoji
# need their joiners; those that turn the direction of writing end with the line.
_UNSEEN = ("Cc", "Cs", "Zl", "Zp")


def titled(question: str) -> str:
    """Make a title of a question: its beginning, cut after a whole word."""
    title = line(question)
    if len(title) <= _TITLE:
        return title or "Untitled"
    return (title[:_TITLE].rpartition(" ")[0] or title[:_TITLE]).rstrip(" ,;:") + " …"


def now() -> str:
    """Give the moment, ISO 8601 in UTC, with microseconds: it orders what is asked."""
    return datetime.datetime.now(datetime.UTC).isoformat(timespec="microseconds")
