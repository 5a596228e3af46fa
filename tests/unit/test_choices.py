"""What people choose of their answers: what it does to a question, and that it is kept."""

from pathlib import Path

import pytest

from assistant import Asking
from assistant.answer import Answer
from assistant.asking import Exchange
from index.errors import InputError
from ui.choices import FILE, Choices, KeptChoices

CHOSEN = Choices(model="larger", length="long", language="de")


def test_choices_say_how_a_question_is_asked():
    how = CHOSEN.asking()
    assert (how.model, how.style, how.language) == ("larger", "long", "de")


def test_what_else_is_asked_for_stays():
    before = Asking(
        history=(Exchange.of(Answer(question="q", standalone_question="q")),), dates=False
    )
    how = CHOSEN.asking(before)
    assert (how.history, how.dates, how.style) == (before.history, False, "long")


def test_who_chose_nothing_asks_as_anybody_does():
    assert Choices().asking() == Asking()


def test_choices_outlive_the_program(tmp_path: Path):
    KeptChoices(tmp_path).keep("ann", CHOSEN)
    assert KeptChoices(tmp_path).of("ann") == CHOSEN


def test_choices_are_the_persons_own(tmp_path: Path):
    kept = KeptChoices(tmp_path)
    kept.keep("ann", CHOSEN)
    kept.keep("", Choices(length="short"))
    assert kept.of("ann") == CHOSEN
    assert kept.of("") == Choices(length="short")
    assert kept.of("bob") == Choices()


def test_the_default_is_not_kept(tmp_path: Path):
    kept = KeptChoices(tmp_path)
    kept.keep("ann", CHOSEN)
    kept.keep("ann", Choices())
    assert kept.of("ann") == Choices()
    assert "ann" not in (tmp_path / FILE).read_text()


def test_nobody_else_on_the_machine_can_read_who_chose(tmp_path: Path):
    KeptChoices(tmp_path).keep("ann", CHOSEN)
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("content", "choices"),
    [
        ("no JSON", Choices()),
        ("[]", Choices()),
        ('{"ann": 7}', Choices()),
        ('{"ann": {"length": "endless"}}', Choices()),
        ('{"ann": {"length": "long", "language": "tlh"}}', Choices(length="long")),
        ('{"ann": {"length": "long", "colour": "red"}}', Choices(length="long")),
    ],
)
def test_what_cannot_be_read_is_the_default(tmp_path: Path, content: str, choices: Choices):
    (tmp_path / FILE).write_text(content)
    kept = KeptChoices(tmp_path)
    assert kept.of("ann") == choices
    kept.keep("ann", CHOSEN)
    assert kept.of("ann") == CHOSEN


def test_a_file_that_cannot_be_written_is_an_error_for_people(tmp_path: Path):
    with pytest.raises(InputError, match="cannot be written"):
        KeptChoices(tmp_path / "gone").keep("ann", CHOSEN)
