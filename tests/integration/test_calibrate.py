from assistant.confidence import DEFAULT
from eval.calibration import calibrate, check, observe
from eval.questions import Question, QuestionSet, judged
from index import Library

HELD = (
    "Why was the Asker Swing Bridge closed in March?",
    "How many people used the shuttle boat on its first day?",
)
OTHERS = ("Which comet passed Jupiter in 1994?", "Who composed the opera Tosca?")


def test_questions_are_searched_and_learnt_from(sample_library: Library):
    asked = [Question(str(n), text, (), True) for n, text in enumerate(HELD * 5)]
    asked += [Question(str(n), text, ("no such word",)) for n, text in enumerate(OTHERS * 5)]
    known = judged(QuestionSet(tuple(asked)), sample_library)
    check(known)
    seen = list(observe(sample_library, known))
    report = calibrate(seen, 0.1, DEFAULT)
    assert (report.questions, report.answerable) == (20, 10)
    assert report.after.auroc == 1
    assert report.calibration.weights != DEFAULT.weights
