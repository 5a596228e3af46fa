import json
from pathlib import Path

import pytest
from made_runs import questions, run

from eval.figures import Figure
from eval.gate import Ceiling, Floor, Pinned, Result, check, pin
from eval.runs import Conditions, Run
from index.errors import InputError


def made(**metrics: tuple[float, float, float, int] | None) -> Run:
    """A run with these figures: value, low, high, n."""
    conditions = Conditions(questions="sample", digest="d1", number=20)
    return Run(
        name="a run",
        started="",
        ended="",
        conditions=conditions,
        metrics={
            name: Figure(value=one[0], low=one[1], high=one[2], n=one[3], excluded=0)
            if one
            else Figure(value=None, low=None, high=None, n=0, excluded=20)
            for name, one in metrics.items()
        },
    )


def pinned(run: Run, slack: float | None = None) -> Pinned:
    return Pinned.model_validate_json(pin(run, slack))


def failed(results: list[Result]) -> list[str]:
    return [one.name for one in results if one.passed is False]


LEVEL = made(
    f1=(0.62, 0.52, 0.7, 100),
    right=(1.0, 1.0, 1.0, 50),
    risk=(0.2, 0.1, 0.3, 100),
    em=(0.05, 0.0, 0.14, 20),
    answered=(0.8, 0.7, 0.9, 100),
    choice=None,
    **{"total_ms.median": (1234.56, 1000.0, 1500.0, 100)},
)


def test_floors_stand_below_the_figures_by_half_of_their_intervals():
    one = pinned(LEVEL)
    # 0.62 - (0.7 - 0.52) / 2; where all are alike by what one of 50 questions can change.
    assert one.floors == {
        "f1": Floor(floor=0.53, was=0.62),
        "right": Floor(floor=0.98, was=1.0),
    }
    assert one.ceilings == {"risk": Ceiling(ceiling=0.3, was=0.2)}


def test_what_bounds_nothing_is_not_pinned_and_named():
    assert pinned(LEVEL).unpinned == {
        # 0.05 - 0.07 is below every figure.
        "em": "its noise reaches 0",
        "answered": "it is neither better nor worse by itself",
        "choice": "no question is eligible",
    }


def test_slack_goes_before_the_interval():
    one = pinned(LEVEL, 0.01)
    assert {name: floor.floor for name, floor in one.floors.items()} == {
        "f1": 0.61,
        "right": 0.99,
        "em": 0.04,
    }
    assert one.ceilings["risk"].ceiling == 0.21


def test_what_was_measured_passes_its_own_floors_even_without_slack():
    thirds = made(f1=(2 / 3, 0.5, 0.8, 3), risk=(1 / 3, 0.1, 0.4, 3))
    one = pinned(thirds, 0.0)
    assert (one.floors["f1"].floor, one.ceilings["risk"].ceiling) == (0.6666, 0.3334)
    assert failed(check(thirds, one)) == []


def test_a_figure_beyond_its_floor_or_ceiling_fails():
    lower = made(
        f1=(0.5299, 0.0, 1.0, 100), right=(0.98, 0.9, 1.0, 50), risk=(0.3001, 0.1, 0.4, 100)
    )
    results = check(lower, pinned(LEVEL))
    assert failed(results) == ["f1", "risk"]
    told = {one.name: one.told for one in results}
    assert told["f1"] == "0.5299 is below 0.5300 (was 0.6200)"
    assert told["risk"] == "0.3001 is above 0.3000 (was 0.2000)"
    assert told["right"] == "0.9800 ≥ 0.9800 (was 1.0000)"


def test_costs_are_told_and_never_fail():
    slow = made(**{"total_ms.median": (99_999.0, 1.0, 2.0, 100)})
    only_costs = pinned(LEVEL).model_copy(update={"floors": {}, "ceilings": {}})
    assert check(slow, only_costs) == [
        Result(name="total_ms.median", passed=None, told="99,999.0 (was 1,234.6)")
    ]


def test_a_ceiling_that_somebody_writes_for_a_cost_is_held():
    own = pinned(LEVEL).model_copy(
        update={"floors": {}, "ceilings": {"total_ms.median": Ceiling(ceiling=2000, was=1200)}}
    )
    slow = made(**{"total_ms.median": (2000.5, 1.0, 2.0, 100)})
    assert failed(check(slow, own)) == ["total_ms.median"]
    assert failed(check(LEVEL, own)) == []


@pytest.mark.parametrize("metrics", [{}, {"f1": None, "right": None, "risk": None}])
def test_a_measure_that_no_question_is_eligible_for_any_more_fails(metrics: dict):
    results = check(made(**metrics), pinned(LEVEL))
    assert failed(results) == ["f1", "right", "risk"]
    assert results[0].told == "no question of the run is eligible for it"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("digest", "d2"),
        ("questions", "others"),
        ("kind", "retrieval"),
        ("style", "short"),
        ("system", "another"),
    ],
)
def test_a_run_of_something_else_fails_and_nothing_else_is_told(name: str, value: str):
    other = LEVEL.conditions.model_copy(update={name: value})
    [result] = check(LEVEL.model_copy(update={"conditions": other}), pinned(LEVEL))
    assert (result.name, result.passed) == (name, False)
    assert f"but the run is of {value}" in result.told
    assert "pin anew with --pin" in result.told


def test_a_run_without_a_figure_above_its_noise_cannot_be_pinned():
    with pytest.raises(InputError, match="nothing to pin"):
        pin(made(f1=(0.0, 0.0, 0.0, 20)))


def test_the_file_is_read_by_people_a_figure_a_line_or_two(tmp_path: Path):
    text = pin(run(tmp_path / "a", {"q1": "other"}))
    assert json.loads(text)["digest"] == questions().digest
    assert '    "f1": {\n      "floor": 0.875,\n      "was": 0.95\n    }' in text
    assert text.endswith("}\n")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"floor": {}}, "floor: Extra inputs"),
        ({"floors": {"f1": {"floor": "high", "was": 1}}}, "floors.f1.floor"),
        ({"digest": None}, "digest"),
    ],
)
def test_a_file_that_is_wrong_is_named_with_its_place(tmp_path: Path, change: dict, named: str):
    file = tmp_path / "floors.json"
    file.write_text(json.dumps(json.loads(pin(LEVEL)) | change))
    with pytest.raises(InputError, match=named):
        Pinned.read(file)


def test_a_file_that_no_run_could_fail_is_refused(tmp_path: Path):
    file = tmp_path / "floors.json"
    file.write_text(json.dumps(json.loads(pin(LEVEL)) | {"floors": {}, "ceilings": {}}))
    with pytest.raises(InputError, match="no run could fail it"):
        Pinned.read(file)
    with pytest.raises(InputError, match=r"no floors in .*--pin` writes them"):
        Pinned.read(tmp_path / "absent.json")
