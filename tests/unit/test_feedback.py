from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from made_answers import answer, cited, full, hit
from shown_page import ATTACKS

from assistant import Answer, Exchange
from assistant.answer import Reason
from eval.questions import QuestionSet
from index.errors import InputError
from ui.feedback import MOST_REASON, Feedback, Vote, question
from ui.history import FILE, History
from ui.history_file import votes
from ui.kept import Place
from ui.turns import Turn


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[History]:
    with History.open(tmp_path / FILE) as opened:
        yield opened


def answered(kept: History, whole: Answer, after: Place | None = None) -> Place:
    if after is None:
        place = kept.start("", Turn(whole))
    else:
        place = kept.ask("", after.conversation, Turn(whole))
    kept.keep("", place, Turn(whole), "whole")
    return place


def vote(whole: Answer, thumb: str = "up", **fields: object) -> Vote:
    noon = "2025-06-01T12:00:00+00:00"
    known = {"turn": 1, "reason": "", "created": noon, "asked": noon, "before": ()}
    return Vote(**(known | fields), thumb=thumb, answer=whole)


def test_a_vote_holds_the_whole_record_and_what_came_before(kept: History):
    first = answered(kept, answer(question="Who?", standalone_question="Who built it?", text="A."))
    second = answered(kept, full(), after=first)
    Feedback(kept).vote("", second, "down", " Too short. ")
    (found,) = Feedback(kept).votes()
    assert (found.thumb, found.reason, found.turn) == ("down", "Too short.", second.turn)
    assert found.answer == full()
    assert found.before == (Exchange("Who built it?", "A."),)
    assert found.asked == kept.read("", first.conversation).turns[1].asked


def test_one_vote_for_an_answer_the_last_one(kept: History):
    place = answered(kept, full())
    for thumb, reason in (("up", ""), ("down", "No."), ("up", "Yes.")):
        Feedback(kept).vote("", place, thumb, reason)
    assert [(one.thumb, one.reason) for one in Feedback(kept).votes()] == [("up", "Yes.")]
    assert kept.read("", place.conversation).turns[0].thumb == "up"
    Feedback(kept).withdraw("", place)
    assert Feedback(kept).votes() == ()
    assert kept.read("", place.conversation).turns[0].thumb is None


def test_a_vote_outlives_its_answer_but_not_its_conversation(kept: History):
    place = answered(kept, full())
    Feedback(kept).vote("", place, "down", "No.")
    again = kept.ask("", place.conversation, Turn(answer(question="Better?")), at=1)
    assert kept.read("", place.conversation).turns[0].thumb is None
    kept.keep("", again, Turn(answer(question="Better?", text="Yes.")), "whole")
    Feedback(kept).vote("", again, "up")
    assert [one.thumb for one in Feedback(kept).votes()] == ["down", "up"]
    kept.delete("", place.conversation)
    assert Feedback(kept).votes() == ()


def test_an_answer_that_grows_has_no_vote(kept: History):
    place = kept.start("", Turn(full()))
    with pytest.raises(InputError):
        Feedback(kept).vote("", place, "up")


def test_a_reason_is_cut_and_has_no_half_characters(kept: History):
    place = answered(kept, full())
    Feedback(kept).vote("", place, "down", "\ud800" + "r" * 3000)
    (found,) = Feedback(kept).votes("down")
    assert found.reason == "r" * MOST_REASON
    assert Feedback(kept).votes("up") == ()


def test_a_vote_on_a_record_of_another_version_is_given_with_its_question(kept: History):
    place = answered(kept, full())
    Feedback(kept).vote("", place, "up")
    with kept.file.writing() as connection:
        connection.execute(sa.update(votes).values(record="{}"))
    (found,) = Feedback(kept).votes()
    assert found.answer.question == full().question
    assert question(found).evidence == ()


def test_praise_makes_what_is_cited_the_gold():
    source = hit("One. Two. Three.")
    citations = (cited(source, "Two.", 1), cited(source, "Three.", 2), cited(source, "Two.", 3))
    made = question(vote(answer(text="So.", citations=citations), turn=7))
    assert made.evidence == (("Two.",), ("Three.",))
    assert (made.id, made.answerable, made.tags) == ("feedback-7", True, ("feedback", "up"))


def test_praise_of_an_abstaining_answer_says_that_there_is_none():
    none = answer(text="No.", abstained=True, reason=Reason.NOTHING_NEAR)
    made = question(vote(none))
    assert (made.answerable, made.evidence) == (False, ())


@pytest.mark.parametrize("abstained", [True, False])
def test_blame_has_no_gold_and_is_to_be_reviewed(abstained: bool):
    made = question(vote(full().model_copy(update={"abstained": abstained}), "down"))
    assert (made.answerable, made.evidence) == (True, ())
    assert made.tags == ("feedback", "down", "to review")


def test_the_conversation_goes_with_the_question():
    before = (Exchange("Who?", "Ada."),)
    rules = answer(question="And when?", standalone_question="When did Ada?", rewritten="rules")
    made = question(vote(rules, before=before))
    assert (made.question, made.history) == ("And when?", before)


def test_a_persons_own_wording_needs_no_conversation():
    own = answer(question="And when?", standalone_question="When did Ada?", rewritten="person")
    made = question(vote(own, before=(Exchange("Who?", "Ada."),)))
    assert (made.question, made.history) == ("When did Ada?", ())


@pytest.mark.parametrize(
    ("published", "as_of", "asked"),
    [
        ("2025-04-30", "", "2025-06-01"),
        ("2025-06-01", "", "2025-06-01"),
        ("2025-05", "", "2025-06-01"),
        # Asked as of that day, these would not be found.
        ("2025-06", "", ""),
        ("2025", "", ""),
        ("", "", ""),
        ("2026-01-01", "", ""),
        ("2025-04-30", "2025-05-02", "2025-05-02"),
    ],
)
def test_it_is_asked_as_of_its_day_unless_that_hides_its_gold(
    published: str, as_of: str, asked: str
):
    source = hit("One.", published=published)
    whole = answer(text="So.", as_of=as_of, hits=(source,), citations=(cited(source, "One."),))
    assert question(vote(whole)).asked == asked


@pytest.mark.parametrize("text", ATTACKS)
@pytest.mark.parametrize("thumb", ["up", "down"])
def test_every_question_can_be_read_again(tmp_path: Path, text: str, thumb: str):
    made = question(vote(full(text), thumb, before=(Exchange(text, text),)))
    QuestionSet((made,)).write(tmp_path / "made.jsonl")
    assert QuestionSet.read(tmp_path / "made.jsonl").questions == (made,)
