from pathlib import Path

import pytest
from made_answers import answer, full, hit
from shown_page import ATTACKS, Shown, as_markdown
from shown_runs import QUESTIONS, answered, made

from assistant.answer import Answer
from assistant.asking import Exchange
from assistant.remarks import Timings
from eval import Question
from eval.overview import Overview
from eval.plots import plots
from eval.report import write_report
from eval.runs import Grade, rows


def written(folder: Path, form: str = "html") -> str:
    write_report(folder, folder / "report", form)
    return (folder / "report").read_text(encoding="utf-8")


def drawn(folder: Path, run: object) -> dict[str, str]:
    """Give of each plot that is missing why it is."""
    return {p.title: p.says for p in plots(Overview.of(run, rows(folder))) if not p.svg}


def hostile(text: str) -> tuple[Question, ...]:
    return (
        Question(
            id=f"1 {text}",
            question=f"Why? {text}",
            answers=(f"17 {text}",),
            evidence=((f"It hurt 17 people last week. {text}",),),
            tags=(f"tag {text}",),
            choices=(f"17 {text}", f"12 {text}"),
            history=(Exchange(f"Who? {text}", f"They. {text}"),),
        ),
        Question(id=f"2 {text}", question="Fails?", answers=("no",), tags=(f"tag {text}",)),
    )


def attacked(folder: Path, text: str) -> tuple[Shown, Shown]:
    """Show the page and the Markdown of a run with a text in every place that others write."""

    def system(question: Question) -> Answer:
        if question.question == "Fails?":
            raise ValueError(f"wrong: {text}")
        return full(text).model_copy(update={"found": 3, "model": f"small {text}"})

    def judge(question: Question, answer: Answer) -> Grade:
        return Grade(label="wrong", transcript=f"I say {text}")

    made(folder, hostile(text), system, judge=judge, name=f"system {text}")
    return Shown(written(folder)), as_markdown(written(folder, "markdown"))


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shown, Shown]:
    return attacked(tmp_path_factory.mktemp("harmless"), "words")


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_others_wrote_stays_text(tmp_path: Path, harmless: tuple[Shown, Shown], attack: str):
    page, text = attacked(tmp_path, attack)
    for shown, usual in zip((page, text), harmless, strict=True):
        assert set(shown.tags) == set(usual.tags)
        assert names(shown) == names(usual)
        assert " ".join(attack.split()) in " ".join(shown.text.split())
    own = {link for link in page.links if link.startswith("#q-")}
    assert set(page.links) <= {*harmless[0].links, *own}
    assert (page.tags.count("script"), page.tags.count("details")) == (1, 2)
    assert text.links == []


def names(shown: Shown) -> set[str]:
    return {name for attributes in shown.attributes for name in attributes}


def test_a_whole_run_draws_all_but_what_needs_a_library(tmp_path: Path):
    run = made(tmp_path)
    assert list(drawn(tmp_path, run)) == ["Risk over coverage"]
    page = written(tmp_path)
    assert page.count('<svg role="img" aria-label="') == 4
    assert "Rank of the first gold: of 5 questions: 2 at rank 1, 1 at rank 2; 2 not among" in page
    assert "Risk over coverage</b> is not drawn: fewer than two answers" in page


def test_no_name_in_a_page_is_given_twice(tmp_path: Path):
    made(tmp_path)
    shown = Shown(written(tmp_path))
    names = [one["id"] for one in shown.attributes if "id" in one]
    assert len(names) == len(set(names))


def test_a_run_of_the_search_alone_says_what_was_found(tmp_path: Path):
    run = made(tmp_path, retrieval_only=True)
    page = Shown(written(tmp_path)).text
    assert "What was found" in page
    assert "gold is among the first 10 hits" in page
    assert "Risk over coverage" not in page
    assert list(drawn(tmp_path, run)) == []


def test_a_run_without_gold_says_what_cannot_be_measured(tmp_path: Path):
    questions = tuple(Question(f"{n}", "Why?", answerable=True) for n in range(3))
    run = made(tmp_path, questions)
    page = " ".join(Shown(written(tmp_path)).text.split())
    assert "nothing says what is right" in page
    assert "Rank of the first gold is not drawn: no question says where its answer stands" in page
    assert "Measures by tag is not drawn: no question has a tag" in page
    assert "Not measured, as nothing says what is right: Right." in page
    assert "no gold 3 100.0 %" in page
    assert list(drawn(tmp_path, run)) == [
        "Rank of the first gold",
        "Risk over coverage",
        "Where it was lost, by tag",
        "Measures by tag",
    ]


def test_a_run_that_only_failed_says_so(tmp_path: Path):
    made(tmp_path, (QUESTIONS[-1],))
    page = " ".join(Shown(written(tmp_path)).text.split())
    assert "1 of 1 failed" in page
    assert "failed 1 100.0 %" in page
    assert "Time to wait is not drawn: no answer says how long it took" in page


def test_answers_without_times_are_reported_without_them(tmp_path: Path):
    def timeless(question: Question) -> Answer:
        return answered(question).model_copy(update={"timings": Timings()})

    run = made(tmp_path, QUESTIONS[:2], timeless)
    assert "Time to wait" in drawn(tmp_path, run)
    assert "Whole answer" in written(tmp_path)


def test_an_answer_without_anything_else_is_shown(tmp_path: Path):
    """As another system gives it: no sentence, no citation, no hit, an odd date."""
    question = Question("1", "Who?", ("Ada",))
    made(tmp_path, (question,), lambda _: answer(text="Ada did."))
    page = written(tmp_path)
    assert "Ada did." in page
    assert "The search found nothing." in page
    odd = answer(text="Ada.", hits=(hit("Ada.", published="last-week"),), found=1)
    made(tmp_path / "odd", (question,), lambda _: odd)
    assert "last-week" in written(tmp_path / "odd")
