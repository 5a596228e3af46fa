import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from llama_index.core.base.response.schema import Response
from llama_index.core.query_engine import CustomQueryEngine
from llama_index.core.schema import QueryBundle

from assistant import Answer, prompts
from assistant.remarks import Timings
from eval.bench import peer_txtai, peers
from eval.bench.peer_table import table
from eval.bench.peers import SHORT, Instructed, Session
from eval.evaluation import evaluate
from eval.questions import Question, QuestionSet
from index.errors import InputError

QUESTIONS = QuestionSet(
    (
        Question("q1", "Who runs the ferry?", ("Ada Brook",)),
        Question("q2", "Where is the mill?", ("Port Ellery",)),
        Question("q3", "Who owns the moon?", answerable=False),
    )
)


def saying(**texts: str):
    """Make a system that gives these texts, and abstains from other questions."""

    def ask(question: Question) -> Answer:
        return Answer(
            question=question.question,
            standalone_question=question.question,
            text=texts.get(question.id, ""),
            abstained=question.id not in texts,
            timings=Timings(total_ms=1234.0),
        )

    return ask


def ran(folder: Path, name: str, questions: QuestionSet = QUESTIONS, **texts: str) -> Path:
    evaluate(questions, saying(**texts), out=folder / name, name=name, style="short")
    return folder / name


def cells(made: str, measure: str) -> list[str]:
    line = next(line for line in made.splitlines() if line.startswith(f"| {measure} |"))
    return [cell.strip() for cell in line.strip("|").split("|")[1:]]


def test_a_table_has_a_column_for_each_run_and_a_line_for_each_measure(tmp_path: Path):
    made = table(
        {
            "dateline": ran(tmp_path, "dateline", q1="Ada Brook", q2="Port Ellery"),
            "other": ran(tmp_path, "other", q1="It is Ada Brook.", q2="Leith", q3="Nobody"),
            "silent": ran(tmp_path, "silent"),
        }
    )
    assert cells(made, "measure") == ["dateline", "other", "silent"]
    assert cells(made, "em")[:2] == ["1.000 [1.000, 1.000] (2)", "0.000 [0.000, 0.000] (2)"]
    assert cells(made, "contains")[:2] == ["1.000 [1.000, 1.000] (2)", "0.500 [0.000, 1.000] (2)"]
    assert cells(made, "risk")[1:] == ["1.000 [1.000, 1.000] (3)", "–"]
    assert cells(made, "refused_unanswerable") == [
        "1.000 [1.000, 1.000] (1)",
        "0.000 [0.000, 0.000] (1)",
        "1.000 [1.000, 1.000] (1)",
    ]
    assert cells(made, "total_ms.median")[0] == "1,234 [1,234, 1,234] (3)"
    assert "prompt_tokens" not in made
    assert cells(made, "failed") == ["0", "0", "0"]
    assert "3 of 3 questions, 2 answerable" in made


def test_only_questions_that_all_were_asked_are_in_a_table(tmp_path: Path):
    whole = ran(tmp_path, "dateline", q1="Ada Brook", q2="Leith")
    part = ran(tmp_path, "other", QuestionSet(QUESTIONS[:1]), q1="Ada Brook")
    made = table({"dateline": whole, "other": part, "not begun": tmp_path / "none"})
    assert cells(made, "measure") == ["dateline", "other"]
    assert cells(made, "em") == ["1.000 [1.000, 1.000] (1)", "1.000 [1.000, 1.000] (1)"]
    assert "1 of 3 questions" in made


def test_failures_are_counted_in_the_table(tmp_path: Path):
    def broken(question: Question) -> Answer:
        raise OSError("no model")

    evaluate(QUESTIONS, broken, out=tmp_path / "other", name="other")
    assert cells(table({"other": tmp_path / "other"}), "failed") == ["3"]


def test_without_a_run_there_is_no_table(tmp_path: Path):
    assert table({"dateline": tmp_path / "none"}) == "no question was asked"


def test_when_time_is_up_the_run_is_left_and_taken_up_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    asked: list[str] = []
    now = [0.0]
    monkeypatch.setattr(peers, "time", SimpleNamespace(monotonic=lambda: now[0]))

    def slow(question: Question) -> Answer:
        asked.append(question.id)
        now[0] += 60
        return saying()(question)

    def session(until: float) -> Session:
        return Session(tmp_path, tmp_path, ("other",), until)

    assert not session(until=0.0).asked(QUESTIONS, "other", lambda: slow).exists()
    assert asked == []
    session(until=90.0).asked(QUESTIONS, "other", lambda: slow)
    assert asked == ["q1", "q2"]
    session(until=1000.0).asked(QUESTIONS, "other", lambda: slow)
    assert asked == ["q1", "q2", "q3"]


def test_peers_are_told_to_be_short_in_the_words_that_dateline_is_told():
    assert SHORT in " ".join(prompts.SHORT_SYSTEM.splitlines())


def test_an_instruction_is_read_by_the_model_and_not_searched_for():
    seen: list[QueryBundle] = []

    class Engine(CustomQueryEngine):
        def query(self, bundle: QueryBundle) -> Response:
            seen.append(bundle)
            return Response("so")

        def custom_query(self, query_str: str) -> str:
            raise AssertionError(query_str)

    assert Instructed(Engine(), "Be short.").query("Who runs the ferry?").response == "so"
    assert Instructed(Engine(), "").query("Who runs the ferry?").response == "so"
    assert [one.query_str for one in seen] == [
        "Who runs the ferry? Be short.",
        "Who runs the ferry?",
    ]
    assert all(one.embedding_strs == ["Who runs the ferry?"] for one in seen)


def test_a_peer_that_is_not_installed_is_told_with_what_mends_it(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "txtai", None)
    with pytest.raises(InputError, match=r"pip install txtai==9\.14\.0"):
        peer_txtai.txtai()
