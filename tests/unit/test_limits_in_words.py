"""What a person limited a search to, in words, on the page, on a terminal and in files."""

import pytest
from made_answers import answer

from assistant import Answer
from assistant.answer import Sentence
from assistant.remarks import Limits
from index import Filters
from ui import wording
from ui.drawing import draw
from ui.render import message
from ui.terminal import out

PAPER = Filters(sources=("The Paper",), since=20250301)


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        (Filters(), []),
        (PAPER, ["The Paper", "from March 2025"]),
        (Filters(sources=("A", "B  C")), ["A or B C"]),
        (Filters(authors=tuple("abcde")), ["by a or b or c or 2 more"]),
        (
            Filters(languages=("en",), collections=("x",)),
            ["in the language en", "in the collection x"],
        ),
        (Filters(since=20250302, until=20250331), ["from 2 March 2025 to March 2025"]),
        (Filters(until=20240229), ["to February 2024"]),
        (Filters(since=20240201, until=20240229), ["of February 2024"]),
        (Filters(until=20250301, undated=True), ["to 1 March 2025, undated ones too"]),
        (Filters(undated=True), []),
    ],
)
def test_each_filter_is_told_in_its_part(filters: Filters, told: list[str]):
    assert wording.limits(Limits(filters=filters)) == told


def test_that_dates_in_the_question_limit_nothing_is_told():
    assert wording.limits(Limits(dates=False)) == ["dates in the question limit nothing"]


def test_an_answer_tells_its_filters_with_the_day_and_the_wording():
    said = answer(limits=Limits(filters=PAPER), as_of="2025-12-03", rewritten="rules")
    told = (
        "Filters: The Paper, from March 2025 · As of 3 December 2025 · Understood as: "
        f"{said.standalone_question}"
    )
    assert wording.understood(said) == told
    with out.capture() as captured:
        out.print(draw(said), soft_wrap=True)
    assert captured.get().startswith(told)
    assert message(said, 1).startswith("*Filters: The Paper, from March 2025 ·")


def test_how_dates_were_read_stands_over_the_answer():
    said = answer(dates="“in May” was read as: articles", sentences=(Sentence(text="So."),))
    assert message(said, 1) == "*“in May” was read as: articles*\n\nSo."


def test_the_limits_are_kept_with_the_answer_and_an_older_record_has_none():
    said = answer(limits=Limits(filters=PAPER, dates=False, since=20250101))
    assert Answer.model_validate_json(said.model_dump_json()) == said
    older = said.model_dump(mode="json")
    del older["limits"]
    assert Answer.model_validate(older).limits == Limits()
