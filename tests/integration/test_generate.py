"""Question sets made out of a library."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from dateline_command import Dateline, sample_library
from scripted_model import Reply, ScriptedModel

from assistant.llm import LanguageModel
from eval.checking import is_held_together
from eval.generate import generate
from eval.gold import holds
from eval.questions import QuestionSet
from index import Library


def test_all_gold_stands_word_for_word_in_the_articles(sample_library: Library):
    made = generate(sample_library, 40, seed=1)
    assert len(made.questions) >= 10
    assert len({question.question for question in made.questions}) == len(made.questions)
    for question in made.questions:
        assert question.tags[0] == "generated"
        if question.answerable:
            texts = [sample_library.article(one).text for one in question.articles]
            assert all(any(e in text for text in texts) for (e,) in question.evidence)
            assert any(holds(e, question.answers) for (e,) in question.evidence)
            assert question.choices or not holds(question.question, question.answers)
        else:
            assert not question.answers
            assert not question.located


def test_the_same_seed_gives_the_same_questions_and_another_one_others(sample_library: Library):
    first, same, other = (generate(sample_library, 6, seed=seed) for seed in (1, 1, 2))
    assert first.questions == same.questions
    assert first.questions != other.questions


def test_only_the_kinds_that_are_wanted_are_made(sample_library: Library):
    made = generate(sample_library, 5, kinds=["date-bound"])
    assert set(made.kinds) == {"date-bound"}
    assert all(question.asked for question in made.questions)


def test_what_another_article_answers_otherwise_is_only_asked_as_of_its_day(
    library: Library, write: Callable[[str, str], Path]
):
    said = "people were hurt when the ferry Petrel struck the pier at Osk Island.\n"
    write("a.md", f"---\ndate: 2025-06-09\n---\n# First\n\nTwelve {said}")
    write("b.md", f"---\ndate: 2025-06-10\n---\n# Second\n\nSeventeen {said}")
    library.add(write("c.md", "# Other\n\nNothing happened here.\n").parent)
    made = generate(library, 5)
    (question,) = [question for question in made.questions if question.answerable]
    assert question.answers[0] == "Twelve"
    assert question.asked == "2025-06-09"
    assert question.tags[-1] == "changes later"
    assert made.dropped["ambiguous"] == 1


def test_an_end_by_ctrl_c_keeps_what_was_drafted(sample_library: Library):
    def stop(done: int, _: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    made = generate(sample_library, 100, progress=stop)
    assert made.stopped
    assert 1 <= len(made.questions) <= 15


def test_a_model_writes_the_questions_and_code_drops_the_bad_ones(
    sample_library: Library, scripted_model: ScriptedModel
):
    written = iter(range(1000))

    def reply(_: object) -> Reply:
        number = next(written)
        if number % 2:
            return Reply("Sure! Here is a question about it.")
        return Reply(f"QUESTION: What number or who or when belongs to Zorblax {number} of Osk?")

    scripted_model.answer = reply
    model = LanguageModel(scripted_model.url, "scripted", "none", 60)
    made = generate(sample_library, 6, kinds=["fact"], model=model)
    assert made.questions
    assert made.dropped["malformed output"] >= 1
    assert all(question.tags == ("generated", "fact", "model") for question in made.questions)


def test_nothing_that_is_told_is_called_unanswerable():
    from eval.checking import Rival

    told = [Rival("The Tollgate Bridge reopened to traffic on Monday.", "a", "2025-06-17")]
    question = "When did the Tollgate Bridge reopen to traffic?"
    assert is_held_together("the Tollgate Bridge", question, told)
    assert not is_held_together("the Millfold Mill", question, told)


@pytest.fixture
def dateline(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Dateline:
    return sample_library(tmp_path_factory.getbasetemp(), tmp_path / "library")


def test_the_command_writes_a_question_set_once(dateline: Dateline, tmp_path: Path):
    out = tmp_path / "made.jsonl"
    done = dateline("eval", "generate", "-n", "8", "--seed", "3", "--out", out, "--json")
    assert done.status == 0, done.err
    assert json.loads(done.out)["questions"] == len(QuestionSet.read(out))

    before = out.read_text()
    refused = dateline("eval", "generate", "-n", "8", "--out", out)
    assert refused.status == 2
    assert "--again" in refused.err
    assert out.read_text() == before

    more = dateline("eval", "generate", "-n", "300", "--out", out, "--again")
    assert more.status == 0, more.err
    assert "300 were wanted" in more.out
    unknown = dateline("eval", "generate", "--kinds", "riddles", "--out", tmp_path / "no.jsonl")
    assert unknown.status == 2
    assert "riddles" in unknown.err
