import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from made_answers import answer, full
from shown_page import ATTACKS

from assistant import Answer
from index.errors import InputError, LibraryError, LibraryMismatch, UnknownConversation
from ui.history import FILE, INTERRUPTED, History
from ui.history_file import HistoryFile, turns
from ui.kept import Place
from ui.turns import Turn, history


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[History]:
    with History.open(tmp_path / FILE) as opened:
        yield opened


def asked(question: str, text: str = "", note: str = "") -> Turn:
    return Turn(answer(question=question, standalone_question=question, text=text), note)


def conversation(kept: History, *said: tuple[str, str], owner: str = "") -> str:
    """Keep a conversation of questions and answers."""
    (first, text), *others = said
    place = kept.start(owner, asked(first))
    kept.keep(owner, place, asked(first, text), "whole")
    for question, text in others:
        place = kept.ask(owner, place.conversation, asked(question))
        kept.keep(owner, place, asked(question, text), "whole")
    return place.conversation


def titles(kept: History, words: str = "", **page: int) -> list[str]:
    return [summary.title for summary in kept.list("", words, **page)]


@pytest.mark.parametrize("text", ["", *ATTACKS, "a\0b", "\u2028 \u202e 👩‍🚀"])
def test_a_record_comes_back_as_it_was(tmp_path: Path, text: str):
    whole = full(text)
    with History.open(tmp_path / FILE) as first:
        place = first.start("", asked(f"Why? {text}"))
        first.keep("", place, Turn(whole, f"Stopped. {text}"), "whole")
    with History.open(tmp_path / FILE) as again:
        (turn,) = again.read("", place.conversation).turns
    assert turn.answer == whole
    assert (turn.note, turn.state, turn.place) == (f"Stopped. {text}", "whole", place)


def test_what_is_kept_can_be_followed_up(kept: History):
    made = conversation(kept, ("Who?", "Ada."), ("When?", "In May."))
    found = history(turn.answer for turn in kept.read("", made).turns)
    assert [(one.question, one.answer) for one in found] == [("Who?", "Ada."), ("When?", "In May.")]


def test_an_answer_grows_in_its_place_and_ends_once(kept: History):
    place = kept.start("", asked("Who?"))
    for text in ("Ada", "Ada Weil"):
        kept.keep("", place, asked("Who?", text))
        (turn,) = kept.read("", place.conversation).turns
        assert (turn.answer.text, turn.state) == (text, "growing")
    kept.keep("", place, asked("Who?", "Ada Weil.", "Stopped."), "whole")
    kept.keep("", place, asked("Who?", "too late"))
    kept.keep("", place, asked("Who?", "too late"), "failed")
    (turn,) = kept.read("", place.conversation).turns
    assert (turn.answer.text, turn.note, turn.state) == ("Ada Weil.", "Stopped.", "whole")


def test_a_question_asked_anew_drops_what_followed(kept: History):
    made = conversation(kept, ("One?", "1."), ("Two?", "2."), ("Three?", "3."))
    place = kept.ask("", made, asked("Two again?"), at=2)
    found = kept.read("", made)
    assert [turn.answer.question for turn in found.turns] == ["One?", "Two again?"]
    assert found.turns[-1].place == place
    assert found.summary.turns == 2
    assert titles(kept, "three") == []


def test_an_answer_that_grows_is_not_written_over_the_one_in_its_place(kept: History):
    first = kept.start("", asked("Who?"))
    second = kept.ask("", first.conversation, asked("Whom?"), at=1)
    with pytest.raises(UnknownConversation):
        kept.keep("", first, asked("Who?", "Ada."), "whole")
    (turn,) = kept.read("", first.conversation).turns
    assert (turn.answer.question, turn.place) == ("Whom?", second)


@pytest.mark.parametrize("at", [0, -1, 2])
def test_only_a_question_that_is_there_can_be_asked_anew(kept: History, at: int):
    made = conversation(kept, ("One?", "1."))
    with pytest.raises(UnknownConversation):
        kept.ask("", made, asked("Which?"), at=at)
    assert len(kept.read("", made).turns) == 1


