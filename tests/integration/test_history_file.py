"""The file of conversations: kills, threads, processes, and what is left after deletion."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import pytest
import sqlalchemy as sa
from keep_until_killed import work
from made_answers import answer, full

from index.errors import DiskFull
from ui.feedback import Feedback
from ui.history import FILE, History
from ui.kept import Place
from ui.turns import Turn

KILLED = Path(__file__).parents[1] / "support" / "keep_until_killed.py"
INDEXES = ("titles_fts", "turns_fts")


def asked(question: str, text: str = "") -> Turn:
    return Turn(answer(question=question, text=text))


def content(kept: History) -> object:
    """Give all that is kept, but for ids and times."""
    return [
        (
            summary.title,
            summary.pinned,
            [
                (turn.answer, turn.note, turn.state, turn.thumb)
                for turn in kept.read("", summary.id).turns
            ],
        )
        for summary in kept.list("")
    ], [(vote.thumb, vote.answer) for vote in Feedback(kept).votes()]


def assert_sound(kept: History) -> None:
    with kept.file.writing() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalars().all() == ["ok"]
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        for name in INDEXES:
            command = f"INSERT INTO {name}({name}, rank) VALUES ('integrity-check', 1)"
            connection.exec_driver_sql(command)


def killed(folder: Path) -> Iterator[Path]:
    """Give files whose writers were killed one step later each time, at last one that was not."""
    with subprocess.Popen(
        [sys.executable, str(KILLED)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        died = True
        for nth in count(1):
            if not died:
                break
            file = folder / str(nth) / FILE
            process.stdin.write(json.dumps({"file": str(file), "nth": nth}) + "\n")
            process.stdin.flush()
            died = json.loads(process.stdout.readline())["died"]
            yield file
        process.stdin.close()


def test_a_kill_at_any_step_leaves_every_change_whole_or_not_there(tmp_path: Path):
    with History.open(tmp_path / "undisturbed") as kept:
        states = [content(kept), *(content(kept) for _ in work(kept))]
    reached: list[int] = []
    for file in killed(tmp_path):
        with History.open(file) as kept:
            assert_sound(kept)
            reached.append(states.index(content(kept)))
    assert len(reached) > 60
    assert reached == sorted(reached)
    assert set(reached) == set(range(len(states)))


def held(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(folder.glob(f"{FILE}*")))


# Words as the record, the title, the question, the answer and the reason have them, and as the
# search index has them, in pieces that begin alike.
SECRETS = (b"qzvwx", b"Qzvwx")


def secret(kept: History, others: int = 0) -> Place:
    for number in range(others):
        place = kept.start("", asked(f"Question {number}?"))
        kept.keep("", place, Turn(full(f"word{number} " * 200)), "whole")
    whole = full("qzvwxone " + "of qzvwxtwo and more " * 300)
    place = kept.start("", asked("Qzvwx?"))
    kept.keep("", place, Turn(whole), "whole")
    return place


def deleted(kept: History, place: Place) -> None:
    kept.delete("", place.conversation)


def asked_anew(kept: History, place: Place) -> None:
    kept.rename("", place.conversation, "Something else")
    kept.ask("", place.conversation, asked("Another?"), at=1)


@pytest.mark.parametrize("forget", [deleted, asked_anew])
@pytest.mark.parametrize("others", [0, 30])
def test_of_what_is_deleted_no_word_is_left_in_the_file(
    tmp_path: Path, others: int, forget: Callable[[History, Place], None]
):
    with History.open(tmp_path / FILE) as kept:
        place = secret(kept, others)
        if forget is deleted:
            Feedback(kept).vote("", place, "down", "qzvwxreason")
        for number in range(others):
            kept.start("", asked(f"Later {number}?"))
        assert all(word in held(tmp_path) for word in SECRETS)
        forget(kept, place)
        # While it is open, in its write-ahead log too.
        assert not any(word in held(tmp_path) for word in SECRETS)
        assert_sound(kept)
    assert not any(word in held(tmp_path) for word in SECRETS)


def test_threads_lose_nothing(tmp_path: Path):
    with History.open(tmp_path / FILE) as kept:
        shared = kept.start("", asked("First?"))

        def ask(number: int) -> None:
            own = kept.start(str(number), asked(f"Own {number}?"))
            place = kept.ask("", shared.conversation, asked(f"Question {number}?"))
            for owner, where in ((str(number), own), ("", place)):
                kept.keep(owner, where, asked(f"Question {number}?", "So"))
                kept.keep(owner, where, asked(f"Question {number}?", "So."), "whole")
            kept.list("", "question")
            kept.pin("", shared.conversation, bool(number % 2))

        with ThreadPoolExecutor(8) as pool:
            list(pool.map(ask, range(40)))
        turns = kept.read("", shared.conversation).turns
        assert sorted(turn.answer.question for turn in turns[1:]) == sorted(
            f"Question {number}?" for number in range(40)
        )
        assert {turn.answer.text for turn in turns[1:]} == {"So."}
        assert all(kept.count(str(number)) == 1 for number in range(40))
        assert_sound(kept)


def test_two_that_open_a_new_file_at_once_both_can(tmp_path: Path):
    def opened(_: int) -> int:
        with History.open(tmp_path / FILE) as kept:
            kept.start("", asked("Who?"))
            return 1

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(opened, range(8))) == 8
    with History.open(tmp_path / FILE) as kept:
        assert kept.count("") == 8


def test_another_process_reads_while_the_server_writes(tmp_path: Path):
    with History.open(tmp_path / FILE) as server, History.open(tmp_path / FILE) as other:
        place = server.start("", asked("Who?"))
        with server.file.writing() as connection:
            connection.execute(sa.text("UPDATE turns SET note = 'half'"))
            assert other.read("", place.conversation).turns[0].note == ""
            assert [one.title for one in other.list("", "who")] == ["Who?"]


def test_a_full_disk_is_told_and_changes_nothing(tmp_path: Path):
    with History.open(tmp_path / FILE) as kept:
        place = kept.start("", asked("Who?"))
        before = content(kept)
        with kept.file.reading() as connection:
            # Of this connection, which the pool gives out again.
            connection.exec_driver_sql("PRAGMA max_page_count = 1")
        with pytest.raises(DiskFull, match="make room"):
            kept.keep("", place, asked("Who?", "word " * 100_000), "whole")
        assert content(kept) == before
        with kept.file.reading() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1000000")
        kept.keep("", place, asked("Who?", "word " * 100_000), "whole")
        assert_sound(kept)
