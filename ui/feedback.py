"""What people thought of answers, and question sets made of it.

A thumb is kept with the answer's whole record and the exchanges before it, so that it still says
what it was about after the question was asked anew. It goes when its conversation is deleted.
"""

import datetime
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from pydantic import TypeAdapter

from assistant.answer import Answer
from assistant.asking import Exchange
from index.dates import date_bounds
from index.errors import InputError
from ui import kept
from ui.history import History
from ui.history_file import turns, votes
from ui.kept import Place, Thumb
from ui.turns import history as exchanges

if TYPE_CHECKING:
    from eval.questions import Question

MOST_REASON = 2_000
_BEFORE = TypeAdapter(tuple[Exchange, ...])


@dataclass(frozen=True)
class Vote:
    """What somebody thought of an answer.

    Attributes:
        turn: What names the turn for good.
        thumb: "up" or "down".
        reason: In the person's words; may be empty.
        created: When, ISO 8601, UTC.
        asked: When the question was asked, likewise.
        before: The exchanges that it followed, the latest last.
        answer: The whole record.
    """

    turn: int
    thumb: Thumb
    reason: str
    created: str
    asked: str
    before: tuple[Exchange, ...]
    answer: Answer


class Feedback:
    """Thumbs, in the same file as the conversations; any thread may use it.

    Args:
        history: The conversations, open.
    """

    def __init__(self, history: History) -> None:
        self._file = history.file

    def vote(self, owner: str, place: Place, thumb: Thumb, reason: str = "") -> None:
        """Keep what an owner thinks of an answer, in the place of what was said before.

        Args:
            owner: Whose conversation it is, and who thinks so.
            place: The answer.
            thumb: "up" or "down".
            reason: Why; cut to `MOST_REASON` characters.

        Raises:
            UnknownConversation: If there is none.
            InputError: If the answer is still growing.
        """
        why = reason.encode("utf-8", "ignore").decode().strip()[:MOST_REASON]
        with self._file.writing() as connection:
            found = kept.turn_row(connection, owner, place)
            if found.state == "growing":
                raise InputError("the answer is still being written; say what you think after it")
            connection.execute(sa.delete(votes).where(*_mine(owner, place)))
            made = sa.insert(votes).values(
                owner=owner,
                turn=place.turn,
                conversation=found.conversation,
                thumb=thumb,
                reason=why,
                created=kept.now(),
                asked=found.asked,
                question=found.question,
                before=list(map(asdict, _before(connection, found))),
                record=found.record,
            )
            connection.execute(made)

    def withdraw(self, owner: str, place: Place) -> None:
        """Forget what an owner thought of an answer.

        Raises:
            UnknownConversation: If there is none.
        """
        with self._file.writing() as connection:
            kept.turn_row(connection, owner, place)
            connection.execute(sa.delete(votes).where(*_mine(owner, place)))

    def votes(self, thumb: Thumb | None = None) -> tuple[Vote, ...]:
        """Give what all owners thought, the oldest answer first; for whoever runs the server.

        Args:
            thumb: Only these; None for all.
        """
        query = sa.select(votes).order_by(votes.c.turn, votes.c.owner)
        if thumb:
            query = query.where(votes.c.thumb == thumb)
        with self._file.reading() as connection:
            return tuple(map(_vote, connection.execute(query)))


def question(vote: Vote) -> "Question":
    """Make a question of a question set out of what somebody thought of its answer.

    What was praised has the sentences that it cites as its gold; if it said that there is no
    answer, the question is one without. What was blamed has no gold: that there is an answer is
    only supposed, and the tag "to review" says so. It is asked as of the day on which it was, but
    for one that rests on an article which such a question would never find: an undated one, say.
    """
    from eval.questions import Question

    answer, up = vote.answer, vote.thumb == "up"
    # A person's own wording was searched as it stands.
    own = answer.rewritten == "person"
    quotes = dict.fromkeys(one.quote for one in answer.citations) if up else ()
    return Question(
        id=f"feedback-{vote.turn}",
        question=answer.standalone_question if own else answer.question,
        answerable=not (up and answer.abstained),
        evidence=tuple((quote,) for quote in quotes),
        asked=_asked(vote),
        history=() if own else vote.before,
        tags=("feedback", vote.thumb, *(() if up else ("to review",))),
    )


def _asked(vote: Vote) -> str:
    if vote.answer.as_of:
        return vote.answer.as_of
    local = datetime.datetime.fromisoformat(vote.asked).astimezone().date().isoformat()
    return local if all(_out(one.published, local) for one in vote.answer.citations) else ""


def _mine(owner: str, place: Place) -> tuple[sa.ColumnElement[bool], ...]:
    return votes.c.owner == owner, votes.c.turn == place.turn


def _before(connection: sa.Connection, turn: sa.Row[Any]) -> tuple[Exchange, ...]:
    mine = (turns.c.conversation == turn.conversation, turns.c.number < turn.number)
    earlier = connection.execute(sa.select(turns).where(*mine).order_by(turns.c.number))
    return exchanges(_answer(row) for row in earlier)


def _answer(row: Any) -> Answer:
    return kept.loaded(row.record, row.question, row.text)[0]


def _vote(row: Any) -> Vote:
    return Vote(
        turn=row.turn,
        thumb=row.thumb,
        reason=row.reason,
        created=row.created,
        asked=row.asked,
        before=_BEFORE.validate_python(tuple(row.before)),
        answer=kept.loaded(row.record, row.question, "")[0],
    )


def _out(published: str, day: str) -> bool:
    """Say whether an article was published by a day, and surely so."""
    return bool(published) and date_bounds(published)[1] <= int(day.replace("-", ""))
