"""`dateline eval import-feedback`: what people thought of answers, as a question set."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from index.errors import InputError
from ui.options import LibraryOption

if TYPE_CHECKING:
    from eval.questions import Question
    from ui.feedback import Vote


def import_feedback(
    out: Annotated[
        Path,
        typer.Option("--out", metavar="FILE", help="The new question set.", show_default=False),
    ],
    library: LibraryOption = None,
    thumbs: Annotated[
        Literal["up", "down", "all"], typer.Option("--thumbs", help="Which answers.")
    ] = "all",
) -> None:
    """Make a question set of the answers that people gave a thumb on the page.

    Thumbs up: what the answer cites is gold. Thumbs down, tagged "to review": no gold is known, so
    write it in. Beside FILE, FILE-reasons.jsonl holds why, and each answer's whole record.
    """
    from eval.questions import QuestionSet
    from index import folders
    from index.disk import write_whole
    from ui import terminal
    from ui.feedback import Feedback, question
    from ui.history import FILE, History

    reasons = out.with_name(f"{out.stem}-reasons.jsonl")
    for file in (out, reasons):
        if file.exists():
            raise InputError(f"{file} is there already; remove it, or name another file")
    folder = folders.prepared(library, create=False)
    with History.open(folder / FILE, create=False) as history:
        votes = Feedback(history).votes(None if thumbs == "all" else thumbs)
    if not votes:
        which = "no thumb" if thumbs == "all" else f"no thumb {thumbs}"
        raise InputError(f"{which} was given on the page of {folder}; there is nothing to import")
    questions = tuple(map(question, votes))
    write_whole(reasons, "".join(map(_line, votes, questions)))
    QuestionSet(questions, out.stem).write(out)
    told = [f"{len(questions)} questions written to {out}, why and the answers to {reasons}"]
    if blamed := sum(vote.thumb == "down" for vote in votes):
        told.append(f'{blamed} of them are tagged "to review": write in what the right answer is')
    for line in told:
        terminal.out.print(line, markup=False, soft_wrap=True)


def _line(vote: "Vote", question: "Question") -> str:
    said = {
        "id": question.id,
        "thumb": vote.thumb,
        "reason": vote.reason,
        "created": vote.created,
        "answer": vote.answer.model_dump(mode="json"),
    }
    return json.dumps(said, ensure_ascii=False) + "\n"