@pytest.mark.parametrize("question", ["", " \n", "\ud800 half a character"])
def test_what_is_no_question_is_not_kept(kept: History, question: str):
    with pytest.raises(InputError):
        kept.start("", Turn(Answer(question=question, standalone_question="Why?")))
    assert kept.count("") == 0


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("Who won?", "Who won?"),
        ("  Who\n\nwon? ", "Who won?"),
        ("Who\0 \x1b[1mwon?", "Who [1mwon?"),
        ("word, " * 20, "word, word, word, word, word, word, word, word, word, word …"),
        ("w" * 100, "w" * 60 + " …"),
        ("\0", "Untitled"),
    ],
)
def test_a_title_is_the_beginning_of_the_first_question(kept: History, question: str, title: str):
    kept.start("", asked(question))
    assert titles(kept) == [title]


def test_a_new_title_is_one_line_of_so_many_characters(kept: History):
    made = conversation(kept, ("Who?", "Ada."))
    kept.rename("", made, "  The\nbuilder \0")
    assert titles(kept) == ["The builder"]
    kept.rename("", made, "t" * 500)
    assert titles(kept) == ["t" * 120]
    with pytest.raises(InputError):
        kept.rename("", made, "\n \0")
    assert titles(kept) == ["t" * 120]


def test_pinned_ones_stand_first_then_the_last_asked(kept: History):
    made = [conversation(kept, (name, "")) for name in ("one", "two", "three", "four")]
    assert titles(kept) == ["four", "three", "two", "one"]
    kept.ask("", made[1], asked("more"))
    kept.pin("", made[0])
    kept.rename("", made[2], "three, renamed")
    assert titles(kept) == ["one", "two", "four", "three, renamed"]
    assert [summary.pinned for summary in kept.list("")] == [True, False, False, False]
    kept.pin("", made[0], False)
    assert titles(kept) == ["two", "four", "three, renamed", "one"]


def test_pages_follow_each_other_without_gaps(kept: History):
    for number in range(7):
        kept.start("", asked(f"n{number}"))
    pages = [titles(kept, skip=skip, most=3) for skip in (0, 3, 6, 9)]
    assert pages == [["n6", "n5", "n4"], ["n3", "n2", "n1"], ["n0"], []]
    assert kept.count("") == 7
    assert titles(kept, skip=-5, most=-1) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["Harbour", "Zürich"]),
        ("bridge", ["Zürich"]),
        ("zurich", ["Zürich"]),
        ("ZÜRICH", ["Zürich"]),
        ("bridges", ["Zürich"]),
        ("har", ["Harbour"]),
        # The first stands in the title, the others in two answers.
        ("zürich bridge tram", ["Zürich"]),
        ("bridge harbour", []),
        ("nothing", []),
        # Nothing typed is an operator.
        ("bridge OR harbour", []),
        ("bridge NOT tram", []),
        ("tram*", ["Zürich"]),
        ('"bridge', ["Zürich"]),
        ("text:bridge", []),
        ("(bridge", ["Zürich"]),
        ("^bridge", ["Zürich"]),
        ("- ? \" ' ) *", ["Harbour", "Zürich"]),
        ("bridge\0x", []),
        ("\ud800bridge", ["Zürich"]),
        ("17,5", ["Harbour"]),
        ("e-mail", ["Harbour"]),
        ("bridge " * 2000, ["Zürich"]),
    ],
)
def test_a_search_finds_where_every_word_stands(kept: History, words: str, found: list[str]):
    made = conversation(
        kept, ("Where is the bridge?", "Over there."), ("And the tram?", "It stops OUT here.")
    )
    kept.rename("", made, "Zürich")
    other = conversation(kept, ("What of the e-mail?", "It cost 17,5 crowns or less."))
    kept.rename("", other, "Harbour")
    assert titles(kept, words) == found
    assert kept.count("", words) == len(found)


