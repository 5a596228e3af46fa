import pytest
from made_answers import answer, hit, read, window

from assistant.answer import Answer
from eval.questions import Question
from eval.stages import Stage, stage

ASKED = Question("q", "Who?", ("Ada Weil",), True)
NO_ANSWER = Question("q", "Who?", answerable=False)
GOLD, OTHER = "It was Ada Weil.", "It rained."


def made(
    text: str, found: str = OTHER, first: str = "", second: str = "", abstained: bool = False
) -> Answer:
    """An answer with one hit, and windows where something was read."""
    windows = tuple(window(read(one)) for one in (first, second) if one)
    return answer(text=text, hits=(hit(found),), windows=windows, abstained=abstained)


@pytest.mark.parametrize(
    ("question", "given", "where"),
    [
        (ASKED, None, Stage.FAILED),
        (NO_ANSWER, None, Stage.FAILED),
        (Question("q", "Who?", answerable=True), made("Ada Weil"), Stage.UNKNOWN),
        (ASKED, made("It was Ada Weil."), Stage.RIGHT),
        (NO_ANSWER, made("", abstained=True), Stage.RIGHT),
        (NO_ANSWER, made("Ada Weil", GOLD, GOLD), Stage.NOT_IN_LIBRARY),
        (ASKED, made("Per Lund", OTHER, OTHER), Stage.NOT_RETRIEVED),
        (ASKED, made("", OTHER, abstained=True), Stage.NOT_RETRIEVED),
        (ASKED, made("Per Lund", GOLD, OTHER), Stage.NOT_IN_EVIDENCE),
        (ASKED, made("", GOLD, OTHER, OTHER, abstained=True), Stage.NOT_IN_EVIDENCE),
        (ASKED, made("", GOLD, GOLD, abstained=True), Stage.WRONGLY_REFUSED),
        (ASKED, made("", GOLD, OTHER, GOLD, abstained=True), Stage.WRONGLY_REFUSED),
        (ASKED, made("Per Lund", GOLD, GOLD), Stage.MODEL_WRONG),
        # What was read was found, also where the hits do not show it.
        (ASKED, made("Per Lund", OTHER, GOLD), Stage.MODEL_WRONG),
        # Without a model nothing but the hits is read.
        (ASKED, made("Per Lund", GOLD), Stage.MODEL_WRONG),
        (ASKED, made("", GOLD, abstained=True), Stage.WRONGLY_REFUSED),
    ],
)
def test_a_question_is_in_the_first_stage_that_fits(
    question: Question, given: Answer | None, where: Stage
):
    assert stage(question, given) is where


def test_a_bare_fact_must_be_gold_itself():
    assert stage(ASKED, made("It was Ada Weil.", GOLD, GOLD), "full") is Stage.RIGHT
    assert stage(ASKED, made("It was Ada Weil.", GOLD, GOLD), "short") is Stage.MODEL_WRONG


def test_gold_that_is_stated_by_address_is_known_in_hits_and_in_what_was_read():
    asked = Question("q", "Who?", ("Ada",), True, articles=("https://www.paper.example/1",))
    assert stage(asked, made("Per", OTHER, OTHER)) is Stage.MODEL_WRONG
    elsewhere = made("Per").model_copy(update={"hits": (hit(OTHER, url="https://x.example/"),)})
    assert stage(asked, elsewhere) is Stage.NOT_RETRIEVED
