"""Runs over a handful of questions, answered by a function: what a report has to show."""

from collections.abc import Callable
from pathlib import Path

from made_answers import SUPPORTED, answer, cited, hit, read, window

from assistant.answer import Answer, Reason, Sentence, Verdict
from assistant.asking import Exchange
from assistant.remarks import Timings
from eval import Question, QuestionSet, Run, evaluate

FIRE = "The fire hurt 17 people on Monday."
HALL = "The hall will reopen in May."
QUESTIONS = (
    Question("right", "How many did the fire hurt?", ("17",), evidence=((FIRE,),), tags=("fire",)),
    Question("wrong", "When did the fire break out?", ("Sunday",), evidence=((FIRE,),)),
    Question(
        "refused", "When does the hall reopen?", ("May",), evidence=((HALL,),), tags=("hall",)
    ),
    Question("absent", "Who owns the hall?", answerable=False, tags=("hall",)),
    Question(
        "unfound",
        "And who built it?",
        ("Ada Weil",),
        evidence=(("Ada Weil built the hall.",),),
        history=(Exchange("When does the hall reopen?", "In May."),),
    ),
    Question("failed", "Does it fail?", ("yes",), tags=("fire",)),
)


def answered(question: Question) -> Answer:
    """Answer as the question's id says."""
    if question.id == "failed":
        raise ConnectionError("the model went away")
    found = hit(f"{FIRE} It was put out at night."), hit(f"Good news. {HALL}", number=2)
    took = Timings(retrieval_ms=12, first_token_ms=340, total_ms=1250, prompt_tokens=300)
    asked = {"question": question.question, "standalone_question": question.question}
    known = {**asked, "hits": found, "found": 2, "timings": took, "model": "small"}
    if question.id == "refused":
        return answer(**known, text="It is not said.", abstained=True, reason=Reason.NOT_ANSWERED)
    sentences = (
        Sentence(text=FIRE, verdict=SUPPORTED, citations=(1,)),
        Sentence(text="It was cold.", verdict=Verdict.NOT_FOUND, reason="no source says so"),
    )
    return answer(
        **known,
        text=" ".join(one.text for one in sentences),
        sentences=sentences,
        citations=(cited(found[0], FIRE),),
        windows=(window(read(FIRE), read("Nothing near.", "b")),),
    )


def made(
    folder: Path,
    questions: tuple[Question, ...] = QUESTIONS,
    system: Callable[[Question], Answer] = answered,
    **more: object,
) -> Run:
    """Run some questions into a folder, with the times of every run."""
    run = evaluate(QuestionSet(questions, "fires"), system, out=folder, **more)
    same = {"started": "2025-05-01T10:00:00+00:00", "seconds": 10.0, "harness_seconds": 0.1}
    run = run.model_copy(update=same)
    run.write(folder)
    return run