def test_a_search_forgets_old_titles_and_knows_no_growing_answer(kept: History):
    place = kept.start("", asked("Where?"))
    kept.keep("", place, asked("Where?", "In Delft"))
    assert titles(kept, "Delft") == []
    kept.keep("", place, asked("Where?", "In Delft."), "whole")
    assert titles(kept, "Delft") == ["Where?"]
    kept.rename("", place.conversation, "Ghent")
    kept.rename("", place.conversation, "Bruges")
    assert titles(kept, "Ghent") == []
    assert titles(kept, "Bruges") == ["Bruges"]


def test_what_grew_when_the_program_ended_is_settled_at_the_next_start(kept: History):
    done = conversation(kept, ("Who?", "Ada."))
    place = kept.start("", asked("Where?"))
    kept.keep("", place, asked("Where?", "In Delft, I"))
    assert kept.settle() == 1
    (turn,) = kept.read("", place.conversation).turns
    assert (turn.state, turn.note, turn.answer.text) == ("failed", INTERRUPTED, "In Delft, I")
    assert titles(kept, "delft") == ["Where?"]
    assert kept.read("", done).turns[0].state == "whole"
    assert kept.settle() == 0


@pytest.mark.parametrize("record", ["{}", "no JSON", '{"question": 1}', "", "[1]"])
def test_a_record_of_another_version_is_shown_as_its_text(kept: History, record: str):
    made = conversation(kept, ("Who?", "Ada."), ("When?", "In May."))
    with kept.file.writing() as connection:
        connection.execute(sa.update(turns).where(turns.c.number == 1).values(record=record))
    first, second = kept.read("", made).turns
    assert (first.answer.question, first.answer.text) == ("Who?", "Ada.")
    assert [one.text for one in first.answer.sentences] == ["Ada."]
    assert "another version" in first.note
    assert (second.answer.text, second.note) == ("In May.", "")
    assert titles(kept) == ["Who?"]


def test_a_record_with_fields_that_are_not_known_yet_is_read(kept: History):
    made = conversation(kept, ("Who?", "Ada."))
    newer = answer(question="Who?", text="Ada.").model_dump_json()[:-1] + ',"mood":"good"}'
    with kept.file.writing() as connection:
        connection.execute(sa.update(turns).values(record=newer))
    (turn,) = kept.read("", made).turns
    assert (turn.answer.text, turn.note) == ("Ada.", "")


def test_nobody_else_can_read_the_file(tmp_path: Path, kept: History):
    kept.start("", asked("Who?"))
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
    assert set(modes.values()) == {0o600}
    assert FILE in modes


def test_an_id_cannot_be_guessed(kept: History):
    ids = {kept.start("", asked("Who?")).conversation for _ in range(20)}
    assert len(ids) == 20
    assert {len(one) for one in ids} == {32}


def test_another_file_is_refused_and_left_as_it_is(tmp_path: Path):
    text, other = tmp_path / "text", tmp_path / "other.sqlite"
    text.write_text("These are my notes, and they are long enough for SQLite. " * 40)
    engine = sa.create_engine(f"sqlite:///{other}")
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE notes (a)")
    engine.dispose()
    before = text.read_bytes()
    for file in (text, other, tmp_path):
        with pytest.raises(LibraryError):
            History.open(file)
    assert text.read_bytes() == before


def test_a_file_of_a_newer_version_is_refused(tmp_path: Path):
    file = HistoryFile(tmp_path / FILE)
    with file.writing() as connection:
        connection.exec_driver_sql("PRAGMA user_version = 99")
    file.close()
    with pytest.raises(LibraryMismatch, match="upgrade"):
        History.open(tmp_path / FILE)


def test_where_none_may_be_made_none_is(tmp_path: Path):
    with pytest.raises(InputError, match="dateline chat"):
        History.open(tmp_path / FILE, create=False)
    assert list(tmp_path.iterdir()) == []


def test_a_turn_that_was_never_there_is_not_there(kept: History):
    made = conversation(kept, ("Who?", "Ada."))
    with pytest.raises(UnknownConversation):
        kept.keep("", Place(made, 99), asked("Who?"))
