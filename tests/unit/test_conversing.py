"""`dateline ask` without a question; the assistant is a fake that remembers how it was asked."""

import io
from collections.abc import AsyncGenerator

import pytest
from made_answers import answer

from assistant import Answer, Asking, Exchange
from index.errors import InputError, ModelUnavailable
from ui import conversing, terminal


class Fake:
    """Answers every question with its own words; one with "fail" in it fails."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Asking]] = []

    async def stream(self, question: str, how: Asking = Asking()) -> AsyncGenerator[Answer]:
        self.asked.append((question, how))
        if "fail" in question:
            raise ModelUnavailable("the model sleeps")
        yield answer(question=question, standalone_question=question, text=f"To {question}")


@pytest.fixture
def pipe(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    pipe = io.StringIO("Who?\n\n  And when? \n")
    monkeypatch.setattr("sys.stdin", pipe)
    return pipe


@pytest.fixture
def person(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody who types two questions and ends with Ctrl+D."""
    typed = iter(["This will fail", "Who?"])

    def typing(_prompt: str) -> str:
        if (line := next(typed, None)) is None:
            raise EOFError
        return line

    monkeypatch.setattr("builtins.input", typing)
    monkeypatch.setattr("ui.conversing.origin", lambda _: "typed")


def test_each_line_of_a_pipe_follows_those_before(
    pipe: io.StringIO, capsys: pytest.CaptureFixture[str]
):
    fake = Fake()
    how = Asking(style="short", as_of="2024-03-10")
    records = list(conversing.answers(fake, None, how))
    assert [record.question for record in records] == ["Who?", "And when?"]
    assert [asked.history for _, asked in fake.asked] == [(), (Exchange("Who?", "To Who?"),)]
    assert {(asked.style, asked.as_of) for _, asked in fake.asked} == {("short", "2024-03-10")}
    assert [line for line in capsys.readouterr().out.splitlines() if "?" in line] == [
        "? Who?",
        "? And when?",
    ]


def test_a_question_of_the_command_is_the_only_one(pipe: io.StringIO):
    fake = Fake()
    list(conversing.answers(fake, "Why?", Asking(), shown=False))
    assert [question for question, _ in fake.asked] == ["Why?"]
    assert pipe.tell() == 0


@pytest.mark.parametrize("empty", ["", " \n\n"])
def test_no_question_at_all_is_wrong_input(empty: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", io.StringIO(empty))
    for question in (None, empty):
        with pytest.raises(InputError, match="the question is empty"):
            list(conversing.answers(Fake(), question, Asking()))


def test_a_failure_ends_a_pipe(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sys.stdin", io.StringIO("This will fail\nWho?\n"))
    with pytest.raises(ModelUnavailable):
        list(conversing.answers(Fake(), None, Asking()))


@pytest.mark.usefixtures("person")
def test_a_person_is_told_of_a_failure_and_asks_on(capsys: pytest.CaptureFixture[str]):
    fake = Fake()
    records = list(conversing.answers(fake, None, Asking()))
    assert [record.question for record in records] == ["Who?"]
    assert fake.asked[1][1].history == ()
    assert capsys.readouterr().err == "dateline: the model sleeps\n"


def test_questions_are_typed_only_where_a_person_reads_and_writes(
    monkeypatch: pytest.MonkeyPatch,
):
    assert conversing.origin("Why?") == "given"
    for types, reads in ((True, True), (True, False), (False, True)):
        monkeypatch.setattr("sys.stdin", io.StringIO())
        monkeypatch.setattr("sys.stdin.isatty", lambda types=types: types)
        monkeypatch.setattr(type(terminal.out), "is_terminal", reads)
        assert (conversing.origin(None) == "typed") == (types and reads)
