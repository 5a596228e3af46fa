import json
from pathlib import Path

import pytest
from made_runs import questions, run

from eval.compare import Comparison, compare
from eval.differences import Difference
from eval.questions import Question, QuestionSet
from eval.runs import Run
from eval.stages import Stage
from index.errors import InputError

WRONG = {f"q{n}": "something else" for n in range(12)}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Of 20 questions A answers the first 12 wrongly; B refuses one, fails at one, takes half."""
    folder = tmp_path_factory.mktemp("runs")
    run(folder / "a", WRONG, milliseconds=200)
    other = {"q1": "", "q2": None, "q15": "not word15 but another"}
    run(folder / "b", other, name="other")
    return folder / "a", folder / "b"


@pytest.fixture(scope="module")
def compared(runs: tuple[Path, Path]) -> Comparison:
    return compare(*runs)


def of(comparison: Comparison, measure: str) -> Difference:
    return next(one for one in comparison.differences if one.measure == measure)


def test_a_run_beside_itself_shows_no_difference(runs: tuple[Path, Path]):
    same = compare(runs[0], runs[0])
    assert {one.outcome for one in same.differences} == {
        "no difference shown",
        "not measured in both",
    }
    assert {one.value for one in same.differences} == {0.0, None}
    assert (same.better, same.worse, same.conditions) == ((), (), ())
    assert [(move.one, move.other) for move in same.moves] == [
        (Stage.NOT_RETRIEVED, Stage.NOT_RETRIEVED),
        (Stage.RIGHT, Stage.RIGHT),
    ]


def test_figures_are_of_the_pairs_and_their_difference_is_the_second_less_the_first(
    compared: Comparison,
):
    right = of(compared, "right")
    # 8 of 20 are right in A, 18 in B.
    assert (right.one, right.other, right.n, right.excluded) == (0.4, 0.9, 20, 0)
    assert right.value == pytest.approx(0.5)
    assert right.outcome == "better"
    # "not word15 but another" shares 1 of 4 words with "word15": f1 = 2 * 0.25 * 1 / 1.25.
    assert of(compared, "f1").other == pytest.approx((17 + 0.4) / 20)


def test_a_measure_is_compared_where_both_runs_have_it_and_the_others_are_counted(
    compared: Comparison,
):
    # Two of B are no answers, so 18 questions have a risk in both: 10 wrong in A, none in B.
    risk = of(compared, "risk")
    assert (risk.one, risk.other, risk.n, risk.excluded) == (pytest.approx(10 / 18), 0.0, 18, 2)
    assert risk.outcome == "better"
    assert of(compared, "choice").outcome == "not measured in both"
    assert of(compared, "choice").excluded == 20


def test_a_cost_is_the_difference_of_medians_and_a_ratio(compared: Comparison):
    # One question failed in B: it has no time.
    cost = of(compared, "total_ms.median")
    assert (cost.one, cost.other, cost.value, cost.ratio) == (200, 100, -100, 0.5)
    assert (cost.n, cost.outcome) == (19, "better")


def test_what_was_evaluated_otherwise_is_named(runs: tuple[Path, Path], compared: Comparison):
    assert [(one.name, one.one, one.other) for one in compared.conditions] == [
        ("system", "dateline", "other")
    ]
    changed = json.loads((runs[1] / "run.json").read_text())
    changed["conditions"] |= {"settings": {"llm_model": "large"}, "library": "abc"}
    folder = runs[1].with_name("set otherwise")
    folder.mkdir()
    (folder / "run.json").write_text(json.dumps(changed))
    (folder / "questions.jsonl").write_text(
        (runs[1] / "questions.jsonl").read_text().replace('"model": "table"', '"model": "large"')
    )
    assert [(one.name, one.one, one.other) for one in compare(runs[1], folder).conditions] == [
        ("settings.llm_model", "", "large"),
        ("library", "", "abc"),
        ("model", "table", "large"),
    ]


def test_better_and_worse_questions_come_with_both_answers_and_stages(compared: Comparison):
    # q1 and q2 were wrong and still are; q15 is right in both, but its f1 falls.
    assert [one.id for one in compared.better] == [f"q{n}" for n in range(12) if n not in (1, 2)]
    first = compared.better[0]
    assert (first.measure, first.value, first.question) == ("right", 1.0, "What is 0?")
    assert (first.one.text, first.one.stage) == ("something else", Stage.NOT_RETRIEVED)
    assert (first.other.text, first.other.stage) == ("word0", Stage.RIGHT)
    [worse] = compared.worse
    assert (worse.id, worse.measure, worse.value) == ("q15", "f1", pytest.approx(-0.6))
    assert {(move.one, move.other): move.number for move in compared.moves} == {
        (Stage.NOT_RETRIEVED, Stage.RIGHT): 10,
        (Stage.RIGHT, Stage.RIGHT): 8,
        (Stage.NOT_RETRIEVED, Stage.NOT_RETRIEVED): 1,
        (Stage.NOT_RETRIEVED, Stage.FAILED): 1,
    }


def test_the_greatest_change_comes_first_and_right_goes_before_f1(tmp_path: Path):
    run(tmp_path / "a", {"q3": "other", "q4": "x word4 y z", "q5": "word5 x"})
    run(tmp_path / "b")
    better = compare(tmp_path / "a", tmp_path / "b").better
    # f1 of one right word of four is 0.4, of one right word of two 2/3.
    assert [(one.id, one.measure, round(one.value, 3)) for one in better] == [
        ("q3", "right", 1.0),
        ("q4", "f1", 0.6),
        ("q5", "f1", 0.333),
    ]


def test_two_question_sets_are_compared_in_what_they_share(tmp_path: Path):
    run(tmp_path / "a", asked=questions(12))
    longer = QuestionSet((*questions(20).questions[2:], Question("new", "Who?", ("Ada",), True)))
    run(tmp_path / "b", asked=longer)
    found = compare(tmp_path / "a", tmp_path / "b")
    assert (found.shared, found.only_one) == (10, ("q0", "q1"))
    assert found.only_other == (*(f"q{n}" for n in range(12, 20)), "new")
    assert of(found, "right").n == 10
    assert {one.name for one in found.conditions} == {"digest", "number"}


def test_runs_without_a_question_in_common_cannot_be_compared(tmp_path: Path):
    run(tmp_path / "a", asked=questions(3))
    run(tmp_path / "b", asked=QuestionSet((Question("new", "Who?", ("Ada",), True),)))
    with pytest.raises(InputError, match="no question in common"):
        compare(tmp_path / "a", tmp_path / "b")


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("question", Question("q1", "What was 1?", ("word1",), True)),
        ("answers", Question("q1", "What is 1?", ("word1", "one"), True)),
        ("answerable", Question("q1", "What is 1?", ("word1",), False)),
        ("articles", Question("q1", "What is 1?", ("word1",), True, articles=("a",))),
        ("asked", Question("q1", "What is 1?", ("word1",), True, asked="2024-01-01")),
    ],
)
def test_another_question_under_the_same_id_is_named(tmp_path: Path, name: str, changed: Question):
    run(tmp_path / "a", asked=questions(3))
    run(tmp_path / "b", asked=QuestionSet((*questions(1), changed)))
    with pytest.raises(InputError, match=f"question q1 is not the same in both runs: its {name}"):
        compare(tmp_path / "a", tmp_path / "b")


def test_other_tags_gold_in_another_order_and_a_stated_answerable_are_the_same_question(
    tmp_path: Path,
):
    one = Question("q", "Who?", ("Ada", "Weil"), None, tags=("old",))
    other = Question("q", "Who?", ("Weil", "Ada"), True, tags=("new",))
    run(tmp_path / "a", asked=QuestionSet((one,)))
    run(tmp_path / "b", asked=QuestionSet((other,)))
    assert compare(tmp_path / "a", tmp_path / "b").shared == 1


def test_a_run_that_has_not_ended_cannot_be_compared(tmp_path: Path):
    run(tmp_path / "a", asked=questions(3))
    Run.read(tmp_path / "a").model_copy(update={"ended": ""}).write(tmp_path / "a")
    with pytest.raises(InputError, match="has not ended: 3 of 3 questions"):
        compare(tmp_path / "a", tmp_path / "a")


def test_of_a_search_the_first_hit_is_shown_and_success_decides(tmp_path: Path):
    asked = questions(4)
    run(tmp_path / "a", {"q1": "nothing"}, asked, retrieval_only=True)
    run(tmp_path / "b", {}, asked, retrieval_only=True)
    [change] = compare(tmp_path / "a", tmp_path / "b").better
    assert (change.id, change.measure, change.value) == ("q1", "Success@5", 1.0)
    assert (change.one.stage, change.other.stage) == (Stage.NOT_RETRIEVED, Stage.RIGHT)
