import pytest

from eval.checks import FailIf
from eval.differences import Difference, differences
from index.errors import InputError


def found(**values: float | None) -> tuple[Difference, ...]:
    """Differences of two questions; None is eligible in neither run."""
    one = {name: None if value is None else 0.5 for name, value in values.items()}
    other = {name: None if value is None else 0.5 + value for name, value in values.items()}
    return differences([(one, other)] * 2)


@pytest.mark.parametrize(
    ("text", "difference", "failed"),
    [
        ("f1<-0.02", -0.03, True),
        ("f1<-0.02", -0.01, False),
        ("f1 < -.02", -0.03, True),
        ("f1<0", 0.0, False),
        ("f1>+0.1", 0.2, True),
        ("f1>0.1", 0.05, False),
        ("f1>1", 0.4, False),
    ],
)
def test_a_condition_holds_the_difference_against_its_bound(
    text: str, difference: float, failed: bool
):
    check = FailIf.read(text).check(found(f1=difference))
    assert (check.condition, check.failed) == (text, failed)
    assert f"{difference:+.4g}, over 2 questions" in check.told


def test_a_difference_that_is_the_bound_does_not_pass_it_by_a_rounding_error():
    # In binary 0.48 - 0.5 is a little less than -0.02.
    assert 0.48 - 0.5 < -0.02
    level = differences([({"f1": 0.5}, {"f1": 0.48})] * 2)
    assert not FailIf.read("f1<-0.02").check(level).failed
    assert FailIf.read("f1<-0.0199").check(level).failed


@pytest.mark.parametrize("text", ["Success@5<0", "Recall in 130 words<0", "total_ms.median<0"])
def test_measures_are_named_as_in_the_figures(text: str):
    rows = {"Success@5": 1.0, "Recall in 130 words": 1.0, "total_ms": 1.0}
    assert FailIf.read(text).check(differences([(rows, dict.fromkeys(rows, 0.0))] * 2)).failed


@pytest.mark.parametrize(("name", "way"), [("right", -1), ("risk", 1)])
def test_worse_fails_where_the_measure_is_shown_to_be_worse(name: str, way: int):
    worse = differences([({name: 0.5}, {name: 0.5 + way / 2})] * 8)
    check = FailIf.read(f"{name} worse").check(worse)
    assert (check.failed, check.told) == (True, "worse")
    better = differences([({name: 0.5}, {name: 0.5 - way / 2})] * 8)
    assert not FailIf.read(f"{name} worse").check(better).failed
    # Two questions show nothing, whatever they differ by.
    few = differences([({name: 0.5}, {name: 0.5 + way / 2})] * 2)
    assert FailIf.read(f"{name} worse").check(few).told == "no difference shown"
    assert not FailIf.read(f"{name} worse").check(few).failed


def test_what_is_neither_better_nor_worse_cannot_be_worse():
    with pytest.raises(
        InputError, match=r'answered is neither better nor worse.*"answered<NUMBER"'
    ):
        FailIf.read("answered worse").check(found(answered=0.1))


@pytest.mark.parametrize("text", ["f1<-0.02", "f1>5", "f1 worse"])
def test_a_measure_without_eligible_questions_fails_and_says_so(text: str):
    check = FailIf.read(text).check(found(f1=None))
    assert check.failed
    assert "no question is eligible for f1 in both runs" in check.told


def test_an_unknown_measure_is_an_error_that_names_those_spelled_alike():
    known = {"f1": 0.1, "Success@1": 0.0, "Success@5": 0.0, "refused_answerable": 0.0}
    for text, near in [("F1<0", "f1"), ("succes@5<0", "Success@5"), ("refused<0", "refused_ans")]:
        with pytest.raises(InputError, match=f"no measure .* did you mean .*{near}"):
            FailIf.read(text).check(found(**known))
    with pytest.raises(InputError, match="there are f1, Success@1, Success@5"):
        FailIf.read("xyzzy<0").check(found(**known))


@pytest.mark.parametrize(
    "text",
    ["", "f1", "f1<", "<0.1", "f1=0.1", "f1<=0.1", "f1<0.1%", "f1<nan", "worse", "f1 better"],
)
def test_anything_else_is_no_condition(text: str):
    with pytest.raises(InputError, match="is no condition; expected MEASURE<NUMBER"):
        FailIf.read(text)
