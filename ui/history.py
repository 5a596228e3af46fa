"""Conversations kept on the server, their answers' records exactly as they were.

They belong to the server, not to the articles; their file stands in the library's folder all the
same, unless another is named. So a copy of the folder is a copy of everything, and whoever is
given the folder can read what was asked: leave `conversations.sqlite` out if they should not.

A question asked anew drops its answer and all that followed; no other branch is kept.
"""

import secrets
from pathlib import Path
from typing import Any, Self

import sqlalchemy as sa

from index.errors import InputError, UnknownConversation
from ui import kept
from ui.history_file import HistoryFile, conversations, holding, turns, votes
from ui.kept import SUMMARIES, Kept, Place, State, Summary
from ui.turns import Turn

FILE = "conversations.sqlite"
MOST_TITLE = 120
INTERRUPTED = "The program ended while this was being answered."
# So many at most in one page of the list.
_LISTED = 200


class History:
    """All conversations of a server; any thread may use it.

    An owner is a person's name, "" for the one user where nobody signs in. Whatever is asked for
    of a conversation that is not the owner's own raises `UnknownConversation`, as if there were
    none.
    """

    def __init__(self, file: HistoryFile) -> None:
        self._file = file

    @classmethod
    def open(cls, path: Path, create: bool = True) -> Self:
        """Open a file of conversations.

        Args:
            path: Mostly `FILE` in the library's folder.
            create: Whether it may be made.

        Raises:
            InputError: If there is none, and none may be made.
            LibraryError: If it is something else, cannot be opened, or is of a newer Dateline.
        """
        return cls(HistoryFile(path, create))

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def file(self) -> HistoryFile:
        """The open file, for `Feedback`."""
        return self._file

    def settle(self) -> int:
        """Mark as failed what was growing when the program ended; gives how many.

        For the server, once, before it serves: an answer that grows elsewhere would be marked too.
        """
        growing = turns.c.state == "growing"
        with self._file.writing() as connection:
            left = connection.execute(sa.select(turns).where(growing)).all()
            for row in left:
                answer, _ = kept.loaded(row.record, row.question, "")
                ended = {"state": "failed", "note": INTERRUPTED, "text": answer.text}
                connection.execute(sa.update(turns).where(turns.c.row == row.row).values(ended))
        return len(left)

    def start(self, owner: str, turn: Turn) -> Place:
        """Keep a first question, which grows from now on, as a new conversation.

        Raises:
            InputError: If it holds what is no text.
        """
        now, conversation = kept.now(), secrets.token_hex(16)
        with self._file.writing() as connection:
            made = sa.insert(conversations).values(
                id=conversation,
                owner=owner,
                title=kept.titled(turn.answer.question),
                created=now,
                changed=now,
                pinned=False,
            )
            row = connection.execute(made.returning(conversations.c.row)).scalar_one()
            return Place(conversation, kept.grow(connection, row, 1, turn, now))

    def ask(self, owner: str, conversation: str, turn: Turn, at: int | None = None) -> Place:
        """Keep a further question, which grows from now on.

        Args:
            owner: Whose conversation it is.
            conversation: Its id.
            turn: The question, with the answer as it stands.
            at: The number, from 1, of the turn whose place it takes; that turn and all that follow
                it are dropped. None for the conversation's end.

        Raises:
            UnknownConversation: If there is none, or no such turn in it.
            InputError: If it holds what is no text.
        """
        now = kept.now()
        begin = self._file.writing if at is None else self._file.erasing
        with begin() as connection:
            row = kept.conversation_row(connection, owner, conversation)
            mine = turns.c.conversation == row
            last = connection.scalar(sa.select(sa.func.max(turns.c.number)).where(mine)) or 0
            if at is not None and not 1 <= at <= last:
                raise UnknownConversation(f"the conversation has no question number {at}")
            number = at or last + 1
            connection.execute(sa.delete(turns).where(mine, turns.c.number >= number))
            found = conversations.c.row == row
            connection.execute(sa.update(conversations).where(found).values(changed=now))
            return Place(conversation, kept.grow(connection, row, number, turn, now))

    def keep(self, owner: str, place: Place, turn: Turn, state: State = "growing") -> None:
        """Keep a turn as it stands now; one that is no longer growing stays as it is.

        Raises:
            UnknownConversation: If it was deleted, or another question took its place.
        """
        values: dict[str, Any] = {
            "record": kept.record(turn.answer),
            "note": turn.note,
            "state": state,
        }
        if state != "growing":
            # Only then: the search index would be written anew with every word.
            values["text"] = turn.answer.text
        with self._file.writing() as connection:
            found = kept.turn_row(connection, owner, place)
            if found.state == "growing":
                changed = sa.update(turns).where(turns.c.row == found.row)
                connection.execute(changed.values(values))

    def read(self, owner: str, conversation: str) -> Kept:
        """Give a conversation with all its turns.

        A record that this version cannot read comes as its question and text, and a note says so.

        Raises:
            UnknownConversation: If there is none.
        """
        mine = sa.and_(votes.c.turn == turns.c.row, votes.c.owner == owner)
        said = sa.select(turns, votes.c.thumb).outerjoin(votes, mine).order_by(turns.c.number)
        with self._file.reading() as connection:
            row = kept.conversation_row(connection, owner, conversation)
            head = connection.execute(SUMMARIES.where(conversations.c.row == row)).one()
            rows = connection.execute(said.where(turns.c.conversation == row))
            return Kept(kept.summary(head), kept.kept_turns(conversation, rows))

    def list(
        self, owner: str, words: str = "", skip: int = 0, most: int = 30
    ) -> tuple[Summary, ...]:
        """List conversations: pinned ones first, then the last changed.

        Args:
            owner: Whose.
            words: Only those in which every word begins one of the title, questions or answers;
                no query language.
            skip: How many to pass over, for the next page.
            most: The most to give, up to 200.
        """
        order = (conversations.c.pinned.desc(), conversations.c.changed.desc())
        query = SUMMARIES.where(conversations.c.owner == owner, *holding(words))
        query = query.order_by(*order, conversations.c.row.desc())
        page = query.offset(max(skip, 0)).limit(min(max(most, 0), _LISTED))
        with self._file.reading() as connection:
            return tuple(map(kept.summary, connection.execute(page)))

    def count(self, owner: str, words: str = "") -> int:
        """Count what `list` would give in all its pages."""
        query = sa.select(sa.func.count()).select_from(conversations)
        with self._file.reading() as connection:
            mine = query.where(conversations.c.owner == owner, *holding(words))
            return connection.scalar(mine) or 0

    def rename(self, owner: str, conversation: str, title: str) -> None:
        """Give a conversation another title, in one line of up to `MOST_TITLE` characters.

        Raises:
            UnknownConversation: If there is none.
            InputError: If the title has no words.
        """
        line = kept.line(title)[:MOST_TITLE].strip()
        if not line:
            raise InputError("a conversation's title cannot be empty; write a few words")
        with self._file.erasing() as connection:
            row = kept.conversation_row(connection, owner, conversation)
            found = conversations.c.row == row
            connection.execute(sa.update(conversations).where(found).values(title=line))

    def pin(self, owner: str, conversation: str, pinned: bool = True) -> None:
        """Let a conversation stand before the others, or among them again.

        Raises:
            UnknownConversation: If there is none.
        """
        with self._file.writing() as connection:
            found = conversations.c.row == kept.conversation_row(connection, owner, conversation)
            connection.execute(sa.update(conversations).where(found).values(pinned=pinned))

    def delete(self, owner: str, conversation: str) -> None:
        """Delete a conversation with its turns and what was thought of them.

        Afterwards nothing of it is left in the file.

        Raises:
            UnknownConversation: If there is none.
        """
        with self._file.erasing() as connection:
            found = conversations.c.row == kept.conversation_row(connection, owner, conversation)
            connection.execute(sa.delete(conversations).where(found))

    def forget(self, owner: str) -> int:
        """Delete all of an owner's conversations, as `delete` does; gives how many there were."""
        with self._file.erasing() as connection:
            mine = sa.delete(conversations).where(conversations.c.owner == owner)
            return connection.execute(mine).rowcount
