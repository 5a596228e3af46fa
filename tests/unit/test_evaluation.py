"""Evaluating with systems that are functions: what is kept, what goes on, what fails."""

import json
from pathlib import Path

import pytest

from assistant import Answer
from assistant.remarks import Timings
from eval import Question, QuestionSet, Run, evaluate, runs
from eval.stages import Stage
from index.errors import InputError

QUESTIONS = QuestionSet(
    (
        Question("who", "Who opened the line?", ("Odile Brandt",), tags=("name",)),
        Question("when", "When was that?", ("2021",)),
        Question("zoo", "Who runs the zoo?", answerable=False),
    )
)


class Told:
    """A system that gives scripted texts, and remembers what it was asked; None fails."""

    def __init__(self, **texts: str | None) -> None:
        self.texts = texts
        self.asked: list[str] = []

    def __call__(self, question: Question) -> Answer:
        self.asked.append(question.id)
        text = self.texts[question.id]
        if text is None:
            raise RuntimeError("the model fell over")
        return Answer(
            question=question.question,
            standalone_question=question.question,
            text=text,
            abstained=not text,
            timings=Timings(retrieval_ms=20.0, total_ms=100.0),
        )


def ids(folder: Path) -> list[str]:
    return [row.question.id for row in runs.rows(folder)]


def test_every_question_is_asked_measured_and_kept(tmp_path: Path):
    system = Told(who="Odile Brandt opened it.", when="In 2020.", zoo="")
    run = evaluate(QUESTIONS, system, out=tmp_path / "run", name="told")
    assert system.asked == ids(tmp_path / "run") == ["who", "when", "zoo"]
    assert run == Run.finished(tmp_path / "run")
    assert run.metrics["right"].value == pytest.approx(2 / 3)
    assert (run.metrics["f1"].n, run.metrics["f1"].excluded) == (2, 1)
    assert run.metrics["total_ms.median"].value == 100
    assert run.stages == {Stage.RIGHT: 2, Stage.NOT_RETRIEVED: 1}
    assert run.tags["name"]["right"].n == 1
    assert run.conditions.system == "told"
    rows = list(runs.rows(tmp_path / "run"))
    assert rows[0].answer is not None
    assert rows[0].answer.text == "Odile Brandt opened it."
    assert rows[0].measures["contains"] == 1


def test_without_a_folder_only_the_figures_are_given(tmp_path: Path):
    run = evaluate(QUESTIONS, Told(who="", when="", zoo=""))
    assert run.metrics["refused_answerable"].value == 1
    assert list(tmp_path.iterdir()) == []


def test_one_failure_does_not_end_a_run_and_is_asked_again(tmp_path: Path):
    first = evaluate(QUESTIONS, Told(who=None, when="2021", zoo=None), out=tmp_path)
    assert first.failed == 2
    assert first.stages[Stage.FAILED] == 2
    # A failure is no abstention, not of a question without an answer either.
    assert first.metrics["right"].value == pytest.approx(1 / 3)
    assert first.metrics["refused_unanswerable"].value == 0
    assert first.metrics["em"].value == 0.5
    assert next(row.error for row in runs.rows(tmp_path)) == "RuntimeError: the model fell over"
    again = Told(who="Odile Brandt", when="2021", zoo="")
    second = evaluate(QUESTIONS, again, out=tmp_path)
    assert again.asked == ["who", "zoo"]
    assert (second.failed, second.metrics["em"].value) == (0, 1.0)
    assert ids(tmp_path) == ["when", "who", "zoo"]


def test_a_run_that_was_stopped_goes_on_and_a_line_cut_off_is_asked_again(tmp_path: Path):
    def stopped(question: Question) -> Answer:
        if question.id == "zoo":
            raise KeyboardInterrupt
        return Told(who="Odile Brandt", when="2021")(question)

    with pytest.raises(KeyboardInterrupt):
        evaluate(QUESTIONS, stopped, out=tmp_path)
    with pytest.raises(InputError, match="has not ended: 2 of 3 questions"):
        Run.finished(tmp_path)
    file = tmp_path / runs.QUESTIONS
    file.write_text(file.read_text()[:-40])
    rest = Told(when="2021", zoo="")
    run = evaluate(QUESTIONS, rest, out=tmp_path)
    assert rest.asked == ["when", "zoo"]
    assert run.metrics["right"].value == 1
    assert sorted(ids(tmp_path)) == ["when", "who", "zoo"]


def test_what_was_done_is_not_asked_again(tmp_path: Path):
    evaluate(QUESTIONS, Told(who="", when="", zoo=""), out=tmp_path)
    idle = Told()
    assert evaluate(QUESTIONS, idle, out=tmp_path).metrics["em"].value == 0
    assert idle.asked == []
    fresh = Told(who="Odile Brandt", when="", zoo="")
    assert evaluate(QUESTIONS, fresh, out=tmp_path, again=True).metrics["em"].value == 0.5
    assert fresh.asked == ["who", "when", "zoo"]


def test_another_run_is_not_written_over(tmp_path: Path):
    evaluate(QUESTIONS, Told(who="", when="", zoo=""), out=tmp_path / "run")
    with pytest.raises(InputError, match=r"its number is 3, not 2.*--again"):
        evaluate(QUESTIONS.sample(2), Told(), out=tmp_path / "run")
    with pytest.raises(InputError, match="style is 'full', not 'short'"):
        evaluate(QUESTIONS, Told(), out=tmp_path / "run", style="short")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("Dear")
    with pytest.raises(InputError, match=r"no run's folder: it holds letter\.txt"):
        evaluate(QUESTIONS, Told(), out=tmp_path / "mine")
    assert (tmp_path / "mine" / "letter.txt").read_text() == "Dear"


def test_a_run_that_is_none_is_told(tmp_path: Path):
    with pytest.raises(InputError, match=r"no run in .*dateline eval run"):
        Run.read(tmp_path)
    (tmp_path / runs.RUN).write_text(json.dumps({"format": 9}))
    with pytest.raises(InputError, match="no record of a run"):
        Run.read(tmp_path)


def test_progress_and_the_judge_see_every_answer(tmp_path: Path):
    seen: list[tuple[str, int, int]] = []
    graded: list[str] = []

    def judge(question: Question, answer: Answer) -> runs.Grade:
        graded.append(f"{question.id}: {answer.text}")
        label = "correct" if question.id == "who" else "ungraded"
        return runs.Grade(label=label, transcript="GRADE: …")

    run = evaluate(
        QUESTIONS,
        Told(who="Odile Brandt", when="2020", zoo=""),
        judge=judge,
        progress=lambda row, done, total: seen.append((row.question.id, done, total)),
    )
    assert seen == [("who", 1, 3), ("when", 2, 3), ("zoo", 3, 3)]
    # Nobody needs to grade that nothing was answered.
    assert graded == ["who: Odile Brandt", "when: 2020"]
    assert (run.metrics["judged"].value, run.metrics["judged"].n) == (1.0, 1)


def test_what_is_not_a_system_is_told():
    with pytest.raises(TypeError, match="found int"):
        evaluate(QUESTIONS, 3)
